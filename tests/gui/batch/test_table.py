"""Cells of a batch's table: a reason that is too long for a line takes two."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from gmmseg.gui.batch.table import lines_of

REASON = "log-likelihood 51.3 deviations below the training's"


@pytest.fixture
def metrics(qapp):
    return QFontMetrics(QFont(qapp.font()))


def test_what_fits_stays_in_one_line(metrics):
    assert lines_of(REASON, metrics.horizontalAdvance(REASON), metrics) == (REASON, "")


def test_what_is_too_long_is_broken_between_words(metrics):
    room = metrics.horizontalAdvance("log-likelihood 51.3 deviations") + 1

    first, rest = lines_of(REASON, room, metrics)

    assert (first, rest) == ("log-likelihood 51.3 deviations", "below the training's")


def test_a_word_that_is_too_long_is_one_line(metrics):
    assert lines_of("log-likelihood", 5, metrics) == ("log-likelihood", "")
