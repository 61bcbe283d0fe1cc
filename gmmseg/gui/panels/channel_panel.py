"""The section of channels: which are shown in which colours, how bright; for the eye only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import Fold, NumberRow, plain
from gmmseg.gui.widgets.histogram import HistogramRange
from gmmseg.imaging.rendering.composite import Styles

HINT = mark("How the picture is shown, for the eye only: segments and measurements stay as they are.")
NAME_HINT = mark("Click to change the brightness of this channel. Double-click to see it alone.")
BANDS_HINT = mark("The channel that is shown as {colour}: any three make a false-colour picture.")
SWATCH = 16
NARROWEST = 48  # pixels of a box of bands
MOST_ROWS = 32  # channels that have a row
MIXED = "mixed"


class ChannelRow(QWidget):
    """One channel: whether it is shown, its colour, its name, its value under the cursor."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place
        self.shown, self.swatch, self.name = QCheckBox(), QToolButton(), QPushButton()
        self.value = plain("", "faint")
        self.value.setFont(theme.tabular(self.value.font()))
        self.swatch.setIconSize(QSize(SWATCH, SWATCH))
        self.swatch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name.setObjectName("view")
        self.name.setCheckable(True)
        self.name.setToolTip(tr(NAME_HINT))
        self.name.setStyleSheet("text-align: left;")
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        for part in (self.shown, self.swatch):
            row.addWidget(part)
        row.addWidget(self.name, 1)
        row.addWidget(self.value)

    def show_colour(self, colour: tuple[int, int, int]) -> None:
        """Show the channel's colour."""
        picture = QPixmap(SWATCH, SWATCH)
        picture.fill(QColor(*colour))
        self.swatch.setIcon(QIcon(picture))


