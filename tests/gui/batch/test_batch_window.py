"""Whole batches, driven as people do: with real worker processes on tiny pictures."""

import json
import time

import numpy as np
import psutil
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.workers.timeout import TimeLimit
from gmmseg.batch.workers.worker_process import COMMAND
from gmmseg.gui.batch.form import BatchForm
from gmmseg.gui.batch.table_model import PICTURE

WAIT = 120_000


def bands(folder, name, seed=0, colours=((200, 30, 30), (30, 180, 40), (20, 40, 190))):
    pixels = np.zeros((30, 40, 3))
    pixels[:, :20], pixels[:, 20:32], pixels[:, 32:] = colours
    pixels += np.random.default_rng(seed).normal(0, 4, pixels.shape)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)


@pytest.fixture
def photos(tmp_path):
    """Three pictures like the open one, one unlike it, one that cannot be read."""
    folder = tmp_path / "photos"
    for seed, name in enumerate(("a.png", "b.png", "sub/c.png"), 1):
        bands(folder, name, seed)
    bands(folder, "odd.png", 5, ((255, 255, 255), (250, 250, 0), (0, 255, 255)))
    (folder / "bad.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def batch(flagged, photos, qtbot):
    """The batch window over the pictures, with the model of the open picture."""
    flagged.actions_by_name["batch"].trigger()
    batch = flagged.batch_controller.batch
    batch.form.show_folder(str(photos))
    batch.form.workers.setValue(1)
    qtbot.waitUntil(lambda: len(batch.rows.rows) == 5, timeout=WAIT)
    return batch


def run(batch, qtbot):
    ends = {"timeout": WAIT, "check_params_cb": lambda busy: not busy}
    with qtbot.waitSignal(batch.runner.busied, **ends):
        qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)


def names_shown(batch):
    return [batch.picture_at(batch.sorted.index(i, 0)).name for i in range(batch.sorted.rowCount())]


def test_a_folder_is_worked_through_and_every_row_tells_what_came_out(batch, photos, qtbot):
    assert batch.form.count.text() == "5 pictures"
    assert batch.form.source.currentText() == "That of the open picture"

    run(batch, qtbot)

    assert {row.picture.name: row.state for row in batch.rows.rows} == {
        "a.png": "Done",
        "b.png": "Done",
        "bad.png": "Failed",
        "odd.png": "Done",
        "sub/c.png": "Done",
    }
    assert {row.picture.name: row.light for row in batch.rows.rows}["odd.png"] == "red"
    assert batch.progress_bar.message.text().startswith("5 of 5 pictures, 1 failed, ")
    out = photos.with_name("photos-segments")
    assert (out / "sub" / "c_labels.png").is_file()
    assert (out / "a_overlay.png").is_file()
    assert batch.progress_bar.go.text() == "Resume"


def test_a_start_that_overtakes_the_look_at_the_folder_counts_its_pictures(batch, photos, qtbot):
    batch.form.show_results(str(photos.with_name("elsewhere")))
    run(batch, qtbot)

    assert batch.form.count.text() == "5 pictures"


def test_why_a_run_cannot_begin_stays_in_view_when_the_folder_has_been_looked_at(batch, photos, qtbot):
    batch.form.source.setCurrentIndex(1)
    batch.form.model.setText(str(photos / "none.gmm.json"))
    batch.form.show_results(str(photos.with_name("elsewhere")))

    qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: batch.form.count.text() == "5 pictures", timeout=WAIT)

    assert "none.gmm.json" in batch.progress_bar.message.text()


def test_the_form_is_seen_whole_on_a_small_screen(batch):
    batch.form.source.setCurrentIndex(1)  # with the row for a file
    batch.resize(1024, 700)

    scroll = batch.form.parentWidget().parentWidget()
    assert scroll.verticalScrollBar().maximum() == 0


def test_outcomes_stay_when_people_only_pass_through_the_fields(batch, photos, qtbot):
    run(batch, qtbot)
    message, plan = batch.progress_bar.message.text(), batch.plan

    batch.form.inputs.setFocus()
    batch.form.inputs.editingFinished.emit()
    qtbot.waitUntil(lambda: not batch.planner.is_busy, timeout=WAIT)

    assert [row.state for row in batch.rows.rows].count("Done") == 4
    assert batch.plan is plan  # a double click goes by the model of the run
    assert (batch.progress_bar.message.text(), batch.form.count.text()) == (message, "5 pictures")


