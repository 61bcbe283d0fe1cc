"""Work survives a window that is killed, and is offered to the next one, whole."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image as Picture
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gmmseg.gui.project import autosave
from gmmseg.gui.project.autosave import ago
from gmmseg.gui.widgets import preferences
from gmmseg.imaging.seeds import Click
from gmmseg.io import autosave_files, projects
from gmmseg.io.file_reference import Fingerprint
from gmmseg.session.contents import ProjectFile
from gmmseg.session.edits import objects
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.project.decoding import decoded

ROOT = Path(__file__).parents[3]
WAIT = 120_000
WORKING = """
import sys, time
import gmmseg.gui
from gmmseg.gui.app.application import application
from gmmseg.gui.app.main_window import MainWindow
from gmmseg.session.document import with_settings
from gmmseg.session.edits.segments import merge_segments, rename_segment
from gmmseg.session.edits import objects
from gmmseg.imaging.seeds import Click

def wait(ready):
    while not ready():
        app.processEvents()
        time.sleep(0.01)

app = application()
window = MainWindow()
window.show()
window.controller.change("n_components", 3, "change of segments")
window.open(sys.argv[1])
wait(lambda: window.session.document.is_current)
window.controller.apply("Rename", rename_segment(0, "grass"))
window.controller.apply("Merge", merge_segments([1, 2]))
wait(lambda: window.session.document.is_current)
window.controller.apply("Mark", objects.add_object(Click(25, 15)))
wait(lambda: window.session.uncut is None and not window.controller.is_busy)
wait(lambda: window.autosave_controller.is_kept)
print("kept", flush=True)
wait(lambda: False)
"""


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Let unsaved work lie in an empty folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
def left_behind(flags_of_all, tmp_path_factory):
    """A folder with what a process that was killed left of its work on a picture in it."""
    folder = tmp_path_factory.mktemp("killed")
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-c", WORKING, str(shutil.copy(flags_of_all, folder))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    status_message = process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert status_message == "kept\n"
    return folder


@pytest.fixture
def killed(flags, left_behind, tmp_path):
    """Work of a process that was killed, as if it had been done on the test's own picture."""
    shutil.copytree(left_behind / "state", tmp_path / "state", copy_function=shutil.copy)
    for file in autosave_files.folder().glob("*.gmmseg*"):
        file.write_bytes(file.read_bytes().replace(bytes(left_behind), bytes(tmp_path)))
    return autosave_files.abandoned()[0]


def button(window, title):
    return next(each for each in window.messages.offers if each.text() == title)


def test_work_of_a_killed_process_is_recovered_whole(killed, window, qtbot, settled, tmp_path, parts):
    window.autosave_controller.search()
    assert window.messages.text.text() == "gmmseg was ended a moment ago, before your work was saved."

    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        qtbot.mouseClick(button(window, "Recover"), Qt.MouseButton.LeftButton)
    settled(window)
    qtbot.waitUntil(lambda: parts.session.uncut is None and not autosave_files.abandoned(), timeout=WAIT)

    document = parts.session.document
    assert [style.name for style in document.segment_styles] == ["grass", "segment 2"]
    assert document.groups == {(0,), (1, 2)}
    assert [thing.marks for thing in document.objects] == [(Click(25, 15),)]
    assert [entry.name for entry in parts.session.history.past] == ["Rename", "Merge", "Mark"]
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: window.autosave_controller.is_kept, timeout=WAIT)  # by this window now


def test_discarded_work_is_gone(killed, window, qtbot):
    window.autosave_controller.search()

    qtbot.mouseClick(button(window, "Discard"), Qt.MouseButton.LeftButton)

    assert not killed.exists()
    assert not window.messages.isVisible()
    assert list(autosave_files.folder().iterdir()) == []


