"""Plots of a picture's report, drawn by matplotlib without a screen."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.exporters.context import ExportContext
from gmmseg.plots.style import drawn, figure

BINS = 40

RgbImage = NDArray[np.uint8]


def confidence(context: ExportContext) -> RgbImage:
    """Return a histogram of the probability of each pixel's own segment, (h, w, 3)."""
    tallies, edges = np.zeros(BINS), np.linspace(0, 1, BINS + 1)
    for _, block in context.segmentation.probability_blocks():
        tallies += np.histogram(block.max(axis=1), edges)[0]
    paper = figure(6, 3.4)
    axes = paper.add_subplot()
    axes.stairs(100 * tallies / max(tallies.sum(), 1), edges, fill=True, color="#1f5fd0")
    axes.set(xlabel="probability of the most probable segment", ylabel="percent of pixels", xlim=(0, 1))
    return drawn(paper)


def components(context: ExportContext) -> RgbImage:
    """Return pixels and components in the plane of the two features that vary most, (h, w, 3)."""
    from gmmseg.plots.segments import SegmentPlots

    paper = figure(6, 4.4)
    SegmentPlots(context.segmentation).scatter(paper.add_subplot())
    return drawn(paper)
