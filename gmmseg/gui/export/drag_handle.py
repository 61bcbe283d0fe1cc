"""A handle that drags the result out of the window, to a folder or another program."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDrag, QEnterEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton

from gmmseg.gui.export.copy_controller import CopyController, mime_of
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import icons

HINT = mark("Drag the overlay from here to a folder or another program; a click copies it.")
THUMBNAIL = 96  # pixels beside the cursor


class DragHandle(QToolButton):
    """Gives the overlay as a file to wherever it is dropped."""

    def __init__(self, copies: CopyController) -> None:
        super().__init__()
        self._copies = copies
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(20, 20))
        self.setToolTip(tr(HINT))
        self.setAccessibleName(tr("Drag out the overlay"))
        self.setAccessibleDescription(tr(HINT))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.clicked.connect(copies.copy_overlay)
        self.refresh_icons()

    def refresh_icons(self) -> None:
        """Draw the icon anew, in the colours of now."""
        self.setIcon(icons.icon("drag_out"))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Have the file written before it is dragged."""
        super().enterEvent(event)
        self._copies.prepare_drag()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        self._pressed = event.position().toPoint()
        self._copies.prepare_drag()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag."""
        far = QApplication.startDragDistance()
        place = event.position().toPoint()
        if self._pressed is None or (place - self._pressed).manhattanLength() < far:
            return
        drag = self.drag()
        if drag is not None:
            self._pressed = None
            self.setDown(False)
            drag.exec(Qt.DropAction.CopyAction)

    def drag(self) -> QDrag | None:
        """Return the drag of the file; None where it is not written yet."""
        path = self._copies.dragged
        if path is None:
            return None
        drag = QDrag(self)
        drag.setMimeData(mime_of(path))
        picture = QPixmap(str(path))
        drag.setPixmap(picture.scaled(THUMBNAIL, THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio))
        return drag
