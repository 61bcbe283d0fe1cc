import numpy as np
import pytest

from gmmseg.errors import BadSeedsError
from gmmseg.imaging.cutting.cutter import Cutter, ObjectSeeds, reduced_seeds
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import region_tree
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, UNLABELLED, Box, Click, Lasso, Stroke


def overlap(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()


@pytest.fixture(scope="module")
def truth():
    y, x = np.mgrid[:90, :120]
    return (x - 60) ** 2 + (y - 45) ** 2 < 25**2


@pytest.fixture(scope="module")
def picture(truth):
    rng = np.random.default_rng(0)
    colours = np.where(truth[..., None], (180, 90, 60), (60, 110, 150))
    return np.clip(colours + rng.normal(0, 12, colours.shape), 0, 255).astype(np.uint8)


def found(picture, box=None, clicks=(), strokes=None):
    image = Image.from_array(picture)
    return Cutter(image).mask(ObjectSeeds.accepted(picture.shape[:2], box, clicks, strokes))


def test_one_click_finds_a_plain_object(picture, truth):
    assert overlap(found(picture, clicks=[(60, 45, True)]), truth) > 0.95


def test_a_box_finds_a_plain_object(picture, truth):
    assert overlap(found(picture, box=(32, 18, 88, 73)), truth) > 0.95


def test_strokes_find_a_plain_object(picture, truth):
    strokes = np.zeros(truth.shape, np.uint8)
    strokes[45, 50:70] = 1
    strokes[5, 10:110] = 2

    assert overlap(found(picture, strokes=strokes), truth) > 0.95


def test_a_click_after_a_box_takes_away(picture, truth):
    mask = found(picture, box=(32, 18, 88, 73), clicks=[(65, 45, True), (40, 45, False)])

    assert not mask[45, 40]
    assert mask[45, 65]


def test_of_contradicting_clicks_on_one_pixel_the_later_counts(picture):
    mask = found(picture, clicks=[(60, 45, True), (70, 45, True), (70, 45, False)])

    assert not mask[45, 70]


def test_clicks_one_after_another_are_the_same_as_all_at_once(picture):
    cutter, clicks = Cutter(Image.from_array(picture)), [(60, 45, True), (100, 10, False), (75, 50, True)]

    for n in range(1, 4):
        last = cutter.mask(ObjectSeeds.accepted((90, 120), None, clicks[:n], None))

    np.testing.assert_array_equal(last, found(picture, clicks=clicks))


def test_taking_back_a_click_is_as_if_it_never_was(picture):
    cutter = Cutter(Image.from_array(picture))
    before = cutter.mask(ObjectSeeds.accepted((90, 120), None, [(60, 45, True)], None))
    cutter.mask(ObjectSeeds.accepted((90, 120), None, [(60, 45, True), (70, 45, False)], None))

    again = cutter.mask(ObjectSeeds.accepted((90, 120), None, [(60, 45, True)], None))

    np.testing.assert_array_equal(again, before)


def test_pixels_that_are_not_usable_are_not_in_the_object(picture):
    usable = np.ones((90, 120), bool)
    usable[45] = False

    mask = Cutter(Image.from_array(picture, mask=usable)).mask(
        ObjectSeeds.accepted((90, 120), None, [(60, 50, True)], None)
    )

    assert not mask[45].any()
    assert mask[50, 60]


@pytest.mark.parametrize("kind", ["click", "box", "strokes"])
def test_marks_on_pixels_that_are_not_usable_alone_mark_nothing(picture, kind):
    usable = np.ones((90, 120), bool)
    usable[:20] = False
    cutter = Cutter(Image.from_array(picture, mask=usable))
    strokes = np.where(usable, UNLABELLED, INSIDE).astype(np.int16)
    marked = {
        "click": ObjectSeeds((Click(5, 5),)),
        "box": ObjectSeeds(box=Box(5, 5, 15, 15)),
        "strokes": ObjectSeeds(strokes=strokes),
    }

    with pytest.raises(BadSeedsError) as caught:
        cutter.mask(marked[kind])

    assert str(caught.value) == (
        "Cannot cut out an object: every pixel that marks it is transparent, masked out or not a number. "
        "Mark it where the picture has something to show."
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (3, 3), (2, 50, 3)])
def test_the_smallest_pictures_do_not_fail(shape):
    picture = np.zeros(shape, np.uint8)

    assert found(picture, clicks=[(0, 0, True)])[0, 0]
    assert found(picture, box=(0, 0, 99, 99)).shape == shape[:2]
    assert found(picture, strokes=np.ones(shape[:2], int)).all()


def test_a_large_picture_is_cut_by_way_of_a_small_one(picture, truth):
    large = np.kron(picture, np.ones((8, 8, 1), np.uint8))

    mask = found(large, clicks=[(480, 360, True)])

    assert mask.shape == large.shape[:2]
    assert overlap(mask, np.kron(truth, np.ones((8, 8), bool))) > 0.95


