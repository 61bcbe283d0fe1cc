"""Semi-supervised EM: samples of known class are explained by components of that class alone.

After Hastie and Tibshirani (1996), "Discriminant analysis by Gaussian mixtures", J. R. Statist. Soc. B
58(1), 155-176 (a mixture for each class), and Basu, Banerjee and Mooney (2002), "Semi-supervised
clustering by seeding", ICML.

Each component is owned by one class. A class whose known samples look like another class's gets a
component of its own for them, so that a few strokes suffice to add a new shade to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, Floats, MapBlocks, Parameters, WeightedSamples

STEPS = 8  # of EM after each round of new components
ROUNDS = 3
WRONG = 0.05  # share of a class's labelled samples that may look like another's
LEAST_SHARE = 0.02  # of the sample that the labels of a class count for together, however few they are
PRIOR = 5.0  # samples that the shape of the component around counts for, beside a new component's own
NARROW = 0.25  # size of that shape
NEW_WEIGHT = 0.5  # of a new component, in those of an average one

ClassIndices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class LabelledSamples:
    """Samples that belong to classes.

    Attributes
    ----------
    samples : ndarray of shape (n, d), float32
        The samples.
    classes : ndarray of shape (n,)
        Class of each, from 0.
    n_classes : int
        Number of classes, with or without samples.
    """

    samples: NDArray[np.float32]
    classes: ClassIndices
    n_classes: int


def vote_classes(parameters: Parameters, seeds: LabelledSamples) -> ClassIndices:
    """Return the class of each component, (k,): the one whose known samples have most weight in it."""
    votes = np.zeros((seeds.n_classes, parameters.n_components))
    logs = _log_densities(seeds.samples, parameters)
    for c in range(seeds.n_classes):
        of_class = logs[seeds.classes == c]
        votes[c] = np.logaddexp.reduce(of_class, axis=0) - np.log(len(of_class)) if len(of_class) else -np.inf
    return votes.argmax(axis=0)


def fit_labelled(
    sample: Sequence[Block],
    parameters: Parameters,
    seeds: LabelledSamples,
    *,
    regularisation: float | Floats = 1e-6,
    held: Sequence[int] = (),
    map_blocks: MapBlocks = map,
) -> Parameters:
    """Return the mixture refitted so that every class explains its labelled samples.

    Parameters
    ----------
    sample : sequence of ndarray of shape (n, d)
        A fair sample of all the data, in blocks.
    parameters : Parameters
        A mixture whose `owners` are classes.
    seeds : LabelledSamples
        The samples whose class is known.
    regularisation : float or ndarray of shape (d,)
        Added to every variance, unit squared.
    held : sequence of int
        Components that keep mean and covariance.
    map_blocks : callable
        `map`, or a thread pool's.

    Notes
    -----
    The given components keep their order; new ones come after them.
    """
    blocks = [*sample, _weighed(seeds, sum(len(block) for block in sample))] if len(seeds.classes) else sample
    for _ in range(ROUNDS):
        more = _with_new_components(parameters, seeds, regularisation)
        grown = more.n_components > parameters.n_components
        parameters = _refitted(blocks, more, regularisation, held, map_blocks)
        if not grown:
            break
    return parameters


def _refitted(
    blocks: Sequence[Block],
    start: Parameters,
    regularisation: float | Floats,
    held: Sequence[int],
    map_blocks: MapBlocks,
) -> Parameters:
    now = start
    for _ in range(STEPS):
        statistics = em.expectation_of_blocks(blocks, now, map_blocks)
        now = _holding(em.maximisation(statistics, now, regularisation, keep=True), start, held)
    return now


def _holding(now: Parameters, start: Parameters, held: Sequence[int]) -> Parameters:
    """Return the mixture with the held components where they were; only their weights may change."""
    if not len(held):
        return now
    means, covariances, index = now.means.copy(), now.covariances.copy(), list(held)
    means[index] = start.means[index]
    if now.covariance_type != "tied":  # one covariance for all is nobody's own
        covariances[index] = start.covariances[index]
    return replace(now, means=means, covariances=covariances)


def _weighed(seeds: LabelledSamples, n: int) -> WeightedSamples:
    """Return the labelled samples, weighed so that a class of few counts as well."""
    counts = np.bincount(seeds.classes, minlength=seeds.n_classes)
    weights = np.maximum(1, LEAST_SHARE * n / np.maximum(counts, 1))
    return WeightedSamples(seeds.samples, weights[seeds.classes], seeds.classes)


def _with_new_components(
    parameters: Parameters, seeds: LabelledSamples, regularisation: float | Floats
) -> Parameters:
    """Return the mixture with a component more for each class whose labelled samples look like another's."""
    assert parameters.owners is not None
    if not len(seeds.classes):
        return parameters
    shares = em.posterior(seeds.samples, parameters)
    responsible = parameters.owners[shares.argmax(axis=1)]
    nearest = shares.argmax(axis=1)
    for c in range(seeds.n_classes):
        of_class = seeds.classes == c
        wrong = of_class & (responsible != c)
        if of_class.any() and (wrong.sum() > WRONG * of_class.sum() or c not in parameters.owners):
            chosen = wrong if wrong.any() else of_class
            around = int(np.bincount(nearest[chosen]).argmax())
            parameters = _joined(parameters, seeds.samples[chosen], around, c, regularisation)
    return parameters


def _joined(
    parameters: Parameters, samples: NDArray[np.float32], around: int, owner: int, floor: float | Floats
) -> Parameters:
    """Return the mixture with a component for `samples`, shaped after the one `around` where they are few."""
    assert parameters.owners is not None
    mean = samples.mean(axis=0, dtype=np.float64)
    away = samples.astype(np.float64) - mean
    shape = NARROW * parameters.full_covariances[around]
    matrix = (away.T @ away + PRIOR * shape) / (len(samples) + PRIOR) + floor * np.eye(len(mean))
    k, kind, covariances = parameters.n_components, parameters.covariance_type, parameters.covariances
    own = {"full": matrix, "diag": np.diagonal(matrix), "spherical": np.trace(matrix) / len(mean)}
    if kind != "tied":
        covariances = np.concatenate([covariances, np.asarray(own[kind])[None]])
    weights = np.append(parameters.weights, NEW_WEIGHT / k)
    means, owners = np.vstack([parameters.means, mean]), np.append(parameters.owners, owner)
    return Parameters(weights / weights.sum(), means, covariances.copy(), kind, owners)


def _log_densities(samples: NDArray[np.float32], parameters: Parameters) -> Floats:
    """Return the weighted log density of each component at each sample, (n, k), in nats."""
    out = np.empty((len(samples), parameters.n_components))
    for j in range(parameters.n_components):
        whitened = (samples - parameters.means[j]) @ parameters.whiteners[j].T
        out[:, j] = parameters.log_scales[j] - 0.5 * (whitened**2).sum(axis=1)
    return out
