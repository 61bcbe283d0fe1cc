"""One file for each segment: its mask, or the picture cut out along it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.io.exporters import png
from gmmseg.io.exporters.scene import Output, Scene

if TYPE_CHECKING:
    from gmmseg.imaging.model import Segment

LONGEST_WORD = 40  # characters of a segment's name in the name of a file
Writer = Callable[[Path], None]


def masks(scene: Scene) -> Iterator[Output]:
    """Yield a mask for each segment: 255 where it is, 0 elsewhere."""
    for number, segment in scene.segments:
        yield Output(f"_mask_{_word(number, segment)}.png", _mask_writer(scene, number))


def cutouts(scene: Scene) -> Iterator[Output]:
    """Yield the picture for each segment, transparent outside it, in 16 bits if the picture has them."""
    for number, segment in scene.segments:
        yield Output(f"_cutout_{_word(number, segment)}.png", _cutout_writer(scene, number))


def _mask_writer(scene: Scene, number: int) -> Writer:
    def write(path: Path) -> None:
        png.write_flat(path, np.where(scene.labels == number, np.uint8(255), np.uint8(0)))

    return write


def _cutout_writer(scene: Scene, number: int) -> Writer:
    def write(path: Path) -> None:
        inside = scene.labels == number
        picture = scene.deep_picture
        out = np.zeros((*inside.shape, 4), picture.dtype)  # colours are hidden too: nothing outside leaks
        out[inside, :3] = picture[inside]
        out[inside, 3] = np.iinfo(picture.dtype).max
        png.write_picture(path, out)

    return write


def _word(number: int, segment: "Segment") -> str:
    """Return number and name as a part of a file's name that any system takes."""
    name = re.sub(r"[^\w-]+", "-", segment.name, flags=re.UNICODE).strip("-_")[:LONGEST_WORD]
    default = name in ("", f"segment-{number}")
    return str(number) if default else f"{number}_{name}"
