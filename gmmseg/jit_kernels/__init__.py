"""Kernels: loops as machine code, from a library that was built beforehand, or compiled by Numba."""

from gmmseg.jit_kernels.kernel_function import (
    KernelFunction,
    exact_kernel,
    exact_part,
    kernel,
    kernel_with,
    part,
)

__all__ = ["KernelFunction", "exact_kernel", "exact_part", "kernel", "kernel_with", "part"]
