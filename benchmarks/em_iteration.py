"""Measure one iteration of EM against scikit-learn's, against the processor's limit, and as data grow.

2^20 samples in memory, K = 8, two threads; scikit-learn in double and single precision, its BLAS with as many
threads as suit it best. Everything is timed several times and the best is taken, since machines are shared.
The limit is what independent multiply-adds reach in the same run (`kernels_limit.py`). Three minutes.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from kernels_limit import multiply_adds
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from gmmseg.mixture import em
from gmmseg.mixture.parameters import Parameters

K, THREADS, BLOCK = 8, 2, 2**16
# Multiply-adds per sample and component, and operations on the same units: deviations, density, 2^t, moments.
OPERATIONS = {(3, "full"): 25, (5, "full"): 47, (8, "full"): 95, (5, "tied"): 17, (5, "diag"): 27}
OPERATIONS[5, "spherical"] = 19


def mixture(samples: np.ndarray, kind: str, k: int = K) -> Parameters:
    rng = np.random.default_rng(0)
    d = samples.shape[1]
    covariances = {
        "full": np.tile(np.eye(d), (k, 1, 1)),
        "tied": np.eye(d),
        "diag": np.ones((k, d)),
        "spherical": np.ones(k),
    }
    means = samples[rng.choice(len(samples), k, replace=False)].astype(np.float64)
    return Parameters(np.full(k, 1 / k), means, covariances[kind], kind)


def theirs(samples: np.ndarray, start: Parameters) -> GaussianMixture:
    precisions = (
        1 / start.covariances if start.covariance_type in ("diag", "spherical") else start.covariances
    )
    model = GaussianMixture(
        K,
        covariance_type=start.covariance_type,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=precisions,
    )
    model._initialize(samples, None)  # noqa: SLF001 - the only way to time one of its iterations
    return model


def best(action: Callable[[], object], repetitions: int) -> float:
    """Return the seconds of the fastest of several runs."""
    least = np.inf
    for _ in range(repetitions):
        begun = time.perf_counter()
        action()
        least = min(least, time.perf_counter() - begun)
    return float(least)


def iterate(model: GaussianMixture, samples: np.ndarray) -> float:
    likelihood, responsibilities = model._e_step(samples)  # noqa: SLF001 - as above
    model._m_step(samples, responsibilities)  # noqa: SLF001 - as above
    return float(likelihood)


def peer(samples: np.ndarray, start: Parameters, repetitions: int) -> tuple[float, float]:
    """Return the seconds of scikit-learn's iteration, its BLAS at its best, and the third log-likelihood."""
    model, times, likelihoods = theirs(samples, start), {}, []
    for threads in (1, 2, os.cpu_count()):
        with threadpool_limits(threads):
            times[threads] = best(lambda: likelihoods.append(iterate(model, samples)), 1)
    with threadpool_limits(min(times, key=times.__getitem__)):
        least = best(lambda: iterate(model, samples), repetitions)
    return min(least, *times.values()), likelihoods[2]


def data(n: int, d: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    return rng.normal(size=(n, d)) + rng.integers(0, 4, size=(n, 1)) * 1.5


def ours(samples: np.ndarray, start: Parameters, pool: ThreadPoolExecutor) -> tuple[float, float]:
    """Return the seconds of our iteration, and the log-likelihood that belongs to the peer's."""
    single, n = np.asfortranarray(samples, np.float32), len(samples)
    walk = em.steps([single[i : i + BLOCK] for i in range(0, n, BLOCK)], start, map_blocks=pool.map)
    likelihood = [next(walk).log_likelihood for _ in range(3)][-1]
    return best(lambda: next(walk), 60), likelihood


def compare(d: int, kind: str, n: int, repetitions: int, pool: ThreadPoolExecutor) -> None:
    samples = data(n, d)
    start = mixture(samples, kind)
    seconds, likelihood = ours(samples, start, pool)
    limit = multiply_adds(pool, THREADS)
    double, expected = peer(samples, start, repetitions)
    single, _ = peer(samples.astype(np.float32), start, repetitions)
    share = OPERATIONS[d, kind] * n * K / limit / seconds
    print(
        f"| {d} | {kind} | {seconds / n / K * 1e9:.2f} ns | {double / seconds:.0f} | {single / seconds:.0f} "
        f"| {share:.0%} of {limit / 1e9:.0f} G/s | {abs(likelihood - expected):.0e} |",
        flush=True,
    )


def grow(pool: ThreadPoolExecutor) -> None:
    """Print the time of one iteration while one of the three sizes grows."""
    print("\n| N | K | D | ms | per sample and component |\n|---|---|---|---|---|")
    sizes = [(2**power, 8, 5) for power in (17, 18, 19, 20, 21)]
    sizes += [(2**19, k, 5) for k in (2, 4, 8, 16, 32)] + [(2**19, 8, d) for d in (2, 3, 5, 8, 12, 16)]
    for n, k, d in sizes:
        samples = data(n, d)
        seconds, _ = ours(samples, mixture(samples, "full", k), pool)
        print(f"| {n} | {k} | {d} | {seconds * 1e3:.1f} | {seconds / n / k * 1e9:.2f} ns |", flush=True)


def main() -> None:
    if os.environ.pop("OPENBLAS_CORETYPE", None):  # numpy would be slower than it can be, which is not fair
        os.execv(sys.executable, [sys.executable, *sys.argv])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=2**20)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{arguments.samples} samples, K = {K}, {THREADS} threads\n")
    print("| D | covariance | per sample, component | × float64 | × float32 | of the limit | log L off by |")
    print("|---|---|---|---|---|---|---|")
    with ThreadPoolExecutor(THREADS) as pool:
        for d, kind in OPERATIONS:
            compare(d, kind, arguments.samples, arguments.repetitions, pool)
        grow(pool)


if __name__ == "__main__":
    main()
