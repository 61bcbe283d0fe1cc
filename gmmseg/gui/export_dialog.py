"""The dialog that asks what to export, where, and of which segments."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui import memory, theme
from gmmseg.gui.controls import heading, plain
from gmmseg.gui.desk import Desk
from gmmseg.gui.kind_boxes import KindBoxes
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Progress, Workers

if TYPE_CHECKING:
    from gmmseg.io.exporters.scene import Output

DEFAULT_KINDS = "labels,overlay"
DEFAULT_TEMPLATE = "{name}"
WHICH = ("All", "Those in view", "Those selected")


@dataclass(frozen=True)
class Order:
    """What is to be written where."""

    segmentation: Segmentation
    folder: Path
    kinds: tuple[str, ...]
    stem: str
    overwrite: bool
    opacity: float
    segments: tuple[int, ...] | None
    objects: tuple[tuple[str, NDArray[np.bool_]], ...] = ()

    @property
    def also(self) -> "list[Output]":
        """The files of objects that are to be written with the others."""
        from gmmseg.io.exporters import OBJECT_KINDS, objects

        kinds = [kind for kind in self.kinds if kind in OBJECT_KINDS]
        return list(objects.outputs(self.segmentation.image, self.objects, kinds))


def exporting(order: Order, _workers: Workers) -> Generator[Progress, None, list[Path]]:
    """Yield progress and return the files that were written."""
    from gmmseg.io.exporters import KINDS, export

    yield Progress(f"Exporting {order.stem}", 0.2)
    return export(
        order.segmentation,
        order.folder,
        [kind for kind in order.kinds if kind in KINDS],
        stem=order.stem,
        overwrite=order.overwrite,
        opacity=order.opacity,
        segments=order.segments,
        also=order.also,
    )


class ExportDialog(QDialog):
    """Asks, remembers the last choice, and says afterwards where the files are."""

    def __init__(
        self, parent: QWidget, desk: Desk, chosen: list[int], opacity: float, kinds: str = ""
    ) -> None:
        """`kinds` are ticked at first, those of last time by default."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self._chosen, self._opacity = desk, chosen, opacity
        source = desk.session.document.source
        assert source is not None
        self._name = Path(source.image.name).stem
        ticked = kinds or memory.text("export/kinds", DEFAULT_KINDS)
        self.what = KindBoxes(desk.session.document, ticked.split(","))
        self._lay_out()
        for signal in (self.what.toggled, self.folder.textChanged, self.template.textChanged, desk.changed):
            signal.connect(self._show_example)
        desk.exported.connect(self._exported)
        desk.failed.connect(self._failed)
        self._show_example()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(heading("What"))
        column.addWidget(self.what, 1)
        column.addSpacing(theme.GRID)
        column.addLayout(self._where())
        column.addSpacing(theme.GRID)
        column.addLayout(self._foot())

    def _where(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        self.template = QLineEdit(memory.text("export/template", DEFAULT_TEMPLATE))
        self.template.setAccessibleName("Name of the files")
        self.template.setToolTip("{name} stands for the picture's name, {k} for the number of segments.")
        self.example = plain("", "faint")
        self.which = QComboBox()
        self.which.addItems(WHICH)
        self.which.setAccessibleName("Which segments")
        self.overwrite = QCheckBox("Replace files that are there")
        for i, name in enumerate(("Folder", "Name", "Segments")):
            grid.addWidget(plain(name), i, 0)
        grid.addLayout(self._folder_row(), 0, 1)
        for i, row in enumerate(((self.template, self.example), (self.which, self.overwrite)), 1):
            beside = QHBoxLayout()
            beside.setSpacing(2 * theme.GRID)
            for part in row:
                beside.addWidget(part, 1)
            grid.addLayout(beside, i, 1)
        return grid

    def _folder_row(self) -> QHBoxLayout:
        self.folder = QLineEdit(memory.text("export/folder", str(Path.home())))
        self.folder.setAccessibleName("Folder")
        browse = QPushButton("Choose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        return row

    def _foot(self) -> QVBoxLayout:
        self.outcome = plain()
        self.outcome.setWordWrap(True)
        self.show_folder = QPushButton("Show in folder")
        self.show_folder.clicked.connect(self._show_folder)
        self.show_folder.hide()
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        self.go = QPushButton("Export")
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._export)
        row = QHBoxLayout()
        row.addWidget(self.show_folder)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.go)
        column = QVBoxLayout()
        column.addWidget(self.outcome)
        column.addLayout(row)
        return column

    @property
    def stem(self) -> str:
        """How the files' names begin."""
        k = str(len(self.desk.session.document.looks))
        return self.template.text().replace("{name}", self._name).replace("{k}", k).strip()

    def _show_example(self) -> None:
        chosen = self.what.chosen
        document = self.desk.session.document
        ready = document.is_answered and all(thing.is_cut for thing in document.objects)
        self.go.setEnabled(bool(chosen and self.stem and self.folder.text().strip() and ready))
        self.example.setText(
            f"as in {self.stem}_{chosen[0]}…" if chosen else "Choose at least one kind of file."
        )

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Folder to export to", self.folder.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _segments(self) -> tuple[int, ...] | None:
        looks = self.desk.session.document.looks
        match self.which.currentIndex():
            case 1:
                return tuple(i + 1 for i, look in enumerate(looks) if not look.hidden)
            case 2:
                return tuple(i + 1 for i in self._chosen if i < len(looks)) or None
            case _:
                return None

    def _export(self) -> None:
        document = self.desk.session.document
        if not document.is_answered:
            return
        order = Order(
            document.segmentation(),
            Path(self.folder.text().strip()).expanduser(),
            self.what.chosen,
            self.stem,
            self.overwrite.isChecked(),
            self._opacity,
            self._segments(),
            tuple((o.name, o.cut.levels[0].astype(bool)) for o in document.objects if o.cut is not None),
        )
        memory.keep("export/kinds", ",".join(order.kinds))
        memory.keep("export/folder", self.folder.text().strip())
        memory.keep("export/template", self.template.text())
        self.go.setEnabled(False)
        self.outcome.setText("Exporting…")
        self.desk.work(partial(exporting, order), order)

    def _exported(self, paths: list[Path]) -> None:
        names = ", ".join(path.name for path in paths[:3])
        more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        where = paths[0].parent if paths else self.folder.text()
        self.outcome.setText(f"Wrote {names}{more} to {where}.")
        self.show_folder.show()
        self.go.setEnabled(True)

    def _failed(self, text: str, _details: str) -> None:
        self.outcome.setText(text)
        self.go.setEnabled(True)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))
