"""Kernels: loops that run as machine code, out of a library that was built beforehand, or compiled by Numba."""

from gmmseg.jit_kernels.kernel_function import (
    KernelFunction,
    exact_kernel,
    exact_part,
    kernel,
    kernel_with,
    part,
)

__all__ = ["KernelFunction", "exact_kernel", "exact_part", "kernel", "kernel_with", "part"]
