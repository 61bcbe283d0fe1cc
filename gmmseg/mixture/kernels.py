"""Compiled inner loops. Samples come as (d, n), so that a loop over samples reads contiguous memory."""

import numpy as np
from numba import njit

TILE = 256  # samples worked on at a time: their log densities stay in the first cache

kernel = njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"})


@kernel
def _log_densities(samples, begin, size, means, whiteners, log_scales, deviations, whitened, logs):
    """Write the weighted log density of each component for one tile into `logs` (k, TILE), in nats."""
    k, d = means.shape
    for c in range(k):
        out = logs[c, :size]
        out[:] = log_scales[c]
        for a in range(d):
            source = samples[a, begin : begin + size]
            deviation = deviations[a, :size]
            for i in range(size):
                deviation[i] = source[i] - means[c, a]
        for a in range(d):
            row = whitened[:size]
            row[:] = 0.0
            for b in range(a + 1):
                w = whiteners[c, a, b]
                deviation = deviations[b, :size]
                for i in range(size):
                    row[i] += w * deviation[i]
            for i in range(size):
                out[i] -= np.float32(0.5) * row[i] * row[i]


@kernel
def _normalise(logs, size, largest, total):
    """Turn log densities (k, TILE) into responsibilities; return the tile's log-likelihood."""
    k = logs.shape[0]
    for i in range(size):
        largest[i] = logs[0, i]
        total[i] = 0.0
    for c in range(1, k):
        for i in range(size):
            largest[i] = max(largest[i], logs[c, i])
    for c in range(k):
        for i in range(size):
            logs[c, i] = np.exp(logs[c, i] - largest[i])
            total[i] += logs[c, i]
    log_likelihood = 0.0
    for i in range(size):
        log_likelihood += np.float64(largest[i]) + np.log(total[i])
        total[i] = np.float32(1) / total[i]
    for c in range(k):
        for i in range(size):
            logs[c, i] *= total[i]
    return log_likelihood


@kernel
def accumulate(samples, means, whiteners, log_scales, counts, first, second):
    """Add the moments of samples (d, n) to counts (k,), first (k, d), second (k, d, d); return log L."""
    d, n = samples.shape
    k = means.shape[0]
    logs = np.empty((k, TILE), np.float32)
    deviations = np.empty((d, TILE), np.float32)
    whitened = np.empty(TILE, np.float32)
    largest = np.empty(TILE, np.float32)
    total = np.empty(TILE, np.float32)
    log_likelihood = 0.0
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        _log_densities(samples, begin, size, means, whiteners, log_scales, deviations, whitened, logs)
        log_likelihood += _normalise(logs, size, largest, total)
        for c in range(k):
            r = logs[c, :size]
            for a in range(d):
                source = samples[a, begin : begin + size]
                deviation = deviations[a, :size]
                for i in range(size):
                    deviation[i] = source[i] - means[c, a]
            count = np.float32(0)
            for i in range(size):
                count += r[i]
            counts[c] += count
            for a in range(d):
                weighted = whitened[:size]
                da = deviations[a, :size]
                one = np.float32(0)
                for i in range(size):
                    weighted[i] = r[i] * da[i]
                    one += weighted[i]
                first[c, a] += one
                for b in range(a + 1):
                    db = deviations[b, :size]
                    two = np.float32(0)
                    for i in range(size):
                        two += weighted[i] * db[i]
                    second[c, a, b] += two
    return log_likelihood


@kernel
def posterior(samples, means, whiteners, log_scales, out):
    """Write the responsibilities of samples (d, n) into `out` (k, n)."""
    d, n = samples.shape
    k = means.shape[0]
    logs = np.empty((k, TILE), np.float32)
    deviations = np.empty((d, TILE), np.float32)
    whitened = np.empty(TILE, np.float32)
    largest = np.empty(TILE, np.float32)
    total = np.empty(TILE, np.float32)
    for begin in range(0, n, TILE):
        size = min(TILE, n - begin)
        _log_densities(samples, begin, size, means, whiteners, log_scales, deviations, whitened, logs)
        _normalise(logs, size, largest, total)
        for c in range(k):
            for i in range(size):
                out[c, begin + i] = logs[c, i]
