"""Anderson acceleration of EM: the next mixture is extrapolated from the last few steps.

Anderson (1965), "Iterative procedures for nonlinear integral equations", J. ACM 12(4), 547-560. Walker
and Ni (2011), "Anderson acceleration for fixed-point iterations", SIAM J. Numer. Anal. 49(4), 1715-1735.
Henderson and Varadhan (2019), "Damped Anderson acceleration with restarts and monotonicity control for
accelerating EM and EM-like algorithms", J. Comput. Graph. Statist. 28(4), 834-846.

EM converges linearly: near the end each step is a fixed share of the one before. Anderson's method
combines the last steps so that the remaining residual is smallest. It works on coordinates in which every
point is a valid mixture and lengths are those of the Fisher information, so that units of features and
sizes of components do not matter. A point of lower likelihood than the one before is replaced by EM's
own: acceleration never lowers the likelihood.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em
from gmmseg.mixture.em import Block, Floats, MapBlocks, Parameters, Step

MEMORY = 6  # steps looked back on
CREEPING = 3e-3  # gain in mean log-likelihood below which steps are extrapolated
FARTHEST = 1e3  # times the plain step: an extrapolation beyond is a misunderstanding
RIDGE = 1e-12  # of the largest product: keeps steps that repeat each other from cancelling at random


@dataclass(frozen=True, eq=False)
class Coordinates:
    """Coordinates of mixtures about a reference, which has all zeros; any vector is a valid mixture.

    For each component the log of its weight; its mean, whitened; and of its covariance, whitened, the
    Cholesky factor, the diagonal as logs: all in units of the reference component. Each is scaled so that,
    for small steps, half the squared length is Kullback's divergence of the complete data.
    """

    reference: Parameters
    roots: Floats  # (k, d, d), Cholesky factors of the reference's covariances
    lengths: Floats  # (k, 1), square roots of the reference's weights
    below: tuple[NDArray[np.intp], NDArray[np.intp]]  # places below the diagonal

    @classmethod
    def about(cls, reference: Parameters) -> Self:
        """Return the coordinates about a mixture."""
        roots: Floats = np.linalg.inv(reference.whiteners).astype(np.float64)
        below = np.tril_indices(reference.n_features, -1)
        return cls(reference, roots, np.sqrt(reference.weights)[:, None], below)

    def coordinates(self, parameters: Parameters) -> Floats:
        """Return the coordinates of a mixture of as many components."""
        own = self.reference
        logs = np.log(parameters.weights / own.weights)
        means = _times(own.whiteners, parameters.means - own.means)
        parts = (logs[:, None] * self.lengths, means * self.lengths, self._shape(parameters))
        return np.concatenate([part.ravel() for part in parts])

    def mixture(self, coordinates: Floats) -> Parameters:
        """Return the mixture at the coordinates."""
        own, (k, d) = self.reference, self.reference.means.shape
        weights = own.weights * np.exp(coordinates[:k] / self.lengths[:, 0])
        means = coordinates[k : k + k * d].reshape(k, d) / self.lengths
        return replace(
            own,
            weights=weights / weights.sum(),
            means=own.means + _times(self.roots, means),
            covariances=self._covariances(coordinates[k + k * d :]),
        )

    def _shape(self, parameters: Parameters) -> Floats:
        own = self.reference
        match own.covariance_type:
            case "full":
                white = own.whiteners @ parameters.covariances @ np.swapaxes(own.whiteners, 1, 2)
                return self._packed(white) * self.lengths
            case "tied":
                white = own.whiteners[:1] @ parameters.covariances @ own.whiteners[0].T
                return self._packed(white)
            case "diag":
                return np.log(parameters.covariances / own.covariances) * (self.lengths / np.sqrt(2))
            case "spherical":
                length = self.lengths[:, 0] * np.sqrt(own.n_features / 2)
                return np.log(parameters.covariances / own.covariances) * length

    def _covariances(self, shape: Floats) -> Floats:
        own, (k, d) = self.reference, self.reference.means.shape
        match own.covariance_type:
            case "full":
                factors = self.roots @ self._unpacked(shape.reshape(k, -1) / self.lengths)
                return factors @ np.swapaxes(factors, 1, 2)
            case "tied":
                factor: Floats = self.roots[0] @ self._unpacked(shape.reshape(1, -1))[0]
                return factor @ factor.T
            case "diag":
                return own.covariances * np.exp(shape.reshape(k, d) / (self.lengths / np.sqrt(2)))
            case "spherical":
                return own.covariances * np.exp(shape / (self.lengths[:, 0] * np.sqrt(d / 2)))

    def _packed(self, covariances: Floats) -> Floats:
        """Return Cholesky factors of (k, d, d) as rows: logs of the diagonal, then what is below it."""
        factors = np.linalg.cholesky(covariances)
        logs = np.log(np.diagonal(factors, axis1=1, axis2=2))
        return np.concatenate([logs * np.sqrt(2), factors[:, *self.below]], axis=1)

    def _unpacked(self, rows: Floats) -> Floats:
        d = self.reference.n_features
        factors = np.zeros((len(rows), d, d))
        factors[:, range(d), range(d)] = np.exp(rows[:, :d] / np.sqrt(2))
        factors[:, *self.below] = rows[:, d:]
        return factors


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return the products of matrices (k, d, d) and vectors (k, d)."""
    products: Floats = (matrices @ vectors[:, :, None])[:, :, 0]
    return products