def test_where_the_last_state_is_damaged_the_one_before_it_is_opened(killed, window, qtbot, settled, parts):
    killed.replace(projects.backup(killed, 1))
    killed.write_bytes(b"damaged")
    window.autosave_controller.search()

    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        qtbot.mouseClick(button(window, "Recover"), Qt.MouseButton.LeftButton)
    settled(window)

    assert parts.session.document.segment_styles[0].name == "grass"
    qtbot.waitUntil(lambda: not autosave_files.abandoned(), timeout=WAIT)


def test_work_is_kept_after_each_heavy_step_and_forgotten_when_saved(
    flagged, qtbot, settled, tmp_path, parts
):
    assert not flagged.autosave_controller.is_kept  # a picture just opened is nothing to lose

    parts.controller.apply("Merge", merge_segments([0, 1]))
    settled(flagged)
    qtbot.waitUntil(lambda: flagged.autosave_controller.is_kept, timeout=WAIT)
    assert len(list(autosave_files.folder().glob("*.gmmseg"))) == 1
    assert autosave_files.abandoned() == []  # it is ours, and we run

    flagged.save_controller.save_to(tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    qtbot.waitUntil(lambda: not list(autosave_files.folder().glob("*.gmmseg")), timeout=WAIT)


@pytest.fixture
def hasty(monkeypatch):
    """Keep light work soon, for windows that open from now on, instead of after a minute."""
    assert autosave.EVERY == 60_000
    monkeypatch.setattr(autosave, "EVERY", 50)


@pytest.mark.usefixtures("hasty")
def test_light_work_is_kept_within_a_minute_and_only_if_something_changed(flagged, qtbot, parts):
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    assert not flagged.autosave_controller.is_kept

    qtbot.waitUntil(lambda: flagged.autosave_controller.is_kept, timeout=WAIT)
    path = next(autosave_files.folder().glob("*.gmmseg"))
    before = path.stat().st_mtime_ns
    flagged.autosave_controller.keep()

    assert not flagged.autosave_controller.runner.is_busy
    assert path.stat().st_mtime_ns == before


def test_recovered_work_of_a_project_is_saved_where_that_is(flagged, qtbot, settled, tmp_path, parts):
    project_path = tmp_path / "p.gmmseg"
    flagged.save_controller.save_to(project_path)
    qtbot.waitUntil(lambda: parts.session.project_path == project_path, timeout=WAIT)
    parts.controller.apply("Mark", objects.add_object(Click(25, 15)))
    qtbot.waitUntil(lambda: flagged.autosave_controller.is_kept, timeout=WAIT)
    left = Path(next(autosave_files.folder().glob("*.gmmseg"))).rename(
        autosave_files.folder() / "1-left.gmmseg"
    )

    flagged.save_controller.confirm_then = lambda then: then()
    flagged.autosave_controller.search()
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        qtbot.mouseClick(button(flagged, "Recover"), Qt.MouseButton.LeftButton)

    assert parts.session.project_path == project_path
    qtbot.waitUntil(lambda: not left.exists(), timeout=WAIT)


GOING_ON = """
import sys, time
from pathlib import Path
import gmmseg.gui
from gmmseg.gui.app.application import application
from gmmseg.gui.app.main_window import MainWindow
from gmmseg.session.edits.segments import rename_segment

def wait(ready):
    while not ready():
        app.processEvents()
        time.sleep(0.01)

app = application()
window = MainWindow()
window.show()
window.open(sys.argv[1])
wait(lambda: window.session.document.is_current)
window.image_list.add([Path(sys.argv[2])])
wait(lambda: window.session.others.pages)
window.controller.apply("Rename", rename_segment(0, "meadow"))
window.autosave_controller.keep()
wait(lambda: window.autosave_controller.is_kept)
print("kept", flush=True)
wait(lambda: False)
"""


@pytest.fixture
def left(flagged, flags, qtbot, tmp_path, parts):
    """A project as it was saved, of which a process that was killed had done more than is saved."""
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    flagged.save_controller.save_to(tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    other = tmp_path / "b.png"
    Picture.open(flags).transpose(Picture.Transpose.FLIP_LEFT_RIGHT).save(other)
    command = [sys.executable, "-c", GOING_ON, "p.gmmseg", str(other)]  # the way from where it is started
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
    status_message = process.stdout.readline()
    process.kill()
    process.communicate()
    assert status_message == "kept\n"
    return (tmp_path / "p.gmmseg").read_bytes()


def recover(window, qtbot, settled):
    window.autosave_controller.search()
    with qtbot.waitSignal(window.controller.restored, timeout=WAIT):
        qtbot.mouseClick(button(window, "Recover"), Qt.MouseButton.LeftButton)
    settled(window)
    qtbot.waitUntil(lambda: not autosave_files.abandoned(), timeout=WAIT)


def press(window, qtbot, key, modifier=Qt.KeyboardModifier.ControlModifier):
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    qtbot.keyClick(window, key, modifier)


def dialog_of(window, qtbot):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QFileDialog)))
    return next(each for each in window.findChildren(QFileDialog) if each.isVisible())


