"""Where the views of probability and doubt get their maps from: made by the engine, the last one kept."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.session.compute import probability_maps
from gmmseg.session.compute.probability_maps import Map
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.session import Session

Key = tuple[int, int | None]  # which segmentation, which of its segments (None for doubt)


class SegmentMaps(QObject):
    """Has maps of the shown answer made, and keeps the last."""

    ready = Signal()

    def __init__(self, session: Session, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.runner = session, runner
        self._known: tuple[Key, SegmentationResult, Map] | None = None
        self._asked: Key | None = None
        runner.finished.connect(self._finished)
        runner.failed.connect(self._failed)
        runner.cancelled.connect(self._ended)

    def of(self, segment: int | None) -> Map | None:
        """Return the map of a segment, None for doubt, if it is there; else have it made."""
        result = self.session.shown.result
        if result is None or not self.session.shown.is_current:
            return None
        raw = segment
        if segment is not None:
            owners = self.session.shown.owners[1:].tolist()
            if segment not in owners:
                return None  # half of a segment that could not be split: no pixel is its own
            raw = owners.index(segment)
        key = (id(result), raw)
        if self._known and self._known[0] == key:
            return self._known[2]
        if self._asked != key or not self.runner.has("map"):  # a new fit may have pushed it out of the queue
            self._asked = key
            road = partial(probability_maps.mapping_probabilities, result.segmentation, raw)
            self.runner.submit(Task.along("map", road, (key, result)))
        return None

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        if task.lane == "map" and isinstance(task.about, tuple):
            key, answer = task.about
            self._known, self._asked = (key, answer, result), None  # type: ignore[assignment]
            self.ready.emit()

    @Slot(object, object, str)
    def _failed(self, task: Task, _error: Exception, _details: str) -> None:
        self._ended(task)

    @Slot(object)
    def _ended(self, task: Task) -> None:
        if task.lane == "map" and isinstance(task.about, tuple) and task.about[0] == self._asked:
            self._asked = None
