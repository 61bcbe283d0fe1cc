"""How much faster one iteration of EM is than scikit-learn's: D = 5, K = 8, full covariance.

Both start from the same mixture on the same samples (Lab, row and column of the sample astronaut, scaled) and
make the same steps; the mean log-likelihood after five must agree. Times are the least of several turns,
taken alternately; an iteration is the difference of a longer and a shorter fit: set-up does not count.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from gmmseg.assets import folder
from gmmseg.imaging.features import Features
from gmmseg.io.images import read
from gmmseg.mixture import em, starts

K, SHORT, LONG, TURNS, THREADS = 8, 5, 15, 3, 2


def scikit_learn(samples: np.ndarray, start: em.Parameters, steps: int) -> tuple[float, float]:
    """Return seconds, and the mean log-likelihood that the last step found."""
    model = GaussianMixture(
        K,
        tol=0.0,
        max_iter=steps,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=np.linalg.inv(start.full_covariances),
    )
    begin = time.perf_counter()
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        model.fit(samples)
    return time.perf_counter() - begin, float(model.lower_bound_)


def gmmseg(blocks: Sequence[np.ndarray], start: em.Parameters, steps: int) -> tuple[float, float]:
    """Return seconds, and the mean log-likelihood that the last step found."""
    with ThreadPoolExecutor(THREADS) as pool:
        begin = time.perf_counter()
        *_, last = islice(em.steps(blocks, start, map_blocks=pool.map), steps)
        return time.perf_counter() - begin, float(last.log_likelihood)


def per_iteration(run: Callable[[int], tuple[float, float]], more: int) -> float:
    """Return the seconds of each of the `more` iterations that a run of SHORT + more makes beyond SHORT."""
    return (run(SHORT + more)[0] - run(SHORT)[0]) / more


def main() -> None:
    """Print the ratios."""
    image = read(folder("sample_images") / "astronaut.png")
    features = Features.learn(image, "lab", 1.0)
    blocks = list(features.blocks(image))
    double = np.concatenate(blocks).astype(np.float64)
    single = np.ascontiguousarray(double, np.float32)
    start = starts.start(double[::8].astype(np.float32), K, rng=np.random.default_rng(0))

    ours = gmmseg(blocks, start, SHORT)[1]
    theirs = scikit_learn(double, start, SHORT)[1]
    print(f"mean log-likelihood after {SHORT} steps: {ours:.7f}, scikit-learn {theirs:.7f}")
    print(f"difference {abs(ours - theirs):.1e} (asked: at most 1e-5)")

    turns = [
        (
            per_iteration(lambda n: gmmseg(blocks, start, n), 20 * LONG),
            per_iteration(lambda n: scikit_learn(double, start, n), LONG),
            per_iteration(lambda n: scikit_learn(single, start, n), LONG),
        )
        for _ in range(TURNS)
    ]
    mine, double_time, single_time = np.min(turns, axis=0)
    work = len(double) * K
    print(f"{len(double)} samples, D = {double.shape[1]}, K = {K}, full covariance, {THREADS} threads")
    for name, seconds in (
        ("gmmseg", mine),
        ("scikit-learn float64", double_time),
        ("scikit-learn float32", single_time),
    ):
        print(f"{name:22s} {seconds * 1e3:8.2f} ms, {seconds / work * 1e9:7.2f} ns per sample and component")
    print(f"ratio to scikit-learn float64: {double_time / mine:.0f} (asked: at least 40)")
    print(f"ratio to scikit-learn float32: {single_time / mine:.0f}")


if __name__ == "__main__":
    main()
