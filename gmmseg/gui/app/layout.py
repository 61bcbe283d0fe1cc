"""Where the parts of the window are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gmmseg.gui.widgets.controls import line


def framed(
    above: Sequence[QWidget], middle: Sequence[QWidget], side: QWidget, status: QWidget
) -> tuple[QWidget, QSplitter]:
    """Return the whole window's content and what parts it: `side` beside `middle`, `status` under both."""
    left = QWidget()
    column = _bare(QVBoxLayout(left))
    for widget in above:
        column.addWidget(widget)
    for place, widget in enumerate(middle):
        column.addWidget(widget, 1 if place == 0 else 0)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.addWidget(left)
    splitter.addWidget(side)
    splitter.setStretchFactor(0, 1)
    splitter.setCollapsible(0, False)
    splitter.setCollapsible(1, False)
    whole = QWidget()
    rows = _bare(QVBoxLayout(whole))
    for part in (line(), splitter, line(), status):
        rows.addWidget(part)
    rows.setStretchFactor(splitter, 1)
    return whole, splitter


def _bare(layout: QVBoxLayout) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
