"""Where a fit of the scikit-learn face begins: as scikit-learn's does, as far as that is affordable."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em, starts
from gmmseg.mixture.em import Batch, Parameters, Statistics
from gmmseg.mixture.estimator_work import Work
from gmmseg.mixture.parameters import Floats, moments

MANY = 20_000  # samples beyond which k-means works on a sample of them
SAMPLE = 2**14


def start(estimator: Any, work: Work, random_state: Any, owners: NDArray[Any] | None) -> Parameters:
    """Return the mixture that `init_params` asks for, in raw units."""
    k, batch = estimator.n_components, work.batch
    floor = work.units.floor(estimator.reg_covar)
    if owners is None and len(batch) > MANY and estimator.init_params == "kmeans":
        rows = slice(random_state.randint(max(1, len(batch) // SAMPLE)), None, max(1, len(batch) // SAMPLE))
        rng = np.random.default_rng(random_state.randint(2**31))
        found = starts.start(
            batch[rows], k, covariance_type=estimator.covariance_type, regularisation=floor, rng=rng
        )
        if found.n_components == k:
            return work.units.leave(found)
    shares = responsibilities(estimator, batch, random_state, owners)
    return work.units.leave(explaining(batch, shares, estimator.covariance_type, floor))


def responsibilities(estimator: Any, batch: Batch, random_state: Any, owners: NDArray[Any] | None) -> Floats:
    """Return the responsibilities (n, k) to begin with, drawn as scikit-learn draws them."""
    if owners is None or batch.classes is None:
        return _drawn(estimator.init_params, batch, estimator.n_components, random_state)
    shares = np.zeros((len(batch), estimator.n_components))
    for label in np.unique(owners):  # each class begins among its own samples
        rows, columns = np.flatnonzero(batch.classes == label), np.flatnonzero(owners == label)
        k = min(len(columns), len(rows))
        own = Batch(
            np.asfortranarray(batch.samples[rows]), None if batch.weights is None else batch.weights[rows]
        )
        shares[np.ix_(rows, columns[:k])] = _drawn(estimator.init_params, own, k, random_state)
    return shares


def _drawn(method: str, batch: Batch, k: int, random_state: Any) -> Floats:
    n = len(batch)
    if method == "random":
        shares = random_state.uniform(size=(n, k))
        return shares / shares.sum(axis=1, keepdims=True)
    from sklearn.cluster import KMeans, kmeans_plusplus

    samples, shares = np.ascontiguousarray(batch.samples), np.zeros((n, k))
    if method == "kmeans":
        labels = (
            KMeans(k, n_init=1, random_state=random_state).fit(samples, sample_weight=batch.weights).labels_
        )
        shares[np.arange(n), labels] = 1
    elif method == "random_from_data":
        shares[random_state.choice(n, size=k, replace=False), np.arange(k)] = 1
    else:
        _, picked = kmeans_plusplus(samples, k, sample_weight=batch.weights, random_state=random_state)
        shares[picked, np.arange(k)] = 1
    return shares


def explaining(batch: Batch, shares: Floats, covariance_type: Any, floor: Floats) -> Parameters:
    """Return the mixture of given responsibilities (n, k); a component without any stays in the middle."""
    if batch.weights is not None:
        shares = shares * batch.weights[:, None]
    samples = np.asarray(batch.samples, np.float64)
    k, d = shares.shape[1], samples.shape[1]
    counts = shares.sum(axis=0) + 10 * np.finfo(np.float64).eps
    about = shares.T @ samples / counts[:, None]
    rows = []
    for c in range(k):
        used = shares[:, c] > 0
        away = samples[used] - about[c]
        second = (away * shares[used, c][:, None]).T @ away
        full = {"full": second[np.tril_indices(d)], "tied": second[np.tril_indices(d)]}
        kept = full.get(covariance_type, np.diag(second) if covariance_type == "diag" else [np.trace(second)])
        rows.append(np.concatenate([[counts[c]], np.zeros(d), kept]))
    sums = np.array(rows)
    assert sums.shape[1] == 1 + d + moments(d, covariance_type)
    origin = Parameters(np.full(k, 1 / k), about.copy(), np.zeros(0), covariance_type)
    found = em.maximisation(Statistics(sums, about, 0.0, counts.sum()), origin, floor, empty=0.0)
    total = len(samples) if batch.weights is None else batch.weights.sum()
    return replace(found, weights=counts / total)  # as scikit-learn: few samples explained, little weight


def with_given(estimator: Any, found: Parameters | None, owners: NDArray[Any] | None) -> Parameters:
    """Return the start with what the user gave in place of what was found, in raw units."""
    weights, means, precisions = estimator.weights_init, estimator.means_init, estimator.precisions_init
    if weights is None:
        assert found is not None
        weights = found.weights
    if means is None:
        assert found is not None
        means = found.means
    if precisions is None:
        assert found is not None
        covariances = found.covariances
    elif estimator.covariance_type in {"full", "tied"}:
        covariances = np.linalg.inv(np.asarray(precisions, np.float64))
    else:
        covariances = 1 / np.asarray(precisions, np.float64)
    weights, means, covariances = (np.array(value, np.float64) for value in (weights, means, covariances))
    return Parameters(weights, means, covariances, estimator.covariance_type, owners)
