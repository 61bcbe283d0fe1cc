"""Stepwise EM: statistics of what was seen before, mixed with those of one more batch."""

from functools import reduce
from operator import add

import numpy as np

from gmmseg.mixture import em
from gmmseg.mixture.em import Parameters, Statistics, WeightedSamples
from gmmseg.mixture.parameters import Floats
from gmmseg.mixture.sklearn.batches import held
from gmmseg.mixture.sklearn.passes import BlockMap, measured
from gmmseg.mixture.sklearn.standardisation import Standardisation

FORGETTING = 0.7  # exponent of the step size of stepwise EM (Cappé and Moulines 2009: from 0.5 to 1)


def per_sample(
    raw: WeightedSamples, units: Standardisation, parameters: Parameters, mapped: BlockMap
) -> Statistics:
    """Return the statistics of raw samples divided by their number, in `units`."""
    found = reduce(add, measured(em.expectation, held(raw), units, parameters, mapped))
    return Statistics(found.sums / found.n, found.about, found.log_likelihood / found.n, 1.0)


def remembered(parameters: Parameters, floor: Floats) -> Statistics:
    """Return the statistics per sample that this mixture maximises: all that is left of old samples."""
    weights, means = parameters.weights / parameters.weights.sum(), parameters.means
    d, full = means.shape[1], parameters.full_covariances
    match parameters.covariance_type:
        case "full" | "tied":
            second = (full - np.diag(floor))[:, *np.tril_indices(d)]
        case "diag":
            second = np.diagonal(full, axis1=1, axis2=2) - floor
        case "spherical":
            second = (np.diagonal(full, axis1=1, axis2=2) - floor.mean()).sum(axis=1)[:, None]
    sums = np.concatenate([np.ones((len(weights), 1)), np.zeros_like(means), second], axis=1)
    return Statistics(sums * weights[:, None], means, 0.0, 1.0)


def mix_statistics(fresh: Statistics, parameters: Parameters, floor: Floats, share: float) -> Statistics:
    """Return the statistics that a mixture stands for mixed with those of a batch, (n of it / n before)."""
    step = (1 + 1 / share) ** -FORGETTING
    old = remembered(parameters, floor).about_points(fresh.about, parameters.covariance_type)
    return Statistics((1 - step) * old.sums + step * fresh.sums, fresh.about, fresh.log_likelihood, 1.0)
