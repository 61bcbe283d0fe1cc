"""Which pages are asked for: numbers, ranges and steps, counted from 1, along one axis or several.

3            the third page
1-5, 1:5     the first to the fifth
2:, :4, ::2  from the second on, up to the fourth, every other
all          every page
t=2,z=1-5    on two axes at once; axes that are not named are at their first
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from gmmseg.errors import (
    BadSettingError,
    NoPagesSelectedError,
    NoSuchAxisError,
    NoSuchPageError,
    OnePageError,
    PageNeededError,
)
from gmmseg.io.readers.page_axes import PageAxis, Pages, PageSeries

ALL = "all"
EXPECTED = "all, a number from 1, or a selection such as 1-5, ::2 or t=2,z=1-5"
LONGEST = 1000  # characters
_NUMBER = r"\d{1,9}"
_SPAN = re.compile(rf"({_NUMBER})-({_NUMBER})")
_SLICE = re.compile(rf"({_NUMBER})?:({_NUMBER})?(?::({_NUMBER})?)?")
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9 ]*)=(.*)", re.DOTALL)
_MOST_SHOWN = 60  # characters of what was asked for


@dataclass(frozen=True)
class PageRange:
    """Numbers from `first` to `last`, both included, in steps; up to the end where `last` is None."""

    first: int
    last: int | None
    step: int = 1

    def numbers(self, length: int, file: str) -> range:
        """Return those there are among `length`.

        Raises
        ------
        NoSuchPageError
            If one that is named is not there.
        """
        last = length if self.last is None else self.last
        if last > length:
            raise NoSuchPageError(file, max(self.first, length + 1), length)
        return range(self.first, last + 1, self.step)


@dataclass(frozen=True)
class Selection:
    """A selection of pages.

    Attributes
    ----------
    text : str
        As it was written.
    plain : tuple of PageRange
        Along the axis that is asked for beside it, or through all pages.
    named : tuple of (str, tuple of PageRange)
        Along axes that are named.
    """

    text: str
    plain: tuple[PageRange, ...] = ()
    named: tuple[tuple[str, tuple[PageRange, ...]], ...] = ()

    @classmethod
    def of(cls, requested: "int | str | Selection") -> "Selection":
        """Return the selection that a number or a text means.

        Raises
        ------
        BadSettingError
            If it means none.
        """
        if isinstance(requested, Selection):
            return requested
        if isinstance(requested, bool) or not isinstance(requested, (int, str)):
            raise BadSettingError("page", requested, EXPECTED)
        text = str(requested).strip()
        if not 0 < len(text) <= LONGEST:
            raise _refused(text)
        plain: list[PageRange] = []
        named: dict[str, list[PageRange]] = {}
        now = plain
        for part in text.split(","):
            word = part.strip()
            if found := _NAMED.fullmatch(word):
                name, word = found[1].strip().casefold(), found[2].strip()
                if name in named:
                    raise _refused(text)
                now = named[name] = []
            now.append(_range(word, text))
        return cls(text, tuple(plain), tuple((name, tuple(ranges)) for name, ranges in named.items()))

    @property
    def number(self) -> int | None:
        """The one page that is asked for by its number alone; None if it is anything else."""
        if self.named or len(self.plain) != 1:
            return None
        (only,) = self.plain
        return only.first if only.first == only.last else None

    @property
    def is_all(self) -> bool:
        """Whether every page is asked for, however many there are."""
        return not self.named and self.plain == (PageRange(1, None),)

    def numbers(self, pages: Pages, axis: str | None = None) -> tuple[int, ...]:
        """Return the numbers of the pages that are selected, each once.

        Parameters
        ----------
        pages : Pages
            All there are.
        axis : str, optional
            Along which a selection without a name counts; the others are at their first.

        Raises
        ------
        NoSuchAxisError
            If an axis is not there.
        NoSuchPageError
            If a page that is named is not there.
        NoPagesSelectedError
            If there is no page of that kind.
        """
        if axis is None and not self.named:
            return _through(self.plain, pages, self._shown)
        wanted = dict(self.named)
        if axis is not None:
            plain = self.plain or ((PageRange(1, None),) if not self.named else ())
            if plain:
                wanted[axis] = plain
        elif self.plain:
            raise NoSuchAxisError(pages.file, None, tuple(each.word for each in pages.axes))
        if pages.is_plain:
            ranges = [each for word, some in wanted.items() if pages.axis(word) for each in some]
            return _through(ranges, pages, self._shown)
        found = tuple(_on_axes(pages, wanted))
        if not found:
            raise NoPagesSelectedError(pages.file, self._shown, pages.text)
        return found

    @property
    def _shown(self) -> str:
        return self.text if len(self.text) <= _MOST_SHOWN else f"{self.text[:_MOST_SHOWN]}..."


def _through(ranges: Sequence[PageRange], pages: Pages, shown: str) -> tuple[int, ...]:
    """Return what is selected of all pages."""
    if tuple(ranges) == (PageRange(1, None),):
        return pages.whole
    found = _each_once(ranges, pages.count, pages)
    if not found:
        raise NoPagesSelectedError(pages.file, shown, pages.text)
    return tuple(found)


def _on_axes(pages: Pages, wanted: Mapping[str, Sequence[PageRange]]) -> Iterator[int]:
    """Yield the numbers of pages on axes that are named; of several series the first, unless they are."""
    requested = {pages.axis(word).name: ranges for word, ranges in wanted.items()}
    whole = set(pages.whole)
    series = [(first, each) for first, each in _starts(pages) if first in whole]
    of_series = requested.pop("series", (PageRange(1, 1),))
    for place in _each_once(of_series, len(series), pages):
        first, each = series[place - 1]
        if not requested.keys() <= {axis.name for axis in each.axes}:
            continue
        ways = [
            _each_once(requested.get(axis.name, (PageRange(1, 1),)), axis.length, pages) for axis in each.axes
        ]
        yield from (first + index for index in _indices(each.axes, ways))


def _starts(pages: Pages) -> Iterator[tuple[int, PageSeries]]:
    """Yield each series that has pages with the number of the first of them."""
    first = 1
    for each in pages.series:
        if each.n_pages:
            yield first, each
        first += each.n_pages


def _indices(axes: Sequence[PageAxis], ways: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the places, from 0, of pages at all joint numbers on axes."""
    for numbers in product(*ways):
        index = 0
        for axis, number in zip(axes, numbers, strict=True):
            index = index * axis.length + number - 1
        yield index


