"""Fit the constants of object mode: `python benchmarks/fit_objects.py clicks|box|strokes ...`.

On-policy: the tool is run with the constants it has, pixels of every click are kept with their truth, and a
logistic regression is fitted to them. Prints rows for `gmmseg/imaging/cut_constants.py`. With a fold
(`--fold 0` or `1`) every second object is left out, and the others alone are fitted.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from objects import SETS, Sample, next_click, samples
from scipy.ndimage import zoom
from sklearn.linear_model import LogisticRegression

from gmmseg.imaging import boxing, clicking, cut, cut_constants, cut_kernels, stroking
from gmmseg.imaging.image import Image
from gmmseg.imaging.scene import Scene
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Box, Click, strokes_in

PIXELS = 400  # of one click: half anywhere, half near the object
REACH = 20  # what is near, pixels
JITTER = 0.4  # of every second object's clicks
Rows = tuple[int, NDArray[np.float32], NDArray[np.bool_]]


def places(
    scene: Scene, sample: Sample, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return pixels (n, 2) of the scene, and whether they are in the object."""
    half = scene.factor // 2
    rows = np.minimum(np.arange(scene.shape[0]) * scene.factor + half, sample.truth.shape[0] - 1)
    columns = np.minimum(np.arange(scene.shape[1]) * scene.factor + half, sample.truth.shape[1] - 1)
    truth, ignored = (each[np.ix_(rows, columns)] for each in (sample.truth, sample.ignored))
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


def click_rows(sample: Sample, rng: np.random.Generator, jitter: float, n_clicks: int) -> Iterator[Rows]:
    """Yield the row of constants, maps and truth of some pixels at every click."""
    scene = Scene.of(Image.from_array(sample.picture))
    trace, mask = clicking.Trace.of(scene), np.zeros(sample.truth.shape, bool)
    clicked = np.zeros_like(mask)
    for _ in range(n_clicks):
        x, y, inside = next_click(mask, sample, clicked, jitter, rng)
        clicked[y, x] = True
        click = Click(x // scene.factor, y // scene.factor, INSIDE if inside else OUTSIDE)
        after, ratios, before, facts = clicking.prepared_for(scene, trace, click)
        at, truth = places(scene, sample, rng)
        maps = np.empty((len(at), cut_kernels.N_CLICK_MAPS), np.float32)
        cut_kernels.click_samples(after.maps, ratios, scene.smooth, before, facts, at, maps)
        yield clicking.stage(len(after.clicks), trace.mask is not None), maps, truth
        trace = clicking.clicked(scene, trace, click)
        mask = cut.enlarged(trace.mask, scene.factor, sample.truth.shape)


def box_rows(sample: Sample, rng: np.random.Generator) -> Iterator[Rows]:
    """Yield maps and truth of pixels in the box."""
    image = Image.from_array(sample.picture)
    scene, coarse = Scene.of(image), Scene.of(image, cut.COARSE)
    f = scene.factor
    box = Box(sample.box[0] // f, sample.box[1] // f, -(-sample.box[2] // f), -(-sample.box[3] // f))
    frame, before = boxing.coarsely(scene, coarse, box)
    maps = boxing.maps(scene, frame, before)
    truth = zoom(sample.truth, np.array(scene.shape) / sample.truth.shape, order=0)
    ignored = zoom(sample.ignored, np.array(scene.shape) / sample.truth.shape, order=0)
    at = np.argwhere(frame.inside & ~ignored)
    at = at[rng.integers(len(at), size=4 * PIXELS)]
    yield 0, maps[:, at[:, 0], at[:, 1]].T, truth[at[:, 0], at[:, 1]]


def stroke_rows(sample: Sample, rng: np.random.Generator) -> Iterator[Rows]:
    """Yield maps and truth of pixels after strokes, where there are any."""
    if sample.strokes is None:
        return
    scene = Scene.of(Image.from_array(sample.picture))
    ties = cut.reduced_ties(strokes_in(sample.strokes, sample.truth.shape), scene.factor)
    trace, ratios, before, facts = stroking.prepared_for(scene, ties)
    for _ in range(4):
        at, truth = places(scene, sample, rng)
        maps = np.empty((len(at), cut_kernels.N_CLICK_MAPS), np.float32)
        cut_kernels.click_samples(trace.maps, ratios, scene.smooth, before, facts, at, maps)
        yield 0, maps, truth


def fitted(rows: list[Rows], n_stages: int, old: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return a row of constants for each stage."""
    theta = np.array(old, np.float64).reshape(n_stages, -1)
    for stage in range(n_stages):
        chosen = [(maps, truth) for at, maps, truth in rows if at == stage]
        X = np.concatenate([maps for maps, _ in chosen])
        y = np.concatenate([truth for _, truth in chosen])
        model = LogisticRegression(C=0.3, fit_intercept=False, max_iter=300).fit(X, y)
        theta[stage] = model.coef_[0]
        loss = np.log1p(np.exp(-np.where(y, 1, -1) * (X @ theta[stage]))).mean()
        before = np.log1p(np.exp(-np.where(y, 1, -1) * (X @ np.reshape(old, theta.shape)[stage]))).mean()
        print(f"# stage {stage}: {len(y)} pixels, log loss {before:.4f} -> {loss:.4f}")
    return theta


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("clicks", "box", "strokes"))
    parser.add_argument("--step", type=int, default=1, help="every so many-th picture")
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--fold", type=int, choices=(0, 1))
    parser.add_argument("--save", help=".npy file for the constants")
    arguments = parser.parse_args()
    rng, rows = np.random.default_rng(0), []
    for name in SETS:
        for i, sample in enumerate(samples(name, arguments.step)):
            if arguments.fold is not None and i % 2 == arguments.fold:
                continue
            jitter = JITTER if (i // 2) % 2 else 0.0
            match arguments.what:
                case "clicks":
                    rows += click_rows(sample, rng, jitter, arguments.clicks)
                case "box":
                    rows += box_rows(sample, rng)
                case "strokes":
                    rows += stroke_rows(sample, rng)
    old = {"clicks": cut_constants.CLICKS, "box": cut_constants.BOX, "strokes": cut_constants.STROKES}
    theta = fitted(rows, 4 if arguments.what == "clicks" else 1, old[arguments.what])
    if arguments.save:
        np.save(arguments.save, theta)
    print(np.array2string(theta, precision=3, separator=", ", suppress_small=True, max_line_width=110))


if __name__ == "__main__":
    main()
