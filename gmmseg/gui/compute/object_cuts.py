"""Objects are cut on a thread of their own, so that a click never waits for a fit."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import JobFunction, TaskRunner, Watcher
from gmmseg.imaging.image import Image
from gmmseg.session.compute.object_cutting import ObjectCutter, cutting, preparing
from gmmseg.session.objects import Cut, Mark
from gmmseg.session.session import Session

Key = tuple[int, tuple[Mark, ...], Image]  # which object, by which marks, out of which picture


class ObjectCuts(QObject):
    """Sees to it that every object of a session is cut out as it is marked."""

    failed = Signal(object, str)  # the exception, its traceback
    cut = Signal(int, float)  # an object's key, seconds it took

    def __init__(
        self, session: Session, *, progress: Watcher | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = TaskRunner(self)
        self._progress = progress
        self._cutter: ObjectCutter | None = None
        self.latest: Latest[Key, Cut] = Latest(self.runner, "cut", progress=progress, parent=self)
        self.latest.ready.connect(self._ready)
        self.latest.failed.connect(self._failed)
        session.listen(self.ask)

    def prepare(self) -> None:
        """Make the picture ready for the first click, unless it is."""
        source = self.session.document.source
        if source is not None and (self._cutter is None or self._cutter.image is not source.image):
            job = partial(preparing, self._cutter_of_now())
            self.runner.submit(job, lane="warm", done=lambda _: None, progress=self._progress)

    def ask(self) -> None:
        """Have the object cut out that waits for it, if one does."""
        source, thing = self.session.document.source, self.session.uncut
        key = None if source is None or thing is None else (thing.key, thing.marks, source.image)
        self.latest.want(key, partial(self._cutting, () if thing is None else thing.marks))

    def _cutting(self, marks: tuple[Mark, ...]) -> JobFunction:
        return partial(cutting, self._cutter_of_now(), marks)

    def _cutter_of_now(self) -> ObjectCutter:
        """Return the cutter of the open picture, which keeps what it found out about it."""
        source = self.session.document.source
        assert source is not None
        if self._cutter is None or self._cutter.image is not source.image:
            self._cutter = ObjectCutter(source.image, source.hierarchy)
        return self._cutter

    @Slot(object, object, float)
    def _ready(self, key: Key, cut: Cut, seconds: float) -> None:
        self.latest.forget()  # the session keeps it
        if self.session.take_cut(key[0], cut):
            self.cut.emit(key[0], seconds)

    @Slot(object, object, str)
    def _failed(self, _key: Key, error: Exception, details: str) -> None:
        self.failed.emit(error, details)
