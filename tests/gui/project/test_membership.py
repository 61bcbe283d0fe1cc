"""Pictures come into the project and leave it, and Ctrl+Z takes that back in its turn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gmmseg.session.edits.appearance import rename_segment

WAIT = 120_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def go(window, qtbot):
    """A function that presses Ctrl and a letter, or shows a picture, and waits until all is quiet."""

    def is_quiet():
        still = not (window.desk.is_busy or window.album.engine.is_busy or window.keeper.engine.is_busy)
        return still and window.session.wanted is None

    def go(what, modifier=CTRL):
        if isinstance(what, int):
            window.album.show(what)
            qtbot.waitUntil(lambda: window.album.place == what, timeout=WAIT)
        elif len(what) == 1:
            window.activateWindow()
            qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
            qtbot.keyClick(window, what, modifier)
        else:
            window.actions_by_name[what].trigger()
        qtbot.waitUntil(is_quiet, timeout=WAIT)

    return go


@pytest.fixture
def album(window, flags, qtbot, go):
    """The window with a project of three pictures, a name given in the first, which is shown."""
    pixels = np.asarray(Pillow.open(flags))
    files = [flags.with_name(f"{letter}.png") for letter in "abc"]
    for i, path in enumerate(files):
        Pillow.fromarray(np.roll(pixels[::-1], i, axis=2)).save(path)
    window.desk.change("n_components", 3, "change of segments")
    window.album.begin(files)
    qtbot.waitUntil(lambda: window.pictures.count() == 3, timeout=WAIT)
    go(0)
    window.desk.apply("Rename", rename_segment(0, "grass"))
    return window


def names(window):
    return [window.pictures.item(i).text() for i in range(window.pictures.count())]


def shown(window):
    return window.session.document.source.image.name


def look(window):
    return window.session.document.looks[0].name


def test_undoing_brings_back_a_picture_that_was_not_shown(album, go):
    album.album.membership.remove(2)
    assert names(album) == ["a.png", "b.png"]
    assert album.actions_by_name["undo"].text() == "&Undo Take out c.png"

    go("Z")

    assert names(album) == ["a.png", "b.png", "c.png"]
    assert (shown(album), look(album)) == ("a.png", "grass")
    assert album.status.message.text() == "Undone: Take out c.png"
    assert not album.message.isVisible()
    assert album.actions_by_name["undo"].text() == "&Undo Rename"


def test_undoing_shows_the_picture_again_that_was_shown(album, go):
    go("remove_picture")
    assert (names(album), shown(album)) == (["b.png", "c.png"], "b.png")

    go("Z")

    assert (names(album), shown(album)) == (["a.png", "b.png", "c.png"], "a.png")
    assert look(album) == "grass"
    go("Z")
    assert look(album) == "segment 1"


def test_what_was_done_since_is_undone_first_and_histories_stay_whole(album, go):
    album.album.membership.remove(1)
    album.desk.apply("Rename", rename_segment(1, "sky"))
    go(1)  # c, where nothing was done since
    album.desk.apply("Rename", rename_segment(0, "sea"))
    go(0)

    go("Z")
    assert [each.name for each in album.session.document.looks][:2] == ["grass", "segment 2"]
    assert names(album) == ["a.png", "c.png"]
    go("Z")
    assert names(album) == ["a.png", "b.png", "c.png"]
    assert look(album) == "grass"
    go("Z")
    assert look(album) == "segment 1"
    go(2)
    assert look(album) == "sea"
    go("Z")
    assert look(album) == "segment 1"


def test_what_the_history_has_forgotten_keeps_no_picture_away(album, go):
    album.album.membership.remove(2)
    for name in ("sky", "sea", "sand"):
        album.desk.apply("Rename", rename_segment(0, name))
    history = album.session.history
    album.session.history = replace(history, past=history.past[-2:])  # as one that is too long is cut

    for _ in range(2):
        go("Z")
    assert (names(album), look(album)) == (["a.png", "b.png"], "sky")
    go("Z")

    assert names(album) == ["a.png", "b.png", "c.png"]


def test_what_was_undone_is_done_again_in_its_turn(album, go):
    album.album.membership.remove(2)
    go("Z")
    go("Z")
    assert (names(album), look(album)) == (["a.png", "b.png", "c.png"], "segment 1")

    go("Z", CTRL | SHIFT)
    assert (names(album), look(album)) == (["a.png", "b.png", "c.png"], "grass")
    assert album.actions_by_name["redo"].text() == "&Redo Take out c.png"
    go("Z", CTRL | SHIFT)
    assert names(album) == ["a.png", "b.png"]
    assert not album.actions_by_name["redo"].isEnabled()
    go("Z")
    assert names(album) == ["a.png", "b.png", "c.png"]


def test_the_shown_picture_is_taken_out_again(album, go):
    go("remove_picture")
    go("Z")

    go("Z", CTRL | SHIFT)

    assert (names(album), shown(album)) == (["b.png", "c.png"], "b.png")


def test_all_others_come_back_one_by_one(album, go):
    for _ in range(2):
        album.album.membership.remove(1)
    assert not album.pictures.isVisible()

    go("Z")
    go("Z")

    assert names(album) == ["a.png", "b.png", "c.png"]


def test_the_button_and_ctrl_z_bring_a_picture_back_once(album, go, qtbot):
    album.album.membership.remove(2)

    qtbot.mouseClick(album.message.offers[0], Qt.MouseButton.LeftButton)
    go("Z")

    assert names(album) == ["a.png", "b.png", "c.png"]
    assert look(album) == "segment 1"


def test_one_that_was_added_again_meanwhile_is_there_once(album, go, flags, qtbot):
    album.album.membership.remove(2)
    offer = album.message.offers[0]
    album.album.add([flags.with_name("c.png")])
    qtbot.waitUntil(lambda: album.pictures.count() == 3, timeout=WAIT)

    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)

    assert names(album) == ["a.png", "b.png", "c.png"]


def test_no_picture_vanishes_by_undo_after_several_were_opened(window, flags, go, qtbot):
    paths = [flags.with_name("a.png"), flags.with_name("b.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    window.album.begin(paths)
    qtbot.waitUntil(lambda: window.pictures.count() == 2, timeout=WAIT)

    go("Z")

    assert names(window) == ["a.png", "b.png"]
    assert not window.actions_by_name["undo"].isEnabled()


@pytest.fixture
def added(album, go, flags, qtbot):
    """The same with two more pictures, added at once."""
    paths = [flags.with_name("d.png"), flags.with_name("e.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    album.album.add(paths)
    qtbot.waitUntil(lambda: album.pictures.count() == 5, timeout=WAIT)
    go(0)
    return album


def test_added_pictures_leave_together_before_older_acts_are_undone(added, go):
    assert added.actions_by_name["undo"].text() == "&Undo Add 2 pictures"

    go("Z")

    assert names(added) == ["a.png", "b.png", "c.png"]
    assert added.status.message.text() == "Undone: Add 2 pictures"
    assert look(added) == "grass"
    go("Z")
    assert look(added) == "segment 1"
    go("Z", CTRL | SHIFT)
    go("Z", CTRL | SHIFT)
    assert names(added) == ["a.png", "b.png", "c.png", "d.png", "e.png"]
    assert look(added) == "grass"


def test_an_added_picture_that_is_shown_is_left_and_keeps_what_was_undone_in_it(added, go, qtbot):
    go(4)
    added.desk.apply("Rename", rename_segment(0, "sky"))
    go("Z")
    assert names(added)[4] == "e.png"

    go("Z")
    qtbot.waitUntil(lambda: len(names(added)) == 3, timeout=WAIT)

    assert (names(added), shown(added)) == (["a.png", "b.png", "c.png"], "c.png")
    go("Z", CTRL | SHIFT)
    go(4)
    go("Z", CTRL | SHIFT)
    assert look(added) == "sky"


def test_added_pictures_in_which_something_was_done_stay(added, go):
    go(3)
    added.desk.apply("Rename", rename_segment(0, "sky"))
    go(1)

    go("Z")

    assert names(added) == ["a.png", "b.png", "c.png", "d.png", "e.png"]


def test_a_single_picture_can_be_joined_and_left_again(flagged, go, flags, qtbot):
    path = flags.with_name("d.png")
    Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), 1, axis=2)).save(path)
    flagged.album.add([path])
    qtbot.waitUntil(lambda: flagged.pictures.count() == 2, timeout=WAIT)

    go("Z")
    assert not flagged.pictures.isVisible()
    go("Z", CTRL | SHIFT)

    assert names(flagged) == ["flags.png", "d.png"]


def test_adding_that_is_undone_before_all_are_there_leaves_none(album, go, flags, qtbot):
    paths = [flags.with_name("d.png"), flags.with_name("e.png")]
    for i, path in enumerate(paths):
        Pillow.fromarray(np.roll(np.asarray(Pillow.open(flags)), i + 1, axis=2)).save(path)
    album.album.add(paths)
    qtbot.waitUntil(lambda: album.pictures.count() > 3, timeout=WAIT)
    album.do_undo()
    qtbot.waitUntil(lambda: "Add 2" in album.actions_by_name["redo"].text(), timeout=WAIT)

    assert len(album.session.others.pages) == 2


@pytest.fixture
def saved(album, qtbot, tmp_path):
    """The same, saved."""
    album.keeper._save_to(tmp_path / "p.gmmseg")
    qtbot.waitUntil(lambda: album.session.is_saved, timeout=WAIT)
    return album


@pytest.mark.parametrize("place", [0, 2])
def test_undoing_back_to_what_is_saved_takes_the_mark_away(saved, go, place):
    go(1)
    go(0)
    assert not saved.isWindowModified()

    saved.album.membership.remove(place)
    go(saved.album.place)
    marked = saved.isWindowModified()
    go("Z")

    assert marked
    assert names(saved) == ["a.png", "b.png", "c.png"]
    assert not saved.isWindowModified()


def test_what_is_saved_without_the_picture_is_marked_when_it_comes_back(saved, go, qtbot):
    saved.album.membership.remove(2)
    go("S")
    qtbot.waitUntil(lambda: not saved.isWindowModified(), timeout=WAIT)

    go("Z")

    assert names(saved) == ["a.png", "b.png", "c.png"]
    assert saved.isWindowModified()


def test_the_last_picture_of_a_project_gives_way_to_another_that_counts_as_saved(saved, go, flags, qtbot):
    for _ in range(2):
        saved.album.membership.remove(1)
    assert saved.isWindowModified()

    saved.keeper.settle_then = lambda then: then()
    saved.open(flags)
    qtbot.waitUntil(lambda: shown(saved) == "flags.png", timeout=WAIT)

    assert not saved.isWindowModified()


def test_another_picture_that_is_opened_ends_it(album, go, flags, qtbot):
    album.album.membership.remove(2)

    album.keeper.settle_then = lambda then: then()
    album.open(flags)
    qtbot.waitUntil(lambda: shown(album) == "flags.png", timeout=WAIT)
    go("Z")

    assert album.session.others.pages == ()
    assert shown(album) == "flags.png"


def test_where_the_picture_to_come_leaves_first_the_next_one_comes(album, go, qtbot):
    album.album.membership.remove(0)  # b is read to be shown in its place

    album.album.membership.remove(1)
    qtbot.waitUntil(lambda: shown(album) == "c.png", timeout=WAIT)

    assert album.session.others.pages == ()
    go("Z")
    assert (names(album), shown(album)) == (["a.png", "c.png"], "a.png")


def test_the_last_picture_stays_where_the_one_to_come_leaves_first(album, go):
    album.album.membership.remove(2)
    album.album.membership.remove(0)

    album.album.membership.remove(1)
    go("redo")  # which is nothing, but waits
    go("Z")

    assert (names(album), shown(album)) == (["a.png", "b.png"], "a.png")
    go(1)
    assert names(album) == ["a.png", "b.png"]
