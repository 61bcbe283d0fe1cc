"""What people do to segments: from the list, from the menu, by key."""

from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor

from gmmseg.gui.colour_popup import ColourPopup
from gmmseg.gui.desk import Desk
from gmmseg.gui.segment_list import SegmentList
from gmmseg.session import document as edits


class SegmentActs(QObject):
    """Turns gestures on the list of segments into edits of the document."""

    def __init__(self, rows: SegmentList, desk: Desk) -> None:
        super().__init__(rows)
        self.rows, self.desk = rows, desk
        rows.renamed.connect(self._rename)
        rows.recolouring.connect(self._recolour)
        rows.toggled.connect(self._toggle)
        rows.soloed.connect(self._solo)
        rows.moved.connect(self._move)

    def _rename(self, row: int, name: str) -> None:
        self.desk.apply("Rename segment", edits.renamed(row, name))

    def _recolour(self, row: int, place: QPoint) -> None:
        popup = ColourPopup(self.rows, row, self.desk.session.shown.looks[row].colour)
        popup.chosen.connect(self._coloured)
        popup.open_at(place)

    def _coloured(self, row: int, colour: Any) -> None:
        self.desk.apply("Recolour segment", edits.recoloured(row, tuple(colour)))

    def _toggle(self, row: int) -> None:
        is_hidden = self.desk.session.document.looks[row].hidden
        self.desk.apply("Show segment" if is_hidden else "Hide segment", edits.hidden(row, not is_hidden))

    def _solo(self, row: int) -> None:
        self.desk.apply("Show only one segment", edits.alone(row))

    def _move(self, row: int, to: int) -> None:
        self.desk.apply("Reorder segments", edits.moved(row, to))

    def do_rename(self) -> None:
        """Edit the name of the current segment."""
        self.rows.edit_name()

    def do_recolour(self) -> None:
        """Offer colours for the current segment."""
        self._recolour(self.rows.currentRow(), QCursor.pos())

    def do_toggle(self) -> None:
        """Hide or show the selected segments."""
        for row in self.rows.chosen:
            self._toggle(row)

    def do_solo(self) -> None:
        """Show only the current segment."""
        self._solo(self.rows.currentRow())

    def do_show_all(self) -> None:
        """Show every segment."""
        self.desk.apply("Show all segments", edits.all_shown)

    def do_merge(self) -> None:
        """Make one segment of those selected."""
        chosen = self.rows.chosen
        self.desk.apply("Merge segments", edits.merged(chosen))
        self.rows.choose(chosen[0])

    def do_part(self) -> None:
        """Take the current segment apart."""
        self.desk.apply("Take segment apart", edits.parted(self.rows.currentRow()))

    def do_raise(self) -> None:
        """Move the current segment up."""
        self._shift(-1)

    def do_lower(self) -> None:
        """Move the current segment down."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        row = self.rows.currentRow()
        to = row + by
        if 0 <= to < len(self.desk.session.document.looks):
            self._move(row, to + (by > 0))
            self.rows.choose(to)
