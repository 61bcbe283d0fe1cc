"""The row of presets above the settings of the model: a list, and what is done with one's own."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import SETTING_WIDTH, QuietWheel, ResetLabel
from gmmseg.presets import Preset
from gmmseg.settings import Settings

HINT = mark("Settings that go together for a kind of picture; choosing one sets them all.")
OWN = mark("Own settings")
OWN_HINT = mark("Settings as you made them; save them as a preset to have them again.")


class PresetRow(QWidget):
    """Shows which preset the settings are those of, and tells which one people choose."""

    chosen = Signal(str)  # name of a preset
    saving = Signal()
    exporting = Signal()
    importing = Signal()
    deleting = Signal()

    def __init__(self) -> None:
        super().__init__()
        label = ResetLabel(tr("Preset"))
        label.setFixedWidth(SETTING_WIDTH)
        label.setToolTip(tr(HINT))
        self.box = QComboBox()
        self.box.setAccessibleName(tr("Preset"))
        self.box.setAccessibleDescription(tr(HINT))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(4)  # it takes the room there is
        self.box.activated.connect(self._activated)
        self._calm = QuietWheel(self)
        self.box.installEventFilter(self._calm)
        label.setBuddy(self.box)
        label.reset.connect(self._reset)
        self.more = QToolButton()
        self.more.setText("…")
        self.more.setObjectName("auto")
        self.more.setAccessibleName(tr("Save, export, import or delete presets"))
        self.more.setToolTip(self.more.accessibleName())
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addAction(tr("&Save as preset…"), self.saving.emit)
        menu.addAction(tr("&Export preset…"), self.exporting.emit)
        menu.addAction(tr("&Import preset…"), self.importing.emit)
        self.delete = menu.addAction(tr("&Delete preset"), self.deleting.emit)
        self.more.setMenu(menu)
        self._presets: tuple[Preset, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(label)
        row.addWidget(self.box, 1)
        row.addWidget(self.more)

    def show_presets(self, builtin: Sequence[Preset], own: Sequence[Preset]) -> None:
        """Offer presets, people's own below those that come with gmmseg."""
        self._presets, self._n_builtin = (*builtin, *own), len(builtin)
        with QSignalBlocker(self.box):
            self.box.clear()
            for preset in self._presets:
                title = tr(preset.name) if preset in builtin else preset.name
                self.box.addItem(title[:1].upper() + title[1:], preset.name)
                self.box.setItemData(self.box.count() - 1, tr(preset.about), Qt.ItemDataRole.ToolTipRole)
            if own:
                self.box.insertSeparator(len(builtin))
            self.box.addItem(tr(OWN), "")
            self.box.setItemData(self.box.count() - 1, tr(OWN_HINT), Qt.ItemDataRole.ToolTipRole)

    def show_settings(self, settings: Settings) -> None:
        """Show the preset that settings are those of, or that they are people's own."""
        name = next((preset.name for preset in reversed(self._presets) if preset.is_in(settings)), "")
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(name))
        preset = self.current
        self.box.setToolTip(tr(preset.about) if preset else tr(OWN_HINT))
        self.delete.setEnabled(preset in self._presets[self._n_builtin :])

    @property
    def current(self) -> Preset | None:
        """The preset that is shown; None where settings are people's own."""
        return self._named(self.box.currentData())

    def _named(self, name: str) -> Preset | None:
        return next((preset for preset in reversed(self._presets) if preset.name == name), None)

    def _activated(self, _index: int) -> None:
        if self.box.currentData():
            self.chosen.emit(self.box.currentData())

    def _reset(self) -> None:
        self.chosen.emit(self._presets[0].name)
