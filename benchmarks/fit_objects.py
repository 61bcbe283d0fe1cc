"""Fit the constants of object mode: `python benchmarks/fit_objects.py clicks|boxes|strokes`.

On-policy: the tool is run with the constants it has, pixels of every click or cut are kept with their truth,
and a logistic regression is fitted to them. The mean of the result and of the constants before it is kept:
either alone does worse on pictures that were not fitted. The first click, which has no mask to look at, takes
the result as it is. Writes `gmmseg/imaging/cutting/fitted_weights.py`, and beside this script
the constants that result when a part of the pictures is left out, which the benchmarks measure with.
"""

import argparse
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from objects import CONSTANTS, FILE, FOLDS, SETS, Mask, Sample, loosened, next_click, overlap, samples

from gmmseg.imaging.cutting import box as boxing
from gmmseg.imaging.cutting import clicks, feature_map_kernels, fitted_weights, strokes
from gmmseg.imaging.cutting.cutter import reduced_seeds
from gmmseg.imaging.cutting.graph_cut import CutGraph
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.cutting.refinement import refine_mask
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, UNLABELLED, Box, Click, strokes_in

PIXELS = 400  # of one click: half anywhere, half near the object
REACH = 20  # what is near, pixels
JITTER = 0.4  # of every third object's clicks
LEAST_CLICKS, N_CLICKS = 4, 15
ENOUGH = 0.95  # of overlap: no more clicks are made
N_CUTS = 2  # of a box
LOOSEST = 0.1  # of a box's side: how far out it is drawn
MOST = 250_000  # pixels that one row of constants is fitted to
RIDGE = 3.0
HEAD = '''"""Numbers of object mode, fitted by benchmarks/fit_objects.py to pictures with known objects.

Each row weighs maps of a pixel, so that their sum is its log odds for being in the object.
"""

import numpy as np
from numpy.typing import NDArray

FIRST_OF_ROW = (1, 2, 4, 8)  # clicks


def _rows(text: str, n_rows: int) -> NDArray[np.float32]:
    return np.array(text.split(), np.float32).reshape(n_rows, -1)

'''
Floats = NDArray[np.float64]
Rows = tuple[int, NDArray[np.float32], Mask]  # row of constants, maps (n, m), truth (n,)


