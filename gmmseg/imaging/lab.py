"""CIE Lab from sRGB in single precision: as near as eyes care, and many times faster than in double.

The loops are compiled, so that a picture of many megapixels waits for the fit and not for its colours.
"""

from functools import cache

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
_RELATIVE = (np.asarray(_MATRIX) / np.asarray(_WHITE)[:, None]).astype(np.float32)
_KNEE = np.float32(0.008856)  # below it the cube root gives way to a straight line


def lab(unit: NDArray[np.floating]) -> Floats32:
    """Return L*, a*, b* as rows (3, n) of sRGB colours (3, n) from 0 to 1.

    L* runs from 0 to 100. The result is within 1e-2 of double precision.
    """
    return lab_of_light(linear(np.asarray(unit, np.float32)))


def lab_of_light(light: Floats32) -> Floats32:
    """Return L*, a*, b* as rows (3, n) of linear red, green, blue (3, n) from 0 to 1."""
    from gmmseg.imaging import lab_kernels

    out = np.empty(light.shape, np.float32)
    lab_kernels.lab(np.ascontiguousarray(light), _RELATIVE, _KNEE, out)
    return out


def linear(unit: Floats32) -> Floats32:
    """Return the light that sRGB values from 0 to 1 stand for, 0 to 1."""
    bent = ((unit + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(unit > np.float32(0.04045), bent, unit / np.float32(12.92))


def light_of_codes(codes: NDArray[np.uint8] | NDArray[np.uint16]) -> Floats32:
    """Return the light, 0 to 1, that whole numbers up to the largest of their type stand for in sRGB."""
    table = _lights(int(np.iinfo(codes.dtype).max))
    return np.take(table, codes, mode="clip")


@cache
def _lights(largest: int) -> Floats32:
    """Return the light of each code from 0 to `largest`: a look-up is many times faster than a power."""
    return linear(np.arange(largest + 1, dtype=np.float32) / np.float32(largest))
