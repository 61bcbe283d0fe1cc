"""What one step of EM on a picture in bands costs more on a cluster of Dask, for each task.

A made picture is stepped over by two processes of a local cluster and by the driver alone; statistics must
be the same bits. A small picture in many tasks tells what a task costs: the time of driver and scheduler.
"""

import argparse
import tempfile
import time
from functools import partial, reduce
from operator import add
from pathlib import Path
from threading import Event

import numpy as np
import tifffile
from distributed import Client, LocalCluster

from gmmseg.batch.banded import cluster_workers
from gmmseg.batch.banded.cluster_workers import ClusterMembers, ClusterWorkers
from gmmseg.image_fits import learned_features
from gmmseg.imaging.features.features import BLOCK, Blocks
from gmmseg.io.readers.tiled.opening import open_picture
from gmmseg.job import Workers
from gmmseg.mixture import em
from gmmseg.settings import Settings

TILE, K, WIDTH = 256, 8, 5000


def made(path: Path, height: int, width: int) -> None:
    """Write a tiled TIFF of soft colours with grain."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32) / 90
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).integers(-12, 13, soft.shape, np.int8)
    pixels = (soft + grain).clip(0, 255).astype(np.uint8)
    tifffile.imwrite(path, pixels, tile=(TILE, TILE), photometric="rgb")


def step(workers: Workers, blocks: Blocks, mixture: em.Parameters) -> em.Statistics:
    """Return the statistics of a picture."""
    return reduce(add, workers.map(partial(em.expectation, parameters=mixture), blocks))


def mixture_of(sample: np.ndarray) -> em.Parameters:
    """Return any mixture that suits samples (n, d)."""
    means = sample[:: len(sample) // K][:K].astype(np.float64)
    covariances = np.repeat(np.cov(sample.T)[None], K, axis=0)
    return em.Parameters(np.full(K, 1 / K), means, covariances, "full")


def measured(client: Client, path: Path, megapixels: int, n_steps: int) -> None:
    """Make a picture and step over it."""
    made(path, megapixels * 10**6 // WIDTH, WIDTH)
    image = open_picture(path, stream=True)
    features, sample = learned_features(image, Settings(method="global"))
    mixture, blocks = mixture_of(sample), features.blocks(image)
    local = Workers(None, Event())
    far = ClusterWorkers(local, ClusterMembers.of(client, path), image)
    n_tasks = len(far.groups(len(blocks), BLOCK, cluster_workers.STEP_TASKS))
    one, other = step(local, blocks, mixture), step(far, blocks, mixture)
    same = one.sums.tobytes() == other.sums.tobytes() and one.log2_likelihood == other.log2_likelihood
    begin, clock = time.process_time(), time.monotonic()
    for _ in range(n_steps):
        step(far, blocks, mixture)
    spent = 1e3 * (time.process_time() - begin) / n_steps / n_tasks
    waited = 1e3 * (time.monotonic() - clock) / n_steps / n_tasks
    begin = time.process_time()
    step(local, blocks, mixture)
    alone = 1e3 * (time.process_time() - begin) / n_tasks
    print(f"{megapixels} MP in {n_tasks} tasks, the same bits as here: {same}")
    print(f"  a task: {spent:.2f} ms of driver and scheduler, {waited:.1f} ms by the clock", end="")
    print(f"; its work takes {alone:.1f} ms of a thread here", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=int, default=50)
    parser.add_argument("--steps", type=int, default=5)
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        measured(client, Path(scratch) / "picture.tif", chosen.megapixels, chosen.steps)
        cluster_workers.LARGEST_TASK = 2**16  # a block each, next to no work
        measured(client, Path(scratch) / "small.tif", 2, 4 * chosen.steps)


if __name__ == "__main__":
    main()