def test_without_a_mark_on_the_object_there_is_none(picture):
    with pytest.raises(BadSeedsError) as caught:
        found(picture, clicks=[(3, 3, False)])

    assert str(caught.value) == (
        "Cannot cut out an object: nothing marks it. Give a box around it, a stroke or a click on it."
    )


def test_where_both_classes_meet_in_a_reduced_pixel_the_object_wins():
    ties = np.array([[OUTSIDE, INSIDE, UNLABELLED]], np.int16)

    assert reduced_seeds(ties, 2).tolist() == [[INSIDE, UNLABELLED]]


def test_marks_of_every_kind_find_the_object_as_they_are_made(picture, truth):
    cutter = Cutter(Image.from_array(picture)).ready()

    for marks in (
        [Click(60, 45)],
        [Click(60, 45), Click(20, 20, OUTSIDE)],
        [Stroke(((50, 45), (70, 45)), 2.0)],
        [Stroke(((50, 45), (70, 45)), 2.0), Stroke(((5, 5), (110, 5)), 2.0, OUTSIDE), Click(60, 30)],
        [Lasso(((52, 40), (68, 40), (60, 52)))],
        [Box(32, 18, 88, 73), Click(60, 45)],
    ):
        assert overlap(cutter.marked(marks), truth) > 0.9


def test_marks_give_the_same_as_seeds(picture):
    clicks = [(60, 45, True), (100, 10, False)]

    mask = Cutter(Image.from_array(picture)).marked([Click(60, 45), Click(100, 10, OUTSIDE)])

    np.testing.assert_array_equal(mask, found(picture, clicks=clicks))


def test_a_hierarchy_that_is_known_gives_the_same_object_and_is_not_made_again(picture, monkeypatch):
    image = Image.from_array(picture)
    tree = region_tree(image)
    monkeypatch.setattr(
        "gmmseg.imaging.cutting.region_affinity.region_tree", lambda *_, **__: pytest.fail("made again")
    )

    mask = Cutter(image, tree=tree).marked([Click(60, 45), Click(100, 10, OUTSIDE)])

    monkeypatch.undo()
    np.testing.assert_array_equal(mask, found(picture, clicks=[(60, 45, True), (100, 10, False)]))


def test_marks_beside_the_object_alone_show_none(picture):
    with pytest.raises(BadSeedsError) as caught:
        Cutter(Image.from_array(picture)).marked([Stroke(((5, 5), (110, 5)), 2.0, OUTSIDE)])

    assert str(caught.value) == (
        "Cannot cut out an object: nothing marks it. Give a box around it, a stroke or a click on it."
    )


@pytest.mark.parametrize("factor", [1, 6])
def test_clicks_go_on_from_an_object_that_was_there(picture, truth, factor):
    large, wanted = (part.repeat(factor, axis=0).repeat(factor, axis=1) for part in (picture, truth))
    start = np.zeros(wanted.shape, bool)
    start[: 9 * factor, : 9 * factor] = True
    start[3, 3] = False

    mask = Cutter(Image.from_array(large)).mask(ObjectSeeds((Click(60 * factor, 45 * factor),), start=start))

    assert overlap(mask & wanted, wanted) > 0.95


def test_a_pixel_that_is_the_object_and_is_not_leaves_none(picture):
    with pytest.raises(BadSeedsError) as caught:
        found(picture, clicks=[(60, 45, True), (60, 45, False)])

    assert str(caught.value) == (
        "Cannot cut out an object: the pixel 60,45 is marked as the object's and then as not the object's. "
        "Click on another pixel."
    )


@pytest.fixture(scope="module")
def small_thing():
    """Return a picture of 0.4 MP with a disc of 0.2 % of it, and where that is."""
    y, x = np.mgrid[:540, :760]
    truth = (x - 500) ** 2 + (y - 200) ** 2 < 16**2
    colours = np.where(truth[..., None], (190, 120, 60), (70, 120, 130))
    noise = np.random.default_rng(0).normal(0, 12, colours.shape)
    return np.clip(colours + noise, 0, 255).astype(np.uint8), truth


def test_clicks_on_a_small_thing_look_at_its_every_pixel(small_thing):
    picture, truth = small_thing
    cutter = Cutter(Image.from_array(picture))

    mask = cutter.marked([Click(500, 200), Click(540, 230, OUTSIDE)])

    assert PreparedImage.of(Image.from_array(picture)).factor == 2
    assert (mask[::2] != mask[1::2]).any()  # which squares of 2 pixels would not be
    assert overlap(mask, truth) > 0.97


def test_clicks_on_a_small_thing_one_after_another_are_the_same_as_all_at_once(small_thing):
    picture, _ = small_thing
    cutter, clicks = (
        Cutter(Image.from_array(picture)),
        [(500, 200, True), (540, 230, False), (505, 190, True), (100, 400, True), (300, 300, False)],
    )

    for n in range(1, 6):
        last = cutter.mask(ObjectSeeds.accepted(picture.shape[:2], None, clicks[:n], None))

    np.testing.assert_array_equal(last, found(picture, clicks=clicks))
