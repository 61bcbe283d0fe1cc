"""The pictures of a batch, kept as packed text: of a million, three texts each as objects would be .7 GB.

A text is cut at its last slash. The many files of a folder share what is in front of it; what is behind it
lies end to end in one array of bytes.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Self, overload

from gmmseg.batch.picture import Picture


class PackedTexts:
    """Texts that are added one after the other and looked up by number; many share their folders."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._tails = bytearray()
        self._ends = array("Q")
        self._heads = array("I")
        self._head_numbers: dict[str, int] = {}
        self._head_texts: list[str] = []
        for text in texts:
            self.append(text)

    def __len__(self) -> int:
        return len(self._ends)

    def append(self, text: str) -> None:
        """Add a text."""
        head, slash, tail = text.rpartition("/")
        head += slash
        number = self._head_numbers.get(head)
        if number is None:
            number = self._head_numbers[head] = len(self._head_texts)
            self._head_texts.append(head)
        self._tails += tail.encode("utf-8", "surrogatepass")  # names of files may be no text
        self._ends.append(len(self._tails))
        self._heads.append(number)

    def __getitem__(self, index: int) -> str:
        begin = self._ends[index - 1] if index else 0
        tail = self._tails[begin : self._ends[index]].decode("utf-8", "surrogatepass")
        return self._head_texts[self._heads[index]] + tail


class PictureList(Sequence[Picture]):
    """Pictures in their order, each made anew when it is asked for: about 100 bytes each are kept.

    Parameters
    ----------
    pictures : iterable of Picture
        They are taken one at a time.
    """

    def __init__(self, pictures: Iterable[Picture] = ()) -> None:
        self._locations, self._names, self._stems = PackedTexts(), PackedTexts(), PackedTexts()
        self._pages: dict[int, tuple[int | str | None, str | None]] = {}  # of those few that have one
        for picture in pictures:
            self.append(picture)

    def append(self, picture: Picture) -> None:
        """Add a picture at the end."""
        if picture.page is not None or picture.axis is not None:
            self._pages[len(self)] = picture.page, picture.axis
        self._locations.append(str(picture.location))
        self._names.append(picture.name)
        self._stems.append(picture.stem)

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> Picture: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> "Picture | Self":
        if isinstance(index, slice):
            return type(self)(self[i] for i in range(*index.indices(len(self))))
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(index)
        page, axis = self._pages.get(number, (None, None))
        return Picture(self._locations[number], self._names[number], self._stems[number], page, axis)

    def __iter__(self) -> Iterator[Picture]:
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((len(self), self.name(0) if len(self) else ""))

    def __repr__(self) -> str:
        return f"<PictureList of {len(self)}>"

    def with_stems(self, stems: Iterable[str]) -> "PictureList":
        """Return the same pictures with other stems, one for each; all else is shared with these."""
        found = copy(self)
        found._stems = PackedTexts(stems)  # noqa: SLF001 - its own
        if len(found._stems) != len(self):  # noqa: SLF001
            raise ValueError(f"Of {len(self)} pictures, each takes a stem of its own.")
        return found

    def name(self, number: int) -> str:
        """Return the name of a picture by its number from 0, without making the picture."""
        return self._names[number]

    @property
    def names(self) -> Iterator[str]:
        """The names, one after the other."""
        return (self._names[number] for number in range(len(self)))


def names_of(pictures: Iterable[Picture]) -> Iterator[str]:
    """Return the names of pictures, one after the other."""
    return pictures.names if isinstance(pictures, PictureList) else (each.name for each in pictures)
