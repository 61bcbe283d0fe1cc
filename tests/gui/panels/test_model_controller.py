"""Gestures on the model that have no panel: saving it."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

import gmmseg
from gmmseg.gui.widgets import preferences


def chosen(qtbot, window, path):
    """Ask for the dialog and choose a path in it."""
    window.actions_by_name["save_model"].trigger()
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]
    dialog.fileSelected.emit(str(path))
    dialog.done(0)
    qtbot.waitUntil(lambda: not any(isinstance(w, QFileDialog) for w in QApplication.topLevelWidgets()))


def test_without_segments_there_is_no_model_to_save(window):
    assert not window.actions_by_name["save_model"].isEnabled()


def test_the_model_of_the_window_gives_other_programs_its_segments(qtbot, flagged, tmp_path, parts):
    path = tmp_path / "three"

    chosen(qtbot, flagged, path)

    saved = tmp_path / "three.gmm.json"
    again = gmmseg.Model.load(saved).apply(tmp_path / "flags.png")
    document = parts.session.document
    np.testing.assert_array_equal(again.labels, document.segmentation().labels)
    assert [each.name for each in again.model.segments] == [style.name for style in document.segment_styles]
    assert preferences.text("batch/model", "") == str(saved)


@pytest.mark.parametrize("name", ["there", "there.gmm.json"])
def test_only_a_file_that_people_were_asked_about_is_replaced(qtbot, flagged, tmp_path, name):
    there = tmp_path / "there.gmm.json"
    there.write_text("old")

    chosen(qtbot, flagged, tmp_path / name)

    assert (there.read_text() == "old") == (name == "there")
    assert flagged.messages.isVisible() == (name == "there")
