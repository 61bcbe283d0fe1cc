"""The two appearances: what has to be seen stands out from its ground."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from gmmseg.gui.widgets import theme

SEEN = 3.0  # contrast of the parts of a control, WCAG 2.1, 1.4.11


def luminance(colour):
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def box(request, qtbot, qapp):
    """A box to tick in one appearance; afterwards all is as it was."""
    before = qapp.palette(), qapp.styleSheet()
    theme.apply(request.param)
    box = QCheckBox("Table")
    qtbot.addWidget(box)
    box.resize(120, 32)
    box.show()
    qtbot.waitExposed(box)
    yield box
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


def colours_of(box):
    """Return the colours of the box's square and of the ground beside it."""
    option = QStyleOptionButton()
    box.initStyleOption(option)
    square = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    picture = box.grab().toImage()
    middle = square.center().y()
    row = [QColor(picture.pixel(x, middle)) for x in range(square.left(), square.right() + 1)]
    return row, QColor(picture.pixel(square.right() + 3, middle))


@pytest.mark.parametrize("is_ticked", [False, True])
def test_a_box_to_tick_is_seen_ticked_or_not(box, is_ticked):
    box.setChecked(is_ticked)

    row, ground = colours_of(box)

    assert max(contrast(colour, ground) for colour in row[:2]) >= SEEN
    assert max(contrast(colour, ground) for colour in row[-2:]) >= SEEN


def test_a_tick_is_seen_in_its_box(box):
    box.setChecked(True)

    row, _ = colours_of(box)

    assert max(contrast(colour, row[2]) for colour in row) >= SEEN
