"""How long a user waits from the start of a process to the first labels, with compiled kernels on disk.

Every line is a whole process, timed from outside, the median of several after one to warm the caches. The
peer does the same with scikit-image and scikit-learn: read the picture, convert it to Lab, fit, predict; it
has no spatial prior, one start and no choice of the number of segments.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PHOTO = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "large_photos" / "DJI_0018.JPG"
WIDTH, HEIGHT = 640, 480
IMPORT = "import time; t = time.perf_counter(); import gmmseg; print(time.perf_counter() - t)"
SEGMENT = "import gmmseg; gmmseg.segment({path!r}, n_components={k})"
PEER = """
from skimage.color import rgb2lab
from skimage.io import imread
from sklearn.mixture import GaussianMixture
colours = rgb2lab(imread({path!r})).reshape(-1, 3)
GaussianMixture(5, random_state=0).fit_predict(colours)
"""


def picture(folder: str) -> str:
    """Return the path of a picture of 0.3 megapixels: a photo, or generated where there is none."""
    from PIL import Image

    path = str(Path(folder) / "picture.png")
    if PHOTO.exists():
        Image.open(PHOTO).convert("RGB").resize((WIDTH, HEIGHT)).save(path)
        return path
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] / 100
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).normal(0, 8, soft.shape)
    Image.fromarray((soft + grain).clip(0, 255).astype(np.uint8)).save(path)
    return path


def seconds(command: list[str], repetitions: int, warm_up: int = 1) -> float:
    """Return the median time of a process, after some that do not count."""
    times = []
    for _ in range(repetitions + warm_up):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[warm_up:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=5, help="processes per line; their median counts")
    n = parser.parse_args().repetitions
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        path = picture(folder)
        inside = [subprocess.run([*python, IMPORT], check=True, capture_output=True).stdout for _ in range(n)]
        print(f"import gmmseg: {1000 * statistics.median(map(float, inside)):.0f} ms (goal 50 ms)")
        bare = seconds([*python, "pass"], n)
        first = seconds([*python, SEGMENT.format(path=path, k=5)], n)
        auto = seconds([*python, SEGMENT.format(path=path, k="'auto'")], n)
        command = [
            sys.executable,
            "-m",
            "gmmseg",
            "segment",
            path,
            "-k",
            "5",
            "-q",
            "--overwrite",
            "-o",
            folder,
        ]
        line = seconds(command, n)
        peer = seconds([*python, PEER.format(path=path)], 1, warm_up=0)
    print(f"python alone, from start to end: {bare:.2f} s")
    print(f"gmmseg.segment of 0.3 MP, K = 5: {first:.2f} s (goal 1.2 s)")
    print(f"the same, number of segments chosen: {auto:.2f} s")
    print(f"gmmseg segment, files written: {line:.2f} s")
    print(f"scikit-learn and scikit-image, labels: {peer:.2f} s")
    print(f"ratio: {peer / first:.1f} times as fast")


if __name__ == "__main__":
    main()
