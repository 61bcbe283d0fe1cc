"""A mixture to be seen: a histogram with the densities of its components, samples with its ellipses.

The density of one feature of a Gaussian mixture is the mixture of the components' marginals (Bishop 2006,
"Pattern recognition and machine learning", section 2.3).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.plots.sheet import axis_label, caption
from gmmseg.plots.style import LIGHT, PlotStyle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
PlotColour = tuple[float, float, float]

MOST_BINS, LEAST_BINS = 60, 10
FINE = 300  # points of a curve
MOST_DOTS = 3000
SIGMAS = 2.0


def histogram(
    axes: "Axes",
    values: Floats,
    components: Sequence[tuple[float, float, float]],
    colours: Sequence[PlotColour],
    column: str,
    *,
    style: PlotStyle = LIGHT,
) -> None:
    """Draw the histogram of a feature and over it the weighted density of each component and their sum.

    Parameters
    ----------
    axes : Axes
        Where to.
    values : ndarray of shape (n,)
        Of the feature.
    components : sequence of (weight, mean, standard deviation)
        Of the feature in each component.
    colours : sequence of colours
        Of the components.
    column : str
        What the feature is called.
    style : PlotStyle
        Light or dark.
    """
    low, high = (float(end) for end in np.quantile(values, (0.0005, 0.9995)))
    margin = 0.03 * (high - low) or 0.5
    low, high = low - margin, high + margin
    bins = min(MOST_BINS, max(LEAST_BINS, round(2 * len(values) ** 0.5)))
    counts, edges = np.histogram(values, bins, (low, high))
    axes.stairs(counts / (len(values) * np.diff(edges)), edges, fill=True, color=style.faint)
    x = np.linspace(low, high, FINE)
    curves = densities(components, x)
    for density, colour in zip(curves, colours, strict=True):
        axes.plot(x, density, color=colour, linewidth=1.8)
    axes.plot(x, curves.sum(axis=0), color=style.ink, linewidth=1.0, linestyle="--")
    axes.set(xlabel=axis_label(column), ylabel="density", xlim=(low, high))
    caption(axes, "Grey: data; colours: components; dashed: their sum")


def densities(components: Sequence[tuple[float, float, float]], x: Floats) -> Floats:
    """Return the weighted density of each component (weight, mean, standard deviation) at x (n,): (k, n)."""
    weights, means, sds = np.asarray(components, np.float64).T[..., None]
    z = (x[None] - means) / sds
    return np.asarray(weights * np.exp(-0.5 * z * z) / (sds * np.sqrt(2 * np.pi)))


def log_likelihoods(axes: "Axes", values: Sequence[tuple[int, float]], style: PlotStyle = LIGHT) -> None:
    """Draw the mean log-likelihood (nats per pixel) over the iterations of a fit that are known.

    What is added to every variance keeps components from shrinking to a point: where one would, EM gives up
    a little of the likelihood at each iteration.
    """
    iterations, likelihoods = zip(*values, strict=True)
    axes.plot(iterations, likelihoods, color=style.accent, linewidth=1.6, marker="o", markersize=2.5)
    axes.set(xlabel="iteration", ylabel="log-likelihood (nats per pixel)")
    axes.locator_params(axis="x", integer=True)
    caption(axes, "Log-likelihood of the fit; a floor under spreads may lower it")


def scatter(
    axes: "Axes",
    samples: Floats,
    labels: NDArray[np.integer],
    ellipses: Sequence[tuple[Floats, Floats]],
    colours: Sequence[PlotColour],
    *,
    columns: tuple[str, str],
    owners: NDArray[np.integer] | None = None,
    style: PlotStyle = LIGHT,
) -> None:
    """Draw samples of two features in the colours of their components, with ellipses at two sigmas.

    Parameters
    ----------
    axes : Axes
        Where to.
    samples : ndarray of shape (n, 2)
        Of the two features; at most 3000 of them are drawn, evenly spread.
    labels : ndarray of shape (n,)
        Segment of each, from 0.
    ellipses : sequence of (mean (2,), covariance (2, 2))
        Of the components.
    colours : sequence of colours
        Of the segments.
    columns : tuple of two str
        What the features are called.
    owners : ndarray of shape (k,), optional
        The segment of each component, from 0; by default each is one.
    style : PlotStyle
        Light or dark.
    """
    chosen = np.linspace(0, len(samples) - 1, min(MOST_DOTS, len(samples))).astype(np.intp)
    alpha = 0.7 if len(chosen) < 500 else 0.35
    for label in np.unique(labels[chosen]).tolist():  # markers of a line are drawn much faster than a scatter
        own = samples[chosen][labels[chosen] == label]
        axes.plot(
            own[:, 0], own[:, 1], "o", markersize=3, color=colours[label], alpha=alpha, markeredgewidth=0
        )
    owners = np.arange(len(ellipses)) if owners is None else owners
    for number, (mean, covariance) in enumerate(ellipses):
        colour = colours[owners[number]]
        axes.plot(*ellipse(mean, covariance), color=colour, linewidth=1.8)
        axes.annotate(
            str(number + 1),
            (float(mean[0]), float(mean[1])),
            ha="center",
            va="center",
            fontsize=8,
            fontweight="bold",
            color=style.ink,
            bbox={"boxstyle": "circle,pad=0.2", "facecolor": style.paper, "edgecolor": colour},
        )
    axes.set(xlabel=axis_label(columns[0]), ylabel=axis_label(columns[1]))
    caption(axes, "Ellipses at two sigmas hold 86 % of a component")


def ellipse(mean: Floats, covariance: Floats) -> Floats:
    """Return the points (2, 100) of an ellipse at two sigmas."""
    values, vectors = np.linalg.eigh(covariance)
    angle = np.linspace(0, 2 * np.pi, 100)
    circle = SIGMAS * np.sqrt(np.maximum(values, 0))[:, None] * np.stack([np.cos(angle), np.sin(angle)])
    return np.asarray(np.asarray(mean)[:, None] + vectors @ circle)
