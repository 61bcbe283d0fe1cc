"""COCO's JSON: polygons, and runs of pixels (RLE) as a list or packed as pycocotools does."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.annotations.rasterising import Patch, filled

BITS, MORE, SIGN, OFFSET = 5, 32, 16, 48  # of a character of packed runs


def shape_of(content: dict[str, Any]) -> tuple[int, int]:
    """Return height and width of the one picture."""
    images = content["images"]
    if len(images) != 1:
        raise ValueError(f"it has {len(images)} pictures instead of one")
    return int(images[0]["height"]), int(images[0]["width"])


def shapes(content: dict[str, Any], shape: tuple[int, int]) -> Iterator[tuple[Any, Patch | None]]:
    """Yield id and pixels of each annotation; no pixels for crowds, which are no single objects."""
    for each in content["annotations"]:
        outline = each["segmentation"]
        if each.get("iscrowd"):
            yield each.get("id"), None
        elif isinstance(outline, dict):
            yield each.get("id"), (0, 0, _unrolled(outline, shape))
        else:
            rings = [np.asarray(ring, np.float64).reshape(-1, 2) for ring in outline]
            yield each.get("id"), _joined([filled([ring], shape) for ring in rings], shape)


def _joined(patches: list[Patch], shape: tuple[int, int]) -> Patch:
    """Return all pixels of parts: COCO's polygons have no holes, and may overlap."""
    if len(patches) == 1:
        return patches[0]
    x1 = max((left + inside.shape[1] for left, _, inside in patches), default=0)
    y1 = max((top + inside.shape[0] for _, top, inside in patches), default=0)
    whole = np.zeros((min(y1, shape[0]), min(x1, shape[1])), bool)
    for left, top, inside in patches:
        whole[top : top + inside.shape[0], left : left + inside.shape[1]] |= inside
    return 0, 0, whole


def _unrolled(runs: dict[str, Any], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the pixels (h, w) of runs down the columns; their sum is checked before they are laid out."""
    counts = runs["counts"]
    lengths = unpacked(counts) if isinstance(counts, str) else [int(n) for n in counts]
    if tuple(runs["size"]) != shape or min(lengths, default=0) < 0 or sum(lengths) != shape[0] * shape[1]:
        raise ValueError(f"runs of {sum(lengths)} pixels in a picture of {shape[1]} by {shape[0]}")
    inside = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    return inside.reshape(shape[::-1]).T


def unpacked(text: str) -> list[int]:
    """Return run lengths from pycocotools' text: five bits a character, from the third on as differences."""
    lengths: list[int] = []
    value = shift = 0
    for character in text.encode("ascii"):
        bits = character - OFFSET
        if not 0 <= bits < 2 * MORE or shift > 60:
            raise ValueError("runs of pixels that are packed otherwise")
        value |= (bits & (MORE - 1)) << shift
        shift += BITS
        if bits & MORE:
            continue
        if bits & SIGN:
            value -= 1 << shift
        lengths.append(value + (lengths[-2] if len(lengths) > 2 else 0))
        value = shift = 0
    return lengths
