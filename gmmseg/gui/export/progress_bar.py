"""The foot of the export dialog: how far it is, what came of it, and the buttons."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.status_bar import PATIENCE

TOLD = 2  # sentences about pictures that could not be written


class ExportProgressBar(QWidget):
    """A bar that shows itself where it takes long, a line of words, and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.GRID // 2)
        self.bar.setAccessibleName("Progress of the export")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)  # or all would move when it appears
        self.bar.setSizePolicy(policy)
        self.outcome = plain()
        self.outcome.setWordWrap(True)
        self.show_folder, self.stop = QPushButton("Show in folder"), QPushButton("Close")
        self.go = QPushButton("Export")
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        self._delay = QTimer(self, singleShot=True, interval=PATIENCE)
        self._delay.timeout.connect(self.bar.show)
        self._lay_out()
        self.show_folder.hide()
        self.bar.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.show_folder)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        for part in (self.bar, self.outcome):
            column.addWidget(part)
        column.addLayout(row)

    def begin(self) -> None:
        """Show that something is being written."""
        self.outcome.setText("Exporting…")
        self.stop.setText("Cancel")
        self.go.setEnabled(False)
        self.show_folder.hide()
        self.bar.setValue(0)
        self._delay.start()

    def show_progress(self, stage: str, fraction: float) -> None:
        """Show how far it is."""
        self.outcome.setText(f"{stage}…")
        self.bar.setValue(round(1000 * fraction))

    def end(self, words: str, *, wrote: bool) -> None:
        """Show what came of it; `wrote` is whether there are files to look at."""
        self._delay.stop()
        self.bar.hide()
        self.stop.setText("Close")
        self.stop.setEnabled(True)
        self.outcome.setText(words)
        self.show_folder.setVisible(wrote)
