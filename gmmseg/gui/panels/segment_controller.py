"""The actions on segments: from the list, from the menu, by key."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QCursor

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.colour_picker import ColourPicker
from gmmseg.gui.panels.side_panel import SidePanel
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import preferences
from gmmseg.gui.widgets.numbers import UNKNOWN, area
from gmmseg.imaging.seeds import Point
from gmmseg.session.document import Document
from gmmseg.session.edits import segments
from gmmseg.session.edits.found_objects import erase_repaints


class SegmentController(QObject):
    """Turns gestures on the list of segments into edits of the document."""

    renewing = Signal()  # the next stroke begins a new segment

    def __init__(self, *, panel: SidePanel, controller: SessionController) -> None:
        super().__init__(panel)
        self.panel, self.rows, self.controller = panel, panel.segments, controller
        self.is_new = False  # whether the next stroke begins a new segment
        self.shows_areas = bool(preferences.text("segments/areas", ""))
        controller.changed.connect(self.refresh)
        rows = self.rows
        rows.itemSelectionChanged.connect(self._selected)
        rows.renamed.connect(self._rename)
        rows.recolouring.connect(self._recolour)
        rows.toggled.connect(self._toggle)
        rows.soloed.connect(self._solo)
        rows.moved.connect(self._move)

    @Slot()
    def refresh(self) -> None:
        """Show the segments of now."""
        shown = self.controller.session.shown
        answered = shown.result is not None
        segment_styles = (
            shown.segment_styles if answered or shown.model is not None else ()
        )  # a page's are known before its labels
        self.rows.show_segments(
            segment_styles,
            shown.shares.tolist() if answered else [UNKNOWN] * len(segment_styles),
            {i for i in range(len(shown.segment_styles)) if segments.is_locked(shown, i)},
            self._areas(shown) if self.shows_areas and answered else (),
        )
        self.panel.show_count(len(segment_styles), is_open=shown.source is not None)
        result = shown.result
        self.panel.show_repainted(
            result.n_repainted / max(result.request.image.n_usable, 1) if result is not None else 0.0
        )

    @staticmethod
    def _areas(shown: Document) -> list[str]:
        """Return the area of each segment, in the unit of the scale where there is one."""
        assert shown.result is not None
        usable = shown.result.segmentation.image.n_usable
        whole = 1.0
        if shown.source is not None and usable:  # a preview is of fewer pixels
            whole = shown.source.image.n_usable / usable
        labelled = float(shown.result.counts[1:].sum())
        total = usable if shown.result.segmentation.model.reject > 0 else labelled
        return [area(share * total * whole, shown.scale) for share in shown.shares]

    def toggle_areas(self) -> None:
        """Show areas in place of shares, or shares again."""
        self.shows_areas = not self.shows_areas
        preferences.keep("segments/areas", "yes" if self.shows_areas else "")
        self.refresh()

    def deal_colours(self) -> None:
        """Give the segments other colours, so that neighbours differ."""
        if self._is_ready():
            self.controller.apply(tr("Deal colours anew"), segments.deal_colours)

    def _rename(self, row: int, name: str) -> None:
        before = self.controller.session.document
        self.controller.apply(tr("Rename segment"), segments.rename_segment(row, name))
        if self.controller.session.document is not before:  # the last message may have had the old name
            old, new = (
                document.segment_styles[row].name for document in (before, self.controller.session.document)
            )
            self.controller.status_message.emit(tr("{old} is called {new} now", old=old, new=new))

    def _recolour(self, row: int, place: QPoint) -> None:
        popup = ColourPicker(self.rows, row, self.controller.session.shown.segment_styles[row].colour)
        popup.chosen.connect(self._coloured)
        popup.open_at(place)

    def _coloured(self, row: int, colour: Any) -> None:
        self.controller.apply(tr("Recolour segment"), segments.recolour_segment(row, tuple(colour)))

    def _toggle(self, row: int) -> None:
        is_hidden = self.controller.session.document.segment_styles[row].hidden
        name = tr("Show segment") if is_hidden else tr("Hide segment")
        self.controller.apply(name, segments.hide_segment(row, not is_hidden))

    def _solo(self, row: int) -> None:
        self.controller.apply(tr("Show only one segment"), segments.show_only(row))

    def _move(self, row: int, to: int) -> None:
        self.controller.apply(tr("Reorder segments"), segments.move_segment(row, to))

    def _selected(self) -> None:
        self.is_new = self.is_new and not self.rows.chosen

    def _is_ready(self) -> bool:
        """Whether segments can be changed by hand; if they are still being found, say so."""
        if not self.controller.session.document.is_settled:
            self.controller.status_message.emit(tr("Wait a moment: segments are still being found"))
        return self.controller.session.document.is_settled

    def _are_free(self, rows: Sequence[int]) -> bool:
        """Whether none of these segments is locked; if one is, say what to do."""
        document = self.controller.session.document
        held = [row for row in rows if segments.is_locked(document, row)]
        if held:
            self.controller.status_message.emit(
                tr("{name} is locked: unlock it first (K)", name=document.segment_styles[held[0]].name)
            )
        return not held

    def paint(self, points: Sequence[Point], radius: float) -> None:
        """Tie what lies under a stroke to the chosen segment, or to a new one."""
        document, chosen = self.controller.session.document, self.rows.chosen
        if not self._is_ready():
            return
        if self.is_new:
            self.is_new = False
            self.controller.apply(tr("Paint new segment"), segments.paint_new_segment(points, radius))
            self.rows.choose(len(self.controller.session.document.segment_styles) - 1)
        elif not chosen:
            self.controller.status_message.emit(
                tr("Choose a segment in the list, or New segment, then paint")
            )
        else:
            name = document.segment_styles[chosen[0]].name
            self.controller.apply(
                tr("Paint {name}", name=name), segments.paint_segment(chosen[0], points, radius)
            )

    def erase(self, points: Sequence[Point], radius: float) -> None:
        """Take away the strokes that lie under another one."""
        if not self._is_ready():
            return
        before = self.controller.session.document
        strokes, labels = segments.erase_strokes(points, radius), erase_repaints(points, radius)
        self.controller.apply(tr("Erase strokes"), lambda document: labels(strokes(document)))
        if self.controller.session.document is before:
            held = any(segments.is_locked(before, row) for row in range(len(before.segment_styles)))
            self.controller.status_message.emit(
                tr("There is no stroke of a segment that is not locked here to erase")
                if held
                else tr("There is no stroke here to erase")
            )

    def begin_segment(self) -> None:
        """Let the next stroke begin a segment."""
        self.rows.clearSelection()
        self.rows.setCurrentRow(-1)
        self.is_new = True
        self.controller.status_message.emit(tr("The next stroke begins a new segment"))
        self.renewing.emit()

    def split(self) -> None:
        """Cut the current segment in two."""
        row = self.rows.currentRow()
        if self._is_ready() and self._are_free([row]):
            self.controller.apply(tr("Split segment"), segments.split_segment(row))

    def remove(self) -> None:
        """Take the selected segments away; others get their pixels."""
        chosen = self.rows.chosen
        if not self._is_ready() or not self._are_free(chosen):
            return
        self.rows.clearSelection()
        self.controller.apply(tr("Delete segment"), segments.remove_segments(chosen))

    def lock(self) -> None:
        """Keep the selected segments as they are while others are painted, or let them move again."""
        document, chosen = self.controller.session.document, self.rows.chosen
        all_locked = all(segments.is_locked(document, row) for row in chosen)
        name = tr("Unlock segment") if all_locked else tr("Lock segment")
        if self._is_ready():
            self.controller.apply(name, segments.lock_segments(chosen, not all_locked))

    def rename(self) -> None:
        """Edit the name of the current segment."""
        self.rows.edit_name()

    def recolour(self) -> None:
        """Offer colours for the current segment."""
        self._recolour(self.rows.currentRow(), QCursor.pos())

    def toggle(self) -> None:
        """Hide or show the selected segments."""
        for row in self.rows.chosen:
            self._toggle(row)

    def show_only(self) -> None:
        """Show only the current segment."""
        self._solo(self.rows.currentRow())

    def show_all(self) -> None:
        """Show every segment."""
        self.controller.apply(tr("Show all segments"), segments.show_all)

    def merge(self) -> None:
        """Make one segment of those selected."""
        chosen = self.rows.chosen
        if self._is_ready() and self._are_free(chosen):
            self.controller.apply(tr("Merge segments"), segments.merge_segments(chosen))
            self.rows.choose(chosen[0])

    def unmerge(self) -> None:
        """Take the current segment apart."""
        row = self.rows.currentRow()
        if self._is_ready() and self._are_free([row]):
            self.controller.apply(tr("Unmerge segment"), segments.unmerge_segment(row))

    def move_up(self) -> None:
        """Move the current segment up."""
        self._shift(-1)

    def move_down(self) -> None:
        """Move the current segment down."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        row = self.rows.currentRow()
        to = row + by
        if 0 <= to < len(self.controller.session.document.segment_styles):
            self._move(row, to + (by > 0))
            self.rows.choose(to)
