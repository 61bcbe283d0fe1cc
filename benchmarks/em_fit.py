"""How much faster a whole fit is than scikit-learn's, and how good.

Ten photos of the Berkeley set (0.15 MP), each with two seeds: Lab, row and column, scaled, K = 8, full
covariances, the same floor of variance (scikit-learn's 1e-6) and the same tolerance, 1e-6, for both;
scikit-learn at most 500 steps. Ours starts from pixels: making features is in its time, and not in the
other's. Both results are scored by scikit-learn's arithmetic in double precision, on all pixels. Minutes
long: give a range of pairs to measure a part.

Run: python benchmarks/em_fit.py [--from 0] [--to 20] [--threads N of scikit-learn's BLAS]
"""

import argparse
import os
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.io.readers.images import read
from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE, FitOptions, fitting

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "bsds500" / "images"
K, THREADS, TOLERANCE, STEPS, REPEATS = 8, 2, 1e-6, 500, 3
SEEDS = (0, 1)
ASKED, LOST = 150, 1e-4


def gmmseg(image: Image, features: Features, seed: int) -> Parameters:
    """Return the mixture fitted to the picture, features made from pixels on the way."""
    with ThreadPoolExecutor(THREADS) as pool:
        blocks = list(pool.map(features.blocks(image).__getitem__, range(len(features.blocks(image)))))
        sample = features.sample(image, SAMPLE_SIZE, np.random.default_rng(seed))
        plan = FitOptions(K, tolerance=TOLERANCE, max_iterations=STEPS, seed=seed)
        walk = fitting(blocks, sample, plan, map_blocks=pool.map)
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
    model.precisions_cholesky_ = np.swapaxes(parameters.whiteners, 1, 2)
    return float(model.score(samples))


def scikit_learn(samples: np.ndarray, seed: int, threads: int | None) -> tuple[float, GaussianMixture]:
    """Return how long its fit takes, in seconds, and the fit."""
    model = GaussianMixture(K, tol=TOLERANCE, max_iter=STEPS, random_state=seed)
    with threadpool_limits(threads), warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        begun = time.perf_counter()
        model.fit(samples)
        return time.perf_counter() - begun, model


def compare(path: Path, seed: int, threads: int | None) -> tuple[float, float]:
    """Print a row; return how many times faster ours is, and by how much it explains the picture better."""
    image = read(path)
    features = Features.learn(image, "lab", 1.0)
    samples = np.concatenate(list(features.blocks(image))).astype(np.float64)
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        ours = gmmseg(image, features, seed)
        times.append(time.perf_counter() - begun)
    peer, theirs = scikit_learn(samples, seed, threads)
    ratio, gain = peer / min(times), scored(ours, samples) - float(theirs.score(samples))
    print(
        f"| {path.stem} | {seed} | {min(times) * 1e3:.0f} ms | {peer:.1f} s | {theirs.n_iter_} | {ratio:.0f} "
        f"| {gain:+.5f} |",
        flush=True,
    )
    return ratio, gain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", type=int, default=0, dest="begin")
    parser.add_argument("--to", type=int, default=20, dest="end")
    parser.add_argument(
        "--threads", type=int, help="of scikit-learn's BLAS; as many as there are unless given"
    )
    arguments = parser.parse_args()
    paths = sorted(DATA.iterdir())[::10][:10]
    pairs = [(path, seed) for path in paths for seed in SEEDS][arguments.begin : arguments.end]
    warm = read(paths[0])
    gmmseg(warm, Features.learn(warm, "lab", 1.0), 0)  # kernels are compiled on first use
    print("| picture | seed | gmmseg | scikit-learn | its steps | times faster | log-likelihood |")
    print("|---|---|---|---|---|---|---|")
    found = [compare(path, seed, arguments.threads) for path, seed in pairs]
    ratios, gains = np.array(found).T
    print(f"times faster: median {np.median(ratios):.0f}, least {ratios.min():.0f} (asked: median {ASKED})")
    print(f"log-likelihood not lower by more than {LOST:g}: {(gains >= -LOST).sum()} of {len(gains)}")


if __name__ == "__main__":
    main()
