"""Files of selected objects: a mask for each, or the object on a transparent background."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.composite import Styles, as_shown
from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import Output, deep_picture
from gmmseg.io.exporters.masks import IntegerPixels, Writer, cutout_writer, mask_writer, word

OBJECT_KINDS = {
    "object-masks": "A mask for each object: 255 inside, 0 outside, PNG.",
    "object-cutouts": "The picture for each object, transparent outside it, PNG.",
    "object-soft": "Each object alone, cropped, with soft edges, PNG.",
}
ENDINGS = {"object-masks": "_object_mask", "object-cutouts": "_object", "object-soft": "_object_soft"}
Mask = NDArray[np.bool_]


def outputs(
    image: Image,
    objects: Sequence[tuple[str, Mask]],
    kinds: Iterable[str],
    styles: Styles | None = None,
) -> Iterator[Output]:
    """Yield the files of objects, each a name and a mask (h, w), of kinds that `OBJECT_KINDS` names.

    `styles` say how the channels of the picture are shown; by default as usual.
    """
    for kind in kinds:
        for number, (name, mask) in enumerate(objects, 1):
            part = word(number, name, f"object-{number}")
            yield Output(_suffix(kind, part), _writer(kind, mask, image, styles))


def suffixes(names: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """Return how the names of the files of objects with these names end, as `outputs` writes them."""
    parts = [word(number, name, f"object-{number}") for number, name in enumerate(names, 1)]
    return [_suffix(kind, part) for kind in kinds for part in parts]


def _suffix(kind: str, part: str) -> str:
    return f"{ENDINGS[kind]}_{part}.png"


def _writer(kind: str, mask: Mask, image: Image, styles: Styles | None) -> Writer:
    if kind == "object-masks":
        return mask_writer(lambda: mask)
    picture = partial(deep_picture, image, lambda: as_shown(image, styles))
    return cutout_writer(lambda: mask, picture) if kind == "object-cutouts" else _soft_writer(mask, picture)


def _soft_writer(mask: Mask, picture: Callable[[], IntegerPixels]) -> Writer:
    """Return what writes an object with soft edges, cropped to it; of one without pixels, a clear pixel."""

    def write(path: Path) -> None:
        from gmmseg.imaging.cutting.soft_edges import soft_cutout

        pixels = soft_cutout(picture(), mask).pixels
        png.write_picture(path, pixels if pixels.size else np.zeros((1, 1, 4), np.uint8))

    return write
