"""How long `gmmseg segment` takes on a 9 MP photo, from process start to files written, and how much memory.

The peer is scikit-learn's GaussianMixture with the same colours and number of components: fitted to, and
predicting, every 8th row and column of the same photo, since all of it takes minutes. Its cost per step is
proportional to the pixels, so its time on the whole photo is projected, as 64 times that of the thinned one;
reading and writing files are not counted for it.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data"))
PHOTO = DATA / "large_photos" / "DJI_0018.JPG"
THINNING = 8
K = 5


def gmmseg_seconds_and_megabytes(photo: Path) -> tuple[float, float]:
    """Return wall time and peak resident memory of the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gmmseg", "segment", str(photo), "-k", str(K), "-o", folder, "-q"]
        begin = time.perf_counter()
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    if status:
        raise SystemExit(f"gmmseg segment failed with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / 1024  # kilobytes on Linux


def scikit_learn_seconds(photo: Path) -> float:
    """Return the time of fit and predict on the thinned photo."""
    from skimage.color import rgb2lab
    from sklearn.mixture import GaussianMixture

    from gmmseg.io.readers.images import read

    colours = rgb2lab(read(photo).pixels[::THINNING, ::THINNING]).reshape(-1, 3)
    begin = time.perf_counter()
    GaussianMixture(K, random_state=0).fit(colours).predict(colours)
    return time.perf_counter() - begin


def main() -> None:
    if not PHOTO.exists():
        print(f"skipped: there is no {PHOTO}; set GMMSEG_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:  # once on a small picture, so that kernels are cached
        from PIL import Image

        noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
        Image.fromarray(noise).save(Path(folder) / "small.png")
        gmmseg_seconds_and_megabytes(Path(folder) / "small.png")
    runs = [gmmseg_seconds_and_megabytes(PHOTO) for _ in range(3)]
    seconds, megabytes = min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)
    peer = scikit_learn_seconds(PHOTO)
    projected = peer * THINNING**2
    print(f"gmmseg segment, 9 MP, K = {K}, labels and overlay written: {seconds:.2f} s (best of 3; goal 6 s)")
    print(f"peak memory: {megabytes:.0f} MB (goal 1000 MB)")
    share = f"1/{THINNING**2} of the pixels"
    print(f"scikit-learn fit and predict: {peer:.1f} s on {share}, {projected:.0f} s projected")
    print(f"ratio: {projected / seconds:.0f} times as fast, by the projection")


if __name__ == "__main__":
    main()
