"""The status bar: what is under the cursor, what is being done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from gmmseg.gui.translation import figure, stage_text, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain

SHOWN_AFTER = 300  # milliseconds before work shows itself
STANDSTILL = 4_000  # milliseconds without progress until the reason is shown: kernels are being compiled
FIRST = "takes longer the first time"  # in the name of a stage that says so by itself
HEIGHT = 32


class ElidedLabel(QLabel):
    """A label that a long sentence does not make wider than there is room for: it ends in dots."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), text)


class StatusLine(QWidget):
    """Shows the pixel under the cursor on the left, work and its outcome on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.place, self.colour = self._figures(104), ElidedLabel()
        self.colour.setObjectName("faint")
        self.colour.setFont(theme.tabular(self.colour.font()))
        self.colour.setMinimumWidth(136)
        self.likely = self._figures(0)
        self.likely.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message = ElidedLabel()
        self.message.setObjectName("faint")
        self.message.setFont(theme.tabular(self.message.font()))
        self.zoom = self._figures(52)
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(96, 4)
        self.bar.setAccessibleName(tr("Progress"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setToolTip(tr("Stop what is being computed  (Esc)"))
        self.cancel.setFixedHeight(24)
        self.cancel.setStyleSheet("padding: 1px 10px;")
        self._delay, self._still = (
            self._after(SHOWN_AFTER, self._reveal),
            self._after(STANDSTILL, self._explain),
        )
        self._reveals = self._shown = self._before = ""
        self._lay_out()
        self._calm()

    def _after(self, milliseconds: int, slot: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        row.setSpacing(theme.GRID)
        for widget in (self.place, self.colour):
            row.addWidget(widget)
        row.addWidget(self.likely, 1)
        for part in (self.message, self.bar, self.cancel, self.zoom):
            row.addWidget(part)

    def show_pixel(self, place: str, colour: str, likely: Sequence[tuple[str, float]]) -> None:
        """Show position, colour and the most probable segments; empty texts clear."""
        self.place.setText(place)
        self.colour.setText(colour)
        self.colour.setToolTip(colour)
        text = "   ".join(f"{name} {figure(p, '.2f')}" for name, p in likely)
        wide = max(self.likely.width(), 1)
        self.likely.setText(
            QFontMetrics(self.likely.font()).elidedText(text, Qt.TextElideMode.ElideRight, wide)
        )

    def show_message(self, text: str) -> None:
        """Show a message."""
        self.message.setText(text)
        self.message.setToolTip(text)

    def show_zoom(self, scale: float) -> None:
        """Show how large the picture is drawn."""
        self.zoom.setText(f"{figure(100 * scale, '.0f' if scale >= 0.01 else '.1f')} %")

    def show_busy(self, is_busy: bool) -> None:
        """Show, after a moment, that work goes on; or that it has ended."""
        if is_busy and not self._delay.isActive() and self.bar.isHidden():
            self._delay.start()
            self._still.start()
        elif not is_busy:
            self._delay.stop()
            self._still.stop()
            self._calm()

    def show_progress(self, stage: str, fraction: float) -> None:
        """Show how far work has come."""
        self.bar.setValue(round(1000 * fraction))
        self._reveals = stage
        self._still.start()
        if not self.bar.isHidden():
            self._show_progress()

    def _reveal(self) -> None:
        self.bar.show()
        self.cancel.show()
        if self._reveals:
            self._show_progress()

    def _show_progress(self, hint: str = "") -> None:
        """Show what is being done, in place of the message before it."""
        if self.message.text() != self._shown:
            self._before = self.message.text()
        self._shown = f"{stage_text(self._reveals)}…{hint}"
        self.show_message(self._shown)

    def _explain(self) -> None:
        if self._reveals and not self.bar.isHidden() and FIRST not in self._reveals:
            self._show_progress(f" {tr('This takes longer the first time.')}")

    def _calm(self) -> None:
        if self._shown and self.message.text() == self._shown:
            self.show_message(self._before)  # the work ended without a word
        self._shown = self._before = ""
        self.bar.hide()
        self.cancel.hide()
        self.bar.setValue(0)
        self._reveals = ""

    def _figures(self, width: int) -> QLabel:
        label = plain("", "faint")
        label.setFont(theme.tabular(label.font()))
        if width:
            label.setMinimumWidth(width)
        return label
