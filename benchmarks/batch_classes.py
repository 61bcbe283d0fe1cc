"""Is a class the same thing in every picture? Segments that are like no class, within a video and across.

Each frame is fitted for itself and its segments are compared with the model of one frame of each video, as
`gmmseg batch --fit each` does. Beside it what the pixels say: how many of a segment's colours are in that
frame at all. And how well the object of a video is found again by the classes that it has in its first frame,
in the second as it is, darker and lighter: the area under the ROC curve, with three ways of matching. The
same where the model is made of a folder of frames, of one video, several or all.

Run: python benchmarks/batch_classes.py [--pictures N]
"""

import argparse
import csv
import os
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from scipy.ndimage import uniform_filter
from scipy.stats import rankdata

import gmmseg
from gmmseg.batch.class_matching import FAR, colour_mixture, match_classes
from gmmseg.batch.workers.image_task import fit_settings
from gmmseg.batch.workers.pooled_fit import fit_pooled
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.readers.images import read
from gmmseg.mixture.components import bhattacharyya, mahalanobis, match_components
from gmmseg.settings import Settings

DATA = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "davis"
SEGMENTS = (3, 5, 8)
RARE = 1e-4  # share of a frame: colours that fewer of its pixels have are not in it
GAINS = (1.0, 0.75, 1.3)  # of the second frame's pixels
FOREIGN, KNOWN = 0.05, 0.5  # share of a segment's colours that are in the frame: below, above

Floats = NDArray[np.float64]


