"""What tables say of a picture larger than memory: added up over its bands, to the same digits."""

import mmap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NotInBandsError
from gmmseg.imaging import measures
from gmmseg.imaging.image import Image
from gmmseg.imaging.measures import MOST_BINS, ChannelStatistics
from gmmseg.imaging.rendering.composite import as_shown

ROWS = 2**21  # pixels that are added up at a time


@dataclass(frozen=True, eq=False)
class BandSums:
    """Sizes, mean colours and statistics of channels of the segments of a picture with lazy pixels.

    Attributes
    ----------
    image : Image
        The picture.
    counts : ndarray of shape (n + 1,)
        How many pixels have each label.
    colours : ndarray of shape (n + 1, 3)
        Sums of their colours as the picture is shown.
    values : ndarray of shape (channels, (n + 1) * values)
        How often each value is there in each channel, label after label.
    """

    image: Image
    counts: NDArray[np.int64]
    colours: NDArray[np.int64]
    values: NDArray[np.int64]

    @staticmethod
    def of(image: Image, labels: NDArray[np.integer], n: int, *, threads: int = 1) -> "BandSums":
        """Return the sums over labels (h, w) from 0 to `n`."""
        bins = 2 ** (8 * image.pixels.itemsize) * (n + 1)
        if bins > MOST_BINS:
            what = f"statistics of channels of 16 bits in {n} segments"
            raise NotInBandsError(image.name, image.height * image.width, what, "Ask for fewer segments")
        step = max(1, ROWS // image.width)
        tops = range(0, image.height, step)

        def added(tops: Sequence[int]) -> "BandSums":
            sums = BandSums(
                image,
                np.zeros(n + 1, np.int64),
                np.zeros((n + 1, 3), np.int64),
                np.zeros((image.n_channels, bins), np.int64),
            )
            for top in tops:
                sums._add(labels, slice(top, min(top + step, image.height)))
            return sums

        with ThreadPoolExecutor(threads) as pool:
            first, *others = pool.map(added, [tops[i::threads] for i in range(threads)])
        for other in others:
            for name in ("counts", "colours", "values"):
                sums: NDArray[np.int64] = getattr(first, name)
                sums += getattr(other, name)
        resident_dropped(labels)
        return first

    def _add(self, labels: NDArray[np.integer], rows: slice) -> None:
        from gmmseg.imaging.filters import counting_kernels

        own = np.ascontiguousarray(labels[rows])
        counting_kernels.add_colours(
            as_shown(self.image, rows=rows).reshape(-1, 3), own.reshape(-1), self.counts, self.colours
        )
        measures.count_values(self.image.pixels[rows], own, self.values)
        resident_dropped(labels)

    @property
    def sizes_and_colours(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """How many pixels have each label, (n + 1,), and their mean colour, (n + 1, 3)."""
        return self.counts, np.asarray(self.colours / np.maximum(self.counts, 1)[:, None])

    @property
    def channel_statistics(self) -> list[tuple[ChannelStatistics, ...]]:
        """Statistics of each channel for each label from 1."""
        names = measures.column_names(self.image)
        return measures.of_counts(self.values, len(self.counts) - 1, names)


def resident_dropped(labels: NDArray[Any]) -> None:
    """Let the system take back the memory of labels that lie in a file; others are left alone."""
    base: object = labels
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