@pytest.mark.parametrize("other", ["photos/sub", "nowhere"])
def test_nothing_of_a_run_stays_where_another_folder_is_chosen(batch, photos, qtbot, other):
    run(batch, qtbot)

    batch.form.show_folder(str(photos.parent / other))
    qtbot.waitUntil(lambda: not batch.planner.is_busy and len(batch.rows.rows) < 5, timeout=WAIT)

    assert (batch.progress_bar.go.text(), batch.lights.text()) == ("Start", "")
    assert batch.progress_bar.report.isHidden()
    assert batch.progress_bar.bar.value() == 0


def test_the_worst_are_put_first_when_asked_and_back_again(batch, qtbot):
    run(batch, qtbot)

    qtbot.mouseClick(batch.worst, Qt.MouseButton.LeftButton)
    worst = names_shown(batch)
    qtbot.mouseClick(batch.worst, Qt.MouseButton.LeftButton)

    assert worst[:2] == ["bad.png", "odd.png"]
    assert names_shown(batch) == ["a.png", "b.png", "bad.png", "odd.png", "sub/c.png"]


def test_a_second_run_finds_everything_up_to_date(batch, qtbot):
    run(batch, qtbot)
    run(batch, qtbot)

    assert [row.state for row in batch.rows.rows].count("Up to date") == 4


def test_other_kinds_of_files_are_added_by_another_run(batch, photos, qtbot):
    run(batch, qtbot)
    out = photos.with_name("photos-segments")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}
    rows = [batch.form.kinds.item(i) for i in range(batch.form.kinds.count())]
    for row in rows:
        wanted = row.data(Qt.ItemDataRole.UserRole) == "table"
        row.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

    run(batch, qtbot)

    assert not batch.form.overwrite.isChecked()
    assert [row.state for row in batch.rows.rows].count("Done") == 4
    assert len(list(out.rglob("*_table.csv"))) == 4
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.png")} == before


def test_cancel_stops_and_resume_does_the_rest(batch, photos, qtbot):
    qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: batch.progress_bar.ended >= 1, timeout=WAIT)
    qtbot.keyClick(batch, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not batch.is_running, timeout=WAIT)
    before = batch.progress_bar.message.text()

    run(batch, qtbot)

    assert before.startswith("Cancelled. ")
    lines = Manifest.of(photos.with_name("photos-segments")).lines
    assert sorted(line["status"] for line in lines.values()) == ["done"] * 4 + ["failed"]


def test_a_picture_that_takes_longer_than_the_limit_fails_and_the_limit_is_remembered(
    batch, flagged, qtbot, monkeypatch, parts
):
    monkeypatch.setattr("gmmseg.batch.workers.timeout.START", 0)
    qtbot.keyClick(batch.form.limit.kind, Qt.Key.Key_Down)
    batch.form.limit.seconds.setValue(2)
    qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: batch.progress_bar.ended >= 1, timeout=WAIT)

    children = psutil.Process().children()
    (worker,) = [each for each in children if each.cmdline()[1:] == list(COMMAND[1:])]
    worker.suspend()
    qtbot.waitUntil(lambda: not batch.is_running, timeout=WAIT)

    late = "It took longer than 2 s, and the process that worked on it was ended."
    assert [row.reason.startswith(late) for row in batch.rows.rows].count(True) == 1
    assert batch.progress_bar.ended == 5
    again = BatchForm(parts.controller)
    qtbot.addWidget(again)
    assert again.limit.time_limit == TimeLimit(2)


def test_enter_on_a_row_opens_the_picture_with_the_names_and_labels_of_the_batch(
    batch, flagged, photos, qtbot, parts
):
    names = {style.name for style in parts.session.document.segment_styles}
    run(batch, qtbot)
    batch.table.setFocus()
    batch.table.selectRow(4)

    qtbot.keyClick(batch.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: parts.session.document.source.image.name == "c.png", timeout=WAIT)

    document = parts.session.document
    assert document.is_current
    assert {style.name for style in document.segment_styles} == names
    with Image.open(photos.with_name("photos-segments") / "sub" / "c_labels.png") as file:
        np.testing.assert_array_equal(np.asarray(file), document.segmentation().labels)


