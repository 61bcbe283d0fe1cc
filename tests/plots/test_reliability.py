"""The reliability diagram, as matplotlib has drawn it."""

import numpy as np

from gmmseg.plots.reliability import reliability
from gmmseg.plots.style import DARK, drawn, figure


def test_lines_are_accuracies_over_probabilities_without_empty_bins():
    paper = figure(4, 4, DARK)
    axes = paper.subplots()

    reliability(axes, [("as it is", (0.2, np.nan, 0.9), (0.1, np.nan, 0.7))], DARK, title="photo")

    diagonal, line = axes.get_lines()
    assert list(diagonal.get_xdata()) == [0, 1]
    assert line.get_xdata().tolist() == [0.2, 0.9]
    assert line.get_ydata().tolist() == [0.1, 0.7]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["calibrated", "as it is"]
    assert axes.get_xlabel() == "Probability of the most probable class"
    assert drawn(paper).shape[2] == 3
