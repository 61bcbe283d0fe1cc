"""Pictures of a segmentation: overlay, mean colours, boundaries, probability, uncertainty.

Pictures are (height, width, 3) uint8: red, green, blue in sRGB. Every function takes a part of a picture
with the same part of its labels as well as the whole, so that a window can draw what it shows. Labels
must be at most the number of colours given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.colours import MAGMA, VIRIDIS, Colour, palette, ramp
from gmmseg.imaging.rendering.composite import as_shown
from gmmseg.imaging.segment_table import mean_colours

__all__ = [
    "boundaries",
    "boundary_picture",
    "label_picture",
    "mean_picture",
    "object_picture",
    "overlay",
    "palette",
    "probability_picture",
    "uncertainty_picture",
]

RgbImage = NDArray[np.uint8]
Labels = NDArray[np.integer]
Scalar = TypeVar("Scalar", bound=np.generic)

BAND = 2**16  # pixels drawn at a time: the working arrays stay in the cache
BOUNDARY: Colour = (255, 255, 255)
EDGE: Colour = (255, 230, 0)  # rare in pictures


def label_picture(labels: Labels, colours: Sequence[Colour]) -> RgbImage:
    """Return labels (h, w) in colours; 0 is black."""
    return _looked_up(np.asarray([(0, 0, 0), *colours], np.uint8), labels)


def mean_picture(picture: RgbImage, labels: Labels, n_segments: int) -> RgbImage:
    """Return a picture (h, w, 3) in which every segment has its mean colour; 0 is black."""
    means = np.rint(mean_colours(picture, labels, n_segments)[1]).astype(np.uint8)
    means[0] = 0
    return _looked_up(means, labels)


def boundaries(labels: Labels) -> NDArray[np.bool_]:
    """Return (h, w), True where a pixel's label differs from that of its right or lower neighbour."""
    edges = np.zeros(labels.shape, bool)
    np.not_equal(labels[:, 1:], labels[:, :-1], out=edges[:, :-1])
    edges[:-1] |= labels[1:] != labels[:-1]
    return edges


def boundary_picture(picture: RgbImage, labels: Labels, colour: Colour = EDGE) -> RgbImage:
    """Return a picture (h, w, 3) with the boundaries of its labels drawn on it, 1 pixel wide."""
    out = picture.copy()
    _draw(out, boundaries(labels), colour)
    return out


def overlay(picture: RgbImage, labels: Labels, colours: Sequence[Colour], opacity: float) -> RgbImage:
    """Return a picture under the colours of its labels, with crisp boundaries, 1 pixel wide.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8
        The picture as screens show it.
    labels : ndarray of shape (height, width)
        Numbers of segments from 1; where 0, the picture is left as it is.
    colours : sequence of tuples of three int
        One for each segment, 0 to 255.
    opacity : float
        Of the colours, from 0 (boundaries alone) to 1 (the picture is hidden).

    Returns
    -------
    ndarray of shape (height, width, 3), uint8
        A new picture.
    """
    share = round(opacity * 256)  # in 256ths: sums stay within 16 bits
    added = np.asarray([(0, 0, 0), *colours], np.uint16) * np.uint16(share) + np.uint16(128)
    kept = np.full_like(added, 256 - share)
    kept[0] = 256
    out = np.empty_like(picture)
    for rows in _bands(labels):
        band = labels[rows]
        mixed = np.multiply(
            picture[rows], 256 - share if band.all() else _looked_up(kept, band), dtype=np.uint16
        )
        mixed += _looked_up(added, band)
        mixed >>= 8
        out[rows] = mixed
    _draw(out, boundaries(labels), BOUNDARY)
    return out


