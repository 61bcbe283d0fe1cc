"""Olympus's OIB files, and OIF files with their folder, by the library oiffile (C. Gohlke, BSD)."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PER_UNIT, PixelSize
from gmmseg.io.readers import tiff
from gmmseg.io.readers.instruments import compound
from gmmseg.io.readers.instruments.acquisition import WHOLE, Acquisition, PlanePosition, channel, silence
from gmmseg.io.readers.raster import ReadRequest

if TYPE_CHECKING:
    from oiffile import OifFile

_PLANE = re.compile(r"s_((?:[A-Z]\d{3,6})+)\.tif", re.IGNORECASE)
_PART = re.compile(r"([A-Z])(\d+)")
_AXES = {"L": "E"}  # the file's letters, and those of pages, where they differ
_ORDER = "TZE"  # the slowest first
_LONGEST_SETTINGS = 2**24  # bytes of a text of settings


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    """Give the one picture of an OIB or OIF file; the file stays open meanwhile."""
    if request.format == "OIB":
        compound.check(stream, request)
    elif stream.seek(0, 2) > _LONGEST_SETTINGS:
        raise UnreadableImageError(request.name, "its text of settings has more than 16 MB", WHOLE)
    assert request.path is not None
    if request.format == "OIF" and not request.path.with_name(f"{request.path.name}.files").is_dir():
        raise _without_pictures(request)
    with silence():
        from oiffile import OifFile

        with OifFile(request.path) as file:
            yield [_acquisition(file, request)]


def _acquisition(file: "OifFile", request: ReadRequest) -> Acquisition:
    planes = _planes(file)
    if not planes:
        raise _without_pictures(request)
    lengths = {
        code: max(place.get(code, 1) for place in map(dict, planes))
        for code in sorted({code for place in planes for code, _ in place})
    }
    n_channels = lengths.pop("C", 1)
    codes = sorted(lengths, key=lambda code: _ORDER.find(code) % 9)
    first = _samples(file, next(iter(planes.values())), request)
    height, width = first.shape

    def plane(place: PlanePosition) -> NDArray[Any]:
        out = np.empty((height, width, n_channels), first.dtype)
        where = [(code, place[code] + 1) for code in codes]
        for i in range(n_channels):
            channel_part = [("C", i + 1)] if n_channels > 1 or ("C", 1) in next(iter(planes)) else []
            name = planes.get(frozenset([*where, *channel_part]))
            if name is None:
                raise ValueError(f"the plane {where} of channel {i + 1} is missing")
            out[:, :, i] = _samples(file, name, request)
        return out

    settings = file.mainfile
    bits = _section(settings, "Reference Image Parameter").get("ValidBitCounts")
    return Acquisition(
        tuple((code, lengths[code]) for code in codes), height, width, n_channels, first.dtype, plane,
        channels=tuple(_channel(settings, i + 1) for i in range(n_channels)),
        pixel_size=_pixel_size(settings),
        n_bits=bits if isinstance(bits, int) and 0 < bits <= 16 else None,
    )  # fmt: skip


def _without_pictures(request: ReadRequest) -> UnreadableImageError:
    if request.format == "OIB":
        return UnreadableImageError(request.name, "it holds no image data", WHOLE)
    return UnreadableImageError(
        request.name, "its pictures are not beside it", f"Keep it beside its folder {request.name}.files"
    )


def _planes(file: "OifFile") -> dict[frozenset[tuple[str, int]], str]:
    """Return the names of the files of planes, by where they lie: the letter and number of each axis."""
    found = {}
    for name in sorted(file.glob()):
        match = _PLANE.fullmatch(PurePosixPath(name.replace("\\", "/")).name)
        if match is not None:
            parts = _PART.findall(match[1].upper())
            found[frozenset((_AXES.get(code, code), int(number)) for code, number in parts)] = name
    return found


def _samples(file: "OifFile", name: str, request: ReadRequest) -> NDArray[Any]:
    """Return the samples of the file of a plane, which is checked as any TIFF is."""
    with file.open_file(name) as plane:
        data = io.BytesIO(plane.read())
    found = np.squeeze(tiff.samples(data, replace(request, format="TIFF")))
    if found.ndim != 2:
        raise ValueError(f"a plane has {found.ndim} axes")
    return found


def _section(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = settings.get(name)
    return found if isinstance(found, dict) else {}


def _channel(settings: Mapping[str, Any], number: int) -> ChannelInfo:
    """Return the metadata of channel `number`, from 1: its dye, else its name."""
    own = {
        **_section(settings, f"GUI Channel {number} Parameters"),
        **_section(settings, f"Channel {number} Parameters"),
    }
    name = own.get("DyeName") or own.get("CH Name") or ""
    return channel(name, None, own.get("EmissionWavelength") or own.get("ExcitationWavelength"))


def _pixel_size(settings: Mapping[str, Any]) -> PixelSize | None:
    own = _section(settings, "Reference Image Parameter")
    sides = []
    for side in ("Height", "Width"):
        value = own.get(f"{side}ConvertValue")
        per = PER_UNIT.get(str(own.get(f"{side}Unit", "")))
        if per is None or not isinstance(value, (int, float)):
            return None
        sides.append(value * per)
    return sides[0], sides[1]
