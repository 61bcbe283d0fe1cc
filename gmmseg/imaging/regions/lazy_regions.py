"""The regions of a picture larger than memory: found on its reduced version, made at full size row by row."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.connected_components import RegionLabels, full_rows, square_colours


@dataclass(frozen=True, eq=False)
class LazyRegions:
    """Regions from 1, 0 = unusable, as `hierarchy.regions` has them, but fragments join no neighbour.

    Attributes
    ----------
    image : Image
        The picture, with lazy pixels.
    small : ndarray of shape (h, w), int32
        Regions of the reduced picture, from 0 without a gap.
    factor : int
        Side of the square of pixels that one of its pixels stands for.
    means : ndarray of shape (h, w, channels), float32
        Colours of these squares.
    """

    image: Image
    small: RegionLabels
    factor: int
    means: NDArray[np.float32]

    @classmethod
    def of(cls, image: Image, small: RegionLabels, factor: int) -> Self:
        """Return the regions of `image`, given those of its reduced version by any numbers."""
        numbers = np.unique(small, return_inverse=True)[1].reshape(small.shape).astype(np.int32)
        return cls(image, numbers, factor, square_colours(image, factor))

    @classmethod
    def one(cls, image: Image, factor: int) -> Self:
        """Return all of `image` as one region."""
        shape = (-(-image.height // factor), -(-image.width // factor))
        return cls(image, np.zeros(shape, np.int32), factor, np.zeros((*shape, image.n_channels), np.float32))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.image.height, self.image.width

    @property
    def size(self) -> int:
        """Number of pixels."""
        return self.image.height * self.image.width

    @property
    def sizes(self) -> NDArray[np.int64]:
        """About how many pixels each region has, (n,)."""
        return np.bincount(self.small.reshape(-1)).astype(np.int64) * self.factor**2

    def max(self) -> int:
        """Return the number of the last region."""
        return int(self.small.max()) + 1

    def rows(self, begin: int, end: int) -> RegionLabels:
        """Return rows `begin` to `end`, (rows, w)."""
        found = full_rows(self.image, self.small, self.factor, self.means, (begin, end)) + np.int32(1)
        if self.image.mask is not None:
            found[~self.image.mask[begin:end]] = 0
        return found

    def at(self, indices: NDArray[np.intp]) -> RegionLabels:
        """Return the regions of the pixels of flat `indices` (n,): those of the squares they lie in."""
        rows, columns = np.divmod(indices, self.image.width)
        found = self.small[rows // self.factor, columns // self.factor] + np.int32(1)
        if self.image.mask is not None:
            found[~self.image.mask.reshape(-1)[indices.reshape(-1)].reshape(indices.shape)] = 0
        return found
