"""The option `--plot` and the file that it asks for."""

import errno
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gmmseg.errors import CannotWriteError
from gmmseg.io.atomic import REASONS, check_is_no_input, shown, writing
from gmmseg.plots.style import DARK, LIGHT, PlotStyle, checked, encoded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLES = {"light": LIGHT, "dark": DARK}
WITH_PLOT = (
    click.option(
        "--plot",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Draw what was found, as .png, .svg or .pdf.",
    ),
    click.option(
        "--look", type=click.Choice(list(STYLES)), default="light", help="Of the plot.  [default: light]"
    ),
)


def check(plot: Path | None, inputs: Iterable[Path], made: Path | None = None) -> None:
    """Tell before the work that a plot cannot be written; `made` is a folder that the work will make."""
    if plot is not None:
        checked(plot.suffix)
        check_is_no_input(plot, inputs)
        check_has_folder(plot, made)


def check_has_folder(path: Path, made: Path | None = None) -> None:
    """Raise `CannotWriteError` if the folder of a file is not there and is not made by the work."""
    folder = path.parent
    if not folder.is_dir() and not (made and made.resolve().is_relative_to(folder.resolve())):
        reason, remedy = REASONS[errno.ENOTDIR if folder.exists() else errno.ENOENT]
        raise CannotWriteError(shown(path), reason, remedy)


def write(
    figure: Callable[[Any, PlotStyle], "Figure"], found: Any, plot: Path, look: str, *, overwrite: bool
) -> None:
    """Write the figure of what was found."""
    with writing(plot, overwrite=overwrite) as temporary:
        temporary.write_bytes(encoded(figure(found, STYLES[look]), plot.suffix))
