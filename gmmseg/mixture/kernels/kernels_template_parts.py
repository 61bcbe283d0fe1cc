"""The text around the lines that `kernels_template` writes: what all kernels share.

`$NAME$` is filled in by `kernels_template.source`. Samples come as (d, n), so that a loop over samples
reads contiguous memory. Logarithms are to base 2 inside, since floating-point numbers are made of powers
of 2; parameters come in packed rows `p` (k, 1 + d + factors): the mean, the whitener scaled so that the
squared length of a whitened deviation is in units of log2, the log2 density at the mean.
"""

FRAME = '''\
"""Kernels for $DESCRIPTION$. Written by gmmseg.mixture.kernels.kernels_template; changes here are lost."""

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from gmmseg.mixture.kernels.parameter_kernels import maximise, pack

D = $D$  # features
S = $S$  # sums per component: responsibility, first and second moments
TILE = $TILE$
REAL = np.$REAL$
NEVER = REAL(-1e30)  # log density of what cannot be
NEGLIGIBLE = REAL(2.0**-30)  # a component that explains no sample of a tile better is skipped there
ANCHOR = 1.5 * 2.0**$MANTISSA$  # numbers added to it lose their fraction
LOG_QUANTUM = 2.0**$QUANTUM$  # log-likelihoods of tiles are rounded to it, so that their sum is exact


@intrinsic
def larger(typingctx, a, b):
    """Return the larger of two numbers as one instruction; max() would become a slow masked store."""

    def write(context, builder, signature, arguments):
        real = ir.$IR$()
        function = builder.module.declare_intrinsic(
            "llvm.maxnum", [real], ir.FunctionType(real, [real, real])
        )
        return builder.call(function, arguments, fastmath=("nnan", "ninf", "nsz"))

    return types.$REAL$(types.$REAL$, types.$REAL$), write


@intrinsic
def anchored(typingctx, t):
    """Return t + ANCHOR, whose last bits are t rounded to a whole number."""

    def write(context, builder, signature, arguments):
        return builder.fadd(arguments[0], ir.Constant(ir.$IR$(), ANCHOR), flags=("nsz",))

    return types.$REAL$(types.$REAL$), write


@intrinsic
def fraction(typingctx, t, anchor):
    """Return what is left of t when the whole number in `anchor` is taken away.

    Written here because compilers may rearrange sums in the text below, which would leave nothing.
    """

    def write(context, builder, signature, arguments):
        t, anchor = arguments
        n = builder.fsub(anchor, ir.Constant(ir.$IR$(), ANCHOR), flags=("nsz",))
        return builder.fsub(t, n, flags=("nsz",))

    return types.$REAL$(types.$REAL$, types.$REAL$), write


@intrinsic
def scaled(typingctx, number, anchor):
    """Return number * 2**n by adding the whole number n in `anchor` to the exponent's bits."""

    def write(context, builder, signature, arguments):
        whole = ir.IntType($BITS$)
        number, n = (builder.bitcast(argument, whole) for argument in arguments)
        shift = builder.shl(n, ir.Constant(whole, $MANTISSA$))
        return builder.bitcast(builder.add(number, shift), ir.$IR$())

    return types.$REAL$(types.$REAL$, types.$REAL$), write


@intrinsic
def exponent(typingctx, number):
    """Return the exponent of a positive number, from its bits."""

    def write(context, builder, signature, arguments):
        whole = ir.IntType($BITS$)
        shifted = builder.lshr(builder.bitcast(arguments[0], whole), ir.Constant(whole, $MANTISSA$))
        power = builder.trunc(builder.sub(shifted, ir.Constant(whole, $BIAS$)), ir.IntType(32))
        return builder.sitofp(power, ir.$IR$())

    return types.$REAL$(types.$REAL$), write


@intrinsic
def wide(typingctx):
    """Ask for the widest vectors that the processor has, which compilers hold back with."""

    def write(context, builder, signature, arguments):
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.none(), write


@part
def exp2(t):
    """Return 2**t for t <= 0, not below 2**$LEAST$; relative error $EXP_ERROR$.

    The limit keeps products away from denormal numbers, on which processors are many times slower.
    """
    t = larger(t, REAL($LEAST$))
    n = anchored(t)
    f = fraction(t, n)
    return scaled($EXP2$, n)


@part
def log2(v):
    """Return log2(v) for v from 1 upward; absolute error $LOG_ERROR$."""
    e = exponent(v * REAL(1.4142135623730951))
    m = scaled(v, anchored(-e))  # between sqrt(1/2) and sqrt(2)
    t = (m - REAL(1)) / (m + REAL(1))
    z = t * t
    return e + t * ($LOG2$)


@part
def load(samples, step, weights, begin, size, x, weight):
    """Copy one tile; places beyond its end repeat its last sample with weight 0."""
    wide()
    beyond = TILE - size
    for a in range(D):
        row, tile = samples[a * step + begin : a * step + begin + size], x[a * TILE : (a + 1) * TILE]
        for i in range(size):
            tile[i] = row[i]
        for i in range(beyond):
            tile[size + i] = row[size - 1]
    for i in range(size):
        weight[i] = REAL(1)
    for i in range(beyond):
        weight[size + i] = REAL(0)
    if weights.size > 0:
        row = weights[begin : begin + size]
        for i in range(size):
            weight[i] = row[i]


@part
def whiten(x, p, white):
    """Write the samples of a tile, whitened, where all components share a covariance."""
    wide()
@WHITENING


@part
def density(x, white, rows, c, logs, top):
    """Write the log density of each sample of a tile under component `c`; raise `top` to it."""
    wide()
    p, row = rows[c], logs[c]
    scale = p[p.size - 1]
@DENSITIES


@part
def densities(x, white, p, logs, top):
    """Write the log densities (k, TILE) of a tile and the largest of each sample."""
    wide()
    top[:] = NEVER
    whiten(x, p[0], white)
    for c in range(p.shape[0]):
        density(x, white, p, c, logs, top)


@part
def restrict_to_owners(classes, owners, begin, size, logs, top):
    """Keep every sample of a class to the components of that class, if it has any."""
    k = owners.size
    for i in range(size):
        wanted = classes[begin + i]
        top[i] = NEVER
        for c in range(k):
            if owners[c] == wanted:
                top[i] = larger(top[i], logs[c, i])
        if wanted < 0 or top[i] == NEVER:
            for c in range(k):
                top[i] = larger(top[i], logs[c, i])
        else:
            for c in range(k):
                if owners[c] != wanted:
                    logs[c, i] = NEVER


@part
def exponentials(logs, top, total, peak):
    """Turn log densities into densities over the largest, in place; sum them; note each component's peak."""
    wide()
    total[:] = REAL(0)
    for c in range(logs.shape[0]):
        row = logs[c]
        highest = REAL(0)
        for i in range(TILE):
            e = exp2(row[i] - top[i])
            row[i] = e
            total[i] += e
            highest = larger(highest, e)
        peak[c] = highest


@part
def normalise(top, total, weight, share):
    """Write weight over total into `share`; return the log2-likelihood of the tile."""
    wide()
    likelihood = REAL(0)
    for i in range(TILE):
        likelihood += weight[i] * (top[i] + log2(total[i]))
        share[i] = weight[i] / total[i]
    return likelihood


@part
def moments(x, white, rows, c, logs, share, sums):
    """Write the sum of responsibilities of a tile and its moments about the mean of component `c`."""
    wide()
    p, row = rows[c], logs[c]
@MOMENTS


@part
def add_exactly(sums, quanta, c, out):
    """Add sums rounded to whole quanta: such additions are exact, so their order does not matter."""
    quantum, row = quanta[c], out[c]
    for j in range(S):
        row[j] += np.floor(sums[j] / quantum[j] + 0.5) * quantum[j]


@kernel
def expect(samples, step, weights, classes, owners, p, quanta, out):
    """Add the moments of n samples to `out` (k, S); return their log2-likelihood."""
    wide()
    n, k = samples.size - (D - 1) * step, p.shape[0]
    x, white = np.empty(D * TILE, REAL), np.empty(D * TILE, REAL)
    logs = np.empty((k, TILE), REAL)
    top, total, share = np.empty(TILE, REAL), np.empty(TILE, REAL), np.empty(TILE, REAL)
    weight, peak, sums = np.empty(TILE, REAL), np.empty(k, REAL), np.empty(S, REAL)
    likelihood = 0.0
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        load(samples, step, weights, begin, size, x, weight)
        densities(x, white, p, logs, top)
        if classes.size > 0:
            restrict_to_owners(classes, owners, begin, size, logs, top)
        exponentials(logs, top, total, peak)
        tile = np.float64(normalise(top, total, weight, share))
        likelihood += np.floor(tile / LOG_QUANTUM + 0.5) * LOG_QUANTUM
        for c in range(k):
            if peak[c] > NEGLIGIBLE:
                moments(x, white, p, c, logs, share, sums)
                add_exactly(sums, quanta, c, out)
    return likelihood


@kernel
def iterate(
    samples, step, given, classes, owners, kind, floor, empty, lowest, gain, weights, means, covariances
):
    """Make steps of EM in place on n samples; return how many components live and the last log2-likelihood.

    There are as many as `lowest` has numbers; a likelihood below that of its step is the last, and so is
    one that gains less than `gain`. It is that of the mixture before the step, as is EM's custom. `given`
    are the samples' weights (n,) or none.
    """
    k = means.shape[0]
    p, about = np.empty((k, S), REAL), np.empty((k, D))
    quanta, sums, kept = np.empty((k, S)), np.empty((k, S)), np.empty(k, np.int64)
    likelihood = 0.0
    for done in range(lowest.size):
        pack(weights[:k], means[:k], covariances, kind, p[:k], quanta[:k])
        for c in range(k):
            for a in range(D):
                about[c, a] = p[c, a]
            for j in range(S):
                sums[c, j] = 0.0
        last = likelihood
        likelihood = expect(samples, step, given, classes, owners[:k], p[:k], quanta[:k], sums[:k])
        alive = maximise(sums[:k], about[:k], kind, floor, empty, weights, means, covariances, kept)
        if alive == 0:  # no component has any weight left
            break
        for c in range(alive if owners.size > 0 else 0):
            owners[c] = owners[kept[c]]
        k = alive
        if likelihood < lowest[done] or (done > 0 and likelihood - last < gain):
            break
    return k, likelihood


@kernel
def posterior(samples, step, p, owners, out):
    """Write the probability of each group of components for n samples into `out` (groups, n)."""
    wide()
    n, k = samples.size - (D - 1) * step, p.shape[0]
    x, white = np.empty(D * TILE, REAL), np.empty(D * TILE, REAL)
    logs, empty = np.empty((k, TILE), REAL), np.empty(0, REAL)
    top, total, share = np.empty(TILE, REAL), np.empty(TILE, REAL), np.empty(TILE, REAL)
    weight, peak = np.empty(TILE, REAL), np.empty(k, REAL)
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        load(samples, step, empty, begin, size, x, weight)
        densities(x, white, p, logs, top)
        exponentials(logs, top, total, peak)
        normalise(top, total, weight, share)
        for g in range(out.shape[0]):
            out[g, begin : begin + size] = REAL(0)
        for c in range(k):
            row, group = logs[c], out[owners[c], begin : begin + size]
            for i in range(size):
                group[i] += row[i] * share[i]


@kernel
def label(samples, step, p, owners, n_groups, out):
    """Write the number of the most probable group, counted from 0, for n samples into `out` (n,)."""
    wide()
    n, k = samples.size - (D - 1) * step, p.shape[0]
    x, white = np.empty(D * TILE, REAL), np.empty(D * TILE, REAL)
    logs, groups, empty = np.empty((k, TILE), REAL), np.empty((n_groups, TILE), REAL), np.empty(0, REAL)
    top, total, weight = np.empty(TILE, REAL), np.empty(TILE, REAL), np.empty(TILE, REAL)
    peak, best, winner = np.empty(k, REAL), np.empty(TILE, REAL), np.empty(TILE, REAL)
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        load(samples, step, empty, begin, size, x, weight)
        densities(x, white, p, logs, top)
        if n_groups < k:
            exponentials(logs, top, total, peak)
            groups[:] = REAL(0)
        else:
            groups[:] = NEVER
        for c in range(k):
            row, group = logs[c], groups[owners[c]]
            for i in range(TILE):
                group[i] = row[i] + group[i] if n_groups < k else row[i]
        winner[:] = REAL(0)
        for i in range(TILE):
            best[i] = groups[0, i]
        for g in range(1, n_groups):
            group = groups[g]
            for i in range(TILE):
                wins = REAL(group[i] > best[i])  # arithmetic, since a condition would become a masked store
                winner[i] += wins * (REAL(g) - winner[i])
                best[i] = larger(best[i], group[i])
        for i in range(size):
            out[begin + i] = winner[i]


@kernel
def score(samples, step, p, out):
    """Write the log2-likelihood of each of the n samples into `out` (n,)."""
    wide()
    n, k = samples.size - (D - 1) * step, p.shape[0]
    x, white = np.empty(D * TILE, REAL), np.empty(D * TILE, REAL)
    logs, empty = np.empty((k, TILE), REAL), np.empty(0, REAL)
    top, total, weight = np.empty(TILE, REAL), np.empty(TILE, REAL), np.empty(TILE, REAL)
    peak = np.empty(k, REAL)
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        load(samples, step, empty, begin, size, x, weight)
        densities(x, white, p, logs, top)
        exponentials(logs, top, total, peak)
        for i in range(size):
            out[begin + i] = top[i] + log2(total[i])
'''
