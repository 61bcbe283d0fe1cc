"""Plots: their arithmetic by hand, their pictures by what must be seen in them."""

import numpy as np
import pytest

from gmmseg.io.exporters import report_plots
from gmmseg.io.exporters.context import ExportContext


@pytest.fixture
def context(segmentation):
    return ExportContext.of(segmentation, None, 0.5)


def test_an_ellipse_lies_at_two_sigmas():
    mean, covariance = np.array([1.0, 2.0]), np.array([[4.0, 1.0], [1.0, 2.0]])

    away = report_plots.ellipse(mean, covariance).T - mean

    distances = np.einsum("ni,ij,nj->n", away, np.linalg.inv(covariance), away)
    np.testing.assert_allclose(distances, 4.0)


def test_the_plane_is_that_of_the_widest_colours():
    samples = np.array([[0, 0, 0, 0], [1, 5, 2, 9]], float)

    assert report_plots.widest_plane(samples, 3) == (1, 2)
    assert report_plots.widest_plane(samples[:, :1], 1) == (0, 0)


def test_points_have_the_colours_of_their_segments(context):
    drawn = report_plots.components(context)

    assert drawn.dtype == np.uint8
    for colour in np.asarray(context.colours) * 0.7:  # of the ellipses
        assert (abs(drawn.astype(int) - colour).max(axis=2) < 12).any()


def test_a_histogram_is_drawn(context):
    drawn = report_plots.confidence(context)

    assert drawn.ndim == 3
    assert (abs(drawn.astype(int) - (0x1F, 0x5F, 0xD0)).max(axis=2) < 8).sum() > 100
