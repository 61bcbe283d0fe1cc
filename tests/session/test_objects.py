import numpy as np

from gmmseg.imaging.seeds import Box, Click, Lasso, Stroke
from gmmseg.session.objects import Cut, Object, adds


def test_an_object_is_cut_while_its_marks_are_those_of_the_cut():
    thing = Object(1, "dog", (1, 2, 3), (Click(1, 1),))
    cut = Cut((Click(1, 1),), (np.zeros((4, 4), np.uint8),), 0)

    assert not thing.is_cut
    assert thing.taking(cut).is_cut


def test_marks_add_or_take_away():
    assert [adds(mark) for mark in (Click(0, 0), Click(0, 0, 0), Box(0, 0, 2, 2))] == [True, False, True]
    assert [adds(mark) for mark in (Lasso(((0, 0),), 0), Stroke(((0, 0),), 2.0))] == [False, True]
