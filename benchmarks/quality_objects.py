"""Is the object found from a box, and from strokes? Beside OpenCV's grabCut, one setting for all pictures.

Run: python benchmarks/quality_objects.py [--pictures N] [--loose 0.05] [--shipped]

Constants are those that were fitted without the picture (`--shipped`: with it). Figures are intersection over
union, with standard errors. Boxes are as close as they go, and again farther out on each side by a share
of their size. From strokes OpenCV begins with the rest as probable background or as probable object: both are
shown.
"""

import argparse
import time
from dataclasses import replace
from functools import partial
from multiprocessing import Pool

import cv2
import numpy as np
from objects import Mask, Sample, loosened, overlap, samples, without

from gmmseg.imaging.cutting.cutter import Cutter, ObjectSeeds
from gmmseg.imaging.image import Image

SETS = ("grabcut50", "berkeley100", "weizmann_horses")


def ours(sample: Sample, *, strokes: bool) -> tuple[Mask, float, float]:
    """Return the mask, and seconds to make the picture ready and to answer."""
    begin = time.perf_counter()
    cutter = Cutter(Image.from_array(sample.picture)).ready()
    ready = time.perf_counter()
    shape, box = sample.truth.shape, sample.box
    seeds = ObjectSeeds.accepted(shape, None if strokes else box, (), sample.strokes if strokes else None)
    mask = cutter.mask(seeds)
    return mask, ready - begin, time.perf_counter() - ready


def grabcut(sample: Sample, *, rest: int | None) -> tuple[Mask, float]:
    """Return OpenCV's mask and seconds; `rest` is what is not under strokes, None: use the box."""
    cv2.setNumThreads(1)
    cv2.setRNGSeed(0)
    picture = np.ascontiguousarray(sample.picture[..., ::-1])
    models = np.zeros((1, 65)), np.zeros((1, 65))
    begin = time.perf_counter()
    if rest is None:
        x0, y0, x1, y1 = sample.box
        mask = np.zeros(sample.truth.shape, np.uint8)
        cv2.grabCut(picture, mask, (x0, y0, x1 - x0, y1 - y0), *models, 5, cv2.GC_INIT_WITH_RECT)
    else:
        mask = np.full(sample.truth.shape, rest, np.uint8)
        mask[sample.strokes == 1], mask[sample.strokes == 2] = cv2.GC_FGD, cv2.GC_BGD
        cv2.grabCut(picture, mask, None, *models, 5, cv2.GC_INIT_WITH_MASK)
    return (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD), time.perf_counter() - begin


def measured(sample: Sample, *, loose: float, shipped: bool) -> dict[str, tuple[float, ...]]:
    without(None if shipped else sample.fold)
    out, box = {}, loosened(sample, np.full(4, loose))
    wide = replace(sample, box=(box.x0, box.y0, box.x1, box.y1))
    for kind, marked, rests in (
        ("box", sample, (None,)),
        ("loose box", wide, (None,)),
        ("strokes", sample, (cv2.GC_PR_BGD, cv2.GC_PR_FGD)),
    ):
        if kind == "strokes" and sample.strokes is None:
            continue
        mask, ready, seconds = ours(marked, strokes=kind == "strokes")
        peers = [grabcut(marked, rest=rest) for rest in rests]
        overlaps = [overlap(found, sample) for found in (mask, *(peer[0] for peer in peers))]
        out[kind] = (*overlaps, ready, seconds, peers[0][1])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, metavar="N", help="about so many of each set")
    parser.add_argument(
        "--loose", type=float, default=0.05, help="share of a box that a side lies farther out"
    )
    parser.add_argument("--shipped", action="store_true", help="use the constants fitted to all pictures")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(
        f"{'':32}  gmmseg         median  OpenCV      difference   below .5   ready s  cut s  OpenCV s",
        flush=True,
    )
    for name in SETS:
        chosen = list(samples(name, given.pictures))
        with Pool(given.processes) as pool:
            found = pool.map(partial(measured, loose=given.loose, shipped=given.shipped), chosen, chunksize=1)
        for kind in ("box", "loose box", "strokes"):
            rows = np.array([each[kind] for each in found if kind in each])
            if len(rows):
                print(f"{f'{name} {len(rows)}, {kind}':32}{row(rows)}", flush=True)
        tight, wide = (np.array([each[kind][:2] for each in found]) for kind in ("box", "loose box"))
        costs = (f"{cost.mean():+.3f} ±{error_of(cost):.3f}" for cost in (wide - tight).T)
        print(f"{'  what looseness costs':32}gmmseg {next(costs)}, OpenCV {next(costs)}", flush=True)


def error_of(values: np.ndarray) -> float:
    """Return the standard error of the mean of values (n,)."""
    return float(values.std() / np.sqrt(len(values)))


def row(rows: np.ndarray) -> str:
    mine, peers, times = rows[:, 0], rows[:, 1:-3], np.median(rows[:, -3:], axis=0)
    best = int(peers.mean(axis=0).argmax())
    difference = mine - peers[:, best]
    means = " / ".join(f"{mean:.3f}" for mean in peers.mean(axis=0))
    return (
        f"{mine.mean():8.3f} ±{error_of(mine):.3f}{np.median(mine):8.3f}  {means}   {difference.mean():+.3f} "
        f"±{error_of(difference):.3f}   {(mine < 0.5).sum():3d}   "
        f"{times[0]:8.2f}{times[1]:7.3f}{times[2]:8.2f}"
    )


if __name__ == "__main__":
    main()
