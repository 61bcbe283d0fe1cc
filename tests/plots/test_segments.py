import numpy as np
import pytest

import gmmseg
from gmmseg.plots.segments import SegmentPlots, segmentation_figure
from gmmseg.plots.sheet import sheet
from gmmseg.plots.style import DARK

RANDOM = np.random.default_rng(2)


@pytest.fixture(scope="module")
def plots():
    patches = np.kron(RANDOM.integers(0, 2, (10, 12)), np.ones((8, 8)))
    colour = np.stack([60 + 100 * patches, 90 + 20 * patches, 80 - 30 * patches], axis=2)
    noisy = np.clip(colour + RANDOM.normal(0, 8, (80, 96, 3)), 0, 255).astype(np.uint8)
    return SegmentPlots(gmmseg.segment(noisy, 2, method="global", colour="rgb", position=0), DARK)


def test_seven_plots_are_drawn(plots):
    axes = segmentation_figure(plots.found, DARK).axes

    labels = [each.get_xlabel() for each in axes]
    assert labels[:3] == ["red (values of the file)", "red (values of the file)", "segment"]
    assert labels[4:7] == ["component", "percent of the pixels", "iteration"]
    assert axes[3].get_ylabel() == "red (values of the file) of segment 1"


def test_densities_are_in_the_units_of_the_channel(plots):
    _, axes = sheet(1, 1)

    plots.histogram(axes[0, 0])

    red, labels = plots.found.image.pixels[..., 0], plots.found.labels
    for number, line in enumerate(axes[0, 0].lines[:2], 1):
        top = line.get_xdata()[np.argmax(line.get_ydata())]
        assert abs(top - red[labels == number].mean()) < 2.5


def test_boxes_are_of_the_segments_in_their_colours(plots):
    _, axes = sheet(1, 1)

    plots.boxes(axes[0, 0])

    assert [tick.get_text() for tick in axes[0, 0].get_xticklabels()] == ["segment 1", "segment 2"]
    tints = [patch.get_facecolor()[:3] for patch in axes[0, 0].patches]
    np.testing.assert_allclose(tints, plots.colours)


def test_shares_are_those_of_the_labels(plots):
    _, axes = sheet(1, 1)

    plots.shares(axes[0, 0])

    counts = np.bincount(plots.found.labels.ravel())[1:]
    widths = [patch.get_width() for patch in axes[0, 0].patches]
    np.testing.assert_allclose(widths, 100 * counts / counts.sum())


def test_an_even_picture_has_one_component_and_no_merges():
    plots = SegmentPlots(gmmseg.segment(np.full((20, 20), 9, np.uint8), 1))
    _, axes = sheet(1, 2)

    plots.merges(axes[0, 0])
    plots.scatter(axes[0, 1])

    assert not axes[0, 0].axison
    assert axes[0, 0].get_title(loc="left") == "1 components: merges are drawn of 2 to 30"


def test_plots_are_an_export(plots, tmp_path):
    paths = plots.found.save(tmp_path, ["plots"], stem="p")

    assert [path.name for path in paths] == ["p_plots.png"]
    assert paths[0].read_bytes().startswith(b"\x89PNG")


def test_the_plane_is_that_of_the_features_that_vary_most():
    rng = np.random.default_rng(0)
    pixels = (120 + rng.normal(0, 1, (40, 50, 3)) * (5, 30, 15)).clip(0, 255).astype(np.uint8)

    of_colours = SegmentPlots(gmmseg.segment(pixels, 2, method="global", colour="rgb"))
    of_grey = SegmentPlots(gmmseg.segment(pixels[..., 0], 2, method="global", position=0))

    assert of_colours.widest == (1, 2)
    assert of_grey.widest == (0, 0)
