"""The compiled kernels, apart from what they compute."""

import pytest

from gmmseg.mixture.kernels.em_kernels import kernels, sums_at_once


def test_kernels_are_made_once():
    assert kernels(3, "full") is kernels(3, "full")


def test_precisions_have_kernels_of_their_own():
    assert kernels(3, "full", "float64") is not kernels(3, "full", "float32")


@pytest.mark.parametrize(
    ("machine", "features", "expected"),
    [
        ("x86_64-unknown-linux-gnu", "+avx,+avx2,+fma", 12),
        ("x86_64-unknown-linux-gnu", "+avx,+avx2,+fma,+avx512f", 22),
        ("arm64-apple-darwin", "+neon", 22),
    ],
)
def test_sweeps_are_as_long_as_registers_suffice(machine, features, expected):
    assert sums_at_once(machine, "any", features) == expected
