"""What plots of a segmentation are drawn of, and its calibration, as jobs."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.calibration import Calibration, calibrate
from gmmseg.io.readers.annotations.truth import read_truth
from gmmseg.job import Progress, Workers
from gmmseg.plots.segments import SegmentPlots
from gmmseg.session import pyramid

GRID = 512  # pixels, of the longer side of the small picture that is searched for values

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlotData:
    """A segmentation with what its plots share.

    Attributes
    ----------
    plots : SegmentPlots
        With their samples.
    image : Image
        The picture, prepared as the model wants it.
    values : ndarray of shape (h, w, d)
        The features of a small picture, as people know them.
    """

    plots: SegmentPlots
    image: Image
    values: Floats

    def values_at(self, row: int, column: int) -> Floats:
        """Return the features of a pixel, (d,), as people know them."""
        features = self.plots.found.model.features
        raw = features.at(self.image, np.array([row * self.image.width + column], np.intp))
        return np.asarray(self.plots.units.values(raw)[0])

    def within(
        self, features: tuple[int, ...], low: tuple[float, ...], high: tuple[float, ...]
    ) -> tuple[NDArray[np.uint8], ...]:
        """Return where the small picture is within bounds of some features: 1 there, whole and halved."""
        inside = np.ones(self.values.shape[:2], np.bool_)
        for feature, least, most in zip(features, low, high, strict=True):
            inside &= (self.values[..., feature] >= least) & (self.values[..., feature] <= most)
        return pyramid.voted(inside.astype(np.uint8))


def preparing_plots(
    segmentation: Segmentation, workers: Workers, *, with_independent: bool = False
) -> Generator[Progress, None, PlotData]:
    """Yield progress and return what plots of a segmentation are drawn of.

    `with_independent` looks for nearly independent pixels, too, which only Q-Q plots need and takes a while.
    """
    yield Progress("Preparing plots", 0.1)
    workers.pause()
    image, features = segmentation.model.prepared(segmentation.image), segmentation.model.features
    plots = SegmentPlots(segmentation)
    _ = plots.samples, plots.labels
    if with_independent:
        _ = plots.independent
    workers.pause()
    times = max(1.0, max(image.height, image.width) / GRID)
    rows, columns = (
        np.minimum(((np.arange(max(1, round(n / times))) + 0.5) * times).astype(np.intp), n - 1)
        for n in (image.height, image.width)
    )
    values = plots.units.values(features.at(image, (rows[:, None] * image.width + columns).reshape(-1)))
    return PlotData(plots, image, values.reshape(len(rows), len(columns), -1))


def calibrating(
    segmentation: Segmentation, truth: NDArray[np.integer] | Path, workers: Workers
) -> Generator[Progress, None, Calibration]:
    """Yield progress and return how reliable probabilities are by a truth, or the file of one."""
    yield Progress("Judging probabilities", 0.1)
    workers.pause()
    if isinstance(truth, Path):
        image = segmentation.image
        truth = read_truth(truth, (image.height, image.width), Path(image.name).stem)
    return calibrate(segmentation, truth)