def videos(most: int | None) -> list[tuple[Path, Path]]:
    """Return two frames of each video."""
    frames: dict[str, list[Path]] = {}
    with (DATA / "manifest.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            frames.setdefault(row["sequence_guess"], []).append(DATA / row["image"])
    return [(each[0], each[1]) for each in frames.values() if len(each) > 1][:most]


def bins(path: Path) -> NDArray[np.uint8]:
    """Return colours in steps of eight, (h, w, 3)."""
    return np.asarray(Picture.open(path).convert("RGB")) >> 3


def counted(path: Path) -> Floats:
    """Return the share of pixels with about each colour, (32, 32, 32)."""
    colours = bins(path).reshape(-1, 3)
    counts = np.zeros((32, 32, 32))
    np.add.at(counts, tuple(colours.T), 1.0)
    return np.asarray(27 * uniform_filter(counts, 3, mode="constant") / len(colours))


def rows(frames: list[tuple[Path, Path]], k: int) -> Floats:
    """Return for each segment: whether it is of that video, two distances, the share of known colours."""
    models = [gmmseg.segment(first, k).model for first, _ in frames]
    shares = [counted(first) for first, _ in frames]
    found = [gmmseg.segment(path, **fit_settings(models[i])) for i, (_, path) in enumerate(frames)]
    colours = [bins(path) for _, path in frames]
    return np.array(
        [
            (i == j, *distances, (shares[i][tuple(colours[j][found[j].labels == number].T)] > RARE).mean())
            for i, model in enumerate(models)
            for j in range(len(frames))
            for number, distances in compared(found[j], model)
        ]
    )


def compared(found: Segmentation, model: gmmseg.Model) -> list[tuple[int, tuple[float, float]]]:
    """Return each segment's number and distance from the nearest class, of means and of densities."""
    ours, theirs = colour_mixture(found.model), colour_mixture(model)
    of_means = mahalanobis(ours, theirs).min(axis=1)
    of_densities = np.sqrt(8 * np.maximum(bhattacharyya(ours, theirs), 0)).min(axis=1)
    return [
        (number, (float(of_means[k]), float(of_densities[k])))
        for number, segment in enumerate(found.model.segments, 1)
        for k in segment.components
    ]


def report(frames: list[tuple[Path, Path]]) -> None:
    table = np.concatenate([rows(frames, k) for k in SEGMENTS])
    same, known = table[:, 0] == 1, table[:, 3]
    groups = {
        "same video": same,
        "other video": ~same,
        "foreign colours": known < FOREIGN,
        "known colours": known > KNOWN,
    }
    print(f"{len(frames)} videos; segments called other, of a hundred (the batch's limit: {FAR:g} of means)")
    print(f"{'':<24}" + "".join(f"{name:>17}" for name in groups))
    print(f"{'segments':<24}" + "".join(f"{group.sum():>17}" for group in groups.values()))
    for column, name in ((1, "means"), (2, "densities")):
        for far in (3, 4, 5, 6):
            shares = "".join(
                f"{100 * (table[group, column] > far).mean():>17.1f}" for group in groups.values()
            )
            print(f"{f'{far} sigmas, {name}':<24}{shares}", flush=True)
    by_means, by_densities = table[:, 1] > 4, table[:, 2] > 5
    for name, alone in (
        ("4 by means alone", by_means & ~by_densities),
        ("5 by densities alone", by_densities & ~by_means),
    ):
        print(f"{name}: {alone.sum()} segments, known colours {np.nanmedian(known[alone]):.2f} in the median")


def thing(path: Path) -> NDArray[np.bool_]:
    """Return where the object of a frame is, (h, w)."""
    return np.asarray(Picture.open(path.parent.parent / "gt" / f"{path.stem}.png")) > 0


def area(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """Return how probably a pixel of the object has a higher score than one beside it."""
    ranks, n = rankdata(scores), int(truth.sum())
    return float((ranks[truth.ravel()].sum() - n * (n + 1) / 2) / (n * (truth.size - n)))


def ways(found: Segmentation, model: gmmseg.Model) -> dict[str, NDArray[np.intp]]:
    """Return the class of each label, from 0, by three ways of matching."""
    ours, theirs = colour_mixture(found.model), colour_mixture(model)
    nearest = bhattacharyya(ours, theirs).argmin(axis=1)
    pairs = match_components(ours, theirs, mahalanobis(ours, theirs) <= FAR)
    of_label = [segment.components[0] for segment in found.model.segments]
    return {
        "the batch's": match_classes(found, model)[1][1:] - 1,
        "one to one": np.where(pairs >= 0, pairs, nearest)[of_label],
        "the nearest": nearest[of_label],
    }


def found_again(first: Path, second: Path, k: int, position: float, gain: float) -> dict[str, float]:
    """Return how well the object of the second frame is found by the classes it has in the first."""
    taught = gmmseg.segment(first, k, position=position)
    pixels = np.asarray(Picture.open(second).convert("RGB")) * gain
    found = gmmseg.segment(np.clip(pixels, 0, 255).astype(np.uint8), **fit_settings(taught.model))
    there = np.bincount(taught.labels.ravel() - 1, thing(first).ravel(), k + 1)
    scores = there / np.maximum(np.bincount(taught.labels.ravel() - 1, minlength=k + 1), 1)
    truth = thing(second)
    return {
        name: area(scores[classes[found.labels - 1]], truth)
        for name, classes in ways(found, taught.model).items()
    }


def compare(frames: list[tuple[Path, Path]]) -> None:
    for gain in GAINS:
        rows = [
            found_again(*pair, k, position, gain)
            for k in SEGMENTS
            for position in (0.0, 0.5)
            for pair in frames
        ]
        means = ", ".join(f"{name} {np.mean([row[name] for row in rows]):.3f}" for name in rows[0])
        print(f"the object found again, pixels times {gain:g}: {means}", flush=True)


def in_folder(frames: list[tuple[Path, Path]], k: int) -> list[dict[str, tuple[float, int]]]:
    """Return for each video how well its object is found again, and by how many classes, by each way."""
    model = fit_pooled([partial(read, path) for pair in frames for path in pair], Settings(k))
    rows = []
    for pair in frames:
        first, second = (gmmseg.segment(path, **fit_settings(model)) for path in pair)
        here, there = ways(first, model), ways(second, model)
        truth = thing(pair[1])
        row = {}
        for name in here:
            before, after = here[name][first.labels - 1], there[name][second.labels - 1]
            n = np.bincount(before.ravel(), minlength=k + 1)
            inside = np.bincount(before.ravel(), thing(pair[0]).ravel(), k + 1)
            scores = np.where(n > 0, inside / np.maximum(n, 1), inside.sum() / n.sum())
            row[name] = area(scores[after], truth), len(np.unique(after))
        rows.append(row)
    return rows


def compare_in_folders(frames: list[tuple[Path, Path]]) -> None:
    for words, n_folders in (("each video", len(frames)), ("five folders", 5), ("one folder", 1)):
        for k in (4, 8):
            rows = [row for i in range(n_folders) for row in in_folder(frames[i::n_folders], k)]
            means = {name: np.mean([row[name] for row in rows], axis=0) for name in rows[0]}
            told = ", ".join(f"{name} {area:.3f} by {n:.1f} classes" for name, (area, n) in means.items())
            print(f"the object found again, {words}, {k} segments: {told}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, help="so many videos instead of all")
    chosen = videos(parser.parse_args().pictures)
    report(chosen)
    compare(chosen)
    compare_in_folders(chosen)
