"""Are nuclei found? Foreground Dice on fluorescence pictures, untouched, beside Otsu.

The foreground is whatever is not the largest segment, which is the background. Constants of flattening were
chosen on the even pictures: the odd ones, the second of the halves, are to be reported.

Run: python benchmarks/quality_nuclei.py [--pictures N] [--flatten auto|PIXELS]
"""

import argparse
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


def automatic(pixels: Grey) -> Mask:
    return gmmseg.segment(pixels).labels != 1  # segments are numbered by size


def two(pixels: Grey) -> Mask:
    return gmmseg.segment(pixels, 2).labels != 1


def otsu(pixels: Grey) -> Mask:
    return pixels > threshold_otsu(pixels)


METHODS: dict[str, Callable[[Grey], Mask]] = {
    "gmmseg.segment(image)": automatic,
    "gmmseg.segment(image, 2)": two,
    "scikit-image threshold_otsu": otsu,
}


def dice(found: Mask, truth: Mask) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def paths(most: int | None) -> list[Path]:
    found = sorted((DATA / "images").glob("*.png"))
    if not found:
        raise SystemExit(
            f"There are no pictures in {DATA}: set GMMSEG_DATA to the folder that holds coelho_nuclei."
        )
    return found[:: max(1, len(found) // most)][:most] if most else found


def flattened(size: str) -> Callable[[Grey], Mask]:
    typical = size if size == "auto" else float(size)
    return lambda pixels: gmmseg.segment(pixels, 2, flatten=typical).labels != 1


def compare(pictures: list[Path], methods: dict[str, Callable[[Grey], Mask]]) -> None:
    two(np.asarray(Picture.open(pictures[0])))  # compile
    print(f"{len(pictures)} pictures{'':17}   Dice  worst  s/picture  halves")
    for name, method in methods.items():
        rows = []
        for path in pictures:
            pixels = np.asarray(Picture.open(path))
            truth = np.asarray(Picture.open(DATA / "gt" / path.name)) > 0
            begin = time.perf_counter()
            found = method(pixels)
            rows.append((dice(found, truth), time.perf_counter() - begin))
        scores, seconds = zip(*rows, strict=True)
        halves = " ".join(f"{np.mean(scores[half::2]):.3f}" for half in range(min(2, len(scores))))
        print(
            f"{name:<28}{np.mean(scores):>7.3f}{min(scores):>7.3f}{np.mean(seconds):>11.2f}  {halves}",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, help="so many, evenly spread, instead of all")
    parser.add_argument("--flatten", metavar="SIZE", help="with uneven light taken out, and nothing else")
    given = parser.parse_args()
    flat = {f"segment(image, 2, flatten={given.flatten})": flattened(given.flatten)} if given.flatten else {}
    compare(paths(given.pictures), flat or METHODS)
