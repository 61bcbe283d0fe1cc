"""The filmstrip of a project's pictures, under the canvas; shown only when there are several."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import icons, theme

ICON = QSize(72, 48)
CELL = QSize(96, 80)
HEIGHT = 100  # pixels, with room for a scroll bar
DOTS = "…"


@dataclass(frozen=True)
class Tile:
    """What is to be seen of a picture.

    Attributes
    ----------
    name : str
        Its file's.
    thumbnail : QPixmap or None
        None until it was read.
    problem : str
        Why it cannot be shown; empty where it can.
    """

    name: str
    thumbnail: QPixmap | None = None
    problem: str = ""


class Filmstrip(QListWidget):
    """Shows pictures side by side; tells which one people choose."""

    chosen = Signal(int)
    menu_requested = Signal(int, QPoint)  # for the menu of a picture, at a place on the screen

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Pictures of the project"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setIconSize(ICON)
        self.setGridSize(CELL)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(theme.GRID, theme.GRID, theme.GRID, 0)
        self.setFixedHeight(HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.viewport().setAcceptDrops(False)  # what is dropped here is dropped on the window
        self.itemClicked.connect(self._clicked)
        self.itemActivated.connect(self._clicked)
        self._tiles: tuple[Tile, ...] = ()
        self.hide()

    def show_tiles(self, tiles: Sequence[Tile], place: int) -> None:
        """Show these pictures, the one at `place` marked; nothing at all for one picture."""
        self.setVisible(len(tiles) > 1)
        with QSignalBlocker(self):
            if tuple(tiles) != self._tiles:
                self._tiles = tuple(tiles)
                self._fill()
            if self.currentRow() != place:
                self.setCurrentRow(place)
                self.scrollToItem(self.item(place))

    def _fill(self) -> None:
        while self.count() > len(self._tiles):
            self.takeItem(self.count() - 1)
        while self.count() < len(self._tiles):
            item = QListWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.addItem(item)
        metrics, room = self.fontMetrics(), CELL.width() - theme.GRID
        names = distinct_names(
            [tile.name for tile in self._tiles], lambda name: metrics.horizontalAdvance(name) <= room
        )
        for i, (tile, name) in enumerate(zip(self._tiles, names, strict=True)):
            item = self.item(i)
            item.setText(name)
            item.setToolTip(tile.problem or tile.name)
            description = f"{tile.name}: {tile.problem}" if tile.problem else tile.name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, description)
            item.setIcon(_icon(tile))

    def _clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.row(item))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the picture under the cursor."""
        item = self.itemAt(event.pos())
        if item is not None:
            self.menu_requested.emit(self.row(item), event.globalPos())


def _icon(tile: Tile) -> QIcon:
    blank = QPixmap(ICON)
    blank.fill(Qt.GlobalColor.transparent)
    picture = icons.icon("warning").pixmap(ICON.height()) if tile.problem else tile.thumbnail or blank
    out = QIcon(picture)
    out.addPixmap(picture, QIcon.Mode.Selected)  # or Qt tints the chosen picture
    return out


def distinct_names(names: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Return names as they are seen where there is little room: two that differ never look the same.

    One that does not fit loses its middle; where others would look like it then, what all begin with goes.
    """
    short = [_without_middle(name, fits) for name in names]
    out = []
    for name, seen in zip(names, short, strict=True):
        alike = [other for other, shortened in zip(names, short, strict=True) if shortened == seen]
        if len(set(alike)) == 1:
            out.append(seen)
            continue
        shared = len(os.path.commonprefix(alike))  # noqa: RUF071 - of characters
        out.append(_without_end(f"{DOTS}{name[max(shared - 1, 0) :]}", fits))
    return out


def _without_middle(name: str, fits: Callable[[str], bool]) -> str:
    if fits(name):
        return name
    for n in range(len(name) - 1, 1, -1):
        seen = f"{name[: (n + 1) // 2]}{DOTS}{name[len(name) - n // 2 :]}"
        if fits(seen):
            return seen
    return name[:1] + DOTS


def _without_end(name: str, fits: Callable[[str], bool]) -> str:
    while not fits(name) and len(name) > 2:
        name = name[:-2] + DOTS
    return name
