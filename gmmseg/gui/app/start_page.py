"""The page that the window shows before a picture is open: a sentence, a button, sample pictures."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.assets import sample_images
from gmmseg.errors import GmmsegError
from gmmseg.gui.project import samples
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import PanelScrollArea, plain

THUMBNAIL = QSize(120, 84)
COLUMNS = 4
MOST_RECENT = 5
LONGEST = 40  # characters of a name


class StartPage(QWidget):
    """Offers to open a picture, or one of the samples."""

    opening = Signal()
    touring = Signal()
    picked = Signal(str)  # path of a sample

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Start"))
        whole = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PanelScrollArea(whole, sideways=True))
        column = QVBoxLayout(whole)
        column.setSpacing(theme.GRID)
        column.addStretch(2)
        title = plain(tr("Drop a picture here"), "title")
        sentence = plain(tr("gmmseg divides it into segments that look alike, at once."), "faint")
        self.button = QPushButton(tr("Open picture…"))
        self.button.setObjectName("primary")
        self.button.setToolTip(tr("Choose a picture on this computer  (Ctrl+O)"))
        self.button.clicked.connect(self.opening)
        for widget in (title, sentence):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            widget.setWordWrap(True)
            column.addWidget(widget)
        column.addSpacing(theme.GRID)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.tour = QPushButton(tr("Take a tour of 60 seconds"))
        self.tour.setObjectName("view")
        self.tour.setToolTip(tr("Six places of the window, on a sample picture; skip it at any time"))
        self.tour.clicked.connect(self.touring)
        column.addWidget(self.tour, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4 * theme.GRID)
        self._lay_out_samples(column)
        column.addSpacing(2 * theme.GRID)
        self._lay_out_recent(column)
        column.addStretch(3)
        self._add_samples()

    def _lay_out_samples(self, column: QVBoxLayout) -> None:
        self._samples = QGridLayout()
        self._samples.setSpacing(theme.GRID)
        self._caption = plain(tr("or try one of these"), "faint")
        column.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._samples)
        row.addStretch(1)
        column.addLayout(row)

    def _lay_out_recent(self, column: QVBoxLayout) -> None:
        self._recent_title = plain(tr("or go on with"), "faint")
        column.addWidget(self._recent_title, 0, Qt.AlignmentFlag.AlignHCenter)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._recent)
        row.addStretch(1)
        column.addLayout(row)
        self.show_recent(())

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer the pictures and projects that were open lately."""
        while item := self._recent.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._recent_title.setVisible(bool(paths))
        for path in paths[:MOST_RECENT]:
            button = QToolButton()
            name = path.name if len(path.name) <= LONGEST else f"{path.name[:LONGEST]}…"
            button.setText(f"{name}   ({path.parent.name or path.parent})".replace("&", "&&"))
            button.setToolTip(str(path))
            button.setAccessibleName(tr("Recent picture: {name}", name=path.name))
            button.setObjectName("recent")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("path", str(path))
            button.clicked.connect(self._clicked)
            self._recent.addWidget(button)

    def _add_samples(self) -> None:
        try:
            files = sample_images()
        except GmmsegError:
            files = []
        self._caption.setVisible(bool(files))
        self._thumbnails = [self._thumbnail(file) for file in files]
        self._arrange(COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many samples side by side as there is room for."""
        super().resizeEvent(event)
        cell = max((button.sizeHint().width() for button in self._thumbnails), default=1) + theme.GRID
        self._arrange(min(max((self.width() - 4 * theme.GRID) // cell, 1), COLUMNS))

    def _arrange(self, columns: int) -> None:
        for i, button in enumerate(self._thumbnails):
            self._samples.addWidget(button, i // columns, i % columns)

    def _thumbnail(self, file: Path) -> QToolButton:
        button = QToolButton()
        name = samples.name_of(file)
        button.setText(name)
        button.setToolTip(tr("Open the sample picture “{name}”", name=name))
        button.setAccessibleName(tr("Sample picture: {name}", name=name))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        picture = QPixmap.fromImage(_picture(file))
        picture.setDevicePixelRatio(2)
        button.setIcon(QIcon(picture))
        button.setIconSize(THUMBNAIL)
        button.setProperty("path", str(file))
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        self.picked.emit(self.sender().property("path"))


@cache
def _picture(file: Path) -> QImage:
    """Return the middle of one of our own pictures (users' files are never read by Qt)."""
    reader = QImageReader(str(file))
    size = reader.size().scaled(THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    reader.setScaledSize(size)
    image = reader.read()
    left, top = (size.width() - 2 * THUMBNAIL.width()) // 2, (size.height() - 2 * THUMBNAIL.height()) // 2
    return image.copy(left, top, 2 * THUMBNAIL.width(), 2 * THUMBNAIL.height())
