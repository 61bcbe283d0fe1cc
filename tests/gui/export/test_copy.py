"""The clipboard and what is dragged out."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from gmmseg.gui.project import opening

WAIT = 120_000


@pytest.fixture
def clipboard(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


def copied(window, action, clipboard, qtbot):
    window.actions_by_name[action].trigger()
    qtbot.waitUntil(lambda: "Copied" in window.status.message.text(), timeout=WAIT)
    return clipboard.mimeData()


def pixels_of(image):
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


@pytest.mark.parametrize(
    ("action", "kind"), [("copy_overlay", "overlay"), ("copy_mask", "masks"), ("copy_cutout", "cutouts")]
)
def test_what_is_copied_is_what_is_exported(flagged, clipboard, qtbot, tmp_path, action, kind):
    if kind != "overlay":
        flagged.side.segments.choose(0)

    data = copied(flagged, action, clipboard, qtbot)

    path = flagged.session.document.segmentation().save(tmp_path, [kind], opacity=0.5)[0]
    expected = np.asarray(Image.open(path).convert("RGBA"))
    found = pixels_of(clipboard.image())
    assert (found[..., 3] == expected[..., 3]).all()
    assert (found[..., :3] == expected[..., :3])[expected[..., 3] > 0].all()
    assert data.urls()[0].toLocalFile().endswith(path.name)


def test_the_bare_picture_is_copied_as_it_is_shown(flagged, flags, clipboard, qtbot):
    copied(flagged, "copy_picture", clipboard, qtbot)

    np.testing.assert_array_equal(pixels_of(clipboard.image())[..., :3], np.asarray(Image.open(flags)))


def test_the_table_is_copied_for_spreadsheets(flagged, clipboard, qtbot):
    text = copied(flagged, "copy_table", clipboard, qtbot).text()

    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(head)}
    assert rows[0][head.index("name")] == "segment 1"


def test_the_handle_drags_the_overlay_out_as_a_file(flagged, qtbot):
    handle = flagged.drag_handle
    assert handle.drag() is None

    with qtbot.waitSignal(flagged.copy_controller.ready, timeout=WAIT):
        flagged.copy_controller.prepare_drag()
    drag = handle.drag()

    path = drag.mimeData().urls()[0].toLocalFile()
    assert path.endswith("flags_overlay.png")
    assert QImage(path).width() == 40
    flagged.view_controller.strengthen()
    assert handle.drag() is None  # that is not what is in view any more


def test_a_copy_goes_on_while_the_overlay_is_made_ready_to_be_dragged(flagged, clipboard, qtbot):
    clipboard.clear()
    flagged.actions_by_name["copy_table"].trigger()
    with qtbot.waitSignal(flagged.copy_controller.ready, timeout=WAIT):
        flagged.copy_controller.prepare_drag()

    assert clipboard.mimeData().text().count("\n") == 3


def test_a_picture_on_the_clipboard_is_opened_and_kept_as_a_file(
    careless, clipboard, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(opening, "user_data_path", lambda _: tmp_path)
    image = QImage(12, 8, QImage.Format.Format_RGB32)
    image.fill(0xFF2040)
    clipboard.setImage(image)

    careless.actions_by_name["paste"].trigger()

    qtbot.waitUntil(lambda: careless.session.document.source.image.pixels.shape[:2] == (8, 12), timeout=WAIT)
    assert careless.session.document.source.path.parent == tmp_path / "pasted"
    qtbot.waitUntil(lambda: not careless.controller.is_busy, timeout=WAIT)


def test_a_file_on_the_clipboard_is_opened(window, flags, clipboard, qtbot, settled):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(flags))])
    clipboard.setMimeData(data)

    window.actions_by_name["paste"].trigger()

    qtbot.waitUntil(lambda: window.session.document.source is not None, timeout=WAIT)
    settled(window)


def test_nothing_to_paste_is_reported(window, clipboard):
    window.actions_by_name["paste"].trigger()

    assert window.messages.text.text() == opening.NOTHING_TO_PASTE
