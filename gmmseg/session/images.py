"""The other pictures of a project: documents and histories, without pixels until they are shown."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

from gmmseg.io.file_reference import PageReference, place_of
from gmmseg.job import Progress, Workers
from gmmseg.session.contents import FitSummary, ImageRecord, contents_of
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.open_image import OpenImage, opening, picture_key
from gmmseg.settings import Settings


@dataclass(frozen=True, eq=False)
class ProjectImage:
    """A picture of a project that is not shown.

    Attributes
    ----------
    contents : ImageRecord
        What people did to it, and what the engine found.
    folder : Path
        Where the way to the picture begins.
    is_saved : bool
        Whether the project's file says the same of it.
    """

    contents: ImageRecord
    folder: Path
    is_saved: bool = True

    @classmethod
    def of(
        cls, document: Document, history: History, fit: FitSummary | None = None, *, is_saved: bool = True
    ) -> "ProjectImage":
        """Return the record of a document that is no longer shown; `fit` is for one without a result yet."""
        assert document.source is not None
        assert document.source.path is not None
        folder = document.source.path.absolute().parent
        contents = contents_of(document, history, folder)
        return cls(replace(contents, fit=contents.fit or fit), folder, is_saved)

    @property
    def name(self) -> str:
        """The picture's file name, with the page where it is one of several."""
        page = self.contents.reference.page
        return self.contents.reference.name + (f" page {page.number}" if page is not None else "")

    @property
    def file_name(self) -> str:
        """What a file that holds this page alone would be called: `stack_z003.tif`; else the file's name."""
        reference = self.contents.reference
        if reference.page is None:
            return reference.name
        path = Path(reference.name)
        return f"{path.stem}_{reference.page.name or f'p{reference.page.number:03d}'}{path.suffix}"

    @property
    def document(self) -> Document:
        """What people made of it, without its picture."""
        return self.contents.drafts[self.contents.now].document

    @property
    def is_current(self) -> bool:
        """Whether its segments are known: they can be drawn again without a new fit."""
        return self.contents.fit is not None

    @property
    def key(self) -> str:
        """What tells its picture from the others, wherever it lies."""
        return picture_key(self.contents.reference.fingerprint, self.contents.reference.page)

    def moved_to(self, picture: Path) -> "ProjectImage":
        """Return the page with its picture in another file, which the project is still to be saved with."""
        folder = picture.absolute().parent
        contents, before = self.seen_from(folder), self.contents.pictures.index(self.contents.reference)
        pictures = list(contents.pictures)
        pictures[before] = replace(pictures[before], place=picture.name)
        return ProjectImage(replace(contents, pictures=tuple(pictures)), folder, is_saved=False)

    def seen_from(self, folder: Path) -> ImageRecord:
        """Return the contents with the ways to pictures beginning in another folder."""
        if folder == self.folder:
            return self.contents
        pictures = tuple(
            replace(each, place=place_of(each.was_at(self.folder), folder)) for each in self.contents.pictures
        )
        return replace(self.contents, pictures=pictures)


@dataclass(frozen=True)
class OtherImages:
    """The pictures of a project beside the one that is shown.

    Attributes
    ----------
    before, after : tuple of ProjectImage
        Those before it and after it, in the order people see.
    """

    before: tuple[ProjectImage, ...] = ()
    after: tuple[ProjectImage, ...] = ()

    @property
    def pages(self) -> tuple[ProjectImage, ...]:
        """All of them."""
        return (*self.before, *self.after)

    def page(self, place: int) -> ProjectImage | None:
        """Return the page at a place among all pictures, counted from 0; None for the one that is shown."""
        return (*self.before, None, *self.after)[place]

    def without(self, page: ProjectImage) -> "OtherImages":
        """Return the others without one of them."""
        return OtherImages(
            *(tuple(each for each in part if each is not page) for part in (self.before, self.after))
        )

    def including(self, page: ProjectImage, place: int) -> "OtherImages":
        """Return the others with one more, at a place among all pictures."""
        every = [*self.before, None, *self.after]
        every.insert(place, page)
        shown = every.index(None)
        before, after = (tuple(each for each in part if each) for part in (every[:shown], every[shown:]))
        return OtherImages(before, after)

    def exchanging(self, page: ProjectImage, other: ProjectImage) -> "OtherImages":
        """Return the others with one in place of another."""
        return self._each(lambda each: other if each is page else each)

    def around(self, place: int, shown: ProjectImage) -> "OtherImages":
        """Return the others when the one at `place` is shown, and the one shown until now is a page."""
        every = (*self.before, shown, *self.after)
        return OtherImages(every[:place], every[place + 1 :])

    def bare(self) -> "OtherImages":
        """Return the same without their histories."""
        return self._each(lambda page: replace(page, contents=page.contents.bare()))

    def saved(self) -> "OtherImages":
        """Return the same, all saved."""
        return self._each(lambda page: replace(page, is_saved=True))

    def _each(self, change: Callable[[ProjectImage], ProjectImage]) -> "OtherImages":
        return OtherImages(tuple(map(change, self.before)), tuple(map(change, self.after)))


NO_OTHERS = OtherImages()


def added(
    path: Path, settings: Settings, workers: Workers, page: PageReference | None = None
) -> Generator[Progress, None, tuple[ProjectImage, OpenImage]]:
    """Yield progress and return the picture in a file as a page nothing was done to, and its pixels."""
    source = yield from opening(path, workers, page)
    return ProjectImage.of(Document(source, settings), History()), source
