"""A project: a document with its history, as it is kept in a file between two sittings."""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

from gmmseg.errors import LostPictureError, OtherFeaturesError, UnreadableProjectError
from gmmseg.imaging.growing import Wand
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.io import projects
from gmmseg.io.whereabouts import Fingerprint, Reference
from gmmseg.pipeline import Progress, Workers
from gmmseg.session.answer import Answer, Question, answering, of_fit, recalled
from gmmseg.session.document import Document
from gmmseg.session.history import Entry, History
from gmmseg.session.source import Source


@dataclass(frozen=True, eq=False)
class Fit:
    """What the engine found in a picture before people did anything to it.

    Attributes
    ----------
    model : Model
        The mixture.
    log_likelihood, n_iterations, converged, notes
        As `Segmentation` has them.
    """

    model: Model
    log_likelihood: float
    n_iterations: int
    converged: bool
    notes: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> "Fit | None":
        """Return the fit that a document's answer rests on, if it is by the settings of now."""
        answer = document.answer
        question = document.question
        if answer is None or question is None or answer.question.image is not question.image:
            return None
        if of_fit(answer.question.settings) != of_fit(question.settings):
            return None
        found = answer.segmentation
        return cls(answer.base, found.log_likelihood, found.n_iterations, found.converged, found.notes)


@dataclass(frozen=True, eq=False)
class Draft:
    """A document without its picture.

    Attributes
    ----------
    document : Document
        Without a picture and what was computed from it.
    picture : int
        Which of the project's pictures it is about.
    is_current : bool
        Whether its looks belong to its question, rather than to an earlier one.
    """

    document: Document
    picture: int
    is_current: bool

    def about(self, source: Source) -> Document:
        """Return the document, about a picture."""
        document = replace(self.document, source=source)
        return replace(document, asked=document.question if self.is_current else None)


