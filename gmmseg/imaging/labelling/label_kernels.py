"""Compiled inner loops of writing labels."""

from gmmseg.imaging.filters.counting_kernels import count_labels
from gmmseg.jit_kernels import kernel


@kernel
def number(winners, out, sizes):
    """Write winners (n,), indices of segments, counted from 1 into `out` (n,); count them in `sizes`."""
    for i in range(winners.size):
        out[i] = winners[i] + 1
    count_labels(winners, sizes)
