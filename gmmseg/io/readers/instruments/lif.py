"""Leica's LIF and LOF files, by the library liffile (C. Gohlke, BSD): each picture inside is a series."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers.instruments.acquisition import (
    WHOLE,
    Acquisition,
    PlanePosition,
    channel,
    noted,
    silence,
)
from gmmseg.io.readers.raster import ReadRequest
from gmmseg.io.readers.tiff_metadata import cleaned

if TYPE_CHECKING:
    from liffile import LifImage

_SUFFIXES = ("LIF", "LOF")  # others of Leica's refer to further files
_DESCRIPTION = "./Data/Image/ImageDescription"
_ROW_ID, _COLUMN_ID = "2", "1"
_METRES = 1e6  # micrometres in one
_MANY = 3  # pictures that a note names
_COLOURS = {
    "red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "cyan": (0, 255, 255),
    "magenta": (255, 0, 255), "yellow": (255, 255, 0), "gray": (255, 255, 255),
}  # fmt: skip
_AXES = {"M": "R", "N": "Q", "λ": "E", "L": "loop"}  # the library's letters, and those of pages


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    """Give the pictures of a LIF file, those without rows and columns left out; it stays open meanwhile."""
    n_bytes = stream.seek(0, 2)
    assert request.path is not None
    with silence("liffile"):
        from liffile import LifFile, LifImage

        with LifFile(request.path) as file:
            if file.type.name not in _SUFFIXES:
                raise UnreadableImageError(
                    request.name,
                    f"it is a list of other files of Leica's ({file.type.name})",
                    "Give a .lif or .lof file",
                )
            yield _pictures([each for each in file.images if isinstance(each, LifImage)], n_bytes, request)


def _pictures(images: Sequence["LifImage"], n_bytes: int, request: ReadRequest) -> list[Acquisition]:
    """Return the pictures; those that are stored in a way that is not read are left out with a note."""
    found, odd = [], []
    for each in images:
        try:
            if not {"Y", "X"} <= each.sizes.keys() or min(each.sizes.values()) < 1:
                continue  # a point or a line
            frame = tuple(each.frames.frame_dims)
            if frame not in (("Y", "X"), ("Y", "X", "S")):
                raise ValueError
            found.append(_acquisition(each, n_bytes, request))
        except (ArithmeticError, AssertionError, IndexError, KeyError, TypeError, ValueError):
            odd.append(cleaned(each.name))
    if not odd:
        return found
    names = ", ".join(odd[:_MANY]) + (f" and {len(odd) - _MANY} more" if len(odd) > _MANY else "")
    if not found:
        raise UnreadableImageError(
            request.name,
            f"what it holds ({names}) is stored in a way that is not read",
            "Save it as OME-TIFF with the microscope's program",
        )
    return noted(found, f"Pictures that are stored in a way that is not read were left out: {names}.")


def _acquisition(image: "LifImage", n_bytes: int, request: ReadRequest) -> Acquisition:
    sizes = image.sizes
    height, width, per_channel = sizes["Y"], sizes["X"], sizes.get("S", 1)
    n_channels = sizes.get("C", 1)
    codes = [code for code in sizes if code not in ("Y", "X", "S", "C")]
    dtype = np.dtype(image.dtype)
    if height * width * per_channel * dtype.itemsize > n_bytes:
        raise UnreadableImageError(
            request.name, f"it declares pages of {width:,} x {height:,} pixels, more than it has", WHOLE
        )

    def plane(place: PlanePosition) -> NDArray[Any]:
        out = np.empty((height, width, n_channels, per_channel), dtype)
        where = {code: place[_code(code)] for code in codes}
        for i in range(n_channels):
            one = image.frame(**where, **({"C": i} if "C" in sizes else {}))
            out[:, :, i] = one.reshape(height, width, per_channel)
        return out.reshape(height, width, n_channels * per_channel)

    channels, bits = _channels(image)
    return Acquisition(
        tuple((_code(code), sizes[code]) for code in codes), height, width, n_channels * per_channel, dtype,
        plane,
        meaning="rgb" if per_channel == 3 and n_channels == 1 else "channels",
        channels=channels if per_channel == 1 else (),
        pixel_size=_pixel_size(image),
        n_bits=bits,
    )  # fmt: skip


def _code(letter: str) -> str:
    return _AXES.get(letter, letter)


def _channels(image: "LifImage") -> tuple[tuple[ChannelInfo, ...], int | None]:
    """Return the metadata of each channel, and how many bits each has, where it is the same for all."""
    found, bits = [], set()
    for each in image.xml_element.findall(f"{_DESCRIPTION}/Channels/ChannelDescription"):
        attributes = {
            prop.findtext("Key", ""): prop.findtext("Value", "") for prop in each.findall("ChannelProperty")
        }
        colour = _COLOURS.get(each.get("LUTName", "").strip().lower())
        found.append(channel(attributes.get("DyeName", ""), colour))
        bits.add(each.get("Resolution", ""))
    only = bits.pop() if len(bits) == 1 else ""
    return tuple(found), int(only) if only.isdecimal() and 0 < int(only) <= 64 else None


def _pixel_size(image: "LifImage") -> PixelSize | None:
    """Return height and width of a pixel: a length is from the middle of the first to that of the last."""
    sides: dict[str, float] = {}
    for each in image.xml_element.findall(f"{_DESCRIPTION}/Dimensions/DimensionDescription"):
        try:
            n, length = int(each.get("NumberOfElements", "")), float(each.get("Length", ""))
        except ValueError:
            continue
        if each.get("Unit", "").strip() == "m" and n > 1:
            sides[each.get("DimID", "")] = abs(length) / (n - 1) * _METRES
    if _ROW_ID in sides and _COLUMN_ID in sides:
        return sides[_ROW_ID], sides[_COLUMN_ID]
    return None
