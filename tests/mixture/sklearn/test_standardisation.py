"""The units that samples are worked on in."""

import numpy as np
import pytest

from gmmseg.mixture.parameters import Parameters
from gmmseg.mixture.sklearn.standardisation import Standardisation


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("single", [True, False])
def test_a_mixture_comes_back_as_it_went(kind, single):
    covariances = {
        "full": np.tile(np.eye(2) * 4, (2, 1, 1)),
        "tied": np.eye(2) * 4,
        "diag": np.full((2, 2), 4.0),
        "spherical": np.full(2, 4.0),
    }[kind]
    parameters = Parameters(np.full(2, 0.5), np.array([[1.0, 100.0], [3.0, 500.0]]), covariances, kind)
    units = Standardisation.around(parameters, single=single)

    back = units.leave(units.enter(parameters))

    np.testing.assert_allclose(back.means, parameters.means)
    np.testing.assert_allclose(back.covariances, parameters.covariances)


def test_samples_are_centred_and_scaled_by_powers_of_two():
    raw = np.array([[1000.0, 2.0**-30], [1002.0, 3 * 2.0**-30]])
    units = Standardisation.of(raw.mean(axis=0), raw.std(axis=0), "full", single=True)

    samples = units.samples(raw)

    assert samples.dtype == np.float32
    np.testing.assert_allclose(samples, [[-1, -1], [1, 1]])
    np.testing.assert_allclose(units.floor(4.0), [4, 2.0**62])
    assert units.log_volume == pytest.approx(-30 * np.log(2))


def test_a_constant_feature_has_a_scale_too():
    units = Standardisation.of(np.zeros(2), np.array([2.0, 0.0]), "full", single=True)

    np.testing.assert_array_equal(units.scale, [2, 2])