@dataclass(frozen=True, eq=False)
class Contents:
    """What a project file says, checked, before its picture is looked for.

    Attributes
    ----------
    pictures : tuple of Reference
        The pictures that documents are about.
    drafts : tuple of Draft
        Documents.
    now : int
        Which of them is the one of now.
    past, future : tuple of (str, int)
        Names of acts, and the documents of before and after; the nearest are last.
    fit : Fit or None
        What the document of now rests on.
    project : str
        For work that is kept until it is saved: where its project's file is; else empty.
    """

    pictures: tuple[Reference, ...]
    drafts: tuple[Draft, ...]
    now: int
    past: tuple[tuple[str, int], ...] = ()
    future: tuple[tuple[str, int], ...] = ()
    fit: Fit | None = None
    project: str = ""

    @property
    def reference(self) -> Reference:
        """The picture of now."""
        return self.pictures[self.drafts[self.now].picture]

    def documents(self, source: Source) -> tuple[Document, History]:
        """Return the document of now and its history, as far as it is about the same picture."""
        about = {i: draft.about(source) for i, draft in enumerate(self.drafts) if self._is_near(draft)}
        past, future = (
            _nearest([(name, about.get(index)) for name, index in entries])
            for entries in (self.past, self.future)
        )
        return about[self.now], History(past, future)

    def _is_near(self, draft: Draft) -> bool:
        return draft.picture == self.drafts[self.now].picture


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
    fit : Fit or None
        What the answer rests on.
    home : Path or None
        Where it is to be saved; None where people must be asked.
    seen : Fingerprint or None
        What the file there was when it was read.
    is_saved : bool
        Whether the file says all there is: where its picture is, too.
    notes : tuple of str
        One sentence for each thing that people should know.
    """

    path: Path
    document: Document
    history: History = field(default_factory=History)
    fit: Fit | None = None
    home: Path | None = None
    seen: Fingerprint | None = None
    is_saved: bool = True
    notes: tuple[str, ...] = ()


def opening(
    path: Path, workers: Workers, picture: Path | None = None, *, is_rescued: bool = False
) -> Generator[Progress, None, Project]:
    """Yield progress and return the project in a file.

    Parameters
    ----------
    path : Path
        The file.
    workers : Workers
        Who works.
    picture : Path, optional
        Where its picture is now, if people have said so.
    is_rescued : bool
        Whether gmmseg itself put the file where it is: then what it says of its own place is believed.

    Raises
    ------
    UnreadableProjectError
        If the file is not a whole project.
    LostPictureError
        If its picture is not found, or has another content than when it was saved and nobody has said that
        it is to be used all the same.
    UnreadableImageError
        If the picture cannot be read.
    OtherFeaturesError
        If people have shown a picture with other channels than marks on it need.
    """
    from gmmseg.session.decoding import decoded

    yield Progress(f"Opening {path.name}", 0.1)
    seen = None if is_rescued else _seen(path)  # first: what is written meanwhile is then another
    stored = projects.read(path)
    contents = decoded(stored)
    yield Progress(f"Looking for {contents.reference.name}", 0.2)
    source, notes = yield from _sought(path, contents.reference, workers, picture)
    document, history = contents.documents(source)
    for mark in (mark for thing in document.objects for mark in thing.marks):
        if isinstance(mark, Wand):
            mark.model.check(source.image)
    if is_rescued:
        home = Path(contents.project) if contents.project else None
    else:
        home = None if stored.is_newer or stored.is_backup else path
    if stored.is_newer:
        sentence = f"{path.name} was made by a newer version of gmmseg and is not written over"
        notes = (*notes, f"{sentence}: what you do is saved under another name.")
    is_saved = picture is None and not is_rescued
    return Project(path, document, history, contents.fit, home, seen, is_saved, notes)


def _seen(path: Path) -> Fingerprint | None:
    try:
        return Fingerprint.of(path)
    except (OSError, ValueError):  # whoever reads it says what is wrong
        return None


def _sought(
    path: Path, reference: Reference, workers: Workers, picture: Path | None
) -> Generator[Progress, None, tuple[Source, tuple[str, ...]]]:
    """Yield progress and return the picture, with what is to be said about it."""
    from gmmseg.session.source import opening as opening_picture

    place = picture or reference.found(path.parent)
    if place is None:
        there = reference.was_at(path.parent).is_file()
        reason = "has changed since it was saved" if there else f"is not at {reference.place} any more"
        raise LostPictureError(path.name, reference.name, reason)
    source = yield from opening_picture(place, workers)
    _check_size(path, reference, source.image)
    if source.fingerprint == reference.fingerprint:
        return source, ()
    return source, (f"{place.name} is not the file that {path.name} was made with: segments may differ.",)


def _check_size(path: Path, reference: Reference, image: Image) -> None:
    if (image.width, image.height) != (reference.width, reference.height):
        raise UnreadableProjectError(
            path.name,
            f"its picture has {reference.width} by {reference.height} pixels, "
            f"and {image.name} has {image.width} by {image.height}",
            "Choose the picture that it was made with",
        )


def recalling(question: Question, fit: Fit, workers: Workers) -> Generator[Progress, None, Answer]:
    """Yield progress and return the answer that a kept fit leads to: the same labels, without a new fit."""
    try:
        fit.model.check(question.image)
    except OtherFeaturesError:  # the picture was changed, from grey to colour perhaps
        return (yield from answering(question, None, workers))
    return (yield from recalled(question, fit.model, fit, workers))


def reference_of(source: Source, folder: Path) -> Reference:
    """Return what a project in a folder keeps of a picture."""
    from gmmseg.io.whereabouts import place_of

    assert source.path is not None
    print_ = source.fingerprint or Fingerprint.of(source.path)
    return Reference(place_of(source.path, folder), print_, source.image.width, source.image.height)


def _nearest(entries: list[tuple[str, Document | None]]) -> tuple[Entry, ...]:
    """Return the entries from the nearest on back to the first that is about another picture."""
    near: list[Entry] = []
    for name, document in reversed(entries):
        if document is None:
            break
        near.insert(0, Entry(name, document))
    return tuple(near)
