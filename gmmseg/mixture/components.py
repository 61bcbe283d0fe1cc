"""Components merged, split, added, sorted and matched (Hungarian method, Bhattacharyya distances).

Merging and splitting keep the moments of the mixture: its mean and, as far as the covariance type can
express it, its covariance stay what they were. So a split is undone by merging its halves.

The split is after Richardson and Green (1997), "On Bayesian analysis of mixtures with an unknown number
of components", J. R. Statist. Soc. B 59(4), 731-792. Distances: Bhattacharyya (1943); matching: Kuhn
(1955); the functions have the references.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, CovarianceType, Floats, MapBlocks, Parameters, WeightedSamples

HALF = 2 / np.pi  # squared distance of the mean of half a Gaussian from the middle, in variances


def merge_components(parameters: Parameters, first: int, second: int) -> Parameters:
    """Return the mixture with components `first` and `second` made one, in the place of `first`.

    The new component has the weight, mean and covariance of the two together, and the owner of `first`.
    """
    if first == second:
        raise AssertionError(f"component {first} cannot be merged with itself")
    pair = [first, second]
    weights, means, covariances = _copies(parameters)
    weight = weights[pair].sum()
    shares = weights[pair] / weight
    apart = means[second] - means[first]
    between = kept_by_type(shares[0] * shares[1] * np.outer(apart, apart), parameters.covariance_type)
    if parameters.covariance_type == "tied":
        covariances += weight / weights.sum() * between
    else:
        covariances[first] = shares[0] * covariances[first] + shares[1] * covariances[second] + between
    weights[first], means[first] = weight, shares @ means[pair]
    whole = replace(parameters, weights=weights, means=means, covariances=covariances)
    return whole.take(np.delete(np.arange(parameters.n_components), second))


def split_component(parameters: Parameters, component: int, axis: Floats | None = None) -> Parameters:
    """Return the mixture with `component` cut in two halves: one in its place, one at the end.

    Parameters
    ----------
    parameters : Parameters
        A mixture.
    component : int
        Which to split.
    axis : ndarray of shape (d,), optional
        Normal of the plane to cut along. None: the component's longest axis or, where all its axes are as
        long, the mixture's.

    Notes
    -----
    The halves have the moments that the Gaussian has on either side of a plane through its mean.
    """
    kind = parameters.covariance_type
    normal = principal_axis(parameters, component) if axis is None else axis
    covariance = parameters.full_covariances[component]
    apart = np.sqrt(HALF / (normal @ covariance @ normal)) * (covariance @ normal)
    weights, means, covariances = _copies(parameters)
    between = kept_by_type(np.outer(apart, apart), kind)
    if kind == "tied":
        covariances -= weights[component] / weights.sum() * between
    else:
        covariances[component] -= between
    weights[component] /= 2
    whole = replace(parameters, weights=weights, means=means, covariances=covariances)
    halves = whole.take([*range(parameters.n_components), component])
    means = halves.means.copy()
    means[component] -= apart
    means[-1] += apart
    return replace(halves, means=means)


def add_component(parameters: Parameters, mean: Floats, weight: float) -> Parameters:
    """Return the mixture with one more component, at the end: of half the others' size, in every direction.

    `mean` (d,) is its middle and `weight`, 0 to 1, its share of the whole; it has the owner of the component
    nearest to it.
    """
    nearest = int(((parameters.means - mean) ** 2).sum(axis=1).argmin())
    whole = parameters.take([*range(parameters.n_components), nearest])
    weights, means, covariances = _copies(whole)
    weights[:-1], weights[-1] = (1 - weight) * parameters.weights / parameters.weights.sum(), weight
    means[-1] = mean
    if parameters.covariance_type != "tied":
        covariances[-1] = np.tensordot(weights[:-1] / (1 - weight), parameters.covariances, 1) / 4
    return replace(whole, weights=weights, means=means, covariances=covariances)


def adjust_component(
    parameters: Parameters, component: int, *, weight: float | None = None, mean: Floats | None = None
) -> Parameters:
    """Return the mixture with another weight, above 0 and below 1, or another mean (d,) of a component.

    The weights of the others keep their proportions.
    """
    weights, means, _ = _copies(parameters)
    if weight is not None and parameters.n_components > 1:
        weights *= (1 - weight) / (weights.sum() - weights[component])
        weights[component] = weight
    if mean is not None:
        means[component] = mean
    return replace(parameters, weights=weights, means=means)


def principal_axis(parameters: Parameters, component: int) -> Floats:
    """Return the axis of a component's largest variance, (d,), of length 1; the mixture's for a sphere."""
    match parameters.covariance_type:
        case "diag":
            return np.eye(parameters.n_features)[parameters.covariances[component].argmax()]
        case "spherical":
            return _longest(overall(parameters)[1])
        case _:
            return _longest(parameters.full_covariances[component])


def overall(parameters: Parameters) -> tuple[Floats, Floats]:
    """Return mean (d,) and covariance (d, d) of a mixture as a whole."""
    weights = parameters.weights / parameters.weights.sum()
    mean = weights @ parameters.means
    away = parameters.means - mean
    within = np.einsum("k,kab->ab", weights, parameters.full_covariances)
    return mean, within + (away.T * weights) @ away


def split_by_samples(
    blocks: Sequence[Block],
    parameters: Parameters,
    component: int,
    *,
    steps: int = 5,
    regularisation: float | Floats = 1e-6,
    map_blocks: MapBlocks = map,
) -> Parameters:
    """Return the mixture with `component` split in two that share its samples as EM divides them.

    Only these samples, as far as they are its own, have a say, and only the two move. The mixture comes back
    as it was where the component has none, or too few for two.

    Parameters
    ----------
    blocks : sequence of Block
        The data, or a sample of it.
    parameters : Parameters
        A mixture.
    component : int
        Which to split.
    steps : int
        Steps of EM that divide the samples.
    regularisation : float or ndarray of shape (d,)
        Added to every variance, unit squared.
    map_blocks : callable
        `map`, or a thread pool's.
    """
    own = [_own(block, parameters, component) for block in blocks]
    if sum(float(batch.weights.sum()) for batch in own if batch.weights is not None) <= em.EMPTY:
        return parameters
    pair = split_component(parameters, component).take([component, parameters.n_components])
    pair_steps = em.steps(own, pair, regularisation=regularisation, map_blocks=map_blocks)
    for step in islice(pair_steps, steps):
        pair = step.parameters
    return parameters if pair.n_components < 2 else _with_pair(parameters, component, pair)


def _own(block: Block, parameters: Parameters, component: int) -> WeightedSamples:
    """Return a block weighted by how far its samples belong to a component."""
    batch = block if isinstance(block, WeightedSamples) else WeightedSamples(block)
    shares = em.posterior(batch, parameters)[:, component].astype(np.float64)
    if batch.weights is not None:
        shares *= batch.weights
    if batch.classes is not None and parameters.owners is not None:
        labelled = np.isin(batch.classes, parameters.owners)
        shares[labelled & (batch.classes != parameters.owners[component])] = 0
    return WeightedSamples(batch.samples, shares)


def _with_pair(parameters: Parameters, component: int, pair: Parameters) -> Parameters:
    """Return a mixture whose `component` makes room for two: one in its place, one at the end."""
    k, share = parameters.n_components, parameters.weights[component]
    halves = parameters.take([*range(k), component])
    weights, means, covariances = _copies(halves)
    places = [component, k]
    weights[:k] = parameters.weights
    weights[places] = share * pair.weights
    means[places] = pair.means
    if parameters.covariance_type == "tied":
        part = share / parameters.weights.sum()
        covariances = (1 - part) * covariances + part * pair.covariances
    else:
        covariances[places] = pair.covariances
    return replace(halves, weights=weights / weights.sum(), means=means, covariances=covariances)


def sort_components(parameters: Parameters) -> Parameters:
    """Return the mixture with its components by weight, largest first; by place where weights are equal."""
    keys = (*parameters.means.T[::-1], -parameters.weights)  # the last counts most
    return parameters.take(np.lexsort(keys))


def bhattacharyya(first: Parameters, second: Parameters) -> Floats:
    """Return the distance of each component of `first` from each of `second`, (k, l); 0 where they are equal.

    It is minus the log of the overlap of the two densities, whatever their weights.

    References
    ----------
    Bhattacharyya (1943), "On a measure of divergence between two statistical populations defined by their
    probability distributions", Bulletin of the Calcutta Mathematical Society 35, 99-109.
    """
    one, other = first.full_covariances[:, None], second.full_covariances[None]
    between = (one + other) / 2
    volumes = [np.linalg.slogdet(covariances)[1] for covariances in (between, one, other)]
    return _squared(first, second, between) / 8 + (volumes[0] - (volumes[1] + volumes[2]) / 2) / 2


def mahalanobis(first: Parameters, second: Parameters) -> Floats:
    """Return how far the mean of each component of `first` is from that of each of `second`, (k, l).

    The unit is the deviation, in that direction, of a Gaussian with the mean of both covariances.
    """
    between = (first.full_covariances[:, None] + second.full_covariances[None]) / 2
    return np.sqrt(_squared(first, second, between))


def match_components(
    first: Parameters, second: Parameters, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.intp]:
    """Return which component of `second` each of `first` is matched with, (k,); -1 for none.

    The pairs are one to one and, all together, as near as can be by `bhattacharyya`. Where `allowed` (k, l)
    says which may be pairs, no other is one, and none of these is pushed aside to make more pairs.

    References
    ----------
    Kuhn (1955), "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly 2(1-2),
    83-97. :doi:`10.1002/nav.3800020109`
    """
    from scipy.optimize import linear_sum_assignment

    distances = bhattacharyya(first, second)
    if allowed is not None:  # no pair at all is as bad as the worst pair
        distances = np.where(allowed, distances, distances.max(where=allowed, initial=0))
    partners = np.full(first.n_components, -1, np.intp)
    rows, columns = linear_sum_assignment(distances)
    partners[rows] = columns
    if allowed is not None:
        partners[rows[~allowed[rows, columns]]] = -1
    return partners


def _squared(first: Parameters, second: Parameters, between: Floats) -> Floats:
    """Return the squared distances between means, (k, l), in the unit of the covariances `between`."""
    apart = first.means[:, None] - second.means[None]
    return np.asarray(np.einsum("kla,kla->kl", apart, np.linalg.solve(between, apart[..., None])[..., 0]))


def _copies(parameters: Parameters) -> tuple[Floats, Floats, Floats]:
    """Return weights, means and covariances that may be written to."""
    return parameters.weights.copy(), parameters.means.copy(), parameters.covariances.copy()


def kept_by_type(matrix: Floats, covariance_type: CovarianceType) -> Floats:
    """Return what a covariance of this type can express of a matrix (d, d)."""
    match covariance_type:
        case "diag":
            return np.diagonal(matrix).copy()
        case "spherical":
            return np.asarray(np.trace(matrix) / len(matrix))
        case _:
            return matrix


def _longest(covariance: Floats) -> Floats:
    """Return the axis of a covariance's largest variance, pointing where its largest entry is positive."""
    axis: Floats = np.linalg.eigh(covariance)[1][:, -1]
    return axis * np.sign(axis[np.abs(axis).argmax()])
