"""What a verbose fit prints."""

import re

import numpy as np
import pytest
import sklearn.mixture

import gmmseg

X = np.random.default_rng(0).normal(size=(200, 2))


@pytest.mark.parametrize("name", ["GaussianMixture", "BayesianGaussianMixture"])
@pytest.mark.parametrize("verbose", [0, 1, 2])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_words_are_scikit_learns(name, verbose, capsys):
    settings = {
        "n_components": 2,
        "random_state": 0,
        "verbose": verbose,
        "verbose_interval": 2,
        "max_iter": 5,
    }
    settings |= {"tol": 0, "n_init": 2}

    printed = []
    for module in (gmmseg, sklearn.mixture):
        getattr(module, name)(**settings).fit(X)
        printed.append(re.sub(r"lapse [\d.]+s", "lapse", capsys.readouterr().out))

    assert printed[0] == printed[1]
