"""Do regions agree with what people draw? On the Berkeley pictures, beside two peers, one setting for all.

Run: python benchmarks/quality_bsds.py [--every N]    Fit the one constant again: ... --fit
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
from gmmseg.imaging.regions import MIDDLE_LEVEL, region_tree, regions

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "bsds500"
LEVELS = (0.15, 0.17, 0.185, 0.2, 0.215, 0.23, 0.26)  # prices of a merge at which `--fit` cuts
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
    "gmmseg.segment(image).regions": ours,
    "scikit-learn GaussianMixture(6)": scikit_learn,
    "scikit-image felzenszwalb": scikit_image,
}


def cases(every: int) -> list[tuple[NDArray[np.uint8], list[Labels]]]:
    paths = sorted((DATA / "images").glob("*.jpg"))[::every]
    return [
        (np.asarray(Picture.open(path)), list(np.load(DATA / "gt" / f"{path.stem}.npz")["segs"].astype(int)))
        for path in paths
    ]


def compare(every: int) -> None:
    found = cases(every)
    ours(found[0][0])  # compile
    print(f"{len(found)} pictures{'':21}covering  VI (bits)     PRI  s/picture  halves")
    for name, method in METHODS.items():
        rows = []
        for pixels, truths in found:
            begin = time.perf_counter()
            labels = method(pixels)
            seconds = time.perf_counter() - begin
            scores = agreement(labels, truths)
            rows.append((scores.covering, scores.vi, scores.pri, seconds))
        covering, vi, pri, seconds = np.mean(rows, axis=0)
        halves = " ".join(f"{np.mean(rows[half::2], axis=0)[0]:.3f}" for half in (0, 1))
        print(f"{name:<33}{covering:>8.3f}{vi:>11.3f}{pri:>8.3f}{seconds:>11.2f}  {halves}", flush=True)


def fit(every: int) -> None:
    """Print the scores at each level on one half and on the other: the best of one is tested on the other."""
    from gmmseg.imaging.image import Image

    rows = []
    for pixels, truths in cases(every):
        image = Image.from_array(pixels)
        tree = region_tree(image)
        cuts = (regions(image, tree, detail=1 / (1 + level / MIDDLE_LEVEL)) for level in LEVELS)
        rows.append([(s.covering, s.vi, s.pri) for s in (agreement(labels, truths) for labels in cuts)])
    scores = np.array(rows)
    print("level   half 0: covering VI PRI   half 1: covering VI PRI")
    for index, level in enumerate(LEVELS):
        halves = (scores[half::2, index].mean(axis=0) for half in (0, 1))
        print(f"{level:.3f}  " + "  ".join("{:8.3f} {:6.3f} {:6.3f}".format(*half) for half in halves))
    for half in (0, 1):
        best = int(scores[half::2, :, 0].mean(axis=0).argmax())
        covering, vi, pri = scores[1 - half :: 2, best].mean(axis=0)
        print(f"level {LEVELS[best]}, best on half {half}, on the other: {covering:.3f} {vi:.3f} {pri:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every N-th picture")
    parser.add_argument("--fit", action="store_true", help="compare levels instead of methods")
    given = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit(f"There is no folder {DATA}: set GMMSEG_DATA to the folder that holds bsds500.")
    (fit if given.fit else compare)(given.every)
