"""How long does a sweep take: K = 2..16 on 12 MP, and ten kinds of mixtures of 15 K each on 0.3 MP.

Seconds of the clock, and of all processors together, which other work does not change. Run from the checkout:
python benchmarks/sweep.py [regional|global]
"""

import sys
import time

import numpy as np
from skimage import data
from skimage.transform import resize

from gmmseg.imaging.image import Image
from gmmseg.inspection.sweep import kinds_of, sweeping
from gmmseg.job import Job
from gmmseg.plots import style
from gmmseg.plots.sweep import curves
from gmmseg.settings import Settings


def photo(height: int, width: int) -> Image:
    """Return a photo of that size, with grain, so that no two pixels are copies."""
    large = resize(data.astronaut(), (height, width), order=1, preserve_range=True)
    grain = np.random.default_rng(0).normal(0, 4, large.shape)
    return Image.from_array((large + grain).clip(0, 255).astype(np.uint8))


def timed(image: Image, kinds: list[Settings]) -> str:
    begin, used = time.perf_counter(), time.process_time()
    found = Job(lambda workers: sweeping(image, kinds, workers)).run()
    seconds = f"{time.perf_counter() - begin:.2f} s, {time.process_time() - used:.2f} s of processors"
    assert found.is_complete
    begin = time.perf_counter()
    axes = style.figure(6, 3.6)
    curves(axes.add_subplot(), found.lines(), "icl")
    style.drawn(axes)
    print(f"    a plot: {1000 * (time.perf_counter() - begin):.0f} ms")
    return seconds


def main() -> None:
    methods = sys.argv[1:] or ["regional", "global"]
    timed(photo(60, 80), [Settings((2, 3))])  # kernels and libraries are loaded
    for method in methods:
        settings = Settings((2, 16), method=method)
        print(f"{method}, K = 2..16, full, 12 MP: {timed(photo(3000, 4000), [settings])}, thumbnails too")
        ten = kinds_of(
            settings,
            {"covariance_type": ("full", "tied", "diag", "spherical"), "colour": ("lab", "rgb", "hsv")},
        )[:10]
        print(f"{method}, ten kinds x 15 K, 0.3 MP: {timed(photo(480, 640), ten)}")


if __name__ == "__main__":
    main()
