"""Objects are found and measured on the engine's thread, as the document asks for them; the newest wins."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import JobFunction, TaskRunner, Watcher
from gmmseg.session.compute.found_objects import FoundObjects, ObjectRequest, finding
from gmmseg.session.session import Session


class ObjectSearch(QObject):
    """Has the objects of the document found that is shown, while it asks for any."""

    found = Signal()  # other objects than before, or none
    failed = Signal(object, str)  # the exception, its traceback

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        *,
        progress: Watcher | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.objects: FoundObjects | None = None  # the last ones, of this picture
        self.problem = ""  # why there are none
        self.latest: Latest[ObjectRequest, FoundObjects] = Latest(
            runner, "objects", progress=progress, parent=self
        )
        self.latest.ready.connect(self._ready)
        self.latest.failed.connect(self._failed)
        session.listen(self.ask)

    @property
    def is_current(self) -> bool:
        """Whether the objects are those that the document asks for."""
        request = ObjectRequest.of(self.session.document)
        return self.objects is not None and self.objects.request == request

    def ask(self) -> None:
        """Have the objects found that are shown, if those are not known; forget those of another picture."""
        shown, source = self.session.shown, self.session.document.source
        if self.objects is not None and (
            shown.object_options is None
            or source is None
            or self.objects.objects.image.source is not source.image.source
        ):
            self._show(None)
        is_whole = shown.source is source
        request = ObjectRequest.of(shown) if is_whole else None
        if request is None or (self.objects is not None and self.objects.request == request):
            self.latest.want(None)
            return
        self.latest.want(request, partial(self._job_of, request))

    def cancel(self) -> None:
        """Find nothing that is being found now because people wish it, before `retry`."""
        self.latest.cancel()

    def retry(self) -> None:
        """Let what failed or was cancelled be found again."""
        self.latest.retry()

    def _job_of(self, request: ObjectRequest) -> JobFunction:
        return partial(finding, request, self.objects)

    def _show(self, objects: FoundObjects | None, problem: str = "") -> None:
        self.objects, self.problem = objects, problem
        self.found.emit()

    @Slot(object, object, float)
    def _ready(self, _request: ObjectRequest, objects: FoundObjects, _seconds: float) -> None:
        self.latest.forget()  # what is shown is kept here
        self._show(objects)

    @Slot(object, object, str)
    def _failed(self, _request: ObjectRequest, error: Exception, details: str) -> None:
        self._show(None, str(error))
        self.failed.emit(error, details)
