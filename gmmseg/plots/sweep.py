"""Plots of a sweep: criteria over the number of segments, and what each number looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture.fitting.model_selection import (
    CRITERIA,
    LARGER_IS_BETTER,
    OF_LIKELIHOOD,
    Candidate,
    Criterion,
)
from gmmseg.plots.style import LIGHT, PlotStyle, dress, line_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

UNITS: dict[Criterion, str] = dict.fromkeys(OF_LIKELIHOOD, "nats") | {"stability": "adjusted Rand"}
LABELS = {
    name: f"{text[:1].upper()}{text[1:]}" + (f" ({UNITS[name]})" if name in UNITS else "")
    for name, text in CRITERIA.items()
}
BETTER = {name: f"{'higher' if name in LARGER_IS_BETTER else 'lower'} is better" for name in CRITERIA}
PER_ROW = 8  # thumbnails

RgbImage = NDArray[np.uint8]


WIDTH, CURVES = 11.0, 4.6  # inches, of a sheet and of its curves


def row_height(pictures: Sequence[tuple[int, RgbImage]]) -> float:
    """Return how high a row of thumbnails is, inches."""
    n_columns = min(PER_ROW, len(pictures)) or 1
    return 0.25 + min(2.5, max(WIDTH / n_columns * p.shape[0] / p.shape[1] for _, p in pictures))


def size_of(pictures: Sequence[tuple[int, RgbImage]]) -> tuple[float, float]:
    """Return how wide and high a sheet with these thumbnails is, inches."""
    n_rows = -(-len(pictures) // PER_ROW)
    return WIDTH, CURVES + 0.5 + (n_rows * row_height(pictures) if n_rows else 0)


@dataclass(frozen=True)
class SweptLine:
    """A line of a sweep's plot: the candidates of one kind of mixture.

    Attributes
    ----------
    name : str
        What tells it from the others.
    candidates : sequence of Candidate
        Fewest segments first.
    """

    name: str
    candidates: Sequence[Candidate]


def curves(
    axes: "Axes",
    lines: Sequence[SweptLine],
    criterion: Criterion,
    *,
    chosen: int | None = None,
    style: PlotStyle = LIGHT,
) -> None:
    """Draw a criterion over the number of segments, a line for each kind of mixture; mark the chosen number.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    lines : sequence of SweptLine
        What; undefined values leave gaps.
    criterion : str
        One of `CRITERIA`.
    chosen : int, optional
        The number of segments that is pointed out.
    style : PlotStyle
        Light or dark.
    """
    _draw(axes, [(line.name, line.candidates, criterion) for line in lines], style)
    _finish(axes, chosen, style, title=f"{LABELS[criterion]}: {BETTER[criterion]}")


def likelihoods(
    axes: "Axes", candidates: Sequence[Candidate], *, chosen: int | None = None, style: PlotStyle = LIGHT
) -> None:
    """Draw AIC, BIC and ICL of one kind of mixture over the number of segments; mark the chosen number."""
    _draw(axes, [(CRITERIA[each], candidates, each) for each in reversed(OF_LIKELIHOOD)], style)
    _finish(axes, chosen, style, title="AIC, BIC, ICL (nats): lower is better")


def distances(
    axes: "Axes",
    known: Sequence[tuple[int, float]],
    *,
    chosen: int | None = None,
    style: PlotStyle = LIGHT,
) -> None:
    """Draw how far apart the next two to merge are, over the number of segments; mark the chosen number."""
    from matplotlib.ticker import LogLocator, NullFormatter

    x, y = zip(*known, strict=True)
    axes.plot(x, y, color=style.accent, marker="o", markersize=3.5, linewidth=1.4)
    if np.nanmin(y) > 0:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(NullFormatter())
    title = "Distance of the next merge"
    _finish(axes, chosen, style, title=title)


def _draw(axes: "Axes", lines: Sequence[tuple[str, Sequence[Candidate], str]], style: PlotStyle) -> None:
    for (name, candidates, criterion), colour in zip(lines, line_colours(len(lines), style), strict=True):
        x = [candidate.n_components for candidate in candidates]
        y = [getattr(candidate, criterion) for candidate in candidates]
        axes.plot(x, y, color=colour, marker="o", markersize=3.5, linewidth=1.4, label=name)
    if len(lines) > 1:
        axes.margins(y=0.25)  # room for the names above the lines
        axes.legend(
            fontsize=7, frameon=False, labelcolor=style.ink, loc="upper left", ncols=min(len(lines), 3)
        )


def _finish(axes: "Axes", chosen: int | None, style: PlotStyle, *, title: str) -> None:
    from matplotlib.ticker import MaxNLocator

    if chosen is not None:
        axes.axvline(chosen, color=style.ink, linewidth=1, linestyle="--", zorder=1)
    axes.set_xlabel("segments")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=16, integer=True))
    dress(axes, style, title=title)


def thumbnail(axes: "Axes", picture: RgbImage, n: int, *, is_chosen: bool, style: PlotStyle = LIGHT) -> None:
    """Draw what `n` segments look like, framed where it is the chosen number."""
    axes.imshow(picture, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.set_title(str(n), color=style.accent if is_chosen else style.ink, fontsize=8, pad=2)
    for spine in axes.spines.values():
        spine.set(visible=is_chosen, color=style.accent, linewidth=2)


def likelihood(
    axes: "Axes", lines: Sequence[SweptLine], *, chosen: int | None = None, style: PlotStyle = LIGHT
) -> None:
    """Draw the mean log-likelihood over the number of segments; mark the chosen number."""
    _draw(axes, [(line.name, line.candidates, "log_likelihood") for line in lines], style)
    _finish(axes, chosen, style, title="Log-likelihood per pixel (nats)")


def small_multiples(
    grid: "Sequence[Axes]",
    lines: Sequence[SweptLine],
    *,
    known: Sequence[tuple[int, float]] = (),
    ends: tuple[int, int] | None = None,
    chosen: int | None = None,
    criterion: str = "",
    style: PlotStyle = LIGHT,
) -> None:
    """Draw all criteria of a sweep, each on one of six axes; those that are empty still have their titles.

    Parameters
    ----------
    grid : sequence of six matplotlib.axes.Axes
        Where.
    lines : sequence of SweptLine
        One for each kind of mixture, as far as it is done.
    known : sequence of (int, float)
        Of the regional method, how far apart the next two to merge are; without them the sixth axes has the
        names of the kinds.
    ends : tuple of int, optional
        The fewest and the most segments that there will be.
    chosen : int, optional
        The number of segments that is pointed out.
    criterion : str
        What the suggestion goes by, "auto" included: its title is pointed out, too.
    style : PlotStyle
        Light or dark.
    """
    is_alone = len(lines) == 1
    likelihood(grid[0], lines, chosen=chosen, style=style)
    if is_alone:
        likelihoods(grid[1], lines[0].candidates, chosen=chosen, style=style)
    else:
        curves(grid[1], lines, "icl", chosen=chosen, style=style)
    curves(grid[2], lines, "stability", chosen=chosen, style=style)
    curves(grid[3], lines, "silhouette", chosen=chosen, style=style)
    curves(grid[4], lines, "davies_bouldin", chosen=chosen, style=style)
    places = {"aic": 1, "bic": 1, "icl": 1, "stability": 2, "silhouette": 3, "davies_bouldin": 4}
    if known:
        distances(grid[5], known, chosen=chosen, style=style)
    else:
        _names(grid[5], lines, style)
    for place, axes in enumerate(grid):
        legend = axes.get_legend()
        if legend is not None and not is_alone and place < 5:
            legend.remove()  # the names stand once
        if place < 3 or (place == 5 and not known):
            axes.set_xlabel("")
        if ends is not None and axes.axison:
            axes.set_xlim(ends[0] - 0.4, ends[1] + 0.4)
    place = places.get(criterion, 5 if known else 1)
    if criterion:
        title = grid[place].get_title(loc="left")
        grid[place].set_title(title, loc="left", color=style.accent, fontsize=9, fontweight="bold")


def _names(axes: "Axes", lines: Sequence[SweptLine], style: PlotStyle) -> None:
    """Write the names of several kinds of mixtures in their colours."""
    axes.set_axis_off()
    if len(lines) < 2:
        return
    for line, colour in zip(lines, line_colours(len(lines), style), strict=True):
        axes.plot([], [], color=colour, marker="o", markersize=3.5, linewidth=1.4, label=line.name)
    n_columns = 1 + (len(lines) > 8)
    axes.legend(
        loc="upper left", fontsize=8 if n_columns == 1 else 6, ncols=n_columns, frameon=False,
        labelcolor=style.ink,
    )  # fmt: skip


def sheet(
    paper: "Figure",
    lines: Sequence[SweptLine],
    pictures: Sequence[tuple[int, RgbImage]],
    *,
    known: Sequence[tuple[int, float]] = (),
    chosen: tuple[int, int] | None = None,
    caption: str = "",
    style: PlotStyle = LIGHT,
) -> None:
    """Fill a sheet with the curves of a sweep and what each number of segments looks like.

    Parameters
    ----------
    paper : matplotlib.figure.Figure
        An empty sheet.
    lines : sequence of SweptLine
        One for each kind of mixture.
    pictures : sequence of (int, ndarray of shape (h, w, 3))
        Numbers of segments and pictures of them, of the chosen kind.
    known : sequence of (int, float)
        Of the regional method, how far apart the next two to merge are.
    chosen : tuple of int, optional
        Which line, and which number of segments.
    caption : str
        The caption below.
    style : PlotStyle
        Light or dark.
    """
    n_rows = -(-len(pictures) // PER_ROW)
    ratios = [CURVES, n_rows * row_height(pictures)] if n_rows else [1]
    above, *rest = paper.subfigures(len(ratios), 1, height_ratios=ratios, squeeze=False).ravel()
    below = rest[0] if rest else None
    for part in (above, below):
        if part is not None:
            part.set_facecolor(style.paper)
    number = None if chosen is None else chosen[1]
    grid = above.subplots(2, 3).ravel()
    small_multiples(grid, lines, known=known, chosen=number, style=style)
    if below is not None:
        _thumbnails(below, pictures, number, style)
    if caption:
        paper.supxlabel(caption, fontsize=8, color=style.ink, x=0.01, ha="left")


def _thumbnails(
    part: "SubFigure", pictures: Sequence[tuple[int, RgbImage]], chosen: int | None, style: PlotStyle
) -> None:
    columns = min(PER_ROW, len(pictures))
    grid = part.subplots(-(-len(pictures) // columns), columns, squeeze=False).ravel()
    for axes, (n, picture) in zip(grid, pictures, strict=False):
        thumbnail(axes, picture, n, is_chosen=n == chosen, style=style)
    for axes in grid[len(pictures) :]:
        axes.set_axis_off()