class ChannelPanel(Fold):
    """Shows how channels are mixed and tells what people change."""

    toggled = Signal(int, bool)  # the channel, whether it is shown
    alone = Signal(int)
    recolouring = Signal(int, QPoint)
    sliding = Signal(float, float)  # black and white of the current channel
    ranged = Signal(float, float)
    auto_requested = Signal()
    gamma_sliding = Signal(float)
    gamma_chosen = Signal(float)
    banded = Signal(int, int, int)  # the channels that are red, green and blue
    preset_chosen = Signal(str)
    reset_requested = Signal()
    selected = Signal(int)  # another channel is the current one

    def __init__(self) -> None:
        super().__init__(tr("Channels"))
        self.button.setToolTip(tr(HINT))
        self.button.setAccessibleDescription(tr(HINT))
        self.current = 0
        self.rows: list[ChannelRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.histogram = HistogramRange()
        self.histogram.setAccessibleName(tr("Brightness and contrast"))
        self.histogram.setToolTip(tr("Drag the ends: what is black, what is white. {hint}", hint=tr(HINT)))
        self.histogram.sliding.connect(self.sliding)
        self.histogram.chosen.connect(self.ranged)
        self.low, self.high = plain("", "faint"), plain("", "faint")
        self.auto = QToolButton()
        self.auto.setObjectName("auto")
        self.auto.setText(tr("Auto"))
        self.auto.setToolTip(
            tr(
                "Stretch the channel over the values that nearly all of its pixels have. {hint}",
                hint=tr(HINT),
            )
        )
        self.auto.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.auto.clicked.connect(self.auto_requested)
        self.gamma = NumberRow(
            tr("Gamma"),
            tr("Above 1 brightens the middle. {hint}", hint=tr(HINT)),
            1.0,
            (0.1, 3),
            (0.1, 10, 0.05),
        )
        self.gamma.sliding.connect(self.gamma_sliding)
        self.gamma.chosen.connect(self.gamma_chosen)
        self.preset = QComboBox()
        self.preset.setAccessibleName(tr("Colours"))
        self.preset.setToolTip(tr(HINT))
        self.preset.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.preset.activated.connect(lambda i: self.preset_chosen.emit(self.preset.itemData(i)))
        self.bands = [self._band(word) for word in (mark("red"), mark("green"), mark("blue"))]
        self.band_box = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.addWidget(self.low, 1)
        ends.addWidget(self.auto)
        self.high.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        ends.addWidget(self.high, 1)
        bands = QHBoxLayout(self.band_box)
        bands.setContentsMargins(0, 0, 0, 0)
        bands.setSpacing(theme.GRID // 2)
        for letter, box in zip("RGB", self.bands, strict=True):
            label = plain(letter)
            label.setBuddy(box)
            bands.addWidget(label)
            bands.addWidget(box, 1)
        self.body.addWidget(self.preset)
        self.body.addLayout(self._list)
        self.body.addWidget(self.band_box)
        self.body.addWidget(self.histogram)
        self.body.addLayout(ends)
        self.body.addWidget(self.gamma)

    def _band(self, word: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(tr("Channel shown as {colour}", colour=tr(word)))
        box.setToolTip(tr(BANDS_HINT, colour=tr(word)))
        box.setMinimumWidth(NARROWEST)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.activated.connect(self._banded)
        return box

    def show_names(self, names: Sequence[str], presets: Sequence[tuple[str, str]]) -> None:
        """Show which channels there are, and which ways to mix them have a name."""
        names = names[:MOST_ROWS]
        while len(self.rows) < len(names):
            self._add_row()
        for row, name in zip(self.rows, (*names, *[""] * (len(self.rows) - len(names))), strict=True):
            row.setVisible(bool(name))
            row.name.setText(name.replace("&", "&&"))
            row.shown.setAccessibleName(tr("Show {name}", name=name))
            row.swatch.setAccessibleName(tr("Colour of {name}", name=name))
            row.value.setText("")
        for box in self.bands:
            with QSignalBlocker(box):
                box.clear()
                for i, name in enumerate(names):
                    box.addItem(name.removeprefix("channel "), i)  # there is room for a number
        with QSignalBlocker(self.preset):
            self.preset.clear()
            for word, title in presets:
                self.preset.addItem(title, word)
        self.preset.setVisible(len(presets) > 1)
        self.band_box.setVisible(len(names) > 2)
        self.current = min(self.current, max(len(names) - 1, 0))

    def show_styles(self, styles: Styles, bands: tuple[int, int, int] | None, preset: str) -> None:
        """Show how each channel is shown; tell nobody."""
        for row, style in zip(self.rows, styles, strict=False):
            with QSignalBlocker(row.shown), QSignalBlocker(row.name):
                row.shown.setChecked(style.is_shown)
                row.name.setChecked(row.place == self.current)
            row.show_colour(style.colour)
        for box, band in zip(self.bands, bands or (-1, -1, -1), strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(band if band < box.count() else -1)
        with QSignalBlocker(self.preset):
            self.preset.setCurrentIndex(self.preset.findData(preset))
        now = styles[min(self.current, len(styles) - 1)]
        self.histogram.show_range(now.low, now.high, now.colour)
        self.low.setText(f"{now.low:.6g}")
        self.high.setText(f"{now.high:.6g}")
        self.gamma.show_value(now.gamma)

    def show_histogram(self, counts: NDArray[np.int64], low: float, high: float) -> None:
        """Show how often the values of the current channel are."""
        self.histogram.show_values(counts, low, high)

    def show_values(self, values: Sequence[str]) -> None:
        """Show the value of each channel under the cursor; nothing beside the picture."""
        if self.content.isVisible():
            for row, value in zip(self.rows, (*values, *[""] * len(self.rows)), strict=False):
                row.value.setText(value)

    def _add_row(self) -> None:
        row = ChannelRow(len(self.rows))
        row.shown.toggled.connect(lambda is_on, place=row.place: self.toggled.emit(place, is_on))
        row.name.clicked.connect(lambda _on, place=row.place: self._select(place))
        row.name.installEventFilter(self)
        row.swatch.clicked.connect(lambda _on, row=row: self._recolour(row))
        self.rows.append(row)
        self._list.addWidget(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the channel alone whose name is double-clicked."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.alone.emit(next(row.place for row in self.rows if row.name is watched))
            return True
        return False

    def _select(self, place: int) -> None:
        self.current = place
        self.selected.emit(place)

    def _recolour(self, row: ChannelRow) -> None:
        at: QLabel | QToolButton = row.swatch
        self.recolouring.emit(row.place, at.mapToGlobal(at.rect().bottomLeft()))

    def _banded(self, _index: int) -> None:
        chosen = [box.currentData() for box in self.bands]
        known = [each for each in chosen if each is not None]
        first = known[0] if known else 0
        red, green, blue = (first if each is None else each for each in chosen)
        self.banded.emit(red, green, blue)
