"""Maps of regions and probabilities for the canvas: computed once in the background, then kept."""

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.session.compute import probability_maps
from gmmseg.session.compute.probability_maps import Map
from gmmseg.session.compute.region_map import RegionMap, RegionMapRequest, dividing_regions
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.session import Session

NAMES = ("detail", "min_region")  # the settings that decide regions and nothing else


class RegionMaps(QObject):
    """Has the regions of the open picture made, and keeps the last."""

    ready = Signal(int)  # how many regions there are

    def __init__(self, session: Session, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.runner = session, runner
        self._known: tuple[RegionMapRequest, RegionMap] | None = None
        self._asked: RegionMapRequest | None = None
        runner.finished.connect(self._finished)
        runner.failed.connect(self._failed)
        runner.cancelled.connect(self._cancelled)

    def latest(self) -> RegionMap | None:
        """Return the regions of the open picture, the last ones until those of now are there, or None."""
        source, settings = self.session.document.source, self.session.shown.settings
        if source is None:
            return None
        wanted = RegionMapRequest(source.image, settings.seed, settings.detail, settings.min_region)
        known = self._known if self._known and self._known[0].image is source.image else None
        waits = wanted == self._asked and self.runner.has("regions")
        if not waits and (known is None or known[0] != wanted):
            self._asked = wanted
            road = partial(dividing_regions, wanted, source.levels, source.hierarchy)
            self.runner.submit(Task.along("regions", road, wanted))
        return known[1] if known else None

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        if isinstance(result, RegionMap):
            self._known = cast("RegionMapRequest", task.about), result
            self._asked = None if self._asked == task.about else self._asked
            self.ready.emit(result.n_regions)

    @Slot(object, object, str)
    def _failed(self, task: Task, _error: Exception, _details: str) -> None:
        self._cancelled(task)

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        if task.lane == "regions" and task.about == self._asked:
            self._asked = None


Key = tuple[int, int | None]  # which segmentation, which of its segments (None for uncertainty)


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
        """Return the map of a segment, None for uncertainty, if it is there; else have it made."""
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
