"""The option `--plot` and the file that it asks for."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gmmseg.io.atomic import check_is_no_input, writing
from gmmseg.plots.style import DARK, LIGHT, PlotStyle, checked, encoded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOKS = {"light": LIGHT, "dark": DARK}
WITH_PLOT = (
    click.option(
        "--plot",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Draw what was found, as .png, .svg or .pdf.",
    ),
    click.option(
        "--look", type=click.Choice(list(LOOKS)), default="light", help="Of the plot.  [default: light]"
    ),
)


def check(plot: Path | None, inputs: Iterable[Path]) -> None:
    """Tell before the work that a plot cannot be written."""
    if plot is not None:
        checked(plot.suffix)
        check_is_no_input(plot, inputs)


def write(
    figure: Callable[[Any, PlotStyle], "Figure"], found: Any, plot: Path, look: str, *, overwrite: bool
) -> None:
    """Write the figure of what was found."""
    with writing(plot, overwrite=overwrite) as temporary:
        temporary.write_bytes(encoded(figure(found, LOOKS[look]), plot.suffix))
