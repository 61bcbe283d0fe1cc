"""The pictures of a project are exported together, from the dialog to the files."""

import time

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import Qt

from gmmseg.gui.export.dialog import ExportDialog
from gmmseg.gui.widgets import preferences
from gmmseg.imaging.seeds import Click
from gmmseg.job import Progress
from gmmseg.session.edits import objects
from gmmseg.session.edits.segments import rename_segment

WAIT = 120_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def image_list(window, flags, qtbot, parts):
    """The window with a project of three pictures; the first two have segments, the second one is shown."""

    def is_quiet(shown):
        still = (
            not (parts.controller.is_busy or window.image_list.runner.is_busy)
            and parts.session.wanted is None
        )
        return still and parts.session.document.source.image.name == shown

    pixels = np.asarray(Pillow.open(flags))
    files = [flags.with_name(f"{letter}.png") for letter in "abc"]
    for i, path in enumerate(files):
        Pillow.fromarray(np.roll(pixels[::-1], i, axis=2)).save(path)  # unlike the file beside it
    parts.controller.change("n_components", 3, "change of segments")
    window.image_list.begin(files)
    qtbot.waitUntil(lambda: window.filmstrip.count() == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: is_quiet("a.png"), timeout=WAIT)
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    window.image_list.show(1)
    qtbot.waitUntil(lambda: is_quiet("b.png"), timeout=WAIT)
    return window


@pytest.fixture
def dialog(image_list, tmp_path, qtbot):
    """The dialog over it, asked for masks of all pictures."""
    image_list.actions_by_name["export"].trigger()
    dialog = image_list.findChild(ExportDialog)
    dialog.folder.setText(str(tmp_path / "out"))
    for name, box in dialog.what.boxes.items():
        box.setChecked(name == "masks")
    qtbot.keyClick(dialog.pictures, Qt.Key.Key_Down)
    return dialog


def export(dialog, qtbot):
    qtbot.mouseClick(dialog.progress_bar.go, LEFT)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)


def written(tmp_path):
    return sorted(path.name for path in (tmp_path / "out").iterdir()) if (tmp_path / "out").exists() else []


def test_all_pictures_that_have_segments_are_written_each_under_its_name(
    dialog, image_list, qtbot, tmp_path, parts
):
    assert dialog.pictures.currentText() == "All 3 of the project"
    assert dialog.left_out.text() == "c.png has no segments yet"
    assert dialog.example.text() == "as in b_mask_1.png"

    export(dialog, qtbot)

    assert dialog.progress_bar.outcome.text() == f"Wrote 6 files of 2 pictures to {tmp_path / 'out'}."
    assert written(tmp_path) == [
        *("a_mask_1_grass.png", "a_mask_2.png", "a_mask_3.png"),
        *("b_mask_1.png", "b_mask_2.png", "b_mask_3.png"),
    ]
    labels = parts.session.document.segmentation().labels
    np.testing.assert_array_equal(np.asarray(Pillow.open(tmp_path / "out" / "b_mask_2.png")) > 0, labels == 2)
    assert dialog.progress_bar.show_folder.isVisible()
    assert preferences.text("export/pictures", "") == "all"


def test_this_picture_alone_is_written_as_ever(dialog, qtbot, tmp_path):
    qtbot.keyClick(dialog.pictures, Qt.Key.Key_Up)
    assert dialog.left_out.text() == ""

    export(dialog, qtbot)

    assert dialog.progress_bar.outcome.text() == (
        f"Wrote b_mask_1.png, b_mask_2.png, b_mask_3.png to {tmp_path / 'out'}."
    )
    assert len(written(tmp_path)) == 3


def test_files_in_the_way_of_another_picture_are_reported_and_nothing_is_written(dialog, qtbot, tmp_path):
    (tmp_path / "out").mkdir()
    dialog.what.boxes["masks"].setChecked(False)
    dialog.what.boxes["labels"].setChecked(True)
    (tmp_path / "out" / "a_labels.png").write_text("mine")

    export(dialog, qtbot)
    status_message, left = dialog.progress_bar.outcome.text(), written(tmp_path)
    dialog.overwrite.setChecked(True)
    export(dialog, qtbot)

    assert status_message.startswith("a_labels.png already exists in")
    assert left == ["a_labels.png"]
    assert dialog.progress_bar.outcome.text().startswith("Wrote 2 files of 2 pictures")


def test_a_picture_that_is_lost_is_reported_and_the_others_are_written(dialog, qtbot, tmp_path):
    (tmp_path / "a.png").unlink()

    export(dialog, qtbot)

    assert dialog.progress_bar.outcome.text() == (
        f"Wrote 3 files of 1 of 2 pictures to {tmp_path / 'out'}. "
        "a.png: The picture a.png of the project b.png is not at a.png any more. "
        "Put it beside the project, or say where it is."
    )


