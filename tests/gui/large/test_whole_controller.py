"""All of a large picture is labelled in the background; its labels are shown at any zoom."""

from threading import current_thread, main_thread

import numpy as np
import tifffile
from PySide6.QtCore import Qt

from gmmseg.session.large.whole_labels import LabelOutput

WAIT = 120_000


def test_the_question_says_what_it_takes_and_the_labels_are_shown_afterwards(large, at_rest, tmp_path, qtbot):
    large.actions_by_name["label_whole"].trigger()
    dialog = large.whole_controller.dialog
    for typed in ("~nobodys name", "/" + "long" * 100):  # on the way to the folder that is meant
        dialog.folder.setText(typed)
        assert "Up to 614 kB of disk space are needed" in dialog.needs.text()
    dialog.folder.setText(str(tmp_path / "out"))
    assert "Up to 614 kB of disk space are needed" in dialog.needs.text()
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)

    assert large.whole_controller.bar.isVisible()
    qtbot.waitUntil(lambda: large.whole_controller.labels is not None, timeout=WAIT)
    at_rest(large)

    labels = tifffile.imread(tmp_path / "out" / "pyramid_labels_cog.tif", key=0)
    assert not large.whole_controller.bar.isVisible()
    assert (tmp_path / "out" / "pyramid_table.csv").exists()
    assert large.actions_by_name["whole_labels"].isChecked()
    large.canvas.zoom_to(4.0)
    at_rest(large)
    part, found = large.session.document.source.part, large.session.document.result.segmentation.labels
    assert part.across == 1
    assert np.array_equal(found, labels[part.top : part.bottom, part.left : part.right])
    threads, read = [], large.large_controller.picture.image_of
    large.large_controller.picture.image_of = lambda *what: threads.append(current_thread()) or read(*what)
    for _ in range(2):
        large.actions_by_name["whole_labels"].trigger()
        at_rest(large)
    assert main_thread() not in threads
    assert len(threads) == 2
    large.actions_by_name["label_whole"].trigger()
    dialog = large.whole_controller.dialog
    dialog.folder.setText(str(tmp_path / "out"))
    assert "pyramid_labels_cog.tif, pyramid_table.csv" in dialog.needs.text()
    assert dialog.start.text() == "Label and replace"
    dialog.kinds["table"].setChecked(False)
    assert "pyramid_table.csv" not in dialog.needs.text()
    dialog.reject()
    large.controller.change("n_components", 2, "two")
    at_rest(large)
    assert len(large.session.shown.segment_styles) == 2  # another model: labels are its own


def test_a_labelling_that_is_cancelled_goes_on_where_it_was(large, tmp_path, qtbot):
    whole = large.whole_controller
    model, picture = large.session.document.model_now, large.large_controller.picture

    whole.begin(picture, model, LabelOutput(tmp_path, "pyramid"))
    qtbot.mouseClick(whole.bar.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not whole.runner.is_busy, timeout=WAIT)
    (go_on,) = large.messages.offers

    assert "Cancelled" in large.messages.text.text()
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    task = whole.runner.running
    whole.begin(picture, model, LabelOutput(tmp_path, "pyramid"))  # as by an offer that is clicked late
    assert whole.runner.running is task
    assert not whole.runner.waiting
    qtbot.waitUntil(lambda: whole.labels is not None, timeout=WAIT)
    assert (tmp_path / "pyramid_labels_cog.tif").exists()
    assert not (tmp_path / ".gmmseg-bands-pyramid").exists()
