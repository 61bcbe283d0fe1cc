"""The time limit of a picture in a batch: by its size, none, or a number of seconds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from gmmseg.batch.workers.timeout import BASE, PER_MEGAPIXEL, SECONDS, TimeLimit
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import controls, theme

BY_SIZE, NEVER, FIXED = "size", "never", "fixed"
ALLOWED = {"minutes": f"{BASE / 60:g}", "more": f"{PER_MEGAPIXEL / 60:g}"}
CHOICES = (
    (
        BY_SIZE,
        mark("By its size"),
        mark(
            "A picture that takes longer than {minutes} minutes and {more} for each megapixel fails, and the "
            "others go on."
        ),
    ),
    (
        FIXED,
        mark("Fixed"),
        mark("A picture that takes longer to read, or to work on, fails, and the others go on."),
    ),
    (NEVER, mark("None"), mark("A picture may take for ever: the others wait.")),
)
USUAL = 60  # seconds that are offered first


class TimeLimitRow(QWidget):
    """A choice, and seconds beside it where they decide."""

    changed = Signal()

    def __init__(self, text: str = "") -> None:
        """`text` is what `text` was last time."""
        super().__init__()
        self.kind, self.seconds = controls.choice(tr("Time limit of a picture"), CHOICES, ALLOWED), QSpinBox()
        self.seconds.setRange(1, int(SECONDS.high))
        self.seconds.setSuffix(" s")
        self.seconds.setValue(USUAL)
        self.seconds.setAccessibleName(tr("Seconds that a picture may take"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self.kind, 1)
        row.addWidget(self.seconds)
        self.setFocusProxy(self.kind)
        self._recall(text)
        self.kind.currentIndexChanged.connect(self._show)
        self.seconds.valueChanged.connect(self.changed)
        self._show()

    def _recall(self, text: str) -> None:
        kind, _, seconds = text.partition(" ")
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))
        if seconds.isdecimal():
            self.seconds.setValue(min(int(seconds), self.seconds.maximum()))

    @property
    def text(self) -> str:
        """What is chosen, to be remembered."""
        return f"{self.kind.currentData()} {self.seconds.value()}"

    @property
    def time_limit(self) -> TimeLimit:
        """What is chosen, for a run."""
        limits = {BY_SIZE: None, NEVER: 0.0, FIXED: float(self.seconds.value())}
        return TimeLimit(limits[self.kind.currentData()])

    def _show(self) -> None:
        kind = self.kind.currentData()
        self.kind.setToolTip(self.kind.currentData(Qt.ItemDataRole.ToolTipRole))
        self.seconds.setVisible(kind == FIXED)
        self.changed.emit()
