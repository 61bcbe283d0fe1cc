import numpy as np
import pytest

from gmmseg.mixture.parameters import Parameters
from gmmseg.session.component_edits import (
    AdjustComponent,
    RemoveComponent,
    SplitComponent,
    apply_changes,
    component_keys,
)


@pytest.fixture
def sample():
    rng = np.random.default_rng(0)
    centres = np.repeat([(0, 0), (8, 0), (0, 8)], 300, axis=0)
    return (centres + rng.normal(0, 0.7, (900, 2))).astype(np.float32)


@pytest.fixture
def mixture():
    """The last two heaps are one component."""
    return Parameters(
        np.array([1 / 3, 2 / 3]),
        np.array([(0.0, 0.0), (4.0, 4.0)]),
        np.array([np.eye(2) * 0.5, [[16.5, -16], [-16, 16.5]]]),
    )


def test_a_split_finds_the_two_heaps_of_a_component(mixture, sample):
    found, keys = apply_changes(mixture, [SplitComponent(1, 10_000, 10_001)], sample, 1e-6)

    assert keys == [0, 10_000, 10_001]
    ends = found.means[1:][np.argsort(found.means[1:, 0])]
    np.testing.assert_allclose(ends, [(0, 8), (8, 0)], atol=0.2)


def test_a_half_can_be_taken_away_again(mixture, sample):
    found, keys = apply_changes(
        mixture, [SplitComponent(1, 10_000, 10_001), RemoveComponent(10_001)], sample, 1e-6
    )

    assert keys == [0, 10_000]
    assert found.weights.sum() == pytest.approx(1)


def test_what_is_not_there_cannot_be_changed(mixture, sample):
    found, keys = apply_changes(
        mixture, [RemoveComponent(7), SplitComponent(8, 10_000, 10_001)], sample, 1e-6
    )

    assert (found.n_components, keys) == (2, [0, 1])


def test_the_last_component_stays(mixture, sample):
    found, keys = apply_changes(mixture, [RemoveComponent(0), RemoveComponent(1)], sample, 1e-6)

    assert (found.n_components, keys) == (1, [1])


def test_an_adjusted_component_has_the_weight_and_mean_that_it_was_given(mixture, sample):
    d = mixture.n_features
    other_features = AdjustComponent(1, None, (1.0,) * (d + 1))
    changes = [AdjustComponent(0, 0.25), AdjustComponent(1, None, (3.0,) * d), other_features]

    found, keys = apply_changes(mixture, changes, sample, 1e-6)

    assert found.weights[0] == pytest.approx(0.25)
    assert found.weights.sum() == pytest.approx(1)
    assert found.means[1].tolist() == [3.0] * d
    assert found.means[0].tolist() == mixture.means[0].tolist()
    assert keys == list(range(mixture.n_components))


def test_keys_are_those_of_the_mixture_after_changes(mixture, sample):
    changes = [SplitComponent(1, 10_000, 10_001), AdjustComponent(0, 0.5), RemoveComponent(0)]

    _, keys = apply_changes(mixture, changes, sample, 1e-6)

    assert component_keys(mixture.n_components, changes) == keys
