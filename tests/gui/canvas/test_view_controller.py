import numpy as np
import pytest

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.canvas.view_controller import ViewController


@pytest.fixture
def acts(qtbot):
    canvas, strip = Canvas(), ViewBar()
    for widget in (canvas, strip):
        qtbot.addWidget(widget)
    canvas.resize(432, 332)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.show_picture([np.zeros((100, 200, 3), np.uint8)])
    return ViewController(canvas, strip)


def test_zooming_in_and_out_again_is_where_one_was(acts):
    acts.do_whole()

    acts.do_zoom_in()
    near = acts.canvas.camera.scale
    acts.do_zoom_out()

    assert (near, acts.canvas.camera.scale) == (1.5, 1.0)


def test_the_whole_picture_fits_with_a_margin(acts):
    acts.do_whole()

    acts.do_fit()

    assert acts.canvas.camera.scale == pytest.approx(400 / 200)  # 16 pixels of margin on either side


def test_the_overlay_becomes_fainter_and_stronger_within_its_range(acts):
    acts.strip.opacity.setValue(55)

    acts.do_fainter()
    fainter = acts.strip.opacity.value()
    for _ in range(9):
        acts.do_stronger()

    assert (fainter, acts.strip.opacity.value()) == (45, 100)
