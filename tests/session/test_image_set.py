"""One order of undo, of what was done to the picture that is shown and to the set of pictures."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from gmmseg.session.document import Document, with_settings
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.history import Entry, History
from gmmseg.session.image_set import ImagesAdded, ImageSetHistory, ImagesRemoved
from gmmseg.session.images import OtherImages, ProjectImage
from gmmseg.session.open_image import OpenImage
from gmmseg.session.session import Session


class Doing:
    """Does things in pictures and to their set, as a session does."""

    def __init__(self):
        self.set, self.histories = ImageSetHistory(), {}

    def _change(self, picture, change):
        self.histories[picture] = change(self.histories.get(picture, History()))
        self.set.put_away(picture, self.histories[picture])

    def act(self, picture, n=1):
        """Do something new in a picture."""
        for _ in range(n):
            number = self.set.next_number()
            self._change(picture, lambda history, number=number: history.pushed("act", Document(), number))
            self.set.forget_undone()

    def step(self, picture, n):
        """Redo something in a picture, or undo it where n is negative."""
        for _ in range(abs(n)):
            number, turn = self.set.next_number(), History.redone if n > 0 else History.undone
            self._change(picture, lambda history, turn=turn, k=number: turn(history, Document(), k)[0])

    def undoable(self, picture):
        return self.set.undoable(picture, self.histories.get(picture, History()))

    def redoable(self, picture):
        return self.set.redoable(self.histories.get(picture, History()))

    def remove(self, name, *, again=False):
        page = SimpleNamespace(name=name, key=name)
        self.set.add(ImagesRemoved(page, 0, was_shown=False), again=again)

    def bring(self, *names):
        self.set.add(ImagesAdded(tuple(SimpleNamespace(name=name, key=name) for name in names)))

    def undo(self):
        self.set.undo(self.set.past[-1])

    def redo(self):
        """Do the last again, which was undone; a removal is that of another object."""
        again = self.set.redo()
        if isinstance(again, ImagesAdded):
            self.set.add(again, again=True)
        else:
            self.remove(again.page.name, again=True)
        return again


@pytest.fixture
def doing():
    return Doing()


def test_what_was_done_in_a_picture_before_is_undone_after_the_removal(doing):
    doing.act("a", 3)

    doing.remove("c")

    assert doing.undoable("a").name == "Remove picture c"
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
    assert doing.redo().page.name == "c"
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

    doing.redo()

    assert doing.redoable("a").page.name == "d"


def test_another_project_knows_nothing_of_it(doing):
    doing.remove("c")

    doing.set.clear()

    assert doing.undoable("a") is None


def test_what_a_history_has_forgotten_stands_before_no_removal(doing):
    doing.remove("c")
    doing.act("a")
    assert doing.set.undoable("a", History()).page.name == "c"

    doing.undo()
    doing.step("a", -1)

    assert doing.redoable("a") is None
    assert doing.set.redoable(History()).page.name == "c"


def test_what_was_added_at_once_is_undone_at_once_and_done_again(doing):
    doing.act("a")
    doing.bring("c", "d")
    assert doing.undoable("a").name == "Add 2 pictures"

    doing.undo()
    assert doing.undoable("a") is None
    assert doing.redoable("a").name == "Add 2 pictures"
    doing.redo()

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


@pytest.fixture
def project(document, tmp_path):
    """A session with three pictures a, b and c, the first of which is shown."""
    pictures = {}
    for name in "abc":
        path = tmp_path / f"{name}.png"
        path.write_bytes(name.encode())
        source = OpenImage.of(document.source.image, path, None)
        pictures[name] = replace(document, source=source)
    pages = [ProjectImage.of(pictures[name], History()) for name in "abc"]
    for name, page in zip("abc", pages, strict=True):
        fingerprint = page.contents.reference.fingerprint
        pictures[name] = replace(
            pictures[name], source=replace(pictures[name].source, fingerprint=fingerprint)
        )
    session = Session()
    session.restore(pictures["a"], History(), None, others=OtherImages((), tuple(pages[1:])))
    session.pictures = pictures
    return session


def show(session, name):
    """Turn to another picture, of which a file of the project says nothing but names of acts."""
    left = ProjectImage.of(session.document, session.history)
    place = next(i for i in range(session.n_images) if names(session)[i] == name)
    record = session.others.page(place).contents
    entries = [
        tuple(Entry(title, session.pictures[name]) for title, _ in part)
        for part in (record.past, record.future)
    ]
    return session.turn(
        session.pictures[name], History(*entries), session.others.around(place, left), is_saved=True
    )


def names(session):
    shown = session.document.source.path.name
    before, after = ([page.name for page in part] for part in (session.others.before, session.others.after))
    return [name.removesuffix(".png") for name in (*before, shown, *after)]


def test_a_picture_that_is_not_shown_leaves_at_once_and_comes_back_in_its_place(project):
    removed = project.remove_image(1)
    assert (names(project), removed.name, project.undoable) == (
        ["a", "c"],
        "Remove picture b.png",
        "Remove picture b.png",
    )

    step = project.undo()

    assert (step.name, step.is_of_set, step.place) == ("Remove picture b.png", True, None)
    assert names(project) == ["a", "b", "c"]
    assert (project.undoable, project.redoable) == ("", "Remove picture b.png")


def test_the_picture_that_is_shown_leaves_when_another_is_and_undo_says_to_show_it(project):
    assert project.remove_image(0) is None
    assert names(project) == ["a", "b", "c"]

    removed = show(project, "b")
    assert (names(project), removed.was_shown) == (["b", "c"], True)
    step = project.undo()

    assert (names(project), step.place) == (["a", "b", "c"], 0)


def test_the_picture_that_is_shown_stays_where_people_think_better_of_it(project):
    project.remove_image(0)

    project.stay()
    removed = show(project, "b")

    assert removed is None
    assert names(project) == ["a", "b", "c"]


def test_the_order_outlives_that_pictures_are_put_away(project):
    project.apply("Rename", rename_segment(0, "before"))
    project.remove_image(2)
    project.apply("Rename again", rename_segment(0, "after"))
    for name in ("b", "a"):
        show(project, name)

    reported = []
    for _ in range(3):
        reported.append(project.undoable)
        project.undo()

    assert reported == ["Rename again", "Remove picture c.png", "Rename"]
    assert [project.redo().name for _ in range(3)] == ["Rename", "Remove picture c.png", "Rename again"]


def test_an_act_on_another_picture_is_not_undone_here(project):
    project.remove_image(2)
    show(project, "b")
    project.apply("Rename", rename_segment(0, "sea"))
    show(project, "a")

    assert project.undoable == "Remove picture c.png"


def test_added_pictures_come_into_one_act_and_go_with_the_one_that_is_shown(project, document, tmp_path):
    page = project.others.pages[1]
    project.gather(project.others.without(page))
    added = ImagesAdded()
    project.add_image(page, added)
    assert (names(project), project.undoable) == (["a", "b", "c"], "Add c.png")
    show(project, "c")

    step = project.undo()
    assert (step.leaves, names(project)) == (True, ["a", "b", "c"])
    show(project, "a")

    assert names(project) == ["a", "b"]
    project.redo()
    assert names(project) == ["a", "b", "c"]


def test_what_arrives_after_its_adding_was_undone_comes_when_that_is_done_again(project):
    first, second = project.others.pages
    project.gather(OtherImages())
    added = ImagesAdded()
    project.add_image(first, added)
    project.undo()

    project.add_image(second, added)
    assert (names(project), project.redoable) == (["a"], "Add 2 pictures")
    project.redo()

    assert names(project) == ["a", "b", "c"]


def test_taking_back_an_edit_leaves_the_set_alone(project):
    project.apply("Rename", rename_segment(0, "sea"))
    project.remove_image(2)

    project.undo_edit()

    assert (names(project), project.document.segment_styles[0].name) == (["a", "b"], "segment 1")


def test_a_projects_last_picture_is_not_taken_out_again(project):
    project.remove_image(2)
    project.undo()
    project.gather(OtherImages())

    assert project.redoable == ""
    assert project.redo() is None


def test_what_is_put_back_by_hand_is_undone_once(project):
    removed = project.remove_image(2)
    project.put_back(removed)

    project.put_back(removed)

    assert names(project) == ["a", "b", "c"]
    assert project.undoable == ""


def waiting(session, smoothing):
    """Change a setting whose answer is still to come."""
    session.apply("Smoothing", with_settings(smoothing=smoothing))


def test_a_change_after_a_picture_came_is_an_act_of_its_own(project):
    first, second = project.others.pages
    project.gather(OtherImages((), (first,)))
    for smoothing in (0.5, 0.6):
        waiting(project, smoothing)
    project.add_image(second, ImagesAdded())
    waiting(project, 0.7)

    reported = []
    while step := project.undo():
        reported.append(step.name)

    assert reported == ["Smoothing", "Add c.png", "Smoothing"]


def test_a_change_after_the_set_was_undone_ends_what_could_be_done_again(project):
    waiting(project, 0.5)
    project.remove_image(2)
    project.undo()

    waiting(project, 0.7)

    assert project.redoable == ""
    assert (project.undoable, names(project)) == ("Smoothing", ["a", "b", "c"])


@pytest.mark.parametrize("is_added", [True, False])
def test_after_a_picture_came_or_left_no_undone_change_is_done_again(project, is_added):
    page = project.others.pages[1]
    project.gather(project.others.without(page))
    project.apply("Rename", rename_segment(0, "sea"))
    project.undo()
    assert project.redoable == "Rename"

    if is_added:
        project.add_image(page, ImagesAdded())
    else:
        project.remove_image(1)

    assert project.redoable == ""
    assert project.redo() is None


def test_a_change_is_done_again_after_a_picture_that_was_taken_out_again(project):
    project.remove_image(2)
    project.apply("Rename", rename_segment(0, "sea"))
    for _ in range(2):
        project.undo()

    assert [project.redo().name for _ in range(2)] == ["Remove picture c.png", "Rename"]


def test_what_arrives_after_its_adding_was_undone_for_good_does_not_come(project):
    first, second = project.others.pages
    project.gather(OtherImages())
    added = ImagesAdded()
    project.add_image(first, added)
    project.undo()
    project.apply("Rename", rename_segment(0, "sea"))

    project.add_image(second, added)

    assert (names(project), project.undoable, project.redoable) == (["a"], "Rename", "")
