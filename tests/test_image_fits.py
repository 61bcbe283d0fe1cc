"""What a picture is fitted to, and how many segments suit it."""

import numpy as np
import pytest
from sklearn import metrics

import gmmseg
from gmmseg.image_fits import MixtureFamily, one_each
from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.mixture import em
from gmmseg.settings import Settings

COLOURS = np.array([(40, 60, 200), (230, 220, 60), (60, 150, 70), (200, 60, 50)])


@pytest.fixture(scope="module")
def flag():
    """Return four stripes of colour, with grain: (80, 120, 3)."""
    stripes = COLOURS[np.repeat(np.arange(4), 30)]
    grain = np.random.default_rng(0).normal(0, 6, (80, 120, 3))
    return (stripes[None] + grain).clip(0, 255).astype(np.uint8)


def candidates(pixels, counts, **settings):
    image, found = Image.from_array(pixels), []

    def work(workers):
        family = MixtureFamily.of(image, Settings(**settings), workers)
        found.append((family, list(family.candidates(counts, workers))))
        yield from ()

    Job(work).run()
    return found[0]


@pytest.mark.parametrize("method", ["regional", "global"])
@pytest.mark.parametrize("criterion", ["auto", "bic", "icl", "silhouette", "davies_bouldin"])
def test_of_a_range_each_criterion_finds_the_stripes_of_a_flag(flag, method, criterion):
    found = gmmseg.segment(flag, (2, 6), method=method, criterion=criterion, position=0)

    assert len(found.model.segments) == 4
    assert found.notes[-1].startswith("Chose 4 of 2 to 6 segments: ")


@pytest.mark.parametrize("method", ["regional", "global"])
def test_a_range_gives_what_the_number_chosen_of_it_gives(flag, method):
    of_range = gmmseg.segment(flag, range(2, 4), method=method)
    number = int(of_range.notes[-1].split()[1])

    alone = gmmseg.segment(flag, number, method=method)

    np.testing.assert_array_equal(of_range.labels, alone.labels)
    assert alone.notes == of_range.notes[:-1]


def test_a_range_that_has_the_number_found_without_one_changes_nothing(flag):
    np.testing.assert_array_equal(gmmseg.segment(flag, (2, 9)).labels, gmmseg.segment(flag).labels)


def test_a_criterion_without_a_range_chooses_of_2_to_12(flag):
    assert gmmseg.segment(flag, criterion="bic").notes[-1].startswith("Chose 4 of 2 to 12 segments: ")


@pytest.mark.parametrize("method", ["regional", "global"])
def test_labels_are_measured_as_scikit_learn_measures_them(flag, method):
    family, found = candidates(flag, (2, 3), method=method, position=0.5)
    sample = family.learned[1]

    for fit in found:
        labels = em.labels(sample, fit.parameters, fit.owners)
        expected = metrics.davies_bouldin_score(sample, labels)
        assert fit.candidate.davies_bouldin == pytest.approx(expected, rel=1e-6)
        chosen = np.linspace(0, len(sample) - 1, 1000).astype(int)
        expected = metrics.silhouette_score(sample[chosen].astype(float), labels[chosen])
        assert fit.candidate.silhouette == pytest.approx(expected, abs=1e-6)


def test_place_has_no_say_in_the_likelihood_but_in_the_labels(flag):
    (_, without), (_, placed) = (
        candidates(flag, (3,), method="global", position=position) for position in (0, 0.5)
    )

    assert without[0].candidate.icl == placed[0].candidate.icl
    assert without[0].candidate.silhouette != placed[0].candidate.silhouette


@pytest.mark.parametrize("method", ["regional", "global"])
def test_what_is_there_is_found_again_in_halves_of_the_picture(flag, method):
    stability = [fit.candidate.stability for fit in candidates(flag, (4, 9), method=method, position=0)[1]]

    assert stability[0] > 0.95
    assert stability[0] > stability[1]


def test_a_variational_mixture_keeps_the_stripes_and_says_what_it_pruned(flag):
    found = gmmseg.segment(flag, 9, inference="variational")

    assert len(found.model.segments) == 4
    assert found.notes[-1] == (
        "A variational mixture of the whole picture keeps 4 components of at most 9; "
        "the other 5 were pruned, of no weight."
    )
    truth = np.repeat(np.arange(4), 30)[None].repeat(80, axis=0)
    assert metrics.adjusted_rand_score(truth.ravel(), found.labels.ravel()) > 0.99


def test_a_variational_mixture_gives_the_same_bits_on_any_number_of_threads(flag):
    one, two = (gmmseg.segment(flag, inference="variational", threads=n) for n in (1, 2))

    np.testing.assert_array_equal(one.labels, two.labels)
    np.testing.assert_array_equal(one.model.mixture.covariances, two.model.mixture.covariances)


def test_a_picture_of_one_colour_has_one_segment_of_any_range():
    found = gmmseg.segment(np.full((20, 30, 3), 90, np.uint8), (2, 4))

    assert len(found.model.segments) == 1


def test_segments_of_several_components_count_as_one_gaussian_each():
    means = np.array([[0.0, 0.0], [2.0, 0.0], [9.0, 9.0]])
    mixture = em.Parameters(np.array([0.25, 0.25, 0.5]), means, np.stack([np.eye(2)] * 3))

    found = one_each(mixture, np.array([0, 0, 1]), 1)

    np.testing.assert_allclose(found.weights, [0.5, 0.5])
    np.testing.assert_allclose(found.means, [[1], [9]])
    np.testing.assert_allclose(found.covariances, [[[2]], [[1]]])  # 1 within and 1 between
