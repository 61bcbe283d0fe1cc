"""Q-Q plots: sorted values against the quantiles of a normal distribution.

Wilk and Gnanadesikan (1968), "Probability plotting methods for the analysis of data", Biometrika 55, 1-17.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.plots.sheet import axis_label, caption
from gmmseg.plots.style import LIGHT, PlotStyle
from gmmseg.statistics.normality import normality, qq_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
PlotColour = tuple[float, float, float]


def qq_plot(axes: "Axes", values: Floats, column: str, colour: PlotColour, style: PlotStyle = LIGHT) -> None:
    """Draw values (n,), two or more, against normal quantiles; on the line they are normal."""
    expected, ordered = qq_points(values)
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    ends = np.array([expected[0], expected[-1]])
    axes.plot(ends, mean + sd * ends, color=style.ink, linewidth=1.0)
    axes.scatter(expected, ordered, s=10, color=colour, alpha=0.7, linewidths=0, zorder=3)
    axes.set(xlabel="quantiles of a normal distribution (deviations)", ylabel=axis_label(column))
    found = normality(values)
    test = "" if found is None else f" Shapiro-Wilk p = {found.shapiro_p:.2g}"
    caption(axes, f"{len(values)} values; on the line: normal.{test}")
