"""Context menus: of a segment, of an object, of whatever lies in the picture under the cursor."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gmmseg.gui.canvas.pixel_inspector import PixelInspector
from gmmseg.gui.objects.mode import ObjectMode
from gmmseg.gui.panels.object_controller import ObjectController


class ContextMenus(QObject):
    """Opens the menu of what people point at, and chooses it."""

    def __init__(
        self,
        *,
        actions: Mapping[str, QAction],
        segments: QMenu,
        objects: ObjectController,
        inspector: PixelInspector,
        found: ObjectMode,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._actions, self._segments, self._parent = actions, segments, parent
        self.objects, self.inspector, self.found = objects, inspector, found

    @Slot(QPoint)
    def show_segments(self, place: QPoint) -> None:
        """Show the menu of segments at a place on the screen."""
        self._segments.popup(place)

    @Slot(QPoint)
    def show_objects(self, place: QPoint) -> None:
        """Show the menu of objects at a place on the screen."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("object_segment", "export_objects", "new_object", "delete_object"):
            menu.addAction(self._actions[name])
        menu.popup(place)

    @Slot(int, int, QPoint)
    def show_at(self, row: int, column: int, place: QPoint) -> None:
        """Show the menu of what lies at a pixel of the picture, and choose it."""
        if self.objects.choose_at(row, column):
            self.show_objects(place)
        elif self.found.choose_at(row, column):
            self.found.show_menu(place)
        else:
            self.inspector.choose_at(row, column)
            self.show_segments(place)
