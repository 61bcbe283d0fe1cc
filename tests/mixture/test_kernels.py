"""The compiled kernels, apart from what they compute."""

from gmmseg.mixture.kernels import kernels


def test_kernels_are_made_once():
    assert kernels(3, "full") is kernels(3, "full")


def test_precisions_have_kernels_of_their_own():
    assert kernels(3, "full", "float64") is not kernels(3, "full", "float32")
