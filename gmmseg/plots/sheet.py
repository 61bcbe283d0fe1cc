"""Sheets of several plots side by side, and the words on them: units, captions, names."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gmmseg.plots.style import LIGHT, PlotStyle, dress, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNITS = {
    "px": "px", "um2": "µm²", "um": "µm", "mm2": "mm²", "mm": "mm", "cm2": "cm²", "cm": "cm", "m2": "m²",
    "m": "m", "ha": "ha", "km2": "km²", "deg": "°", "percent": "%",
}  # fmt: skip


def sheet(
    rows: int, columns: int, style: PlotStyle = LIGHT, *, size: tuple[float, float] = (4.4, 3.4)
) -> tuple[Any, Any]:
    """Return an empty figure and its axes (rows, columns); `size` is that of one, inches wide and high."""
    paper = figure(size[0] * columns, size[1] * rows, style)
    axes = paper.subplots(rows, columns, squeeze=False)
    for each in axes.ravel():
        dress(each, style)
        for axis in (each.xaxis, each.yaxis):
            axis.get_offset_text().set(color=style.ink, fontsize=8)
    return paper, axes


def caption(axes: "Axes", text: str) -> None:
    """Write a line above an axes, in the colour of its labels, that says what is to be seen."""
    axes.set_title(text, loc="left", fontsize=9, color=axes.xaxis.label.get_color())


def axis_label(column: str) -> str:
    """Return how an axis is called that shows a column: its unit, if it ends in one, in brackets."""
    word, _, unit = column.rpartition("_")
    name = (word if word and unit in UNITS else column).replace("_", " ")
    return f"{name} ({UNITS[unit]})" if word and unit in UNITS else name


def shortened(names: Sequence[str], most: int = 18) -> list[str]:
    """Return names that are short enough for ticks, without what matplotlib would read as a formula."""
    plain = [re.sub(r"\s+", " ", name).replace("$", r"\$") for name in names]
    return [name if len(name) <= most else f"{name[: most - 1]}…" for name in plain]
