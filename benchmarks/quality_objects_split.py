"""Are touching objects divided as they should be? F1 and counts, beside connected pieces and a watershed.

Generated shapes in six families, of which bent pieces must stay whole; and fluorescence nuclei at half size,
where GMMSEG_DATA has them. The peer is scikit-image's tutorial: watershed of the distance transform from its
local maxima. All get the same mask, holes filled and specks dropped alike.

Run: python benchmarks/quality_objects_split.py [--pictures N] [--seed N] [--brightness] [--flatten]
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

import gmmseg
from gmmseg.imaging.image import Image
from gmmseg.imaging.objects.measurements import ObjectPixels, shape_columns
from gmmseg.imaging.objects.objects import brightness
from gmmseg.imaging.objects.splitting import SPECK, Holes, SplitOptions, divide, typical_radius

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "coelho_nuclei"
SIDE = 512
LEAST_SOLIDITY = 0.85  # of nuclei; debris has less
Labels = NDArray[np.int32]
Mask = NDArray[np.bool_]
Case = tuple[Labels, Mask, Image | None]

ROW, COLUMN = np.mgrid[:SIDE, :SIDE]


def ours(mask: Mask, image: Image | None, strength: float = 0.9, *, bright: bool = False) -> Labels:
    options = SplitOptions(strength, None, None, fill_holes=False)
    factor = partial(brightness, image, mask, ~mask) if bright and image is not None else None
    return divide(mask, np.ones(mask.shape, bool), options, factor).groups


def without_debris(mask: Mask, image: Image | None) -> Labels:
    """Return what is divided by brightness, too, and not ragged."""
    found = ours(mask, image, bright=True)
    numbers = np.unique(found)[1:]
    shapes = ObjectPixels(found.astype(np.uint32), numbers).shapes(None, (1.0, 1.0))
    ragged = numbers[shape_columns(shapes, None)["solidity"] < LEAST_SOLIDITY]
    return np.where(np.isin(found, ragged), 0, found).astype(np.int32)


def tutorial(mask: Mask, _: Image | None) -> Labels:
    radius = typical_radius(mask)
    holes = Holes(mask, np.ones(mask.shape, bool))
    whole = holes.fill(mask.astype(np.int32), 0.02 * np.pi * radius**2, at_frame=True)
    distance = ndimage.distance_transform_edt(whole)
    peaks = peak_local_max(distance, footprint=np.ones((3, 3)), labels=whole)
    seeds = np.zeros(mask.shape, bool)
    seeds[tuple(peaks.T)] = True
    found = watershed(-distance, ndimage.label(seeds)[0], mask=whole > 0)
    sizes = np.bincount(found.ravel())
    return np.where(sizes[found] >= SPECK * np.pi * radius**2, found, 0).astype(np.int32)


METHODS: dict[str, Callable[[Mask, Image | None], Labels]] = {
    "gmmseg, split 0.9": ours,
    "connected pieces": partial(ours, strength=0.0),
    "scikit-image tutorial": tutorial,
}


def scattered(draw: Callable[[], Mask], n: int, most: float) -> Labels:
    """Return n drawn shapes, of which each hides at most a share of itself behind those before it."""
    truth = np.zeros((SIDE, SIDE), np.int32)
    number = 0
    for _ in range(60 * n):
        shape = draw()
        hidden = np.count_nonzero(truth[shape]) / max(1, np.count_nonzero(shape))
        if hidden > most or (most == 0 and (truth[ndimage.binary_dilation(shape, iterations=2)] > 0).any()):
            continue
        number += 1
        truth[shape & (truth == 0)] = number
        if number == n:
            break
    return truth


def ellipse(rng: np.random.Generator, long: float, short: float) -> Mask:
    x, y = rng.uniform(0, SIDE, 2)
    angle = rng.uniform(0, np.pi)
    u = (COLUMN - x) * np.cos(angle) + (ROW - y) * np.sin(angle)
    v = (ROW - y) * np.cos(angle) - (COLUMN - x) * np.sin(angle)
    return (u / long) ** 2 + (v / short) ** 2 <= 1


def rod(rng: np.random.Generator, half: float, length: float) -> Mask:
    x, y = rng.uniform(0, SIDE, 2)
    angle = rng.uniform(0, np.pi)
    u = (COLUMN - x) * np.cos(angle) + (ROW - y) * np.sin(angle)
    v = (ROW - y) * np.cos(angle) - (COLUMN - x) * np.sin(angle)
    return np.hypot(np.maximum(np.abs(u) - (length / 2 - half), 0), v) <= half


def bow(rng: np.random.Generator, half: float, radius: float, turn: float) -> Mask:
    x, y = rng.uniform(0, SIDE, 2)
    begin = rng.uniform(0, 2 * np.pi)
    angle = (np.arctan2(ROW - y, COLUMN - x) - begin) % (2 * np.pi)
    ring = np.abs(np.hypot(COLUMN - x, ROW - y) - radius)
    ends = [
        np.hypot(COLUMN - x - radius * np.cos(a), ROW - y - radius * np.sin(a)) for a in (begin, begin + turn)
    ]
    return np.where(angle <= turn, ring, np.minimum(*ends)) <= half


def discs(rng: np.random.Generator) -> Labels:
    def draw() -> Mask:
        radius = rng.uniform(13, 17)
        return ellipse(rng, radius, radius)

    return scattered(draw, 130, 0.12)


def mixed(rng: np.random.Generator) -> Labels:
    def draw() -> Mask:
        radius = rng.uniform(7, 26)
        return ellipse(rng, radius, radius)

    return scattered(draw, 90, 0.10)


def ellipses(rng: np.random.Generator) -> Labels:
    def draw() -> Mask:
        short = rng.uniform(10, 14)
        return ellipse(rng, short * rng.uniform(1.3, 2), short)

    return scattered(draw, 110, 0.08)


def rods(rng: np.random.Generator) -> Labels:
    def draw() -> Mask:
        half = rng.uniform(5, 7)
        return rod(rng, half, 2 * half * rng.uniform(3, 5))

    return scattered(draw, 80, 0.06)


def bent(rng: np.random.Generator) -> Labels:
    return scattered(lambda: bow(rng, rng.uniform(5, 8), rng.uniform(18, 30), rng.uniform(1.5, 3.5)), 45, 0)


def grains(rng: np.random.Generator) -> Labels:
    """Return cells of a plane, their dark lines 2 pixels wide."""
    places = rng.uniform(0, SIDE, (4000, 2))
    kept: list[NDArray[np.float64]] = []
    for place in places:
        if all(np.hypot(*(place - other)) > 38 for other in kept):
            kept.append(place)
    tree = ndimage.distance_transform_edt
    seeds = np.zeros((SIDE, SIDE), np.int32)
    for number, (y, x) in enumerate(kept, 1):
        seeds[int(y), int(x)] = number
    nearest = tree(seeds == 0, return_distances=False, return_indices=True)
    truth = seeds[tuple(nearest)]
    lines = ndimage.maximum_filter(truth, 3) != ndimage.minimum_filter(truth, 3)
    return np.where(lines, 0, truth).astype(np.int32)


FAMILIES = {f.__name__: f for f in (discs, mixed, ellipses, rods, bent, grains)}


def mask_of(truth: Labels, rng: np.random.Generator, *, broken: bool) -> Mask:
    """Return the foreground with a rough edge; with `broken` lines a third of them is missing in places."""
    mask = truth > 0
    if broken:
        gaps = ndimage.gaussian_filter(rng.normal(size=mask.shape), 4)
        mask = mask | (gaps > np.quantile(gaps, 0.7))
    rough = ndimage.gaussian_filter(rng.normal(size=mask.shape), 1)
    return ndimage.gaussian_filter(mask.astype(float), 0.6) + 0.25 * rough / rough.std() * 0.5 > 0.5


def generated(family: str, n: int, seed: int) -> Iterator[Case]:
    for number in range(n):
        rng = np.random.default_rng([seed, number, list(FAMILIES).index(family)])
        truth = FAMILIES[family](rng)
        yield truth, mask_of(truth, rng, broken=family == "grains"), None


def nuclei(n: int, *, flatten: bool) -> Iterator[Case]:
    paths = sorted((DATA / "images").glob("*.png"))
    for path in paths[:: max(1, len(paths) // n)][:n] if n else paths:
        pixels = np.asarray(Picture.open(path))
        mask = gmmseg.segment(pixels, 2, flatten="auto" if flatten else 0).labels != 1
        truth = np.asarray(Picture.open(DATA / "gt" / path.name)).astype(np.int32)
        yield truth[::2, ::2], np.ascontiguousarray(mask[::2, ::2]), Image.from_array(pixels[::2, ::2])


def overlaps(truth: Labels, found: Labels) -> NDArray[np.float64]:
    """Return the intersection over union of each pair that meets."""
    both = (truth > 0) & (found > 0)
    codes, counts = np.unique(truth[both].astype(np.int64) * 2**31 + found[both], return_counts=True)
    a, b = np.bincount(truth.ravel()), np.bincount(found.ravel())
    return counts / (a[codes // 2**31] + b[codes % 2**31] - counts)


def scores(truth: Labels, found: Labels) -> tuple[float, float, float]:
    """Return F1 at intersection over union above .5 and .7, where pairs are unique, and count error (%)."""
    n_true, n_found = len(np.unique(truth[truth > 0])), len(np.unique(found[found > 0]))
    pairs = overlaps(truth, found)
    first, second = (2 * np.count_nonzero(pairs > least) / (n_true + n_found) for least in (0.5, 0.7))
    return float(first), float(second), 100 * abs(n_found - n_true) / n_true


def told(name: str, rows: list[tuple[float, float, float]], seconds: float) -> None:
    values = np.array(rows)
    mean, error = (
        values.mean(axis=0),
        values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0,
    )
    print(
        f"  {name:24} {mean[0]:.3f} ±{np.atleast_1d(error)[0]:.3f}   {mean[1]:.3f}   {mean[2]:6.1f} %   "
        f"{seconds / len(rows):.3f} s"
    )


def compare(title: str, cases: list[Case]) -> dict[str, list[tuple[float, float, float]]]:
    print(f"{title}: {len(cases)} pictures, {sum(len(np.unique(t)) - 1 for t, _, _ in cases)} objects")
    results = {}
    for name, method in METHODS.items():
        if name.endswith(("brightness", "debris")) and cases[0][2] is None:
            continue
        begin = time.perf_counter()
        found = [method(mask, image) for _, mask, image in cases]
        seconds = time.perf_counter() - begin
        results[name] = [scores(truth, each) for (truth, _, _), each in zip(cases, found, strict=True)]
        told(name, results[name], seconds)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=8, help="of each family; of nuclei all if 0")
    parser.add_argument("--nuclei", type=int, default=0, help="pictures of nuclei; all if 0")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--brightness", action="store_true", help="compare the option, too")
    parser.add_argument("--flatten", action="store_true", help="take uneven light out of pictures of nuclei")
    given = parser.parse_args()
    if given.brightness:
        METHODS["gmmseg, with brightness"] = partial(ours, bright=True)
        METHODS["the same, without debris"] = without_debris
    ours(np.pad(np.ones((20, 20), bool), 4), None)  # compile
    print(f"{'':26} F1 at .5       at .7   count error   per picture")
    every: dict[str, list[tuple[float, float, float]]] = {}
    for family in FAMILIES:
        for name, rows in compare(family, list(generated(family, given.pictures, given.seed))).items():
            every.setdefault(name, []).extend(rows)
    print("all families")
    for name, rows in every.items():
        told(name, rows, 0.0)
    if (DATA / "images").is_dir():
        compare("nuclei at half size", list(nuclei(given.nuclei, flatten=given.flatten)))
    else:
        print(f"no nuclei: {DATA} is not there")


if __name__ == "__main__":
    main()
