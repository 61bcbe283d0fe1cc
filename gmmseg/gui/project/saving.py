"""Saving: where the project goes, the window's title, and the question before unsaved work is discarded."""

from collections.abc import Callable
from functools import partial
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from gmmseg.errors import CannotWriteError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.io.atomic import shown
from gmmseg.io.file_reference import Fingerprint
from gmmseg.io.projects import SUFFIX
from gmmseg.session.project.project import Project
from gmmseg.session.project.saving import SaveRequest, saving
from gmmseg.session.session import Session

FILTER = mark("Projects ({endings})")


class SaveController(QObject):
    """Saves what is open, and asks before what is not saved would be lost."""

    saved = Signal(str)  # the path of a project that was saved
    title_changed = Signal(str, bool)  # the window's title as Qt writes it; whether all is saved

    def __init__(
        self, *, session: Session, controller: SessionController, messages: MessageBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.session, self.controller, self.messages, self._parent = session, controller, messages, parent
        self.runner = TaskRunner(self)
        self._then: Callable[[], object] | None = None
        self._protected: Path | None = None  # opened, but not ours to write over
        controller.restored.connect(self._restored)
        controller.changed.connect(self._tell_title)

    @Slot()
    def _tell_title(self) -> None:
        """Tell what the window's title has to say: what is open, and whether it is saved."""
        source, project_path = self.session.document.source, self.session.project_path
        name = project_path.name if project_path else source.image.name if source else ""
        name = name.replace("[*]", "[*][*]")  # Qt's way to write it
        self.title_changed.emit(f"{name}[*] - gmmseg" if name else "gmmseg", self.session.is_saved)

    def save(self) -> None:
        """Save the project where it lies; ask where if it lies nowhere."""
        self.save_then(None)

    def save_as(self) -> None:
        """Ask where to save the project."""
        self._then = None
        self._ask_where()

    def save_then(self, then: Callable[[], object] | None) -> None:
        """Save the project, and do something afterwards if that went well."""
        self._then = then
        project_path = self.session.project_path
        if project_path is None:
            self._ask_where()
        elif self.session.is_saved and project_path.is_file():  # or the same again would push out a backup
            self.controller.status_message.emit(tr("{name} is saved already", name=project_path.name))
        else:
            self.save_to(project_path, self.session.seen)

    def confirm_then(self, then: Callable[[], object]) -> None:
        """Do something that would lose what is not saved: at once if all is, else as people decide."""
        if self.session.is_saved:
            then()
            return
        self._then = then
        if self.runner.has("save"):
            return  # it is on its way
        source = self.session.document.source
        assert source is not None
        name = (self.session.project_path or Path(source.image.name)).name
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("gmmseg")
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("Save what you did to {name}?", name=name))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.finished.connect(self._decided)
        box.open()

    def close(self) -> None:
        """Wait for what is being saved, and end."""
        self.runner.close()

    @Slot(int)
    def _decided(self, button: int) -> None:
        then, self._then = self._then, None
        if button == QMessageBox.StandardButton.Save:
            self.save_then(then)
        elif button == QMessageBox.StandardButton.Discard and then is not None:
            then()

    def _ask_where(self) -> None:
        source = self.session.document.source
        if source is None:
            return
        way = self.session.project_path or unused(save_dialog.named_after(source, SUFFIX))
        dialog = save_dialog.dialog_for(
            self._parent, tr("Save the project"), way, tr(FILTER, endings=f"*{SUFFIX}"), SUFFIX
        )
        dialog.fileSelected.connect(self._chosen)
        dialog.rejected.connect(self._forget)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self._then = None

    @Slot(str)
    def _chosen(self, name: str) -> None:
        path = save_dialog.with_suffix(name, SUFFIX)
        if path.absolute() == self._protected:
            self._then = None
            error = CannotWriteError(shown(path), "a newer version of gmmseg made it", "Choose another name")
            self.messages.show_problem(str(error))
        else:
            self.save_to(path)

    @Slot(object)
    def _restored(self, project: Project) -> None:
        self._protected = project.path.absolute() if project.project_path is None else None

    def save_to(self, path: Path, seen: Fingerprint | None = None) -> None:
        """Save the project at `path`; `seen` is what lay there when it was last read or written."""
        order = SaveRequest(
            self.session.document, self.session.history, path, seen=seen, others=self.session.others
        )
        self.messages.hide()
        self.runner.submit(
            partial(saving, order), lane="save", done=partial(self._saved, order), failed=self._failed
        )

    def _saved(self, order: SaveRequest, seen: Fingerprint) -> None:
        self.session.mark_saved(order.document, order.path, seen, order.others)
        preferences.remember(order.path)
        self.controller.status_message.emit(tr("Saved {name}", name=order.path.name))
        self.saved.emit(str(order.path))
        then, self._then = self._then, None
        if then is not None:
            self.confirm_then(then)  # something may have been done meanwhile

    def _failed(self, error: Exception, details: str) -> None:
        self._then = None
        self.messages.show_problem(describe(error, tr("Saving")), details)


def unused(path: Path) -> Path:
    """Return a path with a number behind its name, if there is a file of that name already."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(each for each in chain((path,), numbered) if not each.exists())
