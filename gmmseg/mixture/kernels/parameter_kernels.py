"""Compiled arithmetic on k components: from statistics to parameters, and parameters packed in rows.

In NumPy this would cost more than a pass over a few thousand samples.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

FULL, TIED, DIAG, SPHERICAL = range(4)
LOG2E = 1.4426950408889634
LOG2_TWO_PI = 2.651496129472319
LEAST_PIVOT = 1e-14  # of the variance: below it, a direction has no spread left but rounding


@kernel
def maximise(  # noqa: C901 - one branch for each kind of covariance
    sums, about, kind, floor, empty, weights, means, covariances, kept
):
    """Write the mixture that explains sums (k, S) best into its arrays; return how many components live.

    `about` (k, d) is what the moments are taken about, `floor` (d,) is added to the variances;
    components with a responsibility of `empty` or less are left out, `kept` names those that stay.
    Covariances: full (k, d, d), tied (1, d, d), diag (k, 1, d), spherical (k, 1, 1).
    """
    k, d = about.shape
    total, alive = 0.0, 0
    for c in range(k):
        if sums[c, 0] > empty:
            kept[alive] = c
            alive += 1
            total += sums[c, 0]
    if kind == TIED:
        covariances[:] = 0.0
    for place in range(alive):
        row = sums[kept[place]]
        weights[place] = row[0] / total
        for a in range(d):
            means[place, a] = about[kept[place], a] + row[1 + a] / row[0]
        if kind == FULL:
            covariances[place] = 0.0
            add_scatter(row, 1.0, covariances[place])
            add_floor(floor, covariances[place])
        elif kind == TIED:
            add_scatter(row, weights[place], covariances[0])
        elif kind == DIAG:
            for a in range(d):
                covariances[place, 0, a] = spread(row, 1 + a, 1 + d + a) + floor[a]
        else:
            moment = row[1 + d] / row[0]
            for a in range(d):
                moment -= (row[1 + a] / row[0]) ** 2
            covariances[place, 0, 0] = max(moment / d, 0.0) + floor.mean()
    if kind == TIED:
        add_floor(floor, covariances[0])
    return alive


@part
def add_scatter(row, share, covariance):
    """Add `share` of the covariance (d, d) of one component, given its sums (S,)."""
    d = covariance.shape[0]
    j = 1 + d
    for a in range(d):
        for b in range(a + 1):
            value = share * (row[j] / row[0] - row[1 + a] * row[1 + b] / (row[0] * row[0]))
            covariance[a, b] += value
            if b < a:
                covariance[b, a] += value
            j += 1


@part
def add_floor(floor, covariance):
    """Add the floor (d,) to the variances on the diagonal of a covariance (d, d)."""
    for a in range(floor.size):
        covariance[a, a] = max(covariance[a, a], 0.0) + floor[a]


@part
def spread(row, first, second):
    """Return the variance of one feature, from the places of its first and second moment among the sums."""
    return max(row[second] / row[0] - (row[first] / row[0]) ** 2, 0.0)


@part
def whiten(covariance, whitener):
    """Write the inverse of the Cholesky factor of a covariance (d, d); return how many pivots were mended."""
    d = covariance.shape[0]
    factor = np.zeros((d, d))
    mended = 0
    for a in range(d):
        for b in range(a + 1):
            value = covariance[a, b]
            for m in range(b):
                value -= factor[a, m] * factor[b, m]
            if a == b:
                least = LEAST_PIVOT * covariance[a, a]
                if not value > least:
                    mended += 1
                    value = least if least > 0.0 else 1e-30
                factor[a, a] = np.sqrt(value)
            else:
                factor[a, b] = value / factor[b, b]
    for b in range(d):
        whitener[b, b] = 1.0 / factor[b, b]
        for a in range(b + 1, d):
            value = 0.0
            for m in range(b, a):
                value -= factor[a, m] * whitener[m, b]
            whitener[a, b] = value / factor[a, a]
            whitener[b, a] = 0.0
    return mended


@kernel
def pack(weights, means, covariances, kind, p, quanta):
    """Write the rows that kernels read, and the quanta that sums are rounded to; return mended pivots.

    p (k, d + factors + 1) in the kernels' precision, quanta (k, S) powers of two: about 2^-26 of the
    value that one sample at one standard deviation adds, so that 10^8 samples add up exactly; finer in
    double precision, for fewer samples.
    """
    k, d = means.shape
    mended = 0
    whitener = np.empty((d, d))
    deviations = np.empty(d)
    for c in range(k):
        covariance = covariances[c if kind != TIED else 0]
        log_determinant = 0.0
        for a in range(d):  # a slice would bring in the text of numpy's error messages: 3 s to compile
            p[c, a] = means[c, a]
        unit = np.sqrt(0.5 * LOG2E)
        if kind in (FULL, TIED):
            if kind == FULL or c == 0:
                mended += whiten(covariance, whitener)
            j = d
            for a in range(d):
                log_determinant += np.log2(whitener[a, a])
                deviations[a] = np.sqrt(max(covariance[a, a], 1e-30))
                for b in range(a + 1):
                    p[c, j] = whitener[a, b] * unit
                    j += 1
        elif kind == DIAG:
            for a in range(d):
                deviations[a] = np.sqrt(max(covariance[0, a], 1e-30))
                log_determinant -= np.log2(deviations[a])
                p[c, d + a] = unit / deviations[a]
        else:
            for a in range(d):
                deviations[a] = np.sqrt(max(covariance[0, 0], 1e-30))
            log_determinant = -d * np.log2(deviations[0])
            p[c, d] = unit / deviations[0]
        weight = max(weights[c], 1e-300)
        p[c, p.shape[1] - 1] = np.log2(weight) + log_determinant - 0.5 * d * LOG2_TWO_PI
        set_quanta(deviations, kind, 26.0 if p.itemsize == 4 else 43.0, quanta[c])
    return mended


@part
def set_quanta(deviations, kind, bits, quanta):
    """Write the quantum of each sum of one component."""
    d = deviations.size
    quanta[0] = 2.0**-bits
    for a in range(d):
        quanta[1 + a] = np.exp2(np.floor(np.log2(deviations[a])) - bits)
    j = 1 + d
    if kind in (FULL, TIED):
        for a in range(d):
            for b in range(a + 1):
                quanta[j] = np.exp2(np.floor(np.log2(deviations[a]) + np.log2(deviations[b])) - bits)
                j += 1
    elif kind == DIAG:
        for a in range(d):
            quanta[j + a] = np.exp2(np.floor(2.0 * np.log2(deviations[a])) - bits)
    else:
        quanta[j] = np.exp2(np.floor(2.0 * np.log2(deviations[0])) - bits)