def _each_once(ranges: Sequence[PageRange], length: int, pages: Pages) -> list[int]:
    """Return the numbers in several ranges, in their order, each once."""
    found: dict[int, None] = {}
    for each in ranges:
        found.update(dict.fromkeys(each.numbers(length, pages.file)))
    return list(found)


def _range(word: str, text: str) -> PageRange:
    """Return what a number, a range or a slice means."""
    if word.casefold() == ALL:
        return PageRange(1, None)
    if re.fullmatch(_NUMBER, word):
        first, last, step = int(word), int(word), 1
    elif found := _SPAN.fullmatch(word):
        first, last, step = int(found[1]), int(found[2]), 1
    elif found := _SLICE.fullmatch(word):
        first, step = int(found[1] or 1), int(found[3] or 1)
        if found[2] is None:
            if first < 1 or step < 1:
                raise _refused(text)
            return PageRange(first, None, step)
        last = int(found[2])
    else:
        raise _refused(text)
    if first < 1 or last < first or step < 1:
        raise _refused(text)
    return PageRange(first, last, step)


def _refused(text: str) -> BadSettingError:
    cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
    return BadSettingError("page", cut, EXPECTED)


@dataclass(frozen=True)
class PageRequest:
    """Which picture of a file is wanted.

    Attributes
    ----------
    page : int, str or None
        A selection of one page; None for the first, or the only one.
    axis : str or None
        Along which it counts, or whose planes are channels.
    as_channels : bool
        Whether the planes of the axis are channels.
    """

    page: int | str | None = None
    axis: str | None = None
    as_channels: bool = False

    @property
    def number(self) -> int | None:
        """The number of the page through the whole file, where it is asked for so."""
        return Selection.of(self.page).number if self.page is not None else None

    @property
    def is_simple(self) -> bool:
        """Whether the number is all there is to know: then nobody needs to count pages."""
        return self.axis is None and not self.as_channels and (self.page is None or self.number is not None)

    def planes(self, pages: Pages) -> tuple[int, ...]:
        """Return the numbers of the pages that make the one picture: several if they are its channels.

        Raises
        ------
        OnePageError
            If more than one picture is selected.
        UnreadableImageError
            If there is no such page or axis.
        """
        left, axis = pages.as_channels(self.axis) if self.as_channels else (pages, None)
        if self.page is None and left.count > 1:
            raise PageNeededError(pages.file, tuple((each.code, each.length) for each in left.axes))
        found = Selection.of(1 if self.page is None else self.page).numbers(
            left, None if self.as_channels else self.axis
        )
        if len(found) > 1:
            raise OnePageError(pages.file, str(self.page), len(found))
        return found if axis is None else pages.planes(found[0], axis)
