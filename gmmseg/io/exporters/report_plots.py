"""Plots of a picture's report, drawn by matplotlib without a screen."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.exporters.context import ExportContext
from gmmseg.plots.style import drawn, figure

SHOWN = 4000  # pixels that are drawn as points
SIGMAS = 2.0
BINS = 40

RgbImage = NDArray[np.uint8]
Floats = NDArray[np.float64]


def confidence(context: ExportContext) -> RgbImage:
    """Return a histogram of the probability of each pixel's own segment, (h, w, 3)."""
    tallies, edges = np.zeros(BINS), np.linspace(0, 1, BINS + 1)
    for _, block in context.segmentation.probability_blocks():
        tallies += np.histogram(block.max(axis=1), edges)[0]
    paper = figure(6, 3.4)
    axes = paper.add_subplot()
    axes.stairs(100 * tallies / max(tallies.sum(), 1), edges, fill=True, color="#1f5fd0")
    axes.set(xlabel="probability of the most probable segment", ylabel="percent of pixels", xlim=(0, 1))
    return drawn(paper)


def components(context: ExportContext) -> RgbImage:
    """Return pixels and components in the plane of the two features that vary most, (h, w, 3)."""
    model, image = context.segmentation.model, context.segmentation.image
    features, mixture = model.features, model.mixture
    usable = np.flatnonzero(context.segmentation.labels.ravel())
    chosen = usable[np.linspace(0, len(usable) - 1, min(SHOWN, len(usable))).astype(np.intp)]
    samples = features.at(image, chosen).astype(np.float64)
    colours = np.asarray(context.colours) / 255
    tints = colours[context.segmentation.labels.ravel()[chosen] - 1]
    a, b = widest_plane(samples, len(features.colours))
    paper = figure(6, 4.4)
    axes = paper.add_subplot()
    raw = samples * features.scale + features.centre
    axes.scatter(raw[:, a], raw[:, b], s=3, c=tints, alpha=0.35, linewidths=0)
    means = mixture.means * features.scale + features.centre
    for k, (mean, covariance) in enumerate(zip(means, mixture.full_covariances, strict=True)):
        plane = (covariance * np.outer(features.scale, features.scale))[np.ix_([a, b], [a, b])]
        x, y = ellipse(mean[[a, b]], plane)
        axes.plot(x, y, color=colours[model.owners[k]] * 0.7, linewidth=1.6)
        axes.annotate(str(k + 1), mean[[a, b]], ha="center", va="center", fontsize=9, fontweight="bold")
    axes.set(xlabel=features.names[a], ylabel=features.names[b])
    return drawn(paper)


def widest_plane(samples: Floats, n_colours: int) -> tuple[int, int]:
    """Return the two features, of colour where there are two, in which samples (n, d) vary most."""
    among = n_colours if n_colours > 1 else samples.shape[1]
    order = np.argsort(-samples[:, :among].std(axis=0), kind="stable")
    return int(order[0]), int(order[1]) if len(order) > 1 else int(order[0])


def ellipse(mean: Floats, covariance: Floats) -> Floats:
    """Return the points (2, n) of an ellipse at `SIGMAS`."""
    values, vectors = np.linalg.eigh(covariance)
    angle = np.linspace(0, 2 * np.pi, 100)
    circle = SIGMAS * np.sqrt(np.maximum(values, 0))[:, None] * np.stack([np.cos(angle), np.sin(angle)])
    return np.asarray(mean[:, None] + vectors @ circle)
