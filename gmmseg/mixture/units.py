"""The units that samples are worked on in: shifted and, in single precision, scaled, so that digits last.

Float32 has seven digits. Taken about the middle of the data and in units of its spread they suffice for
any data; taken about a far origin they may all be lost before the work begins.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.parameters import Floats, Parameters, Real


@dataclass(frozen=True, eq=False)
class Units:
    """Where zero is and how long one is, per feature.

    Attributes
    ----------
    shift, scale : ndarray of shape (d,)
        A sample is (raw value - shift) / scale.
    single : bool
        Whether samples are float32 (scaled) or float64 (as long as they were).
    """

    shift: Floats
    scale: Floats
    single: bool

    @classmethod
    def of(cls, shift: Floats, deviations: Floats, covariance_type: str, *, single: bool) -> Self:
        """Return units for data of this middle and spread; spherical mixtures need one scale for all."""
        scale = np.ones_like(deviations)
        if single:
            longest = deviations.max()
            scale = np.where(deviations > longest * 1e-12, deviations, longest)
            if covariance_type == "spherical" or not longest > 0:
                scale = np.full_like(deviations, longest if longest > 0 else 1.0)
        return cls(shift, scale, single)

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
        if not self.single:
            return np.asfortranarray(raw - self.shift, dtype=np.float64)
        out = np.empty(raw.shape[::-1], np.float32)
        for a, column in enumerate(out):
            np.divide(raw[:, a] - self.shift[a], self.scale[a], out=column, casting="unsafe")
        return out.T

    def floor(self, raw: float) -> Floats:
        """Return a variance in raw units as one per feature in these."""
        return raw / self.scale**2

    def enter(self, parameters: Parameters) -> Parameters:
        """Return a mixture in raw units in these."""
        return self._changed(parameters, (parameters.means - self.shift) / self.scale, 1 / self.scale)

    def leave(self, parameters: Parameters) -> Parameters:
        """Return a mixture in these units in raw ones."""
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
