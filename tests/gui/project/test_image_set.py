"""Pictures come into the project and leave it, and Ctrl+Z takes that back in its turn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gmmseg.session.edits.segments import rename_segment

WAIT = 120_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def go(window, qtbot, parts):
    """A function that presses Ctrl and a letter, or shows a picture, and waits until all is quiet."""

    def is_quiet():
        still = not (
            parts.controller.is_busy
            or window.image_list.runner.is_busy
            or window.save_controller.runner.is_busy
        )
        return still and parts.session.wanted is None

    def go(what, modifier=CTRL):
        if isinstance(what, int):
            window.image_list.show(what)
            qtbot.waitUntil(lambda: parts.session.place == what, timeout=WAIT)
        elif len(what) == 1:
            window.activateWindow()
            qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
            qtbot.keyClick(window, what, modifier)
        else:
            window.actions_by_name[what].trigger()
        qtbot.waitUntil(is_quiet, timeout=WAIT)

    return go


@pytest.fixture
def image_list(window, flags, qtbot, go, parts):
    """The window with a project of three pictures, a name given in the first, which is shown."""
    pixels = np.asarray(Pillow.open(flags))
    files = [flags.with_name(f"{letter}.png") for letter in "abc"]
    for i, path in enumerate(files):
        Pillow.fromarray(np.roll(pixels[::-1], i, axis=2)).save(path)
    parts.controller.change("n_components", 3, "change of segments")
    window.image_list.begin(files)
    qtbot.waitUntil(lambda: window.filmstrip.count() == 3, timeout=WAIT)
    go(0)
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    return window


def names(window):
    return [window.filmstrip.item(i).text() for i in range(window.filmstrip.count())]


def shown(window):
    return window.session.document.source.image.name


def style(window):
    return window.session.document.segment_styles[0].name


def test_undoing_brings_back_a_picture_that_was_not_shown(image_list, go):
    image_list.image_list.remove(2)
    assert names(image_list) == ["a.png", "b.png"]
    assert image_list.actions_by_name["undo"].text() == "&Undo Remove picture c.png"

    go("Z")

    assert names(image_list) == ["a.png", "b.png", "c.png"]
    assert (shown(image_list), style(image_list)) == ("a.png", "grass")
    assert image_list.status.message.text() == "Undone: Remove picture c.png"
    assert not image_list.messages.isVisible()
    assert image_list.actions_by_name["undo"].text() == "&Undo Rename"


def test_undoing_shows_the_picture_again_that_was_shown(image_list, go):
    go("remove_picture")
    assert (names(image_list), shown(image_list)) == (["b.png", "c.png"], "b.png")

    go("Z")

    assert (names(image_list), shown(image_list)) == (["a.png", "b.png", "c.png"], "a.png")
    assert style(image_list) == "grass"
    go("Z")
    assert style(image_list) == "segment 1"


def test_what_was_done_since_is_undone_first_and_histories_stay_whole(image_list, go, parts):
    image_list.image_list.remove(1)
    parts.controller.apply("Rename", rename_segment(1, "sky"))
    go(1)  # c, where nothing was done since
    parts.controller.apply("Rename", rename_segment(0, "sea"))
    go(0)

    go("Z")
    assert [each.name for each in parts.session.document.segment_styles][:2] == ["grass", "segment 2"]
    assert names(image_list) == ["a.png", "c.png"]
    go("Z")
    assert names(image_list) == ["a.png", "b.png", "c.png"]
    assert style(image_list) == "grass"
    go("Z")
    assert style(image_list) == "segment 1"
    go(2)
    assert style(image_list) == "sea"
    go("Z")
    assert style(image_list) == "segment 1"


def test_what_the_history_has_forgotten_keeps_no_picture_away(image_list, go, parts):
    image_list.image_list.remove(2)
    for name in ("sky", "sea", "sand"):
        parts.controller.apply("Rename", rename_segment(0, name))
    history = parts.session.history
    parts.session.history = replace(history, past=history.past[-2:])  # as one that is too long is cut

    for _ in range(2):
        go("Z")
    assert (names(image_list), style(image_list)) == (["a.png", "b.png"], "sky")
    go("Z")

    assert names(image_list) == ["a.png", "b.png", "c.png"]


def test_what_was_undone_is_done_again_in_its_turn(image_list, go):
    image_list.image_list.remove(2)
    go("Z")
    go("Z")
    assert (names(image_list), style(image_list)) == (["a.png", "b.png", "c.png"], "segment 1")

    go("Z", CTRL | SHIFT)
    assert (names(image_list), style(image_list)) == (["a.png", "b.png", "c.png"], "grass")
    assert image_list.actions_by_name["redo"].text() == "&Redo Remove picture c.png"
    go("Z", CTRL | SHIFT)
    assert names(image_list) == ["a.png", "b.png"]
    assert not image_list.actions_by_name["redo"].isEnabled()
    go("Z")
    assert names(image_list) == ["a.png", "b.png", "c.png"]


def test_the_shown_picture_is_taken_out_again(image_list, go):
    go("remove_picture")
    go("Z")

    go("Z", CTRL | SHIFT)

    assert (names(image_list), shown(image_list)) == (["b.png", "c.png"], "b.png")


def test_all_others_come_back_one_by_one(image_list, go):
    for _ in range(2):
        image_list.image_list.remove(1)
    assert not image_list.filmstrip.isVisible()

    go("Z")
    go("Z")

    assert names(image_list) == ["a.png", "b.png", "c.png"]


def test_the_button_and_ctrl_z_bring_a_picture_back_once(image_list, go, qtbot):
    image_list.image_list.remove(2)

    qtbot.mouseClick(image_list.messages.offers[0], Qt.MouseButton.LeftButton)
    go("Z")

    assert names(image_list) == ["a.png", "b.png", "c.png"]
    assert style(image_list) == "segment 1"


def test_one_that_was_added_again_meanwhile_is_there_once(image_list, go, flags, qtbot):
    image_list.image_list.remove(2)
    offer = image_list.messages.offers[0]
    image_list.image_list.add([flags.with_name("c.png")])
    qtbot.waitUntil(lambda: image_list.filmstrip.count() == 3, timeout=WAIT)

    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)

    assert names(image_list) == ["a.png", "b.png", "c.png"]


def test_no_picture_vanishes_by_undo_after_several_were_opened(window, flags, go, qtbot):
    paths = [flags.with_name("a.png"), flags.with_name("b.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    window.image_list.begin(paths)
    qtbot.waitUntil(lambda: window.filmstrip.count() == 2, timeout=WAIT)

    go("Z")

    assert names(window) == ["a.png", "b.png"]
    assert not window.actions_by_name["undo"].isEnabled()


@pytest.fixture
def added(image_list, go, flags, qtbot):
    """The same with two more pictures, added at once."""
    paths = [flags.with_name("d.png"), flags.with_name("e.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    image_list.image_list.add(paths)
    qtbot.waitUntil(lambda: image_list.filmstrip.count() == 5, timeout=WAIT)
    go(0)
    return image_list


def test_added_pictures_leave_together_before_older_acts_are_undone(added, go):
    assert added.actions_by_name["undo"].text() == "&Undo Add 2 pictures"

    go("Z")

    assert names(added) == ["a.png", "b.png", "c.png"]
    assert added.status.message.text() == "Undone: Add 2 pictures"
    assert style(added) == "grass"
    go("Z")
    assert style(added) == "segment 1"
    go("Z", CTRL | SHIFT)
    go("Z", CTRL | SHIFT)
    assert names(added) == ["a.png", "b.png", "c.png", "d.png", "e.png"]
    assert style(added) == "grass"


def test_an_added_picture_that_is_shown_is_left_and_keeps_what_was_undone_in_it(added, go, qtbot, parts):
    go(4)
    parts.controller.apply("Rename", rename_segment(0, "sky"))
    go("Z")
    assert names(added)[4] == "e.png"

    go("Z")
    qtbot.waitUntil(lambda: len(names(added)) == 3, timeout=WAIT)

    assert (names(added), shown(added)) == (["a.png", "b.png", "c.png"], "c.png")
    go("Z", CTRL | SHIFT)
    go(4)
    go("Z", CTRL | SHIFT)
    assert style(added) == "sky"


def test_added_pictures_in_which_something_was_done_stay(added, go, parts):
    go(3)
    parts.controller.apply("Rename", rename_segment(0, "sky"))
    go(1)

    go("Z")

    assert names(added) == ["a.png", "b.png", "c.png", "d.png", "e.png"]


def test_a_single_picture_can_be_joined_and_left_again(flagged, go, flags, qtbot):
    path = flags.with_name("d.png")
    Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), 1, axis=2)).save(path)
    flagged.image_list.add([path])
    qtbot.waitUntil(lambda: flagged.filmstrip.count() == 2, timeout=WAIT)

    go("Z")
    assert not flagged.filmstrip.isVisible()
    go("Z", CTRL | SHIFT)

    assert names(flagged) == ["flags.png", "d.png"]


def test_adding_that_is_undone_before_all_are_there_leaves_none(image_list, go, flags, qtbot, parts):
    paths = [flags.with_name("d.png"), flags.with_name("e.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    image_list.image_list.add(paths)
    qtbot.waitUntil(lambda: image_list.filmstrip.count() > 3, timeout=WAIT)
    parts.controller.undo()
    qtbot.waitUntil(lambda: "Add 2" in image_list.actions_by_name["redo"].text(), timeout=WAIT)

    assert len(parts.session.others.pages) == 2


@pytest.fixture
def saved(image_list, qtbot, tmp_path, parts):
    """The same, saved."""
    image_list.save_controller.save_to(tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: parts.session.is_saved, timeout=WAIT)
    return image_list


@pytest.mark.parametrize("place", [0, 2])
def test_undoing_back_to_what_is_saved_takes_the_mark_away(saved, go, place, parts):
    go(1)
    go(0)
    assert not saved.isWindowModified()

    saved.image_list.remove(place)
    go(parts.session.place)
    marked = saved.isWindowModified()
    go("Z")

    assert marked
    assert names(saved) == ["a.png", "b.png", "c.png"]
    assert not saved.isWindowModified()


def test_what_is_saved_without_the_picture_is_marked_when_it_comes_back(saved, go, qtbot):
    saved.image_list.remove(2)
    go("S")
    qtbot.waitUntil(lambda: not saved.isWindowModified(), timeout=WAIT)

    go("Z")

    assert names(saved) == ["a.png", "b.png", "c.png"]
    assert saved.isWindowModified()


def test_the_last_picture_of_a_project_gives_way_to_another_that_counts_as_saved(saved, go, flags, qtbot):
    for _ in range(2):
        saved.image_list.remove(1)
    assert saved.isWindowModified()

    saved.save_controller.confirm_then = lambda then: then()
    saved.open(flags)
    qtbot.waitUntil(lambda: shown(saved) == "flags.png", timeout=WAIT)

    assert not saved.isWindowModified()


def test_another_picture_that_is_opened_ends_it(image_list, go, flags, qtbot, parts):
    image_list.image_list.remove(2)

    image_list.save_controller.confirm_then = lambda then: then()
    image_list.open(flags)
    qtbot.waitUntil(lambda: shown(image_list) == "flags.png", timeout=WAIT)
    go("Z")

    assert parts.session.others.pages == ()
    assert shown(image_list) == "flags.png"


def test_where_the_picture_to_come_leaves_first_the_next_one_comes(image_list, go, qtbot, parts):
    image_list.image_list.remove(0)  # b is read to be shown in its place

    image_list.image_list.remove(1)
    qtbot.waitUntil(lambda: shown(image_list) == "c.png", timeout=WAIT)

    assert parts.session.others.pages == ()
    go("Z")
    assert (names(image_list), shown(image_list)) == (["a.png", "c.png"], "a.png")


def test_the_last_picture_stays_where_the_one_to_come_leaves_first(image_list, go):
    image_list.image_list.remove(2)
    image_list.image_list.remove(0)

    image_list.image_list.remove(1)
    go("redo")  # which is nothing, but waits
    go("Z")

    assert (names(image_list), shown(image_list)) == (["a.png", "b.png"], "a.png")
    go(1)
    assert names(image_list) == ["a.png", "b.png"]
