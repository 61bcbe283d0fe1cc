"""Which channels count for the model, how stains are told apart, and whether uneven light is taken out."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import SETTING_WIDTH, Fold, QuietWheel, ResetLabel, plain
from gmmseg.imaging.channels import stains
from gmmseg.imaging.channels.flattening import LEAST, MOST
from gmmseg.imaging.preparation import ALL, USUAL
from gmmseg.settings import AUTO, Settings

TITLES = {"channels": mark("Channels"), "stains": mark("Stains"), "flatten": mark("Flatten")}
HINTS = {
    "channels": mark(
        "Which channels the segments are found in: names, numbers and expressions, with commas "
        "between, such as DAPI,GFP or ndvi=(b4-b3)/(b4+b3); a weight stands behind a star, DAPI*2. The "
        "picture is shown and measured as it is."
    ),
    "stains": mark("How hematoxylin, eosin and DAB are told apart where one of them is among the channels."),
    "flatten": mark(
        "Take out uneven light below objects of this size before segments are found. Objects must not "
        "be larger, or their inside is taken away. The picture is shown and measured as it is."
    ),
}
OFFER = mark(
    "Where the light is uneven, flattening it often finds cells and nuclei better: choose Automatic."
)
STAINS = {
    USUAL: mark("Hematoxylin, eosin, DAB"),
    stains.H_DAB: mark("Hematoxylin and DAB"),
    stains.ESTIMATE: mark("H and E of this picture"),
}
OFF, SIZE = "off", "size"
FLATTENING = {OFF: mark("Off"), AUTO: mark("Automatic"), SIZE: mark("Objects of")}
USUAL_SIZE = 30.0  # pixels of an object where people begin to say it


class PreparationPanel(Fold):
    """Shows what is made of a picture before its segments are found; tells what people change."""

    changed = Signal(str, object)  # name of the setting, its value
    left = Signal()  # the field has no more use for the keyboard

    def __init__(self) -> None:
        super().__init__(tr("Channels and light"))
        self.channels = QLineEdit()
        self.channels.setPlaceholderText(ALL)
        self.channels.setAccessibleName(tr(TITLES["channels"]))
        self.channels.setAccessibleDescription(tr(HINTS["channels"]))
        self.channels.setToolTip(tr(HINTS["channels"]))
        self.channels.editingFinished.connect(self._typed)
        self.channels.installEventFilter(self)
        self.menu = QMenu(self)
        self.offering = QToolButton()
        self.offering.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.offering.setMenu(self.menu)
        self.offering.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.offering.setAccessibleName(tr("Add a channel"))
        self.offering.setToolTip(tr("Channels, indices and stains of this picture"))
        self.offering.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.problem = plain("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.stains = QComboBox()
        for word, title in STAINS.items():
            self.stains.addItem(tr(title), word)
        self.stains.setEditable(False)
        self.stains.activated.connect(self._stained)
        self.flatten, self.object_size = QComboBox(), QDoubleSpinBox()
        for word, title in FLATTENING.items():
            self.flatten.addItem(tr(title), word)
        self.flatten.activated.connect(self._flattened)
        for name, box in (("stains", self.stains), ("flatten", self.flatten)):
            box.setAccessibleName(tr(TITLES[name]))
            box.setAccessibleDescription(tr(HINTS[name]))
            box.setToolTip(tr(HINTS[name]))
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.object_size.setRange(LEAST, MOST)
        self.object_size.setDecimals(0)
        self.object_size.setSuffix(" px")
        self.object_size.setKeyboardTracking(False)
        self.object_size.setAccessibleName(tr("Size of an object"))
        self.object_size.setAccessibleDescription(tr(HINTS["flatten"]))
        self.object_size.setToolTip(tr(HINTS["flatten"]))
        self.object_size.setValue(USUAL_SIZE)
        self.object_size.valueChanged.connect(self._sized)
        self.offer = plain(tr(OFFER), "faint")
        self.offer.setWordWrap(True)
        self._shown = Settings()
        self._lay_out()
        self._calm = QuietWheel(self)
        for kind in (QAbstractSpinBox, QComboBox):
            for child in self.findChildren(kind):
                child.installEventFilter(self._calm)
        self.refresh_icons()

    def _lay_out(self) -> None:
        self._add("channels", self.channels, self.offering)
        self.body.addWidget(self.problem)
        self._stains_row = self._add("stains", self.stains)
        self._add("flatten", self.flatten, self.object_size)
        self.body.addWidget(self.offer)

    def _add(self, name: str, first: QWidget, *rest: QWidget) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        label = ResetLabel(tr(TITLES[name]))
        label.setFixedWidth(SETTING_WIDTH)
        label.setBuddy(first)
        label.setToolTip(tr("{hint}\nDouble-click the name to reset it.", hint=tr(HINTS[name])))
        label.reset.connect(partial(self._reset, name))
        row.addWidget(label)
        row.addWidget(first, 1)
        for part in rest:
            row.addWidget(part)
        self.body.addWidget(whole)
        return whole

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        super().refresh_icons()
        if hasattr(self, "offering"):  # not before all is there
            self.offering.setIcon(icons.icon("plus"))

    def show_settings(self, settings: Settings, *, offers: bool, has_stains: bool) -> None:
        """Show settings without telling anyone; `offers` says whether flattening is worth a word."""
        if settings.channels != self._shown.channels or not self.channels.hasFocus():
            self.channels.setText("" if settings.channels == ALL else settings.channels)
        if settings.channels != self._shown.channels:
            self.show_problem("")
        self._shown = settings
        way = OFF if settings.flatten == 0 else AUTO if settings.flatten == AUTO else SIZE
        with QSignalBlocker(self.stains), QSignalBlocker(self.flatten), QSignalBlocker(self.object_size):
            if self.stains.findData(settings.stains) < 0:
                self.stains.addItem(settings.stains, settings.stains)  # vectors that were given
            self.stains.setCurrentIndex(self.stains.findData(settings.stains))
            self.flatten.setCurrentIndex(self.flatten.findData(way))
            if way == SIZE:
                self.object_size.setValue(float(settings.flatten))
        self.object_size.setVisible(way == SIZE)
        self._stains_row.setVisible(has_stains)
        self.offer.setVisible(offers and way == OFF)

    def show_offers(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """Offer channels: groups with a title, each of what is shown and what is written."""
        self.menu.clear()
        for title, entries in groups:
            if entries:
                self.menu.addSection(title)
            for shown, written in entries:
                self.menu.addAction(shown.replace("&", "&&"), partial(self._add_channel, written))
        self.offering.setEnabled(not self.menu.isEmpty())

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with what was typed; an empty sentence: nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop what was typed on Esc; Enter settles it, and either gives the keyboard back."""
        if watched is not self.channels or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self.channels.setText("" if self._shown.channels == ALL else self._shown.channels)
                self.show_problem("")
                self.left.emit()
                return True
        elif event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._typed()
            if self.problem.isHidden():
                self.left.emit()
            return True
        return False

    def _reset(self, name: str) -> None:
        self.changed.emit(name, getattr(Settings(), name))

    def _add_channel(self, text: str) -> None:
        now = self.channels.text().strip().rstrip(",")
        self.channels.setText(f"{now},{text}" if now and now != ALL else text)
        self._typed()

    def _typed(self) -> None:
        text = self.channels.text().strip() or ALL
        if text != self._shown.channels:
            self.changed.emit("channels", text)
        else:
            self.show_problem("")

    def _stained(self, index: int) -> None:
        self.changed.emit("stains", self.stains.itemData(index))

    def _flattened(self, index: int) -> None:
        word = self.flatten.itemData(index)
        self.changed.emit("flatten", {OFF: 0.0, AUTO: AUTO}.get(word, self.object_size.value()))

    def _sized(self, size: float) -> None:
        self.changed.emit("flatten", size)
