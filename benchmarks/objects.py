"""Pictures with known objects, and a simulated person who clicks on the centre of the largest error."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy.ndimage import distance_transform_edt

Mask = NDArray[np.bool_]
SETS = ("grabcut50", "berkeley100", "weizmann_horses", "davis")
DATA = Path(os.environ.get("GMMSEG_DATA", Path(__file__).parents[1] / "../shared/data"))


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture (h, w, 3), its object, the pixels that do not count, and the box around the object."""

    name: str
    picture: NDArray[np.uint8]
    truth: Mask
    ignored: Mask
    box: tuple[int, ...]
    strokes: NDArray[np.uint8] | None


def samples(name: str, step: int = 1) -> Iterator[Sample]:
    """Yield every `step`-th picture of a set that shows an object."""
    folder = DATA / name
    with (folder / "manifest.csv").open() as file:
        rows = list(csv.DictReader(file))[::step]
    for row in rows:
        picture = np.asarray(Pillow.open(folder / row["image"]).convert("RGB"))
        values = np.asarray(Pillow.open(folder / row["gt"]))
        values = values[..., 0] if values.ndim == 3 else values
        truth = values > (0 if name == "davis" else 128)
        ignored = values == 128 if name == "grabcut50" else np.zeros_like(truth)
        marks = folder / "scribbles1" / f"{Path(row['image']).stem}.png"
        strokes = np.asarray(Pillow.open(marks)) if marks.exists() else None
        box = tuple(int(n) for n in row["bbox"].split(","))
        if truth.any():
            yield Sample(row["image"], picture, truth, ignored, box, strokes)


def overlap(mask: Mask, sample: Sample) -> float:
    """Return intersection over union of the pixels that count."""
    found, truth = mask & ~sample.ignored, sample.truth & ~sample.ignored
    return float((found & truth).sum() / max((found | truth).sum(), 1))


def next_click(
    mask: Mask, sample: Sample, clicked: Mask, jitter: float = 0.0, rng: np.random.Generator | None = None
) -> tuple[int, int, bool]:
    """Return x, y and class of the pixel that is deepest in an error and not yet clicked.

    Depth is the distance to the error's edge or the picture's; of equal depths the missing object is first,
    then the first in reading order. With `jitter` the click lands up to that share of the depth beside it.
    """
    depths = [
        np.where(clicked, 0, distance_transform_edt(np.pad(wrong & ~sample.ignored, 1))[1:-1, 1:-1])
        for wrong in (sample.truth & ~mask, mask & ~sample.truth)
    ]
    inside = depths[0].max() >= depths[1].max()
    depth = depths[0] if inside else depths[1]
    y, x = (int(n) for n in np.unravel_index(depth.argmax(), depth.shape))
    if jitter and rng is not None:
        angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(0, jitter) * depth[y, x]
        y, x = round(y + away * np.sin(angle)), round(x + away * np.cos(angle))
        y, x = min(max(y, 0), mask.shape[0] - 1), min(max(x, 0), mask.shape[1] - 1)
    return x, y, bool(inside)


def first_reaching(overlaps: list[float], threshold: float, most: int) -> int:
    """Return the number of the first click that reaches an overlap, or `most`."""
    return next((i for i, each in enumerate(overlaps, 1) if each >= threshold), most)
