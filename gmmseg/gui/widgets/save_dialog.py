"""The file dialog that asks where to save something made from a picture."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

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


def dialog_for(parent: QWidget, title: str, proposal: Path, kinds: str, suffix: str) -> QFileDialog:
    """Return a dialog that proposes a path and asks before a file is replaced; open it when connected."""
    dialog = QFileDialog(parent, title, str(proposal), kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix[1:])
    dialog.selectFile(proposal.name)
    return dialog


def with_suffix(name: str, suffix: str) -> Path:
    """Return the path of a chosen name with its ending, which people may have left out."""
    path = Path(name)
    return path if path.name.lower().endswith(suffix) else path.with_name(f"{path.name}{suffix}")
