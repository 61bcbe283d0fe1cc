"""What is measured of objects: shapes, values of the channels, probabilities; units in names.

Perimeters follow Cauchy's and Crofton's formula on lines in 4 directions (Legland, Kiêu, Devaux 2007, Image
Analysis & Stereology 26); ellipses have the second moments of the pixels, each a square; Feret diameters are
those of the convex hull of the pixels' corners.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.objects import measuring_kernels as kernels
from gmmseg.imaging.units import PixelSize, units_of

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
ObjectLabels = NDArray[np.unsignedinteger[Any]]
Columns = dict[str, NDArray[Any]]
Executor = ThreadPoolExecutor | None

AT_ONCE = 256  # objects that one thread measures at a time
VALUES = ("mean", "sd", "min", "max", "median", "sum")


class ObjectPixels:
    """The pixels of each object of a label map, gathered once for everything that is measured.

    Parameters
    ----------
    labels : ndarray of shape (h, w), unsigned integers
        Numbers of objects; 0, and numbers that are not asked for, belong to none.
    numbers : ndarray of shape (n,)
        The objects that are measured, rising; each has a pixel.
    workers : ThreadPoolExecutor, optional
        Threads; the result is the same for any number of them.
    """

    def __init__(self, labels: ObjectLabels, numbers: Integers, workers: Executor = None) -> None:
        self.labels, self.numbers, self._workers = labels, numbers, workers
        self.rows = np.full(int(labels.max(initial=0)) + 1, -1, np.int64)
        self.rows[numbers] = np.arange(len(numbers))
        counts = np.zeros(len(numbers), np.int64)
        kernels.count(labels.reshape(-1), self.rows, counts)
        assert counts.all()
        self.ends = np.cumsum(counts)
        self.pixels = np.empty(int(counts.sum()), np.int64)
        kernels.gather(labels.reshape(-1), self.rows, self.ends - counts, self.pixels)

    def shapes(self, usable: NDArray[np.bool_] | None, size: PixelSize) -> Floats:
        """Return what `measuring_kernels.shapes` writes of each object, (n, 17)."""
        where = np.empty((0, 0), bool) if usable is None else usable
        out = np.empty((len(self.numbers), kernels.N_SHAPES))
        self._each(
            lambda first, last: kernels.shapes(
                self.labels, where, self.pixels, self.ends, first, last, size[0], size[1], out
            )
        )
        return out

    def values(self, channel: NDArray[Any]) -> Floats:
        """Return mean, deviation, least, greatest, median, sum of each object in a channel (h, w): (n, 6)."""
        out = np.empty((len(self.numbers), kernels.N_VALUES))
        self._each(lambda first, last: kernels.values(channel, self.pixels, self.ends, first, last, out))
        return out

    def probabilities(
        self,
        blocks: Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]],
        classes: NDArray[np.int64],
        n_possible: int,
    ) -> Floats:
        """Return the mean probability of its own class, and mean uncertainty, of each object, (n, 2).

        `blocks` are those of `Segmentation.probability_blocks`; pixels that it leaves out count as 0.
        """
        sums, flat = np.zeros((len(self.numbers), 2)), self.labels.reshape(-1)
        for indices, found in blocks:
            most = float(np.log(max(n_possible, 2)))
            kernels.add_probabilities(indices, found, flat, self.rows, classes, most, sums)
        counts = np.diff(self.ends, prepend=0)
        return sums / counts[:, None]

    def _each(self, work: Callable[[int, int], None]) -> None:
        firsts = range(0, len(self.numbers), AT_ONCE)
        lasts = [min(first + AT_ONCE, len(self.numbers)) for first in firsts]
        for _ in (map if self._workers is None else self._workers.map)(work, firsts, lasts):
            pass


def shape_columns(found: Floats, size: PixelSize | None) -> Columns:
    """Return the columns on shapes, of what `ObjectPixels.shapes` has found with pixels of `size`.

    `size` is height and width, micrometres. Columns are in the units that suit it, and their names say
    which; where it is not known, in pixels.
    """
    unit, per = _length_unit(size)
    height, width = (side / per for side in size or (1.0, 1.0))
    area, filled, hull, perimeter, x, y, xx, yy, xy, longest, shortest = found[:, :11].T
    hull, perimeter, longest, shortest = hull / per**2, perimeter / per, longest / per, shortest / per
    ellipse = _ellipse(xx * width**2 + width**2 / 12, yy * height**2 + height**2 / 12, xy * height * width)
    major, minor, orientation = ellipse
    left, top, right, bottom = found[:, 11:15].T.astype(np.int64)
    real = area * height * width
    columns: Columns = {"area_px": area.astype(np.int64)}
    if size:
        columns[f"area_{unit}2"] = real
    if unit == "m":
        columns["area_ha"] = real / 1e4
    square = f"{unit}2" if size else unit
    columns |= {
        f"area_filled_{square}": filled * height * width,
        f"area_convex_{square}": hull,
        f"perimeter_{unit}": perimeter,
        f"major_axis_{unit}": major,
        f"minor_axis_{unit}": minor,
        "eccentricity": np.sqrt(np.maximum(0, 1 - (minor / major) ** 2)),
        "aspect_ratio": major / minor,
        "orientation_deg": orientation,
        "solidity": real / hull,
        "extent": area / ((right - left) * (bottom - top)),
        "circularity": 4 * np.pi * real / perimeter**2,
        f"equivalent_diameter_{unit}": np.sqrt(4 * real / np.pi),
        f"feret_max_{unit}": longest,
        f"feret_min_{unit}": shortest,
    }
    if size:
        columns |= {f"centroid_x_{unit}": x * width, f"centroid_y_{unit}": y * height}
    columns |= {"centroid_x_px": x, "centroid_y_px": y}
    columns |= {"box_left_px": left, "box_top_px": top, "box_right_px": right, "box_bottom_px": bottom}
    return columns | {"touches_border": found[:, 15].astype(np.int64)}


def _length_unit(size: PixelSize | None) -> tuple[str, float]:
    """Return the unit of lengths, and how many micrometres, or pixels, it has."""
    return units_of(size)[:2] if size else ("px", 1.0)


def _ellipse(xx: Floats, yy: Floats, xy: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the axes of the ellipse with these moments, and its angle in degrees, 0 to below 180.

    The angle is that of the major axis, counter-clockwise from x as people see it: y points down.
    """
    middle, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    minor = np.maximum(middle - half, 0)
    angle = np.degrees(np.arctan2(-2 * xy, xx - yy) / 2) % 180
    return 4 * np.sqrt(middle + half), 4 * np.sqrt(minor), np.where(angle >= 180, 0.0, angle + 0.0)


