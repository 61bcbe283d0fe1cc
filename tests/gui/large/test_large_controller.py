"""A picture larger than memory in the window: what is in view is segmented, the model stays."""

import numpy as np
import tifffile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.large.large_picture import LargeOptions
from gmmseg.session.large.whole_labels import LabelOutput

WAIT = 120_000


def test_a_large_picture_is_seen_whole_at_once_and_segmented_as_it_is_seen(large):
    source = large.session.document.source

    assert large.canvas.picture_size == (640, 480)
    assert source.part.whole == (640, 480)
    assert source.image.height * source.image.width <= 60_000
    assert len(large.session.shown.segment_styles) == 4
    assert large.canvas.layer is not None


def test_what_is_in_view_is_segmented_by_the_model_that_was_there(large, at_rest, qtbot):
    model = large.session.document.model_now
    large.controller.apply("Rename", rename_segment(0, "sky"))

    large.canvas.zoom_to(4.0)
    qtbot.keyClick(large.canvas, Qt.Key.Key_Left)
    at_rest(large)

    document, seen = large.session.document, large.canvas.seen
    assert document.is_current
    assert document.source.part.across == 1
    assert document.source.part.x <= seen[0] <= seen[2] <= document.source.part.x + document.source.part.width
    assert document.model.mixture is model.mixture
    assert document.segment_styles[0].name == "sky"
    large.controller.undo()
    assert large.session.document.segment_styles[0].name != "sky"
    assert large.session.document.source.part == document.source.part


def test_a_change_of_settings_fits_what_is_in_view_and_is_undone_there(large, at_rest):
    large.canvas.zoom_to(4.0)
    at_rest(large)
    large.controller.change_all({"n_components": 2, "position": 0.5}, "two")
    at_rest(large)
    fitted = large.session.document
    part, own, whole = fitted.source.part, fitted.model_now.features, fitted.model_for_pictures().features
    longest, first = max(part.bottom - part.top, part.right - part.left) - 1, (part.top, part.left)
    places = np.array([own.centre[-2:], own.centre[-2:] + own.scale[-2:]]) * longest + first
    assert np.allclose([whole.centre[-2:], whole.centre[-2:] + whole.scale[-2:]], places / 639, atol=1e-5)
    large.canvas.pan(200, 0)
    at_rest(large)

    assert fitted.model is None
    assert len(large.session.shown.segment_styles) == 2
    assert large.session.document.model.mixture is fitted.result.base.mixture
    large.controller.undo()
    at_rest(large)
    assert len(large.session.shown.segment_styles) == 4
    large.controller.redo()
    large.actions_by_name["fit_view"].trigger()
    at_rest(large)
    assert large.session.document.model is None
    assert len(large.session.shown.segment_styles) == 2


def test_the_values_under_the_cursor_are_those_of_the_file(large, picture_file, qtbot):
    at = QPoint(300, 200)
    qtbot.mouseMove(large.canvas, at)
    row, column = large.canvas.whole_pixel_at(at)
    values = tifffile.imread(picture_file, key=0)[row, column]

    words = f"RGB {' '.join(map(str, values))}"
    qtbot.waitUntil(
        lambda: any(words == label.text() for label in large.status.findChildren(QLabel)), timeout=WAIT
    )


def test_tiles_are_drawn_as_the_pixels_are(large, picture_file, qtbot):
    large.view_controller.show("image")
    large.canvas.zoom_to(1.0)
    painter = large.large_controller.painter

    def drawn():
        image = large.canvas.grab().toImage()
        x, y = int(large.canvas.width() / 2), int(large.canvas.height() / 2)
        row, column = large.canvas.whole_pixel_at(QPoint(x, y))
        colour = image.pixelColor(x, y)
        found = (colour.red(), colour.green(), colour.blue())
        return (
            np.abs(np.subtract(found, tifffile.imread(picture_file, key=0)[row, column].astype(int))).max()
            < 25
        )

    qtbot.waitUntil(drawn, timeout=WAIT)
    assert painter.images.nbytes <= painter.images.budget


def test_export_asks_where_the_labels_of_all_of_it_go(large, settled, qtbot):
    settled(large)
    qtbot.waitUntil(large.actions_by_name["export"].isEnabled, timeout=WAIT)
    assert large.side.export.isEnabled()

    qtbot.mouseClick(large.side.export, Qt.MouseButton.LeftButton)

    assert large.whole_controller.dialog.isVisible()
    large.whole_controller.dialog.reject()


