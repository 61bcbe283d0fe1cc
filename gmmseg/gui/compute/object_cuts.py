"""Objects are cut on a thread of their own, so that a click never waits for a fit."""

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.imaging.image import Image
from gmmseg.session.compute.object_cutting import ObjectCutter, cutting, preparing
from gmmseg.session.objects import Cut, Mark
from gmmseg.session.session import Session

Order = tuple[int, tuple[Mark, ...], Image]  # which object, by which marks, out of which picture


class ObjectCuts(QObject):
    """Sees to it that every object of a session is cut out as it is marked."""

    failed = Signal(object, object, str)  # the task, the exception, its traceback
    cut = Signal(int, float)  # an object's key, seconds it took

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = TaskRunner(self)
        self._carver: ObjectCutter | None = None
        self._asked: Order | None = None
        self._declined: Order | None = None
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._engine_failed)
        self.runner.cancelled.connect(self._cancelled)
        session.listen(self.ask)

    def prepare(self) -> None:
        """Make the picture ready for the first click, unless it is."""
        if self._renewed():
            assert self._carver is not None
            self.runner.submit(Task.along("warm", partial(preparing, self._carver)))

    def ask(self) -> None:
        """Have the object cut out that waits for it, if one does."""
        source, thing = self.session.document.source, self.session.uncut
        if source is None or thing is None:
            if self._asked is not None:
                self.runner.cancel({"cut"})
            self._asked = None
            return
        order = thing.key, thing.marks, source.image
        if order in (self._asked, self._declined):
            return
        self._asked = order
        self._renewed()
        assert self._carver is not None
        self.runner.submit(Task.along("cut", partial(cutting, self._carver, thing.marks), order))

    def _renewed(self) -> bool:
        """Return whether the picture has no cutter of its own yet; then it gets one."""
        source = self.session.document.source
        if source is None or (self._carver is not None and self._carver.image is source.image):
            return False
        self._carver = ObjectCutter(source.image, source.hierarchy)
        return True

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        if not isinstance(result, Cut):
            return
        order = cast("Order", task.about)
        self._asked = None if self._asked == task.about else self._asked
        source = self.session.document.source
        if source is not None and source.image is order[2] and self.session.take_cut(order[0], result):
            self.cut.emit(order[0], task.seconds)

    @Slot(object, object, str)
    def _engine_failed(self, task: Task, error: Exception, details: str) -> None:
        if task.lane == "cut" and task.about == self._asked:
            self._declined, self._asked = self._asked, None
            self.failed.emit(task, error, details)

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        if task.lane == "cut" and task.about == self._asked:
            self._asked = None
