"""Thumbnails of the rows in view, made one after another on a thread of their own."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from gmmseg.batch import Plan
from gmmseg.gui.batch import jobs
from gmmseg.gui.batch.table_model import BatchTableModel
from gmmseg.gui.compute.tasks import TaskRunner

LONGEST_QUEUE = 40  # rows; what was looked at before these has been scrolled past


class BatchThumbnails(QObject):
    """Makes what rows ask for, the latest first."""

    def __init__(self, rows: BatchTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self.rows, self.runner = rows, TaskRunner(self)
        self.plan: Plan | None = None
        self._waiting: list[str] = []
        rows.wanted.connect(self._ask)
        self.runner.busied.connect(self._free)

    def show_plan(self, plan: Plan) -> None:
        """Make thumbnails of another plan's pictures."""
        self.plan = plan
        self._places = {picture.name: picture for picture in plan.pictures}

    def renew(self, name: str) -> None:
        """Make a picture's thumbnail anew when it is next looked at: something was found in it."""
        self.rows.renew_thumbnail(name)

    def close(self) -> None:
        """Stop."""
        self._waiting = []
        self.runner.close()

    def _ask(self, name: str) -> None:
        self._waiting.append(name)
        for passed in self._waiting[:-LONGEST_QUEUE]:
            self.rows.renew_thumbnail(passed)
        self._waiting = self._waiting[-LONGEST_QUEUE:]
        self._next()

    def _next(self) -> None:
        if self.runner.is_busy or not self._waiting or self.plan is None:
            return
        name = self._waiting.pop()
        if name in self._places:
            picture, line = self._places[name], self.rows.line_of(name)
            job = partial(jobs.picturing, self.plan, picture, line)
            made, missed = partial(self._made, name), partial(self._missed, name)
            self.runner.submit(job, lane="thumbnail", done=made, failed=missed)

    def _made(self, name: str, image: QImage | None) -> None:
        self.rows.show_thumbnail(name, image)

    def _missed(self, name: str, _error: Exception, _details: str) -> None:
        self._made(name, None)

    def _free(self, busy: bool) -> None:
        if not busy:
            self._next()
