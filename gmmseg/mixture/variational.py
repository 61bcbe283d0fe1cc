"""Variational Bayes for Gaussian mixtures: the E-step is that of EM, the parameters have distributions.

Bishop (2006), "Pattern Recognition and Machine Learning", section 10.2. Blei and Jordan (2006),
"Variational inference for Dirichlet process mixtures", Bayesian Analysis 1(1), 121-143.
:doi:`10.1214/06-BA104`

The E-step under these distributions is that of an ordinary mixture whose log weights and log determinants
are expected values; so `expected_mixture` returns `Parameters`, to which everything in `em` applies.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betaln, digamma, gammaln

from gmmseg.mixture.em import Statistics
from gmmseg.mixture.parameters import CovarianceType, Floats, Integers, Parameters

WeightPrior = Literal["dirichlet_process", "dirichlet_distribution"]


@dataclass(frozen=True, eq=False)
class Prior:
    """The prior distributions of the parameters.

    Attributes
    ----------
    weights : {"dirichlet_process", "dirichlet_distribution"}
        Distribution of the weights.
    concentration : float
        Of the weights; the smaller, the fewer components.
    mean_precision : float
        How many samples the prior of the means is worth.
    mean : ndarray of shape (d,)
        Where components are expected.
    degrees_of_freedom : float
        How many samples the prior of the covariances is worth; over d - 1.
    covariance : ndarray
        Scatter matrix expected: (d, d) for "full" and "tied", (d,) for "diag", a number for "spherical".
    """

    weights: WeightPrior
    concentration: float
    mean_precision: float
    mean: Floats
    degrees_of_freedom: float
    covariance: Floats


@dataclass(frozen=True, eq=False)
class Posterior:
    """The posterior distributions of the parameters of k components.

    Attributes
    ----------
    concentration : ndarray of shape (k,) or (2, k)
        Parameters of the Dirichlet, or of the two parts of each stick of the Dirichlet process.
    mean_precision : ndarray of shape (k,)
        How many samples the means rest on.
    means : ndarray of shape (k, d)
        Expected means.
    degrees_of_freedom : ndarray of shape (k,) or ()
        How many samples the covariances rest on; one number for "tied".
    covariances : ndarray
        Inverse of the expected precisions, in the shape of the type.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Form of the covariances.
    owners : ndarray of shape (k,) of int, optional
        The class that each component belongs to, where samples have classes.
    """

    concentration: Floats
    mean_precision: Floats
    means: Floats
    degrees_of_freedom: Floats
    covariances: Floats
    covariance_type: CovarianceType
    owners: Integers | None = None


def scale_statistics(statistics: Statistics, weight: float) -> Statistics:
    """Return statistics scaled to a total weight of so many samples, which counts against the prior."""
    times = weight / statistics.n
    return Statistics(statistics.sums * times, statistics.about, statistics.log2_likelihood * times, weight)


def update_posterior(counts: Floats, found: Parameters, prior: Prior) -> Posterior:
    """Return the posterior when `counts` (k,) samples per component have the means and covariances `found`.

    `found` has means (k, d) and covariances in the shape of their type, and `prior` those of one component.
    """
    precision = prior.mean_precision + counts
    means = (prior.mean_precision * prior.mean + counts[:, None] * found.means) / precision[:, None]
    away, pull = found.means - prior.mean, prior.mean_precision / precision
    freedom = prior.degrees_of_freedom + counts
    match found.covariance_type:
        case "full":
            outer = away[:, :, None] * away[:, None, :]
            spread = found.covariances + pull[:, None, None] * outer
            covariances = (prior.covariance + counts[:, None, None] * spread) / freedom[:, None, None]
        case "tied":
            k = len(counts)
            freedom = np.asarray(prior.degrees_of_freedom + counts.sum() / k)
            pulled = (counts * pull * away.T) @ away / k
            covariances = (prior.covariance + found.covariances * counts.sum() / k + pulled) / freedom
        case "diag":
            spread = found.covariances + pull[:, None] * away**2
            covariances = (prior.covariance + counts[:, None] * spread) / freedom[:, None]
        case "spherical":
            spread = found.covariances + pull * (away**2).mean(axis=1)
            covariances = (prior.covariance + counts * spread) / freedom
    concentration = _concentration(counts, prior)
    return Posterior(
        concentration, precision, means, freedom, covariances, found.covariance_type, found.owners
    )


def _concentration(counts: Floats, prior: Prior) -> Floats:
    if prior.weights == "dirichlet_distribution":
        return prior.concentration + counts
    later = np.append(np.cumsum(counts[::-1])[-2::-1], 0.0)
    return np.stack([1.0 + counts, prior.concentration + later])


def weights(concentration: Floats) -> Floats:
    """Return the expected weights, (k,), summing to 1."""
    if concentration.ndim == 1:
        return concentration / concentration.sum()
    taken, left = concentration / concentration.sum(axis=0)
    shares = taken * np.append(1.0, np.cumprod(left[:-1]))
    return shares / shares.sum()


def expected_mixture(posterior: Posterior) -> Parameters:
    """Return the mixture whose expectation is that under `posterior`; its weights do not sum to 1."""
    d = posterior.means.shape[1]
    freedom = posterior.degrees_of_freedom
    log_precision = d * np.log(2) + digamma(0.5 * (freedom - np.arange(d)[:, None])).sum(axis=0)
    logs = _log_weights(posterior.concentration)
    logs = logs + 0.5 * (log_precision - d / posterior.mean_precision - d * np.log(freedom))
    return Parameters(
        np.exp(logs),
        posterior.means.copy(),
        posterior.covariances.copy(),
        posterior.covariance_type,
        posterior.owners,
    )


def _log_weights(concentration: Floats) -> Floats:
    if concentration.ndim == 1:
        return digamma(concentration) - digamma(concentration.sum())
    both = digamma(concentration.sum(axis=0))
    taken, left = digamma(concentration) - both
    return taken + np.append(0.0, np.cumsum(left[:-1]))


def lower_bound(statistics: Statistics, mixture: Parameters, following: Posterior) -> float:
    """Return the bound on the evidence, up to constants: it rises with every step.

    `statistics` are those of `mixture`, in whatever units; `following` is the posterior that they led to.
    """
    d = following.means.shape[1]
    freedom = following.degrees_of_freedom
    log_root = -0.5 * _log_determinants(following) - 0.5 * d * np.log(freedom)
    half = 0.5 * (freedom - np.arange(d)[:, None])
    log_wishart = -(freedom * log_root + freedom * d * 0.5 * np.log(2) + gammaln(half).sum(axis=0))
    if following.covariance_type == "tied":
        total = len(following.means) * float(log_wishart.sum())
    else:
        total = float(log_wishart.sum())
    concentration = following.concentration
    if concentration.ndim == 1:
        log_norm = gammaln(concentration.sum()) - gammaln(concentration).sum()
    else:
        log_norm = -betaln(*concentration).sum()
    precision = 0.5 * d * np.log(following.mean_precision).sum()
    return float(_entropy(statistics, mixture) - total - log_norm - precision)


def _log_determinants(posterior: Posterior) -> Floats:
    """Return the log determinants of the covariances, (k,) or () for "tied"."""
    match posterior.covariance_type:
        case "full" | "tied":
            return np.asarray(np.linalg.slogdet(posterior.covariances)[1])
        case "diag":
            return np.log(posterior.covariances).sum(axis=1)
        case "spherical":
            return posterior.means.shape[1] * np.log(posterior.covariances)


def _entropy(statistics: Statistics, mixture: Parameters) -> float:
    """Return the entropy of the responsibilities, from their sums: no second look at the samples."""
    d = mixture.n_features
    second = statistics.sums[:, 1 + d :]
    match mixture.covariance_type:
        case "full" | "tied":
            precisions = np.swapaxes(mixture.whiteners, 1, 2) @ mixture.whiteners
            twice = 2 * precisions - precisions * np.eye(d)
            distances = (second * twice[:, *np.tril_indices(d)]).sum(axis=1)
        case "diag":
            distances = (second / mixture.covariances).sum(axis=1)
        case "spherical":
            distances = second[:, 0] / mixture.covariances
    explained = np.where(statistics.counts > 0, statistics.counts * mixture.log_scales, 0.0) - 0.5 * distances
    return statistics.log_likelihood - float(explained.sum())
