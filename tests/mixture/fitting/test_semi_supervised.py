import numpy as np
import pytest

from gmmseg.mixture import em
from gmmseg.mixture.fitting.semi_supervised import LabelledSamples, fit_labelled, vote_classes
from gmmseg.mixture.parameters import Parameters


@pytest.fixture
def sample():
    rng = np.random.default_rng(0)
    centres = np.repeat([(0, 0), (6, 0), (0, 6)], 400, axis=0)
    return (centres + rng.normal(0, 0.7, (1200, 2))).astype(np.float32)


@pytest.fixture
def two():
    """A mixture of two that takes the second and third heap for one."""
    return Parameters(
        np.array([0.34, 0.66]),
        np.array([(0.0, 0.0), (3.0, 3.0)]),
        np.array([np.eye(2) * 0.5, [[10.0, -9.0], [-9.0, 10.0]]]),
        owners=np.array([0, 1]),
    )


def seeds(samples, classes, n_classes):
    return LabelledSamples(np.asarray(samples, np.float32), np.asarray(classes), n_classes)


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_a_class_learns_a_heap_from_a_few_samples(sample, two, kind):
    shapes = {"full": two.covariances, "tied": np.eye(2), "diag": np.ones((2, 2)), "spherical": np.ones(2)}
    start = Parameters(two.weights, two.means, shapes[kind], kind, owners=two.owners)

    found = fit_labelled([sample], start, seeds(sample[800:805], [2] * 5, 3))

    owners = em.labels(sample, found, found.owners)
    assert (owners[800:] == 2).mean() > 0.95
    assert (owners[:400] == 0).mean() > 0.95
    assert (owners[400:800] == 1).mean() > 0.95


def test_a_class_of_one_sample_works(sample, two):
    found = fit_labelled([sample], two, seeds(sample[900:901], [2], 3))

    assert (em.labels(sample, found, found.owners)[800:] == 2).mean() > 0.9


def test_labels_of_what_is_known_already_add_no_component(sample, two):
    found = fit_labelled([sample], two, seeds(sample[[0, 1, 500, 900]], [0, 0, 1, 1], 2))

    assert found.n_components == 2


def test_held_components_stay_where_they_are(sample, two):
    found = fit_labelled([sample], two, seeds(sample[800:805], [2] * 5, 3), held=[0])

    np.testing.assert_array_equal(found.means[0], two.means[0])
    np.testing.assert_array_equal(found.covariances[0], two.covariances[0])
    assert not np.allclose(found.means[1], two.means[1])


def test_components_go_to_the_class_whose_samples_speak_for_them(sample, two):
    assert vote_classes(two, seeds(sample[[0, 500, 900]], [1, 0, 0], 2)).tolist() == [1, 0]


def test_without_ties_the_mixture_is_only_refitted(sample, two):
    found = fit_labelled([sample], two, seeds(np.empty((0, 2)), np.empty(0, int), 2))

    assert found.n_components == 2
    np.testing.assert_array_equal(found.owners, [0, 1])
