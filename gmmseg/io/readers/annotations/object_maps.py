"""Reads annotations as an object map: a number for each object, and 0 where there is none."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadAnnotationsError, DifferentSizesError
from gmmseg.io.readers.annotations import coco, labelme, qupath
from gmmseg.io.readers.annotations.rasterising import Patch

SUFFIXES = (".json", ".geojson")
MOST_BYTES = 2**30  # of a file
MOST_PIXELS = 2**30
LARGEST = 2**31 - 1  # number of an object
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError, OSError)


@dataclass(frozen=True, eq=False)
class AnnotatedObjects:
    """Objects from a file of annotations.

    Attributes
    ----------
    labels : ndarray of shape (h, w), int64
        Number of the object that each pixel belongs to; 0 = none. Where objects overlap, the later one.
    n_overlapping : int
        Pixels that more than one object would have.
    n_left_out : int
        Annotations that are no single object: lines, points, crowds.
    n_outside : int
        Objects without a pixel in the picture.
    """

    labels: NDArray[np.int64]
    n_overlapping: int
    n_left_out: int
    n_outside: int

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each thing the user should know."""
        told = (
            (self.n_overlapping, "Pixels of several objects, which went to the last"),
            (self.n_left_out, "Annotations that are no single object and were left out"),
            (self.n_outside, "Objects without a pixel in the picture"),
        )
        return tuple(f"{what}: {n}." for n, what in told if n)


def read(path: str | Path, shape: tuple[int, int] | None = None) -> AnnotatedObjects:
    """Return the objects of a COCO file of one picture, a LabelMe file or QuPath's GeoJSON.

    A pixel belongs to an outline of COCO or QuPath if its centre is inside (even-odd); LabelMe's shapes are
    filled with their sides, as LabelMe does it. Parts with one `group_id`, name or id are one object, whose
    number it is where all of the file are whole numbers from 1; else objects are numbered in their order.

    Parameters
    ----------
    path : str or path
        The file.
    shape : tuple of two int, optional
        Height and width that the picture must have; needed for GeoJSON, which does not say it.

    Raises
    ------
    DifferentSizesError
        If the file is of a picture of another height and width than `shape`.
    BadAnnotationsError
        If the file is not there, or is broken, too large or of another kind.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadAnnotationsError(path.name, f"it has more than {MOST_BYTES:,} bytes")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        size, found = _shapes(content, shape)
        return _laid_out(size, found)
    except (BadAnnotationsError, DifferentSizesError):
        raise
    except FileNotFoundError:
        raise BadAnnotationsError(path.name, "there is no such file") from None
    except BROKEN as error:
        raise BadAnnotationsError(path.name, f"it is broken or of another kind ({error})") from error


def _shapes(
    content: Any, shape: tuple[int, int] | None
) -> tuple[tuple[int, int], Iterator[tuple[Any, Patch | None]]]:
    if isinstance(content, dict) and ("annotations" in content or "shapes" in content):
        kind = coco if "annotations" in content else labelme
        size = kind.shape_of(content)
        _check(size)
        if shape is not None and shape != size:  # before a map of what it says is made
            raise DifferentSizesError(shape, size)
        return size, kind.shapes(content, size)
    if shape is None:
        raise ValueError("GeoJSON does not say how large its picture is")
    _check(shape)
    return shape, qupath.shapes(content, shape)


def _check(size: tuple[int, int]) -> None:
    if min(size) < 1 or size[0] * size[1] > MOST_PIXELS:
        raise ValueError(f"a picture of {size[1]} by {size[0]} pixels")


def _laid_out(size: tuple[int, int], found: Iterator[tuple[Any, Patch | None]]) -> AnnotatedObjects:
    """Return objects as a map; while it is filled, they are numbered in their order."""
    labels, keys = np.zeros(size, np.int64), dict[Any, int]()
    n_overlapping = n_left_out = 0
    for at, (name, patch) in enumerate(found):
        if patch is None:
            n_left_out += 1
            continue
        key = ("", at) if name is None or name == "" else ("named", str(name))
        number = keys.setdefault(key, len(keys) + 1)
        left, top, inside = patch
        place = labels[top : top + inside.shape[0], left : left + inside.shape[1]]
        n_overlapping += int(((place > 0) & (place != number) & inside).sum())
        place[inside] = number
    n_outside = len(keys) - int(np.count_nonzero(np.unique(labels)))
    return AnnotatedObjects(_names(keys)[labels], n_overlapping, n_left_out, n_outside)


def _names(keys: dict[Any, int]) -> NDArray[np.int64]:
    """Return the number of each object, by its place in the file from 1: as the file has it if it can."""
    texts = [text if kind else "" for kind, text in keys]
    plain = all(text.isascii() and text.isdigit() and 1 <= len(text) <= 10 for text in texts)
    numbers = [int(text) for text in texts] if plain else list(range(1, len(keys) + 1))
    if len(set(numbers)) < len(numbers) or not all(1 <= n <= LARGEST for n in numbers):
        numbers = list(range(1, len(keys) + 1))
    return np.array([0, *numbers], np.int64)
