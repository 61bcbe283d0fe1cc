"""Compiled inner loops of the road from colours to Lab, and of where pixels are."""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "nsz", "arcp"})


@kernel
def cube_root(x):
    """Return the cube root of a float32 from 0.008 to 1.01, to single precision.

    Halley's steps from a parabola that is within half of it: products and quotients only, so that loops
    over pixels stay vectors.
    """
    y = np.float32(0.3) + x * (np.float32(1.2) - np.float32(0.5) * x)
    for _ in range(3):
        cube = y * y * y
        y *= (cube + x + x) / (cube + cube + x)
    return y


@kernel
def lab(light, relative, knee, out):
    """Write L*, a*, b* into `out` (3, n) float32.

    light (3, n) float32: linear red, green, blue from 0 to 1; relative (3, 3) float32: from these to X, Y, Z
    over those of white; knee: below it the cube root gives way to a straight line.
    """
    n = light.shape[1]
    red, green, blue = light[0], light[1], light[2]
    for row in range(3):
        m0, m1, m2 = relative[row, 0], relative[row, 1], relative[row, 2]
        target = out[row]
        for i in range(n):
            share = m0 * red[i] + m1 * green[i] + m2 * blue[i]
            bent = cube_root(max(share, knee))
            straight = np.float32(7.787) * share + np.float32(16 / 116)
            target[i] = bent if share > knee else straight
    x, y, z = out[0], out[1], out[2]
    for i in range(n):
        fx, fy, fz = x[i], y[i], z[i]
        x[i] = np.float32(116) * fy - np.float32(16)
        y[i] = np.float32(500) * (fx - fy)
        z[i] = np.float32(200) * (fy - fz)


@kernel
def places(indices, width, shift, factor, out):
    """Write row and column, each times its factor plus its shift, into `out` (2, n) float32.

    indices (n,) int64: flat indices of pixels; shift, factor (2,) float64.
    """
    row_shift, column_shift = shift[0], shift[1]
    row_factor, column_factor = factor[0], factor[1]
    rows, columns = out[0], out[1]
    for i in range(len(indices)):
        row = indices[i] // width
        rows[i] = row * row_factor + row_shift
        columns[i] = (indices[i] - row * width) * column_factor + column_shift
