"""Compiled loops of initialisation: k-means++ seeding (Arthur and Vassilvitskii 2007) and Lloyd's steps."""

import numpy as np

from gmmseg.jit_kernels import kernel, part
from gmmseg.mixture.kernels.parameter_kernels import FULL, SPHERICAL, TIED


@part
def squared_distances(samples, centre, out):
    """Write the squared distance of samples (d, n) from `centre` (d,) into `out` (n,)."""
    d, n = samples.shape
    for i in range(n):
        out[i] = 0.0
    for a in range(d):
        row, place = samples[a], centre[a]
        for i in range(n):
            away = row[i] - place
            out[i] += away * away


@part
def pick(weights, uniform):
    """Return the index that a uniform number from 0 to 1 picks, in proportion to weights; -1 if all are 0."""
    total = 0.0
    for i in range(weights.size):
        total += weights[i]
    if not total > 0.0:
        return -1
    left = uniform * total
    last = 0
    for i in range(weights.size):
        if weights[i] > 0.0:
            last = i
            left -= weights[i]
            if left < 0.0:
                break
    return last


@kernel
def kmeans_plus_plus(samples, weights, largest_distance, uniforms, centres):
    """Write far-apart samples into `centres` (k, d); return how many: fewer where samples coincide.

    Each is picked with a probability proportional to weight and squared distance from those before, the
    best of as many tries as `uniforms` (k, tries) has columns (Arthur and Vassilvitskii 2007, greedy).
    Distances are capped at `largest_distance`, so that no outlier draws every pick.
    """
    d, n = samples.shape
    nearest, chances = np.full(n, largest_distance), weights.copy()
    distances, trial, best = np.empty(n), np.empty(d), np.empty(n)
    for c in range(centres.shape[0]):
        least = np.inf
        for attempt in range(uniforms.shape[1] if c > 0 else 1):
            picked = pick(chances, uniforms[c, attempt])
            if picked < 0:
                return c
            for a in range(d):
                trial[a] = samples[a, picked]
            squared_distances(samples, trial, distances)
            total = 0.0
            for i in range(n):
                distances[i] = min(nearest[i], distances[i])
                total += weights[i] * distances[i]
            if total < least:
                least = total
                for a in range(d):
                    centres[c, a] = trial[a]
                for i in range(n):
                    best[i] = distances[i]
        for i in range(n):
            nearest[i] = best[i]
            chances[i] = weights[i] * best[i]
    return centres.shape[0]


@part
def assign(samples, centres, k, reach, winner):
    """Write the nearest of the first `k` centres for each sample into `winner` (n,); -1 beyond `reach`."""
    n = samples.shape[1]
    distances, nearest = np.empty(n), np.full(n, np.inf)
    for c in range(k):
        squared_distances(samples, centres[c], distances)
        for i in range(n):
            if distances[i] < nearest[i]:
                nearest[i] = distances[i]
                winner[i] = c if distances[i] <= reach else -1


@kernel
def lloyd(samples, weights, steps, k, reach, centres):
    """Move the first `k` centres to the means of the samples nearest to them; return how many keep any.

    Samples whose squared distance from every centre is over `reach` do not count.
    """
    d, n = samples.shape
    winner = np.zeros(n, np.int64)
    for _ in range(steps):
        assign(samples, centres, k, reach, winner)
        counts, sums = np.zeros(k), np.zeros((k, d))
        for i in range(n):
            if winner[i] < 0:
                continue
            counts[winner[i]] += weights[i]
            for a in range(d):
                sums[winner[i], a] += weights[i] * samples[a, i]
        n_used = 0
        for c in range(k):
            if counts[c] > 0.0:
                for a in range(d):
                    centres[n_used, a] = sums[c, a] / counts[c]
                n_used += 1
        k = n_used
    return k


@kernel
def assigned_moments(samples, weights, centres, kind, reach, sums):
    """Add the moments of each sample to the sums (k, S) of its nearest centre within `reach`, about it."""
    d, n = samples.shape
    winner, away = np.zeros(n, np.int64), np.empty(d)
    assign(samples, centres, centres.shape[0], reach, winner)
    for i in range(n):
        c, weight = winner[i], weights[i]
        if c < 0:
            continue
        row = sums[c]
        row[0] += weight
        j = 1 + d
        for a in range(d):
            away[a] = samples[a, i] - centres[c, a]
            row[1 + a] += weight * away[a]
            if kind in (FULL, TIED):
                for b in range(a + 1):
                    row[j] += weight * away[a] * away[b]
                    j += 1
            else:
                row[j] += weight * away[a] * away[a]
                if kind != SPHERICAL:
                    j += 1
