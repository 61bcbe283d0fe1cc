"""What is kept of a training."""

import numpy as np

from gmmseg import __version__
from gmmseg.imaging.training import LEVELS, Training


def test_it_says_how_well_the_pictures_were_explained():
    rng = np.random.default_rng(3)
    first, second = rng.normal(-4, 1, 5000), rng.normal(-5, 2, 5000)
    both = np.concatenate([first, second])

    training = Training.of(["a" * 64, "b" * 64], [first, second], [30, 10], seed=7)

    assert training.pictures == ("a" * 64, "b" * 64)
    np.testing.assert_allclose([training.mean, training.deviation], [both.mean(), both.std()])
    np.testing.assert_allclose(training.quantiles, np.quantile(both, LEVELS))
    np.testing.assert_allclose(training.spread, abs(first.mean() - second.mean()) / 2)
    assert training.shares == (0.75, 0.25)
    assert (training.seed, training.version) == (7, __version__)
    np.testing.assert_allclose((both < training.floor).mean(), 0.01, atol=1e-4)
