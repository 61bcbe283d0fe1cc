"""Box plots of groups, with a dot for each unit that was measured.

Tukey (1977), "Exploratory data analysis": boxes from the first quartile to the third, whiskers to the last
value within 1.5 box lengths.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.plots.sheet import axis_label, caption, sheet, shortened
from gmmseg.plots.style import LIGHT, PlotStyle, line_colours
from gmmseg.tables.group_comparison import ROW, GroupComparison, p_text, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PlotColour = tuple[float, float, float]

MOST_DOTS = 300  # of a group
MOST_PANELS = 12
DOT = 3.7  # points wide
ACROSS = 3


def box_plot(
    axes: "Axes",
    names: Sequence[str],
    values: Sequence[Sequence[float]],
    style: PlotStyle = LIGHT,
    tints: Sequence[PlotColour] | None = None,
) -> None:
    """Draw a box for each group, and a dot for each of its values; `tints` are the groups' colours."""
    tints = line_colours(len(names)) if tints is None else tints
    places = [place for place, each in enumerate(values) if len(each)]
    line = {"color": style.ink, "linewidth": 1.0}
    boxes = axes.boxplot(
        [list(values[place]) for place in places],
        positions=places,
        widths=0.55,
        showfliers=False,
        patch_artist=True,
        medianprops={"color": style.ink, "linewidth": 1.8},
        whiskerprops=dict(line),
        capprops=dict(line),
        boxprops=dict(line),
    )
    for place, box in zip(places, boxes["boxes"], strict=True):
        box.set_facecolor((*tints[place], 0.25))
    random = np.random.default_rng(0)
    for place in places:
        dots = np.asarray(values[place], np.float64)
        dots = dots[np.linspace(0, len(dots) - 1, min(len(dots), MOST_DOTS)).astype(np.intp)]
        beside = place + random.uniform(-0.16, 0.16, len(dots))
        (markers,) = axes.plot(beside, dots, "o", color=tints[place], zorder=3)  # drawn faster than a scatter
        markers.set(markersize=DOT, alpha=0.75, markeredgewidth=0)
    axes.set_xticks(range(len(names)), shortened(names))
    if len(names) > 4:
        axes.tick_params(axis="x", labelrotation=30)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.grid(False, axis="x")


def comparison_figure(found: GroupComparison, style: PlotStyle = LIGHT) -> "Figure":
    """Return box plots of every measure of a comparison, up to twelve."""
    shown = found.measures[:MOST_PANELS]
    across = min(ACROSS, len(shown))
    figure, axes = sheet(-(-len(shown) // across), across, style)
    unit = "row" if found.unit == ROW else plural(found.unit).removesuffix("s")
    for place, panel in enumerate(axes.ravel()):
        if place >= len(shown):
            panel.set_axis_off()
            continue
        each = shown[place]
        box_plot(panel, [group.name for group in each.groups], [group.values for group in each.groups], style)
        panel.set(xlabel=axis_label(found.group), ylabel=axis_label(each.measure))
        tested = [pair for pair in each.pairs if pair.t_test]
        text = f"A dot is one {unit}."
        if len(tested) == 1 and tested[0].t_test:
            corrected = " (corrected)" if found.n_tests > 1 else ""
            text += f" {_begun(tested[0].t_test.name)}: p = {p_text(tested[0].t_p)}{corrected}"
        elif each.overall:
            text += f" {_begun(each.overall[0].name)}: p = {p_text(each.overall[0].p_value)}"
        caption(panel, text)
    return figure


def _begun(name: str) -> str:
    """Return a name as it begins a sentence."""
    return name[0].upper() + name[1:]
