"""The reliability diagram: how often the most probable class is right, by the probability it was given.

DeGroot and Fienberg (1983), "The comparison and evaluation of forecasters", The Statistician 32(1/2), 12-22.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.plots.style import LIGHT, PlotStyle, dress, line_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = (4.6, 4.6)  # inches, of a sheet with one diagram


def reliability(
    axes: "Axes",
    lines: Sequence[tuple[str, Sequence[float], Sequence[float]]],
    style: PlotStyle = LIGHT,
    *,
    title: str = "",
) -> None:
    """Draw curves of accuracy over confidence on an axes, and the line on which they are the same.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    lines : sequence of (str, sequence of float, sequence of float)
        Name, mean probability and accuracy of each bin, 0 to 1; not numbers where a bin is empty.
    style : PlotStyle
        Colours.
    title : str
        Above it.
    """
    axes.plot([0, 1], [0, 1], color=style.ink, alpha=0.45, linestyle="--", label="calibrated")
    for (name, confidence, accuracy), colour in zip(lines, line_colours(len(lines)), strict=True):
        there = np.isfinite(confidence)
        x, y = np.asarray(confidence)[there], np.asarray(accuracy)[there]
        axes.plot(x, y, color=colour, marker="o", markersize=3, linewidth=1.5, label=name)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.set_xlabel("Probability of the most probable class")
    axes.set_ylabel("Share of pixels whose class it is")
    dress(axes, style, title=title)
    legend = axes.legend(fontsize=8, frameon=False)
    for text in legend.get_texts():
        text.set_color(style.ink)
