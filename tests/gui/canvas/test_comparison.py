"""Two views of one picture: the line that is dragged, both side by side, and what is compared with."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

import gmmseg


def colour_at(window, x, y=None):
    canvas = window.canvas
    y = canvas.height() // 2 - 40 if y is None else y
    return canvas.grab().toImage().pixelColor(round(x), round(y)).getRgb()[:3]


@pytest.fixture
def compared(flagged, qtbot):
    flagged.view_controller.show("segments")
    qtbot.wait(1)
    flagged.canvas.show_cursor(Qt.CursorShape.ArrowCursor)
    flagged.actions_by_name["compare_views"].trigger()
    return flagged


def test_left_of_the_line_are_the_segments_and_right_of_it_the_picture(compared, qtbot):
    canvas, line = compared.canvas, compared.canvas.width() // 2
    reds = canvas.place_of(5, 15).x(), canvas.place_of(19, 15).x()
    assert reds[1] < line + 30

    canvas.move_wipe(reds[0] / canvas.width() - 0.02)
    right = colour_at(compared, reds[0])
    canvas.move_wipe(reds[0] / canvas.width() + 0.06)
    left = colour_at(compared, reds[0])

    assert left == compared.session.shown.segment_styles[0].colour
    np.testing.assert_allclose(right, (200, 30, 30), atol=25)


def test_the_line_is_dragged_and_does_not_move_the_picture(compared, qtbot):
    canvas = compared.canvas
    camera, line = canvas.camera, round(canvas.wipe * canvas.width())

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(line, 50))
    qtbot.mouseMove(canvas, QPoint(line + 80, 60))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(line + 80, 60))

    assert canvas.wipe == pytest.approx((line + 80) / canvas.width(), abs=0.01)
    assert canvas.camera == camera


def test_the_result_before_is_offered_and_shown(compared, qtbot, settled):
    assert compared.comparison.before is None
    colour = compared.session.shown.segment_styles[0].colour
    compared.side.segments.choose(0)
    compared.controller.change("n_components", 2, "change of segments")
    settled(compared)
    bar = compared.comparison.bar

    assert [bar.what.itemData(i) for i in range(bar.what.count())] == ["picture", "before"]
    bar.what.setCurrentIndex(1)
    bar.what.activated.emit(1)

    assert compared.canvas.second.captions == ("Now", "Before")
    table = compared.canvas.second.layer.table
    assert colour in {tuple(row[:3]) for row in table.tolist()}
    assert len(table) == 4  # three segments and none


def test_a_kept_result_stays_what_it_was(compared, settled):
    compared.comparison.keep()
    kept = compared.session.shown

    compared.controller.change("n_components", 2, "change of segments")
    settled(compared)
    compared.controller.change("n_components", 4, "change of segments")
    settled(compared)

    assert compared.comparison.what == "kept"
    assert compared.comparison.kept_result is kept
    assert compared.canvas.second.layer.levels is kept.result.levels


def test_colours_that_differ_in_lightness_stand_on_both_sides(compared):
    compared.comparison.keep()
    compared.actions_by_name["safe_colours"].trigger()

    second = compared.canvas.second.layer
    np.testing.assert_array_equal(second.table[:, :3], compared.canvas.layer.table[:, :3])
    compared.actions_by_name["safe_colours"].trigger()


def test_side_by_side_both_halves_show_the_same_part(compared, qtbot):
    canvas = compared.canvas
    qtbot.mouseClick(compared.comparison.bar.beside, Qt.MouseButton.LeftButton)

    at = canvas.place_of(5, 15)
    there = QPointF(at.x() + canvas.width() / 2, at.y())
    assert canvas.pixel_at(at) == canvas.pixel_at(there) == (15, 5)
    assert colour_at(compared, at.x(), at.y()) == compared.session.shown.segment_styles[0].colour
    np.testing.assert_allclose(colour_at(compared, there.x(), there.y()), (200, 30, 30), atol=25)
    assert canvas.place_of(*canvas.picture_size).x() <= canvas.width() / 2
    compared.actions_by_name["compare_views"].trigger()
    assert canvas.second is None


def test_another_model_is_wiped_over_in_the_colours_of_what_it_overlaps(flagged, qtbot, tmp_path):
    path = gmmseg.segment(flagged.session.document.source.path, 2).model.save(tmp_path / "two.gmm.json")

    flagged.explanation.compare_with(str(path))
    qtbot.waitUntil(lambda: flagged.comparison.is_on, timeout=20_000)

    other = flagged.comparison.other
    assert other.name == "two.gmm.json"
    expected = gmmseg.apply(gmmseg.Model.load(path), flagged.session.document.source.path).labels
    np.testing.assert_array_equal(other.levels[0], expected)
    own = {style.colour for style in flagged.session.shown.segment_styles}
    assert {tuple(row) for row in other.colours[1:].tolist()} <= own
    assert flagged.actions_by_name["compare_views"].isChecked()
    for dialog in flagged.findChildren(type(flagged)):
        dialog.close()
