"""Pictures with known objects, a simulated person who clicks, and constants fitted without some pictures."""

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy.ndimage import distance_transform_edt

from gmmseg.imaging.cutting import fitted_weights
from gmmseg.imaging.seeds import Box

Mask = NDArray[np.bool_]
SETS = ("grabcut50", "berkeley100", "weizmann_horses", "davis", "davis_small")
SMALL = 0.02  # of the picture: what is labelled by itself in DAVIS and smaller is an object of `davis_small`
LEAST = 100  # pixels of such an object
DATA = Path(os.environ.get("GMMSEG_DATA", Path(__file__).parents[1] / "../shared/data"))
FOLDS = 4
CONSTANTS = ("CLICKS", "STROKES", "BOXES")
FILE = Path(__file__).with_name("objects_folds.npz")


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture (h, w, 3), its object, the pixels that do not count, and the box around the object."""

    of: str
    name: str
    picture: NDArray[np.uint8]
    truth: Mask
    ignored: Mask
    box: tuple[int, ...]
    strokes: NDArray[np.uint8] | None

    @property
    def fold(self) -> int:
        """Which part of the pictures this is in; the same picture in another set is in the same part."""
        return int(hashlib.md5(Path(self.name).stem.encode()).hexdigest(), 16) % FOLDS


def samples(name: str, most: int | None = None) -> Iterator[Sample]:
    """Yield the objects of a set, or those in about `most` of its pictures, evenly chosen."""
    folder = DATA / name.removesuffix("_small")
    with (folder / "manifest.csv").open() as file:
        rows = list(csv.DictReader(file))
    if most is not None:
        rows = rows[:: max(1, len(rows) // most)][:most]
    for row in rows:
        picture = np.asarray(Pillow.open(folder / row["image"]).convert("RGB"))
        values = np.asarray(Pillow.open(folder / row["gt"]))
        values = values[..., 0] if values.ndim == 3 else values
        ignored = values == 128 if name == "grabcut50" else np.zeros(values.shape, bool)
        marks = folder / "scribbles1" / f"{Path(row['image']).stem}.png"
        strokes = np.asarray(Pillow.open(marks)) if marks.exists() else None
        for truth in _objects(name, values):
            y, x = np.nonzero(truth)
            box = int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1
            if not name.endswith("_small"):
                box = tuple(int(n) for n in row["bbox"].split(","))
            yield Sample(name, row["image"], picture, truth, ignored, box, strokes)


def _objects(name: str, values: NDArray[np.uint8]) -> Iterator[Mask]:
    """Yield the objects of a picture by the values of its map (h, w)."""
    if name.endswith("_small"):
        for value in np.unique(values[values > 0]):
            if LEAST <= (values == value).sum() < SMALL * values.size:
                yield values == value
    elif (truth := values > (0 if name == "davis" else 128)).any():
        yield truth


def overlap(mask: Mask, sample: Sample) -> float:
    """Return intersection over union of the pixels that count."""
    found, truth = mask & ~sample.ignored, sample.truth & ~sample.ignored
    return float((found & truth).sum() / max((found | truth).sum(), 1))


def loosened(sample: Sample, by: NDArray[np.float64]) -> Box:
    """Return the box with its left, top, right and lower side farther out by shares (4,) of its size."""
    (x0, y0, x1, y1), (height, width) = sample.box, sample.truth.shape
    left, top, right, low = by * (x1 - x0, y1 - y0, x1 - x0, y1 - y0)
    return Box(
        max(0, round(x0 - left)),
        max(0, round(y0 - top)),
        min(width, round(x1 + right)),
        min(height, round(y1 + low)),
    )


def next_click(
    mask: Mask, sample: Sample, clicked: Mask, jitter: float = 0.0, rng: np.random.Generator | None = None
) -> tuple[int, int, bool]:
    """Return x, y and class of the pixel that is deepest in an error and not yet clicked.

    Depth is the distance to the error's edge or the picture's; of equal depths the missing object is first,
    then the first in reading order. With `jitter` the click lands up to that share of the depth beside it.
    """
    depths = [
        _depths(wrong & ~sample.ignored) * ~clicked for wrong in (sample.truth & ~mask, mask & ~sample.truth)
    ]
    inside = depths[0].max() >= depths[1].max()
    depth = depths[0] if inside else depths[1]
    y, x = (int(n) for n in np.unravel_index(depth.argmax(), depth.shape))
    if jitter and rng is not None:
        angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(0, jitter) * depth[y, x]
        y, x = round(y + away * np.sin(angle)), round(x + away * np.cos(angle))
        y, x = min(max(y, 0), mask.shape[0] - 1), min(max(x, 0), mask.shape[1] - 1)
    return x, y, bool(inside)


def _depths(wrong: Mask) -> NDArray[np.float64]:
    """Return the distance of every pixel to the nearest that is not wrong, or beyond the picture."""
    out = np.zeros(wrong.shape)
    rows, columns = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
    if len(rows):
        part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        out[part] = distance_transform_edt(np.pad(wrong[part], 1))[1:-1, 1:-1]
    return out


def first_reaching(overlaps: list[float], threshold: float, most: int) -> int:
    """Return the number of the first click that reaches an overlap, or `most`."""
    return next((i for i, each in enumerate(overlaps, 1) if each >= threshold), most)


def without(fold: int | None) -> None:
    """Let object mode use the constants that were fitted without the pictures of a fold; None: as shipped."""
    if fold is None:
        return
    with np.load(FILE) as file:
        for name in CONSTANTS:
            setattr(fitted_weights, name, file[name][fold])