def test_objects_of_other_pictures_can_be_exported(image_list, qtbot, tmp_path, parts):
    parts.controller.apply("Mark", objects.add_object(Click(25, 15)))
    qtbot.waitUntil(lambda: parts.session.uncut is None and not parts.controller.is_busy, timeout=WAIT)
    image_list.image_list.show(0)
    qtbot.waitUntil(lambda: parts.session.document.source.image.name == "a.png", timeout=WAIT)
    qtbot.waitUntil(lambda: parts.session.wanted is None and not parts.controller.is_busy, timeout=WAIT)
    preferences.keep("export/pictures", "all")
    image_list.actions_by_name["export"].trigger()
    dialog = image_list.findChild(ExportDialog)
    dialog.folder.setText(str(tmp_path / "out"))
    for name, box in dialog.what.boxes.items():
        box.setChecked(name == "object-masks")

    export(dialog, qtbot)

    assert dialog.progress_bar.outcome.text().startswith("Wrote 1 file of 2 pictures")
    assert written(tmp_path) == ["b_object_mask_1.png"]


def test_rows_are_selected_in_one_picture_only(dialog, qtbot):
    model = dialog.which.model()
    assert not model.item(2).isEnabled()

    qtbot.keyClick(dialog.pictures, Qt.Key.Key_Up)
    dialog.which.setCurrentIndex(2)
    qtbot.keyClick(dialog.pictures, Qt.Key.Key_Down)

    assert dialog.which.currentIndex() == 0


@pytest.fixture
def endless(monkeypatch):
    """Let it take for ever to find out what another picture shows."""

    def exhibited(*_):
        while True:
            time.sleep(0.01)
            yield Progress("Looking", 0.5)

    monkeypatch.setattr("gmmseg.session.project.export.reproducing_page", exhibited)


@pytest.mark.usefixtures("endless")
def test_escape_stops_it_and_what_is_written_stays(dialog, image_list, qtbot, tmp_path, parts):
    image_list.image_list.show(0)
    qtbot.waitUntil(lambda: parts.session.document.source.image.name == "a.png", timeout=WAIT)
    qtbot.waitUntil(lambda: parts.session.wanted is None and not parts.controller.is_busy, timeout=WAIT)
    qtbot.mouseClick(dialog.progress_bar.go, LEFT)
    qtbot.waitUntil(
        lambda: dialog.progress_bar.bar.isVisible() and dialog.progress_bar.bar.value() > 700, timeout=WAIT
    )
    assert dialog.progress_bar.outcome.text() == "Exporting b.png, 2 of 2…"
    assert not dialog.progress_bar.go.isEnabled()
    assert dialog.progress_bar.stop.text() == "Cancel"

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)

    assert dialog.isVisible()
    assert dialog.progress_bar.outcome.text() == (
        f"Cancelled. Wrote 3 files of 1 of 2 pictures to {tmp_path / 'out'}."
    )
    assert len(written(tmp_path)) == 3
    assert (dialog.progress_bar.go.isEnabled(), dialog.progress_bar.stop.text()) == (True, "Close")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.usefixtures("endless")
def test_closing_the_dialog_or_the_window_ends_it(dialog, image_list, qtbot):
    qtbot.mouseClick(dialog.progress_bar.go, LEFT)
    qtbot.waitUntil(lambda: image_list.export_controller.runner.is_busy, timeout=WAIT)

    dialog.close()
    qtbot.waitUntil(lambda: not image_list.export_controller.runner.is_busy, timeout=WAIT)
    image_list.actions_by_name["export"].trigger()
    again = next(each for each in image_list.findChildren(ExportDialog) if each.isVisible())
    qtbot.mouseClick(again.progress_bar.go, LEFT)
    qtbot.waitUntil(lambda: image_list.export_controller.runner.is_busy, timeout=WAIT)
    # the fixture closes the window, and no thread may be left then


@pytest.mark.usefixtures("endless")
def test_each_dialog_stops_its_own_export_even_one_that_waits(dialog, image_list, qtbot, tmp_path):
    qtbot.mouseClick(dialog.progress_bar.go, LEFT)
    qtbot.waitUntil(lambda: image_list.export_controller.runner.is_busy, timeout=WAIT)
    image_list.actions_by_name["export"].trigger()
    other = next(each for each in image_list.findChildren(ExportDialog) if each is not dialog)
    other.folder.setText(str(tmp_path / "other"))
    qtbot.mouseClick(other.progress_bar.go, LEFT)

    qtbot.keyClick(other, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not other.is_running, timeout=WAIT)
    ran_on = dialog.is_running
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)

    assert ran_on
    assert [each.progress_bar.outcome.text() for each in (other, dialog)] == ["Cancelled.", "Cancelled."]
