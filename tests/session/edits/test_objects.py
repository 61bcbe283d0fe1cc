import numpy as np
import pytest

from gmmseg.imaging.seeds import Click
from gmmseg.session.document import Document, without_result
from gmmseg.session.edits import objects as edits
from gmmseg.session.objects import COLOURS, Cut


@pytest.fixture
def document():
    return edits.add_object(Click(3, 4))(edits.add_object(Click(1, 2))(Document()))


def cut_of(thing):
    return Cut(thing.marks, (np.ones((2, 3), np.uint8),), 6)


def test_new_objects_have_keys_names_and_colours_of_their_own(document):
    things = document.objects

    assert [(o.key, o.name, o.colour) for o in things] == [
        (1, "object 1", COLOURS[0]),
        (2, "object 2", COLOURS[1]),
    ]


def test_a_key_is_not_used_twice_while_a_later_one_is_there(document):
    after = edits.add_object(Click(0, 0))(edits.remove_object(1)(document))

    assert [thing.key for thing in after.objects] == [2, 3]


def test_marks_come_and_go(document):
    more = edits.add_mark(1, Click(5, 5, 0))(document)
    fewer = edits.remove_mark(1, 0)(more)

    assert more.object_of(1).marks == (Click(1, 2), Click(5, 5, 0))
    assert fewer.object_of(1).marks == (Click(5, 5, 0),)


def test_an_object_without_marks_goes(document):
    after = edits.remove_mark(2, 0)(document)

    assert [thing.key for thing in after.objects] == [1]


def test_the_last_mark_is_changed_in_place(document):
    assert edits.replace_last_mark(1, Click(9, 9))(document).object_of(1).marks == (Click(9, 9),)


def test_names_colours_and_eyes_change(document):
    after = edits.hide_object(1)(
        edits.recolour_object(1, (1, 2, 3))(edits.rename_object(1, "  my  dog ")(document))
    )

    assert (after.object_of(1).name, after.object_of(1).colour, after.object_of(1).hidden) == (
        "my dog",
        (1, 2, 3),
        True,
    )


def test_an_edit_that_changes_nothing_returns_the_same_document(document):
    assert edits.rename_object(1, "  ")(document) is document
    assert edits.add_mark(7, Click(0, 0))(document) is document


def test_a_cut_by_marks_of_before_is_not_taken(document):
    late = cut_of(document.object_of(1))
    after = edits.add_mark(1, Click(5, 5))(document)

    assert edits.set_cut(1, late)(after) is after
    assert edits.set_cut(1, late)(document).object_of(1).is_cut


def test_cuts_take_memory_that_is_given_back(document):
    done = edits.set_cut(1, cut_of(document.object_of(1)))(document)

    assert done.nbytes == 6
    assert without_result(done).nbytes == 0
