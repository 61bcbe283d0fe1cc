"""The question before a whole picture is labelled: where its files go, what room and time that takes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import save_dialog
from gmmseg.gui.widgets.numbers import duration
from gmmseg.session.large.whole_labels import LABELS, LabellingCost, LabelOutput

OTHERS = (("table", mark("Table of segments, CSV")), ("zarr", mark("Picture and labels as OME-Zarr")))


def size_text(n_bytes: float) -> str:
    """Return a number of bytes for people: `1.2 GB`."""
    for unit, each in (("GB", 1e9), ("MB", 1e6)):
        if n_bytes >= each:
            return f"{figure(n_bytes / each, '.1f')} {unit}"
    return f"{figure(n_bytes / 1e3, '.0f')} kB"


class WholeDialog(QDialog):
    """Asks where the labels of a whole picture are to be written.

    Parameters
    ----------
    text : str
        What is labelled by what.
    output : LabelOutput
        Which files, and where they go unless people choose another folder.
    cost : callable
        Takes a folder and returns what labelling takes there.
    parent : QWidget
        The window.
    """

    def __init__(
        self, text: str, output: LabelOutput, cost: Callable[[Path], LabellingCost], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Label the whole picture"))
        self._cost, self._output = cost, output
        self.replaces = False  # files that are there, which is said
        about = QLabel(text)
        about.setWordWrap(True)
        self.folder = QLineEdit(str(output.folder))
        self.folder.setAccessibleName(tr("Folder"))
        self.folder.textChanged.connect(self.refresh)
        browse = QPushButton(tr("Choose…"))
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("Folder")))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.kinds = {name: QCheckBox(tr(title)) for name, title in OTHERS}
        self.kinds["table"].setChecked(True)
        for box in self.kinds.values():
            box.toggled.connect(self.refresh)
        self.needs = QLabel()
        self.needs.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = self.buttons.addButton(tr("Label"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addLayout(row)
        layout.addWidget(QLabel(tr("Label map in colours with smaller versions, TIFF, and beside it:")))
        for box in self.kinds.values():
            layout.addWidget(box)
        layout.addWidget(self.needs)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.refresh()

    @property
    def chosen_folder(self) -> Path:
        """Where files go."""
        folder = Path(self.folder.text().strip())
        try:
            return folder.expanduser()
        except RuntimeError:  # "~name" of nobody: a folder of that name, then
            return folder

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        """Which files."""
        return (LABELS, *(name for name, box in self.kinds.items() if box.isChecked()))

    @property
    def output(self) -> LabelOutput:
        """Which files go where."""
        return replace(self._output, folder=self.chosen_folder, kinds=self.chosen_kinds)

    @Slot()
    def refresh(self) -> None:
        """Say what it takes in the folder of now, and which files are replaced."""
        self.replaces = False
        self.start.setText(tr("Label"))
        if not self.folder.text().strip():
            self.needs.setText(tr("Choose a folder."))
            self.start.setEnabled(False)
            return
        cost = self._cost(self.chosen_folder)
        room = tr(
            "Up to {needed} of disk space are needed, {free} are free.",
            needed=size_text(cost.n_bytes),
            free=size_text(cost.free),
        )
        time = tr(
            "It takes about {time}; you can go on meanwhile, and cancel: "
            "what is done counts when it is begun again.",
            time=duration(cost.seconds),
        )
        lack = "" if cost.has_room else " " + tr("Free some space or choose a folder on another disk.")
        there = self.output.in_the_way
        self.replaces = bool(there)
        replaced = ""
        if there:
            self.start.setText(tr("Label and replace"))
            replaced = tr("Files that are there will be replaced: {files}.", files=", ".join(there)) + " "
        self.needs.setText(f"{replaced}{room}{lack} {time}")
        self.start.setEnabled(cost.has_room)

    @Slot()
    def _browse(self) -> None:
        dialog = save_dialog.file_dialog(self, tr("Folder of the labels"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()
