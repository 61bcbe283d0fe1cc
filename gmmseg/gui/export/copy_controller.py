"""The clipboard, and results that are dragged out of the window: the same files that an export writes."""

import csv
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from weakref import ref

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.panels.object_controller import ObjectController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.document import SegmentStyle

OVERLAY, TABLE = "overlay", "table"
COPYING, DRAGGING = "copy", "drag"  # lanes: what is made ready to be dragged stops no copy


class Shown(NamedTuple):
    """What an overlay shows; the result is told by itself, not by a number that another may have later."""

    result: Callable[[], SegmentationResult | None]
    looks: tuple[SegmentStyle, ...]
    opacity: float


def _none() -> None:
    """Return what stands for the result where there is none."""


class CopyController(QObject):
    """Puts results on the clipboard, and has those ready that are dragged out."""

    ready = Signal()  # what may be dragged out is there

    def __init__(
        self,
        *,
        controller: SessionController,
        rows: SegmentList,
        objects: ObjectController,
        opacity: Callable[[], float],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.controller, self.session = controller, controller.session
        self._rows, self._objects, self._opacity = rows, objects, opacity
        self._runner = TaskRunner(self)
        self._folder: TemporaryDirectory[str] | None = None
        self._n = 0  # of what was written, so that no file is written twice
        self._dragged: tuple[Shown, Path] | None = None  # what it shows, its file

    def copy_picture(self) -> None:
        """Copy the bare picture, as it is shown."""
        source = self.session.document.source
        if source is not None:
            drawn = source.levels[0] if source.drawn is None else source.drawn.levels[0]
            self._put(image_of(drawn), None, tr("the picture"))

    def copy_overlay(self) -> None:
        """Copy the picture with its segments over it."""
        self._write(OVERLAY, None, partial(self._copy_file, tr("the overlay")))

    def copy_mask(self) -> None:
        """Copy the mask of the object or segment that is selected, else the map of all segments."""
        if self._objects.current is not None:
            self._write_object("object-masks", tr("the mask of {name}", name=self._objects.current.name))
        elif self._rows.chosen:
            name = self.session.document.segment_styles[self._rows.chosen[0]].name
            self._write(
                "masks", self._rows.chosen[0], partial(self._copy_file, tr("the mask of {name}", name=name))
            )
        else:
            self._write("labels", None, partial(self._copy_file, tr("the label map")))

    def copy_cutout(self) -> None:
        """Copy the object or segment that is selected, transparent outside."""
        if self._objects.current is not None:
            self._write_object("object-cutouts", self._objects.current.name)
        elif self._rows.chosen:
            name = self.session.document.segment_styles[self._rows.chosen[0]].name
            self._write("cutouts", self._rows.chosen[0], partial(self._copy_file, name))
        else:
            self.controller.status_message.emit(
                tr("Select an object or a segment first, then copy its cut-out")
            )

    def copy_table(self) -> None:
        """Copy the table of segments for a spreadsheet."""
        self._write(TABLE, None, self._copy_table)

    def prepare_drag(self) -> None:
        """Write the file that may be dragged out in a moment."""
        if self.dragged is None and self.session.document.is_current:
            self._write(OVERLAY, None, partial(self._keep_dragged, self._shown), lane=DRAGGING)

    @property
    def dragged(self) -> Path | None:
        """The file of what is to be dragged out; None until it is written."""
        known = self._dragged
        is_there = known is not None and known[0] == self._shown and known[0].result() is not None
        return known[1] if known is not None and is_there else None

    @property
    def _shown(self) -> Shown:
        document = self.session.document
        return Shown(
            ref(document.result) if document.result else _none, document.segment_styles, self._opacity()
        )

    def _keep_dragged(self, shown: Shown, path: Path) -> None:
        self._dragged = (shown, path)
        self.ready.emit()

    def _write_object(self, kind: str, what: str) -> None:
        current = self._objects.current
        if current is None or current.cut is None:
            self.controller.status_message.emit(tr("Wait a moment: the object is still being cut out"))
            return
        place = [each.key for each in self.session.document.objects].index(current.key)
        self._write(kind, None, partial(self._copy_file, what), place=place)

    def _write(
        self,
        kind: str,
        row: int | None,
        done: Callable[[Path], object],
        *,
        place: int = 0,
        lane: str = COPYING,
    ) -> None:
        """Have files of a kind written, of one segment or all, and hand the one at a place to `done`."""
        document = self.session.document
        if not document.is_current:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
            return
        from gmmseg.session.project.export import ExportableImage, ExportOptions

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="gmmseg-")
        self._n += 1
        segments = None if row is None else (row + 1,)
        options = ExportOptions(
            Path(self._folder.name) / str(self._n), (kind,), True, self._opacity(), segments
        )
        exhibit = ExportableImage.of(document)
        assert document.source is not None
        stem = Path(document.source.file_name).stem

        def job(_workers: Workers) -> Generator[Progress, None, Path]:
            yield Progress(tr("Copying"), 0.1)
            return options.write(exhibit, stem)[place]

        self._runner.submit(job, lane=lane, done=done, failed=self._failed)

    def _failed(self, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Copying")), details)

    def _copy_file(self, what: str, path: Path) -> None:
        self._put(QImage(str(path)), path, what)

    def _copy_table(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        data = QMimeData()
        data.setText("\n".join("\t".join(row) for row in rows))
        QGuiApplication.clipboard().setMimeData(data)
        self.controller.status_message.emit(tr("Copied a table of {n} rows", n=len(rows) - 1))

    def _put(self, image: QImage, path: Path | None, what: str) -> None:
        data = mime_of(path)
        data.setImageData(image)
        QGuiApplication.clipboard().setMimeData(data)
        self.controller.status_message.emit(
            tr(
                "Copied {what}, {width} × {height} pixels",
                what=what,
                width=image.width(),
                height=image.height(),
            )
        )

    @Slot()
    def close(self) -> None:
        """Stop what is written, and remove what was."""
        self._runner.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def mime_of(path: Path | None) -> QMimeData:
    """Return what stands for a file elsewhere: programs that take pictures or files take it."""
    data = QMimeData()
    if path is not None:
        data.setUrls([QUrl.fromLocalFile(str(path))])
    return data
