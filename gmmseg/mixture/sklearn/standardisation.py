"""Standardisation: samples are centred and scaled before a fit, so that float32 suffices.

Float32 has about seven digits. Around the mean of the data they suffice for any data; around a far origin
they may all be lost before the fit begins. Scales are powers of two, so that scaling itself rounds
nothing.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.parameters import Floats, Parameters, Real

CONSTANT = 1e-12  # of the longest deviation: a feature of less has none of its own


@dataclass(frozen=True, eq=False)
class Standardisation:
    """The origin and scale of each feature.

    Attributes
    ----------
    shift, scale : ndarray of shape (d,)
        A sample is (raw value - shift) / scale.
    single : bool
        Whether samples are float32 or float64.
    """

    shift: Floats
    scale: Floats
    single: bool

    @classmethod
    def of(cls, shift: Floats, deviations: Floats, covariance_type: str, *, single: bool) -> Self:
        """Return units for data of this middle and spread; spherical mixtures need one scale for all."""
        longest = deviations.max()
        if longest > 0:
            every = covariance_type == "spherical"
            lengths = np.where(every | (deviations <= longest * CONSTANT), longest, deviations)
        else:
            lengths = np.ones_like(deviations)
        return cls(shift, np.exp2(np.round(np.log2(lengths))), single)

    @classmethod
    def around(cls, parameters: Parameters, *, single: bool) -> Self:
        """Return units for samples of a mixture."""
        weights = parameters.weights / parameters.weights.sum()
        shift = weights @ parameters.means
        within = np.diagonal(parameters.full_covariances, axis1=1, axis2=2)
        variances = weights @ (within + (parameters.means - shift) ** 2)
        return cls.of(shift, np.sqrt(variances), parameters.covariance_type, single=single)

    @property
    def log_volume(self) -> float:
        """Log of the volume of one unit: what log densities in raw units are lower by."""
        return float(np.log(self.scale).sum())

    def samples(self, raw: NDArray[np.floating[Any]]) -> Real:
        """Return raw samples (n, d) in these units, in Fortran order."""
        out: Real = np.empty(raw.shape[::-1], np.float32 if self.single else np.float64)
        for a, column in enumerate(out):
            np.multiply(raw[:, a] - self.shift[a], 1 / self.scale[a], out=column, casting="unsafe")
        return out.T

    def floor(self, raw: float) -> Floats:
        """Return a variance in raw units as one per feature in these."""
        return raw / self.scale**2

    def enter(self, parameters: Parameters) -> Parameters:
        """Return a mixture in raw units converted to these."""
        return self._changed(parameters, (parameters.means - self.shift) / self.scale, 1 / self.scale)

    def leave(self, parameters: Parameters) -> Parameters:
        """Return a mixture in these units converted to raw ones."""
        return self._changed(parameters, parameters.means * self.scale + self.shift, self.scale)

    @staticmethod
    def _changed(parameters: Parameters, means: Floats, factor: Floats) -> Parameters:
        match parameters.covariance_type:
            case "full" | "tied":
                covariances = parameters.covariances * np.outer(factor, factor)
            case "diag":
                covariances = parameters.covariances * factor**2
            case "spherical":
                covariances = parameters.covariances * factor[0] ** 2
        return replace(parameters, means=means, covariances=covariances)
