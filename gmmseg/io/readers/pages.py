"""The pages of files that are pictures: which are chosen, and what each is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from gmmseg.io.readers.formats import INSTRUMENTS, SAFE
from gmmseg.io.readers.images import MAX_PIXELS, format_of, pages_of
from gmmseg.io.readers.page_axes import PagePosition, Pages, PageSeries
from gmmseg.io.readers.page_selection import PageRequest, Selection

__all__ = ["EVERY", "FIRST", "ChosenPage", "PageChoice", "Pages", "of"]

of = pages_of


@dataclass(frozen=True)
class ChosenPage:
    """A page of a file that is a picture.

    Attributes
    ----------
    number : int or None
        Counted from 1; None where nobody asked for a page.
    name : str
        What it is called among the others: `z003`; empty where there is but one, or it was asked for by
        its number.
    axis : str or None
        Whose planes are the picture's channels.
    place : tuple of (PageAxis, int)
        Where it lies.
    series : PageSeries or None
        The pages it is among, where they were looked at.
    """

    number: int | None = None
    name: str = ""
    axis: str | None = None
    place: PagePosition = ()
    series: PageSeries | None = None

    @property
    def reading(self) -> dict[str, Any]:
        """How it is read, as `images.read` takes it by name."""
        channels = {} if self.axis is None else {"axis": self.axis, "as_channels": True}
        return channels if self.number is None else {"page": self.number, **channels}

    def stem(self, word: str) -> str:
        """Return how the names of its results begin, if those of its file begin with a word."""
        return f"{word}_{self.name}" if self.name else word


@dataclass(frozen=True)
class PageChoice:
    """Which pages of a file are pictures, each of its own.

    Attributes
    ----------
    selection : Selection or None
        Which; None for the first or only one.
    axis : str or None
        Along which the selection counts, or whose planes are channels.
    as_channels : bool
        Whether the planes of the axis are channels.
    """

    selection: Selection | None = None
    axis: str | None = None
    as_channels: bool = False

    @classmethod
    def requested(
        cls, page: int | str | Selection | None = None, axis: str | None = None, as_channels: bool = False
    ) -> "PageChoice":
        """Return the choice that is meant by a number or text.

        Raises
        ------
        BadSettingError
            If it means none.
        """
        return cls(None if page is None else Selection.of(page), axis, as_channels)

    @property
    def is_simple(self) -> bool:
        """Whether it is one page by its number, or the first: nobody needs to look into the file."""
        is_one = self.selection is None or self.selection.number is not None
        return is_one and self.axis is None and not self.as_channels

    def of(
        self, path: str | PathLike[str], *, max_pixels: int = MAX_PIXELS, formats: Iterable[str] = SAFE
    ) -> list[ChosenPage]:
        """Return the pages of a file that are chosen.

        Raises
        ------
        PageNeededError
            If there are several and none is chosen.
        UnreadableImageError
            If the file cannot be read as a picture, or has no such page or axis.
        """
        if self.is_simple:
            return [ChosenPage(None if self.selection is None else self.selection.number)]
        return self.among(pages_of(path, max_pixels=max_pixels, formats=formats))

    def among(self, pages: Pages) -> list[ChosenPage]:
        """Return those of a file's pages that are chosen; errors are those of `of`."""
        if not self.as_channels:
            selection = Selection.of(1) if self.selection is None else self.selection
            return [_page(pages, number, None) for number in selection.numbers(pages, self.axis)]
        left, axis = pages.as_channels(self.axis)
        if self.selection is None:
            PageRequest(None, self.axis, True).planes(pages)  # raises if more than one picture is left
        selection = Selection.of(1) if self.selection is None else self.selection
        return [_page(left, number, axis.name) for number in selection.numbers(left)]


EVERY = PageChoice(Selection.of("all"))
"""All pages of a file."""

FIRST = PageChoice()
"""The first page of a file, or its only one."""


def _page(pages: Pages, number: int, axis: str | None) -> ChosenPage:
    series, _ = pages.series_of(number)
    return ChosenPage(number, pages.name(number), axis, pages.place(number), series)


STACKS = ("TIFF", *INSTRUMENTS)  # formats whose pages may lie in time or depth; frames of others follow


def stack_in(path: Path, *, max_pixels: int = MAX_PIXELS, formats: Iterable[str] = SAFE) -> Pages | None:
    """Return the pages of a stack in time, depth or an unknown direction; None where the first page will do.

    Raises
    ------
    UnreadableImageError
        If the file cannot be read as a picture.
    """
    formats = tuple(formats)
    if format_of(path, formats) not in STACKS:
        return None
    pages = pages_of(path, max_pixels=max_pixels, formats=formats)
    return pages if pages.is_stack else None
