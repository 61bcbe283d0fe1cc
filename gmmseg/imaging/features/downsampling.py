"""A picture reduced by a whole factor, in CIE L*a*b*: what regions are found on."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters.lab import lab
from gmmseg.imaging.image import Image

WHOLE = 60_000  # pixels; a picture up to this size is worked on as it is
MOST = 120_000  # pixels of the small picture at most

REACH = 1e4  # times the way from black to white: what is further counts as that far, for squares to be finite
LARGE = 1e30  # larger numbers could overflow in single precision

Planes = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class DownsampledImage:
    """A picture reduced by a whole factor.

    Attributes
    ----------
    planes : ndarray of shape (n, h, w), float32
        L* (0 to 100), a* and b* of a colour picture; up to three channels from 0 to 100 of another.
    factor : int
        Side of the square of pixels that one value is the mean of.
    """

    planes: Planes
    factor: int

    @classmethod
    def of(cls, image: Image) -> Self:
        """Return the working picture of `image`; unusable pixels take the mean of the usable ones."""
        return cls.reduced_by(image, reduction(image.height * image.width))

    @classmethod
    def reduced_by(cls, image: Image, factor: int) -> Self:
        """Return the picture of means over squares of `factor` pixels."""
        small = downsample(image, factor)
        if image.is_colour:
            return cls(lab(np.clip(small, 0, 1).reshape(3, -1)).reshape(small.shape), factor)
        busiest = np.argsort(-small.var(axis=(1, 2)), kind="stable")[:3]
        return cls(np.ascontiguousarray(small[np.sort(busiest)] * np.float32(100)), factor)

    @property
    def lightness(self) -> NDArray[np.float32]:
        """The plane that texture is read from, (h, w), 0 to 100."""
        return np.ascontiguousarray(self.planes[0])


def write_means(pixels: Any, mask: NDArray[np.bool_] | None, factor: int, out: Planes) -> None:
    """Write the means of usable pixels over squares into `out` (n, h / factor, w / factor), NaN for none."""
    from gmmseg.imaging.filters.downsampling_kernels import square_means

    square_means(pixels, np.ones((1, 1), np.bool_) if mask is None else mask, mask is not None, factor, out)


def reduction(n_pixels: int) -> int:
    """Return the factor by which a picture of `n_pixels` is reduced, at least 1."""
    return 1 if n_pixels <= WHOLE else max(2, int(np.ceil(np.sqrt(n_pixels / MOST))))


def downsample(image: Image, factor: int) -> Planes:
    """Return the channels from 0 (black) to 1 (white), averaged over squares: (n, h / factor, w / factor).

    The picture keeps those of the last factor, read-only.
    """
    kept = image.derived(_kept)
    if factor not in kept:
        found = _downsampled(image, factor)
        found.flags.writeable = False
        kept.clear()
        kept[factor] = found
        return found
    return kept[factor]


def _kept(_: Image) -> dict[int, Planes]:
    return {}


def _downsampled(image: Image, factor: int) -> Planes:
    if image.lazy_pixels is not None:
        out = image.lazy_pixels.means[factor]
    else:
        shape = (image.n_channels, -(-image.height // factor), -(-image.width // factor))
        out = np.empty(shape, np.float32)
        write_means(image.pixels, image.mask, factor, out)
    low, high = image.range
    length = high - low if high > low else 1.0
    ordinary = max(abs(low), abs(high), 1 / length) < LARGE
    exact = np.float32 if ordinary else np.float64  # where black and white are those of another picture
    with np.errstate(over="ignore"):
        unit = np.clip((out - exact(low)) / exact(length), -REACH, REACH).astype(np.float32, copy=False)
    empty = np.isnan(unit[0])
    if empty.any():
        unit[:, empty] = unit[:, ~empty].mean(axis=1, keepdims=True)
    return unit