def test_a_double_click_opens_a_picture_in_place_of_a_project_of_several(
    batch, flagged, photos, qtbot, parts
):
    run(batch, qtbot)
    flagged.image_list.add([photos / "a.png"])
    qtbot.waitUntil(lambda: flagged.filmstrip.count() == 2, timeout=WAIT)
    place = batch.table.visualRect(batch.sorted.index(1, 0)).center()

    qtbot.mouseClick(batch.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(batch.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: parts.session.document.source.image.name == "b.png", timeout=WAIT)

    assert parts.session.document.is_current
    assert not parts.session.others.pages
    assert not flagged.filmstrip.isVisible()
    assert not flagged.actions_by_name["undo"].isEnabled()


def test_the_report_is_written_and_opened(batch, photos, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    run(batch, qtbot)

    qtbot.mouseClick(batch.progress_bar.report, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT)

    page = photos.with_name("photos-segments") / "gmmseg-batch.html"
    assert opened == [str(page)]
    assert "5 pictures: 4 done, 1 failed." in page.read_text(encoding="utf-8")


def test_closing_in_the_middle_of_a_run_stops_it_and_loses_nothing(batch, flagged, photos, qtbot):
    qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: batch.is_running, timeout=WAIT)

    flagged.close()

    out = photos.with_name("photos-segments")
    time.sleep(0.1)
    assert not (out / ".gmmseg-batch.lock").exists()
    manifest = out / "gmmseg-batch.jsonl"
    if manifest.exists():
        assert all(json.loads(line) for line in manifest.read_text().splitlines())


def test_a_folder_is_dropped_on_the_window(batch, tmp_path, qtbot):
    bands(tmp_path / "other", "x.png")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "other"))])
    event = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    batch.dropEvent(event)
    qtbot.waitUntil(lambda: [row.picture.name for row in batch.rows.rows] == ["x.png"], timeout=WAIT)

    assert batch.form.count.text() == "1 picture"
    assert batch.form.folder.text() == str(tmp_path / "other-segments")


def test_a_folder_without_pictures_is_reported(batch, tmp_path, qtbot):
    (tmp_path / "empty").mkdir()

    batch.form.show_folder(str(tmp_path / "empty"))
    qtbot.waitUntil(lambda: batch.progress_bar.message.text() != "", timeout=WAIT)

    assert "no pictures" in batch.progress_bar.message.text()


def test_a_folder_in_use_by_another_run_is_reported(batch, photos, qtbot):
    from gmmseg.batch.folder_lock import locked

    out = photos.with_name("photos-segments")
    out.mkdir()
    with locked(out):
        qtbot.mouseClick(batch.progress_bar.go, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "photos-segments" in batch.progress_bar.message.text(), timeout=WAIT)

    assert not batch.is_running
    assert batch.progress_bar.go.isEnabled()


def test_thumbnails_are_made_for_rows_in_view_only(batch, tmp_path, qtbot):
    for i in range(120):
        bands(tmp_path / "many", f"{i:03d}.png", i)
    answered = []
    batch.rows.wanted.connect(answered.append)

    batch.form.show_folder(str(tmp_path / "many"))
    qtbot.waitUntil(lambda: len(batch.rows.rows) == 120, timeout=WAIT)
    first = batch.sorted.index(0, PICTURE)
    qtbot.waitUntil(lambda: first.data(Qt.ItemDataRole.DecorationRole) is not None, timeout=WAIT)

    assert len(set(answered)) < 40


def test_the_window_fits_a_small_screen(batch):
    assert batch.minimumSizeHint().width() <= 900
    assert batch.minimumSizeHint().height() <= 560


def test_objects_that_are_counted_in_the_window_are_counted_in_the_folder(batch, photos, qtbot):
    from gmmseg.session.edits.found_objects import with_object_options

    controller = batch.form.controller
    key = controller.session.document.segment_styles[1].key
    controller.apply("Count objects", with_object_options(classes=(key,), split=0.0))
    qtbot.waitUntil(lambda: len(batch.rows.rows) == 5, timeout=WAIT)

    run(batch, qtbot)

    path = photos.with_name("photos-segments") / "gmmseg-batch-objects.csv"
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) > 3
    assert all(",2,segment 2," in line for line in lines[1:])
