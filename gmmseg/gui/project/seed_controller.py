"""Annotations as seeds: their classes become segments, or join those of their names, and teach the model."""

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import describe
from gmmseg.gui.translation import tr, trn
from gmmseg.gui.widgets import save_dialog
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.io.projects import is_project
from gmmseg.job import Progress, Workers
from gmmseg.session.edits.segments import teach

DROPPED = (
    ".json",
    ".geojson",
    ".gz",
    ".txt",
    ".roi",
    ".zip",
    ".npz",
)  # no pictures: annotations of the open one
ENDINGS = "*.png *.tif *.tiff *.bmp *.npz *.npy *.json *.geojson *.gz *.txt *.roi *.zip"


def is_annotation(path: Path) -> bool:
    """Return whether a file that is dropped holds annotations, as its name says."""
    return path.suffix.lower() in DROPPED and not is_project(path)


class SeedController(QObject):
    """Reads annotations off the window's thread and ties the pixels that they mark to segments."""

    def __init__(self, *, controller: SessionController, parent: QWidget) -> None:
        super().__init__(parent)
        self.controller, self.session, self._parent = controller, controller.session, parent

    def takes(self, files: Sequence[Path]) -> bool:
        """Return whether files that are dropped are annotations of the picture that is open."""
        source = self.session.document.source
        has_picture = source is not None and source.large is None
        return has_picture and bool(files) and all(is_annotation(file) for file in files)

    def choose(self) -> None:
        """Ask which file of annotations teaches the model."""
        beside = str(save_dialog.beside(self.session.document.source))
        kinds = tr("Annotations ({endings});;All files (*)", endings=ENDINGS)
        dialog = save_dialog.file_dialog(self._parent, tr("Learn from annotations"), beside, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(str)
    def take(self, path: str | Path) -> None:
        """Read a file of annotations of the picture that is open, and learn from it."""
        source = self.session.document.source
        if source is None:
            return
        if not self.session.document.is_settled:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
            return
        self.controller.reader.submit(
            partial(_reading, Path(path), source.image),
            lane="annotations",
            done=partial(self._read, Path(path), source.image),
            failed=partial(self._not_read, Path(path)),
        )

    def _read(self, path: Path, image: Image, seeds: NamedSeeds) -> None:
        source, before = self.session.document.source, self.session.document
        if source is None or source.image is not image:
            self.controller.status_message.emit(
                tr("{name} was not taken in: another picture is open", name=path.name)
            )
            return
        self.controller.apply(tr("Learn from {name}", name=path.name), teach(seeds))
        n = len(seeds.names)
        if self.session.document is before:
            self.controller.status_message.emit(
                tr("{name} marks locked segments only, or the same again", name=path.name)
            )
        else:
            text = trn(
                "The model learns one class from {name}",
                "The model learns %n classes from {name}",
                n,
                name=path.name,
            )
            self.controller.status_message.emit(" ".join((text, *seeds.notes)))

    def _not_read(self, path: Path, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Reading {name}", name=path.name)), details)


def _reading(path: Path, image: Image, _workers: Workers) -> Generator[Progress, None, NamedSeeds]:
    """Yield progress and return the seeds that a file of annotations has for a picture."""
    from gmmseg.io.readers.annotations import seed_files

    yield Progress(f"Reading {path.name}", 0.1)
    return seed_files.read(path, image, least=1)
