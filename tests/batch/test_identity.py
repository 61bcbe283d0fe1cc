"""Which class is which across pictures."""

from dataclasses import replace

import numpy as np

import gmmseg
from gmmseg.batch.identity import doubts, identified, in_colours
from gmmseg.imaging.model import Segment

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
    found = gmmseg.segment(picture, len(order))
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
    found = gmmseg.segment(second, 3)

    model, classes = identified(found, reference)

    assert [segment.name for segment in model.segments] == ["red", "green", "blue"]
    assert [s.colour for s in model.segments] == [s.colour for s in reference.segments]
    labels = classes[found.labels]
    assert [colour_at(labels, other, number) for number in (1, 2, 3)] == [0, 1, 2]


def test_a_segment_that_is_nothing_like_its_class_is_told():
    one, alike, other = (
        (value + np.random.default_rng(value).integers(-5, 6, (60, 60))).astype(np.uint8)
        for value in (60, 62, 160)
    )
    reference = gmmseg.segment(one, 1, position=0).model
    like, _ = identified(gmmseg.segment(alike, 1, position=0), reference)
    unlike, _ = identified(gmmseg.segment(other, 1, position=0), reference)

    assert list(doubts(like, reference)) == []
    sigmas = (other.mean() - one.mean()) / np.sqrt((other.var() + one.var()) / 2)
    [sentence] = doubts(unlike, reference)
    assert sentence == (
        f"Segment 1 is called 'segment 1' as the nearest there is, but its colours are {sigmas:.0f} "
        "sigmas from those: it may be another thing."
    )


def test_a_class_that_is_not_there_owns_nothing():
    reference = reference_of([0, 1, 2], [20, 12, 8])
    second, _ = stripes([2, 0], [20, 10], 1)
    found = gmmseg.segment(second, 2)

    model, classes = identified(found, reference)

    assert [len(segment.components) for segment in model.segments] == [1, 0, 1]
    assert sorted(classes.tolist()) == [0, 1, 3]


def test_components_without_a_partner_join_the_nearest_class():
    reference = reference_of([0, 1], [20, 12])
    second, _ = stripes([0, 1, 2], [20, 15, 10], 1)
    found = gmmseg.segment(second, 3)

    model, classes = identified(found, reference)

    assert sum(len(segment.components) for segment in model.segments) == 3
    assert set(classes.tolist()) == {0, 1, 2}


def test_colours_are_compared_in_raw_units():
    picture, _ = stripes([0, 1], [20, 12], 0)
    model = gmmseg.segment(picture, 2, colour="rgb", position=0.5).model

    mixture = in_colours(model)

    expected = [picture[:, :20].mean(axis=(0, 1)) / 255, picture[:, 20:].mean(axis=(0, 1)) / 255]
    np.testing.assert_allclose(mixture.means, expected, atol=1e-3)
    assert mixture.covariances.shape == (2, 3, 3)
