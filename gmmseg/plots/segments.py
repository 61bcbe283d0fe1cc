"""A segmented picture at a glance: densities, ellipses, boxes of segments, Q-Q plot, merges, shares."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.imaging.segment_statistics import MOST, nearly_independent
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.plots.dendrogram import dendrogram
from gmmseg.plots.groups import box_plot
from gmmseg.plots.mixture import PlotColour, histogram, log_likelihoods, scatter
from gmmseg.plots.normality import qq_plot
from gmmseg.plots.sheet import caption, sheet, shortened
from gmmseg.plots.style import LIGHT, PlotStyle

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

MOST_LEAVES = 30
UNITS = {"values": "values of the file", "pixels": "px"}
LARGEST_GROUP = 300  # pixels of a segment in a box plot


def segmentation_figure(found: Segmentation, style: PlotStyle = LIGHT) -> "Figure":
    """Return what there is to see of a segmentation's model: six plots, and how its fit went, if any."""
    plots = SegmentPlots(found, style)
    drawers: list[Callable[[Any], None]] = [
        plots.histogram, plots.scatter, plots.boxes, plots.qq, plots.merges, plots.shares,
    ]  # fmt: skip
    if found.log_likelihoods:
        drawers.append(plots.log_likelihoods)
    paper, axes = sheet(2, -(-len(drawers) // 2), style)
    for place, panel in enumerate(axes.ravel()):
        if place < len(drawers):
            drawers[place](panel)
        else:
            panel.set_axis_off()
    return paper


@dataclass(frozen=True, eq=False)
class SegmentPlots:
    """Plots of a segmentation, each on an axes that it is given.

    Attributes
    ----------
    found : Segmentation
        What is to be seen.
    style : PlotStyle
        Light or dark.
    """

    found: Segmentation
    style: PlotStyle = LIGHT

    @cached_property
    def names(self) -> list[str]:
        """Names of the segments."""
        return [segment.name for segment in self.found.model.segments]

    @cached_property
    def colours(self) -> list[PlotColour]:
        """Colours of the segments, 0 to 1."""
        found = [segment.colour for segment in self.found.model.segments]
        return [(red / 255, green / 255, blue / 255) for red, green, blue in found]

    @cached_property
    def owners(self) -> NDArray[np.integer]:
        """Segment of each component, from 0."""
        return np.asarray(self.found.model.owners)

    @cached_property
    def units(self) -> FeatureUnits:
        """The units of features: L* to 100, channels in the file's numbers, places in pixels."""
        return FeatureUnits.of(self.found.model.features, self.found.image)

    @cached_property
    def samples(self) -> Floats:
        """Features of pixels that stand for all, (n, d), as people know them."""
        return self.units.values(self.found.sampled.samples)

    @cached_property
    def labels(self) -> NDArray[np.integer]:
        """Segment of each of these pixels, from 1; 0 where it has none."""
        return self.found.labels.reshape(-1)[self.found.sampled.indices]

    @cached_property
    def independent(self) -> NDArray[np.intp]:
        """Flat indices of pixels that are nearly independent."""
        return nearly_independent(self.found)[0]

    @cached_property
    def widest(self) -> tuple[int, int]:
        """The two features, of colour where there are two, that vary most; twice the same of one."""
        features = self.found.model.features
        n = len(features.colours)
        spread = self.found.sampled.samples[:, : n if n > 1 else None].std(axis=0)
        order = np.argsort(-spread, kind="stable")
        return int(order[0]), int(order[min(1, len(order) - 1)])

    def name_of(self, feature: int) -> str:
        """Return what a feature is called."""
        return self.found.model.features.names[feature]

    def label_of(self, feature: int) -> str:
        """Return what an axis of a feature is called, with its unit if it has one."""
        unit = UNITS.get(self.units.units[feature], "")
        return f"{self.name_of(feature)} ({unit})" if unit else self.name_of(feature)

    def histogram(self, axes: "Axes", feature: int | None = None) -> None:
        """Draw the histogram of a feature, by default the widest, with the densities of the components."""
        place = self.widest[0] if feature is None else feature
        tints = [self.colours[owner] for owner in self.owners]
        parts = self.marginals(place)
        histogram(axes, self.samples[:, place], parts, tints, self.label_of(place), style=self.style)

    def marginals(self, feature: int) -> list[tuple[float, float, float]]:
        """Return weight, mean and standard deviation of each component in one feature, as people know it."""
        mixture, units = self.found.model.mixture, self.units
        sds = np.sqrt(mixture.full_covariances[:, feature, feature]) * units.factor[feature]
        means = mixture.means[:, feature] * units.factor[feature] + units.offset[feature]
        return list(zip(mixture.weights.tolist(), means.tolist(), sds.tolist(), strict=True))

    def scatter(self, axes: "Axes", pair: tuple[int, int] | None = None) -> None:
        """Draw pixels in the plane of two features, by default the widest, with the components' ellipses."""
        places = list(self.widest if pair is None else pair)
        model = self.found.model
        scale, centre = self.units.factor[places], self.units.offset[places]
        plane = model.mixture.full_covariances[np.ix_(range(len(self.owners)), places, places)]
        ellipses = [
            (mean * scale + centre, covariance * np.outer(scale, scale))
            for mean, covariance in zip(model.mixture.means[:, places], plane, strict=True)
        ]
        known = self.labels > 0
        scatter(
            axes,
            self.samples[known][:, places],
            self.labels[known].astype(np.intp) - 1,
            ellipses,
            self.colours,
            columns=(self.label_of(places[0]), self.label_of(places[1])),
            owners=self.owners,
            style=self.style,
        )

    def boxes(self, axes: "Axes", feature: int | None = None) -> None:
        """Draw boxes of a feature for each segment, by default the widest."""
        place = self.widest[0] if feature is None else feature
        values = []
        for number in range(1, len(self.names) + 1):
            own = self.samples[self.labels == number, place]
            chosen = np.linspace(0, len(own) - 1, min(LARGEST_GROUP, len(own))).astype(np.intp)
            values.append(own[chosen].tolist())
        box_plot(axes, self.names, values, self.style, self.colours)
        axes.set(xlabel="segment", ylabel=self.label_of(place))
        caption(axes, "A dot is one pixel: to be looked at, not to be tested")

    def qq(self, axes: "Axes", number: int | None = None) -> None:
        """Draw the Q-Q plot of a segment, by default the largest, of nearly independent pixels."""
        pixels = self.independent
        labels = self.found.labels.reshape(-1)[pixels]
        counts = np.bincount(labels, minlength=len(self.names) + 1)[1:]
        number = int(counts.argmax()) + 1 if number is None else number
        model, own = self.found.model, pixels[labels == number]
        if len(own) < 2:
            axes.set_axis_off()
            caption(axes, f"{shortened(self.names)[number - 1]}: too few independent pixels for a Q-Q plot")
            return
        own = own[np.linspace(0, len(own) - 1, min(len(own), MOST)).astype(np.intp)]
        place = self.widest[0]
        values = self.units.values(model.features.at(self.found.image, own))[:, place]
        column = f"{self.label_of(place)} of {shortened(self.names)[number - 1]}"
        qq_plot(axes, values, column, self.colours[number - 1], self.style)

    def merges(self, axes: "Axes") -> None:
        """Draw which components are alike, each in the colour of its segment."""
        mixture = self.found.model.mixture
        if not 2 <= mixture.n_components <= MOST_LEAVES:
            axes.set_axis_off()
            caption(axes, f"{mixture.n_components} components: merges are drawn of 2 to {MOST_LEAVES}")
            return
        tints = [self.colours[owner] for owner in self.owners]
        names = [str(number + 1) for number in range(mixture.n_components)]
        dendrogram(axes, mixture, names, tints, self.style)
        axes.set_xlabel("component")

    def log_likelihoods(self, axes: "Axes") -> None:
        """Draw the log-likelihood over the iterations of the fit."""
        log_likelihoods(axes, list(enumerate(self.found.log_likelihoods, 1)), self.style)

    def shares(self, axes: "Axes") -> None:
        """Draw the share of each segment as a bar."""
        counts = np.bincount(self.found.labels.reshape(-1), minlength=len(self.names) + 1)[1:]
        percent = 100 * counts / max(int(counts.sum()), 1)
        axes.barh(range(len(percent)), percent, color=self.colours)
        axes.set_yticks(range(len(percent)), shortened(self.names))
        axes.invert_yaxis()
        axes.set(xlabel="percent of the pixels")
        axes.grid(False, axis="y")
        caption(axes, "Shares of the segments")
