"""Which class is which across pictures."""

from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.batch.class_matching import (
    FAR,
    GREYS,
    about_other,
    colour_mixture,
    match_classes,
    other_class,
    with_other,
)
from gmmseg.imaging.model import Segment
from gmmseg.mixture.parameters import Parameters

NAMES = ("red", "green", "blue")
COLOURS = np.array([(200, 40, 40), (40, 180, 60), (40, 60, 200)], np.uint8)


def stripes(order, widths, seed):
    """Return a picture of upright stripes with grain."""
    index = np.repeat(order, widths)
    picture = np.broadcast_to(COLOURS[index], (30, len(index), 3)).astype(np.int64)
    grain = np.random.default_rng(seed).integers(-9, 10, picture.shape)
    return (picture + grain).clip(0, 255).astype(np.uint8), index


def reference_of(order, widths):
    """Return a model of stripes whose classes are named after their colours, in that order."""
    picture, index = stripes(order, widths, 0)
    found = gmmseg.segment(picture, len(order), method="global")
    of_label = [colour_at(found.labels, index, number) for number in range(1, found.n_segments + 1)]
    segments = [
        Segment(NAMES[colour], found.model.segments[label].colour, found.model.segments[label].components)
        for colour, label in sorted((colour, label) for label, colour in enumerate(of_label))
    ]
    return replace(found.model, segments=tuple(segments))


def colour_at(labels, index, number):
    """Return the index of the colour that most pixels of a label have."""
    return int(np.median(index[np.nonzero(labels == number)[1]]))


def test_a_class_is_the_same_colour_wherever_it_is_and_however_large():
    reference = reference_of([0, 1, 2], [20, 12, 8])
    second, other = stripes([2, 0, 1], [22, 10, 9], 1)
    found = gmmseg.segment(second, 3, method="global")

    model, classes = match_classes(found, reference)

    assert [segment.name for segment in model.segments] == ["red", "green", "blue", "other"]
    assert [s.colour for s in model.segments[:3]] == [s.colour for s in reference.segments]
    labels = classes[found.labels]
    assert [colour_at(labels, other, number) for number in (1, 2, 3)] == [0, 1, 2]


def even(value, seed=0):
    """Return a grey picture around one value."""
    return (value + np.random.default_rng(seed).integers(-5, 6, (60, 60))).astype(np.uint8)


def apart(one, other):
    """Return how many deviations there are from the mean of one grey picture to that of another."""
    return abs(other.mean() - one.mean()) / np.sqrt((other.var() + one.var()) / 2)


def test_what_is_like_no_class_is_other():
    first, near, far = even(60), even(72, 1), even(74, 2)
    assert apart(first, near) < FAR < apart(first, far)
    reference = gmmseg.segment(first, 1, position=0, method="global").model

    like, of_like = match_classes(gmmseg.segment(near, 1, position=0, method="global"), reference)
    unlike, of_unlike = match_classes(gmmseg.segment(far, 1, position=0, method="global"), reference)

    assert [segment.name for segment in like.segments] == ["segment 1", "other"]
    assert [segment.components for segment in like.segments] == [(0,), ()]
    assert [segment.components for segment in unlike.segments] == [(), (0,)]
    assert (of_like.tolist(), of_unlike.tolist()) == ([0, 1], [0, 2])


def test_what_is_other_takes_no_place_from_what_is_alike():
    reference = reference_of([0, 1], [20, 12])
    found = gmmseg.segment(stripes([2, 1, 0], [20, 12, 8], 1)[0], 3, method="global")

    model, classes = match_classes(found, reference)

    assert [len(segment.components) for segment in model.segments] == [1, 1, 1]
    assert classes[found.labels][0, [0, 25, 38]].tolist() == [3, 2, 1]


@pytest.mark.parametrize(("second", "classes"), [(1.6, [0, 1, 1]), (1.9, [0, 1, 2])])
def test_a_class_is_left_to_itself_unless_it_is_nearly_as_near_as_the_nearest(second, classes):
    found = gmmseg.segment(np.arange(100, dtype=np.uint8).reshape(10, 10), 2, position=0, method="global")

    def placed(*values):
        """Return the segmentation with Gaussians of deviation 1 at these values, in raw units."""
        features = replace(found.model.features, centre=np.zeros(1), scale=np.ones(1))
        mixture = Parameters(np.array([0.5, 0.5]), np.array(values)[:, None], np.ones((2, 1, 1)), "full")
        return replace(found, model=replace(found.model, features=features, mixture=mixture))

    # Of 0 and 4, the second is 0.8 or 0.2 further from 4 than from 0, where the first is.
    _, of_label = match_classes(placed(0.0, second), placed(0.0, 4.0).model)

    assert of_label.tolist() == classes


