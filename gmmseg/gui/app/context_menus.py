"""Context menus: of a segment, of an object, of whatever lies in the picture under the cursor."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from gmmseg.gui.app.main_window import MainWindow


class ContextMenus(QObject):
    """Opens menus in the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window

    def show_segments(self, place: QPoint) -> None:
        """Show the menu of segments at a place on the screen."""
        self.window.menus["Segments"].popup(place)

    def show_objects(self, place: QPoint) -> None:
        """Show the menu of objects at a place on the screen."""
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("object_segment", "export_objects", "new_object", "delete_object"):
            menu.addAction(self.window.actions_by_name[name])
        menu.popup(place)

    def show_at(self, row: int, column: int, place: QPoint) -> None:
        """Show the menu of what lies at a pixel of the picture, and choose it."""
        if self.window.object_controller.choose_at(row, column):
            self.show_objects(place)
        else:
            self.window.probe.choose_at(row, column)
            self.show_segments(place)
