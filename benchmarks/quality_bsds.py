"""Do regions agree with what people draw? On the Berkeley pictures, beside two peers, one setting for all.

Constants were fitted on the first half of the pictures (`fit_regions.py`); the other half confirms.

Run: python benchmarks/quality_bsds.py [--pictures N] [--only METHOD,...]
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from skimage.color import rgb2lab
from skimage.segmentation import felzenszwalb
from sklearn.mixture import GaussianMixture

import gmmseg
from gmmseg.imaging.metrics import agreement

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "bsds500"
Labels = NDArray[np.integer]


def ours(pixels: NDArray[np.uint8]) -> Labels:
    return gmmseg.segment(pixels).regions


def scikit_learn(pixels: NDArray[np.uint8]) -> Labels:
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    features = np.concatenate([rgb2lab(pixels), np.stack([rows, columns], axis=2)], axis=2).reshape(-1, 5)
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    return GaussianMixture(6, random_state=0).fit_predict(features).reshape(height, width)


def scikit_image(pixels: NDArray[np.uint8]) -> Labels:
    return felzenszwalb(pixels, scale=300, sigma=0.8, min_size=100)


METHODS: dict[str, Callable[[NDArray[np.uint8]], Labels]] = {
    "gmmseg": ours,
    "scikit-learn": scikit_learn,
    "scikit-image": scikit_image,
}


def cases(most: int | None = None) -> list[tuple[NDArray[np.uint8], list[Labels]]]:
    """Return pictures and what people drew, all or so many evenly spread."""
    paths = sorted((DATA / "images").glob("*.jpg"))
    if not paths:
        raise SystemExit(
            f"There are no pictures in {DATA}: set GMMSEG_DATA to the folder that holds bsds500."
        )
    if most is not None:
        paths = [paths[i] for i in np.linspace(0, len(paths) - 1, min(most, len(paths))).astype(int)]
    return [
        (np.asarray(Picture.open(path)), list(np.load(DATA / "gt" / f"{path.stem}.npz")["segs"].astype(int)))
        for path in paths
    ]


def compare(most: int | None, methods: list[str]) -> None:
    found = cases(most)
    ours(found[0][0])  # compile
    half = (len(found) + 1) // 2
    print(f"{len(found)} pictures: covering, VI in bits, PRI; seconds a picture")
    print(f"{'':14}{'all':<22}{'first half (fitted)':<22}{'other half':<22}{'seconds'}")
    for name in methods:
        rows = []
        for pixels, truths in found:
            begin = time.perf_counter()
            labels = METHODS[name](pixels)
            seconds = time.perf_counter() - begin
            scores = agreement(labels, truths)
            rows.append((scores.covering, scores.vi, scores.pri, seconds))
        table = np.array(rows)
        parts = [part[:, :3].mean(axis=0) for part in (table, table[:half], table[half:]) if len(part)]
        shown = "".join("{:.3f}  {:.3f}  {:.3f}   ".format(*part) for part in parts)
        print(f"{name:<14}{shown}{table[:, 3].mean():>6.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, help="so many, evenly spread, instead of all")
    parser.add_argument("--only", default=",".join(METHODS), help="which of " + ", ".join(METHODS))
    given = parser.parse_args()
    compare(given.pictures, [name for name in METHODS if name in given.only.split(",")])
