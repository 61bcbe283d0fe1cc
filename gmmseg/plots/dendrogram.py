"""The dendrogram of components: which of them are alike, and in which order they would be merged.

Average linkage of Bhattacharyya distances: Sokal and Michener (1958), "A statistical method for evaluating
systematic relationships", Univ. Kansas Sci. Bull. 38, 1409-1438.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.components import bhattacharyya
from gmmseg.mixture.parameters import Parameters
from gmmseg.plots.sheet import caption, shortened
from gmmseg.plots.style import LIGHT, PlotStyle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
PlotColour = tuple[float, float, float]


def merges(mixture: Parameters) -> Floats:
    """Return the merges of two or more components as scipy's `linkage` gives them, (k - 1, 4)."""
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    distances = bhattacharyya(mixture, mixture)
    distances = (distances + distances.T) / 2
    np.fill_diagonal(distances, 0.0)
    return np.asarray(hierarchy.linkage(squareform(distances, checks=False), "average"))


def dendrogram(
    axes: "Axes",
    mixture: Parameters,
    names: Sequence[str],
    colours: Sequence[PlotColour],
    style: PlotStyle = LIGHT,
) -> None:
    """Draw the merges of a mixture of two or more components, the leaves named in their colours."""
    from scipy.cluster import hierarchy

    drawn = hierarchy.dendrogram(merges(mixture), no_plot=True)
    for x, y in zip(drawn["icoord"], drawn["dcoord"], strict=True):
        axes.plot(x, y, color=style.ink, linewidth=1.2)
    order = drawn["leaves"] or []
    places = 5 + 10 * np.arange(len(order))  # where scipy puts leaves
    axes.scatter(
        places, np.zeros(len(order)), s=46, color=[colours[leaf] for leaf in order], zorder=3, clip_on=False
    )
    axes.set_xticks(places, shortened([names[leaf] for leaf in order]))
    axes.set(ylabel="Bhattacharyya distance", xlim=(0, 10 * len(order)))
    axes.set_ylim(bottom=0)
    caption(axes, "What joins low is alike; below 1 components overlap")
