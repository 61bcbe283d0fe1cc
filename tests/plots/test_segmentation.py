"""A segmentation as a plot."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import gmmseg
from gmmseg.errors import BadSettingError


@pytest.fixture(scope="module")
def segmentation():
    pixels = np.zeros((30, 40, 3), np.uint8)
    pixels[:, 10:] = 255
    return gmmseg.segment(pixels, 2, method="global", smoothing=0)


def test_a_plot_shows_the_picture_in_its_own_pixels_and_names_the_segments_with_their_shares(segmentation):
    axes = Figure().subplots()

    returned = segmentation.plot(axes, opacity=1)

    (drawn,) = axes.images
    colours = [segment.colour for segment in segmentation.model.segments]
    assert returned is axes
    assert drawn.get_array().shape == (30, 40, 3)
    assert tuple(drawn.get_array()[15, 2]) == colours[segmentation.labels[15, 2] - 1]
    assert sorted(text.get_text() for text in axes.get_legend().get_texts()) == [
        "segment 1, 75.0 %",
        "segment 2, 25.0 %",
    ]


def test_without_axes_a_figure_of_pyplot_is_made(segmentation):
    with mpl.rc_context({"backend": "agg"}):
        before = plt.get_fignums()

        axes = segmentation.plot()

        assert len(plt.get_fignums()) == len(before) + 1
        plt.close(axes.figure)


def test_an_opacity_is_a_share(segmentation):
    with pytest.raises(BadSettingError, match="Setting opacity is 2, but it must be a number from 0 to 1"):
        segmentation.plot(opacity=2)
