"""Comparisons of groups as a page for people, HTML in one file."""

from collections.abc import Iterator, Sequence

from gmmseg.io import html
from gmmseg.io.html import Markup
from gmmseg.plots.groups import comparison_figure
from gmmseg.plots.style import drawn
from gmmseg.statistics.effect_sizes import Interval
from gmmseg.tables.group_comparison import GroupComparison, MeasureComparison, p_text, verdict
from gmmseg.tables.table import number_text
from gmmseg.version import __version__

PAIR_HEADER = (
    "Groups",
    "Difference of means",
    "Hedges' g",
    "Cliff's delta",
    "Means, corrected",
    "Ranks, corrected",
    "In words",
)
GROUP_HEADER = ("Group", "Rows", "Units", "Mean", "Deviation", "Quartiles", "Interval of the mean")


def page(title: str, found: Sequence[tuple[str, GroupComparison]]) -> str:
    """Return a page of comparisons, each under a heading: a plot, groups, tests, and what to know."""
    parts = [part for heading, each in found for part in _comparison(heading, each)]
    return html.page(title, *parts, html.paragraph(f"gmmseg {__version__}.", quiet=True))


def _comparison(heading: str, found: GroupComparison) -> Iterator[Markup]:
    yield html.heading(heading)
    what = "Boxes from the first quartile to the third; a dot is what counts once"
    yield html.picture(drawn(comparison_figure(found)), what, is_plot=True)
    for measure in found.measures:
        yield html.paragraph(f"{measure.measure} by {found.group}")
        yield _groups(measure)
        for test in measure.overall:
            yield html.paragraph(f"All groups: {test.name}, p = {p_text(test.p_value)}.")
        yield _pairs(measure)
        yield from (html.paragraph(note, quiet=True) for note in measure.notes)
    for note in found.notes:
        yield html.paragraph(note, quiet=True)


def _groups(measure: MeasureComparison) -> Markup:
    rows = [
        (
            group.name,
            group.n_rows,
            group.n,
            number_text(group.mean),
            number_text(group.sd),
            ", ".join(number_text(each) for each in group.quartiles),
            f"{number_text(group.low)} to {number_text(group.high)}",
        )
        for group in measure.groups
    ]
    return html.table(GROUP_HEADER, rows, numbers=(1, 2, 3, 4))


def _pairs(measure: MeasureComparison) -> Markup:
    rows = [
        (
            f"{pair.second} against {pair.first}",
            *(_interval(each) for each in (pair.difference, pair.g, pair.delta)),
            f"{pair.t_test.name}: p = {p_text(pair.t_p)}" if pair.t_test else "–",
            f"{pair.rank_test.name}: p = {p_text(pair.rank_p)}" if pair.rank_test else "–",
            verdict(pair),
        )
        for pair in measure.pairs
    ]
    return html.table(PAIR_HEADER, rows)


def _interval(found: Interval | None) -> str:
    if found is None:
        return "–"
    low, high = number_text(found.low, 3), number_text(found.high, 3)
    return f"{number_text(found.estimate, 3)} ({low} to {high})"
