"""The table model of a batch: a row for each picture, updated by events."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from gmmseg.batch import Event, ImageOutcome, ImageStart, Picture
from gmmseg.gui.translation import figure, mark, tr
from gmmseg.imaging.rendering.colours import Colour
from gmmseg.imaging.rendering.render import palette

TITLES = (mark("Picture"), mark("State"), mark("Segments"), mark("Drift"))
PICTURE, STATE, SHARES, DRIFT = range(4)
SHARES_ROLE, LIGHT_ROLE, SORT_ROLE, PLACE_ROLE = (Qt.ItemDataRole.UserRole + i for i in range(4))
STATES = {"done": mark("Done"), "failed": mark("Failed"), "skipped": mark("Left out")}
WAITING, WORKING, UP_TO_DATE = mark("Waiting"), mark("Working"), mark("Up to date")
COUNTED = {  # rows that have a light
    "unknown": mark("{n} unknown"),
    "green": mark("{n} green"),
    "amber": mark("{n} amber"),
    "red": mark("{n} red"),
    "failed": mark("{n} failed"),
}
ORDER = ("", "unknown", "green", "amber", "red", "failed")  # of lights, the worst last
SPOKEN = {  # lights as a screen reader says them
    "unknown": mark("unknown"),
    "green": mark("green"),
    "amber": mark("amber"),
    "red": mark("red"),
    "failed": mark("failed"),
}
MOST_THUMBNAILS = 2000  # kept; older ones are made again when they are seen

ManifestLine = dict[str, Any]
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass
class TableRow:
    """A picture and what is known of it."""

    picture: Picture
    state: str = WAITING
    line: ManifestLine | None = None

    @property
    def light(self) -> str:
        """The colour of its traffic light, "failed", or nothing while it is not known."""
        if self.line is None:
            return ""
        if self.line["status"] == "failed":
            return "failed"
        return str(self.line.get("drift", {}).get("light", ""))

    @property
    def reason(self) -> str:
        """What the traffic light says, or what went wrong."""
        if self.line is None:
            return ""
        return str(self.line.get("error") or self.line.get("drift", {}).get("reason", ""))

    @property
    def text(self) -> str:
        """The reason, and what is noted beside it."""
        notes = [] if self.line is None else self.line.get("notes", [])
        return "\n".join([self.reason, *notes] if self.reason else notes)

    @property
    def badness(self) -> tuple[int, float]:
        """What rows are put in order of drift by."""
        bad = 0.0 if self.line is None else self.line.get("drift", {}).get("badness", 0.0)
        return ORDER.index(self.light), float(bad)


class BatchTableModel(QAbstractTableModel):
    """Pictures in the order of the plan."""

    wanted = Signal(str)  # name of a picture whose thumbnail is looked at and not there

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TableRow] = []
        self.colours: Sequence[Colour] = ()
        self._places: dict[str, int] = {}
        self._thumbnails: dict[str, QImage] = {}
        self._requested: set[str] = set()

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show other pictures, of which nothing is known."""
        self.beginResetModel()
        self.rows = [TableRow(picture) for picture in pictures]
        self._places = {row.picture.name: i for i, row in enumerate(self.rows)}
        self._thumbnails, self._requested = {}, set()
        self.endResetModel()

    def begin(self, colours: Sequence[Colour]) -> None:
        """Forget outcomes: a run begins."""
        self.colours = colours
        for row in self.rows:
            row.state, row.line = WAITING, None
        self._changed(0, len(self.rows) - 1)

    def take(self, event: Event) -> None:
        """Show what an event tells about a picture."""
        if not isinstance(event, (ImageStart, ImageOutcome)) or event.picture.name not in self._places:
            return
        place = self._places[event.picture.name]
        row = self.rows[place]
        if isinstance(event, ImageStart):
            row.state = WORKING
        else:
            row.line = event.line
            status = STATES.get(event.line["status"], WAITING)
            row.state = status if event.fresh or status != STATES["done"] else UP_TO_DATE
        self._changed(place, place)

    def stop(self) -> None:
        """Show that what was in work is put down."""
        for place, row in enumerate(self.rows):
            if row.state == WORKING:
                row.state = WAITING
                self._changed(place, place)

    def show_thumbnail(self, name: str, image: QImage | None) -> None:
        """Show a picture's thumbnail; None where it cannot be made."""
        if name not in self._places:
            return
        while len(self._thumbnails) >= MOST_THUMBNAILS:
            oldest = next(iter(self._thumbnails))
            del self._thumbnails[oldest]
            self._requested.discard(oldest)
        if image is not None:
            self._thumbnails[name] = image
        index = self.index(self._places[name], PICTURE)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def line_of(self, name: str) -> ManifestLine | None:
        """Return what is known of a picture whose files are there; None if nothing is."""
        place = self._places.get(name)
        line = None if place is None else self.rows[place].line
        return line if line is not None and line.get("files") else None

    @property
    def summary(self) -> str:
        """How many rows have which light, the worst first."""
        counts = Counter(row.light for row in self.rows)
        return " · ".join(
            tr(COUNTED[light], n=counts[light]) for light in reversed(ORDER) if light and counts[light]
        )

    def renew_thumbnail(self, name: str) -> None:
        """Have a thumbnail made anew, with what was found, when it is next looked at."""
        self._requested.discard(name)

    def _changed(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(TITLES) - 1))

    # What Qt asks

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of pictures."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column."""
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(TITLES[section]) if is_title else None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == PICTURE:
            return self._thumbnail(row.picture.name)
        if role == SORT_ROLE:
            return self._sort_key(row, column, index.row())
        texts: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: _text,
            Qt.ItemDataRole.ToolTipRole: _tip,
            Qt.ItemDataRole.AccessibleTextRole: _spoken,
            LIGHT_ROLE: lambda row, _: row.light,
            PLACE_ROLE: lambda row, _: str(PurePosixPath(row.picture.name).parent),
        }
        if role == SHARES_ROLE:
            return self._shares(row)
        return texts[role](row, column) if role in texts else None

    def _thumbnail(self, name: str) -> QImage | None:
        if name not in self._requested:
            self._requested.add(name)
            self.wanted.emit(name)
        return self._thumbnails.get(name)

    def _shares(self, row: TableRow) -> list[tuple[float, Colour]]:
        classes = [] if row.line is None else row.line.get("classes", [])
        colours = self.colours if len(self.colours) >= len(classes) else palette(len(classes))
        return [(each["percent"] / 100, colour) for each, colour in zip(classes, colours, strict=False)]

    def _sort_key(self, row: TableRow, column: int, place: int) -> Any:
        match column:
            case 0:
                return place
            case 1:
                return row.state
            case 2:
                return max((share for share, _ in self._shares(row)), default=-1.0)
            case _:
                order, bad = row.badness
                return order * 1e6 + min(bad, 1e5)


def _text(row: TableRow, column: int) -> str:
    match column:
        case 0:
            return PurePosixPath(row.picture.name).name
        case 1:
            return tr(row.state)
        case 3:
            return row.reason
        case _:
            return ""


def _tip(row: TableRow, column: int) -> str:
    match column:
        case 0:
            return str(row.picture.path)
        case 2:
            return _classes(row)
        case _:
            return row.text


def _spoken(row: TableRow, column: int) -> str:
    match column:
        case 2:
            return _classes(row)
        case 3:
            return f"{tr(SPOKEN[row.light])}: {row.text}" if row.light else ""
        case _:
            return _text(row, column)


def _classes(row: TableRow) -> str:
    classes = [] if row.line is None else row.line.get("classes", [])
    return "\n".join(f"{each['name']}: {figure(each['percent'], '.1f')} %" for each in classes)
