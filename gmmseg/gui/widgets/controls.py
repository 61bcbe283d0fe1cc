"""Controls that the panels share: a slider with a number, a fold, a heading, a line."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import figure, tr
from gmmseg.gui.widgets import icons, theme

LABEL_WIDTH = 72
SETTING_WIDTH = 98  # pixels of the labels of settings: "Minimum region" is the longest
NUMBER_WIDTH = 60
LEAST = 80  # pixels of what is scrolled that are seen at least


class ResetLabel(QLabel):
    """A label that asks for the default value when it is double-clicked."""

    reset = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFixedWidth(LABEL_WIDTH)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the default."""
        self.reset.emit()
        event.accept()


class NumberRow(QWidget):
    """A label, a slider and a number that agree with each other.

    `sliding` tells values while the slider is dragged; `chosen` the value that was settled on, by
    letting go, by typing, by a key or by a double click on the label. `left` tells that Enter or Esc ended
    typing: the number has no more use for the keyboard.
    """

    sliding = Signal(float)
    chosen = Signal(float)
    left = Signal()

    def __init__(
        self,
        name: str,
        hint: str,
        default: float,
        slider: tuple[float, float],
        number: tuple[float, float, float],
    ) -> None:
        """`slider` is its least and greatest value; `number` the least, the greatest and the step."""
        super().__init__()
        self._default, self._step, self._low = default, number[2], slider[0]
        self.label = ResetLabel(name, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, round((slider[1] - slider[0]) / self._step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.number = _spin(number)
        self.number.installEventFilter(self)
        for widget in (self.slider, self.number):
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(hint)
        self.setToolTip(
            tr(
                "{hint}\nDouble-click the name to reset it to {default}.",
                hint=hint,
                default=figure(default, "g"),
            )
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        for part in (self.label, self.slider, self.number):
            row.addWidget(part)
        self.label.setBuddy(self.number)
        self.show_value(default)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._released)
        self.number.valueChanged.connect(self._typed)
        self.label.reset.connect(self._reset)
        self.setFocusProxy(self.slider)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Settle what was typed on Enter and drop it on Esc; either gives the keyboard back."""
        if watched is not self.number or not isinstance(event, QKeyEvent):
            return False
        escaped = event.key() == Qt.Key.Key_Escape and self._is_half_typed
        if escaped and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # or it would be the shortcut that cancels what runs
        elif escaped and event.type() == QEvent.Type.KeyPress:
            self.show_value(self.value)
            self.left.emit()
            return True
        elif event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.number.interpretText()
            self.left.emit()
        return False

    @property
    def _is_half_typed(self) -> bool:
        return self.number.text() != self.number.textFromValue(self.number.value())  # type: ignore[arg-type]

    def add(self, widget: QWidget) -> None:
        """Put a small control between the slider and the number."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(2, widget)

    @property
    def value(self) -> float:
        """The value that is shown."""
        return float(self.number.value())

    def show_value(self, value: float) -> None:
        """Show a value without telling anyone."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            if not self.slider.isSliderDown():
                self.slider.setValue(self._place(value))
            self.number.setValue(int(value) if isinstance(self.number, QSpinBox) else value)  # type: ignore[arg-type]

    def _place(self, value: float) -> int:
        return min(max(round((value - self._low) / self._step), 0), self.slider.maximum())

    def _slid(self, place: int) -> None:
        value = self._low + place * self._step
        with QSignalBlocker(self.number):
            self.number.setValue(round(value) if isinstance(self.number, QSpinBox) else value)  # type: ignore[arg-type]
        (self.sliding if self.slider.isSliderDown() else self.chosen).emit(self.value)

    def _released(self) -> None:
        self.chosen.emit(self.value)

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._place(float(value)))
        self.chosen.emit(float(value))

    def _reset(self) -> None:
        self.show_value(self._default)
        self.chosen.emit(self._default)


class PanelScrollArea(QScrollArea):
    """Shows a widget whole where there is room for it, else the part that people scroll to."""

    def __init__(self, content: QWidget, *, sideways: bool = False) -> None:
        """`sideways` says whether it may be narrower than its content, too."""
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._sideways = sideways
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing has to be scrolled, with room for a bar that appears later."""
        bar = self.verticalScrollBar().sizeHint().width()
        return self._content.sizeHint() + QSize(bar, 0)

    def minimumSizeHint(self) -> QSize:
        """Return a size at which something can be seen still."""
        bar = self.verticalScrollBar().sizeHint().width()
        wide = LEAST if self._sideways else self._content.minimumSizeHint().width() + bar
        return QSize(wide, LEAST)


class Fold(QWidget):
    """A heading that shows or hides what is below it."""

    def __init__(self, title: str, *, is_open: bool = False) -> None:
        super().__init__()
        self.button = QToolButton(self)
        self.button.setText(title)
        self.button.setObjectName("fold")
        self.button.setCheckable(True)
        self.button.setChecked(is_open)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, theme.GRID)
        self.body.setSpacing(theme.GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self.button)
        column.addWidget(self.content)
        self.button.toggled.connect(self._toggled)
        self._toggled(is_open)

    def _toggled(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.refresh_icons()

    def refresh_icons(self) -> None:
        """Draw the arrow anew, in the colours of now."""
        self.button.setIcon(icons.icon("chevron_down" if self.button.isChecked() else "chevron_right"))


class QuietWheel(QObject):
    """Lets the wheel scroll the panel instead of changing a control that it happens to pass over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on unless the control has the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def heading(text: str) -> QLabel:
    """Return a heading."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label


def line(*, upright: bool = False) -> QFrame:
    """Return a thin line."""
    out = QFrame()
    out.setObjectName("line")
    if upright:
        out.setFixedWidth(1)
    else:
        out.setFixedHeight(1)
    return out


def plain(text: str = "", name: str = "") -> QLabel:
    """Return a label that shows its text as it is: names of files are never taken for markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    return label


def _spin(number: tuple[float, float, float]) -> QSpinBox | QDoubleSpinBox:
    low, high, step = number
    spin: QSpinBox | QDoubleSpinBox
    if step >= 1:
        spin = QSpinBox()
        spin.setRange(int(low), int(high))
        spin.setSingleStep(int(step))
    else:
        spin = QDoubleSpinBox()
        spin.setDecimals(max(0, -math.floor(math.log10(step))))
        spin.setRange(low, high)
        spin.setSingleStep(step)
    spin.setKeyboardTracking(False)  # a number half typed is not meant
    spin.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
    spin.setFixedWidth(NUMBER_WIDTH)
    spin.setFont(theme.tabular(spin.font()))
    return spin


def path_in(line: QLineEdit) -> Path:
    """Return the path that was typed."""
    return Path(line.text().strip()).expanduser()


def way(name: str, text: str, hint: str) -> QLineEdit:
    """Return a field for the path of a file or folder."""
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setPlaceholderText(hint)
    return line


def choice(
    name: str, entries: tuple[tuple[str, str, str], ...], values: Mapping[str, object] | None = None
) -> QComboBox:
    """Return a box of entries: a word for the program, a title and a hint for people, both marked.

    `values` are for the fields of hints.
    """
    box = QComboBox()
    box.setAccessibleName(name)
    for i, (word, title, hint) in enumerate(entries):
        box.addItem(tr(title), word)
        box.setItemData(i, tr(hint, **(values or {})), Qt.ItemDataRole.ToolTipRole)
    return box


def beside(*parts: QWidget) -> QWidget:
    """Return widgets in a row; the first takes the room."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.GRID)
    for i, part in enumerate(parts):
        row.addWidget(part, int(i == 0))
    return whole


def named(name: str, part: QWidget) -> QWidget:
    """Return a widget with its name before it."""
    label = plain(name)
    label.setBuddy(part)
    whole = beside(label, part)
    layout: Any = whole.layout()
    layout.setStretch(0, 0)
    layout.setStretch(1, 1)
    return whole
