"""Does a click beside an object take away what is not near it? Clicks in an order that is unkind.

Run: python benchmarks/quality_minus_clicks.py [--sets NAME ...] [--pictures N] [--minus 3]

A person first clicks on the middle of the object, and on the deepest of what is missing of it still; then
only beside it: each time where the mask is wrongly the object's, however small that is, or next to the
object's edge where nothing is wrong. Recall is the share of the true object in the mask. What is reported is
how much of it was lost by clicks beside the object: in the mean, in the worst picture, how many pictures lost
over a tenth, and the part of these losses that was farther from every click beside it than its nearest click
on it.
"""

import argparse
from functools import partial
from multiprocessing import Pool

import numpy as np
from objects import Mask, Sample, next_click, samples, without
from scipy.ndimage import distance_transform_edt

from gmmseg.imaging.cutting.cutter import Cutter
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click

LOST = 0.1  # of the object: a collapse
BESIDE = 3.0  # pixels beside its edge, where nothing is wrong


def beside(mask: Mask, sample: Sample, clicked: Mask) -> Click:
    """Return a click beside the object: deepest in what is wrongly the object's, else next to its edge."""
    wrong = mask & ~sample.truth & ~sample.ignored
    depth = distance_transform_edt(np.pad(wrong, 1))[1:-1, 1:-1] * ~clicked
    if not depth.any():
        away = distance_transform_edt(~sample.truth)
        depth = -np.abs(away - BESIDE) - 1e6 * (sample.truth | sample.ignored | clicked)
    y, x = (int(n) for n in np.unravel_index(int(depth.argmax()), depth.shape))
    return Click(x, y, OUTSIDE)


def losses(sample: Sample, *, n_minus: int) -> tuple[float, float, float]:
    """Return the recall before clicks beside the object, and after; and the share lost that was far away."""
    without(sample.fold)
    cutter = Cutter(Image.from_array(sample.picture)).ready()
    mask, clicked, clicks = np.zeros(sample.truth.shape, bool), np.zeros(sample.truth.shape, bool), []
    for _ in range(2):
        x, y, inside = next_click(mask, sample, clicked)
        if not inside:
            break
        clicked[y, x] = True
        clicks.append(Click(x, y, INSIDE))
        mask = cutter.marked(clicks)
    before = mask & sample.truth
    for _ in range(n_minus):
        click = beside(mask, sample, clicked)
        clicked[click.y, click.x] = True
        clicks.append(click)
        mask = cutter.marked(clicks)
    lost = before & ~mask
    to = [np.ones(mask.shape, bool) for _ in range(2)]
    for each in clicks:
        to[int(each.owner == INSIDE)][each.y, each.x] = False
    far = lost & (distance_transform_edt(to[0]) > distance_transform_edt(to[1]))
    n = max(int(sample.truth.sum()), 1)
    return float(before.sum() / n), float((mask & sample.truth).sum() / n), float(far.sum() / n)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, metavar="N", help="about so many of each set")
    parser.add_argument("--sets", nargs="+", default=["grabcut50", "berkeley100", "davis"])
    parser.add_argument("--minus", type=int, default=3, help="clicks beside the object")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(f"{'':26} recall  after minus    lost   worst   lost > 10 %   far from minus", flush=True)
    for name in given.sets:
        with Pool(given.processes) as pool:
            chosen = list(samples(name, given.pictures))
            found = np.array(pool.map(partial(losses, n_minus=given.minus), chosen, chunksize=1))
        lost = found[:, 0] - found[:, 1]
        print(
            f"{f'{name} {len(chosen)}':26}{found[:, 0].mean():7.3f}{found[:, 1].mean():13.3f}"
            f"{lost.mean():8.3f}{lost.max():8.3f}{int((lost > LOST).sum()):14d}{found[:, 2].mean():17.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
