"""Views of the window as PNG: overlay, mean colours, boundaries, uncertainty."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering import render
from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.masks import word_of


def overlay(scene: ExportContext) -> Iterator[Output]:
    """Yield the picture under the segments' colours."""
    yield _output(
        "_overlay.png",
        lambda: render.overlay(scene.picture, scene.labels, scene.colours, scene.opacity),
    )


def mean(scene: ExportContext) -> Iterator[Output]:
    """Yield the picture with every segment in its mean colour."""
    n = scene.segmentation.n_segments
    yield _output("_mean.png", lambda: render.mean_picture(scene.picture, scene.labels, n))


def boundaries(scene: ExportContext) -> Iterator[Output]:
    """Yield the picture with the segments' boundaries."""
    yield _output("_boundaries.png", lambda: render.boundary_picture(scene.picture, scene.labels))


def uncertainty(scene: ExportContext) -> Iterator[Output]:
    """Yield the map of uncertainty: black where sure, pale yellow where undecided."""
    yield _output("_uncertainty.png", lambda: render.uncertainty_picture(scene.segmentation.uncertainty))


def probability_maps(scene: ExportContext) -> Iterator[Output]:
    """Yield a map for each segment, 8-bit grey: 0 impossible, 255 certain."""
    for index, (number, segment) in enumerate(scene.segments):
        yield _output(f"_probability_{word_of(number, segment)}.png", partial(_map, scene, index))


def _map(scene: ExportContext, index: int) -> NDArray[np.uint8]:
    return scene.maps[index]


def _output(suffix: str, draw: Callable[[], NDArray[Any]]) -> Output:
    return Output(suffix, lambda path: png.write_picture(path, draw()))
