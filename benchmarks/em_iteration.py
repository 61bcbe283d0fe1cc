"""How much faster is one iteration of EM than scikit-learn's? Prints ratios; threads are stated.

1 MP of samples in memory, K = 8; scikit-learn in double and single precision, its BLAS free to use all
processors. Each is timed several times in turn and the best is taken, since machines are shared.
"""

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sklearn.mixture import GaussianMixture

from gmmseg.mixture import em
from gmmseg.mixture.parameters import Parameters

K, THREADS, BLOCK = 8, 2, 2**16


def mixture(samples: np.ndarray, kind: str) -> Parameters:
    rng = np.random.default_rng(0)
    d = samples.shape[1]
    covariances = {
        "full": np.tile(np.eye(d), (K, 1, 1)),
        "tied": np.eye(d),
        "diag": np.ones((K, d)),
        "spherical": np.ones(K),
    }
    means = samples[rng.choice(len(samples), K, replace=False)].astype(np.float64)
    return Parameters(np.full(K, 1 / K), means, covariances[kind], kind)


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


def best(actions: dict[str, Callable[[], object]], repetitions: int) -> dict[str, float]:
    times = dict.fromkeys(actions, np.inf)
    for _ in range(repetitions):
        for name, action in actions.items():
            begun = time.perf_counter()
            action()
            times[name] = min(times[name], time.perf_counter() - begun)
    return times


def iterate(model: GaussianMixture, samples: np.ndarray) -> float:
    likelihood, responsibilities = model._e_step(samples)  # noqa: SLF001 - as above
    model._m_step(samples, responsibilities)  # noqa: SLF001 - as above
    return float(likelihood)


def compare(d: int, kind: str, n: int, repetitions: int, pool: ThreadPoolExecutor) -> None:
    rng = np.random.default_rng(1)
    samples = rng.normal(size=(n, d)) + rng.integers(0, 4, size=(n, 1)) * 1.5
    start = mixture(samples, kind)
    single = np.asfortranarray(samples, np.float32)
    walk = em.steps([single[i : i + BLOCK] for i in range(0, n, BLOCK)], start, map_blocks=pool.map)
    double_model, single_model = theirs(samples, start), theirs(samples.astype(np.float32), start)
    ours = [next(walk).log_likelihood for _ in range(5)]
    peer = [iterate(double_model, samples) for _ in range(5)]
    times = best(
        {
            "ours": lambda: next(walk),
            "float64": lambda: iterate(double_model, samples),
            "float32": lambda: iterate(single_model, samples.astype(np.float32)),
        },
        repetitions,
    )
    each = times["ours"] / n / K * 1e9
    print(
        f"| {d} | {kind} | {each:.2f} ns | {times['float64'] / times['ours']:.0f} "
        f"| {times['float32'] / times['ours']:.0f} | {abs(ours[-1] - peer[-1]):.1e} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=2**20)
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{arguments.samples} samples, K = {K}, {THREADS} threads")
    print("| D | covariance | per sample and component | times float64 | times float32 | log L off by |")
    print("|---|---|---|---|---|---|")
    with ThreadPoolExecutor(THREADS) as pool:
        for d, kind in ((5, "full"), (3, "full"), (8, "full"), (5, "tied"), (5, "diag"), (5, "spherical")):
            compare(d, kind, arguments.samples, arguments.repetitions, pool)


if __name__ == "__main__":
    main()
