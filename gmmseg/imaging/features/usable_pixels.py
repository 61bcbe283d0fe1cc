"""The usable pixels of a picture, numbered in row order without a list of their indices.

A list of the indices of all pixels would take eight bytes for each, more than the picture.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image

CHUNK = 2**14  # pixels between two places where the count of usable ones is known

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class UsablePixels:
    """Which pixels are usable.

    Attributes
    ----------
    n : int
        How many.
    mask : ndarray of shape (h * w,), bool, or None
        True where a pixel is; None where all are.
    before : ndarray of shape (n_chunks,)
        How many come before each chunk.
    """

    n: int
    mask: NDArray[np.bool_] | None
    before: Indices

    @classmethod
    def of(cls, image: Image) -> Self:
        """Return the usable pixels of `image`."""
        if image.mask is None:
            return cls(image.height * image.width, None, np.zeros(1, np.intp))
        return image.derived(cls._counted) if image.is_lazy else cls._counted(image)

    @classmethod
    def _counted(cls, image: Image) -> Self:
        mask: NDArray[np.bool_] = image.mask.reshape(-1)  # type: ignore[union-attr]
        counts = [np.count_nonzero(mask[begin : begin + CHUNK]) for begin in range(0, mask.size, CHUNK)]
        ends = np.cumsum(counts)
        return cls(int(ends[-1]), mask, ends - counts)

    def at(self, numbers: Indices) -> Indices:
        """Return the flat indices of the usable pixels of the given numbers, which ascend from 0."""
        if self.mask is None:
            return numbers
        chunks = np.searchsorted(self.before, numbers, side="right") - 1
        found = np.empty(len(numbers), np.intp)
        edges = np.flatnonzero(np.diff(chunks, prepend=-1, append=-1))
        for begin, end in pairwise(edges):
            first = chunks[begin] * CHUNK
            inside = np.flatnonzero(self.mask[first : first + CHUNK])
            found[begin:end] = first + inside[numbers[begin:end] - self.before[chunks[begin]]]
        return found

    def between(self, begin: int, end: int) -> slice | Indices:
        """Return the flat indices of the usable pixels number `begin` to `end`, a slice if without gaps."""
        if self.mask is None:
            return slice(begin, end)
        first, last = self.at(np.array([begin, end - 1]))
        if last - first == end - 1 - begin:
            return slice(int(first), int(last) + 1)
        return first + np.flatnonzero(self.mask[first : last + 1])
