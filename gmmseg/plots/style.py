"""The style of plots: light and dark, colours of lines, and figures as pixels or as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError, MissingLibraryError
from gmmseg.imaging.rendering.colours import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RESOLUTION = 110  # dots per inch
KINDS = (".png", ".svg", ".pdf")  # of files that plots are written to

RgbImage = NDArray[np.uint8]


@dataclass(frozen=True)
class PlotStyle:
    """The colours of a plot, as hexadecimal text.

    Attributes
    ----------
    paper, ink, faint : str
        Of the background; of text and axes; of grids.
    accent : str
        Of what is pointed out.
    """

    paper: str
    ink: str
    faint: str
    accent: str


LIGHT = PlotStyle("#ffffff", "#1d1f23", "#e3e4e7", "#1f5fd0")
DARK = PlotStyle("#1e2024", "#e6e7ea", "#3a3d44", "#7aa7ff")


def check_is_installed() -> None:
    """Raise `MissingLibraryError` where there is no matplotlib, as on a server that draws nothing."""
    if find_spec("matplotlib") is None:
        raise MissingLibraryError("plots", "matplotlib", "plots", "draw")


def line_colours(n: int, style: PlotStyle = LIGHT) -> list[tuple[float, float, float]]:
    """Return colours of n lines, 0 to 1: those of segments, on dark paper lighter; of one line the accent."""
    if n == 1:
        return [hexadecimal(style.accent)]
    light = max(0.0, 0.5 - float(np.mean(hexadecimal(style.paper))))  # towards white, as far as paper is dark
    return [tuple(np.interp(light, (0, 1), (c / 255, 1)) for c in colour) for colour in palette(n)]  # type: ignore[misc]


def hexadecimal(colour: str) -> tuple[float, float, float]:
    """Return a colour given as #rrggbb, 0 to 1."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def figure(width: float, height: float, style: PlotStyle = LIGHT) -> "Figure":
    """Return an empty sheet, inches wide and high."""
    check_is_installed()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=RESOLUTION, layout="constrained", facecolor=style.paper)


def dress(axes: "Axes", style: PlotStyle = LIGHT, *, title: str = "") -> None:
    """Give an axes its colours, a grid behind what is drawn, and a title in the same size as its labels."""
    axes.set_facecolor(style.paper)
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(style.ink)
    axes.tick_params(which="both", colors=style.ink, labelsize=8)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(style.ink)
        label.set_fontsize(9)
    axes.grid(color=style.faint, linewidth=0.8)
    axes.set_axisbelow(True)
    if title:
        axes.set_title(title, color=style.ink, fontsize=9, loc="left")


def drawn(paper: "Figure") -> RgbImage:
    """Return a sheet as pixels, (h, w, 3)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(paper)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def encoded(paper: "Figure", suffix: str) -> bytes:
    """Return a sheet as the bytes of a file: the same sheet, the same bytes.

    Raises
    ------
    BadSettingError
        If plots are not written to files of that suffix.
    """
    from matplotlib import rc_context

    kind = checked(suffix)
    stamp = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(kind)  # when it was made
    out = BytesIO()
    with rc_context({"svg.hashsalt": "gmmseg"}):
        paper.savefig(out, format=kind[1:], facecolor=paper.get_facecolor(), metadata=stamp)
    return out.getvalue()


def checked(suffix: str, kinds: Sequence[str] = KINDS) -> str:
    """Return a suffix in lower case if plots can be written to such files here, or raise what is wrong."""
    check_is_installed()
    if suffix.lower() not in kinds:
        raise BadSettingError("plot", suffix, f"a file that ends in {', '.join(kinds[:-1])} or {kinds[-1]}")
    return suffix.lower()
