import numpy as np
import pytest

from gmmseg.errors import BadSeedsError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Box, Click, Lasso, Stroke
from gmmseg.job import Job
from gmmseg.session.compute.object_cutting import ObjectCutter, cutting, runs


@pytest.fixture(scope="module")
def truth():
    out = np.zeros((60, 90), bool)
    out[15:45, 10:35] = True
    return out


@pytest.fixture(scope="module")
def cutter(truth):
    pixels = np.where(truth[..., None], (190, 80, 60), (50, 110, 160)).astype(float)
    pixels[15:45, 55:80] = (190, 80, 60)  # a second thing of the same colour
    pixels += np.random.default_rng(0).normal(0, 5, pixels.shape)
    return ObjectCutter(Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8)))


def test_a_click_cuts_out_the_thing_under_it(cutter, truth):
    np.testing.assert_array_equal(cutter.mask((Click(20, 30),)), truth)


def test_a_lasso_drawn_loosely_cuts_out_what_is_in_it(cutter, truth):
    lasso = Lasso(((4, 8), (45, 8), (45, 52), (4, 52)))

    np.testing.assert_array_equal(cutter.mask((lasso,)), truth)


def test_a_second_box_adds_a_second_thing(cutter, truth):
    both = cutter.mask((Box(4, 8, 42, 52), Box(48, 8, 86, 52)))

    assert both[15:45, 55:80].mean() > 0.95
    assert both[truth].mean() > 0.95
    assert both.sum() == pytest.approx(2 * truth[15:45, 10:35].sum() * 1.0, rel=0.05)


def test_strokes_and_lassos_take_away_exactly(cutter, truth):
    stroke, lasso = Stroke(((20.0, 20.0),), 3.0, 0), Lasso(((10, 40), (34, 40), (34, 44), (10, 44)), 0)

    mask = cutter.mask((Click(20, 30), stroke, lasso))

    y, x = np.mgrid[:60, :90]
    wanted = truth & (np.hypot(x - 20, y - 20) > 3) & ~((y >= 40) & (x >= 10) & (x <= 34))
    np.testing.assert_array_equal(mask, wanted)


def test_what_was_painted_before_is_there_after_a_click_elsewhere(cutter, truth):
    mask = cutter.mask((Stroke(((70.0, 30.0),), 2.0), Click(20, 30)))

    assert mask[30, 70]
    assert mask[30, 20]


def test_without_a_mark_that_adds_there_is_nothing(cutter):
    assert not cutter.mask((Click(20, 30, 0),)).any()


def test_marks_one_by_one_are_the_same_as_all_at_once(cutter):
    marks = (
        Box(4, 8, 42, 52),
        Click(20, 30),
        Lasso(((50, 10), (85, 10), (85, 50), (50, 50))),
        Click(70, 30, 0),
    )

    grown = [cutter.mask(marks[:n]) for n in range(1, 5)][-1]

    np.testing.assert_array_equal(grown, ObjectCutter(cutter.image).mask(marks))


def test_paint_adds_and_takes_away_exactly_and_clicks_keep_to_it(cutter, truth):
    added, taken = Stroke(((5.0, 30.0),), 2.0), Stroke(((20.0, 20.0),), 3.0, 0)
    y, x = np.mgrid[:60, :90]
    wanted = (truth | (np.hypot(x - 5, y - 30) <= 2)) & ~(np.hypot(x - 20, y - 20) <= 3)

    painted = cutter.mask((Click(20, 30), added, taken))
    clicked = cutter.mask((Click(20, 30), added, taken, Click(30, 40)))

    np.testing.assert_array_equal(painted, wanted)
    assert clicked[wanted & (np.hypot(x - 5, y - 30) <= 2)].all()
    assert not clicked[np.hypot(x - 20, y - 20) <= 3].any()


def test_a_click_on_paint_of_the_other_class_overrules_it(cutter):
    marks = (Click(20, 30), Stroke(((45.0, 10.0),), 4.0), Click(45, 10, 0))

    mask = cutter.mask(marks)

    assert not mask[10, 45]
    assert mask[30, 20]


def test_what_a_lasso_takes_away_stays_away_however_it_was_painted(cutter):
    lasso = Lasso(((40, 0), (60, 0), (60, 14), (40, 14)), 0)

    mask = cutter.mask((Click(20, 30), Stroke(((45.0, 7.0),), 3.0), lasso, Click(30, 40)))

    assert not mask[7, 45]


def test_an_object_can_begin_with_paint_alone(cutter):
    y, x = np.mgrid[:60, :90]

    mask = cutter.mask((Stroke(((20.0, 30.0), (30.0, 30.0)), 4.0),))

    np.testing.assert_array_equal(mask, np.hypot(x - np.clip(x, 20, 30), y - 30) <= 4)


def test_paint_ties_no_pixel_that_is_not_usable():
    pixels, usable = np.full((20, 20, 3), 90, np.uint8), np.ones((20, 20), bool)
    usable[:, 10:] = False

    mask = ObjectCutter(Image.from_array(pixels, mask=usable)).mask((Stroke(((10.0, 10.0),), 5.0),))

    assert mask.any()
    assert not mask[:, 10:].any()


def test_strokes_run_together():
    a, b, click = Stroke(((1.0, 1.0),), 1.0), Stroke(((2.0, 2.0),), 1.0, 0), Click(0, 0)

    assert runs((a, b, click, b, a)) == [(a, b), (click,), (b, a)]


def test_clicks_run_together_with_the_first_box_before_them():
    box, a, b = Box(0, 0, 2, 2), Click(0, 0), Click(1, 1)
    lasso = Lasso(((0, 0), (1, 0), (1, 1)))

    assert runs((box, a, b, lasso, a, box, b)) == [(box, a, b), (lasso,), (a,), (box,), (b,)]


def test_a_cut_tells_marks_size_and_levels(cutter, truth):
    cut = Job(lambda workers: cutting(cutter, (Click(20, 30),), workers), threads=1).run()

    assert cut.marks == (Click(20, 30),)
    assert cut.n_pixels == truth.sum()
    np.testing.assert_array_equal(cut.levels[0], truth)


def test_more_clicks_than_anybody_makes_are_refused_in_a_sentence(flags):
    marks = (Click(3, 3),) * 1001

    with pytest.raises(BadSeedsError) as caught:
        ObjectCutter(flags).mask(marks)

    assert str(caught.value) == (
        "Cannot cut out an object: 1,001 clicks, boxes and outlines mark it, and at most 1,000 can be "
        "followed. Mark its parts as objects of their own, or paint it."
    )


def test_strokes_are_not_counted(flags):
    marks = tuple(Stroke(((float(n % 40), 3.0),), 0.0) for n in range(1001))

    assert ObjectCutter(flags).mask(marks).sum() == 40
