"""Why the pixel under the cursor has its label: a line for each of the most probable segments."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gmmseg.gui.panels.explanation.segment_card import Colour, swatch_of
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.numbers import percent
from gmmseg.gui.widgets.status_bar import ElidedLabel
from gmmseg.inspection.pixel_explanation import PixelExplanation

POINT = mark("Point at a pixel to see why it has its label.")
MOST_NAMED = 3  # segments that are told of a pixel


class PixelReason(QWidget):
    """Has a place for each line, so that nothing below dances with the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = ElidedLabel()
        self._swatches = [QLabel() for _ in range(MOST_NAMED)]
        self._names = [ElidedLabel() for _ in range(MOST_NAMED)]
        self._shares = [plain() for _ in range(MOST_NAMED)]
        self._reasons = [ElidedLabel() for _ in range(MOST_NAMED)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        height = self.fontMetrics().lineSpacing()
        for row in range(MOST_NAMED):
            self._swatches[row].setFixedWidth(theme.GRID + theme.GRID // 2)
            self._names[row].setFixedWidth(9 * theme.GRID)
            self._shares[row].setFixedWidth(6 * theme.GRID)
            self._shares[row].setFont(theme.tabular(self.font()))
            self._shares[row].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._reasons[row].setObjectName("faint")
            for column, part in enumerate(self._line(row)):
                part.setFixedHeight(height)
                grid.addWidget(part, row, column)
        self.headline.setFixedHeight(height)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.headline)
        whole.addLayout(grid)

    def _line(self, row: int) -> tuple[QLabel, QLabel, QLabel, QLabel]:
        return self._swatches[row], self._names[row], self._shares[row], self._reasons[row]

    @property
    def lines(self) -> list[str]:
        """What is said, line by line."""
        rows = [
            f"{name.text()} {share.text()}: {reason.text()}"
            for name, share, reason in zip(self._names, self._shares, self._reasons, strict=True)
            if name.text()
        ]
        return [*([self.headline.text()] if self.headline.text() else []), *rows]

    def show_reason(self, why: PixelExplanation | None, colours: Sequence[Colour]) -> None:
        """Show why a pixel has its label; None beside the picture. `colours` are those of the segments."""
        named = () if why is None else why.segments[:MOST_NAMED]
        self.headline.setText(
            tr(POINT) if why is None else (why.exceptions[0] if why.exceptions else why.verdict)
        )
        self.setToolTip("" if why is None else why.text)
        for row in range(MOST_NAMED):
            swatch, name, share, reason = self._line(row)
            if row >= len(named):
                swatch.clear()
                for label in (name, share, reason):
                    label.setText("")
                continue
            each = named[row]
            swatch.setPixmap(swatch_of(colours[each.number - 1]))
            name.setText(each.name)
            share.setText(percent(each.probability))
            reason.setText(each.brief)
