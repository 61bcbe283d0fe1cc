"""The XML in a CZI file, read in one pass and in bounded time: channels, size of pixels, bits.

The text may be hostile: it is not made into a tree, and nothing in it stands for anything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers.instruments.acquisition import channel

MOST_ELEMENTS = 1_000_000
MOST_CHANNELS = 1000
_LONGEST_WORD = 200  # characters
_METRES = 1e6  # micrometres in one
_IMAGE = ("Information", "Image")
_CHANNELS = (*_IMAGE, "Dimensions", "Channels")
_DISPLAY = ("DisplaySetting", "Channels")
_SCALING = ("Scaling", "Items")


@dataclass(frozen=True)
class CziMetadata:
    """What a file says of its picture.

    Attributes
    ----------
    channels : tuple of ChannelInfo
        Of each channel, in their order.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres.
    n_bits : int or None
        How many bits a value has.
    """

    channels: tuple[ChannelInfo, ...] = ()
    pixel_size: PixelSize | None = None
    n_bits: int | None = None


@dataclass
class _Channel:
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)


class _OddTextError(ValueError):
    """There is more in a text than anybody writes."""


def read(text: bytes) -> tuple[CziMetadata, tuple[str, ...]]:
    """Return what a text says, up to where it ceases to be XML, and notes."""
    reading = _Reading()
    notes: tuple[str, ...] = ()
    try:
        reading.parse(text.rstrip(b"\0"))
    except _OddTextError as error:
        return CziMetadata(), (f"Its metadata were ignored, since they {error}.",)
    except expat.ExpatError:
        notes = ("Its metadata are damaged, and were read as far as they are whole.",)
    return reading.result(), notes


class _Reading:
    """The state of reading a text."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._n_elements = 0
        self._texts: list[str] = []
        self._axis = ""
        self._sides: dict[str, float] = {}
        self._bits = 0
        self._channels: list[_Channel] = []
        self._shown: list[_Channel] = []

    def result(self) -> CziMetadata:
        shown = {each.name: each.values.get("Color", "") for each in self._shown}
        colours = [each.values.get("Color", "") or shown.get(each.name, "") for each in self._channels]
        light = [
            each.values.get("EmissionWavelength") or each.values.get("ExcitationWavelength")
            for each in self._channels
        ]
        rows = zip(self._channels, colours, light, strict=True)
        channels = tuple(channel(each.name, _colour(colour), length) for each, colour, length in rows)
        sides = self._sides
        size = (sides["Y"], sides["X"]) if {"X", "Y"} <= sides.keys() else None
        return CziMetadata(channels, size, self._bits or None)

    def parse(self, text: bytes) -> None:
        reader = expat.ParserCreate()
        reader.StartElementHandler = self._begin
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._take
        reader.EntityDeclHandler = self._refuse
        try:
            reader.Parse(text, True)
        finally:  # they know the reader's own callers
            reader.StartElementHandler = reader.EndElementHandler = None
            reader.CharacterDataHandler = reader.EntityDeclHandler = None

    def _refuse(self, *_: object) -> None:
        raise _OddTextError("define words of their own")

    def _is_in(self, path: Iterable[str]) -> bool:
        """Return whether the element that begins or ends lies in that of a path, right below the metadata."""
        parts = tuple(path)
        return tuple(self._path[2 : 2 + len(parts)]) == parts

    def _begin(self, name: str, values: dict[str, str]) -> None:
        self._n_elements += 1
        if self._n_elements > MOST_ELEMENTS:
            raise _OddTextError(f"have more than {MOST_ELEMENTS:,} elements")
        self._path.append(name)
        self._texts = []
        if name == "Distance" and self._is_in(_SCALING):
            self._axis = values.get("Id", "")
        if name == "Channel":
            for path, found in ((_CHANNELS, self._channels), (_DISPLAY, self._shown)):
                if self._is_in(path) and len(self._path) == 3 + len(path) and len(found) < MOST_CHANNELS:
                    found.append(_Channel(values.get("Name", "")))

    def _take(self, text: str) -> None:
        if sum(map(len, self._texts)) < _LONGEST_WORD:
            self._texts.append(text)

    def _end(self, name: str) -> None:
        word = "".join(self._texts).strip()[:_LONGEST_WORD]
        if name == "Value" and self._is_in((*_SCALING, "Distance")):
            self._sides[self._axis] = _number(word) * _METRES
        elif name == "ComponentBitCount" and self._is_in(_IMAGE) and len(self._path) == 5:
            self._bits = int(word) if word.isdecimal() and 0 < int(word) <= 64 else 0
        for path, found in ((_CHANNELS, self._channels), (_DISPLAY, self._shown)):
            if found and self._is_in((*path, "Channel")) and len(self._path) == 4 + len(path):
                found[-1].values[name] = word
        self._path.pop()
        self._texts = []


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _colour(text: str) -> tuple[int, int, int] | None:
    """Return the colour in #AARRGGBB or #RRGGBB."""
    digits = text.removeprefix("#")[-6:]
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return None
    return red, green, blue
