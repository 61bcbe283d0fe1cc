"""The contents of a project for one picture: its document and history, without pixels or results."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from gmmseg.imaging.model import Model
from gmmseg.io.file_reference import Fingerprint, Reference, place_of
from gmmseg.session.compute.segmentation import of_fit
from gmmseg.session.document import Document, without_result
from gmmseg.session.history import Entry, History
from gmmseg.session.open_image import OpenImage

HISTORY = 200  # acts behind and ahead that are kept


@dataclass(frozen=True, eq=False)
class FitSummary:
    """The fit of a picture before any edits.

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
    def of(cls, document: Document) -> "FitSummary | None":
        """Return the fit behind a document's result, if it has the document's present settings."""
        result = document.result
        request = document.request
        if result is None or request is None or result.request.image is not request.image:
            return None
        if of_fit(result.request.settings) != of_fit(request.settings):
            return None
        if result.request.model is not request.model:
            return None
        found = result.segmentation
        return cls(result.base, found.log_likelihood, found.n_iterations, found.converged, found.notes)


@dataclass(frozen=True, eq=False)
class StoredDocument:
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

    def about(self, source: OpenImage) -> Document:
        """Return the document, about a picture."""
        document = replace(self.document, source=source)
        return replace(document, answered=document.request if self.is_current else None)


@dataclass(frozen=True, eq=False)
class ImageRecord:
    """The checked contents of a project file for one picture, before the picture is found.

    Attributes
    ----------
    pictures : tuple of Reference
        The pictures that documents are about.
    drafts : tuple of StoredDocument
        Documents.
    now : int
        Which of them is the one of now.
    past, future : tuple of (str, int)
        Names of acts, and the documents of before and after; the nearest are last.
    fit : FitSummary or None
        What the document of now rests on.
    """

    pictures: tuple[Reference, ...]
    drafts: tuple[StoredDocument, ...]
    now: int
    past: tuple[tuple[str, int], ...] = ()
    future: tuple[tuple[str, int], ...] = ()
    fit: FitSummary | None = None

    @property
    def reference(self) -> Reference:
        """The picture of now."""
        return self.pictures[self.drafts[self.now].picture]

    def bare(self) -> "ImageRecord":
        """Return the same without its history."""
        return ImageRecord(self.pictures, (self.drafts[self.now],), 0, fit=self.fit)

    def documents(self, source: OpenImage) -> tuple[Document, History]:
        """Return the document of now and its history, as far as it is about the same picture."""
        about = {i: draft.about(source) for i, draft in enumerate(self.drafts) if self._is_near(draft)}
        past, future = (
            _nearest([(name, about.get(index)) for name, index in entries])
            for entries in (self.past, self.future)
        )
        return about[self.now], History(past, future)

    def _is_near(self, draft: StoredDocument) -> bool:
        return draft.picture == self.drafts[self.now].picture


@dataclass(frozen=True)
class ProjectFile:
    """Where a project's own file is.

    Attributes
    ----------
    path : Path
        The file.
    seen : Fingerprint or None
        What it was when it was opened or saved last, as far as is known.
    """

    path: Path
    seen: Fingerprint | None = None


@dataclass(frozen=True, eq=False)
class ProjectRecord(ImageRecord):
    """The contents of a project file: the picture that was shown when it was saved, and the others.

    Attributes
    ----------
    before, after : tuple of ImageRecord
        Of the pictures before it and after it.
    project : ProjectFile or None
        For work that is kept until it is saved: its project's file, if it has one.
    """

    before: tuple[ImageRecord, ...] = ()
    after: tuple[ImageRecord, ...] = ()
    project: ProjectFile | None = None

    @classmethod
    def around(
        cls,
        shown: ImageRecord,
        before: tuple[ImageRecord, ...],
        after: tuple[ImageRecord, ...],
        project: ProjectFile | None = None,
    ) -> "ProjectRecord":
        """Return the whole file, from what it says of the picture that was shown."""
        parts: dict[str, Any] = {each.name: getattr(shown, each.name) for each in fields(ImageRecord)}
        return cls(**parts, before=before, after=after, project=project)

    @property
    def shown(self) -> ImageRecord:
        """What it says of the picture that was shown."""
        return ImageRecord(*(getattr(self, each.name) for each in fields(ImageRecord)))


def contents_of(document: Document, history: History, folder: Path) -> ImageRecord:
    """Return what a project file in a folder keeps of a document and its history."""
    assert document.source is not None
    near = history.about(document.source)
    past, future = near.past[-HISTORY:], near.future[-HISTORY:]
    every = [*(entry.document for entry in (*past, *future)), document]
    return ImageRecord(
        (reference_of(document.source, folder),),
        tuple(_draft(each) for each in every),
        len(every) - 1,
        tuple((entry.name, i) for i, entry in enumerate(past)),
        tuple((entry.name, i) for i, entry in enumerate(future, len(past))),
        FitSummary.of(document),
    )


def _draft(document: Document) -> StoredDocument:
    is_current = document.answered is not None and document.answered == document.request
    bare = replace(without_result(document), source=None, answered=None, prior_edits=None)
    return StoredDocument(bare, 0, is_current)


def reference_of(source: OpenImage, folder: Path) -> Reference:
    """Return what a project in a folder keeps of a picture."""
    assert source.path is not None
    print_ = source.fingerprint or Fingerprint.of(source.path)
    size = source.whole_size
    place, by_tiles = place_of(source.path, folder), source.large is not None
    return Reference(place, print_, *size, source.page, source.given_pixel_size, by_tiles)


def _nearest(entries: list[tuple[str, Document | None]]) -> tuple[Entry, ...]:
    """Return the entries from the nearest on back to the first that is about another picture."""
    near: list[Entry] = []
    for name, document in reversed(entries):
        if document is None:
            break
        near.insert(0, Entry(name, document))
    return tuple(near)
