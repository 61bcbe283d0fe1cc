"""How long do 10,000 objects on 12 megapixels take? Divided and measured, beside scikit-image.

Peers: SciPy's exact distance transform, peaks and watershed; `regionprops_table` with the same columns.

Run: python benchmarks/objects_measure.py [--objects N]
"""

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.measure import regionprops_table
from skimage.segmentation import watershed

from gmmseg.imaging.image import Image
from gmmseg.imaging.objects.measurements import ObjectPixels, shape_columns, value_columns
from gmmseg.imaging.objects.splitting import SplitOptions, divide
from gmmseg.job import available_threads

HEIGHT, WIDTH = 3000, 4000
PROPERTIES = (
    *("label", "area", "area_filled", "area_convex", "perimeter_crofton", "eccentricity"),
    *("axis_major_length", "axis_minor_length", "orientation", "solidity", "extent", "centroid", "bbox"),
    *("equivalent_diameter_area", "feret_diameter_max"),
    *("intensity_mean", "intensity_std", "intensity_min", "intensity_max", "intensity_median"),
)


def field(n: int) -> NDArray[np.bool_]:
    """Return discs of 8 to 13 pixels' radius anywhere, many of which touch."""
    rng = np.random.default_rng(0)
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for x, y, radius in zip(
        rng.uniform(0, WIDTH, n), rng.uniform(0, HEIGHT, n), rng.uniform(8, 13, n), strict=True
    ):
        rows = slice(max(0, int(y - radius)), int(y + radius) + 2)
        columns = slice(max(0, int(x - radius)), int(x + radius) + 2)
        row, column = np.ogrid[rows.start : min(rows.stop, HEIGHT), columns.start : min(columns.stop, WIDTH)]
        mask[rows, columns] |= (row - y) ** 2 + (column - x) ** 2 <= radius**2
    return mask


def timed(name: str, work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    best = np.inf
    for _ in range(times):
        begin = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - begin)
    print(f"  {name:44} {best:6.2f} s")
    return best, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=10_000)
    n = parser.parse_args().objects
    mask = field(n)
    pixels = np.random.default_rng(1).integers(0, 2**16, (HEIGHT, WIDTH, 3), dtype=np.uint16)
    image, free = Image.from_array(pixels), np.ones(mask.shape, bool)
    how = SplitOptions(0.9, None, None, fill_holes=False)
    with ThreadPoolExecutor(available_threads()) as workers:
        divide(mask[:300, :300], free[:300, :300], how, None, workers)  # compile

        def peer_divided() -> NDArray[np.int32]:
            distance = ndimage.distance_transform_edt(mask)
            seeds = np.zeros(mask.shape, bool)
            seeds[tuple(peak_local_max(distance, min_distance=7, labels=ndimage.label(mask)[0]).T)] = True
            return watershed(-distance, ndimage.label(seeds)[0], mask=mask).astype(np.int32)

        print(f"{n} discs on {HEIGHT * WIDTH / 1e6:.0f} MP, {available_threads()} processors")
        own, pieces = timed("gmmseg, divide", lambda: divide(mask, free, how, None, workers))
        other, _ = timed("SciPy distances, scikit-image watershed", peer_divided, 1)
        print(f"  ratio {other / own:.1f}; {len(np.unique(pieces.groups)) - 1} objects")
        labels = pieces.groups.astype(np.uint32)
        numbers = np.unique(labels)[1:]

        def measured() -> object:
            gathered = ObjectPixels(labels, numbers, workers)
            return shape_columns(gathered.shapes(None, (1.0, 1.0)), None) | value_columns(
                gathered, image, None
            )

        measured()  # compile
        own, _ = timed("gmmseg, all columns of 3 channels", measured)
        other, _ = timed(
            "scikit-image regionprops_table", lambda: regionprops_table(pieces.groups, pixels, PROPERTIES), 1
        )
        print(f"  ratio {other / own:.1f}; {len(numbers)} objects measured")


if __name__ == "__main__":
    main()