def test_what_cannot_be_had_is_greyed_with_the_reason_and_back_with_another_picture(
    large, flags, picture_file, settled, qtbot
):
    actions = large.actions_by_name
    names = ("tool_paint", "count_objects", "compare_views")
    assert not any(actions[name].isEnabled() for name in names)
    assert "too large" in actions["tool_paint"].toolTip()

    large.open(flags)
    qtbot.waitUntil(lambda: large.session.document.source.large is None, timeout=WAIT)
    settled(large)

    assert all(actions[name].isEnabled() for name in names)
    assert "too large" not in actions["tool_paint"].toolTip()
    assert large.large_controller.picture is None
    assert large.canvas.part is None

    large.canvas_area.take("wand")
    large.open(picture_file)
    qtbot.waitUntil(lambda: large.large_controller.picture is not None, timeout=WAIT)
    assert large.canvas_area.tool == "hand"


def test_a_project_of_a_large_picture_opens_with_its_model(large, at_rest, tmp_path, qtbot):
    large.canvas.zoom_to(4.0)
    at_rest(large)
    model, path = large.session.document.model, tmp_path / "large.gmmseg"
    large.save_controller.save_to(path)
    qtbot.waitUntil(lambda: large.session.project_path == path, timeout=WAIT)

    large.open(path)
    qtbot.waitUntil(lambda: large.session.document.source.part.across > 1, timeout=WAIT)
    at_rest(large)

    now = large.session.document.model_now
    assert np.array_equal(now.mixture.means, model.mixture.means)
    assert large.session.document.source.part.whole == (640, 480)

    large.controller.large = LargeOptions(as_saved=True)  # by which it would fit into memory
    large.open(path)
    qtbot.waitUntil(lambda: large.session.document.source.large.options.as_saved, timeout=WAIT)
    at_rest(large)
    assert large.large_controller.picture is large.session.document.source.large


def test_a_damaged_tile_is_named_with_its_place_and_the_rest_is_seen(
    large, picture_file, tmp_path, at_rest, qtbot
):
    path = tmp_path / "hurt.tif"
    with tifffile.TiffFile(picture_file) as file:
        tag = file.series[0].levels[2].pages[0].tags["TileOffsets"]
    data = bytearray(picture_file.read_bytes())
    data[tag.valueoffset + 4 : tag.valueoffset + 8] = (2**31 - 1).to_bytes(
        4, "little"
    )  # the second tile is elsewhere
    path.write_bytes(data)

    large.open(path)
    qtbot.waitUntil(lambda: large.session.document.source.path == path, timeout=WAIT)
    at_rest(large)
    qtbot.waitUntil(lambda: "hurt.tif" in large.messages.text.text(), timeout=WAIT)

    assert "could not be read" in large.messages.text.text()
    assert "row 0, column 256" in large.messages.text.text()
    assert large.session.document.is_current


def test_a_lost_file_ends_nothing(large, at_rest, tmp_path, qtbot):
    whole = large.whole_controller
    picture, model = large.large_controller.picture, large.session.document.model_now
    object.__setattr__(picture.levels, "path", tmp_path / "gone.tif")

    whole.begin(picture, model, LabelOutput(tmp_path / "out", "gone"))
    qtbot.waitUntil(lambda: not whole.runner.is_busy, timeout=WAIT)

    assert "gone.tif" in large.messages.text.text()
    assert large.session.document.is_current


def test_where_not_all_tiles_in_view_can_be_kept_coarser_ones_are_drawn(large, at_rest, qtbot):
    painter = large.large_controller.painter
    large.canvas.zoom_to(1.0)
    at_rest(large)
    painter.images.clear()
    painter.images.budget = 24 * 64 * 64 * 4  # of the 80 tiles of the picture, 20 of the next version

    wanted, want = [], painter.reader.want
    painter.reader.want = lambda keys: wanted.append(keys) or want(keys)

    def is_drawn():
        large.canvas.refresh_tiles()
        large.canvas.grab()
        return wanted and not wanted[-1]

    qtbot.waitUntil(is_drawn, timeout=WAIT)
    assert {scale for keys in wanted for scale, _, _ in keys} == {1}
