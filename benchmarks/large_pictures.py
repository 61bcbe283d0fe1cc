"""How long pictures of 12 and 100 megapixels take from pixels in memory to labels, and how much memory.

Each measurement is a process of its own, so that its peak memory, the picture included, is its own too; the
kernels are compiled, and a small picture has been through, before the clock starts. The picture is a mosaic
of real photos if there are any, or else hills of colour with grain.

Seconds of work are summed over threads: on a machine with other work to do they say more than the clock.

The peer is scikit-learn, whose time even for the labels alone, by a mixture that is there already, is
projected from 1/32 of the pixels: it takes time in proportion, and at 100 megapixels too much memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PHOTOS = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "large_photos"
K = 8
THINNING = 32
SIZES = {"12 MP": (3000, 4000), "100 MP": (8400, 12000)}
RUNS = (  # what, size, settings, goals in seconds and in megabytes
    ("fit and labels", "12 MP", {}, 1.5, None),
    ("in RGB", "12 MP", {"colour": "rgb"}, 1.5, None),
    ("without place", "12 MP", {"position": 0.0}, 1.5, None),
    ("number of segments chosen", "12 MP", {"n_components": "auto"}, None, None),
    ("neighbours agree", "12 MP", {"smoothing": 0.5}, 6.0, None),
    ("a tenth masked out", "12 MP", {"masked": True}, None, None),
    ("fit and labels", "100 MP", {}, 10.0, 1200),
    ("without place", "100 MP", {"position": 0.0}, 10.0, 1200),
    ("neighbours agree", "100 MP", {"smoothing": 0.5}, None, 1200),
    ("a tenth masked out", "100 MP", {"masked": True}, None, 1200),
)


def mosaic(height: int, width: int) -> np.ndarray:
    """Return a picture of this size, made of photos side by side, every other one mirrored."""
    tiles = photos()
    out, number = np.empty((height, width, 3), np.uint8), 0
    for top in range(0, height, tiles[0].shape[0]):
        for left in range(0, width, tiles[0].shape[1]):
            tile = tiles[number % len(tiles)][:, :: 1 if number % 2 == 0 else -1]
            target = out[top : top + tile.shape[0], left : left + tile.shape[1]]
            target[:] = tile[: target.shape[0], : target.shape[1]]
            number += 1
    return out


def photos() -> list[np.ndarray]:
    """Return pictures of one shape: photos, or generated where there are none."""
    names = ("brighton_mosaic_18MP.jpg", "DJI_0018.JPG", "DJI_0026.JPG")
    if all((PHOTOS / name).exists() for name in names):
        from gmmseg.io.readers.images import read

        whole = [read(PHOTOS / name).pixels for name in names]
        return [whole[0][:2250], whole[1], whole[2], whole[0][2250:]]
    rows, columns = np.mgrid[:2250, :4000] / 700
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).normal(0, 8, soft.shape)
    return [(soft + grain).clip(0, 255).astype(np.uint8)]


def measure(path: Path, options: dict[str, object]) -> dict[str, float]:
    """Return seconds, and the peak memory of this process in megabytes."""
    from gmmseg.imaging.image import Image
    from gmmseg.job import Job
    from gmmseg.pipeline import segmenting
    from gmmseg.settings import Settings

    masked = options.pop("masked", False)
    settings = Settings(**{"n_components": K, "smoothing": 0.0, **options})
    pixels = np.load(path)
    mask = np.arange(pixels.shape[0] * pixels.shape[1]).reshape(pixels.shape[:2]) % 10 > 0 if masked else None
    small, image = (Image.owning(part, mask=m, is_colour=True) for part, m in _both(pixels, mask))
    Job(lambda workers: segmenting(small, settings, workers)).run()
    begin, before = time.perf_counter(), time.process_time()
    found = Job(lambda workers: segmenting(image, settings, workers)).run()
    seconds, worked = time.perf_counter() - begin, time.process_time() - before
    return {"seconds": seconds, "worked": worked, "megabytes": peak(), "steps": found.n_iterations}


def peak() -> float:
    """Return the most memory that this process has had, in megabytes.

    As Linux counts it from the program's start; what `getrusage` tells begins with the parent's.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _both(pixels: np.ndarray, mask: np.ndarray | None) -> list[tuple[np.ndarray, np.ndarray | None]]:
    corner = np.ascontiguousarray(pixels[:400, :600])
    return [(corner, None if mask is None else mask[:400, :600].copy()), (pixels, mask)]


def scikit_learn_labels(path: Path) -> float:
    """Return the time that scikit-learn's labels of the whole picture would take, from a part of it."""
    from sklearn.mixture import GaussianMixture

    pixels = np.load(path)
    rows = pixels[: len(pixels) // THINNING]
    colours = rows.reshape(-1, 3) / 255
    places = np.indices(rows.shape[:2]).reshape(2, -1).T / max(pixels.shape)
    samples = np.concatenate([colours, places], axis=1)
    mixture = GaussianMixture(K, max_iter=5, tol=1e9, random_state=0).fit(samples[::64])
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        mixture.predict(samples)
        times.append(time.perf_counter() - begin)
    return min(times) * len(pixels) / len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", choices=SIZES, help="one size only")
    parser.add_argument("--repetitions", type=int, default=3, help="processes per line; the fastest counts")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        path, options = arguments.measure
        print(json.dumps(measure(Path(path), json.loads(options))))
        return
    sizes = [arguments.only] if arguments.only else list(SIZES)
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            np.save(Path(folder) / f"{size}.npy", mosaic(*SIZES[size]))
        print(f"K = {K}, full covariance, defaults otherwise, {len(os.sched_getaffinity(0))} threads")
        print(
            "picture  what                       seconds  MP/s  steps  peak MB  scikit-learn's labels alone"
        )
        for size in sizes:
            peer = scikit_learn_labels(Path(folder) / f"{size}.npy")
            for what, of, options, seconds, megabytes in RUNS:
                if of == size:
                    report(what, size, best(folder, size, options, arguments.repetitions), peer)
                    goals = [f"{seconds} s" if seconds else "", f"{megabytes} MB" if megabytes else ""]
                    if any(goals):
                        print(f"         goal: {', '.join(filter(None, goals))}")


def best(folder: str, size: str, options: dict[str, object], repetitions: int) -> dict[str, float]:
    """Return the fastest of some runs, with the most memory that any took."""
    command = [sys.executable, __file__, "--measure", f"{folder}/{size}.npy", json.dumps(options)]
    outputs = [subprocess.run(command, check=True, capture_output=True).stdout for _ in range(repetitions)]
    runs = [json.loads(output) for output in outputs]
    fastest = min(runs, key=lambda run: run["seconds"])
    return {**fastest, "megabytes": max(run["megabytes"] for run in runs)}


def report(what: str, size: str, run: dict[str, float], peer: float) -> None:
    rate = np.prod(SIZES[size]) / run["seconds"] / 1e6
    print(
        f"{size:8} {what:26} {run['seconds']:7.2f} {run['worked']:8.2f} {rate:5.0f} {run['steps']:6.0f}"
        f" {run['megabytes']:8.0f}"
        f"  {peer:.0f} s: {peer / run['seconds']:.0f} times as long",
        flush=True,
    )


if __name__ == "__main__":
    main()
