"""A clustered table at a glance: the criterion, the clusters, a histogram and the dendrogram."""

from typing import TYPE_CHECKING

import numpy as np

from gmmseg.mixture.fitting.model_selection import CRITERIA
from gmmseg.plots.dendrogram import dendrogram
from gmmseg.plots.mixture import histogram, scatter
from gmmseg.plots.sheet import caption, sheet
from gmmseg.plots.style import LIGHT, PlotStyle, line_colours
from gmmseg.tables.clusters import Clustering

NO_OVERLAP = 1e6  # standard deviations that stand for infinitely many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def clustering_figure(found: Clustering, style: PlotStyle = LIGHT) -> "Figure":
    """Return what there is to see of a clustering: up to four plots."""
    drawers = [_scatter if len(found.model.columns) > 1 else None, _histogram]
    drawers += [_curve if len(found.candidates) > 1 else None]
    drawers += [_dendrogram if found.model.n_clusters > 1 else None]
    due = [draw for draw in drawers if draw is not None]
    across = min(2, len(due))
    figure, axes = sheet(-(-len(due) // across), across, style, size=(5.0, 3.8))
    for place, panel in enumerate(axes.ravel()):
        if place < len(due):
            due[place](panel, found, style)
        else:
            panel.set_axis_off()
    return figure


def separating_columns(found: Clustering) -> list[int]:
    """Return the columns in the order of how well they set clusters apart, by the mean of |d|."""
    effects = np.abs(np.array([card.effects for card in found.cards]))
    effects = np.nan_to_num(effects, nan=0.0, posinf=NO_OVERLAP).mean(
        axis=0
    )  # cards of few rows tell nothing
    return [int(place) for place in np.argsort(-effects, kind="stable")]


def _scatter(axes: "Axes", found: Clustering, style: PlotStyle) -> None:
    model, (a, b) = found.model, separating_columns(found)[:2]
    known = found.labels > 0
    samples = model.values(found.table)[known][:, [a, b]]
    ellipses = [
        (mean[[a, b]], covariance[np.ix_([a, b], [a, b])])
        for mean, covariance in zip(model.means, model.covariances, strict=True)
    ]
    scatter(
        axes,
        samples,
        found.labels[known] - 1,
        ellipses,
        line_colours(model.n_clusters),
        columns=(model.columns[a], model.columns[b]),
        style=style,
    )
    strange = found.rows.is_anomaly[known]
    if strange.any():
        x, y = samples[strange].T
        axes.scatter(x, y, s=46, facecolors="none", edgecolors=style.ink, linewidths=1.0)
        caption(axes, "Ellipses at two sigmas; anomalies in circles")


def _histogram(axes: "Axes", found: Clustering, style: PlotStyle) -> None:
    model, a = found.model, separating_columns(found)[0]
    values = model.values(found.table)[found.labels > 0][:, a]
    sds = np.sqrt(model.covariances[:, a, a])
    components = list(
        zip(model.mixture.weights.tolist(), model.means[:, a].tolist(), sds.tolist(), strict=True)
    )
    histogram(axes, values, components, line_colours(model.n_clusters), model.columns[a], style=style)


def _curve(axes: "Axes", found: Clustering, style: PlotStyle) -> None:
    tints = iter(line_colours(4))
    for kind in dict.fromkeys(each.covariance_type for each in found.candidates):
        own = [each for each in found.candidates if each.covariance_type == kind]
        x = [each.n_components for each in own]
        axes.plot(
            x,
            [getattr(each, found.criterion) for each in own],
            marker="o",
            markersize=4,
            color=next(tints),
            label=kind,
        )
    chosen = found.chosen
    axes.axvline(chosen.n_components, color=style.ink, linewidth=0.8, linestyle=":")
    axes.set(xlabel="clusters", ylabel=CRITERIA[found.criterion])
    axes.set_xticks(sorted({each.n_components for each in found.candidates}))
    if len({each.covariance_type for each in found.candidates}) > 1:
        axes.legend(fontsize=8, labelcolor=style.ink, facecolor=style.paper, edgecolor=style.faint)
    caption(axes, f"Dotted: the {chosen.n_components} that are chosen")


def _dendrogram(axes: "Axes", found: Clustering, style: PlotStyle) -> None:
    k = found.model.n_clusters
    dendrogram(axes, found.model.mixture, [str(number + 1) for number in range(k)], line_colours(k), style)
    axes.set_xlabel("cluster")
