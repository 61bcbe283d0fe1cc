"""The compiled loops of EM, one set for each number of features, covariance type and precision."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from threading import Lock
from types import ModuleType

from gmmseg.jit_kernels import KernelFunction, kernel, part
from gmmseg.mixture.kernels.kernels_template import source

_making = Lock()


@dataclass(frozen=True)
class Kernels:
    """Functions for samples (d, n) of one number of features; see `kernels_template_parts`."""

    expect: Callable[..., float]
    iterate: Callable[..., tuple[int, float]]
    posterior: Callable[..., None]
    label: Callable[..., None]
    score: Callable[..., None]


def kernels(n_features: int, covariance_type: str, real: str = "float32") -> Kernels:
    """Return the kernels for samples of `n_features`; the functions are compiled when first called."""
    with _making:
        return _kernels(n_features, covariance_type, real)


@cache
def _kernels(n_features: int, covariance_type: str, real: str) -> Kernels:
    name = f"kernels_{covariance_type}_{n_features}_{real}"

    def written(function: str) -> KernelFunction:
        return KernelFunction(f"{name}.{function}", lambda: getattr(module(), function).dispatcher())

    @cache
    def module() -> ModuleType:
        from numba.core.registry import cpu_target

        from gmmseg.jit_kernels.numba_kernels import compiled

        at_once = sums_at_once(*cpu_target.target_context.codegen().magic_tuple())
        text = source(n_features, covariance_type, real, at_once)
        return compiled(text, f"{name}_{at_once}", {"kernel": kernel, "part": part})

    return Kernels(*(written(field.name) for field in fields(Kernels)))


def sums_at_once(machine: str, _: str, features: str) -> int:
    """Return how many sums a sweep may keep in vector registers, of which processors have 16 or 32."""
    many = "+avx512f" in features or machine.startswith(("aarch64", "arm64"))
    return 22 if many else 12
