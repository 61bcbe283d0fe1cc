"""The file dialogs: large enough for what they list, and where people were last."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget

from gmmseg.assets import is_sample
from gmmseg.gui.widgets import preferences
from gmmseg.session.open_image import OpenImage


def beside(source: OpenImage | None) -> Path:
    """Return the folder of a picture; people's own for a sample, which lies among gmmseg's files."""
    path = source.path if source else None
    if path is None or is_sample(path):
        return Path(preferences.text("folder", str(Path.home())))
    return path.absolute().parent


def named_after(source: OpenImage, suffix: str) -> Path:
    """Return the path beside a picture that has its name with another ending."""
    return beside(source) / f"{(source.path or Path(source.image.name)).stem}{suffix}"


SIZE = (900, 560)
NAMES = 340  # pixels of width of the column of names


def file_dialog(parent: QWidget, title: str, place: str, kinds: str = "") -> QFileDialog:
    """Return a file dialog that deletes itself, and in which names are not cut where Qt draws it."""
    dialog = QFileDialog(parent, title, place, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.resize(*preferences.bounded(SIZE))
    for tree in dialog.findChildren(QTreeView):  # none where the system draws it
        heads = tree.header()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        heads.resizeSection(0, NAMES)
    return dialog


def dialog_for(parent: QWidget, title: str, proposal: Path, kinds: str, suffix: str) -> QFileDialog:
    """Return a dialog that proposes a path and asks before a file is replaced; open it when connected."""
    dialog = file_dialog(parent, title, str(proposal), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix[1:])
    dialog.selectFile(proposal.name)
    return dialog


def with_suffix(name: str, suffix: str) -> Path:
    """Return the path of a chosen name with its ending, which people may have left out."""
    path = Path(name)
    return path if path.name.lower().endswith(suffix) else path.with_name(f"{path.name}{suffix}")
