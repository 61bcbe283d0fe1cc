"""Compiled loops from pixels to features: colour conversion and position.

Pixels come as (n, channels) in the picture's own type and are processed a tile at a time, so that
intermediate values stay in the first cache; features leave as rows (d, n) float32.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

TILE = 512  # pixels
LAB_KNEE = np.float32(0.008856)  # of CIE Lab: below it the cube root gives way to a straight line


@part
def decode(codes, channel, table, row):
    """Write the decoded values of one channel of codes (n, channels)."""
    for i in range(codes.shape[0]):
        row[i] = table[codes[i, channel]]


@part
def add_decoded(codes, channel, table, row):
    """Add the decoded values of one channel of codes (n, channels)."""
    for i in range(codes.shape[0]):
        row[i] += table[codes[i, channel]]


@kernel
def through_tables(codes, channels, tables, out):
    """Write what the codes of some channels of pixels (n, c) stand for into rows of `out` (d, n).

    tables (m, codes) float32. Table j is that of channel `channels[j, 1]` and of row `channels[j, 0]`; a row
    that is named again, next, is the sum.
    """
    for begin in range(0, codes.shape[0], TILE):
        tile = codes[begin : begin + TILE]
        previous = -1
        for j in range(tables.shape[0]):
            a, c = channels[j, 0], channels[j, 1]
            row = out[a, begin : begin + TILE]
            if a == previous:
                add_decoded(tile, c, tables[j], row)
            else:
                decode(tile, c, tables[j], row)
            previous = a


@part
def cube_root(x):
    """Return the cube root of a float32 from 0.008 to 8, to single precision.

    A third of a number's bits, taken as a whole number, are nearly those of its root. From there two of
    Householder's steps for the root's inverse, which need no division: loops over pixels stay vectors.
    """
    third = np.int32(np.float32(np.float32(x).view(np.int32)) * np.float32(1 / 3))
    r = np.int32(np.int32(1419967488) - third).view(np.float32)
    h = np.float32(1) - x * r * r * r
    r += r * h * (np.float32(1 / 3) + h * (np.float32(2 / 9) + h * np.float32(14 / 81)))
    h = np.float32(1) - x * r * r * r
    r += r * h * np.float32(1 / 3)
    return x * r * r


@part
def lab_function(share):
    """Return the function f of CIE Lab for X, Y or Z relative to white."""
    root = cube_root(max(share, LAB_KNEE))
    return root if share > LAB_KNEE else np.float32(7.787) * share + np.float32(16 / 116)


@kernel
def lab(rows, relative, factor, shift):
    """Convert linear RGB (3, n) from 0 to 1 to L*, a*, b*, each times its factor plus its shift, in place.

    relative (3, 3): from light to X, Y, Z over those of white; factor, shift (3,): float32 as all of them.
    """
    first, second, third = rows[0], rows[1], rows[2]
    r0, r1, r2 = relative[0, 0], relative[0, 1], relative[0, 2]
    g0, g1, g2 = relative[1, 0], relative[1, 1], relative[1, 2]
    b0, b1, b2 = relative[2, 0], relative[2, 1], relative[2, 2]
    f0, f1, f2 = np.float32(116) * factor[0], np.float32(500) * factor[1], np.float32(200) * factor[2]
    s0, s1, s2 = shift[0] - np.float32(16) * factor[0], shift[1], shift[2]
    for i in range(first.size):
        red, green, blue = first[i], second[i], third[i]
        x = lab_function(r0 * red + r1 * green + r2 * blue)
        y = lab_function(g0 * red + g1 * green + g2 * blue)
        z = lab_function(b0 * red + b1 * green + b2 * blue)
        first[i] = f0 * y + s0
        second[i] = f1 * (x - y) + s1
        third[i] = f2 * (y - z) + s2


@part
def cos_sin_of_sixths(q):
    """Return cosine and sine of q times 60 degrees, q from -1 to 1, to single precision."""
    x = q * np.float32(np.pi / 3)
    z = x * x
    c = np.float32(1 / 40320) - z * np.float32(1 / 3628800)
    c = np.float32(1 / 24) - z * (np.float32(1 / 720) - z * c)
    s = np.float32(1 / 362880) - z * np.float32(1 / 39916800)
    s = np.float32(1 / 120) - z * (np.float32(1 / 5040) - z * s)
    c = np.float32(1) - z * (np.float32(1 / 2) - z * c)
    return c, x * (np.float32(1) - z * (np.float32(1 / 6) - z * s))


@part
def hue_tile(first, second, third, factor, shift):
    """Do what `hues` does for one tile.

    Always a whole one: divisions of vectors and of single numbers differ in the last bit, and what a pixel
    gets must not depend on where the block ends.
    """
    half, least = np.float32(np.sqrt(0.75)), np.float32(1e-30)
    f0, f1, f2, s0, s1, s2 = factor[0], factor[1], factor[2], shift[0], shift[1], shift[2]
    for i in range(TILE):
        red, green, blue = first[i], second[i], third[i]
        high = max(red, green, blue)
        width = high - min(red, green, blue)
        is_red, is_green = high == red, high == green
        opposite_difference = green - blue if is_red else (blue - red if is_green else red - green)
        x = np.float32(1) if is_red else np.float32(-0.5)
        y = np.float32(0) if is_red else (half if is_green else -half)
        c, s = cos_sin_of_sixths(opposite_difference / max(width, least))
        saturation = width / max(high, width, least)  # values below black, too, are at most pure
        first[i] = saturation * (x * c - y * s) * f0 + s0
        second[i] = saturation * (y * c + x * s) * f1 + s1
        third[i] = high * f2 + s2


@kernel
def hues(rows, factor, shift):
    """Turn red, green, blue (3, n) from 0 to 1 into hue and value, times factor plus shift, in place.

    Hue is saturation times the cosine and times the sine of its angle; factor and shift (3,) are float32.
    """
    n = rows.shape[1]
    whole = n - n % TILE
    for begin in range(0, whole, TILE):
        end = begin + TILE
        hue_tile(rows[0, begin:end], rows[1, begin:end], rows[2, begin:end], factor, shift)
    if whole < n:
        last = np.zeros((3, TILE), np.float32)
        for a in range(3):
            for i in range(whole, n):
                last[a, i - whole] = rows[a, i]
        hue_tile(last[0], last[1], last[2], factor, shift)
        for a in range(3):
            for i in range(whole, n):
                rows[a, i] = last[a, i - whole]


@part
def scale_channel(values, channel, origin, factor, row):
    """Write one channel of values (n, channels) from an origin and times a factor.

    In double precision, so that values close together and far from 0 keep their digits.
    """
    for i in range(values.shape[0]):
        row[i] = (np.float64(values[i, channel]) - origin) * factor


@part
def add_scaled(values, channel, origin, factor, row):
    """Add one channel of values (n, channels) from an origin and times a factor."""
    for i in range(values.shape[0]):
        row[i] += (np.float64(values[i, channel]) - origin) * factor


@kernel
def through_scales(values, channels, origins, factors, out):
    """Write what `through_tables` does, for values of any type: (value - origins[j]) * factors[j]."""
    for begin in range(0, values.shape[0], TILE):
        tile = values[begin : begin + TILE]
        previous = -1
        for j in range(factors.size):
            a, c = channels[j, 0], channels[j, 1]
            row = out[a, begin : begin + TILE]
            if a == previous:
                add_scaled(tile, c, origins[j], factors[j], row)
            else:
                scale_channel(tile, c, origins[j], factors[j], row)
            previous = a


@kernel
def positions(begin, width, factor, shift, out):
    """Write row and column of pixels, times factor plus shift, into `out` (2, n).

    The pixels are those from flat index `begin` on; factor, shift (2,) in double precision.
    """
    rows, columns = out[0], out[1]
    n, done = rows.size, 0
    while done < n:
        row = (begin + done) // width
        first = begin + done - row * width
        run = min(width - first, n - done)
        height = np.float32(row * factor[0] + shift[0])
        for i in range(run):
            rows[done + i] = height
            columns[done + i] = (first + i) * factor[1] + shift[1]
        done += run


@kernel
def positions_at(indices, width, factor, shift, out):
    """Write what `positions` does, for pixels of the given flat indices."""
    rows, columns = out[0], out[1]
    row = 0
    for i in range(indices.size):
        column = indices[i] - row * width
        if not 0 <= column < width:  # a division is many times as slow, and neighbours mostly share a row
            row = indices[i] // width
            column = indices[i] - row * width
        rows[i] = row * factor[0] + shift[0]
        columns[i] = column * factor[1] + shift[1]