def scaled(prepared: PreparedImage, mask: Mask) -> Mask:
    """Return a mask of the picture for the scene."""
    rows, columns = (
        np.minimum(np.arange(n) * prepared.factor + prepared.factor // 2, limit - 1)
        for n, limit in zip(prepared.shape, mask.shape, strict=True)
    )
    return mask[np.ix_(rows, columns)]


def places(
    prepared: PreparedImage, sample: Sample, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Mask]:
    """Return pixels (n, 2) of the scene, and whether they are in the object."""
    truth, ignored = scaled(prepared, sample.truth), scaled(prepared, sample.ignored)
    y, x = np.nonzero(truth)
    near = np.zeros_like(truth)
    if len(y):
        near[max(0, y.min() - REACH) : y.max() + REACH, max(0, x.min() - REACH) : x.max() + REACH] = True
    chosen = [
        found[rng.integers(len(found), size=PIXELS // 2)]
        for found in (np.argwhere(~ignored), np.argwhere(near & ~ignored))
        if len(found)
    ]
    at = np.concatenate(chosen)
    return at, truth[at[:, 0], at[:, 1]]


def sampled(inputs: clicks.ClickMaps, at: NDArray[np.int64]) -> NDArray[np.float32]:
    maps = np.empty((len(at), feature_map_kernels.N_CLICK_MAPS), np.float32)
    feature_map_kernels.click_samples(*inputs, at, maps)
    return maps


def click_rows(sample: Sample, rng: np.random.Generator) -> Iterator[Rows]:
    """Yield the row of constants, maps and truth of some pixels at every click."""
    image = Image.from_array(sample.picture)
    prepared = PreparedImage.of(image)
    state, mask = clicks.ClickState.of(prepared), np.zeros(sample.truth.shape, bool)
    clicked, jitter = np.zeros_like(mask), JITTER if rng.random() < 1 / 3 else 0.0
    for number in range(1, N_CLICKS + 1):
        x, y, inside = next_click(mask, sample, clicked, jitter, rng)
        clicked[y, x] = True
        click = Click(x // prepared.factor, y // prepared.factor, INSIDE if inside else OUTSIDE)
        at, truth = places(prepared, sample, rng)
        stage = clicks.click_stage(number, click.owner, has_mask=state.mask is not None)
        yield stage, sampled(clicks.click_maps(prepared, state, click)[1], at), truth
        state = clicks.cut_click(prepared, state, click)
        assert state.mask is not None
        mask = refine_mask(image, state.mask, prepared.factor)
        if number >= LEAST_CLICKS and overlap(mask, sample) > ENOUGH:
            return


def stroke_rows(sample: Sample, rng: np.random.Generator) -> Iterator[Rows]:
    """Yield maps and truth of pixels after strokes, where there are any."""
    if sample.strokes is None:
        return
    prepared = PreparedImage.of(Image.from_array(sample.picture))
    both = reduced_seeds(strokes_in(sample.strokes, sample.truth.shape), prepared.factor)
    for seeds in (both, np.where(both == INSIDE, both, np.int16(UNLABELLED))):
        _, inputs = strokes.stroke_maps(prepared, seeds)
        for _ in range(8):
            at, truth = places(prepared, sample, rng)
            yield strokes.stroke_stage(seeds), sampled(inputs, at), truth


def box_rows(sample: Sample, before: Floats) -> list[Rows]:
    """Return maps and truth of pixels in boxes around an object, for the cut after those by `before` (n, m).

    One box is as close as it goes; each side of the others lies as far out as `LOOSEST` at most.
    """
    prepared, rng, rows = PreparedImage.of(Image.from_array(sample.picture)), np.random.default_rng(0), []
    ignored, truth = scaled(prepared, sample.ignored), scaled(prepared, sample.truth)
    for most in (0.0, LOOSEST):
        frame = boxing.BoxFrame.of(
            reduced_box(loosened(sample, most * rng.random(4)), prepared.factor), prepared.shape
        )
        distances, mask = boxing.outside_distances(prepared, frame), frame.inside
        graph = CutGraph(prepared.links, within=frame.inside)
        for theta in before.astype(np.float32):
            evidence = boxing.weighted_evidence(
                prepared, frame, theta, boxing.maps(prepared, frame, distances, mask)
            )
            mask = boxing.recut_box(graph, frame, evidence)
        of_pixels, of_regions = boxing.maps(prepared, frame, distances, mask)
        at = np.argwhere(frame.inside & ~ignored)
        y, x = at[rng.integers(len(at), size=2 * PIXELS)].T
        maps = np.concatenate([of_pixels[:, y, x], of_regions[:, prepared.affinity.index[y, x]]]).T
        rows.append((0, maps, truth[y, x]))
    return rows


def reduced_box(box: Box, factor: int) -> Box:
    return Box(box.x0 // factor, box.y0 // factor, -(-box.x1 // factor), -(-box.y1 // factor))


def regression(rows: list[Rows]) -> Floats:
    """Return the weights of maps whose sum is the log odds of being in the object, by Newton's method."""
    X, y = np.concatenate([row[1] for row in rows]), np.concatenate([row[2] for row in rows])
    if len(y) > MOST:
        chosen = np.random.default_rng(0).permutation(len(y))[:MOST]
        X, y = X[chosen], y[chosen]
    theta = np.zeros(X.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(X @ theta.astype(np.float32), -30, 30)))
        steepness = np.maximum(chance * (1 - chance), 1e-4)
        curvature = (X.T @ (X * steepness[:, None])).astype(float) + RIDGE * np.eye(len(theta))
        slope = X.T.astype(float) @ (chance - y) + RIDGE * theta
        step = np.linalg.solve(curvature, slope)
        theta -= step
        if abs(step).max() < 1e-3:
            break
    return theta


def fitted(found: list[tuple[int, list[Rows]]], n_rows: int) -> Floats:
    """Return the constants without each fold's pictures and, last, with all: (FOLDS + 1, n_rows, m)."""
    out = []
    for fold in range(FOLDS + 1):
        rows = [row for own, several in found if own != fold for row in several]
        out.append([regression([row for row in rows if row[0] == at]) for at in range(n_rows)])
    return np.array(out)


def _click_job(sample: Sample) -> tuple[int, list[Rows]]:
    return sample.fold, list(click_rows(sample, np.random.default_rng(len(sample.name))))


def _stroke_job(sample: Sample) -> tuple[int, list[Rows]]:
    return sample.fold, list(stroke_rows(sample, np.random.default_rng(0)))


def fitted_boxes(pool: object, chosen: list[Sample]) -> Floats:
    """Return the constants of a box's cuts, (FOLDS + 1, N_CUTS, m), each fitted to the masks before it."""
    theta = np.empty((FOLDS + 1, 0, boxing.N_PIXEL_MAPS + boxing.N_REGION_MAPS))
    for _ in range(N_CUTS):
        found = pool.starmap(box_rows, ((s, theta[s.fold]) for s in chosen), chunksize=4)
        pairs = [(sample.fold, rows) for sample, rows in zip(chosen, found, strict=True)]
        theta = np.concatenate([theta, fitted(pairs, 1)], axis=1)
    return theta


def halfway(what: str, theta: Floats) -> Floats:
    """Return the means of constants (FOLDS + 1, n_rows, m) and those before; the first click's are new."""
    before = np.concatenate([np.load(FILE)[what], [getattr(fitted_weights, what)]])
    mean = (before + theta) / 2
    if what == "CLICKS":
        mean[:, 0] = theta[:, 0]
    return mean


def write(what: str, theta: Floats) -> None:
    """Write constants (FOLDS + 1, n_rows, m) to the module and to the file of folds."""
    kept = dict(np.load(FILE)) if FILE.exists() else {}
    kept[what] = theta[:FOLDS].astype(np.float32)
    np.savez_compressed(FILE, **kept)
    all_of = {name: np.atleast_2d(getattr(fitted_weights, name)) for name in CONSTANTS} | {what: theta[-1]}
    Path(fitted_weights.__file__).write_text(module(all_of), encoding="utf-8")


def module(constants: dict[str, Floats]) -> str:
    """Return the source of the module that holds the constants."""
    text = HEAD
    comments = {
        "CLICKS": "The first click; then for clicks 2 and 3, 4 to 7, and later ones: inside, outside.",
        "STROKES": "Strokes of both classes; on the object alone.",
        "BOXES": "A row for each cut: see `boxing.maps`.",
    }
    for name, rows in constants.items():
        lines = [_wrapped(row) for row in np.atleast_2d(rows)]
        body = "\n".join(lines)
        text += f'\n# {comments[name]}\n{name} = _rows(\n    """\n{body}\n""",\n    {len(lines)},\n)\n'
    return text


def _wrapped(row: Floats) -> str:
    words = [f"{value:.3g}" for value in row]
    return "\n".join(" ".join(words[i : i + 15]) for i in range(0, len(words), 15))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("clicks", "boxes", "strokes"))
    parser.add_argument("--pictures", type=int, metavar="N", help="so many of each set")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    chosen = [sample for name in SETS for sample in samples(name, given.pictures)]
    with Pool(given.processes) as pool:
        match given.what:
            case "clicks":
                theta = fitted(pool.map(_click_job, chosen, chunksize=1), len(fitted_weights.CLICKS))
            case "strokes":
                theta = fitted(pool.map(_stroke_job, chosen, chunksize=1), 2)
            case "boxes":
                theta = fitted_boxes(pool, chosen)
    write(given.what.upper(), halfway(given.what.upper(), theta))


if __name__ == "__main__":
    main()
