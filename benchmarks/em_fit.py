"""How much faster a whole fit of a sample picture is than scikit-learn's with its defaults, and how good.

Same features (Lab, row and column, scaled), K = 6, the same variance floor (scikit-learn's 1e-6), whole
pictures; ours compares its usual number of starts, scikit-learn makes its usual one. Both results are scored
by scikit-learn's arithmetic in double precision. Minutes long: `em_fit.py N` measures the first N pairs only.
"""

import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from gmmseg.assets import folder
from gmmseg.imaging.features import Features
from gmmseg.imaging.image import Image
from gmmseg.io.images import read
from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting import SAMPLE_SIZE, Plan, fitting

K, THREADS = 6, 2
PICTURES = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg", "ihc.png")
SEEDS = (0, 1)


def gmmseg(image: Image, features: Features, seed: int) -> Parameters:
    """Return the mixture fitted to the picture, features made from pixels on the way."""
    blocks = list(features.blocks(image))
    sample = features.sample(image, SAMPLE_SIZE, np.random.default_rng(seed))
    with ThreadPoolExecutor(THREADS) as pool:
        walk = fitting(blocks, sample, Plan(K, seed=seed), map_blocks=pool.map)
        while True:
            try:
                next(walk)
            except StopIteration as end:
                return end.value.parameters


def scored(parameters: Parameters, samples: np.ndarray) -> float:
    """Return the mean log-likelihood of samples by scikit-learn's own arithmetic, nats."""
    model = GaussianMixture(parameters.n_components)
    model.weights_, model.means_ = parameters.weights, parameters.means
    model.covariances_ = parameters.full_covariances
    model.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(parameters.full_covariances))
    return float(model.score(samples))


def main() -> None:
    """Print a row for each pair of picture and seed, then what was asked."""
    pairs = [(name, seed) for seed in SEEDS for name in PICTURES]
    pairs = pairs[: int(sys.argv[1])] if len(sys.argv) > 1 else pairs
    warm = read(folder("sample_images") / PICTURES[0])
    gmmseg(warm, Features.learn(warm, "lab", 1.0), 0)  # kernels are compiled on first use
    ratios, gains = [], []
    for name, seed in pairs:
        image = read(folder("sample_images") / name)
        features = Features.learn(image, "lab", 1.0)
        samples = np.concatenate(list(features.blocks(image))).astype(np.float64)
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            ours = gmmseg(image, features, seed)
            times.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
            theirs = GaussianMixture(K, random_state=seed).fit(samples)
        peer = time.perf_counter() - begin
        ratios.append(peer / min(times))
        gains.append(scored(ours, samples) - theirs.score(samples))
        print(
            f"{name:14s} seed {seed}: {min(times) * 1e3:6.0f} ms, scikit-learn {peer:6.1f} s, "
            f"ratio {ratios[-1]:5.0f}, log-likelihood {gains[-1]:+.4f}",
            flush=True,
        )
    good = sum(gain >= -1e-3 for gain in gains)
    print(f"ratio, median: {np.median(ratios):.0f}, least: {min(ratios):.0f} (asked: at least 50)")
    print(f"log-likelihood at least as high, to 1e-3, in {good} of {len(gains)} (asked: 9 of 10)")


if __name__ == "__main__":
    main()
