"""Selections that tools make are computed on a thread of their own, so that the mouse never waits."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.tasks import TaskRunner, Watcher
from gmmseg.gui.translation import tr
from gmmseg.imaging.cutting.region_growing import Sigmas, Wand
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import SelectedPixels
from gmmseg.session.compute import selecting
from gmmseg.session.compute.selecting import OutlineRequest, SelectableImage, Wire, WireRequest
from gmmseg.session.open_image import OpenImage
from gmmseg.session.session import Session

SigmaKey = tuple[Image, Model, int]


class Selections(QObject):
    """Has what tools select found out; of each kind the newest question wins and the last answer is kept."""

    ready = Signal()  # regions and boundaries of the open picture are known
    picked = Signal(int, object)  # a region, its SelectedPixels
    wired = Signal(object, object)  # WireRequest, Wire
    outlined = Signal(object)  # SelectedPixels
    grown = Signal(object)  # SelectedPixels
    measured = Signal()  # how unlike a segment the pixels are
    failed = Signal(object, str, str)  # the exception, its traceback, what was being done

    def __init__(
        self, session: Session, *, progress: Watcher | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = TaskRunner(self)
        self.of_image: Latest[OpenImage, SelectableImage] = self._latest("select", progress)
        self.of_region: Latest[tuple[OpenImage, int], SelectedPixels] = self._latest("region")
        self.of_wire: Latest[tuple[OpenImage, WireRequest], Wire] = self._latest("wire")
        self.of_outline: Latest[tuple[OpenImage, OutlineRequest], SelectedPixels] = self._latest("outline")
        self.of_sigmas: Latest[SigmaKey, Sigmas] = self._latest("sigmas")
        self.of_wand: Latest[tuple[Image, Wand], SelectedPixels] = self._latest("wand")
        self.of_image.ready.connect(self._ready)
        self.of_region.ready.connect(self._picked)
        self.of_wire.ready.connect(self._wired)
        self.of_outline.ready.connect(self._outlined)
        self.of_sigmas.ready.connect(self._measured)
        self.of_wand.ready.connect(self._grown)
        session.listen(self._session_changed)

    def _latest(self, lane: str, progress: Watcher | None = None) -> Latest[Any, Any]:
        latest: Latest[Any, Any] = Latest(self.runner, lane, progress=progress, parent=self)
        latest.failed.connect(self._has_failed)
        return latest

    @property
    def _all(self) -> tuple[Latest[Any, Any], ...]:
        return self.of_image, self.of_region, self.of_wire, self.of_outline, self.of_sigmas, self.of_wand

    @property
    def image(self) -> SelectableImage | None:
        """The open picture, once regions and boundaries are known; asked for where they are not."""
        source = self.session.document.source
        if source is None:
            return None
        known = self.of_image.known
        if known is not None and known[0] is source:
            return known[1]
        self.of_image.want(source, lambda: partial(selecting.preparing_selection, source))
        return None

    def pixels_of(self, region: int) -> SelectedPixels | None:
        """Return the pixels of a region, or have them found."""
        image = self.image
        if image is None:
            return None
        key, known = (image.source, region), self.of_region.known
        if known is not None and known[0] == key:
            return known[1]
        self.of_region.want(key, lambda: partial(selecting.picking, image.picker, region))
        return None

    def wire(self, request: WireRequest) -> Wire | None:
        """Return the live wire of a request, or have it found."""
        image = self.image
        if image is None:
            return None
        key, known = (image.source, request), self.of_wire.known
        if known is not None and known[0] == key:
            return known[1]
        same = None
        if known is not None and known[0][0] is image.source and known[0][1].box == request.box:
            same = known[1]
        self.of_wire.want(key, lambda: partial(selecting.wiring, image.boundaries, request, same))
        return None

    def outline(self, request: OutlineRequest) -> None:
        """Have the pixels found that an outline goes round."""
        image = self.image
        if image is not None:
            self.of_outline.forget()
            key = (image.source, request)
            self.of_outline.want(key, lambda: partial(selecting.outlining, image.boundaries, request))

    def sigmas(self, wand: Wand) -> Sigmas | None:
        """Return how unlike a wand's segment the pixels of the small picture are, or have it found."""
        source = self.session.document.source
        if source is None:
            return None
        key, known = (source.small, wand.model, wand.segment), self.of_sigmas.known
        if known is not None and known[0] == key:
            return known[1]
        self.of_sigmas.want(key, lambda: partial(selecting.measuring_sigmas, *key))
        return None

    def grow(self, wand: Wand) -> None:
        """Have the pixels found that a wand takes."""
        source = self.session.document.source
        if source is not None:
            self.of_wand.forget()
            image = source.image
            self.of_wand.want((image, wand), lambda: partial(selecting.growing, image, wand))

    def _session_changed(self) -> None:
        """Let go of what was found in a picture that is not open any more."""
        source, known = self.session.document.source, self.of_image.known
        wanted = self.of_image.wanted
        if (known is not None and known[0] is not source) or (wanted is not None and wanted is not source):
            for latest in self._all:
                latest.want(None)
                latest.forget()

    @Slot(object, object, float)
    def _ready(self, _source: OpenImage, _image: SelectableImage, _seconds: float) -> None:
        self.ready.emit()

    @Slot(object, object, float)
    def _picked(self, key: tuple[OpenImage, int], found: SelectedPixels, _seconds: float) -> None:
        self.picked.emit(key[1], found)

    @Slot(object, object, float)
    def _wired(self, key: tuple[OpenImage, WireRequest], found: Wire, _seconds: float) -> None:
        self.wired.emit(key[1], found)

    @Slot(object, object, float)
    def _outlined(self, _key: object, found: SelectedPixels, _seconds: float) -> None:
        self.outlined.emit(found)

    @Slot(object, object, float)
    def _grown(self, _key: object, found: SelectedPixels, _seconds: float) -> None:
        self.grown.emit(found)

    @Slot(object, object, float)
    def _measured(self, _key: object, _found: Sigmas, _seconds: float) -> None:
        self.measured.emit()

    @Slot(object, object, str)
    def _has_failed(self, _key: object, error: Exception, details: str) -> None:
        self.failed.emit(error, details, tr("Selecting"))
