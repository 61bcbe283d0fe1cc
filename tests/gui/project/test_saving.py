"""Saving as people do it: keys, dialogs, the mark in the title, and the question before work is lost."""

import json
import shutil

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from gmmseg.gui.project.saving import unused
from gmmseg.gui.widgets import preferences
from gmmseg.io import projects
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.project.decoding import decoded

WAIT = 120_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot, window, key, modifier=CTRL):
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    qtbot.keyClick(window, key, modifier)


def dialog_of(qtbot, window, kind):
    """Return the dialog that a window shows."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
    return next(each for each in window.findChildren(kind) if each.isVisible())


def result(qtbot, window, button):
    """Press a button of the question."""
    box = dialog_of(qtbot, window, QMessageBox)
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)


def choose(qtbot, window, path):
    """Choose a file in the dialog."""
    dialog = dialog_of(qtbot, window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


def names_in(path):
    """Return what the segments of a project are called."""
    contents = decoded(projects.read(path))
    return [style.name for style in contents.drafts[contents.now].document.segment_styles]


def touched(window, name="grass"):
    """Change something."""
    window.controller.apply("Rename", rename_segment(0, name))
    return window


@pytest.fixture
def saved(flagged, qtbot, tmp_path, parts):
    """The window with a project that is saved."""
    touched(flagged)
    press(qtbot, flagged, "S")
    choose(qtbot, flagged, tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    return flagged


def test_the_title_says_what_is_open_and_whether_it_is_saved(flagged, qtbot, tmp_path):
    assert (flagged.windowTitle(), flagged.isWindowModified()) == ("flags.png[*] - gmmseg", False)

    touched(flagged)
    assert flagged.isWindowModified()

    press(qtbot, flagged, "S")
    choose(qtbot, flagged, tmp_path / "p")  # the ending comes by itself
    qtbot.waitUntil(lambda: not flagged.isWindowModified(), timeout=WAIT)
    assert flagged.windowTitle() == "p.gmmseg[*] - gmmseg"
    assert flagged.status.message.text() == "Saved p.gmmseg"
    assert names_in(tmp_path / "p.gmmseg")[0] == "grass"


def test_undo_back_to_what_is_saved_takes_the_mark_away(saved, qtbot):
    touched(saved, "meadow")
    assert saved.isWindowModified()

    press(qtbot, saved, "Z")

    assert not saved.isWindowModified()


def test_saving_again_asks_nothing_and_keeps_the_state_before(saved, qtbot, tmp_path, parts):
    touched(saved, "meadow")

    press(qtbot, saved, "S")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)

    assert names_in(tmp_path / "p.gmmseg.bak1")[0] == "grass"


def test_saving_what_is_saved_pushes_no_backup_out(saved, qtbot, tmp_path):
    press(qtbot, saved, "S")

    assert saved.status.message.text() == "p.gmmseg is saved already"
    assert not (tmp_path / "p.gmmseg.bak1").exists()


def test_save_as_goes_on_with_the_other_file(saved, qtbot, tmp_path, parts):
    touched(saved, "meadow")

    press(qtbot, saved, "S", CTRL | SHIFT)
    choose(qtbot, saved, tmp_path / "other.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)

    assert parts.session.project_path == tmp_path / "other.gmmseg"
    assert names_in(tmp_path / "p.gmmseg")[0] == "grass"


def test_what_another_window_saved_is_replaced_only_when_it_was_chosen(
    saved, qtbot, settled, tmp_path, parts
):
    path = tmp_path / "p.gmmseg"
    theirs = path.read_bytes().replace(b"grass", b"herbs")
    path.write_bytes(theirs)
    touched(saved, "meadow")

    press(qtbot, saved, "S")
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)
    reported, kept = saved.messages.text.text(), path.read_bytes()
    press(qtbot, saved, "S", CTRL | SHIFT)
    choose(qtbot, saved, path)
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)

    assert "another window or program has changed it since it was opened or saved here" in reported
    assert kept == theirs
    assert names_in(path)[0] == "meadow"
    assert (tmp_path / "p.gmmseg.bak1").read_bytes() == theirs


def test_the_picture_is_never_saved_over(flagged, qtbot, tmp_path, flags, parts):
    link = tmp_path / "sly.gmmseg"
    link.symlink_to(flags)
    before = flags.read_bytes()

    touched(flagged)
    press(qtbot, flagged, "S")
    choose(qtbot, flagged, link)
    qtbot.waitUntil(flagged.messages.isVisible, timeout=WAIT)

    assert (
        flagged.messages.text.text() == f"Cannot write {link}: it is the picture itself. Choose another name."
    )
    assert flags.read_bytes() == before
    assert not parts.session.is_saved


def test_a_folder_that_vanished_is_reported_and_nothing_is_lost(saved, qtbot, tmp_path, parts):
    folder = tmp_path / "folder"
    folder.mkdir()
    press(qtbot, saved, "S", CTRL | SHIFT)
    choose(qtbot, saved, folder / "q.gmmseg")
    qtbot.waitUntil(lambda: parts.session.project_path == folder / "q.gmmseg", timeout=WAIT)
    shutil.rmtree(folder)

    touched(saved, "meadow")
    press(qtbot, saved, "S")
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)

    assert saved.messages.text.text() == (
        f"Cannot write {folder / 'q.gmmseg'}: its folder is not there. Choose another folder."
    )
    assert not parts.session.is_saved


def test_closing_what_is_saved_asks_nothing(saved):
    assert saved.close()


def test_closing_asks_and_cancel_keeps_everything(flagged, qtbot, parts):
    touched(flagged)

    assert not flagged.close()
    box = dialog_of(qtbot, flagged, QMessageBox)
    assert box.text() == "Save what you did to flags.png?"
    result(qtbot, flagged, QMessageBox.StandardButton.Cancel)

    assert flagged.isVisible()
    assert parts.session.document.segment_styles[0].name == "grass"


def test_closing_with_discard_closes(flagged, qtbot):
    touched(flagged)
    flagged.close()

    result(qtbot, flagged, QMessageBox.StandardButton.Discard)

    qtbot.waitUntil(lambda: not flagged.isVisible())


def test_closing_with_save_saves_and_then_closes(saved, qtbot, tmp_path):
    touched(saved, "meadow")
    saved.close()

    result(qtbot, saved, QMessageBox.StandardButton.Save)

    qtbot.waitUntil(lambda: not saved.isVisible(), timeout=WAIT)
    assert names_in(tmp_path / "p.gmmseg")[0] == "meadow"


def test_closing_stays_open_where_saving_fails(saved, qtbot, tmp_path, monkeypatch):
    touched(saved, "meadow")
    monkeypatch.setattr(projects, "LARGEST", 10)
    saved.close()

    result(qtbot, saved, QMessageBox.StandardButton.Save)
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)

    assert saved.isVisible()
    assert "it would have" in saved.messages.text.text()


def test_closing_with_save_and_no_name_given_stays_open(flagged, qtbot, parts):
    touched(flagged)
    flagged.close()

    result(qtbot, flagged, QMessageBox.StandardButton.Save)
    dialog_of(qtbot, flagged, QFileDialog).reject()

    assert flagged.isVisible()
    assert not parts.session.is_saved


def test_another_picture_asks_too_and_opens_after_discard(flagged, flags, qtbot, settled):
    touched(flagged)
    other = flags.with_name("other.png")
    shutil.copy(flags, other)

    flagged.open(other)
    result(qtbot, flagged, QMessageBox.StandardButton.Discard)
    qtbot.waitUntil(lambda: flagged.windowTitle().startswith("other.png"), timeout=WAIT)
    settled(flagged)

    assert not flagged.isWindowModified()


def test_a_project_dropped_on_the_window_opens_as_it_was(saved, qtbot, settled, tmp_path, parts):
    labels = parts.session.document.segmentation().labels
    parts.controller.apply("Merge", merge_segments([0, 1]))
    settled(saved)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "p.gmmseg"))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)

    QApplication.sendEvent(saved, QDragEnterEvent(QPointF(9, 9), *how))
    QApplication.sendEvent(saved, QDropEvent(QPointF(9, 9), *how))
    result(qtbot, saved, QMessageBox.StandardButton.Discard)
    qtbot.waitUntil(lambda: len(parts.session.document.segment_styles) == 3, timeout=WAIT)
    settled(saved)

    found = parts.session.document
    assert [style.name for style in found.segment_styles] == ["grass", "segment 2", "segment 3"]
    assert (found.segmentation().labels == labels).all()
    assert parts.session.project_path == tmp_path / "p.gmmseg"
    assert not saved.isWindowModified()
    assert preferences.recent()[0] == tmp_path / "p.gmmseg"


def test_undo_goes_back_before_the_project_was_opened_again(saved, qtbot, settled, tmp_path, parts):
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        saved.open(tmp_path / "p.gmmseg")
    settled(saved)

    press(qtbot, saved, "Z")
    settled(saved)

    assert parts.session.document.segment_styles[0].name == "segment 1"


def test_a_damaged_project_offers_each_state_before_it(saved, qtbot, settled, tmp_path, parts):
    path = tmp_path / "p.gmmseg"
    for name in ("meadow", "lawn"):
        touched(saved, name)
        press(qtbot, saved, "S")
        qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    path.write_bytes(path.read_bytes()[:200])
    path.with_name("p.gmmseg.bak1").write_bytes(b"damaged")

    saved.open(path)
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)
    assert [offer.text() for offer in saved.messages.offers] == ["Open .bak1", ".bak2"]
    qtbot.mouseClick(saved.messages.offers[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(saved.messages.offers) == 1 and saved.messages.isVisible(), timeout=WAIT)
    assert saved.messages.text.text().endswith(" Open the state before it, p.gmmseg.bak2.")
    assert saved.messages.offers[0].text() == "Open p.gmmseg.bak2"
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        qtbot.mouseClick(saved.messages.offers[0], Qt.MouseButton.LeftButton)
    settled(saved)

    assert parts.session.document.segment_styles[0].name == "grass"
    assert saved.messages.isHidden()


def test_a_hostile_project_is_refused_and_the_session_stays(saved, qtbot, settled, tmp_path, parts):
    hostile = tmp_path / "evil.gmmseg"
    hostile.write_bytes(b"\x80\x04cos\nsystem\n")
    before = parts.session.document

    saved.open(hostile)
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)

    assert saved.messages.text.text() == (
        "Cannot read evil.gmmseg as a project: it is not text. Give a file that gmmseg has saved."
    )
    assert parts.session.document is before


def test_a_picture_that_moved_is_asked_for_and_found(saved, qtbot, settled, tmp_path, flags, parts):
    folder = tmp_path / "far"
    folder.mkdir()
    project = shutil.move(tmp_path / "p.gmmseg", folder / "p.gmmseg")

    saved.open(project)
    qtbot.waitUntil(saved.messages.isVisible, timeout=WAIT)
    assert saved.messages.text.text() == (
        "The picture flags.png of the project p.gmmseg is not at flags.png any more. "
        "Put it beside the project, or say where it is."
    )
    qtbot.mouseClick(saved.messages.findChild(QPushButton), Qt.MouseButton.LeftButton)
    choose(qtbot, saved, flags)
    qtbot.waitUntil(lambda: parts.session.project_path == project, timeout=WAIT)
    settled(saved)

    assert saved.isWindowModified()  # where its picture is now is not in the file yet
    assert not saved.messages.isVisible()


def test_a_newer_project_opens_with_a_word_and_is_saved_under_another_name(
    saved, qtbot, settled, tmp_path, parts
):
    path = tmp_path / "p.gmmseg"
    values = json.loads(path.read_text()) | {"version": 9, "mood": "blue"}
    del values["checksum"]
    path.write_text(json.dumps({**values, "checksum": projects.checksum(values)}))
    before = path.read_bytes()

    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        saved.open(path)
    settled(saved)
    assert saved.messages.text.text() == (
        "p.gmmseg was made by a newer version of gmmseg and is not written over: "
        "what you do is saved under another name."
    )
    touched(saved, "meadow")
    press(qtbot, saved, "S")
    choose(qtbot, saved, path)
    assert saved.messages.text.text() == (
        f"Cannot write {path}: a newer version of gmmseg made it. Choose another name."
    )
    press(qtbot, saved, "S")
    choose(qtbot, saved, tmp_path / "mine.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)

    assert path.read_bytes() == before
    assert names_in(tmp_path / "mine.gmmseg")[0] == "meadow"


def test_names_that_are_taken_are_not_proposed(tmp_path):
    (tmp_path / "a.gmmseg").touch()
    (tmp_path / "a-2.gmmseg").touch()

    assert unused(tmp_path / "a.gmmseg") == tmp_path / "a-3.gmmseg"
    assert unused(tmp_path / "b.gmmseg") == tmp_path / "b.gmmseg"
