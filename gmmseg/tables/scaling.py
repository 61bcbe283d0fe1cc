"""Scaling of columns: each to mean 0 and deviation 1, to the range from 0 to 1, or not at all.

Milligan and Cooper (1988), "A study of standardization of variables in cluster analysis", J. Classification
5(2), 181-204. The figures are those of scikit-learn's `StandardScaler` and `MinMaxScaler`.
"""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ScalingKind = Literal["standard", "minmax", "none"]
SCALINGS: tuple[ScalingKind, ...] = ("standard", "minmax", "none")


@dataclass(frozen=True, eq=False)
class Scaling:
    """How columns are scaled before they are clustered: (value - centre) / scale.

    Attributes
    ----------
    kind : {"standard", "minmax", "none"}
        What `centre` and `scale` are: mean and standard deviation (n), least value and range, or 0 and 1.
    centre, scale : ndarray of shape (d,)
        In the units of the columns; a column that does not vary has the scale 1.
    """

    kind: ScalingKind
    centre: Floats
    scale: Floats

    def __post_init__(self) -> None:
        self.centre.flags.writeable = self.scale.flags.writeable = False

    @classmethod
    def of(cls, values: Floats, kind: ScalingKind) -> Self:
        """Return the scaling that values (n, d) ask for."""
        d = values.shape[1]
        match kind:
            case "standard":
                centre, scale = values.mean(axis=0), values.std(axis=0)
            case "minmax":
                centre, scale = values.min(axis=0), np.ptp(values, axis=0)
            case "none":
                centre, scale = np.zeros(d), np.ones(d)
        return cls(kind, centre, np.where(scale > 0, scale, 1.0))

    def scaled(self, values: Floats) -> Floats:
        """Return values (n, d) scaled."""
        return (values - self.centre) / self.scale
