"""The bar of a run: its progress, and the buttons that start, stop and follow it."""

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gmmseg.gui.translation import figure, stage_text, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain

SETTLED = 3  # pictures after which a rate means something


class BatchRunBar(QWidget):
    """A bar, a line of words, and buttons."""

    starting, stopping, reporting, showing = Signal(), Signal(), Signal(), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.total, self.ended, self.worked, self.failed = 0, 0, 0, 0
        self._begun, self.took = 0.0, 0.0
        self.bar = QProgressBar()
        self.bar.setFixedHeight(theme.GRID // 2)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the batch"))
        self.message = plain()
        self.message.setFont(theme.tabular(self.message.font()))
        self.message.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.bar)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.report, self.folder = QPushButton(tr("Open report")), QPushButton(tr("Show in folder"))
        self.cancel, self.go = QPushButton(tr("Cancel")), QPushButton(tr("Start"))
        self.go.setObjectName("primary")
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.message, 1)
        for button, signal in (
            (self.report, self.reporting),
            (self.folder, self.showing),
            (self.cancel, self.stopping),
            (self.go, self.starting),
        ):
            button.setAutoDefault(False)  # Enter in a field of the form settles the field
            button.clicked.connect(signal)
            row.addWidget(button)
        self.report.hide()
        self.folder.hide()
        return row

    def begin(self, total: int) -> None:
        """Show that a run of `total` pictures begins."""
        self.total, self.ended, self.worked, self.failed = total, 0, 0, 0
        self._begun = time.monotonic()
        self.bar.setRange(0, 0)  # until the first picture is there, it only moves
        self.message.setText(tr("Getting ready…"))
        self.show_state(running=True, again=False)

    def prepare(self, stage: str, fraction: float) -> None:
        """Show how far the making of the model is."""
        self.message.setText(tr("Making the model: {stage}", stage=stage_text(stage)))
        self.bar.setRange(0, 100)
        self.bar.setValue(round(100 * fraction))

    def start_clock(self) -> None:
        """Count time from now: the model is there."""
        if not self.ended:
            self._begun = time.monotonic()

    def finish(self, *, fresh: bool, failed: bool) -> None:
        """Count an outcome for one picture more."""
        self.ended += 1
        self.worked += fresh
        self.failed += failed

    def show_progress(self) -> None:
        """Show what was counted."""
        self.bar.setRange(0, self.total)
        self.bar.setValue(self.ended)
        self.message.setText(self._summary())

    def end(self, *, cancelled: bool, reason: str = "") -> None:
        """Show that the run has ended."""
        self.bar.setRange(0, max(self.total, 1))
        self.bar.setValue(self.ended)
        self.took = self.seconds
        left = self.total - self.ended
        self.show_state(running=False, again=bool(left or self.failed))
        self.report.setVisible(self.ended > 0)
        self.folder.setVisible(self.ended > 0)
        head = f"{tr('Cancelled.')} " if cancelled else f"{reason} " if reason else ""
        self.message.setText(f"{head}{self._count()}{self._took()}")

    def forget(self) -> None:
        """Show that no run has been yet."""
        self.total = self.ended = self.worked = self.failed = 0
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.show_state(running=False, again=False)
        for button in (self.report, self.folder):
            button.hide()

    def show_state(self, *, running: bool, again: bool) -> None:
        """Show which buttons make sense."""
        self.cancel.setEnabled(running)
        self.go.setText(tr("Resume") if again else tr("Start"))

    @property
    def seconds(self) -> float:
        """Time since the first picture was begun."""
        return time.monotonic() - self._begun

    def _count(self) -> str:
        parts = [tr("{ended} of {total} pictures", ended=self.ended, total=self.total)]
        parts += [tr("{n} failed", n=self.failed)] if self.failed else []
        old = self.ended - self.worked
        parts += [tr("{old} up to date", old=old)] if old else []
        return ", ".join(parts)

    def _took(self) -> str:
        return f", {figure(self.took, '.1f')} s." if self.worked else "."

    def _summary(self) -> str:
        if self.worked < SETTLED:
            return self._count()
        rate = self.worked / max(self.seconds, 1e-9)
        left = (self.total - self.ended) / rate
        return tr(
            "{count} · {rate} a second · {clock} left",
            count=self._count(),
            rate=figure(rate, ".1f"),
            clock=_clock(left),
        )


def _clock(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
