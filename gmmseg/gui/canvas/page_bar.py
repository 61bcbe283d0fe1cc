"""The bar under the picture with a slider for each axis on which the pages of its file lie."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.session.paging import PageAlongAxis

HEIGHT = 36
NARROWEST = 60  # pixels of a slider
APART = mark("Each page by itself")
CHANNELS_HINT = mark(
    "Whether the planes of an axis are pictures of their own, or the channels of one picture. "
    "Pictures are read anew."
)
PLAY_HINT = mark("Play through the pages, segments and all; the model stays as it is.")
FIT_HINT = mark(
    "The segments of this page are those of the model of {page}. Fit a model to this page instead."
)


class PageBar(QWidget):
    """Shows where the page lies and tells where people want to go."""

    moved = Signal(int, int)  # which axis, the number there from 1
    play_toggled = Signal(bool)
    channels_chosen = Signal(str)  # the axis whose planes are to be channels; empty for none's
    fit_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.play = QToolButton()
        self.play.setCheckable(True)
        self.play.setToolTip(tr(PLAY_HINT))
        self.play.setAccessibleName(tr("Play"))
        self.play.setAccessibleDescription(tr(PLAY_HINT))
        self.play.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.play.toggled.connect(self._toggled)
        self.sliders: list[QSlider] = []
        self.names: list[QLabel] = []
        self.places: list[QLabel] = []
        self.fit = QPushButton(tr("Fit here"))
        self.fit.clicked.connect(self.fit_requested)
        self.channels = QComboBox()
        self.channels.setAccessibleName(tr("Planes as channels"))
        self.channels.setToolTip(tr(CHANNELS_HINT))
        self.channels.activated.connect(self._chosen)
        self._axes: tuple[str, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.GRID, 0, theme.GRID, 0)
        self._row.setSpacing(theme.GRID)
        self._row.addWidget(self.play)
        for part in (self.fit, self.channels):
            self._row.addWidget(part)
        self.refresh_icons()
        self.hide()

    def show_place(self, place: Sequence[PageAlongAxis]) -> None:
        """Show where the page lies, on each axis; tell nobody."""
        while len(self.sliders) < len(place):
            self._add_slider()
        for i, (name, slider, number) in enumerate(zip(self.names, self.sliders, self.places, strict=True)):
            for part in (name, slider, number):
                part.setVisible(i < len(place))
            if i < len(place):
                self._show(place[i], name, slider, number)
        self.play.setVisible(bool(place))

    @staticmethod
    def _show(at: PageAlongAxis, name: QLabel, slider: QSlider, number: QLabel) -> None:
        name.setText(at.name)
        with QSignalBlocker(slider):
            slider.setRange(1, at.length)
            slider.setPageStep(max(1, at.length // 10))
            slider.setValue(at.number)
        slider.setAccessibleName(at.name)
        slider.setToolTip(tr("{page}  (Page up, Page down)", page=at.text))
        digits = len(str(at.length))
        number.setText(tr("{number} of {n}", number=at.number, n=at.length))
        number.setMinimumWidth(
            number.fontMetrics().horizontalAdvance(tr("{number} of {n}", number="0" * digits, n="0" * digits))
        )

    def show_channels(self, axes: Sequence[str], chosen: str) -> None:
        """Offer to take planes for channels; without any axis there is nothing to choose."""
        every = tuple(dict.fromkeys([*axes, *([chosen] if chosen else [])]))
        with QSignalBlocker(self.channels):
            if every != self._axes or not self.channels.count():
                self._axes = every
                self.channels.clear()
                self.channels.addItem(tr(APART), "")
                for axis in every:
                    self.channels.addItem(tr("{axis} as channels", axis=axis), axis)
            self.channels.setCurrentIndex(self.channels.findData(chosen))
        self.channels.setVisible(bool(every))

    def show_origin(self, text: str) -> None:
        """Offer to fit a model to the page, if the one that is applied comes from elsewhere."""
        self.fit.setVisible(bool(text))
        self.fit.setToolTip(tr(FIT_HINT, page=text))

    def show_playing(self, is_playing: bool) -> None:
        """Show whether pages are played through; tell nobody."""
        with QSignalBlocker(self.play):
            self.play.setChecked(is_playing)
        self.refresh_icons()

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.play.setIcon(icons.icon("pause" if self.play.isChecked() else "play"))

    def _add_slider(self) -> None:
        name, slider, number = plain(), QSlider(Qt.Orientation.Horizontal), plain()
        name.setContentsMargins(theme.GRID, 0, 0, 0)
        number.setFont(theme.tabular(number.font()))
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        slider.setMinimumWidth(NARROWEST)
        slider.setObjectName(str(len(self.sliders)))
        slider.valueChanged.connect(self._slid)
        name.setBuddy(slider)
        at = 1 + 3 * len(self.sliders)
        for i, part in enumerate((name, slider, number)):
            self._row.insertWidget(at + i, part, int(part is slider))
        self.names.append(name)
        self.sliders.append(slider)
        self.places.append(number)

    def _slid(self, value: int) -> None:
        self.moved.emit(int(self.sender().objectName()), value)

    def _toggled(self, is_on: bool) -> None:
        self.refresh_icons()
        self.play_toggled.emit(is_on)

    def _chosen(self, index: int) -> None:
        self.channels_chosen.emit(self.channels.itemData(index))