def test_how_even_something_is_does_not_make_it_other():
    reference = gmmseg.segment(even(100), 1, position=0, method="global").model
    flat = np.full((60, 60), 101, np.uint8)
    flat[0, 0] = 100  # a picture of one colour has no scale

    model, _ = match_classes(gmmseg.segment(flat, 1, position=0, method="global"), reference)

    assert [segment.components for segment in model.segments] == [(0,), ()]


def test_how_much_is_other_is_reported_with_what_is_nearest():
    first, second = even(60), even(160, 1)
    second[:, :15] = first[:, :15]
    reference = gmmseg.segment(first, 1, position=0, noise=1e-3, method="global").model
    found = gmmseg.segment(second, 2, position=0, smoothing=0, noise=1e-3, method="global")
    model, classes = match_classes(found, reference)
    labels = classes.astype(np.uint8)[found.labels]

    [sentence] = about_other(replace(found, model=model, labels=labels), reference)
    nothing = list(about_other(replace(found, model=model, labels=np.ones_like(labels)), reference))

    assert sentence == (
        f"75.0 % of it is 'other', like no class of the model: its colours are "
        f"{apart(first, second[:, 15:]):.1f} sigmas from those of 'segment 1', the nearest."
    )
    assert nothing == []


def test_other_has_a_name_and_a_grey_that_no_class_has():
    taken = [
        Segment(name, colour, ()) for name, colour in (("Other", GREYS[0]), ("other 2", (230, 230, 230)))
    ]

    other = other_class(taken)

    assert (other.name, other.components) == ("other 3", ())
    assert other.colour == (110, 110, 110)
    assert other_class([Segment("sky", (86, 180, 233), ())]).colour == (160, 160, 160)


def test_a_picture_that_is_not_fitted_has_the_same_classes_and_its_labels():
    found = gmmseg.segment(stripes([0, 1], [20, 12], 0)[0], 2, method="global")
    many = tuple(Segment(f"s{i}", (i, i, 0), (i,) if i < 2 else ()) for i in range(255))
    crowded = replace(found, model=replace(found.model, segments=many))

    wider, widest = with_other(found), with_other(crowded)

    assert [segment.name for segment in wider.model.segments] == ["segment 1", "segment 2", "other"]
    np.testing.assert_array_equal(wider.labels, found.labels)
    np.testing.assert_array_equal(wider.sampled.posterior[:, :2], found.sampled.posterior)
    assert (wider.sampled.posterior[:, 2] == 0).all()
    assert (wider.labels.dtype, widest.labels.dtype) == (np.uint8, np.uint16)  # 256 does not fit in a byte


def test_a_class_that_is_not_there_owns_nothing():
    reference = reference_of([0, 1, 2], [20, 12, 8])
    second, _ = stripes([2, 0], [20, 10], 1)
    found = gmmseg.segment(second, 2, method="global")

    model, classes = match_classes(found, reference)

    assert [len(segment.components) for segment in model.segments] == [1, 0, 1, 0]
    assert sorted(classes.tolist()) == [0, 1, 3]


def test_components_without_a_partner_join_the_nearest_class():
    reference = reference_of([0, 1], [20, 12])
    second, index = stripes([0, 1], [20, 12], 1)
    second[:, :8] += 6  # a little lighter
    found = gmmseg.segment(second, 3, noise=0.01, method="global")
    assert found.n_segments == 3

    model, classes = match_classes(found, reference)

    assert [len(segment.components) for segment in model.segments] == [2, 1, 0]
    assert (classes[found.labels] == index + 1).mean() > 0.99


def test_colours_are_compared_in_raw_units():
    picture, _ = stripes([0, 1], [20, 12], 0)
    model = gmmseg.segment(picture, 2, colour="rgb", position=0.5, method="global").model

    mixture = colour_mixture(model)

    expected = [picture[:, :20].mean(axis=(0, 1)) / 255, picture[:, 20:].mean(axis=(0, 1)) / 255]
    np.testing.assert_allclose(mixture.means, expected, atol=1e-3)
    assert mixture.covariances.shape == (2, 3, 3)