class AndersonMemory:
    """The last steps and their extrapolation."""

    def __init__(self, point: Parameters) -> None:
        self._chart = Coordinates.about(point)
        self._at = self._chart.coordinates(point)
        self._points: list[Floats] = []
        self._residuals: list[Floats] = []

    def led(self, following: Parameters) -> Parameters | None:
        """Return the extrapolation of the steps so far and the one to `following`; None if undefined.

        `following` is what EM makes of the mixture that was returned last or, after None, of the one that
        was given last.
        """
        to = self._chart.coordinates(following)
        self._points = [*self._points[-MEMORY:], to]
        self._residuals = [*self._residuals[-MEMORY:], to - self._at]
        target = self._target(to)
        self._at = to if target is None else target
        return None if target is None else self._chart.mixture(target)

    def _target(self, to: Floats) -> Floats | None:
        if len(self._points) < 2:
            return None
        changes = np.diff(self._residuals, axis=0)
        products = changes @ changes.T
        products[np.diag_indices_from(products)] *= 1 + RIDGE
        try:
            shares = np.linalg.solve(products, changes @ self._residuals[-1])
        except np.linalg.LinAlgError:
            return None
        target: Floats = to - shares @ np.diff(self._points, axis=0)
        farthest = FARTHEST * np.linalg.norm(self._residuals[-1])
        return target if np.linalg.norm(target - self._at) < farthest else None


def steps(
    blocks: Iterable[Block],
    start: Parameters,
    *,
    regularisation: float | Floats = 1e-6,
    map_blocks: MapBlocks = map,
) -> Iterator[Step]:
    """Yield steps like those of `em.steps`, but fewer are needed where EM creeps.

    Each step's mixture is EM's own from a point that explains the data no worse than the one before.

    References
    ----------
    Anderson (1965), "Iterative procedures for nonlinear integral equations", J. ACM 12(4), 547-560.
    Henderson and Varadhan (2019), "Damped Anderson acceleration with restarts and monotonicity control for
    accelerating EM and EM-like algorithms", J. Comput. Graph. Stat. 28(4).
    :doi:`10.1080/10618600.2019.1594835`
    """
    point, last, memory = start, -np.inf, None
    plain = start  # EM's own next point: what to fall back on
    while True:
        statistics = em.expectation_of_blocks(blocks, point, map_blocks)
        mean = statistics.log_likelihood / statistics.n
        if point is not plain and not mean >= last:
            point, memory = plain, None
            continue
        plain = em.maximisation(statistics, point, regularisation)
        yield Step(plain, mean)
        creeping, last = abs(mean - last) < CREEPING, mean
        if not creeping or plain.n_components != point.n_components:
            point, memory = plain, None
            continue
        memory = memory or AndersonMemory(point)
        point = memory.led(plain) or plain
