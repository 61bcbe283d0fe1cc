"""How fast is a stack, and in how much memory? A pooled model, applied to all pages, labels written.

    python benchmarks/stacks.py [pages] [side] [channels]

The file (50 pages of 2048 x 2048 pixels in 5 channels of 16 bits, 2.1 GB) is made once, in the folder for
temporary files, and removed at the end. Peak memory is that of the process that runs `gmmseg segment`, as
the system tells it. Times of a busy machine are noisy: megapixels per second of processor time, on as many
processors as there are, say more. The peer is the same labelling of a page that is in memory already: the
ratio is what reading, writing and the model cost.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from scipy.ndimage import gaussian_filter

SEGMENT = ("--page", "all", "--method", "global", "-k", "3", "--position", "0", "--json", "--overwrite")


def make(path: Path, n_pages: int, side: int, n_channels: int) -> None:
    """Write a stack in time of three classes that move, one page in memory at a time."""
    rng = np.random.default_rng(0)
    fields = [gaussian_filter(rng.standard_normal((side // 8, side // 8)), 4) for _ in range(3)]
    means = rng.uniform(5_000, 40_000, (3, n_channels))
    grain = rng.normal(0, 2_500, (n_channels, side, side)).astype(np.float32)

    def pages():
        for number in range(n_pages):
            moved = [np.roll(each, number * (i + 1), axis=1) for i, each in enumerate(fields)]
            classes = np.kron(np.argmax(moved, axis=0), np.ones((8, 8), np.intp))
            for channel in range(n_channels):
                noise = np.roll(grain[channel], 31 * number, axis=0)
                yield (means[classes, channel] + noise).clip(0, 65_535).astype(np.uint16)

    shape = (n_pages, n_channels, side, side)
    tifffile.imwrite(
        path, pages(), shape=shape, dtype=np.uint16, metadata={"axes": "TCYX"}, ome=True, bigtiff=True
    )


def measured(command: list[str]) -> tuple[dict, float, float, float]:
    """Return what a command printed, its seconds, its processor's seconds and its peak memory in MB."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), seconds, busy, after.ru_maxrss / 1024


def in_memory(path: Path, model: Path) -> tuple[float, float]:
    """Return seconds and processor's seconds of labelling one page that is in memory."""
    from gmmseg.imaging.model import Model
    from gmmseg.io.readers.images import read
    from gmmseg.job import Job
    from gmmseg.pipeline import applying

    image, chosen = read(path, page=1), Model.load(model)
    found = []
    for _ in range(4):
        begin, busy = time.perf_counter(), time.process_time()
        Job(lambda workers: applying(image, chosen, workers)).run()
        found.append((time.perf_counter() - begin, time.process_time() - busy))
    return min(wall for wall, _ in found), min(busy for _, busy in found)


def main() -> None:
    n_pages, side, n_channels = (
        int(each) for each in [*sys.argv[1:], *("50", "2048", "5")[len(sys.argv) - 1 :]]
    )
    megapixels, processors = n_pages * side * side / 1e6, len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="gmmseg-stacks-") as folder:
        path, model = Path(folder, "stack.ome.tif"), Path(folder, "stack.gmm.json")
        make(path, n_pages, side, n_channels)
        print(
            f"{n_pages} pages of {side} x {side} in {n_channels} channels, {path.stat().st_size / 1e9:.1f} GB"
        )
        gmmseg = [sys.executable, "-m", "gmmseg"]
        measured(
            [*gmmseg, "fit", str(path), *SEGMENT[:1], "1", *SEGMENT[2:], "-o", str(model)]
        )  # compiles, too
        for kind in ("segment", "apply"):
            options = SEGMENT if kind == "segment" else (*SEGMENT[:2], *SEGMENT[-2:])
            before = () if kind == "segment" else (str(model),)
            command = [*gmmseg, kind, *before, str(path), *options, "-o", folder]
            result, wall, busy, peak = measured(command)
            assert len(result["pictures"][0]["pages"]) == n_pages
            clock = f"{megapixels / wall:.1f} MP/s by the clock"
            work = f"{megapixels / busy:.1f} MP per second of a processor"
            free = f"{processors * megapixels / busy:.1f} MP/s on {processors} that are free"
            print(f"{kind}: {clock}, {work}, so {free}; peak {peak:.0f} MB")
        wall, busy = in_memory(path, model)
        page = side * side / 1e6
        each = f"{page / busy:.1f} MP per processor's second"
        print(f"a page in memory: {page / wall:.1f} MP/s by the clock, {each}")


if __name__ == "__main__":
    main()
