"""How many clicks does an object need? A simulated person clicks on the centre of the largest error.

Run: python benchmarks/quality_clicks.py [--pictures N] [--jitter 0.4] [--peer] [--shipped]

The protocol is that of Xu et al. (2016): at most 20 clicks; here a picture ends when 0.90 is reached. NoC@90
is the mean number of clicks to an intersection over union of 0.90, 20 where it is never reached. Constants
are those that were fitted without the picture (`--shipped`: with it). The peer is OpenCV's grabCut, given
discs of 3 pixels at the clicks and nothing else. `davis_small` are things that DAVIS labels by themselves and
that take less than 2 % of the picture; many are thin or half hidden, so that 0.90 is out of reach.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import Pool

import numpy as np
from numpy.typing import NDArray
from objects import Mask, Sample, first_reaching, next_click, overlap, samples, without

from gmmseg.imaging.cutting.cutter import Cutter
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click

MOST = 20
Clicks = list[tuple[int, int, bool]]
Answer = Callable[[Clicks], Mask]


def ours(sample: Sample, *, shipped: bool) -> Answer:
    without(None if shipped else sample.fold)
    cutter = Cutter(Image.from_array(sample.picture)).ready()
    return lambda clicks: cutter.marked([Click(x, y, INSIDE if i else OUTSIDE) for x, y, i in clicks])


def grabcut(sample: Sample) -> Answer:
    import cv2

    cv2.setNumThreads(1)
    picture = np.ascontiguousarray(sample.picture[..., ::-1])

    def result(clicks: Clicks) -> Mask:
        mask = np.full(picture.shape[:2], cv2.GC_PR_BGD, np.uint8)
        for x, y, inside in clicks:
            cv2.circle(mask, (x, y), 3, cv2.GC_FGD if inside else cv2.GC_BGD, -1)
        cv2.setRNGSeed(0)
        cv2.grabCut(picture, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_MASK)
        return (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)

    return result


def clicked(sample: Sample, *, jitter: float, peer: bool, shipped: bool) -> tuple[list[float], float, float]:
    """Return the overlap after each click, and seconds to make the picture ready and for a click."""
    rng = np.random.default_rng(len(sample.name))
    begin = time.perf_counter()
    result = grabcut(sample) if peer else ours(sample, shipped=shipped)
    ready = time.perf_counter() - begin
    mask = np.zeros(sample.truth.shape, bool)
    done, clicks, overlaps, seconds = np.zeros_like(mask), [], [], []
    while len(clicks) < MOST and not (overlaps and overlaps[-1] >= 0.9):
        x, y, inside = next_click(mask, sample, done, jitter, rng)
        done[y, x] = True
        clicks.append((x, y, inside))
        begin = time.perf_counter()
        mask = result(clicks)
        seconds.append(time.perf_counter() - begin)
        overlaps.append(overlap(mask, sample))
    return overlaps, ready, float(np.median(seconds))


def row(found: list[tuple[list[float], float, float]]) -> str:
    overlaps = [each[0] for each in found]
    noc = [[first_reaching(each, at, MOST) for each in overlaps] for at in (0.85, 0.9)]
    first = np.mean([each[0] for each in overlaps])
    third = np.mean([each[min(3, len(each)) - 1] for each in overlaps])
    missed = sum(max(each) < 0.9 for each in overlaps)
    error = np.std(noc[1]) / np.sqrt(len(found))
    times: NDArray[np.float64] = np.median([each[1:] for each in found], axis=0)
    return (
        f"{np.mean(noc[0]):8.2f}{np.mean(noc[1]):8.2f} ±{error:.2f}{missed:8d}{first:8.3f}{third:8.3f}"
        f"{times[0]:10.2f}{times[1]:9.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, metavar="N", help="about so many of each set")
    parser.add_argument("--sets", nargs="+", default=["grabcut50", "berkeley100", "davis_small"])
    parser.add_argument("--jitter", type=float, default=0.0, help="share of the error's depth")
    parser.add_argument("--peer", action="store_true", help="measure OpenCV too, about a second a click")
    parser.add_argument("--shipped", action="store_true", help="use the constants fitted to all pictures")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(f"{'':30}  NoC@85  NoC@90        never   IoU@1   IoU@3   ready s  click s", flush=True)
    for name in given.sets:
        chosen = list(samples(name, given.pictures))
        for peer in (False, True)[: 2 if given.peer else 1]:
            job = partial(clicked, jitter=given.jitter, peer=peer, shipped=given.shipped)
            with Pool(given.processes) as pool:
                found = pool.map(job, chosen, chunksize=1)
            label = f"{name} {len(chosen)}, {'OpenCV' if peer else 'gmmseg'}"
            print(f"{label:30}{row(found)}", flush=True)


if __name__ == "__main__":
    main()
