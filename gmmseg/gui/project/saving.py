"""Saving: where the project goes, the window's title, and the question before unsaved work is discarded."""

from collections.abc import Callable
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox

from gmmseg.errors import CannotWriteError, GmmsegError
from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.io.atomic import shown
from gmmseg.io.file_reference import Fingerprint
from gmmseg.io.projects import SUFFIX
from gmmseg.session.project.project import Project
from gmmseg.session.project.saving import SaveRequest, saving

if TYPE_CHECKING:
    from gmmseg.gui.app.main_window import MainWindow

FILTER = f"Projects (*{SUFFIX})"


class SaveController(QObject):
    """Saves what is open, and asks before what is not saved would be lost."""

    saved = Signal(str)  # the path of a project that was saved

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window, self.session = window, window.session
        self.runner = TaskRunner(self)
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._failed)
        self._then: Callable[[], object] | None = None
        self._may_close = False
        self._protected: Path | None = None  # opened, but not ours to write over
        window.controller.restored.connect(self._restored)

    def show_title(self) -> None:
        """Say in the window's title what is open, and whether it is saved."""
        source, home = self.session.document.source, self.session.home
        name = home.name if home else source.image.name if source else ""
        name = name.replace("[*]", "[*][*]")  # Qt's way to write it
        self.window.setWindowTitle(f"{name}[*] - gmmseg" if name else "gmmseg")
        self.window.setWindowModified(not self.session.is_saved)

    def do_save(self) -> None:
        """Save the project where it lies; ask where if it lies nowhere."""
        self.save_then(None)

    def do_save_as(self) -> None:
        """Ask where to save the project."""
        self._then = None
        self._ask_where()

    def save_then(self, then: Callable[[], object] | None) -> None:
        """Save the project, and do something afterwards if that went well."""
        self._then = then
        home = self.session.home
        if home is None:
            self._ask_where()
        elif self.session.is_saved and home.is_file():  # or the same again would push out a backup
            self.window.controller.said.emit(f"{home.name} is saved already")
        else:
            self._save_to(home, self.session.seen)

    def settle_then(self, then: Callable[[], object]) -> None:
        """Do something that would lose what is not saved: at once if all is, else as people decide."""
        if self.session.is_saved:
            then()
            return
        self._then = then
        if self.runner.has("save"):
            return  # it is on its way
        source = self.session.document.source
        assert source is not None
        name = (self.session.home or Path(source.image.name)).name
        box = QMessageBox(self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("gmmseg")
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Save what you did to {name}?")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.finished.connect(self._decided)
        box.open()

    def may_close(self) -> bool:
        """Return whether the window may close now; if not, people are asked and it closes later."""
        if not self._may_close:
            self.settle_then(self._close)
        return self._may_close

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

    def _close(self) -> None:
        self._may_close = True
        if self.window.isVisible():
            self.window.close()

    def _ask_where(self) -> None:
        source = self.session.document.source
        if source is None:
            return
        way = self.session.home or unused(save_dialog.named_after(source, SUFFIX))
        dialog = save_dialog.dialog_for(self.window, "Save the project", way, FILTER, SUFFIX)
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
            self.window.message.show_problem(str(error))
        else:
            self._save_to(path)

    @Slot(object)
    def _restored(self, project: Project) -> None:
        self._protected = project.path.absolute() if project.home is None else None

    def _save_to(self, path: Path, seen: Fingerprint | None = None) -> None:
        order = SaveRequest(
            self.session.document, self.session.history, path, seen=seen, others=self.session.others
        )
        self.window.message.hide()
        self.runner.submit(Task.along("save", partial(saving, order), order))

    @Slot(object, object)
    def _finished(self, task: Task, seen: object) -> None:
        order = cast("SaveRequest", task.about)
        self.session.mark_saved(order.document, order.path, cast("Fingerprint", seen), order.others)
        preferences.remember(order.path)
        self.window.controller.said.emit(f"Saved {order.path.name}")
        self.saved.emit(str(order.path))
        then, self._then = self._then, None
        if then is not None:
            self.settle_then(then)  # something may have been done meanwhile

    @Slot(object, object, str)
    def _failed(self, _task: Task, error: Exception, details: str) -> None:
        self._then = None
        expected = isinstance(error, (GmmsegError, OSError))
        sentence = str(error) if expected else f"Saving failed because of a fault in gmmseg ({error})."
        self.window.message.show_problem(sentence, "" if expected else details)


def unused(path: Path) -> Path:
    """Return a path with a number behind its name, if there is a file of that name already."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(each for each in chain((path,), numbered) if not each.exists())
