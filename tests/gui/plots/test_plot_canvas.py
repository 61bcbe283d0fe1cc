"""The canvas of plots: what is seen, in which colours, and where it is clicked."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gmmseg.gui.plots.plot_canvas import PlotCanvas, style_of_now
from gmmseg.gui.widgets import theme


@pytest.fixture
def canvas(qtbot):
    canvas = PlotCanvas("A line")
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def pixels_of(canvas):
    image = canvas.grab().toImage()
    across, down = range(0, image.width(), 3), range(0, image.height(), 3)
    return np.array([[image.pixelColor(x, y).getRgb()[:3] for x in across] for y in down])


def line(axes, style):
    axes.plot([0, 10], [0, 1], color="#ff0000", linewidth=6)


def is_red(pixels):
    return (pixels[..., 0] > 200) & (pixels[..., 1] < 60)


def test_what_a_function_draws_is_seen(canvas):
    assert not is_red(pixels_of(canvas)).any()

    canvas.show_plot(line)

    assert is_red(pixels_of(canvas)).any()


def test_a_click_is_reported_in_the_units_of_the_axes(canvas, qtbot):
    canvas.show_plot(line)
    pixels_of(canvas)
    middle = canvas.axes.transData.transform((5, 0.5))
    at = QPoint(round(middle[0]), round(canvas.height() - middle[1]))

    with qtbot.waitSignal(canvas.clicked) as reported:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)

    assert reported.args == pytest.approx([5, 0.5], abs=0.1)


def test_it_is_drawn_anew_only_where_size_or_colours_change(canvas):
    drawn = []
    canvas.show_plot(lambda axes, style: drawn.append(style))

    pixels_of(canvas)
    pixels_of(canvas)
    canvas.resize(280, 200)
    pixels_of(canvas)

    assert len(drawn) == 2


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_its_paper_is_that_of_the_window(canvas, appearance):
    theme.apply(appearance)
    canvas.show_plot(line)

    paper = pixels_of(canvas)[0, 0]

    assert "#" + bytes(paper.tolist()).hex() == theme.colours().surface == style_of_now().paper
