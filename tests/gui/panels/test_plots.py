"""Plots of the mixture beside the picture, and how both point at each other."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, QRectF, Qt

import gmmseg
from gmmseg.gui.panels.explanation.plot_section import KINDS
from gmmseg.imaging.seeds import Stroke, seed_labels
from gmmseg.session.edits.segments import move_segment, paint_segment

WAIT = 20_000


@pytest.fixture
def plotted(flagged, qtbot):
    """The window with the section of plots open, the histogram drawn."""
    qtbot.mouseClick(flagged.side.plots.fold.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: flagged.plot_controller.data.known is not None, timeout=WAIT)
    flagged.side.plots.canvas.grab()
    return flagged


def test_closed_nothing_is_computed(flagged):
    assert flagged.plot_controller.data.wanted is None
    assert flagged.plot_controller.data.known is None


def test_each_plot_is_drawn_by_the_functions_of_reports(plotted, qtbot):
    section = plotted.side.plots
    labels = {
        "histogram": ("L*", "density"), "boxes": ("segment", "L*"), "merges": ("component", None),
        "shares": ("percent of the pixels", ""), "reliability": ("probability", "share that is right"),
    }  # fmt: skip
    for kind in KINDS:
        if kind == "likelihood":
            continue
        section.choose(kind)
        qtbot.waitUntil(lambda: plotted.plot_controller.data.wanted is None, timeout=WAIT)
        section.canvas.grab()
        assert section.canvas.axes is not None
        if kind in labels:
            across, up = labels[kind]
            first = section.first.currentText()
            assert section.canvas.axes.get_xlabel() == (first if across == "L*" else across)
            assert up is None or section.canvas.axes.get_ylabel() == (first if up == "L*" else up)


def test_values_that_are_drawn_over_light_up_their_pixels(plotted, qtbot):
    section, canvas = plotted.side.plots, plotted.side.plots.canvas
    pixels = np.asarray(Pillow.open(plotted.session.document.source.path))
    from skimage.color import rgb2lab

    lightness = rgb2lab(pixels)[..., 0]
    section.first.setCurrentIndex(0)
    section.chosen.emit()
    canvas.grab()
    frame = canvas.frame_of(canvas.axes)
    low, high = 50.0, 70.0
    begin, end = (canvas.place_of(x, 0).x() for x in (low, high))
    y = frame.center().y()

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(begin), round(y)))
    qtbot.mouseMove(canvas, QPoint(round(end), round(y) + 5))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(end), round(y) + 5))

    lit = plotted.canvas.light.levels[0].astype(bool)
    sure = (lightness > low + 2) & (lightness < high - 2)
    assert lit[sure].all()
    assert not lit[(lightness < low - 2) | (lightness > high + 2)].any()
    assert "of the picture. Click the plot" in section.hint.text()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=frame.center().toPoint())
    assert plotted.canvas.light is None


def test_points_of_a_scatter_plot_light_up_and_another_plot_ends_it(plotted):
    section = plotted.side.plots
    section.choose("scatter")
    section.canvas.grab()
    data = plotted.plot_controller.data.known[1]
    a, b = section.features
    x, y = data.values[10, 35, [a, b]]

    section.canvas.dragged.emit(QRectF(x - 1e-6, y - 1e-6, 2e-6, 2e-6))

    assert plotted.canvas.light.levels[0][10, 35] == 1
    section.choose("boxes")
    assert plotted.canvas.light is None


def test_the_pixel_under_the_cursor_is_marked_in_the_plot(plotted, qtbot):
    section, controller = plotted.side.plots, plotted.plot_controller
    section.choose("scatter")
    place = plotted.canvas.place_of(35.5, 10.5).toPoint()

    qtbot.mouseMove(plotted.canvas, place + QPoint(1, 1))
    qtbot.mouseMove(plotted.canvas, place)

    why = gmmseg.explain(plotted.session.document.segmentation(), 10, 35)
    values = [why.segments[0].features[i].value for i in section.features]
    np.testing.assert_allclose(controller.pixel, values, rtol=1e-4)


def test_densities_follow_a_slider_without_another_plot(plotted):
    section, controller = plotted.side.plots, plotted.plot_controller
    section.canvas.grab()
    before = section.canvas.image
    data, feature = controller.data.known[1], section.features[0]
    weight, _, sd = data.plots.marginals(feature)[0]

    plotted.side.explanation.previewed.emit(1, feature, 42.0)

    assert controller.marginals(data)[0] == (weight, 42.0, sd)
    plotted.side.explanation.previewed.emit(1, None, 0.5)
    parts = controller.marginals(data)
    assert parts[0][0] == 0.5
    assert sum(part[0] for part in parts) == pytest.approx(1)
    section.canvas.grab()
    assert section.canvas.image is before


def test_probabilities_are_judged_by_a_truth_and_calibrated_with_the_same_labels(
    plotted, qtbot, settled, tmp_path
):
    truth = np.ones((30, 40), np.uint8)
    truth[:, 21:] = 2  # a column further than the picture has it: some are sure and wrong
    Pillow.fromarray(truth).save(tmp_path / "truth.png")
    section, controller = plotted.side.plots, plotted.plot_controller
    before = plotted.session.document.segmentation()

    controller.judge_by_file(str(tmp_path / "truth.png"))
    qtbot.waitUntil(lambda: controller.calibration is not None, timeout=WAIT)

    expected = gmmseg.calibrate(before, truth)
    assert controller.calibration.as_values() == expected.as_values()
    assert section.kind == "reliability"
    assert section.hint.text().startswith(f"Temperature {expected.temperature:.2f}: ")
    section.canvas.grab()
    qtbot.mouseClick(section.apply, Qt.MouseButton.LeftButton)
    settled(plotted)
    after = plotted.session.document.segmentation()
    assert after.model.temperature == expected.temperature
    np.testing.assert_array_equal(after.labels, before.labels)
    plotted.actions_by_name["undo"].trigger()
    settled(plotted)
    assert plotted.session.document.segmentation().model.temperature == 1


def test_probabilities_are_judged_by_what_was_painted(plotted, qtbot, settled):
    strokes = {0: ((6.0, 4.0), (6.0, 25.0)), 1: ((32.0, 4.0), (32.0, 25.0))}
    for index, points in strokes.items():
        plotted.controller.apply("Paint", paint_segment(index, points, 3.0))
        settled(plotted)
    plotted.controller.apply("Move segment", move_segment(0, 2))  # rows are no labels any more
    settled(plotted)
    controller = plotted.plot_controller
    painted = [Stroke(points, 3.0, 1 - index) for index, points in strokes.items()]

    controller.judge_by_strokes()
    qtbot.waitUntil(lambda: controller.calibration is not None, timeout=WAIT)

    truth = seed_labels(painted, (30, 40)).astype(int) + 1
    expected = gmmseg.calibrate(plotted.session.document.segmentation(), truth)
    assert controller.calibration.as_values() == expected.as_values()


def test_a_truth_of_another_size_is_one_sentence(plotted, qtbot, tmp_path):
    Pillow.fromarray(np.ones((5, 5), np.uint8)).save(tmp_path / "small.png")

    plotted.plot_controller.judge_by_file(str(tmp_path / "small.png"))

    qtbot.waitUntil(plotted.messages.isVisible, timeout=WAIT)


def test_the_log_likelihood_of_a_fit_rises_before_ones_eyes(plotted, settled):
    section, controller = plotted.side.plots, plotted.plot_controller
    section.choose("likelihood")
    section.canvas.grab()
    assert section.canvas.axes.lines[0].get_ydata().tolist() == [value for _, value in controller.likelihoods]

    plotted.controller.change("method", "global", "change of method")
    settled(plotted)

    assert len(controller.likelihoods) >= 1
    iterations, values = np.transpose(controller.likelihoods)
    assert np.all(np.diff(iterations) > 0)
    assert np.all(np.diff(values) >= -1e-6)
    section.canvas.grab()
    np.testing.assert_array_equal(section.canvas.axes.lines[0].get_ydata(), values)
