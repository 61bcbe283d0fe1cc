"""Pixels of a picture larger than memory: bands of rows that are decoded when they are asked for.

`LazyPixels` answers what the pipeline asks of an array of pixels: its shape and type, rows, stretches of flat
pixels, and pixels of given indices. Only the bands that were used last are kept.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NotInBandsError

BUDGET = 2**27  # bytes of bands that are kept; two bands are, however large
NEAR = 16  # pixels that are taken lie close together where so few others lie between them

PixelRows = NDArray[Any]
Bits = NDArray[np.bool_]


class Damage(Protocol):
    """Parts of a picture that could not be read."""

    @property
    def sentence(self) -> str:
        """What to tell people; empty where all could be read."""


class PixelSource(Protocol):
    """A picture in bands of rows, each of several parts that can be decoded at the same time.

    Attributes
    ----------
    shape : tuple of three int
        Height, width and number of channels.
    dtype : dtype
        uint8 or uint16.
    band_rows : int
        Rows of each band but the last.
    damage : Damage
        Which parts could not be read.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    band_rows: int

    @property
    def damage(self) -> "Damage":
        """Which parts could not be read so far."""

    def n_parts(self, band: int) -> int:
        """Return how many parts a band has."""

    def read(self, band: int, part: int, out: PixelRows, usable: Bits | None = None) -> None:
        """Write the pixels of a part into `out` (rows, w, c), those of the band.

        In `usable` (rows, w), True at first, those become False that are transparent, no data or damaged.
        Called from several threads.
        """


@dataclass(eq=False)
class _Band:
    """A band that is being decoded by all threads that ask for it."""

    pixels: PixelRows
    n_parts: int
    begun: int = 0
    ended: int = 0
    error: BaseException | None = None
    lock: Lock = field(default_factory=Lock)
    ready: Event = field(default_factory=Event)

    def next_part(self) -> int | None:
        with self.lock:
            if self.begun == self.n_parts or self.error is not None:
                return None
            self.begun += 1
            return self.begun - 1

    def end_part(self) -> None:
        with self.lock:
            self.ended += 1
            if self.ended == self.n_parts:
                self.pixels.flags.writeable = False
                self.ready.set()

    def fail(self, error: BaseException) -> None:
        self.error = error
        self.ready.set()


