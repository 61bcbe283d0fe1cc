"""The table of segments: sizes and mean colours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.measures import ChannelStatistics


@dataclass(frozen=True)
class SegmentRow:
    """The row of the table for one segment or one selected object.

    Attributes
    ----------
    number : int
        Of a segment: value of its pixels in the label map, from 1. Of an object: its place among objects.
    name : str
        What people call it.
    pixels : int
        How many pixels it has.
    percent : float
        Of the picture's usable pixels, 0 to 100.
    colour : tuple of three int
        Mean red, green and blue of the picture as screens show it, 0 to 255; (0, 0, 0) without pixels.
    areas : tuple of (str, float)
        Its area in units that suit the picture (um2, mm2, m2, ha); empty where pixels have no known size.
    channels : tuple of ChannelStatistics
        Of each channel of the picture as it was read; empty where they were not asked for.
    """

    number: int
    name: str
    pixels: int
    percent: float
    colour: tuple[int, int, int]
    areas: tuple[tuple[str, float], ...] = ()
    channels: tuple[ChannelStatistics, ...] = ()

    @property
    def seen_colour(self) -> tuple[int, int, int] | None:
        """Mean colour; None without pixels, since black would be a colour that nobody saw."""
        return self.colour if self.pixels else None


def row_of_mask(
    number: int,
    name: str,
    mask: NDArray[np.bool_],
    picture: NDArray[np.uint8],
    usable: NDArray[np.bool_] | None,
) -> SegmentRow:
    """Return the table's row for an object, given its mask (h, w) and a picture (h, w, 3)."""
    pixels = int(np.count_nonzero(mask))
    counted = pixels if usable is None else int(np.count_nonzero(mask & usable))
    whole = mask.size if usable is None else int(np.count_nonzero(usable))
    red, green, blue = np.rint(picture[mask].mean(axis=0)).astype(int).tolist() if pixels else (0, 0, 0)
    return SegmentRow(number, name, pixels, 100 * counted / whole, (red, green, blue))


def counts(labels: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Return how many pixels have each label from 0 to `n`, (n + 1,)."""
    from gmmseg.imaging.filters import counting_kernels

    found = np.zeros(n + 1, np.int64)
    counting_kernels.count_labels(labels.reshape(-1), found)
    return found


def mean_colours(
    picture: NDArray[np.uint8], labels: NDArray[np.integer], n: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return of each label from 0 to `n` how many pixels have it, and their mean colour in a picture.

    The picture is (h, w, 3), the results (n + 1,) and (n + 1, 3); the colour is 0 without pixels.
    """
    from gmmseg.imaging.filters import counting_kernels

    found, sums = np.zeros(n + 1, np.int64), np.zeros((n + 1, 3), np.int64)
    counting_kernels.add_colours(picture.reshape(-1, 3), labels.reshape(-1), found, sums)
    return found, np.asarray(sums / np.maximum(found, 1)[:, None])
