"""Compiled inner loops of writing labels."""

from gmmseg.mixture.kernels_cache import kernel


@kernel
def number(winners, out, sizes):
    """Write winners (n,), indices of segments, counted from 1 into `out` (n,); count them in `sizes`."""
    for i in range(winners.size):
        winner = winners[i]
        out[i] = winner + 1
        sizes[winner] += 1
