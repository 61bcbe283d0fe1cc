"""Opens the batch window from the main window, at most one, and brings its pictures back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gmmseg.batch import Picture, Plan
from gmmseg.gui.batch import jobs
from gmmseg.gui.compute.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from gmmseg.gui.app.main_window import MainWindow
    from gmmseg.gui.batch.batch_window import BatchWindow


class BatchController(QObject):
    """Opens the window of a batch, and pictures from it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window, self.controller = window, window.controller
        self.batch: BatchWindow | None = None
        self._engine: TaskRunner | None = None

    def do_batch(self) -> None:
        """Show the window of a batch."""
        from gmmseg.gui.batch.batch_window import BatchWindow

        if self.batch is None:
            self.batch = BatchWindow(self.window, self.controller)
            self.batch.opening.connect(self.open)
            self.batch.destroyed.connect(self._forget)
        self.batch.show()
        self.batch.raise_()
        self.batch.activateWindow()

    def work_through(self, folder: Path) -> None:
        """Show the window of a batch with a folder."""
        self.window.message.hide()
        self.do_batch()
        assert self.batch is not None
        self.batch.take(folder)

    def open(self, plan: Plan, picture: Picture) -> None:
        """Open a picture with what the batch makes of it; people are asked first if work would be lost."""
        self.window.saver.settle_then(partial(self._open, plan, picture))

    def _open(self, plan: Plan, picture: Picture) -> None:
        if self._engine is None:
            self._engine = TaskRunner(self)
            self._engine.finished.connect(self._opened)
            self._engine.failed.connect(self._failed)
        self.window.status.say(f"Opening {picture.path.name} as the batch sees it…")
        self._engine.submit(Task.along("open", partial(jobs.opening, plan, picture), picture))

    def close(self) -> None:
        """Stop a batch and close its window."""
        if self.batch is not None:
            self.batch.close()
        if self._engine is not None:
            self._engine.close()

    def _opened(self, task: Task, found: object) -> None:
        picture = task.about
        assert isinstance(picture, Picture)
        self.window.message.hide()
        self.controller.put(jobs.opened(found))  # type: ignore[arg-type]
        self.controller.opened.emit(str(picture.path))
        self.window.status.say(f"{picture.path.name} as the batch sees it")
        self.window.raise_()
        self.window.activateWindow()

    def _failed(self, _task: Task, error: Exception, details: str) -> None:
        from gmmseg.errors import GmmsegError

        known = isinstance(error, GmmsegError)
        self.window.status.say("")
        self.window.message.show_problem(
            str(error) if known else "Opening a picture of the batch failed.", "" if known else details
        )

    def _forget(self) -> None:
        self.batch = None
