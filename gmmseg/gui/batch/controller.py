"""Opens the batch window from the main window, at most one, and brings its pictures back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gmmseg.batch import Picture, Plan
from gmmseg.gui.batch import jobs
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.gui.widgets.status_bar import StatusLine
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.open_image import OpenImage

if TYPE_CHECKING:
    from gmmseg.gui.batch.batch_window import BatchWindow


class SaveGuard(Protocol):
    """Does what would lose work that is not saved, once people agree to that."""

    def confirm_then(self, action: Callable[[], object], /) -> None:
        """Do something at once if all is saved, else as people decide."""


class BatchController(QObject):
    """Opens the window of a batch, and pictures from it."""

    shown = Signal()  # a picture of a batch, in the main window

    def __init__(
        self,
        *,
        controller: SessionController,
        save: SaveGuard,
        messages: MessageBar,
        status: StatusLine,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.controller, self.save, self.messages, self.status = controller, save, messages, status
        self._parent = parent
        self.batch: BatchWindow | None = None
        self._runner: TaskRunner | None = None

    def show_window(self) -> None:
        """Show the window of a batch."""
        from gmmseg.gui.batch.batch_window import BatchWindow

        if self.batch is None:
            self.batch = BatchWindow(self._parent, self.controller)
            self.batch.opening.connect(self.open)
            self.batch.destroyed.connect(self._forget)
        self.batch.show()
        self.batch.raise_()
        self.batch.activateWindow()

    @Slot(Path)
    def work_through(self, folder: Path) -> None:
        """Show the window of a batch with a folder."""
        self.messages.hide()
        self.show_window()
        assert self.batch is not None
        self.batch.take(folder)

    def open(self, plan: Plan, picture: Picture) -> None:
        """Open a picture with what the batch makes of it; people are asked first if work would be lost."""
        self.save.confirm_then(partial(self._open, plan, picture))

    def _open(self, plan: Plan, picture: Picture) -> None:
        if self._runner is None:
            self._runner = TaskRunner(self)
        self.status.show_message(tr("Opening {name} as the batch sees it…", name=picture.path.name))
        self._runner.submit(
            partial(jobs.opening, plan, picture),
            lane="open",
            done=partial(self._opened, picture),
            failed=partial(self._not_opened, picture),
        )

    def close(self) -> None:
        """Stop a batch and close its window."""
        if self.batch is not None:
            self.batch.close()
        if self._runner is not None:
            self._runner.close()

    def _opened(self, picture: Picture, found: tuple[OpenImage, SegmentationResult]) -> None:
        self.messages.hide()
        self.controller.put(jobs.opened(found), picture.path)
        self.status.show_message(tr("{name} as the batch sees it", name=picture.path.name))
        self.shown.emit()

    def _not_opened(self, picture: Picture, error: Exception, details: str) -> None:
        self.status.show_message("")
        self.messages.show_problem(describe(error, tr("Opening {name}", name=picture.path.name)), details)

    def _forget(self) -> None:
        self.batch = None
