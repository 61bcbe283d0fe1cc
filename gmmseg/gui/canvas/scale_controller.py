"""The scale of the picture: its bar, and how people set it by hand."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.gestures import Gestures
from gmmseg.gui.canvas.scale_bar import scale_text
from gmmseg.gui.canvas.scale_dialog import ScaleDialog
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import preferences
from gmmseg.imaging.units import PixelSize
from gmmseg.session.edits.scale import LineEnds, set_pixel_size

PREFERENCE = "scale_bar"


class ScaleController(QObject):
    """Draws the scale bar where the size of a pixel is known, and lets people say it where it is not."""

    def __init__(self, *, canvas: Canvas, gestures: Gestures, controller: SessionController) -> None:
        super().__init__(canvas)
        self.canvas, self.gestures, self.controller = canvas, gestures, controller
        self.session = controller.session
        self.is_on = preferences.text(PREFERENCE, "on") == "on"
        self.dialog: ScaleDialog | None = None
        self._action: QAction | None = None
        controller.changed.connect(self.refresh)
        gestures.measured.connect(self._ask)

    def follow(self, action: QAction) -> None:
        """Keep the entry of the menu checked as long as the bar is to be seen."""
        self._action = action
        action.setChecked(self.is_on)

    @Slot()
    def refresh(self) -> None:
        """Show the scale of now."""
        size = self.session.shown.scale
        self.canvas.show_scale(size[1] if self.is_on and size is not None else None)

    def toggle(self) -> None:
        """Show the scale bar, or no longer."""
        self.is_on = not self.is_on
        preferences.keep(PREFERENCE, "on" if self.is_on else "off")
        if self._action is not None:
            self._action.setChecked(self.is_on)
        self.refresh()

    @Slot(object)
    def _ask(self, line: LineEnds) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        document = self.session.document
        is_given = document.pixel_size is not None
        dialog = self.dialog = ScaleDialog(self.canvas, line, document.scale, is_given=is_given)
        dialog.chosen.connect(self._chosen)
        dialog.finished.connect(self._closed)
        dialog.show()  # the picture can be moved meanwhile
        dialog.length.setFocus()

    @Slot(object)
    def _chosen(self, size: PixelSize | None) -> None:
        self.controller.apply(tr("Set the scale"), set_pixel_size(size))
        now = self.session.document.scale
        self.controller.status_message.emit(
            tr("The scale is not known any more")
            if now is None
            else tr("A pixel is {length} wide", length=scale_text(now[1]))
        )

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self.dialog = None
        self.gestures.measure = None
        self.canvas.update()

    def close(self) -> None:
        """Ask no longer."""
        if self.dialog is not None:
            self.dialog.reject()
