"""The pages of a file: on which axes they lie, how many there are, and what each is called.

Axes are those that TIFF's readers name by a letter: depth (Z), time (T) and so on. Rows, columns and the
channels of a page are no axes of pages. Pages are counted from 1 through the whole file, the last axis
fastest, one series after another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from gmmseg.errors import DifferentPagesError, NoSuchAxisError, NoSuchPageError

_NAMES = {  # letter of an axis: its name, its letter in names of results, the digits of its numbers
    "Z": ("z", "z", 3), "T": ("time", "t", 2), "I": ("page", "p", 3), "Q": ("page", "p", 3),
    "A": ("angle", "a", 2), "P": ("phase", "ph", 2), "R": ("tile", "tile", 3), "H": ("lifetime", "h", 2),
    "E": ("lambda", "e", 2), "L": ("exposure", "l", 2), "V": ("event", "v", 2), "M": ("mosaic", "m", 3),
    "J": ("column", "j", 2), "K": ("row", "k", 2), "N": ("series", "s", 2), "W": ("position", "pos", 2),
}  # fmt: skip
_PLURALS = {"z": "depths", "time": "times", "series": "series"}
PLAIN = "page"  # the axis of pages that merely follow each other
_MANY = 3  # series that a sentence names


@dataclass(frozen=True)
class PageAxis:
    """An axis on which pages lie.

    Attributes
    ----------
    name : str
        "z", "time", "page", "series", ...
    short : str
        What stands before a number in the names of results and in selections: "z", "t", "p", "s", ...
    length : int
        How many there are.
    digits : int
        Of the numbers in names, at least.
    code : str
        The letter by which TIFF's readers know it: "Z", "T", "I", ...
    """

    name: str
    short: str
    length: int
    digits: int
    code: str

    @classmethod
    def of(cls, code: str, length: int, before: Sequence["PageAxis"] = ()) -> "PageAxis":
        """Return the axis that a letter stands for; one like those before it gets a number."""
        name, short, digits = _NAMES.get(code, (f"axis {code.lower()}", code.lower(), 2))
        n_alike = sum(each.name.rstrip("0123456789") == name for each in before)
        more = str(n_alike + 1) if n_alike else ""
        return cls(name + more, short + more, length, max(digits, len(str(length))), code)

    @property
    def plural(self) -> str:
        """What several are called."""
        return _PLURALS.get(self.name, f"{self.name}s")

    @property
    def word(self) -> str:
        """What it is called in a sentence, with its length and its letter."""
        return f"{self.length} {self.plural} ({self.short})"

    def named(self, number: int) -> str:
        """Return what the name of a page says of it: `z003`."""
        return f"{self.short}{number:0{self.digits}d}"

    def is_called(self, word: str) -> bool:
        """Return whether it is meant by a word: its name or its letter, large or small."""
        return word.casefold() in (self.name.casefold(), self.short.casefold())


@dataclass(frozen=True)
class PageSeries:
    """Pages of one size.

    Attributes
    ----------
    axes : tuple of PageAxis
        On which they lie, those of one page left out.
    height, width, n_channels : int
        Of each page.
    kind : str
        The type of its samples; empty where it is not known before decoding.
    is_reduced : bool
        Whether they are smaller versions of others.
    """

    axes: tuple[PageAxis, ...]
    height: int
    width: int
    n_channels: int
    kind: str = ""
    is_reduced: bool = False

    @property
    def size_and_type(self) -> str:
        """Size and type of each page, for sentences."""
        return f"{self.width} x {self.height}{f' of {self.kind}' if self.kind else ''}"

    @property
    def n_pages(self) -> int:
        """How many they are."""
        return prod(axis.length for axis in self.axes)

    def place(self, index: int) -> tuple[int, ...]:
        """Return where a page lies on each axis, from 1; pages count from 0."""
        numbers = []
        for axis in reversed(self.axes):
            index, number = divmod(index, axis.length)
            numbers.append(number + 1)
        return tuple(reversed(numbers))


PagePosition = tuple[tuple[PageAxis, int], ...]
"""Where a page lies: each axis, and its number there from 1."""


@dataclass(frozen=True)
class Pages:
    """All pages of a file.

    Attributes
    ----------
    file : str
        Its name.
    series : tuple of PageSeries
        In the order of the file.
    notes : tuple of str
        What was passed over when they were counted.
    is_still : bool
        Whether they are no frames of an animation, whose first stands for all.
    """

    file: str
    series: tuple[PageSeries, ...]
    notes: tuple[str, ...] = ()
    is_still: bool = True

    @property
    def count(self) -> int:
        """How many pages can be asked for."""
        return sum(each.n_pages for each in self.series)

    @property
    def whole(self) -> tuple[int, ...]:
        """The numbers of the pages that are no smaller versions of others; all, if all are."""
        found: list[int] = []
        first = 1
        for each in self.series:
            if not each.is_reduced:
                found += range(first, first + each.n_pages)
            first += each.n_pages
        return tuple(found) or tuple(range(1, self.count + 1))

    @property
    def is_plain(self) -> bool:
        """Whether pages merely follow each other, in whatever sizes."""
        return all(axis.name == PLAIN for each in self._own for axis in each.axes)

    @property
    def is_stack(self) -> bool:
        """Whether none of the pages stands for all: they lie along more than what merely follows."""
        first = next((each for each in self.series if not each.is_reduced), self.series[0])
        return self.is_still and any(axis.code != "I" for axis in first.axes)

    @cached_property
    def axes(self) -> tuple[PageAxis, ...]:
        """The axes of all pages: series, too, where there are several; what not all have is left out."""
        own = self._own
        if self.is_plain and len(own) > 1:
            return (PageAxis.of("I", len(self.whole)),)
        if len(own) == 1:
            return own[0].axes
        alike = own[0].axes if all(each.axes == own[0].axes for each in own) else ()
        return (PageAxis.of("N", len(own)), *alike)

    @property
    def text(self) -> str:
        """What lies in the file, for sentences: `10 times (t) x 5 depths (z)`."""
        own = self._own
        if len(own) > 1 and not self.is_plain and len({each.axes for each in own}) > 1:
            parts = [" x ".join(axis.word for axis in each.axes) or "1 page" for each in own[:_MANY]]
            more = f" and {len(own) - _MANY} more" if len(own) > _MANY else ""
            return f"{len(own)} series (s): {'; '.join(parts)}{more}"
        return " x ".join(axis.word for axis in self.axes) or "1 page"

    @property
    def _own(self) -> tuple[PageSeries, ...]:
        """The series that are no smaller versions of others; all, if all are."""
        return tuple(each for each in self.series if not each.is_reduced and each.n_pages) or self.series

    def series_of(self, number: int) -> tuple[PageSeries, int]:
        """Return the series of a page, and its place there from 0.

        Raises
        ------
        NoSuchPageError
            If there is no such page.
        """
        index = number - 1
        for each in self.series if number > 0 else ():
            if index < each.n_pages:
                return each, index
            index -= each.n_pages
        raise NoSuchPageError(self.file, number, self.count)

    def place(self, number: int) -> PagePosition:
        """Return where a page lies, by its number.

        Raises
        ------
        NoSuchPageError
            If there is no such page.
        """
        series, index = self.series_of(number)
        if self.is_plain and len(self.series) > 1:
            return ((PageAxis.of("I", self.count), number),)
        own = tuple(zip(series.axes, series.place(index), strict=True))
        if len(self._own) > 1 or series.is_reduced:
            which = next(i for i, each in enumerate(self.series, 1) if each is series)
            return ((PageAxis.of("N", len(self.series)), which), *own)
        return own

    def name(self, number: int) -> str:
        """Return what a page is called, by its number: `z003`, `t01_z003`; empty if there is but one."""
        if self.count == 1:
            return ""
        return "_".join(axis.named(place) for axis, place in self.place(number)) or "p001"

    def axis(self, word: str | None) -> PageAxis:
        """Return the axis that is meant by its name or letter; without a word the only one.

        Raises
        ------
        NoSuchAxisError
            If there is none, or several and no word.
        """
        every = self._every_axis()
        found = [axis for axis in every if word is None or axis.is_called(word)]
        if len(found) != 1:
            raise NoSuchAxisError(self.file, word, tuple(axis.word for axis in every))
        return found[0]

    def _every_axis(self) -> list[PageAxis]:
        """Return the axes that any page lies on, each name once, as long as the longest."""
        found: dict[str, PageAxis] = {axis.name: axis for axis in self.axes}
        for each in () if self.is_plain else self._own:
            for axis in each.axes:
                known = found.setdefault(axis.name, axis)
                if axis.length > known.length:
                    found[axis.name] = axis
        return list(found.values())

    def as_channels(self, word: str | None) -> tuple["Pages", PageAxis]:
        """Return the pages that are left when the planes of an axis are channels, and that axis.

        Raises
        ------
        NoSuchAxisError
            If there is no such axis, or several and no word.
        DifferentPagesError
            If planes that would be channels of one picture differ in size or type.
        """
        axis = self.axis(word)
        own = self._own
        if self.is_plain or axis.code == "N":
            first = own[0]
            for each in own:
                if (each.height, each.width, each.kind) != (first.height, first.width, first.kind):
                    raise DifferentPagesError(self.file, first.size_and_type, each.size_and_type)
            if axis.code == "N" and any(each.axes != first.axes for each in own):
                raise DifferentPagesError(
                    self.file, f"series 1 has {first.n_pages}", "others have more or fewer"
                )
            axes = () if self.is_plain else first.axes
            n_planes = len(self.whole) // prod(each.length for each in axes)
            left = replace(first, axes=axes, n_channels=first.n_channels * n_planes)
            return replace(self, series=(left,)), axis
        left_over = []
        for each in own:
            mine = next((other for other in each.axes if other.name == axis.name), None)
            rest = tuple(other for other in each.axes if other is not mine)
            n_planes = 1 if mine is None else mine.length
            left_over.append(replace(each, axes=rest, n_channels=each.n_channels * n_planes))
        return replace(self, series=tuple(left_over)), axis

    def planes(self, number: int, axis: PageAxis) -> tuple[int, ...]:
        """Return the pages that are channels of the picture `number` among those `as_channels` leaves."""
        left, _ = self.as_channels(axis.name)
        series, index = left.series_of(number)
        if self.is_plain:
            return self.whole
        if axis.code == "N":
            n_each = series.n_pages
            return self.whole[index::n_each] if n_each else ()
        which = next(i for i, each in enumerate(left.series) if each is series)
        before = self._own[which]
        offset = self._first(before)
        place = dict(zip((each.name for each in series.axes), series.place(index), strict=True))
        steps = _steps(before)
        base = offset + sum((place.get(each.name, 1) - 1) * steps[each.name] for each in before.axes)
        if axis.name not in steps:
            return (base,)
        length = next(each.length for each in before.axes if each.name == axis.name)
        return tuple(base + i * steps[axis.name] for i in range(length))

    def _first(self, series: PageSeries) -> int:
        """Return the number of the first page of a series."""
        first = 1
        for each in self.series:
            if each is series:
                break
            first += each.n_pages
        return first


def _steps(series: PageSeries) -> dict[str, int]:
    """Return by how much the number of a page grows with that on each axis."""
    steps, step = {}, 1
    for axis in reversed(series.axes):
        steps[axis.name] = step
        step *= axis.length
    return steps
