"""Plots in the report of a batch, and the numbers in them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.plots.style import drawn, figure

MOST_DOTS = 2000  # of each class

Floats = NDArray[np.float64]


def shares(lines: Sequence[dict[str, Any]]) -> Floats:
    """Return the share of each class in each picture, in percent: (n_pictures, n_classes)."""
    n = max((len(line["classes"]) for line in lines), default=0)
    out = np.zeros((len(lines), n))
    for row, line in zip(out, lines, strict=True):
        row[: len(line["classes"])] = [each["percent"] for each in line["classes"]]
    return out


def spread(column: Floats) -> tuple[float, float, float, float, float]:
    """Return mean, standard deviation, least, median and greatest of numbers (n,)."""
    return (
        float(column.mean()),
        float(column.std()),
        float(column.min()),
        float(np.median(column)),
        float(column.max()),
    )


def over_pictures(shares: Floats, colours: Sequence[tuple[int, int, int]]) -> NDArray[np.uint8]:
    """Return a strip of dots for each class, one for each picture at its share, (h, w, 3)."""
    n_pictures, n_classes = shares.shape
    paper = figure(7, 1.1 + 0.42 * n_classes)
    axes = paper.add_subplot()
    chosen = np.linspace(0, n_pictures - 1, min(n_pictures, MOST_DOTS)).astype(np.intp)
    jitter = np.random.default_rng(0).uniform(-0.26, 0.26, len(chosen))
    for number in range(n_classes):
        colour = np.asarray(colours[number]) / 255
        dots = shares[chosen, number]
        axes.scatter(dots, number + jitter, s=12, color=colour, alpha=0.6, linewidths=0)
        median = float(np.median(shares[:, number]))
        axes.plot([median, median], [number - 0.36, number + 0.36], color="#1d1f23", linewidth=2)
    axes.set(xlabel="percent of the picture", ylabel="class", xlim=(-1, 101), ylim=(n_classes - 0.4, -0.6))
    axes.set_yticks(range(n_classes), [str(number + 1) for number in range(n_classes)])
    axes.grid(axis="x", color="#e3e4e7", linewidth=0.8)
    axes.set_axisbelow(True)
    return drawn(paper)