def test_the_first_save_after_a_crash_goes_to_the_projects_own_file_and_keeps_what_was_there(
    left, flagged, qtbot, settled, tmp_path
):
    recover(flagged, qtbot, settled)
    assert flagged.windowTitle().startswith("p.gmmseg")
    assert flagged.isWindowModified()

    press(flagged, qtbot, "S")
    qtbot.waitUntil(lambda: not flagged.isWindowModified(), timeout=WAIT)

    whole = decoded(projects.read(tmp_path / "p.gmmseg"))
    assert whole.drafts[whole.now].document.segment_styles[0].name == "meadow"
    assert [page.reference.place for page in (whole, *whole.after)] == ["flags.png", "b.png"]
    assert whole.project is None
    assert (tmp_path / "p.gmmseg.bak1").read_bytes() == left
    assert not list(autosave_files.folder().glob("*.gmmseg"))
    assert sorted(path.name for path in preferences.recent()) == ["flags.png", "p.gmmseg"]


def test_what_was_saved_since_the_crash_is_not_written_over_unless_it_is_chosen(
    left, flagged, qtbot, settled, tmp_path
):
    path = tmp_path / "p.gmmseg"
    theirs = left.replace(b"grass", b"herbs")
    path.write_bytes(theirs)
    recover(flagged, qtbot, settled)

    press(flagged, qtbot, "S")
    qtbot.waitUntil(flagged.messages.isVisible, timeout=WAIT)
    reported, kept = flagged.messages.text.text(), path.read_bytes()
    press(flagged, qtbot, "S", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = dialog_of(flagged, qtbot)
    proposed = dialog.selectedFiles()
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: not flagged.isWindowModified(), timeout=WAIT)

    assert "another window or program has changed it since it was opened or saved here" in reported
    assert kept == theirs
    assert proposed == [str(path)]
    assert (tmp_path / "p.gmmseg.bak1").read_bytes() == theirs


def test_work_that_was_rescued_twice_still_knows_its_file(left, flagged, qtbot, settled, tmp_path):
    recover(flagged, qtbot, settled)
    qtbot.waitUntil(lambda: flagged.autosave_controller.is_kept, timeout=WAIT)
    (ours,) = autosave_files.folder().glob("*.gmmseg")

    found = decoded(projects.read(ours))

    assert found.project == ProjectFile(tmp_path / "p.gmmseg", Fingerprint.of(tmp_path / "p.gmmseg"))


def test_recovered_work_that_was_never_saved_asks_where_beside_its_picture(
    killed, window, qtbot, settled, tmp_path, parts
):
    recover(window, qtbot, settled)
    assert window.windowTitle().startswith("flags.png")

    press(window, qtbot, "S")
    dialog = dialog_of(window, qtbot)
    proposed = dialog.selectedFiles()
    dialog.fileSelected.emit(proposed[0])
    dialog.close()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)

    assert proposed == [str(tmp_path / "flags.gmmseg")]
    assert parts.session.project_path == tmp_path / "flags.gmmseg"
    assert not killed.exists()


