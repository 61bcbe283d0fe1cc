"""One file for each segment: its mask, or the picture cut out along it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output

if TYPE_CHECKING:
    from gmmseg.imaging.model import Segment

LONGEST_WORD = 40  # characters of a segment's name in the name of a file
Writer = Callable[[Path], None]
Mask = NDArray[np.bool_]
IntegerPixels = NDArray[np.uint8] | NDArray[np.uint16]


def masks(context: ExportContext) -> Iterator[Output]:
    """Yield a mask for each segment: 255 where it is, 0 elsewhere."""
    for number, segment in context.segments:
        yield Output(f"_mask_{word_of(number, segment)}.png", _mask_writer(context, number))


def cutouts(context: ExportContext) -> Iterator[Output]:
    """Yield the picture for each segment, transparent outside it, in 16 bits if the picture has them."""
    for number, segment in context.segments:
        yield Output(f"_cutout_{word_of(number, segment)}.png", _cutout_writer(context, number))


def mattes(context: ExportContext) -> Iterator[Output]:
    """Yield the picture for each segment, as opaque as the segment is probable, in 16 bits if it has them."""
    for index, (number, segment) in enumerate(context.segments):
        yield Output(f"_matte_{word_of(number, segment)}.png", _matte_writer(context, index))


def _matte_writer(context: ExportContext, index: int) -> Writer:
    def write(path: Path) -> None:
        picture = context.deep_picture
        full = np.iinfo(picture.dtype).max
        share = context.segmentation.probability(context.numbers[index])
        out = np.empty((*share.shape, 4), picture.dtype)
        out[..., :3] = picture
        out[..., 3] = np.rint(share * np.float32(full))
        out[out[..., 3] == 0] = 0  # what cannot be seen is not there
        png.write_picture(path, out)

    return write


def _mask_writer(context: ExportContext, number: int) -> Writer:
    return mask_writer(lambda: context.labels == number)


def _cutout_writer(context: ExportContext, number: int) -> Writer:
    return cutout_writer(lambda: context.labels == number, lambda: context.deep_picture)


def mask_writer(mask: Callable[[], Mask]) -> Writer:
    """Return what writes a mask: 255 inside, 0 outside."""
    return lambda path: png.write_flat(path, np.where(mask(), np.uint8(255), np.uint8(0)))


def cutout_writer(mask: Callable[[], Mask], deep_picture: Callable[[], IntegerPixels]) -> Writer:
    """Return what writes the part of a picture in a mask, transparent outside it."""

    def write(path: Path) -> None:
        inside, picture = mask(), deep_picture()
        out = np.zeros((*inside.shape, 4), picture.dtype)  # colours are hidden too: nothing outside leaks
        out[inside, :3] = picture[inside]
        out[inside, 3] = np.iinfo(picture.dtype).max
        png.write_picture(path, out)

    return write


def word_of(number: int, segment: "Segment") -> str:
    """Return number and name of a segment as `word` does."""
    return word(number, segment.name, f"segment-{number}")


def word(number: int, name: str, default: str) -> str:
    """Return number and name, unless it is the default one, as a part of a file's name on any system."""
    name = re.sub(r"[^\w-]+", "-", name, flags=re.UNICODE).strip("-_")[:LONGEST_WORD]
    return str(number) if name in ("", default) else f"{number}_{name}"
