"""Initialisation of the estimators: as scikit-learn's, as far as that is affordable."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters, Statistics, WeightedSamples
from gmmseg.mixture.fitting import initialisation
from gmmseg.mixture.parameters import Floats, moments
from gmmseg.mixture.sklearn.batches import every_nth, labelled
from gmmseg.mixture.sklearn.passes import Passes
from gmmseg.mixture.sklearn.standardisation import Standardisation

MANY = 20_000  # samples beyond which a start is found on some of them
SAMPLE = 2**14
ROUNDING = 1e-6  # what rounding in single precision may take from a variance, of itself


def start(estimator: Any, passes: Passes, floor: Floats, random_state: Any) -> Parameters | None:
    """Return the mixture that `init_params` asks for, in raw units; None where the user gave all of it.

    `floor` (d,) is what is added to the variances, in units of the work.
    """
    given = [getattr(estimator, name, None) for name in ("weights_init", "means_init", "precisions_init")]
    if all(value is not None for value in given):
        return None
    n, k, kind = passes.summary.n, estimator.n_components, estimator.covariance_type
    if passes.owners is not None:
        sample = labelled(passes.batches(), passes.summary, SAMPLE)
    elif n <= MANY:
        sample = every_nth(passes.batches(), 1, 0)
    else:
        stride = n // SAMPLE
        sample = every_nth(passes.batches(), stride, random_state.randint(stride))
        if estimator.init_params == "kmeans":
            found = _spread(estimator, passes, sample, floor, random_state)
            if found.n_components == k:
                return found
    shares = responsibilities(estimator, sample, random_state, passes.owners)
    return mixture_of_responsibilities(sample, shares, kind, passes.units, floor)


def _spread(
    estimator: Any, passes: Passes, sample: WeightedSamples, floor: Floats, random_state: Any
) -> Parameters:
    """Return a mixture about centres found by k-means; fewer components where samples coincide."""
    summary = passes.summary  # one scale for all features, since k-means weighs them as they are
    units = Standardisation.of(summary.middle, summary.deviations, "spherical", single=passes.units.single)
    found = initialisation.start(
        WeightedSamples(units.samples(sample.samples), sample.weights),
        estimator.n_components,
        covariance_type=estimator.covariance_type,
        regularisation=floor * (passes.units.scale / units.scale) ** 2,
        rng=np.random.default_rng(random_state.randint(2**31)),
    )
    return units.leave(found)


def responsibilities(
    estimator: Any, batch: WeightedSamples, random_state: Any, owners: NDArray[Any] | None
) -> Floats:
    """Return the responsibilities (n, k) to begin with, drawn as scikit-learn draws them.

    `batch` holds n raw samples (n, d), `owners` (k,) the class of each component where samples have classes.
    """
    if owners is None or batch.classes is None:
        return _drawn(estimator.init_params, batch, estimator.n_components, random_state)
    shares = np.zeros((len(batch), estimator.n_components))
    for label in np.unique(owners):  # each class begins among its own samples
        rows, columns = np.flatnonzero(batch.classes == label), np.flatnonzero(owners == label)
        k = min(len(columns), len(rows))
        own = WeightedSamples(batch.samples[rows], None if batch.weights is None else batch.weights[rows])
        shares[np.ix_(rows, columns[:k])] = _drawn(estimator.init_params, own, k, random_state)
    return shares


def _drawn(method: str, batch: WeightedSamples, k: int, random_state: Any) -> Floats:
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


def mixture_of_responsibilities(
    raw: WeightedSamples, shares: NDArray[Any], covariance_type: Any, units: Standardisation, floor: Floats
) -> Parameters:
    """Return the mixture of raw samples (n, d) with given responsibilities (n, k), in raw units.

    A component without any stays in the middle. `floor` (d,) is added to the variances, in `units`.
    """
    weight = np.ones(len(raw)) if raw.weights is None else np.asarray(raw.weights, np.float64)
    weight = weight / weight.mean()
    samples = np.asarray(units.samples(raw.samples), np.float64)
    shares = shares.astype(np.float64) * weight[:, None]
    counts = shares.sum(axis=0) + 10 * np.finfo(np.float64).eps
    about = shares.T @ samples / counts[:, None]
    second = np.stack([_scatter(samples - mean, share) for mean, share in zip(about, shares.T, strict=True)])
    if covariance_type == "tied":
        # As scikit-learn: samples that no component explains spread it too, from where the raw zero is.
        unexplained = np.maximum(weight - shares.sum(axis=1), 0.0)
        second[0] += _scatter(samples + units.shift / units.scale, unexplained)
    sums = np.concatenate([counts[:, None], np.zeros_like(about), _kept(second, covariance_type)], axis=1)
    k, d = about.shape
    assert sums.shape[1] == 1 + d + moments(d, covariance_type)
    origin = Parameters(np.full(k, 1 / k), about.copy(), np.zeros(0), covariance_type)
    found = em.maximisation(Statistics(sums, about, 0.0, counts.sum()), origin, floor, empty=0.0)
    found = regularise(replace(found, weights=counts / len(raw)), counts, single=False)
    return units.leave(found)  # weights as scikit-learn's: few samples explained, little weight


def _scatter(away: Floats, share: Floats) -> Floats:
    """Return the sum of products of deviations (n, d), weighted."""
    used = share > 0
    return (away[used] * share[used][:, None]).T @ away[used]


def _kept(second: Floats, covariance_type: str) -> Floats:
    """Return the moments that a covariance type needs of each component, given all (k, d, d)."""
    match covariance_type:
        case "full" | "tied":
            return second[:, *np.tril_indices(second.shape[1])]
        case "diag":
            return np.diagonal(second, axis1=1, axis2=2)
        case _:
            return np.trace(second, axis1=1, axis2=2)[:, None]


def regularise(found: Parameters, counts: Floats, *, single: bool) -> Parameters:
    """Return a mixture whose components, of `counts` (k,), each explain a trace of a sample in the middle.

    So a component that has shrunk to one sample keeps a variance, as small as rounding errors, and a fit
    goes on. scikit-learn lets components do the same, by the way in which it keeps counts from 0.
    Covariances that are matrices are left alone, as it does; in single precision, where rounding may leave
    one without an inverse that has one in double, its variances grow by as much as rounding can take.
    """
    if found.covariance_type in {"full", "tied"}:
        return _mended(found) if single else found
    trace = 10 * np.finfo(np.float32 if single else np.float64).eps / np.maximum(counts, 1e-300)
    pull = np.minimum(trace, 1.0)[:, None] * found.means**2
    more = pull if found.covariance_type == "diag" else pull.mean(axis=1)
    return replace(found, covariances=found.covariances + more)


def _mended(found: Parameters) -> Parameters:
    covariances = found.covariances.reshape(-1, *found.covariances.shape[-2:]).copy()
    for covariance in covariances:
        try:
            np.linalg.cholesky(covariance)
        except np.linalg.LinAlgError:
            covariance[np.diag_indices_from(covariance)] *= 1 + ROUNDING
    return replace(found, covariances=covariances.reshape(found.covariances.shape))


def with_given(estimator: Any, found: Parameters | None, owners: NDArray[Any] | None) -> Parameters:
    """Return the start with what the user gave in place of what was found, in raw units.

    `owners` (k,) are the classes of the components, where samples have any.
    """
    weights, means, precisions = estimator.weights_init, estimator.means_init, estimator.precisions_init
    if found is not None:
        weights = found.weights if weights is None else weights
        means = found.means if means is None else means
    if precisions is None:
        assert found is not None
        covariances = found.covariances
    elif estimator.covariance_type in {"full", "tied"}:
        covariances = np.linalg.inv(np.asarray(precisions, np.float64))
    else:
        covariances = 1 / np.asarray(precisions, np.float64)
    weights, means, covariances = (np.array(value, np.float64) for value in (weights, means, covariances))
    return Parameters(weights, means, covariances, estimator.covariance_type, owners)
