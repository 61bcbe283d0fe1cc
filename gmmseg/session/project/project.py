"""A project: documents with their histories, as they are kept in a file."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from gmmseg.errors import (
    BadChannelsError,
    GmmsegError,
    LostPictureError,
    OtherFeaturesError,
    UnreadableProjectError,
)
from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.io import projects
from gmmseg.io.file_reference import Fingerprint, Reference
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.segmentation import (
    SegmentationRequest,
    SegmentationResult,
    answering,
    relabelling,
)
from gmmseg.session.contents import FitSummary, ProjectRecord
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.images import NO_OTHERS, OtherImages, ProjectImage
from gmmseg.session.large.large_picture import USUAL, LargeOptions
from gmmseg.session.open_image import OpenImage


@dataclass(frozen=True, eq=False)
class Project:
    """A project that is open.

    Attributes
    ----------
    path : Path
        The file it was read from.
    document : Document
        What there is to see, not yet answered.
    history : History
        What was before.
    fit : FitSummary or None
        What the answer rests on.
    project_path : Path or None
        Where it is to be saved; None where people must be asked.
    seen : Fingerprint or None
        What the file there was when it was read.
    is_saved : bool
        Whether the file says all there is: where its picture is, too.
    notes : tuple of str
        One sentence for each thing that people should know.
    others : OtherImages
        The pictures beside the one that is shown.
    problems : tuple of (ProjectImage, str)
        Pictures that were to be shown first and could not be, and why.
    """

    path: Path
    document: Document
    history: History = field(default_factory=History)
    fit: FitSummary | None = None
    project_path: Path | None = None
    seen: Fingerprint | None = None
    is_saved: bool = True
    notes: tuple[str, ...] = ()
    others: OtherImages = NO_OTHERS
    problems: tuple[tuple[ProjectImage, str], ...] = ()


def opening(
    path: Path,
    workers: Workers,
    picture: Path | None = None,
    *,
    is_autosave: bool = False,
    options: LargeOptions = USUAL,
) -> Generator[Progress, None, Project]:
    """Yield progress and return the project in a file.

    Parameters
    ----------
    path : Path
        The file.
    workers : Workers
        Who works.
    picture : Path, optional
        Where its picture is now, if people chose it.
    is_autosave : bool
        Whether gmmseg itself put the file where it is: then what it says of its own place is believed.
    options : LargeOptions
        From when on its pictures count as larger than memory.

    Raises
    ------
    UnreadableProjectError
        If the file is not a whole project.
    LostPictureError
        If its picture is not found, or has another content than when it was saved and nobody confirmed that
        it is to be used all the same.
    UnreadableImageError
        If the picture cannot be read.
    OtherFeaturesError
        If people have shown a picture with other channels than marks on it need.
    """
    from gmmseg.session.project.decoding import decoded

    yield Progress(f"Opening {path.name}", 0.1)
    seen = _seen(path)  # first: what is written meanwhile is then another
    stored = projects.read(path)
    whole = decoded(stored)
    found, others, problems = yield from _first(path, whole, workers, picture, options)
    project_path = None if stored.is_newer or stored.is_backup else path
    if is_autosave:
        own = None if stored.is_newer else whole.project
        project_path, seen = (own.path, own.seen) if own else (None, None)
    notes = found.notes
    if stored.is_newer:
        sentence = f"{path.name} was made by a newer version of gmmseg and is not written over"
        notes = (*notes, f"{sentence}: what you do is saved under another name.")
    is_saved = picture is None and not is_autosave
    document, history, fit = found.document, found.history, found.fit
    return Project(path, document, history, fit, project_path, seen, is_saved, notes, others, problems)


@dataclass(frozen=True, eq=False)
class ReadImage:
    """A picture of a project, read and ready to be shown.

    Attributes
    ----------
    document, history, fit, notes
        As `Project` has them.
    """

    document: Document
    history: History
    fit: FitSummary | None
    notes: tuple[str, ...]


def showing(
    page: ProjectImage,
    path: Path,
    workers: Workers,
    picture: Path | None = None,
    beside: Path | None = None,
    *,
    options: LargeOptions = USUAL,
) -> Generator[Progress, None, ReadImage]:
    """Yield progress and return a picture of the project at `path`, read; errors are those of `opening`.

    `picture` is its file, if people chose it; `beside` a folder in which they found another one, where it
    is looked for if it is nowhere else.
    """
    contents = page.contents
    yield Progress(f"Looking for {contents.reference.name}", 0.2)
    source, notes = yield from _sought(path, page, workers, picture or _at_hand(page, beside), options)
    document, history = contents.documents(source)
    for mark in (mark for object_ in document.objects for mark in object_.marks):
        if isinstance(mark, Wand):
            mark.model.check(source.image)
    return ReadImage(document, history, contents.fit, notes)


def pages_in(path: Path) -> tuple[ProjectImage, ...]:
    """Return all pictures of the project in a file; errors are those of `projects.read`."""
    from gmmseg.session.project.decoding import decoded

    return _pages(path, decoded(projects.read(path)))[0]


def _pages(path: Path, whole: ProjectRecord) -> tuple[tuple[ProjectImage, ...], int]:
    """Return all pictures, and the place of the one that was shown last."""
    every = (*whole.before, whole.shown, *whole.after)
    return tuple(ProjectImage(contents, path.parent) for contents in every), len(whole.before)


def _first(
    path: Path, whole: ProjectRecord, workers: Workers, picture: Path | None, options: LargeOptions
) -> Generator[Progress, None, tuple[ReadImage, OtherImages, tuple[tuple[ProjectImage, str], ...]]]:
    """Yield progress and return the picture that was shown last or, if that fails, the next that can be."""
    every, last = _pages(path, whole)
    places = sorted(range(len(every)), key=lambda place: place != last)
    problems: list[tuple[ProjectImage, str]] = []
    failure: GmmsegError | None = None
    for place in places:
        try:
            chosen = picture if place == last else None
            found = yield from showing(every[place], path, workers, chosen, options=options)
        except GmmsegError as error:
            failure = failure or error
            problems.append((every[place], str(error)))
        else:
            return found, OtherImages(every[:place], every[place + 1 :]), tuple(problems)
    assert failure is not None
    raise failure


def _seen(path: Path) -> Fingerprint | None:
    try:
        return Fingerprint.of(path)
    except (OSError, ValueError):  # whoever reads it says what is wrong
        return None


def _sought(
    path: Path, page: ProjectImage, workers: Workers, picture: Path | None, options: LargeOptions
) -> Generator[Progress, None, tuple[OpenImage, tuple[str, ...]]]:
    """Yield progress and return the picture, with a note on it."""
    from gmmseg.session.open_image import opening as opening_picture

    reference, folder = page.contents.reference, page.folder
    place = picture or reference.found(folder)
    if place is None:
        there = reference.was_at(folder).exists()
        reason = "has changed since it was saved" if there else f"is not at {reference.place} any more"
        raise LostPictureError(path.name, reference.name, reason)
    as_large = options.as_saved and reference.by_tiles
    source = yield from opening_picture(place, workers, reference.page, options=options, as_large=as_large)
    _check_size(path, reference, source)
    source = source.sized(reference.pixel_size)
    if source.fingerprint == reference.fingerprint:
        return source, ()
    return source, (f"{place.name} is not the file that {path.name} was made with: segments may differ.",)


def _at_hand(page: ProjectImage, beside: Path | None) -> Path | None:
    """Return where a picture is in a folder, if it is there and no more where it was."""
    reference = page.contents.reference
    if beside is None or reference.was_at(page.folder).is_file():
        return None
    there = beside / reference.name
    return there if reference.fingerprint.fits(there) else None


def _check_size(path: Path, reference: Reference, source: OpenImage) -> None:
    width, height = source.whole_size
    if (width, height) != (reference.width, reference.height):
        raise UnreadableProjectError(
            path.name,
            f"its picture has {reference.width} by {reference.height} pixels, "
            f"and {source.image.name} has {width} by {height}",
            "Choose the picture that it was made with",
        )


def relabelling_document(
    request: SegmentationRequest, fit: FitSummary, workers: Workers
) -> Generator[Progress, None, SegmentationResult]:
    """Yield progress and return the answer that a kept fit leads to: the same labels, without a new fit."""
    try:
        fit.model.check(request.image)
    except (OtherFeaturesError, BadChannelsError):  # the picture was changed, from grey to colour perhaps
        return (yield from answering(request, None, workers))
    return (yield from relabelling(request, fit.model, fit, workers))
