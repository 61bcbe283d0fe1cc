"""Statistics of channels over segments or masks, in the numbers that the file holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NotInBandsError
from gmmseg.imaging.image import Image

MOST_BINS = 2**24  # of counts: more labels of 16 bits are sorted instead
BAND = 2**18  # pixels that are counted at a time
STATISTICS = ("mean", "sd", "min", "max", "median")


@dataclass(frozen=True)
class ChannelStatistics:
    """Statistics of one channel over the pixels of a segment; not numbers where it has none.

    Attributes
    ----------
    channel : str
        What the channel is called in columns of tables: no two are called alike.
    mean, sd, min, max, median : float
        Of the values as the file holds them; the standard deviation divides by the number of pixels.
    """

    channel: str
    mean: float
    sd: float
    min: float
    max: float
    median: float

    @classmethod
    def of(cls, channel: str, values: NDArray[np.floating] | NDArray[np.integer]) -> "ChannelStatistics":
        """Return the statistics of values (n,)."""
        if not values.size:
            return cls(channel, *[float("nan")] * len(STATISTICS))
        mean = float(values.mean(dtype=np.float64))
        deviations = values.astype(np.float64) - mean
        spread = float(np.sqrt(np.mean(deviations * deviations)))
        middle = float(np.median(values.astype(np.float64, copy=False)))
        return cls(channel, mean, spread, float(values.min()), float(values.max()), middle)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The statistics, in the order of `STATISTICS`."""
        return tuple(getattr(self, name) for name in STATISTICS)


def column_names(image: Image) -> tuple[str, ...]:
    """Return what the real channels of a picture are called in columns of tables: each name once."""
    found: list[str] = []
    for name in image.source.channel_names:
        word = "_".join(name.split()) or "channel"
        plain, n = word, 1
        while word in found:
            n += 1
            word = f"{plain}_{n}"
        found.append(word)
    return tuple(found)


def columns(image: Image) -> tuple[str, ...]:
    """Return the names of the columns that statistics of a picture's channels take."""
    return tuple(f"{channel}_{name}" for channel in column_names(image) for name in STATISTICS)


def of_labels(image: Image, labels: NDArray[np.integer], n: int) -> list[tuple[ChannelStatistics, ...]]:
    """Return for each label from 1 to `n` of (h, w) the statistics of each real channel."""
    source, names = image.source, column_names(image)
    bins = 2 ** (8 * source.pixels.itemsize) if source.pixels.dtype.kind == "u" else 0
    own = source.span
    if (own.black, own.white) == source.range and 0 < bins * (n + 1) <= MOST_BINS:
        counted = np.zeros((len(names), (n + 1) * bins), np.int64)
        step = max(1, BAND // max(1, source.width))
        for top in range(0, source.height, step):
            count_values(source.pixels[top : top + step], labels[top : top + step], counted)
        return of_counts(counted, n, names)
    if source.is_lazy:
        what = "statistics of channels of 16 bits in so many segments"
        raise NotInBandsError(source.name, source.height * source.width, what, "Ask for fewer segments")
    order = np.argsort(labels.reshape(-1), kind="stable")  # once, for all channels
    ends = np.cumsum(np.bincount(labels.reshape(-1), minlength=n + 1))
    rows: list[list[ChannelStatistics]] = [[] for _ in range(n)]
    for place, name in enumerate(names):
        values = source.values_of(place).reshape(-1)[order]
        for label in range(1, n + 1):
            rows[label - 1].append(ChannelStatistics.of(name, values[ends[label - 1] : ends[label]]))
    return [tuple(row) for row in rows]


def count_values(pixels: NDArray[Any], labels: NDArray[np.integer], counted: NDArray[np.int64]) -> None:
    """Add to `counted` (channels, labels * values) how often numbers (h, w, channels) have each label."""
    n_codes = counted.shape[1]
    first = labels.astype(np.intp) * 2 ** (8 * pixels.itemsize)
    for channel in range(pixels.shape[2]):
        codes = first + pixels[..., channel]
        counted[channel] += np.bincount(codes.reshape(-1), minlength=n_codes)


def of_counts(
    counted: NDArray[np.int64], n: int, names: Sequence[str]
) -> list[tuple[ChannelStatistics, ...]]:
    """Return for each label from 1 to `n` the statistics of channels as `count_values` counted them."""
    found = [
        [_of_counts(name, each) for each in counts.reshape(n + 1, -1)[1:]]
        for name, counts in zip(names, counted, strict=True)
    ]
    return list(zip(*found, strict=True))


def _of_counts(name: str, counts: NDArray[np.int64]) -> ChannelStatistics:
    """Return the statistics of numbers from 0, of which there are so many of each."""
    values = np.flatnonzero(counts)
    if not values.size:
        return ChannelStatistics(name, *[float("nan")] * len(STATISTICS))
    often = counts[values]
    ends = np.cumsum(often)
    total = int(ends[-1])
    mean = float((values * often).sum()) / total
    spread = float(np.sqrt(((values - mean) ** 2 * often).sum() / total))
    low, high = (
        int(values[np.searchsorted(ends, place, "right")]) for place in ((total - 1) // 2, total // 2)
    )
    return ChannelStatistics(name, mean, spread, float(values[0]), float(values[-1]), (low + high) / 2)


def of_masks(image: Image, masks: Sequence[NDArray[np.bool_]]) -> Iterator[tuple[ChannelStatistics, ...]]:
    """Yield for each mask (h, w) the statistics of each real channel over its usable pixels."""
    source, names = image.source, column_names(image)
    for mask in masks:
        there = mask if source.mask is None else mask & source.mask
        yield tuple(ChannelStatistics.of(name, source.values_of(i)[there]) for i, name in enumerate(names))
