"""What one step of EM on a picture in bands costs more on a cluster of Dask, for each task.

A made picture is stepped over by two processes of a local cluster and by the driver alone; statistics must
be the same bits. Then as many tasks that do nothing tell what one costs by itself.
"""

import argparse
import tempfile
import time
from functools import partial, reduce
from operator import add
from pathlib import Path
from threading import Event

import dask
import numpy as np
import tifffile
from distributed import Client, LocalCluster

from gmmseg.batch.banded.cluster_workers import ClusterMembers, ClusterWorkers
from gmmseg.image_fits import learned_features
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.io.readers.tiled.opening import open_picture
from gmmseg.job import TwoStepFunction, Workers
from gmmseg.mixture import em
from gmmseg.settings import Settings

TILE, K = 256, 8


def made(path: Path, height: int, width: int) -> None:
    """Write a tiled TIFF of soft colours with grain."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32) / 90
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).integers(-12, 13, soft.shape, np.int8)
    pixels = (soft + grain).clip(0, 255).astype(np.uint8)
    tifffile.imwrite(path, pixels, tile=(TILE, TILE), photometric="rgb")


def step(workers: Workers, image: Image, features: Features, mixture: em.Parameters) -> em.Statistics:
    """Return the statistics of a picture."""
    blocks = features.blocks(image)
    return reduce(add, workers.map(partial(em.expectation, parameters=mixture), blocks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=int, default=50)
    parser.add_argument("--steps", type=int, default=5)
    chosen = parser.parse_args()
    width = 5000
    height = chosen.megapixels * 10**6 // width
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "picture.tif"
        made(path, height, width)
        image = open_picture(path, stream=True)
        features, sample = learned_features(image, Settings(method="global"))
        means = sample[:: len(sample) // K][:K].astype(np.float64)
        covariances = np.repeat(np.cov(sample.T)[None], K, axis=0)
        mixture = em.Parameters(np.full(K, 1 / K), means, covariances, "full")
        with (
            dask.config.set({"distributed.scheduler.allowed-failures": 0}),
            LocalCluster(2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
            Client(cluster) as client,
        ):
            local = Workers(None, Event())
            members = ClusterMembers.of(client, path)
            far = ClusterWorkers(local, members, image)
            blocks = features.blocks(image)
            n_tasks = len(far.groups(len(blocks), image.height * image.width / len(blocks)))
            one, other = step(local, image, features, mixture), step(far, image, features, mixture)
            same = one.sums.tobytes() == other.sums.tobytes() and one.log2_likelihood == other.log2_likelihood
            print(f"{chosen.megapixels} MP, {len(blocks)} blocks in {n_tasks} tasks; the same bits: {same}")
            empty = TwoStepFunction(str, lambda _, found: found, lambda _: True)
            works = {
                "steps": lambda: step(far, image, features, mixture),
                "empty tasks": lambda: list(far.map(empty, range(n_tasks))),
            }
            for what, work in works.items():
                begin, spent = time.monotonic(), time.process_time()
                for _ in range(chosen.steps):
                    work()
                clock = (time.monotonic() - begin) / chosen.steps / n_tasks
                processor = (time.process_time() - spent) / chosen.steps / n_tasks
                print(f"  {what}: {1e3 * clock:.2f} ms a task by the clock", end="")
                print(f", {1e3 * processor:.2f} ms of the processor of driver and scheduler")
            begin = time.process_time()
            step(local, image, features, mixture)
            print(
                f"  here: {1e3 * (time.process_time() - begin) / n_tasks:.1f} ms a task's worth of one thread"
            )


if __name__ == "__main__":
    main()
