"""Plots: their arithmetic by hand, their pictures by what must be seen in them."""

import numpy as np
import pytest

from gmmseg.io.exporters import report_plots
from gmmseg.io.exporters.context import ExportContext


@pytest.fixture
def context(segmentation):
    return ExportContext.of(segmentation, None, 0.5)


def test_points_have_the_colours_of_their_segments(context):
    drawn = report_plots.components(context)

    assert drawn.dtype == np.uint8
    for colour in np.asarray(context.colours):  # of the ellipses
        assert (abs(drawn.astype(int) - colour).max(axis=2) < 12).any()


def test_a_histogram_is_drawn(context):
    drawn = report_plots.confidence(context)

    assert drawn.ndim == 3
    assert (abs(drawn.astype(int) - (0x1F, 0x5F, 0xD0)).max(axis=2) < 8).sum() > 100
