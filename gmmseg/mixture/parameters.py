"""A Gaussian mixture as a frozen value, and the packed form of it that compiled loops read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Real = NDArray[np.float32] | NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
CovarianceType = Literal["full", "tied", "diag", "spherical"]
COVARIANCE_TYPES: tuple[CovarianceType, ...] = ("full", "tied", "diag", "spherical")


@dataclass(frozen=True, eq=False)
class Parameters:
    """A Gaussian mixture.

    Attributes
    ----------
    weights : ndarray of shape (k,)
        Share of each component; positive, summing to 1.
    means : ndarray of shape (k, d)
        Centres, in the samples' unit.
    covariances : ndarray
        (k, d, d) for "full", (d, d) for "tied", (k, d) for "diag", (k,) for "spherical"; unit squared.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Which of the four shapes `covariances` has.
    owners : ndarray of shape (k,) of int, optional
        The class that each component belongs to, where samples have classes.
    """

    weights: Floats
    means: Floats
    covariances: Floats
    covariance_type: CovarianceType = "full"
    owners: Integers | None = None

    def __post_init__(self) -> None:
        for array in (self.weights, self.means, self.covariances, self.owners):
            if array is not None:
                array.flags.writeable = False

    @property
    def n_components(self) -> int:
        """Number of components, k."""
        return self.means.shape[0]

    @property
    def n_features(self) -> int:
        """Number of features, d."""
        return self.means.shape[1]

    @property
    def kind(self) -> int:
        """Number of the covariance type, as kernels know it."""
        return COVARIANCE_TYPES.index(self.covariance_type)

    @cached_property
    def full_covariances(self) -> Floats:
        """Covariance matrix of every component, (k, d, d), whatever the type."""
        k, d = self.means.shape
        match self.covariance_type:
            case "full":
                return self.covariances
            case "tied":
                return np.broadcast_to(self.covariances, (k, d, d))
            case "diag":
                return self.covariances[:, :, None] * np.eye(d)
            case "spherical":
                return self.covariances[:, None, None] * np.eye(d)

    @cached_property
    def whiteners(self) -> Floats:
        """Lower triangular W of every component, (k, d, d), with W'W = inverse covariance."""
        return np.linalg.inv(np.linalg.cholesky(self.full_covariances))

    @cached_property
    def log_scales(self) -> Floats:
        """Log of each weighted density at its own mean, (k,), in nats."""
        log_determinants = np.log(np.diagonal(self.whiteners, axis1=1, axis2=2)).sum(axis=1)
        weights = np.maximum(self.weights, np.finfo(np.float64).tiny)  # variational ones may underflow to 0
        return np.log(weights) + log_determinants - 0.5 * self.n_features * np.log(2 * np.pi)

    @cached_property
    def single(self) -> "PackedParameters":
        """The mixture as kernels of single precision read it."""
        return PackedParameters.of(self, np.float32)

    @cached_property
    def double(self) -> "PackedParameters":
        """The mixture as kernels of double precision read it."""
        return PackedParameters.of(self, np.float64)

    def take(self, components: Sequence[int] | NDArray[np.intp]) -> Self:
        """Return the mixture of the given components, in the given order, weights summing to 1."""
        index = np.asarray(components)
        shared = self.covariance_type == "tied"
        return type(self)(
            self.weights[index] / self.weights[index].sum(),
            self.means[index],
            self.covariances.copy() if shared else self.covariances[index],
            self.covariance_type,
            None if self.owners is None else self.owners[index],
        )


@dataclass(frozen=True, eq=False)
class PackedParameters:
    """A mixture as kernels read it; `parameter_kernels.pack` says how.

    Attributes
    ----------
    rows : ndarray of shape (k, 1 + d + n_factors), float32 or float64
        Mean, whitener and scale of each component.
    quanta : ndarray of shape (k, n_sums)
        What each sum of a tile is rounded to, so that the sum over all tiles is exact.
    about : ndarray of shape (k, d)
        The means as kernels see them: what moments are taken about.
    mended : int
        How many pivots had to be raised to be positive: 0 for a proper mixture.
    """

    rows: Real
    quanta: Floats
    about: Floats
    mended: int

    @classmethod
    def of(cls, parameters: Parameters, real: type[np.float32 | np.float64]) -> Self:
        """Return `parameters` packed in precision `real`."""
        from gmmseg.mixture.kernels import parameter_kernels

        k, d = parameters.means.shape
        n_moments = moments(d, parameters.covariance_type)
        rows, quanta = np.empty((k, d + n_moments + 1), real), np.empty((k, 1 + d + n_moments))
        mended = parameter_kernels.pack(
            np.array(parameters.weights, np.float64),
            np.array(parameters.means, np.float64, order="C"),
            np.array(parameters.covariances, np.float64, order="C").reshape(
                matrices(k, d, parameters.covariance_type)
            ),
            parameters.kind,
            rows,
            quanta,
        )
        return cls(rows, quanta, rows[:, :d].astype(np.float64), mended)


def moments(n_features: int, covariance_type: CovarianceType) -> int:
    """Return the number of second moments that a component of this type keeps."""
    match covariance_type:
        case "full" | "tied":
            return n_features * (n_features + 1) // 2
        case "diag":
            return n_features
        case "spherical":
            return 1


def matrices(k: int, d: int, covariance_type: CovarianceType) -> tuple[int, int, int]:
    """Return the shape of the covariances with three axes, as kernels take them for all types."""
    match covariance_type:
        case "full":
            return k, d, d
        case "tied":
            return 1, d, d
        case "diag":
            return k, 1, d
        case "spherical":
            return k, 1, 1


def shape(k: int, d: int, covariance_type: CovarianceType) -> tuple[int, ...]:
    """Return the shape of the covariances as users know it."""
    return {"full": (k, d, d), "tied": (d, d), "diag": (k, d), "spherical": (k,)}[covariance_type]