class LazyPixels:
    """The pixels (h, w, c) of a picture that are decoded when they are asked for.

    Parameters
    ----------
    source : PixelSource
        Where they come from.
    name : str
        What messages call the picture.
    budget : int
        Bytes of bands that are kept.
    """

    ndim = 3

    def __init__(self, source: PixelSource, name: str = "image", *, budget: int = BUDGET) -> None:
        self.source, self.name = source, name
        self.shape, self.dtype, self.band_rows = source.shape, np.dtype(source.dtype), source.band_rows
        each = self.band_rows * self.shape[1] * self.shape[2] * self.dtype.itemsize
        self._most = max(2, budget // max(1, each))
        self._bands: OrderedDict[int, _Band] = OrderedDict()
        self._lock = Lock()
        self.known: tuple[NDArray[np.intp], PixelRows] | None = None
        self.means: dict[int, NDArray[np.float32]] = {}
        self.label_file: object = None  # where the labels of this picture are to be, where that is settled

    def __repr__(self) -> str:
        return f"LazyPixels({self.name!r}, shape {self.shape}, {self.dtype})"

    @property
    def size(self) -> int:
        """Number of values."""
        return self.shape[0] * self.shape[1] * self.shape[2]

    @property
    def itemsize(self) -> int:
        """Bytes of a value."""
        return self.dtype.itemsize

    @property
    def n_bands(self) -> int:
        """Number of bands."""
        return -(-self.shape[0] // self.band_rows)

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: Any = None) -> PixelRows:
        raise NotInBandsError(self.name, self.shape[0] * self.shape[1], "this")

    def rows_of_band(self, band: int) -> tuple[int, int]:
        """Return the first row of a band and that behind its last."""
        return band * self.band_rows, min((band + 1) * self.band_rows, self.shape[0])

    def decoded(self, band: int) -> tuple[PixelRows, Bits | None]:
        """Return a band and which of its pixels are usable, None for all; nothing is kept."""
        begin, end = self.rows_of_band(band)
        out = np.empty((end - begin, *self.shape[1:]), self.dtype)
        usable = np.ones(out.shape[:2], np.bool_)
        for part in range(self.source.n_parts(band)):
            self.source.read(band, part, out, usable)
        return out, None if usable.all() else usable

    def band(self, number: int) -> PixelRows:
        """Return a band, read-only; all threads that wait for it decode its parts together."""
        with self._lock:
            band = self._bands.get(number)
            if band is None:
                begin, end = self.rows_of_band(number)
                pixels = np.empty((end - begin, *self.shape[1:]), self.dtype)
                band = self._bands[number] = _Band(pixels, self.source.n_parts(number))
                while len(self._bands) > self._most:
                    self._bands.popitem(last=False)
            self._bands.move_to_end(number)
        while (part := band.next_part()) is not None:
            try:
                self.source.read(number, part, band.pixels)
            except BaseException as error:
                with self._lock:
                    self._bands.pop(number, None)
                band.fail(error)
                raise
            band.end_part()
        band.ready.wait()
        if band.error is not None:
            raise band.error
        return band.pixels

    def rows(self, begin: int, end: int) -> PixelRows:
        """Return rows `begin` to `end`, (rows, w, c), read-only."""
        return self.flat(begin * self.shape[1], end * self.shape[1]).reshape(-1, *self.shape[1:])

    def flat(self, begin: int, end: int) -> PixelRows:
        """Return the pixels from flat index `begin` to `end`, (n, c), read-only."""
        size = self.band_rows * self.shape[1]
        parts = [
            self.band(number).reshape(-1, self.shape[2])[max(begin - number * size, 0) : end - number * size]
            for number in range(begin // size, -(-end // size))
        ]
        if len(parts) == 1:
            return parts[0]
        found = np.concatenate(parts) if parts else np.empty((0, self.shape[2]), self.dtype)
        found.flags.writeable = False
        return found

    def take(self, indices: NDArray[np.integer], **_: Any) -> PixelRows:
        """Return the pixels of flat `indices` (n,), (n, c); those that are known without decoding."""
        indices = np.asarray(indices, np.intp)
        if not len(indices):
            return np.empty((0, self.shape[2]), self.dtype)
        first, last = int(indices.min()), int(indices.max())
        if last - first < NEAR * len(indices):
            return np.take(self.flat(first, last + 1), indices - first, axis=0)
        if self.known is not None:
            there = np.minimum(np.searchsorted(self.known[0], indices), len(self.known[0]) - 1)
            if (self.known[0][there] == indices).all():
                return np.take(self.known[1], there, axis=0)
        size = self.band_rows * self.shape[1]
        found, which = np.empty((len(indices), self.shape[2]), self.dtype), indices // size
        for number in np.unique(which):
            own = np.flatnonzero(which == number)
            band = self.band(int(number)).reshape(-1, self.shape[2])
            found[own] = band[indices[own] - number * size]
        return found

    def reshape(self, *_: int) -> "FlatPixels":
        """Return the same as pixels in a row, (h * w, c): the only other shape there is."""
        return FlatPixels(self)

    def __getitem__(self, key: Any) -> PixelRows:
        rows, *others = key if isinstance(key, tuple) else (key,)
        begin, end, step = rows.indices(self.shape[0])
        if step != 1 or (others and end - begin > max(self.band_rows, 1024)):
            raise NotInBandsError(self.name, self.shape[0] * self.shape[1], "this")
        found = self.rows(begin, max(begin, end))
        return found[(slice(None), *others)] if others else found


@dataclass(frozen=True, eq=False)
class FlatPixels:
    """Lazy pixels in a row, (h * w, c)."""

    pixels: LazyPixels

    @property
    def shape(self) -> tuple[int, int]:
        """Number of pixels and of channels."""
        return self.pixels.shape[0] * self.pixels.shape[1], self.pixels.shape[2]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the values."""
        return self.pixels.dtype

    def __getitem__(self, key: Any) -> PixelRows:
        if isinstance(key, slice):
            begin, end, _ = key.indices(self.shape[0])
            return self.pixels.flat(begin, end)
        return self.pixels.take(key)

    def take(self, indices: Any, **_: Any) -> PixelRows:
        """Return pixels (n, c) of flat indices (n,)."""
        return self.pixels.take(indices)


class PackedMask:
    """Which pixels (h, w) of a large picture are usable, a bit for each.

    Parameters
    ----------
    shape : tuple of two int
        Height and width.
    packed : ndarray of uint8
        The bits in row order, the first of a byte the highest; all set by default.
    """

    dtype = np.dtype(np.bool_)
    ndim = 2

    def __init__(self, shape: tuple[int, int], packed: NDArray[np.uint8] | None = None) -> None:
        self.shape, self.size = shape, shape[0] * shape[1]
        self.packed = np.full(-(-self.size // 8), 255, np.uint8) if packed is None else packed
        if packed is None and self.size % 8:
            self.packed[-1] = (0xFF00 >> self.size % 8) & 0xFF

    @classmethod
    def of(cls, mask: Bits) -> Self:
        """Return a mask (h, w) packed."""
        return cls((mask.shape[0], mask.shape[1]), np.packbits(mask))

    @property
    def n_usable(self) -> int:
        """How many pixels are usable."""
        return int(np.bitwise_count(self.packed).sum(dtype=np.int64))

    def any(self) -> bool:
        """Return whether any pixel is usable."""
        return bool(self.packed.any())

    def copy(self) -> "PackedMask":
        """Return another one that can be changed."""
        return PackedMask(self.shape, self.packed.copy())

    def flat(self, begin: int, end: int) -> Bits:
        """Return the pixels from flat index `begin` to `end`, (n,)."""
        first = begin // 8
        found = np.unpackbits(self.packed[first : -(-end // 8)])[begin - 8 * first : end - 8 * first]
        return found.view(np.bool_)

    def clear(self, begin: int, usable: Bits) -> None:
        """Make those pixels from flat index `begin` on unusable that are not `usable` (n,)."""
        first, last = begin // 8, -(-(begin + len(usable)) // 8)
        bits = np.ones(8 * (last - first), np.bool_)
        bits[begin - 8 * first : begin - 8 * first + len(usable)] = usable
        self.packed[first:last] &= np.packbits(bits)

    def reshape(self, *_: int) -> "FlatMask":
        """Return the same in a row, (h * w,): the only other shape there is."""
        return FlatMask(self)

    def __getitem__(self, key: slice) -> Bits:
        begin, end, _ = key.indices(self.shape[0])
        width = self.shape[1]
        return self.flat(begin * width, max(begin, end) * width).reshape(-1, width)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Bits:
        raise NotInBandsError("image", self.size, "this")


@dataclass(frozen=True, eq=False)
class FlatMask:
    """A packed mask in a row, (h * w,)."""

    mask: PackedMask

    @property
    def size(self) -> int:
        """Number of pixels."""
        return self.mask.size

    def __getitem__(self, key: Any) -> Bits:
        if isinstance(key, slice):
            begin, end, _ = key.indices(self.size)
            return self.mask.flat(begin, max(begin, end))
        indices = np.asarray(key, np.intp)
        return np.asarray((self.mask.packed[indices // 8] >> (7 - indices % 8)) & 1, np.bool_)
