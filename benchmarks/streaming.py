"""How long pictures larger than memory take in bands, and how much memory; and whether the bits are the same.

A JPEG-tiled BigTIFF of sample pictures with grain is made for each size. What is measured is a process of its
own from the file to labels that lie in a tiled pyramid: fit, smoothed labels, pyramid. At 100 megapixels the
peer is the same in memory, in turns with it; the files must be equal. Processor time is summed over threads:
on a machine with other work to do it says more than the clock.

Statistics of 100 megapixels, a hundred times, are grouped in several ways, and must add to the same bits.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np

TILE = 256
ROWS = 6  # tile rows that are encoded; the others repeat them, shifted
K = 8
SAMPLES = ("coffee.png", "chelsea.png", "astronaut.png", "rocket.jpg")
SIZES = {"100": (8192, 12288), "1000": (25_000, 40_000)}  # megapixels
GOALS = {"100": (None, None), "1000": (150, 900)}  # seconds, megabytes
MOST = 1.15  # times the processor time of memory


def make(path: Path, height: int, width: int) -> None:
    """Write a picture of this size: rows of encoded tiles that repeat, each time shifted."""
    import imagecodecs
    import tifffile
    from PIL import Image

    folder = Path(__file__).parent.parent / "sample_images"
    pictures = [np.asarray(Image.open(folder / name).convert("RGB")) for name in SAMPLES]
    rng, across = np.random.default_rng(0), -(-width // TILE)
    encoded = []
    for _ in range(ROWS):
        tiles = []
        for i in range(across):
            picture = pictures[(i // 3 + len(encoded)) % len(pictures)]
            top = rng.integers(0, picture.shape[0] - TILE)
            left = rng.integers(0, picture.shape[1] - TILE)
            tile = picture[top : top + TILE, left : left + TILE].astype(np.int16)
            grain = rng.integers(-8, 9, (TILE, TILE, 1), dtype=np.int16)
            tiles.append(imagecodecs.jpeg_encode(np.clip(tile + grain, 0, 255).astype(np.uint8), 85))
        encoded.append(tiles)

    def stream():
        for row in range(-(-height // TILE)):
            tiles, shift = encoded[row % ROWS], 7 * row % across
            yield from (*tiles[shift:], *tiles[:shift])

    tifffile.imwrite(path, stream(), shape=(height, width, 3), dtype="uint8", tile=(TILE, TILE), bigtiff=True,
                     photometric="ycbcr", subsampling=(2, 2), compression="jpeg")  # fmt: skip


def measure(path: Path, folder: Path, method: str, *, stream: bool) -> dict[str, float]:
    """Return seconds, processor time, and the peak memory of this process in megabytes."""
    import gmmseg
    from gmmseg.io.readers.tiled.opening import open_picture

    warm = gmmseg.segment(np.zeros((64, 64, 3), np.uint8) + np.arange(64, dtype=np.uint8)[:, None], 2)
    del warm
    begin, before = time.perf_counter(), time.process_time()
    image = open_picture(path, stream=stream, max_pixels=2**40)
    found = gmmseg.segment(image, K, method=method)
    segmented = time.process_time() - before
    found.save(folder, ["labels-cog"], overwrite=True)
    return {
        "seconds": time.perf_counter() - begin,
        "worked": time.process_time() - before,
        "segmented": segmented,
        "megabytes": peak(),
        "steps": found.n_iterations,
        "segments": found.n_segments,
    }


def peak() -> float:
    """Return the most memory that this process has had, in megabytes, as Linux counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def grouped() -> bool:
    """Return whether the statistics of 10 gigapixels are the same bits however blocks are grouped."""
    from gmmseg.mixture import em

    rng = np.random.default_rng(0)
    parameters = em.Parameters(
        np.full(K, 1 / K), rng.normal(size=(K, 5)), np.repeat(np.eye(5)[None], K, 0), "full"
    )
    blocks = [np.asfortranarray(rng.normal(size=(2**16, 5)), np.float32) for _ in range(16)]
    each = [em.expectation(block, parameters) for block in blocks]
    hundred = [each[i] for i in rng.integers(0, 16, 1526)]  # 100 megapixels
    every = hundred * 100
    plain = reduce(add, every)
    same = True
    for size in (2, 7, 64, 1526, 40_000):
        parts = [reduce(add, every[i : i + size]) for i in range(0, len(every), size)]
        for order in (parts, parts[::-1]):
            found = reduce(add, order)
            same &= bool((found.sums == plain.sums).all()) and found.log_likelihood == plain.log_likelihood
    return same


def run(path: Path, folder: Path, method: str, *, stream: bool) -> dict[str, float]:
    """Return what `measure` finds in a process of its own."""
    words = [sys.executable, __file__, "--one", str(path), "--to", str(folder), "--method", method]
    done = subprocess.run(
        [*words, *(["--in-bands"] if stream else [])], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Make the pictures, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES))
    parser.add_argument("--method", default="global", choices=("global", "regional"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=Path)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--in-bands", action="store_true")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.to, given.method, stream=given.in_bands)))
        return
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder / "large.tif", *SIZES[size])
            compare(folder, size, given)
    print("statistics of 10 GP in any groups:", "the same bits" if grouped() else "DIFFERENT")


def compare(folder: Path, size: str, given: argparse.Namespace) -> None:
    """Print what a picture takes in bands, and in memory where it fits."""
    seconds, megabytes = GOALS[size]
    ways = (True, False) if size == "100" else (True,)
    found: dict[bool, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(given.rounds if size == "100" else 1):
        for way in ways:
            target = folder / f"{way}"
            target.mkdir(exist_ok=True)
            found[way].append(run(folder / "large.tif", target, given.method, stream=way))
    for way, every in found.items():
        best = min(every, key=lambda each: each["worked"])
        print(f"{size} MP, {'in bands' if way else 'in memory'}: {best['seconds']:.0f} s, "
              f"{best['worked']:.1f} s of processor time ({best['segmented']:.1f} without files), "
              f"{best['megabytes']:.0f} MB, {best['steps']:.0f} steps; "
              f"goals {seconds} s, {megabytes} MB")  # fmt: skip
    if len(ways) > 1:
        ratio = min(each["worked"] for each in found[True]) / min(each["worked"] for each in found[False])
        files = [(folder / f"{way}" / "large_labels_cog.tif").read_bytes() for way in ways]
        print(f"  {ratio:.2f} times the processor time of memory (goal {MOST}); files are equal: "
              f"{files[0] == files[1]}")  # fmt: skip


if __name__ == "__main__":
    main()
