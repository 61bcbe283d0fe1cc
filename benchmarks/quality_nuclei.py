"""Are nuclei found? Foreground Dice on fluorescence pictures, two segments, beside Otsu.

Run: python benchmarks/quality_nuclei.py
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from skimage.filters import threshold_otsu

import gmmseg

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "coelho_nuclei"
Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def ours(pixels: Grey, noise: float = 0.1) -> Mask:
    labels = gmmseg.segment(pixels, 2, noise=noise).labels
    return labels == 1 + int(np.argmax([pixels[labels == number].mean() for number in (1, 2)]))


def otsu(pixels: Grey) -> Mask:
    return pixels > threshold_otsu(pixels)


METHODS: dict[str, Callable[[Grey], Mask]] = {
    "gmmseg.segment(image, 2)": ours,
    "the same, noise=0.05": lambda pixels: ours(pixels, 0.05),  # dim nuclei beside bright debris
    "scikit-image threshold_otsu": otsu,
}


def dice(found: Mask, truth: Mask) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def main() -> None:
    paths = sorted((DATA / "images").glob("*.png"))
    if not paths:
        raise SystemExit(
            f"There are no pictures in {DATA}: set GMMSEG_DATA to the folder that holds coelho_nuclei."
        )
    ours(np.asarray(Picture.open(paths[0])))  # compile
    print(f"{len(paths)} pictures{'':17}   Dice  worst  s/picture")
    for name, method in METHODS.items():
        rows = []
        for path in paths:
            pixels = np.asarray(Picture.open(path))
            truth = np.asarray(Picture.open(DATA / "gt" / path.name)) > 0
            begin = time.perf_counter()
            found = method(pixels)
            rows.append((dice(found, truth), time.perf_counter() - begin))
        scores, seconds = zip(*rows, strict=True)
        print(f"{name:<28}{np.mean(scores):>7.3f}{min(scores):>7.3f}{np.mean(seconds):>11.2f}", flush=True)


if __name__ == "__main__":
    main()
