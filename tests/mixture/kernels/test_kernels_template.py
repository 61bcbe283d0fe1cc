"""The source of the kernels, run by the interpreter, for every number of features and covariance type."""

from types import SimpleNamespace

import numpy as np
import pytest

from gmmseg.mixture.kernels.kernels_template import MOST_STRAIGHT, entries, source


def interpreted(d, kind, at_once=12, tile=8):
    """Return the kernels as plain Python functions on small tiles."""
    text = source(d, kind, "float64", at_once)
    start, end = text.index("@intrinsic\ndef larger"), text.index("@part\ndef exp2")
    names = {
        "kernel": lambda function: function,
        "part": lambda function: function,
        "wide": lambda: None,
        "larger": max,
    }
    exec(text[:start] + text[end:], names)
    names["TILE"] = tile
    return SimpleNamespace(**names)


@pytest.mark.parametrize("at_once", [12, 22])
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("d", [*range(1, MOST_STRAIGHT + 1), MOST_STRAIGHT + 1])
def test_moments_are_those_of_the_formula(d, kind, at_once):
    rng = np.random.default_rng(d)
    samples, logs, share = rng.normal(size=(d, 8)), rng.random((3, 8)), rng.random(8)
    rows = rng.normal(size=(3, d))
    sums = np.empty(1 + d + len(entries(d, kind)))

    interpreted(d, kind, at_once).moments(samples.ravel(), np.empty(d * 8), rows, 1, logs, share, sums)

    weight, away = logs[1] * share, samples - rows[1][:, None]
    second = (weight * away) @ away.T
    expected = {
        "full": second[np.tril_indices(d)],
        "tied": second[np.tril_indices(d)],
        "diag": np.diag(second),
        "spherical": [np.trace(second)],
    }[kind]
    np.testing.assert_allclose(sums, [weight.sum(), *(away @ weight), *expected], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("d", [*range(1, MOST_STRAIGHT + 1), MOST_STRAIGHT + 1])
def test_densities_are_those_of_the_formula(d, kind):
    rng = np.random.default_rng(d)
    samples, mean, scale = rng.normal(size=(d, 8)), rng.normal(size=d), -3.5
    factors = rng.normal(size=len(entries(d, kind)))
    logs, top = np.empty((1, 8)), np.empty(8)

    row = np.concatenate([mean, factors, [scale]])[None]
    interpreted(d, kind).densities(samples.ravel(), np.empty(d * 8), row, logs, top)

    whitener = np.zeros((d, d))
    if kind in ("full", "tied"):
        whitener[np.tril_indices(d)] = factors
    else:
        np.fill_diagonal(whitener, factors)
    expected = scale - ((whitener @ (samples - mean[:, None])) ** 2).sum(axis=0)
    np.testing.assert_allclose(logs[0], expected, rtol=1e-12)
    np.testing.assert_array_equal(top, logs[0])
