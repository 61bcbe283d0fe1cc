"""Statistics of segments: channels summed up, whether they are normal, and how sure the areas are.

Neighbouring pixels resemble one another, so tests of normality are made on pixels so far apart that they are
nearly independent, and areas get their intervals by a block bootstrap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.measures import column_names
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.imaging.units import area_units
from gmmseg.statistics import block_bootstrap, thinning
from gmmseg.statistics.effect_sizes import Interval
from gmmseg.statistics.normality import MardiaTest, NormalityTest, mardia, meaning, normality

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST = (
    500  # nearly independent pixels that a test looks at: a photo has about so many, and more prove too much
)
FEW = 30  # pixels in which only gross departures show
LONGEST = 512  # pixels along the longer side when the distance over which labels are alike is looked for
LEVEL = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChannelSummary:
    """One channel over the pixels of a segment, in the numbers that the file holds.

    Attributes
    ----------
    channel : str
        What it is called in tables.
    mean, sd : float
        Mean and standard deviation (n - 1).
    quantiles : tuple of float
        Of 5, 25, 50, 75 and 95 %.
    normality : NormalityTest or None
        Of thinned pixels; None where they are too few or all equal.
    """

    channel: str
    mean: float
    sd: float
    quantiles: tuple[float, ...]
    normality: NormalityTest | None


@dataclass(frozen=True)
class SegmentSummary:
    """A segment summed up.

    Attributes
    ----------
    number : int
        From 1.
    name : str
        What it is called.
    pixels : int
        How many it has.
    share : Interval
        Of the labelled pixels, 0 to 1, with its interval at 95 %; the ends are not numbers where the picture
        is too small for it.
    areas : tuple of (str, Interval)
        The same in units of area, where the size of a pixel is known.
    channels : tuple of ChannelSummary
        Of each channel of the file.
    mardia : MardiaTest or None
        Whether the model's features of colour are jointly normal in it (places are not, nor need they be);
        None where there is no estimate.
    n_components : int
        Gaussians that the model has for it.
    """

    number: int
    name: str
    pixels: int
    share: Interval
    areas: tuple[tuple[str, Interval], ...]
    channels: tuple[ChannelSummary, ...]
    mardia: MardiaTest | None
    n_components: int

    @property
    def meaning(self) -> str:
        """What the tests mean for the model, in a sentence or two."""
        if self.mardia is None:
            return "Too few nearly independent pixels, or all alike: nothing can be said of its shape."
        normal = min(self.mardia.skewness_p, self.mardia.kurtosis_p) >= LEVEL
        if normal:
            few = ", which are too few to show much" if self.mardia.n < FEW else ""
            return (
                f"No sign against one Gaussian in {self.mardia.n} nearly independent pixels{few} (Mardia p = "
                f"{self.mardia.skewness_p:.2g} and {self.mardia.kurtosis_p:.2g})."
            )
        has = f"{self.n_components} Gaussians, which allow for some of it"
        where = f"the model has {has if self.n_components > 1 else 'one for it'}"
        worst = min(
            (each for each in self.channels if each.normality),
            key=lambda each: each.normality.shapiro_p if each.normality else 1.0,
            default=None,
        )
        detail = ""
        if worst is not None and worst.normality is not None:
            if worst.normality.shapiro_p * len(self.channels) < LEVEL:  # the least of so many
                detail = f" {worst.channel}: {meaning(worst.normality)}"
            else:
                detail = " Each channel alone might be: it is how they go together that is not."
        return f"Its colours are not jointly one Gaussian (Mardia), and {where}.{detail}"


@dataclass(frozen=True)
class SegmentStatistics:
    """All segments of a picture summed up.

    Attributes
    ----------
    segments : tuple of SegmentSummary
        In the order of their numbers.
    spacing : int
        Distance in pixels of those that tests look at.
    block : int or None
        Side in pixels of the blocks that intervals come from; None where too few fit.
    notes : tuple of str
        How it was done, for people.
    """

    segments: tuple[SegmentSummary, ...]
    spacing: int
    block: int | None
    notes: tuple[str, ...]

    def __str__(self) -> str:
        lines = [line for segment in self.segments for line in _lines(segment)]
        return "\n".join([*lines, *self.notes])


def _lines(segment: SegmentSummary) -> Iterator[str]:
    """Yield lines for people on a segment: its share, its channels, its shape."""
    share = segment.share
    ends = "" if np.isnan(share.low) else f" ({100 * share.low:.1f} to {100 * share.high:.1f} %)"
    yield f"{segment.number} {segment.name}: {100 * share.estimate:.1f} %{ends}"
    for each in segment.channels:
        low, _, middle, _, high = each.quantiles
        yield (
            f"  {each.channel}: {each.mean:.4g} ± {each.sd:.3g}, median {middle:.4g}, 90 % from {low:.4g} to "
            f"{high:.4g}"
        )
    yield f"  {segment.meaning}"


def segment_statistics(segmentation: Segmentation) -> SegmentStatistics:
    """Return statistics of each segment and channel of a picture.

    Parameters
    ----------
    segmentation : Segmentation
        As `gmmseg.segment` gives it.

    Returns
    -------
    SegmentStatistics
        Means, deviations and quantiles over all pixels; tests of normality over thinned ones; areas with
        intervals of a block bootstrap.

    References
    ----------
    Künsch (1989), Ann. Statist. 17(3), 1217-1241. :doi:`10.1214/aos/1176347265`
    Mardia (1970), Biometrika 57, 519-530. :doi:`10.1093/biomet/57.3.519`
    """
    return _Summaries(segmentation).found()


def nearly_independent(segmentation: Segmentation) -> tuple[NDArray[np.intp], int]:
    """Return the flat indices of labelled pixels that are nearly independent, and how far apart they are."""
    summaries = _Summaries(segmentation)
    return np.flatnonzero(summaries.thinned & (segmentation.labels > 0)), summaries.distance


@dataclass(frozen=True, eq=False)
class _Summaries:
    """What the statistics of all segments are made of."""

    segmentation: Segmentation

    def found(self) -> SegmentStatistics:
        distance = self.distance
        shares, block, note = self._shares()
        segments = tuple(self._segment(number, share) for number, share in enumerate(shares, 1))
        thinned = (
            f"Tests of normality look at pixels {distance} apart, which within segments hardly correlate any "
            f"more, and at most {MOST} of a segment: neighbouring pixels are not independent."
        )
        return SegmentStatistics(segments, distance, block, (thinned, note))

    @cached_property
    def labels(self) -> NDArray[np.integer]:
        return self.segmentation.labels

    @cached_property
    def source(self) -> Image:
        return self.segmentation.image.source

    @cached_property
    def distance(self) -> int:
        """Distance at which grey values less their segment's mean are nearly independent."""
        pixels = self.source.pixels
        rows = self.labels.shape[0]
        top = max(0, (rows - 2 * LONGEST) // 2)  # a band in the middle says it of large pictures
        band = np.s_[top : top + 2 * LONGEST]
        grey, labels = pixels[band].mean(axis=2, dtype=np.float64), self.labels[band]
        known = labels > 0
        counts = np.bincount(labels.reshape(-1), minlength=1)
        sums = np.bincount(labels.reshape(-1), grey.reshape(-1))
        return thinning.spacing(grey - (sums / np.maximum(counts, 1))[labels], known)

    @cached_property
    def thinned(self) -> NDArray[np.bool_]:
        return thinning.grid(self.labels.shape, self.distance)

    def _shares(self) -> tuple[list[Interval], int | None, str]:
        """Return the share of each segment with its interval, the side of blocks, and what to say."""
        n = self.segmentation.n_segments
        step = max(1, -(-max(self.labels.shape) // LONGEST))
        coarse = self.labels[::step, ::step]
        known = coarse > 0
        alike = step * max(
            thinning.spacing((coarse == number).astype(np.float64), known, LONGEST)
            for number in range(1, n + 1)
        )
        block = block_bootstrap.block_side(self.labels.shape, alike)
        if block is None:
            counts = np.bincount(self.labels.reshape(-1), minlength=n + 1)[1:]
            bare = [Interval(count / max(int(counts.sum()), 1), np.nan, np.nan) for count in counts.tolist()]
            why = (
                f"Areas have no interval: segments reach over {alike} pixels, so that fewer than "
                f"{block_bootstrap.FEWEST_BLOCKS} independent blocks fit in. Take more pictures."
            )
            return bare, None, why
        note = (
            f"Intervals of areas (95 %) are by a bootstrap of blocks of {block} × {block} pixels: how much "
            f"shares would vary in other pictures of the same scene, not whether the model is right."
        )
        return block_bootstrap.shares(self.labels, n, block), block, note

    def _segment(self, number: int, share: Interval) -> SegmentSummary:
        segmentation = self.segmentation
        segment = segmentation.model.segments[number - 1]
        inside = self.labels == number
        chosen = np.flatnonzero(inside & self.thinned)
        chosen = chosen[np.linspace(0, len(chosen) - 1, min(len(chosen), MOST)).astype(np.intp)]
        known = segmentation.model.features
        features = known.at(segmentation.image, chosen)[:, : len(known.colours)].astype(np.float64)
        areas = tuple(
            (unit, Interval(*(end * area * np.count_nonzero(self.labels) for end in _ends(share))))
            for unit, area in area_units(segmentation.image.pixel_size)
        )
        return SegmentSummary(
            number,
            segment.name,
            int(np.count_nonzero(inside)),
            share,
            areas,
            tuple(self._channels(inside, chosen)),
            mardia(features) if len(chosen) else None,
            len(segment.components),
        )

    def _channels(self, inside: NDArray[np.bool_], chosen: NDArray[np.intp]) -> Iterator[ChannelSummary]:
        for place, name in enumerate(column_names(self.segmentation.image)):
            plane = self.source.values_of(place)
            values = plane[inside].astype(np.float64)
            if not len(values):
                yield ChannelSummary(name, np.nan, np.nan, (np.nan,) * len(QUANTILES), None)
                continue
            sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
            quantiles = tuple(np.quantile(values, QUANTILES).tolist())
            tested = normality(plane.reshape(-1)[chosen].astype(np.float64))
            yield ChannelSummary(name, float(values.mean()), sd, quantiles, tested)


def _ends(found: Interval) -> tuple[float, float, float]:
    return found.estimate, found.low, found.high
