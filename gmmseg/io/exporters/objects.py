"""Files of selected objects: a mask for each, or the object on a transparent background."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.composite import Styles, as_shown
from gmmseg.io.exporters.context import Output, deep_picture
from gmmseg.io.exporters.masks import cutout_writer, mask_writer, word

OBJECT_KINDS = {
    "object-masks": "A mask for each object: 255 inside, 0 outside, PNG.",
    "object-cutouts": "The picture for each object, transparent outside it, PNG.",
}
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
            yield _mask(part, mask) if kind == "object-masks" else _cutout(part, mask, image, styles)


def suffixes(names: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """Return how the names of the files of objects with these names end, as `outputs` writes them."""
    parts = [word(number, name, f"object-{number}") for number, name in enumerate(names, 1)]
    return [_suffix(kind, part) for kind in kinds for part in parts]


def _suffix(kind: str, part: str) -> str:
    return f"_object_mask_{part}.png" if kind == "object-masks" else f"_object_{part}.png"


def _mask(part: str, mask: Mask) -> Output:
    return Output(_suffix("object-masks", part), mask_writer(lambda: mask))


def _cutout(part: str, mask: Mask, image: Image, styles: Styles | None) -> Output:
    writer = cutout_writer(lambda: mask, lambda: deep_picture(image, lambda: as_shown(image, styles)))
    return Output(_suffix("object-cutouts", part), writer)
