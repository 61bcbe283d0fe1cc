"""In which order removals, additions and what was done in pictures are undone."""

from types import SimpleNamespace

import pytest

from gmmseg.gui.project.membership_history import ImagesAdded, ImageSetHistory, ImagesRemoved
from gmmseg.session.document import Document
from gmmseg.session.history import Entry, History

LONG = History(past=(Entry("act", Document()),), future=(Entry("act", Document()),))


class Doing:
    """Does things in pictures, as a session counts them."""

    def __init__(self):
        self.session, self.history = SimpleNamespace(acts=0, steps=0), ImageSetHistory()

    def act(self, picture, n=1):
        """Do something new."""
        self.session.acts += n
        self.step(picture, n)

    def step(self, picture, n):
        """Redo something, or undo it where n is negative."""
        self.session.steps += n
        self.history.follow(self.session, picture)

    def undoable(self, picture):
        return self.history.undoable(picture, LONG)

    def redoable(self, picture):
        return self.history.redoable(picture, LONG)

    def remove(self, name):
        page = SimpleNamespace(name=name, key=name)
        self.history.add(ImagesRemoved(page, 0, was_shown=False))

    def bring(self, *names):
        self.history.add(ImagesAdded(tuple(SimpleNamespace(name=name, key=name) for name in names)))

    def undo(self):
        self.history.undo(self.history.past[-1])


@pytest.fixture
def doing():
    return Doing()


def test_what_was_done_in_a_picture_before_is_undone_after_the_removal(doing):
    doing.act("a", 3)

    doing.remove("c")

    assert doing.undoable("a").name == "Take out c"
    assert doing.redoable("a") is None


def test_what_was_done_since_is_undone_first_in_the_picture_where_it_was(doing):
    doing.remove("c")
    doing.act("a", 2)

    assert doing.undoable("a") is None
    assert doing.undoable("b") is not None
    doing.step("a", -1)
    assert doing.undoable("a") is None
    doing.step("a", -1)
    assert doing.undoable("a") is not None


def test_of_two_removals_the_later_is_undone_first_and_what_was_done_between_them(doing):
    doing.remove("c")
    doing.act("a")
    doing.remove("d")

    assert doing.undoable("a").page.name == "d"
    doing.undo()
    assert doing.undoable("a") is None
    doing.step("a", -1)
    assert doing.undoable("a").page.name == "c"


def test_what_was_undone_is_done_again_in_reverse(doing):
    doing.act("a")
    doing.remove("c")
    doing.undo()
    assert doing.redoable("a").page.name == "c"
    doing.step("a", -1)

    assert doing.redoable("a") is None  # the act comes first
    doing.step("a", 1)
    assert doing.history.redo().page.name == "c"
    doing.remove("c")
    assert doing.undoable("a").page.name == "c"


def test_something_new_ends_what_could_be_done_again(doing):
    for name in ("c", "d"):
        doing.remove(name)
    doing.undo()
    doing.act("b")
    assert doing.redoable("b") is None

    doing.undo()
    doing.remove("e")
    assert doing.redoable("a") is None


def test_one_of_several_that_are_taken_out_again_leaves_the_others_to_be(doing):
    for name in ("c", "d"):
        doing.remove(name)
    doing.undo()
    doing.undo()

    doing.history.redo()
    doing.remove("c")

    assert doing.redoable("a").page.name == "d"


def test_another_project_knows_nothing_of_it(doing):
    doing.remove("c")

    doing.history.clear()

    assert doing.undoable("a") is None


def test_what_a_history_has_forgotten_stands_before_no_removal(doing):
    doing.remove("c")
    doing.act("a")
    assert doing.history.undoable("a", History()).page.name == "c"

    doing.undo()
    doing.step("a", -1)

    assert doing.redoable("a") is None
    assert doing.history.redoable("a", History()).page.name == "c"


def test_what_was_added_at_once_is_undone_at_once_and_done_again(doing):
    doing.act("a")
    doing.bring("c", "d")
    assert doing.undoable("a").name == "Add 2 pictures"

    doing.undo()
    assert doing.undoable("a") is None
    assert doing.redoable("a").name == "Add 2 pictures"
    doing.history.redo()

    assert doing.undoable("a").keys == {"c", "d"}
    assert doing.redoable("a") is None


def test_an_added_picture_stays_as_long_as_there_is_work_in_it(doing):
    doing.bring("c")
    assert doing.undoable("a").name == "Add c"

    doing.act("c")

    assert doing.undoable("a") is None
    doing.step("c", -1)
    assert doing.undoable("a").name == "Add c"


def test_adding_ends_what_could_be_done_again(doing):
    doing.remove("c")
    doing.undo()

    doing.bring("d")

    assert doing.redoable("a") is None
