"""How the document is seen: which view, how opaque, how near, which segment alone, or the bare picture."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Signal, Slot

from gmmseg.gui.canvas import views
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.canvas.gestures import OBJECT_TOOLS
from gmmseg.gui.canvas.object_overlay import ObjectOutline
from gmmseg.gui.canvas.view_bar import ViewBar
from gmmseg.gui.compute.maps import NAMES
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import mark, tr, trn
from gmmseg.gui.widgets import preferences
from gmmseg.imaging.rendering.colours import Colour
from gmmseg.session import pyramid
from gmmseg.session.compute.probability_maps import MapName
from gmmseg.session.document import Document

OPACITY_STEP = 10  # percent
ZOOM_STEP = 1.5
RECEDED = 0.4
FOUND_ON = 2_000_000  # pixels at most that the place of a selection is looked for on
LEGENDS = {  # of maps: the title, and what the ends of the ramp stand for
    "uncertainty": (mark("Uncertainty"), ("0", "1")),
    "margin": (mark("1 - margin"), ("0", "1")),
    "density": (mark("Unexplained"), ("0", "1")),
}


class ViewController(QObject):
    """Shows the document on the canvas, and turns acts of the menu into another look at it."""

    view_changed = Signal(str)  # the name of the view
    recoloured = Signal()  # segments are shown in other colours, or with patterns

    def __init__(
        self,
        *,
        canvas: Canvas,
        view_bar: ViewBar,
        controller: SessionController,
        rows: SegmentList,
        compare: CompareKey,
    ) -> None:
        super().__init__(canvas)
        self.canvas, self.view_bar, self.controller, self.rows = canvas, view_bar, controller, rows
        self.session, self.compare = controller.session, compare
        self.view = views.VIEWS[1]
        self._pointed = -1
        self.chosen_object: Callable[[], int | None] = lambda: None  # the key of the object that is selected
        self.safe_colours = bool(preferences.text("view/safe-colours", ""))
        self.is_hatched = bool(preferences.text("view/patterns", ""))  # whether segments have patterns
        self._recedes = False  # whether objects are what is looked at
        self._segment_styles = True  # whether nothing is drawn
        self._colour_rows()
        controller.changed.connect(self.refresh)
        controller.busied.connect(self._drop_stale)
        controller.maps.probabilities_ready.connect(self.show_layer)
        controller.maps.regions_ready.connect(self._regions_ready)
        view_bar.chosen.connect(self.show)
        view_bar.opacity_changed.connect(self.show_layer)
        rows.pointed.connect(self._point_at)
        rows.itemSelectionChanged.connect(self._selected)
        compare.changed.connect(self.show_layer)
        compare.changed.connect(self._show_objects)

    @property
    def opacity(self) -> float:
        """How strongly segments cover the picture, 0 to 1."""
        return self.view_bar.opacity.value() / 100

    @Slot()
    def refresh(self) -> None:
        """Show the document of now."""
        self.show_layer()
        self._show_objects()
        self.canvas.tell_hovered()  # another picture, name or answer may lie under the cursor now

    @Slot(bool)
    def _drop_stale(self, is_busy: bool) -> None:
        """Show no labels of another page where those of this one do not come."""
        if not is_busy and self.session.shown.result is None:
            self.canvas.show_layer(None)

    @Slot(str)
    def show(self, name: str) -> None:
        """Look at the document another way."""
        self.view = next(view for view in views.VIEWS if view.name == name)
        self.view_bar.show_view(name)
        self.controller.maps.retry()  # one that was cancelled is asked for again
        if name == "probability" and self.rows.count() and not self.rows.chosen:
            self.rows.choose(max(self.rows.currentRow(), 0))  # so that the list says whose probability it is
        self.show_layer()
        self.view_changed.emit(name)

    @Slot(str)
    def follow_tool(self, tool: str) -> None:
        """Let segments recede while the tool in the hand is one for objects."""
        self._recedes, self._segment_styles = tool in OBJECT_TOOLS, tool == "hand"
        self.show_layer()

    @Slot(str, object)
    def follow_setting(self, name: str, _value: object) -> None:
        """Show regions when people change what decides them, or else they would see nothing happen."""
        if name in NAMES and self.view.name != "regions" and self.session.document.source is not None:
            self.show("regions")

    @Slot()
    def show_layer(self) -> None:
        """Lay over the picture what the view shows."""
        shown, view = self.session.shown, self.view
        if shown.result is None and shown.model is not None and not self.compare.is_on:
            return  # labels of a page that was turned to are there in a moment: until then, those before
        if shown.result is None or self.compare.is_on:
            self.canvas.show_layer(None)
            return
        if view.name == "regions":
            found = self.controller.maps.regions()
            if found is not None:
                self.canvas.show_layer(views.region_layer(found), with_picture=False)
            return
        if view.is_map:
            self._show_map()
            return
        pointed = self._pointed if self._pointed < len(shown.segment_styles) else -1
        opacity = self.opacity * (RECEDED if self._recedes else 1)
        layer = views.label_layer(
            shown,
            view,
            opacity,
            pointed,
            self._alone,
            colours=self.colours(shown),
            is_hatched=self.is_hatched,
        )
        self.canvas.show_layer(layer, with_picture=view.with_picture)

    def colours(self, document: Document) -> list[Colour] | None:
        """Return the colours that a document's segments are shown in; None for their own."""
        return views.safe_colours(len(document.segment_styles)) if self.safe_colours else None

    @property
    def _alone(self) -> set[int]:
        """The rows of segments that all others recede behind: those selected, while people look."""
        rows = {row for row in self.rows.chosen if row < len(self.session.shown.segment_styles)}
        return rows if self._segment_styles and len(rows) < len(self.session.shown.segment_styles) else set()

    def _show_map(self) -> None:
        shown = self.session.shown
        row = max(min(self.rows.currentRow(), len(shown.segment_styles) - 1), 0)
        name = self.view.name
        what: int | MapName = row
        if name == "uncertainty" or name == "margin" or name == "density":  # noqa: PLR1714 - so that types are known
            what = name
        title, ends = LEGENDS.get(name, ("", ("0", "1")))
        title = tr(title) if title else shown.segment_styles[row].name
        self.view_bar.legend.show_ramp(self.view, title, ends)
        values = self.controller.maps.probabilities(what)
        if values is not None:
            self.canvas.show_layer(views.map_layer(values, self.view), with_picture=False)

    @Slot()
    def _show_objects(self) -> None:
        """Draw the outlines of the objects in view; none on the bare picture."""
        things = () if self.compare.is_on else self.session.shown.objects
        self.canvas.show_outlines(
            [ObjectOutline(o.cut.levels, o.colour) for o in things if o.cut is not None and not o.hidden]
        )

    @Slot(int)
    def _regions_ready(self, n: int) -> None:
        if self.view.name == "regions":
            self.controller.status_message.emit(trn("%n region", "%n regions", n))
            self.show_layer()

    @Slot(int)
    def _point_at(self, row: int) -> None:
        if row != self._pointed:
            self._pointed = row
            self.show_layer()

    @Slot()
    def _selected(self) -> None:
        if self.view.name == "probability" or not self.view.is_map:
            self.show_layer()

    def fit(self) -> None:
        """Show the whole picture."""
        self.canvas.fit()

    def show_selection(self) -> None:
        """Come as near as the selected segments have room, or the object that is selected."""
        shown = self.session.shown
        if shown.result is None:
            return
        rows = [row for row in self.rows.chosen if row < len(shown.segment_styles)]
        levels = shown.result.levels
        level = levels[pyramid.level_of(levels, FOUND_ON)]
        inside = np.isin(shown.owners, rows)[level] if rows else self._chosen_object()
        if inside is None or not inside.any():
            self.controller.status_message.emit(tr("Select a segment or an object first"))
            return
        rows_in, columns_in = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
        across = self.canvas.document_size[0] / inside.shape[1]
        left, top = columns_in[0], rows_in[0]
        wide, high = columns_in[-1] + 1 - left, rows_in[-1] + 1 - top
        part = QRectF(left * across, top * across, wide * across, high * across)
        if self.canvas.part is not None:
            shown_part, scale = self.canvas.part, self.canvas.part.scale
            corner = shown_part.outside(part.left(), part.top())
            part = QRectF(*corner, part.width() * scale, part.height() * scale)
        self.canvas.show_part(part)

    def _chosen_object(self) -> NDArray[np.bool_] | None:
        """Return the mask of the object that is selected."""
        object_ = self.session.document.object_of(self.chosen_object())
        if object_ is None or object_.cut is None:
            return None
        return object_.cut.levels[pyramid.level_of(object_.cut.levels, FOUND_ON)] > 0

    def toggle_safe_colours(self) -> None:
        """Show segments in colours that differ in lightness, or in their own again."""
        self.safe_colours = not self.safe_colours
        preferences.keep("view/safe-colours", "yes" if self.safe_colours else "")
        self._colour_rows()
        self.show_layer()
        self.recoloured.emit()

    def toggle_patterns(self) -> None:
        """Lay a pattern over each segment, or none."""
        self.is_hatched = not self.is_hatched
        preferences.keep("view/patterns", "yes" if self.is_hatched else "")
        self._colour_rows()
        self.show_layer()
        self.recoloured.emit()

    def _colour_rows(self) -> None:
        """Let the list show the colours that are in view."""
        self.rows.show_colours(views.safe_colours if self.safe_colours else None)
        self.rows.show_patterns(self.is_hatched)

    def fade(self) -> None:
        """Make the overlay less opaque."""
        self.view_bar.opacity.setValue(self.view_bar.opacity.value() - OPACITY_STEP)

    def strengthen(self) -> None:
        """Make the overlay more opaque."""
        self.view_bar.opacity.setValue(self.view_bar.opacity.value() + OPACITY_STEP)

    def show_actual_pixels(self) -> None:
        """Show each pixel of the picture as one of the screen."""
        self.canvas.zoom_to(1.0)

    def zoom_in(self) -> None:
        """Come closer."""
        self.canvas.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Go farther away."""
        self.canvas.zoom_by(1 / ZOOM_STEP)