def value_columns(object_pixels: ObjectPixels, image: Image, size: PixelSize | None) -> Columns:
    """Return the columns on the values of each channel, in the numbers of the picture's file."""
    factor, offset = file_values(image)
    unit, per = _length_unit(size)
    counts = np.diff(object_pixels.ends, prepend=0)
    columns: Columns = {}
    for name, channel in zip(channel_names(image.channels), np.moveaxis(image.pixels, 2, 0), strict=True):
        mean, sd, least, greatest, median, total = object_pixels.values(channel).T
        if (factor, offset) != (1.0, 0.0):
            mean, least, greatest, median = (factor * v + offset for v in (mean, least, greatest, median))
            sd, total = factor * sd, factor * total + offset * counts
        each = zip(VALUES, (mean, sd, least, greatest, median, total), strict=True)
        columns |= {f"{name}_{word}": column for word, column in each}
        if size:
            columns[f"{name}_sum_{unit}2"] = total * (size[0] / per) * (size[1] / per)
    return columns


def file_values(image: Image) -> tuple[float, float]:
    """Return factor and offset that make of a picture's pixels the numbers that its file holds."""
    low, high = image.range
    if (image.span.black, image.span.white) == (low, high) or high <= low:
        return 1.0, 0.0
    factor = (image.span.white - image.span.black) / (high - low)
    return factor, image.span.black - factor * low


def channel_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of channels as the beginnings of columns': no blanks, none twice."""
    found: list[str] = []
    for index, name in enumerate(names, 1):
        word = (
            re.sub(r"[^\w.-]+", "_", name.encode("utf-8", "replace").decode()).strip("_-.")
            or f"channel_{index}"
        )
        while word in found:
            word = f"{word}_{index}"
        found.append(word)
    return tuple(found)
