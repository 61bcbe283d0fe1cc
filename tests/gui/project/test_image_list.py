"""Several pictures in one project: turned to, saved in one file, brought back, taken out."""

import shutil

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from gmmseg.io import autosave_files, projects
from gmmseg.session.document import open_image
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.project.decoding import decoded

WAIT = 120_000
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def press(qtbot, window, key, modifier=NONE):
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    qtbot.keyClick(window, key, modifier)


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(9, 9), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), *how))


def choose(qtbot, window, *paths):
    """Choose files in the dialog."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QFileDialog)))
    dialog = next(each for each in window.findChildren(QFileDialog) if each.isVisible())
    dialog.filesSelected.emit([str(path) for path in paths])
    dialog.fileSelected.emit(str(paths[0]))
    dialog.close()


def click(qtbot, window, place):
    """Click on a picture in the strip."""
    strip = window.filmstrip
    middle = strip.visualItemRect(strip.item(place)).center()
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, NONE, middle)


def names(window):
    return [window.filmstrip.item(i).text() for i in range(window.filmstrip.count())]


def name(window):
    return window.session.document.source.image.name


def style(window):
    return window.session.document.segment_styles[0].name


@pytest.fixture
def files(flags):
    """The files of three pictures."""
    pixels = np.asarray(Pillow.open(flags))
    for i, letter in enumerate("abc"):
        Pillow.fromarray(np.roll(pixels[:, ::-1], i, axis=2)).save(flags.with_name(f"{letter}.png"))
    return [flags.with_name(f"{letter}.png") for letter in "abc"]


@pytest.fixture
def quiet(qtbot):
    """A function that waits until a window has nothing to do."""

    def wait(window, shown=None):
        def is_quiet():
            still = not (
                window.controller.is_busy
                or window.image_list.runner.is_busy
                or window.save_controller.runner.is_busy
            )
            return still and window.session.wanted is None and (shown is None or name(window) == shown)

        qtbot.waitUntil(is_quiet, timeout=WAIT)

    return wait


@pytest.fixture
def image_list(window, files, quiet, qtbot, parts):
    """The window with three pictures, the first of which is shown."""
    parts.controller.change("n_components", 3, "change of segments")
    drop(window, *files)
    qtbot.waitUntil(lambda: window.filmstrip.count() == 3, timeout=WAIT)
    quiet(window, "a.png")
    return window


@pytest.fixture
def kept(image_list, qtbot, quiet, tmp_path, parts):
    """The same, with a name given in each of the first two, saved, the second one shown."""
    parts.controller.apply("Rename", rename_segment(0, "A"))
    click(qtbot, image_list, 1)
    quiet(image_list, "b.png")
    parts.controller.apply("Rename", rename_segment(0, "B"))
    press(qtbot, image_list, "S", CTRL)
    choose(qtbot, image_list, tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    return image_list


def test_one_picture_shows_no_strip(flagged):
    assert not flagged.filmstrip.isVisible()
    assert not flagged.actions_by_name["picture_after"].isEnabled()


def test_several_dropped_files_become_one_project(image_list):
    assert image_list.filmstrip.isVisible()
    assert names(image_list) == ["a.png", "b.png", "c.png"]
    assert image_list.filmstrip.currentRow() == 0
    assert not image_list.isWindowModified()


def test_the_status_line_tells_of_the_picture_that_was_turned_to(image_list, qtbot, quiet, parts):
    middle = image_list.canvas.rect().center()
    for place in (QPoint(1, 1), middle):
        qtbot.mouseMove(image_list.canvas, place)

    press(qtbot, image_list, Qt.Key.Key_PageDown)
    quiet(image_list)

    source = parts.session.document.source
    row, column = image_list.canvas.pixel_at(QPointF(middle))
    red, green, blue = source.image.pixels[row, column]
    assert image_list.status.colour.text() == f"RGB {red} {green} {blue}"


def test_each_picture_keeps_its_own_and_undo_stays_in_it(image_list, qtbot, quiet, parts):
    parts.controller.apply("Rename", rename_segment(0, "A"))

    press(qtbot, image_list, Qt.Key.Key_PageDown)
    quiet(image_list, "b.png")
    assert style(image_list) == "segment 1"
    assert not parts.session.history.past
    assert image_list.isWindowModified()  # what was done to the first is not saved
    press(qtbot, image_list, Qt.Key.Key_PageUp)
    quiet(image_list, "a.png")

    assert style(image_list) == "A"
    press(qtbot, image_list, "Z", CTRL)
    assert style(image_list) == "segment 1"
    assert name(image_list) == "a.png"


def test_only_two_pictures_keep_their_pixels_and_labels_are_the_same_again(image_list, qtbot, quiet, parts):
    parts.controller.apply("Rename", rename_segment(0, "A"))
    labels = parts.session.document.segmentation().labels

    for place, shown in ((1, "b.png"), (2, "c.png"), (0, "a.png")):
        click(qtbot, image_list, place)
        quiet(image_list, shown)

    np.testing.assert_array_equal(parts.session.document.segmentation().labels, labels)
    assert style(image_list) == "A"
    kept = [draft.document.parts for page in parts.session.others.pages for draft in page.contents.drafts]
    assert not any(kept)


def test_where_people_looked_is_kept(image_list, qtbot, quiet):
    image_list.canvas.zoom_to(7.0)
    sight = image_list.canvas.sight

    click(qtbot, image_list, 1)
    quiet(image_list, "b.png")
    assert image_list.canvas.sight is None
    click(qtbot, image_list, 0)
    quiet(image_list, "a.png")

    assert image_list.canvas.sight == sight


def test_one_file_holds_all_and_brings_all_back(kept, qtbot, quiet, tmp_path, parts):
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        kept.open(tmp_path / "p.gmmseg")
    quiet(kept, "b.png")

    assert names(kept) == ["a.png", "b.png", "c.png"]
    assert style(kept) == "B"
    click(qtbot, kept, 0)
    quiet(kept, "a.png")
    assert style(kept) == "A"
    assert not kept.isWindowModified()
    assert parts.session.project_path == tmp_path / "p.gmmseg"


def test_what_is_changed_in_a_picture_not_shown_is_unsaved_and_is_saved(kept, qtbot, quiet, tmp_path, parts):
    parts.controller.apply("Rename", rename_segment(0, "BB"))
    click(qtbot, kept, 0)
    quiet(kept, "a.png")
    assert kept.isWindowModified()

    press(qtbot, kept, "S", CTRL)
    qtbot.waitUntil(lambda: not kept.isWindowModified(), timeout=WAIT)

    whole = decoded(projects.read(tmp_path / "p.gmmseg"))
    assert whole.drafts[whole.now].document.segment_styles[0].name == "A"
    assert whole.after[0].drafts[whole.after[0].now].document.segment_styles[0].name == "BB"


def test_a_lost_picture_is_marked_reported_and_found(kept, qtbot, quiet, files, tmp_path, parts):
    shutil.move(files[0], tmp_path.parent / "gone.png")
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        kept.open(tmp_path / "p.gmmseg")
    quiet(kept, "b.png")
    sentence = (
        "The picture a.png of the project p.gmmseg is not at a.png any more. "
        "Put it beside the project, or say where it is."
    )
    assert kept.filmstrip.item(0).toolTip() == sentence

    click(qtbot, kept, 0)
    qtbot.waitUntil(kept.messages.isVisible, timeout=WAIT)
    quiet(kept, "b.png")
    assert kept.messages.text.text() == sentence
    assert kept.status.message.text() == ""
    (offer,) = kept.messages.offers
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    choose(qtbot, kept, tmp_path.parent / "gone.png")
    quiet(kept, "gone.png")

    assert style(kept) == "A"
    assert kept.isWindowModified()  # where it is now is not in the file yet


def test_all_that_lie_where_one_lost_picture_was_found_are_found_with_it(
    kept, qtbot, quiet, files, tmp_path, parts
):
    away = tmp_path.parent / f"{tmp_path.name}-away"
    away.mkdir()
    for path in (files[0], files[2]):
        shutil.move(path, away)
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        kept.open(tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: all(kept.filmstrip.item(i).toolTip() for i in (0, 2)), timeout=WAIT)

    click(qtbot, kept, 0)
    qtbot.waitUntil(lambda: kept.messages.isVisible() and len(kept.messages.offers) == 1, timeout=WAIT)
    qtbot.mouseClick(kept.messages.offers[0], Qt.MouseButton.LeftButton)
    choose(qtbot, kept, away / "a.png")
    quiet(kept, "a.png")
    qtbot.waitUntil(lambda: parts.session.others.pages[-1].folder == away, timeout=WAIT)
    press(qtbot, kept, "S", CTRL)
    qtbot.waitUntil(lambda: not kept.isWindowModified(), timeout=WAIT)

    whole = decoded(projects.read(tmp_path / "p.gmmseg"))
    assert whole.after[-1].reference.was_at(tmp_path).resolve() == away / "c.png"
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        kept.open(tmp_path / "p.gmmseg")
    quiet(kept, "a.png")
    assert names(kept) == ["a.png", "b.png", "c.png"]
    assert not kept.messages.isVisible()


def test_where_the_picture_shown_last_is_lost_it_is_offered_to_find_it(
    kept, qtbot, quiet, files, tmp_path, parts
):
    away = tmp_path.parent / f"{tmp_path.name}-away"
    away.mkdir()
    shutil.move(files[1], away)
    with qtbot.waitSignal(parts.controller.restored, timeout=WAIT):
        kept.open(tmp_path / "p.gmmseg")
    quiet(kept, "a.png")

    (offer,) = kept.messages.offers
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    choose(qtbot, kept, away / "b.png")
    quiet(kept, "b.png")

    assert style(kept) == "B"
    assert not kept.messages.isVisible()


def test_pictures_are_added_once_and_bad_files_are_reported(kept, qtbot, quiet, files, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    copy = shutil.copy(files[2], tmp_path / "copy.png")

    kept.image_list.ask_to_add()
    choose(qtbot, kept, bad, copy)
    qtbot.waitUntil(kept.messages.isVisible, timeout=WAIT)
    quiet(kept)

    assert "bad.png" in kept.messages.text.text()
    assert kept.messages.text.text().endswith("copy.png is in the project already.")
    assert names(kept) == ["a.png", "b.png", "c.png"]
    assert not kept.isWindowModified()


def test_a_bad_first_file_does_not_keep_the_others_out(window, qtbot, quiet, files, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")

    drop(window, bad, *files[:2])
    qtbot.waitUntil(lambda: window.filmstrip.count() == 2, timeout=WAIT)
    quiet(window, "a.png")

    assert "bad.png" in window.messages.text.text()


def test_the_shown_picture_is_taken_out_and_put_back(kept, qtbot, quiet):
    kept.actions_by_name["remove_picture"].trigger()
    quiet(kept, "c.png")
    assert names(kept) == ["a.png", "c.png"]
    assert kept.isWindowModified()

    (offer,) = kept.messages.offers
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)

    assert names(kept) == ["a.png", "b.png", "c.png"]
    click(qtbot, kept, 1)
    quiet(kept, "b.png")
    assert style(kept) == "B"


def test_a_lost_neighbour_is_passed_over_when_the_shown_picture_is_taken_out(kept, qtbot, quiet, files):
    files[2].unlink()
    click(qtbot, kept, 0)
    quiet(kept, "a.png")
    click(qtbot, kept, 2)
    qtbot.waitUntil(kept.messages.isVisible, timeout=WAIT)
    quiet(kept, "a.png")
    click(qtbot, kept, 1)
    quiet(kept, "b.png")

    kept.actions_by_name["remove_picture"].trigger()
    quiet(kept, "a.png")

    assert names(kept) == ["a.png", "c.png"]


def test_opening_another_picture_leaves_the_project_for_good(kept, qtbot, quiet, flags, parts):
    kept.open(flags)
    quiet(kept, "flags.png")

    assert not kept.filmstrip.isVisible()
    assert parts.session.project_path is None
    assert not parts.session.history.past


def test_unsaved_work_of_all_pictures_is_kept_for_the_next_start(kept, qtbot, quiet, parts):
    click(qtbot, kept, 0)
    quiet(kept, "a.png")
    parts.controller.apply("Rename", rename_segment(0, "AA"))
    click(qtbot, kept, 2)
    quiet(kept, "c.png")

    kept.autosave_controller.keep()
    qtbot.waitUntil(lambda: kept.autosave_controller.is_kept, timeout=WAIT)
    (path,) = autosave_files.folder().glob("*.gmmseg")
    whole = decoded(projects.read(path))

    found = [part.drafts[part.now].document.segment_styles[0].name for part in whole.before]
    assert found == ["AA", "B"]
    kept.save_controller.confirm_then = lambda then: then()


def test_the_others_do_not_come_where_the_first_was_not_opened_after_all(flagged, qtbot, quiet, files, parts):
    flagged.image_list.begin(files)
    parts.controller.cancel()
    quiet(flagged, "flags.png")

    flagged.open(files[0])
    quiet(flagged, "a.png")

    assert flagged.filmstrip.count() == 0
    assert parts.session.others.pages == ()


@pytest.fixture
def held():
    """A function that has a runner's work end, and its answer wait until events are worked off."""

    def end(runner):
        runner.engine.quit()
        runner.engine.wait()
        runner.engine.start()

    return end