def test_closing_leaves_nothing(careless, qtbot, parts):
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    careless.autosave_controller.keep()
    qtbot.waitUntil(lambda: careless.autosave_controller.is_kept, timeout=WAIT)

    careless.close()

    assert list(autosave_files.folder().iterdir()) == []


def test_that_work_cannot_be_kept_is_reported_once(flagged, tmp_path, qtbot, parts):
    (tmp_path / "state").write_text("in the way")
    parts.controller.apply("Rename", rename_segment(0, "grass"))

    flagged.autosave_controller.keep()

    assert flagged.messages.text.text().startswith(
        "Unsaved work cannot be kept for the case of a crash. Cannot write"
    )
    flagged.messages.hide()
    flagged.autosave_controller.keep()
    assert not flagged.messages.isVisible()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "a moment ago,"),
        (0.5, "a moment ago,"),
        (1, "1 minute ago,"),
        (59.9, "59 minutes ago,"),
        (130, "2 hours ago,"),
        (1440, "1 day ago,"),
    ],
)
def test_times_are_spelt_out(minutes, words):
    assert ago(minutes) == words


@pytest.fixture
def crashed(careless, flags, qtbot, settled, parts):
    """Work that another window left, of a picture that is lost; the window shows another."""
    lost = flags.with_name("lost.png")
    Picture.open(flags).transpose(Picture.Transpose.FLIP_LEFT_RIGHT).save(lost)
    careless.open(lost)
    qtbot.waitUntil(lambda: parts.session.document.source.path == lost, timeout=WAIT)
    settled(careless)
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    careless.autosave_controller.keep()
    qtbot.waitUntil(lambda: careless.autosave_controller.is_kept, timeout=WAIT)
    (ours,) = autosave_files.folder().glob("*.gmmseg")
    left = ours.rename(autosave_files.folder() / "1-left.gmmseg")
    careless.open(flags)
    qtbot.waitUntil(lambda: parts.session.document.source.path == flags, timeout=WAIT)
    settled(careless)
    lost.unlink()
    return left


def change_and_keep(window, qtbot):
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    window.controller.apply("Rename", rename_segment(0, "herbs"))
    window.autosave_controller.keep()
    qtbot.waitUntil(lambda: window.autosave_controller.is_kept, timeout=WAIT)


def test_work_that_could_not_be_opened_is_not_deleted_by_keeping_other_work(
    crashed, careless, qtbot, settled
):
    careless.autosave_controller.search()
    with qtbot.waitSignal(careless.controller.lost, timeout=WAIT):
        qtbot.mouseClick(button(careless, "Recover"), Qt.MouseButton.LeftButton)

    change_and_keep(careless, qtbot)

    assert autosave_files.abandoned() == [crashed]
    settled(careless)


def test_work_whose_opening_was_stopped_is_offered_again_and_not_deleted(crashed, careless, qtbot, settled):
    careless.autosave_controller.search()
    qtbot.mouseClick(button(careless, "Recover"), Qt.MouseButton.LeftButton)
    careless.controller.cancel()
    qtbot.waitUntil(careless.messages.isVisible, timeout=WAIT)

    change_and_keep(careless, qtbot)

    assert autosave_files.abandoned() == [crashed]
    assert [offer.text() for offer in careless.messages.offers] == ["Recover", "Discard"]
    settled(careless)


def test_recovered_work_that_is_not_kept_yet_outlives_the_opening_of_another_picture(
    crashed, careless, flags, qtbot, settled, parts
):
    Picture.open(flags).transpose(Picture.Transpose.FLIP_LEFT_RIGHT).save(flags.with_name("lost.png"))
    careless.autosave_controller.keep = lambda: None  # as where the disk is full
    careless.autosave_controller.search()
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        qtbot.mouseClick(button(careless, "Recover"), Qt.MouseButton.LeftButton)
    del careless.autosave_controller.keep
    careless.open(flags)
    qtbot.waitUntil(lambda: parts.session.document.source.path == flags, timeout=WAIT)

    change_and_keep(careless, qtbot)

    assert autosave_files.abandoned() == [crashed]
    settled(careless)
