"""Do stains find nuclei? Foreground Dice on generated sections, by colour deconvolution, beside Otsu.

Sections are made by Beer and Lambert's law of two stains whose vectors are turned at random from those that
programs take for granted, as stainings of different days are; nuclei lie in tissue of uneven eosin. The peer
is Otsu's threshold of scikit-image's haematoxylin, blurred.

Run: python benchmarks/quality_stains.py [--pictures N] [--turn DEGREES]
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2hed
from skimage.filters import threshold_otsu

import gmmseg

SIDE, RADIUS = 512, (7, 12)
HAEMATOXYLIN, EOSIN = (0.65, 0.70, 0.29), (0.07, 0.99, 0.11)
Section = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def turned(vector: tuple[float, ...], degrees: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a unit vector of positive parts, about so many degrees away from another."""
    one = np.asarray(vector) / np.linalg.norm(vector)
    off = rng.normal(size=3)
    off -= off @ one * one
    found = one + np.tan(np.radians(degrees)) * off / np.linalg.norm(off)
    found = np.maximum(found, 0.02)
    return found / np.linalg.norm(found)


def section(turn: float, seed: int) -> tuple[Section, Mask]:
    """Return a picture and where its nuclei are."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    nuclei = np.zeros((SIDE, SIDE), bool)
    for y, x in rng.uniform(0, SIDE, (130, 2)):
        long, angle = rng.uniform(*RADIUS), rng.uniform(0, np.pi)
        u = (columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)
        v = (rows - y) * np.cos(angle) - (columns - x) * np.sin(angle)
        nuclei |= (u / long) ** 2 + (v / (0.75 * long)) ** 2 <= 1
    field = gaussian_filter(rng.normal(size=(SIDE, SIDE)), 25)
    tissue = field > np.quantile(field, 0.2)
    texture = 1 + 2.5 * gaussian_filter(rng.normal(size=(SIDE, SIDE)), 2)
    blue = gaussian_filter(nuclei.astype(float), 0.8) * np.clip(texture, 0.5, 2) + 0.08 * tissue
    pink = (0.55 * tissue + 0.15) * (1 + 0.6 * field / np.abs(field).max()) * (1 - 0.3 * nuclei)
    amounts = np.stack([1.1 * blue, pink], axis=-1)
    density = amounts @ np.stack([turned(each, turn, rng) for each in (HAEMATOXYLIN, EOSIN)])
    light = 245 * np.exp(-density) + rng.normal(0, 4, (SIDE, SIDE, 3))
    return np.clip(np.rint(light), 0, 255).astype(np.uint8), nuclei


def darkest(pixels: Section, found: gmmseg.Segmentation) -> Mask:
    """Return the segment that is darkest on the section."""
    grey = pixels.mean(axis=2)
    means = [grey[found.labels == i].mean() for i in range(1, found.n_segments + 1)]
    return found.labels == 1 + int(np.argmin(means))


def by(**options: object) -> Callable[[Section], Mask]:
    return lambda pixels: darkest(pixels, gmmseg.segment(pixels, position=0, **options))


def otsu(pixels: Section) -> Mask:
    blue = gaussian_filter(rgb2hed(pixels)[..., 0], 1.5)
    return blue > threshold_otsu(blue)


METHODS: dict[str, Callable[[Section], Mask]] = {
    "colours, K = 3": by(n_components=3),
    "haematoxylin, usual vectors": by(n_components=2, channels="hematoxylin"),
    "haematoxylin, estimated": by(n_components=2, channels="hematoxylin", stains="estimate"),
    "scikit-image, Otsu": otsu,
}


def dice(found: Mask, truth: Mask) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=8)
    parser.add_argument("--turn", type=float, nargs="*", default=[0, 8, 16], help="degrees")
    given = parser.parse_args()
    otsu(section(0, 0)[0])
    print(f"{'':30} " + "".join(f"{turn:>6.0f} deg" for turn in given.turn) + "   s/picture")
    for name, method in METHODS.items():
        begin, scores = time.perf_counter(), []
        for turn in given.turn:
            cases = [section(turn, seed) for seed in range(given.pictures)]
            scores.append(np.mean([dice(method(pixels), truth) for pixels, truth in cases]))
        seconds = (time.perf_counter() - begin) / len(given.turn) / given.pictures
        print(
            f"{name:30} " + "".join(f"{score:>10.3f}" for score in scores) + f"{seconds:>12.2f}", flush=True
        )


if __name__ == "__main__":
    main()
