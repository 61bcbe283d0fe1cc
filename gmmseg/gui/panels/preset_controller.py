"""What is done with presets: chosen, saved, exported, imported, deleted."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.preset_row import PresetRow
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.io import preset_files
from gmmseg.presets import PRESETS, Preset

KINDS = mark("Presets ({endings})")
ENDINGS = f"*{preset_files.SUFFIX} *.json"
ABOUT = "Saved from the window."  # in its file: English, as all files are


class PresetController(QObject):
    """Turns gestures on the row of presets into settings and files."""

    def __init__(self, *, row: PresetRow, controller: SessionController) -> None:
        super().__init__(row)
        self._row, self.controller = row, controller
        self.question: QMessageBox | None = None  # whether a preset is replaced
        self.reload()
        row.chosen.connect(self.choose)
        row.saving.connect(self._ask_name)
        row.exporting.connect(self._ask_where)
        row.importing.connect(self._ask_which)
        row.deleting.connect(self._delete)
        controller.changed.connect(self.refresh)

    def reload(self) -> None:
        """Offer the presets there are now."""
        self._row.show_presets(PRESETS, preset_files.own())
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the preset of the settings of now."""
        self._row.show_settings(self.controller.session.shown.settings)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Set what a preset sets."""
        try:
            preset = preset_files.find(name)
        except GmmsegError as error:
            self._fail(error)
            return
        settings = self.controller.session.document.settings
        self.controller.change_all(asdict(preset.on(settings)), tr("preset {name}", name=tr(preset.name)))

    def _ask_name(self) -> None:
        dialog = QInputDialog(self._row.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Save as preset"))
        dialog.setLabelText(tr("Name of the preset:"))
        dialog.textValueSelected.connect(self.save)
        dialog.open()

    @Slot(str)
    def save(self, name: str) -> None:
        """Save the settings of now under a name; one's own preset of that name is asked about first."""
        try:
            preset = Preset.of_settings(name.strip(), ABOUT, self.controller.session.document.settings)
        except GmmsegError as error:
            self._fail(error)
            return
        self._ask_before(preset, partial(self._save, preset))

    def _save(self, preset: Preset) -> None:
        try:
            preset_files.save(preset)
        except GmmsegError as error:
            self._fail(error)
            return
        self.reload()
        self.controller.status_message.emit(tr("Saved the preset {name}", name=preset.name))

    def _ask_before(self, preset: Preset, then: Callable[[], object]) -> None:
        """Put a preset among one's own; where another one has its name, only if people say so."""
        old = next((each for each in preset_files.own() if preset_files.same_name(each, preset)), None)
        if old is None or old.values == preset.values:
            then()
            return
        self.question = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Replace preset"),
            tr("There is a preset {name} of your own already. Replace its settings?", name=old.name),
            QMessageBox.StandardButton.Cancel,
            self._row.window(),
        )
        self.question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        replacing = self.question.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        replacing.clicked.connect(then)
        self.question.open()

    def _of_now(self) -> Preset:
        settings = self.controller.session.document.settings
        return self._row.current or Preset.of_settings("own settings", ABOUT, settings)

    def _ask_where(self) -> None:
        preset, suffix = self._of_now(), preset_files.SUFFIX
        place = Path(preferences.text("folder", str(Path.home()))) / f"{preset.name}{suffix}"
        dialog = save_dialog.dialog_for(
            self._row.window(), tr("Export preset"), place, tr(KINDS, endings=ENDINGS), suffix
        )
        dialog.fileSelected.connect(self.export)
        dialog.open()

    @Slot(str)
    def export(self, name: str) -> None:
        """Write the preset of now to a file, which the command line takes, too."""
        path = save_dialog.with_suffix(name, ".json")
        try:
            preset_files.save(self._of_now(), path, overwrite=path == Path(name))
        except GmmsegError as error:
            self._fail(error)
            return
        self.controller.status_message.emit(tr("Exported {name}", name=path.name))

    def _ask_which(self) -> None:
        folder = preferences.text("folder", str(Path.home()))
        dialog = save_dialog.file_dialog(
            self._row.window(), tr("Import preset"), folder, tr(KINDS, endings=ENDINGS)
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    @Slot(str)
    def take_in(self, name: str) -> None:
        """Put the preset in a file among one's own, and choose it."""
        try:
            preset = preset_files.read(Path(name))
        except GmmsegError as error:
            self._fail(error)
            return
        self._ask_before(preset, partial(self._take_in, preset))

    def _take_in(self, preset: Preset) -> None:
        try:
            preset_files.save(preset)
        except GmmsegError as error:
            self._fail(error)
            return
        self.reload()
        self.choose(preset.name)

    def _delete(self) -> None:
        preset = self._row.current
        if preset is None:
            return
        try:
            preset_files.delete(preset.name)
        except GmmsegError as error:
            self._fail(error)
            return
        self.reload()
        self.controller.status_message.emit(tr("Deleted the preset {name}", name=preset.name))

    def _fail(self, error: GmmsegError) -> None:
        self.controller.failed.emit(str(error), "")