def object_picture(
    picture: RgbImage, objects: Labels, classes: NDArray[np.integer], colours: Sequence[Colour]
) -> RgbImage:
    """Return a picture (h, w, 3) with the outline of each object on it, 1 pixel wide, inside the object.

    `objects` (h, w) are their numbers, 0 none; `classes` (n + 1,) the class of each number, from 1, whose
    colour its outline has, made bright. Objects that touch have a line each.
    """
    edges = np.zeros(objects.shape, bool)
    for first, second in (((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
                          ((slice(None), slice(1, None)), (slice(None), slice(None, -1)))):  # fmt: skip
        differ = objects[first] != objects[second]
        edges[first] |= differ
        edges[second] |= differ
    edges &= objects > 0
    out = picture.copy()
    out[edges] = _bright(colours)[classes[objects[edges]]]
    return out


def _bright(colours: Sequence[Colour]) -> NDArray[np.uint8]:
    """Return colours (n + 1, 3), black for 0, each as bright as its hue can be."""
    table = np.asarray([(0, 0, 0), *colours], np.float64)
    most = np.maximum(table.max(axis=1, keepdims=True), 1)
    return np.rint(table * 255 / most).astype(np.uint8)


def probability_picture(probability: NDArray[np.floating]) -> RgbImage:
    """Return a map (h, w) of probabilities 0 to 1 in colours, from violet to yellow (viridis)."""
    return _mapped(probability, ramp(VIRIDIS))


def uncertainty_picture(uncertainty: NDArray[np.floating]) -> RgbImage:
    """Return a map (h, w) of uncertainties, from black (0, sure) to pale yellow (1, undecided; magma)."""
    return _mapped(uncertainty, ramp(MAGMA))


def _mapped(values: NDArray[np.floating], colours: NDArray[np.uint8]) -> RgbImage:
    """Return values (h, w) in colours (256, 3) that stand for 0 to 1; beyond them, the nearest."""
    out = np.empty((*values.shape, 3), np.uint8)
    for rows in _bands(values):
        index = np.rint(np.nan_to_num(np.clip(values[rows], 0, 1)) * 255)
        out[rows] = _looked_up(colours, index.astype(np.uint8))
    return out


def _looked_up(table: NDArray[Scalar], index: NDArray[np.integer]) -> NDArray[Scalar]:
    """Return rows of a table (n, 3) at an index (h, w): (h, w, 3); clipping is thrice as fast as checking."""
    return np.take(table, index, axis=0, mode="clip")


def _draw(out: RgbImage, where: NDArray[np.bool_], colour: Colour) -> None:
    """Paint a colour into `out` (h, w, 3) in C order, where a mask is true."""
    out.reshape(-1, 3)[np.flatnonzero(where)] = colour


def _bands(array: NDArray[np.generic]) -> Iterator[slice]:
    """Yield the rows of an array (h, w), about `BAND` pixels at a time."""
    rows = max(1, BAND // max(1, array.shape[1]))
    for top in range(0, len(array), rows):
        yield slice(top, top + rows)


def thumbnail(image: Image, side: int) -> NDArray[np.uint8]:
    """Return a picture as screens show it, (h, w, 3), with at most `side` rows and columns.

    Each pixel is the mean of a block of the picture's; a smaller picture is returned as large as it is.
    """
    large = max(image.height, image.width)
    if large <= side:
        return as_shown(image)
    factor = large / side
    height = max(1, round(image.height / factor))
    width = max(1, round(image.width / factor))
    stride = max(1, int(factor / OVERSAMPLING))  # so that few pixels of a large picture are touched
    few = as_shown(_thinned(image.source, stride))
    sums = np.add.reduceat(few.astype(np.uint32), _begins(few.shape[0], height), axis=0)
    sums = np.add.reduceat(sums, _begins(few.shape[1], width), axis=1)
    counts = np.outer(_lengths(few.shape[0], height), _lengths(few.shape[1], width))
    return np.asarray(np.rint(sums / counts[..., None]), np.uint8)


OVERSAMPLING = 4  # pixels each way that are averaged, at least where there are so many


def _thinned(image: Image, stride: int) -> Image:
    if stride == 1:
        return image
    mask = None if image.mask is None else image.mask[::stride, ::stride].copy()
    if mask is not None and not mask.any():
        mask = None
    pixels = image.pixels[::stride, ::stride].copy()
    return replace(image, pixels=pixels, mask=mask)


def _begins(n: int, parts: int) -> NDArray[np.intp]:
    return (np.arange(parts) * n // parts).astype(np.intp)


def _lengths(n: int, parts: int) -> NDArray[np.intp]:
    return np.diff([*_begins(n, parts), n]).astype(np.intp)
