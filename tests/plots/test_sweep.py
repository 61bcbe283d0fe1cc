from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from gmmseg.mixture.fitting.model_selection import Candidate
from gmmseg.plots import style, sweep


@pytest.fixture
def candidates():
    plain = Candidate(1, -1.0, 30.0, 20.0, 10.0)
    return [replace(plain, n_components=n, silhouette=np.nan if n == 1 else 0.5) for n in (1, 2, 3)]


def test_a_curve_has_a_gap_where_it_is_undefined_and_a_mark_at_what_is_chosen(candidates):
    axes = style.figure(4, 3).add_subplot()

    sweep.curves(axes, [sweep.SweptLine("full", candidates)], "silhouette", chosen=2)

    line, mark = axes.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(np.isnan(line.get_ydata()), [True, False, False])
    assert list(mark.get_xdata()) == [2, 2]
    assert axes.get_xlabel() == "segments"


def test_several_kinds_are_distinguished_in_a_legend(candidates):
    axes = style.figure(4, 3).add_subplot()
    lines = [sweep.SweptLine(name, candidates) for name in ("full", "diag")]

    sweep.curves(axes, lines, "bic")

    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["full", "diag"]


def test_a_sheet_has_curves_and_a_thumbnail_of_each_number(candidates):
    pictures = [(n, np.full((8, 12, 3), 20 * n, np.uint8)) for n in (1, 2, 3)]
    paper = style.figure(*sweep.size_of(pictures))

    sweep.sheet(paper, [sweep.SweptLine("full", candidates)], pictures, chosen=(0, 2), caption="Why.")

    above, below = paper.subfigs
    titles = [axes.get_title(loc="left").partition(":")[0] for axes in above.get_axes()]
    assert titles == [
        "Log-likelihood per pixel (nats)",
        "AIC, BIC, ICL (nats)",
        "Stability (adjusted Rand)",
        "Silhouette",
        "Davies-Bouldin index",
        "",
    ]
    assert [axes.get_title() for axes in below.get_axes()] == ["1", "2", "3"]
    assert style.drawn(paper).ndim == 3


def test_distances_are_drawn_on_a_scale_of_ratios():
    axes = style.figure(4, 3).add_subplot()

    sweep.distances(axes, [(2, 5.0), (3, 0.5), (4, 0.05)], chosen=3)

    line, mark = axes.get_lines()
    np.testing.assert_array_equal(line.get_ydata(), [5, 0.5, 0.05])
    assert list(mark.get_xdata()) == [3, 3]
    assert axes.get_yscale() == "log"


def test_small_multiples_point_out_what_the_suggestion_goes_by_and_have_room_for_what_is_to_come(candidates):
    grid = style.figure(9, 4).subplots(2, 3).ravel()
    known = [(2, 5.0), (3, 0.5)]

    sweep.small_multiples(
        grid,
        [sweep.SweptLine("full", candidates)],
        known=known,
        ends=(1, 9),
        chosen=2,
        criterion="silhouette",
    )

    bold = [
        any(text.get_fontweight() == "bold" for text in axes.get_children() if isinstance(text, Text))
        for axes in grid
    ]
    assert bold == [False, False, False, True, False, False]
    assert [axes.get_xlim() for axes in grid] == [(0.6, 9.4)] * 6
    np.testing.assert_array_equal(grid[5].get_lines()[0].get_ydata(), [5, 0.5])


def test_small_multiples_name_several_kinds_once(candidates):
    grid = style.figure(9, 4).subplots(2, 3).ravel()
    lines = [sweep.SweptLine(name, candidates) for name in ("full", "diag")]

    sweep.small_multiples(grid, lines)

    legends = [axes.get_legend() for axes in grid]
    assert legends[:5] == [None] * 5
    assert [text.get_text() for text in legends[5].get_texts()] == ["full", "diag"]
