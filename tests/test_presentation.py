import numpy as np
import pytest

import gmmseg
from gmmseg import presentation
from gmmseg.io import notebook
from gmmseg.plots.segmentation import draw


@pytest.fixture(scope="module")
def found():
    pixels = np.zeros((12, 16, 3), np.uint8)
    pixels[:, 8:] = 200
    return gmmseg.segment(pixels, 2, position=0, method="global")


def test_notebooks_get_the_markup_and_the_picture(found):
    assert presentation.html(found) == found._repr_html_() == notebook.markup(found)
    assert presentation.png(found) == found._repr_png_() == notebook.png(found)


def test_a_plot_is_that_of_the_plots(found):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    ours, theirs = pyplot.subplots(1, 2)[1]

    assert found.plot(ours, opacity=0.3) is ours
    draw(found, theirs, opacity=0.3)

    np.testing.assert_array_equal(ours.images[0].get_array(), theirs.images[0].get_array())
    pyplot.close("all")
