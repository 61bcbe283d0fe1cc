"""What a TIFF says of its channels, and of a resolution for print: OME, ImageJ and GDAL metadata."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers import band_xml, ome_xml
from gmmseg.io.readers.raster import Raster

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage, TiffPageSeries

GDAL_METADATA = 42112
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 282, 283, 296
MICROMETRES = {2: 25_400.0, 3: 10_000.0}  # inch, centimetre
HABITS = (72.0, 96.0)  # dots per inch that programs write whatever the picture is
LONGEST_NAME = 80  # characters
_PLACE = re.compile(r"^(?:[czt]:\d+/\d+ ?)+(?:- )?")  # as in "c:1/3 z:2/5 - DAPI"
NANOMETRES = {"nm": 1.0, "um": 1e3, "\u00b5m": 1e3, "\u03bcm": 1e3, "pm": 1e-3, "\u00c5": 0.1, "m": 1e9}

ChannelFindings = tuple[tuple[ChannelInfo, ...], tuple[str, ...]]


def channel_info(
    file: "TiffFile", series: "TiffPageSeries", page: "TiffPage", raster: Raster
) -> ChannelFindings:
    """Return the metadata of each channel of a picture, empty where there are none, and notes."""
    n = raster.pixels.shape[2]
    notes: tuple[str, ...] = ()
    found: Sequence[ChannelInfo] = ()
    if file.ome_metadata is not None:
        metadata = ome_xml.described(file.ome_metadata)
        if metadata.is_damaged:
            notes = ("Its metadata are damaged, and were read as far as they are whole.",)
        number = next(i for i, each in enumerate(file.series) if each is series)
        if metadata.pictures:
            found = [
                _of_ome(each) for each in metadata.pictures[min(number, len(metadata.pictures) - 1)].channels
            ]
    elif file.imagej_metadata is not None:
        found = _of_imagej(file.imagej_metadata, n)
    if not any(info != ChannelInfo() for info in found):
        tag = page.tags.get(GDAL_METADATA)
        if tag is not None and isinstance(tag.value, str):
            found, more = band_xml.of_gdal(tag.value, n)
            notes += more
    if len(found) != n or all(info == ChannelInfo() for info in found):
        return (), notes
    return tuple(found), notes


def offered_size(page: "TiffPage") -> PixelSize | None:
    """Return height and width of a pixel by the resolution in a plain TIFF, micrometres, if it says any."""
    unit = page.tags.get(RESOLUTION_UNIT)
    per = MICROMETRES.get(2 if unit is None else int(unit.value) if isinstance(unit.value, int) else 0)
    sides = [_resolution(page, code) for code in (Y_RESOLUTION, X_RESOLUTION)]
    if per is None or not all(sides):
        return None
    height, width = (per / side for side in sides)
    return offered(height, width)


def offered(height: float, width: float) -> PixelSize | None:
    """Return a size, unless it is one that says nothing."""
    plausible = all(math.isfinite(side) and 1e-3 < side < 1e7 for side in (height, width))
    habitual = any(abs(25_400 / width - habit) < 0.5 for habit in HABITS)
    return (height, width) if plausible and not habitual else None


def _resolution(page: "TiffPage", code: int) -> float:
    tag = page.tags.get(code)
    value = None if tag is None else tag.value
    if not (isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, int) for each in value)):
        return 0.0
    return value[0] / value[1] if value[0] > 0 and value[1] > 0 else 0.0


def cleaned(name: str) -> str:
    """Return a name on one line, at most so long."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]


def _of_ome(metadata: Mapping[str, str]) -> ChannelInfo:
    wavelength = None
    for light in ("Emission", "Excitation"):
        value = _number(metadata.get(f"{light}Wavelength"))
        per = NANOMETRES.get(metadata.get(f"{light}WavelengthUnit", "nm"))
        if value and per and wavelength is None:
            wavelength = value * per
    return ChannelInfo(cleaned(metadata.get("Name", "")), _ome_colour(metadata.get("Color")), wavelength)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e9 else None


def _ome_colour(text: str | None) -> tuple[int, int, int] | None:
    """Return the colour in a signed number of 32 bits: red, green, blue and opacity."""
    try:
        value = int(text or "")
    except ValueError:
        return None
    if not -(2**31) <= value < 2**32:
        return None
    red, green, blue, _ = (value % 2**32).to_bytes(4, "big")
    return red, green, blue


def _of_imagej(metadata: Mapping[str, Any], n: int) -> list[ChannelInfo]:
    """Return what ImageJ says of `n` channels: the labels of planes, and their colours."""
    labels = _names_in(metadata.get("Labels"), n)
    tables = metadata.get("LUTs")
    tables = tables if isinstance(tables, list) and len(tables) == n else [None] * n
    return [ChannelInfo(label, _last_colour(table)) for label, table in zip(labels, tables, strict=True)]


def _names_in(labels: object, n: int) -> list[str]:
    """Return names of `n` channels by the labels of planes: channels come first, then depth, then time.

    They are the words that are the same on all planes of a channel, without the place that Bio-Formats writes
    before them; what all channels share is no name.
    """
    unnamed = [""] * n
    if not isinstance(labels, list) or not labels or len(labels) % n:
        return unnamed
    cut = [_PLACE.sub("", cleaned(str(label))) for label in labels]
    if any(cut[i] != cut[i % n] for i in range(len(cut))):
        return unnamed
    return unnamed if n > 1 and len(set(cut[:n])) == 1 else cut[:n]


def _last_colour(table: Any) -> tuple[int, int, int] | None:
    """Return the colour of white in a table (3, 256)."""
    if getattr(table, "shape", ()) != (3, 256):
        return None
    red, green, blue = (int(part) for part in table[:, -1])
    return red, green, blue
