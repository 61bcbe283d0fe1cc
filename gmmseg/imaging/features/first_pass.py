"""The first pass over a picture with lazy pixels: what is asked of known places, in one reading.

Without it each sample of pixels would decode the whole picture again. It also finds the picture's digest,
which pixels are usable, and means over squares, which regions are found on.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoUsablePixelsError
from gmmseg.imaging.features.downsampling import write_means
from gmmseg.imaging.image import Image
from gmmseg.imaging.lazy_pixels import LazyPixels, PackedMask

Stream = Callable[[Callable[[int], Any], Iterable[int]], Iterator[Any]]


@dataclass(frozen=True)
class WantedPixels:
    """What a first pass is to find.

    Attributes
    ----------
    indices : ndarray of shape (n,)
        Flat indices of pixels, rising, each once.
    factors : tuple of int
        Sides of the squares of which means are wanted.
    """

    indices: NDArray[np.intp]
    factors: tuple[int, ...] = ()

    def are_known(self, image: Image) -> bool:
        """Return whether all of it is known of `image`."""
        pixels = _pixels_of(image)
        if pixels.known is None or "digest" not in image.__dict__:
            return False
        known = pixels.known[0]
        there = np.minimum(np.searchsorted(known, self.indices), len(known) - 1)
        return bool((known[there] == self.indices).all()) and set(self.factors) <= set(pixels.means)


def reading_once(
    image: Image, wanted: Callable[[Image], WantedPixels], stream: Stream
) -> Generator[float, None, Image]:
    """Yield shares of the way and return `image`, of which all that is `wanted` is known then.

    Where pixels turn out to be unusable, which moves the places that are looked at, it is read once more.

    Parameters
    ----------
    image : Image
        With lazy pixels.
    wanted : callable
        Says what is wanted, given the picture with its mask.
    stream : callable
        `Workers.stream`: gives the results of a function in order, a few at a time.

    Raises
    ------
    NoUsablePixelsError
        If no pixel is usable.
    """
    if wanted(image).are_known(image):
        return image
    mask = yield from _reading(image, wanted(image), stream)
    if mask is not None:
        usable = mask.n_usable
        if not usable:
            raise NoUsablePixelsError(image.name, mask.size)
        image = replace(image, mask=cast("NDArray[np.bool_]", mask))
        image = image.noted(
            f"Pixels that are transparent, no data or damaged are masked out: {mask.size - usable}."
        )
        yield from _reading(image, wanted(image), stream)
    damage = _pixels_of(image).source.damage.sentence
    if not damage:
        return image
    noted = image.noted(damage)
    found = {name: value for name, value in image.__dict__.items() if name in ("digest", "_largest")}
    noted.__dict__.update(found)
    return noted


def _reading(image: Image, wanted: WantedPixels, stream: Stream) -> Generator[float, None, PackedMask | None]:
    """Read all bands; return the mask if it is another than that of the picture."""
    pixels, mask = _pixels_of(image), image.packed_mask
    size, n = pixels.band_rows * image.width, image.n_channels
    values, largest = np.empty((len(wanted.indices), n), pixels.dtype), 0
    found: PackedMask | None = None
    is_other = False
    squares, digest = [_SquareMeans.of(image, factor) for factor in wanted.factors], image.begun_digest()
    for number, (band, usable) in enumerate(stream(pixels.decoded, range(pixels.n_bands))):
        digest.update(band.data)
        begin, end = np.searchsorted(wanted.indices, [number * size, (number + 1) * size])
        values[begin:end] = band.reshape(-1, n)[wanted.indices[begin:end] - number * size]
        for each in squares:
            each.add(band)
        if usable is not None:
            found = found or (PackedMask((image.height, image.width)) if mask is None else mask.copy())
            is_other |= _without(found, number * size, usable.reshape(-1))
        if pixels.dtype == np.uint16:
            largest = max(largest, int((band if n == 3 else band[..., :1]).max()))
        yield (number + 1) / pixels.n_bands
    pixels.known, pixels.means = (wanted.indices, values), {each.factor: each.out for each in squares}
    image.__dict__["digest"] = image.ended_digest(digest)  # where cached_property keeps it
    if pixels.dtype == np.uint16:
        image.__dict__["_largest"] = largest
    return found if is_other else None


def _without(found: PackedMask, begin: int, usable: NDArray[np.bool_]) -> bool:
    """Take out of a mask what is not usable from flat index `begin` on; return whether anything was."""
    was = found.flat(begin, begin + len(usable))
    if not (was & ~usable).any():
        return False
    found.clear(begin, usable)
    return True


def _pixels_of(image: Image) -> LazyPixels:
    assert image.lazy_pixels is not None
    return image.lazy_pixels


@dataclass(eq=False)
class _SquareMeans:
    """Means over squares of a picture that comes in bands of rows."""

    image: Image
    factor: int
    out: NDArray[np.float32]
    rest: NDArray[Any]
    row: int = 0  # of the picture, the first of those that wait in `rest`

    @classmethod
    def of(cls, image: Image, factor: int) -> Self:
        """Return them before the first band."""
        shape = (image.n_channels, -(-image.height // factor), -(-image.width // factor))
        rest = np.empty((0, image.width, image.n_channels), image.pixels.dtype)
        return cls(image, factor, np.empty(shape, np.float32), rest)

    def add(self, band: NDArray[Any]) -> None:
        """Take the next rows; those that fill no square wait for the next band."""
        rows = np.concatenate([self.rest, band]) if len(self.rest) else band
        is_last = self.row + len(rows) == self.image.height
        n = len(rows) if is_last else len(rows) // self.factor * self.factor
        if n:
            mask = None if self.image.mask is None else self.image.mask[self.row : self.row + n]
            first, last = self.row // self.factor, -(-(self.row + n) // self.factor)
            part = np.empty((len(self.out), last - first, self.out.shape[2]), np.float32)
            write_means(np.ascontiguousarray(rows[:n]), mask, self.factor, part)
            self.out[:, first:last] = part
        self.rest, self.row = rows[n:].copy(), self.row + n
