"""COCO's JSON: polygons, and runs of pixels (RLE) as a list or packed as pycocotools does."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize
from gmmseg.io.readers.annotations.rasterising import Patch, filled, joined

BITS, MORE, SIGN, OFFSET = 5, 32, 16, 48  # of a character of packed runs


def of_picture(content: dict[str, Any], picture: str = "") -> dict[str, Any]:
    """Return the entry of the picture that is called `picture`, or of the only one.

    Names are compared without folders; without their endings, too, where none is the same otherwise.

    Raises
    ------
    ValueError
        If there are several pictures, and not one of that name.
    """
    images = content["images"]
    if not isinstance(images, list) or not all(isinstance(each, dict) for each in images):
        raise ValueError("its images are no list of records")
    if len(images) == 1:
        return dict(images[0])
    names = [PurePosixPath(str(each.get("file_name", "")).replace("\\", "/")) for each in images]
    wanted = PurePosixPath(picture)
    found = [i for i, name in enumerate(names) if picture and name.name == wanted.name]
    found = found or [i for i, name in enumerate(names) if picture and name.stem == wanted.stem]
    if len(found) != 1:
        which = f", and {len(found) or 'none'} of them is {wanted.name}" if picture else " instead of one"
        raise ValueError(f"it has {len(images)} pictures{which}")
    return dict(images[found[0]])


def shape_of(content: dict[str, Any], picture: str = "") -> PictureSize:
    """Return height and width of a picture."""
    image = of_picture(content, picture)
    return int(image["height"]), int(image["width"])


def shapes(content: dict[str, Any], shape: PictureSize, picture: str = "") -> Iterator[Annotation]:
    """Yield the annotations of a picture; no pixels for crowds, which are no single objects."""
    names = {each["id"]: str(each["name"]) for each in content.get("categories", ())}
    wanted = of_picture(content, picture).get("id") if content.get("images") else None
    if not isinstance(content["annotations"], list):
        raise ValueError("its annotations are no list")
    for each in content["annotations"]:
        if wanted is not None and each.get("image_id", wanted) != wanted:
            continue
        category = each.get("category_id")
        if names and category is not None and category not in names:
            raise ValueError(f"an annotation has the category {category!r}, which it does not list")
        patch = None if each.get("iscrowd") else _patch(each, shape)
        yield Annotation(each.get("id"), names.get(category, ""), patch)


def class_order(content: dict[str, Any]) -> list[str]:
    """Return the names of all classes, by their numbers."""
    return [str(each["name"]) for each in sorted(content.get("categories", ()), key=lambda each: each["id"])]


def _patch(annotation: dict[str, Any], shape: PictureSize) -> Patch:
    """Return the pixels of an annotation; those of its box where it has no outline, as detectors know it."""
    outline = annotation.get("segmentation")
    if isinstance(outline, dict):
        return _unrolled(outline, shape)
    if not outline:
        x, y, w, h = (float(value) for value in annotation["bbox"])
        return filled([np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])], shape)
    rings = [np.asarray(ring, np.float64).reshape(-1, 2) for ring in outline]
    return joined([filled([ring], shape) for ring in rings if len(ring)])  # they have no holes, may overlap


def _unrolled(runs: dict[str, Any], shape: PictureSize) -> Patch:
    """Return the pixels of runs down the columns; their sum is checked before they are laid out.

    Only their box is made, as a rule: a picture may have thousands of objects.
    """
    counts = runs["counts"]
    lengths = unpacked(counts) if isinstance(counts, str) else [int(n) for n in counts]
    height, width = shape
    if tuple(runs["size"]) != shape or min(lengths, default=0) < 0 or sum(lengths) != height * width:
        raise ValueError(f"runs of {sum(lengths)} pixels in a picture of {width} by {height}")
    ends = np.cumsum(lengths)
    begins, ends = ends[:-1:2], ends[1::2]
    some = ends > begins
    if not some.any():
        return 0, 0, np.zeros((0, 0), bool)
    begins, ends = begins[some], ends[some]
    left, right = int(begins[0]) // height, (int(ends[-1]) - 1) // height + 1
    top, bottom = 0, height
    if (begins // height == (ends - 1) // height).all():  # else some run fills a column to its end
        top, bottom = int((begins % height).min()), int(((ends - 1) % height).max()) + 1
    room = bottom - top
    toggles = np.zeros((right - left) * room + 1, np.int8)
    np.add.at(toggles, (begins // height - left) * room + begins % height - top, 1)
    np.add.at(toggles, ((ends - 1) // height - left) * room + (ends - 1) % height - top + 1, -1)
    inside: NDArray[np.bool_] = np.cumsum(toggles[:-1], dtype=np.int8).view(bool)
    return left, top, inside.reshape(right - left, room).T


def unpacked(text: str) -> list[int]:
    """Return run lengths from pycocotools' text: five bits a character, from the third on as differences."""
    lengths: list[int] = []
    value = shift = 0
    for character in text.encode("ascii", "replace"):
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
