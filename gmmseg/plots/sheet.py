"""The sheet that plots are drawn on: light or dark, and saved as PNG, SVG or PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gmmseg.errors import BadSettingError
from gmmseg.imaging.rendering.colours import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
RESOLUTION = 150  # dots per inch of PNG
UNITS = {
    "px": "px", "um2": "µm²", "um": "µm", "mm2": "mm²", "mm": "mm", "cm2": "cm²", "cm": "cm", "m2": "m²",
    "m": "m", "ha": "ha", "km2": "km²", "deg": "°", "percent": "%",
}  # fmt: skip


@dataclass(frozen=True)
class PlotLook:
    """Colours of a sheet: paper, ink, and faint lines."""

    paper: str
    ink: str
    faint: str


LIGHT = PlotLook("#ffffff", "#1d1f23", "#d9dbe0")
DARK = PlotLook("#1e2024", "#e6e7ea", "#45484f")
LOOKS = {"light": LIGHT, "dark": DARK}


def sheet(rows: int, columns: int, look: PlotLook = LIGHT, *, size: tuple[float, float] = (4.4, 3.4)) -> Any:
    """Return an empty figure and its axes (rows, columns); `size` is that of one, inches wide and high."""
    from matplotlib.figure import Figure

    figure = Figure(
        figsize=(size[0] * columns, size[1] * rows),
        dpi=RESOLUTION,
        layout="constrained",
        facecolor=look.paper,
    )
    axes = figure.subplots(rows, columns, squeeze=False)
    for each in axes.ravel():
        dress(each, look)
    return figure, axes


def dress(axes: "Axes", look: PlotLook) -> None:
    """Give an axis the colours of a look."""
    axes.set_facecolor(look.paper)
    axes.tick_params(colors=look.ink, labelsize=8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_offset_text().set(color=look.ink, fontsize=8)
    for name, spine in axes.spines.items():
        spine.set_visible(name in {"left", "bottom"})
        spine.set_color(look.ink)
    for label in (axes.xaxis.label, axes.yaxis.label, axes.title):
        label.set_color(look.ink)
    axes.xaxis.label.set_fontsize(9)
    axes.yaxis.label.set_fontsize(9)
    axes.set_axisbelow(True)


def caption(axes: "Axes", text: str) -> None:
    """Write a line or two above an axis that say what is to be seen."""
    axes.set_title(text, loc="left", fontsize=9, color=axes.xaxis.label.get_color())


def colours(n: int) -> list[tuple[float, float, float]]:
    """Return the palette of segments, red, green and blue from 0 to 1."""
    return [(red / 255, green / 255, blue / 255) for red, green, blue in palette(n)]


def axis_label(column: str) -> str:
    """Return how an axis is called that shows a column: its unit, if it ends in one, in brackets."""
    word, _, unit = column.rpartition("_")
    name = (word if word and unit in UNITS else column).replace("_", " ")
    return f"{name} ({UNITS[unit]})" if word and unit in UNITS else name


def file_format(path: Path) -> str:
    """Return the format that a file's ending asks for, or raise `BadSettingError`."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise BadSettingError("plot", path.name, f"a file that ends in {', '.join(FORMATS)}")
    return ending


def save(figure: "Figure", path: Path, kind: str) -> None:
    """Write a figure as a kind of `FORMATS`; the same figure gives the same bytes."""
    from matplotlib import rc_context

    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with rc_context({"svg.hashsalt": "gmmseg", "svg.fonttype": "path"}):
        figure.savefig(path, format=kind, dpi="figure", facecolor=figure.get_facecolor(), metadata=dates)


def shortened(names: Sequence[str], most: int = 18) -> list[str]:
    """Return names that are short enough for ticks, without what matplotlib would read as a formula."""
    plain = [re.sub(r"\s+", " ", name).replace("$", r"\$") for name in names]
    return [name if len(name) <= most else f"{name[: most - 1]}…" for name in plain]
