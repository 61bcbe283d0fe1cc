"""Views of the window as PNG: overlay, mean colours, boundaries, uncertainty, margin, density."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering import render
from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.masks import word_of


def overlay(context: ExportContext) -> Iterator[Output]:
    """Yield the picture under the segments' colours."""
    yield _output(
        "_overlay.png",
        lambda: render.overlay(context.picture, context.labels, context.colours, context.opacity),
    )


def mean(context: ExportContext) -> Iterator[Output]:
    """Yield the picture with every segment in its mean colour."""
    n = context.segmentation.n_segments
    yield _output("_mean.png", lambda: render.mean_picture(context.picture, context.labels, n))


def boundaries(context: ExportContext) -> Iterator[Output]:
    """Yield the picture with the segments' boundaries."""
    yield _output("_boundaries.png", lambda: render.boundary_picture(context.picture, context.labels))


def uncertainty(context: ExportContext) -> Iterator[Output]:
    """Yield the map of uncertainty: black where sure, pale yellow where undecided."""
    yield _output("_uncertainty.png", lambda: render.uncertainty_picture(context.segmentation.uncertainty))


def margin(context: ExportContext) -> Iterator[Output]:
    """Yield the map of margins: black where one segment leads, pale yellow where two are as probable."""

    def draw() -> NDArray[np.uint8]:
        mask, found = context.segmentation.image.mask, 1 - context.segmentation.margin
        return render.uncertainty_picture(found if mask is None else np.where(mask, found, 0))

    yield _output("_margin.png", draw)


def density(context: ExportContext) -> Iterator[Output]:
    """Yield the map of density: black where pixels are like the training's, pale yellow where unexplained."""
    yield _output("_density.png", lambda: render.uncertainty_picture(context.segmentation.novelty))


def probability_maps(context: ExportContext) -> Iterator[Output]:
    """Yield a map for each segment, 8-bit grey: 0 impossible, 255 certain."""
    for index, (number, segment) in enumerate(context.segments):
        yield _output(f"_probability_{word_of(number, segment)}.png", partial(_map, context, index))


def _map(context: ExportContext, index: int) -> NDArray[np.uint8]:
    return context.maps[index]


def _output(suffix: str, draw: Callable[[], NDArray[Any]]) -> Output:
    return Output(suffix, lambda path: png.write_picture(path, draw()))
