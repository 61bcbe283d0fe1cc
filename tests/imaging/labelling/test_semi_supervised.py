import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadStrokesError
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.semi_supervised import fit_to_seeds


@pytest.fixture(scope="module")
def picture():
    """Four squares of four colours, two of them close, with noise."""
    rng = np.random.default_rng(0)
    pixels = np.zeros((40, 60, 3))
    pixels[:20, :30], pixels[:20, 30:] = (200, 40, 40), (40, 180, 60)
    pixels[20:, :30], pixels[20:, 30:] = (40, 60, 200), (200, 200, 60)
    return np.clip(pixels + rng.normal(0, 6, pixels.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def seeds():
    out = np.zeros((40, 60), int)
    out[5:9, 5:9], out[30:33, 40:44], out[3:6, 40:50] = 1, 1, 2
    return out


def test_every_tied_pixel_keeps_its_class(picture, seeds):
    seeds[25, 5], seeds[26, 5] = 2, 1  # beside each other, in the same colour

    labels = gmmseg.segment(picture, 4, seeds=seeds, method="global").labels

    np.testing.assert_array_equal(labels[seeds > 0], seeds[seeds > 0])


def test_a_class_owns_several_components_of_different_colours(picture, seeds):
    found = gmmseg.segment(picture, 4, seeds=seeds, method="global")

    assert found.n_segments == 2
    assert len(found.model.segments[0].components) >= 2
    assert (found.labels[:20, :30] == 1).mean() > 0.99
    assert (found.labels[20:, 30:] == 1).mean() > 0.99
    assert (found.labels[:20, 30:] == 2).mean() > 0.99


def test_notes_say_nothing_of_segments_that_were_found_before_the_classes(picture, seeds):
    assert gmmseg.segment(picture, seeds=seeds, method="global").notes == ()


def test_a_class_of_one_pixel_works(picture, seeds):
    seeds[30, 10] = 3

    found = gmmseg.segment(picture, 4, seeds=seeds, method="global")

    assert found.labels[30, 10] == 3
    assert (found.labels[20:, :30] == 3).mean() > 0.9


@pytest.mark.parametrize("strength", [0.0, 4.0])
def test_the_spatial_prior_respects_ties_whatever_its_strength(picture, seeds, strength):
    seeds[10, 15] = 2  # in the middle of class 1

    labels = gmmseg.segment(picture, 4, smoothing=strength, seeds=seeds, method="global").labels

    assert labels[10, 15] == 2


def test_the_same_seeds_give_the_same_bits_on_any_number_of_threads(picture, seeds):
    one, two = (gmmseg.segment(picture, 4, seeds=seeds, threads=n, method="global").labels for n in (1, 2))

    assert one.tobytes() == two.tobytes()


def test_minus_one_is_nothing_too(picture, seeds):
    zero, minus = (
        gmmseg.segment(picture, 4, seeds=s, method="global").labels
        for s in (seeds, np.where(seeds, seeds, -1))
    )

    np.testing.assert_array_equal(zero, minus)


def test_masked_pixels_stay_unassigned_even_if_they_are_tied(picture, seeds):
    mask = np.ones(seeds.shape, bool)
    mask[5:9, 5:7] = False

    labels = gmmseg.segment(picture, 4, mask=mask, seeds=seeds, method="global").labels

    assert (labels[~mask] == 0).all()
    assert (labels[mask] > 0).all()


def test_given_owners_are_kept_and_held_components_do_not_move(picture, seeds):
    image = Image.from_array(picture)
    model = gmmseg.segment(picture, 4, method="global").model
    seeds = np.where(seeds == 2, 3, -1).astype(np.int16)

    found = fit_to_seeds(image, model, seeds, owners=np.arange(4), n_classes=4, held=[0])

    np.testing.assert_array_equal(found.mixture.means[0], model.mixture.means[0])
    assert [segment.components[0] for segment in found.segments] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda seeds: seeds[:30],
            "they are of 60 by 30 pixels and the picture of 60 by 40. Draw them on this picture.",
        ),
        (
            lambda seeds: np.minimum(seeds, 1),
            "the classes in them are 1. Mark at least two classes, numbered from 1 without a gap.",
        ),
        (
            lambda seeds: seeds * 0,
            "the classes in them are none. Mark at least two classes, numbered from 1 without a gap.",
        ),
        (
            lambda seeds: seeds * 2,
            "the classes in them are 2, 4. Mark at least two classes, numbered from 1 without a gap.",
        ),
        (
            lambda seeds: seeds * 0.5,
            "they are not whole numbers from -1 to 1000. Use 0 for nothing and a number from 1 for a class.",
        ),
    ],
)
def test_strokes_that_cannot_be_used_are_one_sentence(picture, seeds, change, sentence):
    with pytest.raises(BadStrokesError) as caught:
        gmmseg.segment(picture, 4, seeds=change(seeds), method="global")

    assert str(caught.value) == f"Cannot use these strokes: {sentence}"