def test_a_picture_that_was_read_for_another_project_does_not_come_late(
    flagged, qtbot, quiet, files, flags, held, parts
):
    flagged.image_list.add(files[:1])
    held(flagged.image_list.runner)
    parts.controller.put(open_image(parts.session.document.source), flags)
    quiet(flagged, "flags.png")

    assert parts.session.others.pages == ()
    assert not flagged.isWindowModified()


def test_a_refusal_that_was_for_another_project_does_not_come_late(
    flagged, qtbot, quiet, tmp_path, flags, held, parts
):
    flagged.image_list.add([tmp_path / "none.png"])
    held(flagged.image_list.runner)
    parts.controller.put(open_image(parts.session.document.source), flags)
    quiet(flagged, "flags.png")

    assert not flagged.messages.isVisible()


def test_a_picture_that_was_read_is_not_shown_where_people_turned_to_another_since(
    image_list, qtbot, quiet, held
):
    click(qtbot, image_list, 1)
    quiet(image_list, "b.png")
    image_list.image_list.show(2)
    held(image_list.image_list.runner)

    image_list.image_list.show(0)
    quiet(image_list)

    assert name(image_list) == "a.png"


@pytest.mark.parametrize("n_good", [0, 1])
def test_files_that_could_not_be_opened_are_reported_at_once(window, qtbot, quiet, files, tmp_path, n_good):
    missing = [tmp_path / "first.png", tmp_path / "second.png"]

    window.image_list.begin([*missing, *files[:n_good]])
    qtbot.waitUntil(lambda: "first.png" in window.messages.text.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: not window.controller.reader.is_busy, timeout=WAIT)
    quiet(window)

    assert all(path.name in window.messages.text.text() for path in missing)
    window.messages.hide()
    window.open(files[2])
    quiet(window, "c.png")
    assert not window.messages.isVisible()  # nor are they told again
