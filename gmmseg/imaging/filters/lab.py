"""CIE L*a*b* from sRGB in single precision: as exact as eyes need, and many times faster than in double.

CIE 15 (2004), "Colorimetry"; IEC 61966-2-1 for sRGB; white is D65. The loops are compiled.
"""

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]

# IEC 61966-2-1: linear sRGB to XYZ, rows divided by the white of D65 (2 degrees), so that white is (1, 1, 1).
_WHITE = (0.95047, 1.0, 1.08883)
_MATRIX = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
RELATIVE = (np.asarray(_MATRIX) / np.asarray(_WHITE)[:, None]).astype(np.float32)


def lab(unit: NDArray[np.floating]) -> Floats32:
    """Return L*, a*, b* as rows (3, n) of sRGB colours (3, n) from 0 to 1.

    L* runs from 0 to 100. The result is within 1e-2 of double precision.
    """
    return lab_of_light(linear(np.asarray(unit, np.float32)))


def lab_of_light(light: Floats32) -> Floats32:
    """Return L*, a*, b* as rows (3, n) of linear red, green, blue (3, n) from 0 to 1."""
    from gmmseg.imaging.filters import colour_kernels

    rows = np.array(light, np.float32, order="C")
    colour_kernels.lab(rows, RELATIVE, np.ones(3, np.float32), np.zeros(3, np.float32))
    return rows


def linear(unit: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return linear RGB from 0 to 1 of sRGB values from 0 to 1, in the precision given."""
    bent = (np.maximum(unit, 0.0) * (1 / 1.055) + 0.055 / 1.055) ** 2.4
    return np.where(unit > 0.04045, bent, unit / 12.92)
