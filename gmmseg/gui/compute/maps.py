"""Maps for the views: regions, how probable a segment is, how undecided pixels are; the last is kept."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import TaskRunner, Watcher
from gmmseg.gui.translation import tr
from gmmseg.session.compute.probability_maps import GreyLevels, MapName, mapping_probabilities
from gmmseg.session.compute.region_map import RegionMap, RegionMapRequest, dividing_regions
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.session import Session

NAMES = ("detail", "min_region")  # the settings that decide regions and nothing else

MapKey = tuple[SegmentationResult, int | MapName]  # of which segmentation, which of its segments or what else


class Maps(QObject):
    """Has maps of the open picture and of the shown answer made, each when a view first asks for it."""

    regions_ready = Signal(int)  # how many regions there are
    probabilities_ready = Signal()
    failed = Signal(object, str, str)  # the exception, its traceback, what was being done

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
        self.of_regions: Latest[RegionMapRequest, RegionMap] = Latest(
            runner, "regions", progress=progress, parent=self
        )
        self.of_probabilities: Latest[MapKey, GreyLevels] = Latest(
            runner, "map", progress=progress, parent=self
        )
        self.of_regions.ready.connect(self._regions_ready)
        self.of_regions.failed.connect(self._regions_failed)
        self.of_probabilities.ready.connect(self._probabilities_ready)
        self.of_probabilities.failed.connect(self._probabilities_failed)
        source = session.document.source
        self._image = None if source is None else source.image  # the one that maps are of
        session.listen(self._session_changed)

    def regions(self) -> RegionMap | None:
        """Return the regions of the open picture, the last ones until those of now are there, or None."""
        source, settings = self.session.document.source, self.session.shown.settings
        if source is None:
            return None
        key = RegionMapRequest(source.image, settings.seed, settings.detail, settings.min_region)
        job = partial(dividing_regions, key, source.levels, source.hierarchy)
        self.of_regions.want(key, lambda: job)
        known = self.of_regions.known
        return known[1] if known is not None and known[0].image is source.image else None

    def probabilities(self, segment: int | MapName) -> GreyLevels | None:
        """Return the map of a segment, or of what is named, if it is there; else have it made."""
        result = self.session.shown.result
        if result is None or not self.session.shown.is_current:
            return None
        raw = segment
        if isinstance(segment, int):
            owners = self.session.shown.owners[1:].tolist()
            if segment not in owners:
                return None  # half of a segment that could not be split: no pixel is its own
            raw = owners.index(segment)
        key, job = (result, raw), partial(mapping_probabilities, result.segmentation, raw)
        self.of_probabilities.want(key, lambda: job)
        known = self.of_probabilities.known
        return known[1] if known is not None and known[0] == key else None

    def cancel(self) -> None:
        """Stop what is being made because people wish it."""
        self.of_regions.cancel()
        self.of_probabilities.cancel()

    def retry(self) -> None:
        """Let what failed or was cancelled be asked for again."""
        self.of_regions.retry()
        self.of_probabilities.retry()

    def _session_changed(self) -> None:
        """Want no map of what is not shown any more."""
        regions, probabilities = self.of_regions.wanted, self.of_probabilities.wanted
        source, shown = self.session.document.source, self.session.shown
        image = None if source is None else source.image
        if image is not self._image:  # what is known of the other one would keep its pixels
            self._image = image
            for latest in (self.of_regions, self.of_probabilities):
                latest.forget()
        if regions is not None and (source is None or regions.image is not source.image):
            self.of_regions.want(None)
        if probabilities is not None and (probabilities[0] is not shown.result or not shown.is_current):
            self.of_probabilities.want(None)

    @Slot(object, object, float)
    def _regions_ready(self, _key: RegionMapRequest, found: RegionMap, _seconds: float) -> None:
        self.regions_ready.emit(found.n_regions)

    @Slot(object, object, str)
    def _regions_failed(self, _key: RegionMapRequest, error: Exception, details: str) -> None:
        self.failed.emit(error, details, tr("Finding regions"))

    @Slot(object, object, float)
    def _probabilities_ready(self, _key: MapKey, _found: GreyLevels, _seconds: float) -> None:
        self.probabilities_ready.emit()

    @Slot(object, object, str)
    def _probabilities_failed(self, _key: MapKey, error: Exception, details: str) -> None:
        self.failed.emit(error, details, tr("Drawing"))
