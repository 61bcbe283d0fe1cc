"""Objects are cut on a thread of their own, so that a click never waits for a fit."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import JobFunction, TaskRunner, Watcher
from gmmseg.imaging.image import Image
from gmmseg.session.compute.object_cutting import ObjectCutter, cutting, preparing
from gmmseg.session.objects import Cut, Mark
from gmmseg.session.session import Session

CutKey = tuple[int, tuple[Mark, ...], Image]  # which object, by which marks, out of which picture


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
        self.latest: Latest[CutKey, Cut] = Latest(self.runner, "cut", progress=progress, parent=self)
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
        """Have the first object cut out that waits for it and did not fail, if one does."""
        source = self.session.document.source
        if self._cutter is not None and (source is None or self._cutter.image is not source.image):
            self._cutter = None  # it would keep the pixels of a picture that is not shown any more
        key = next((key for key in self._waiting if not self.latest.is_refused(key)), None)
        self.latest.want(key, partial(self._cutting, () if key is None else key[1]))

    @property
    def _waiting(self) -> list[CutKey]:
        source = self.session.document.source
        things = () if source is None else self.session.shown.objects
        return [(each.key, each.marks, source.image) for each in things if source and not each.is_cut]

    def cancel(self) -> None:
        """Cut nothing out that waits now because people wish it, before `retry`."""
        for key in self._waiting:
            self.latest.refuse(key)
        self.latest.cancel()

    def retry(self) -> None:
        """Let what failed or was cancelled be cut out again."""
        self.latest.retry()

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
    def _ready(self, key: CutKey, cut: Cut, seconds: float) -> None:
        self.latest.forget()  # the session keeps it
        if self.session.take_cut(key[0], cut):
            self.cut.emit(key[0], seconds)

    @Slot(object, object, str)
    def _failed(self, _key: CutKey, error: Exception, details: str) -> None:
        self.failed.emit(error, details)
        self.ask()
