"""What people do to how the picture is seen: nearer or farther, the overlay fainter or stronger."""

from PySide6.QtCore import QObject

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.view_bar import ViewBar

OPACITY_STEP = 10  # percent
ZOOM_STEP = 1.5


class ViewController(QObject):
    """Turns acts of the menu into another look at the same document."""

    def __init__(self, canvas: Canvas, strip: ViewBar) -> None:
        super().__init__(canvas)
        self.canvas, self.strip = canvas, strip

    def do_fit(self) -> None:
        """Show the whole picture."""
        self.canvas.fit()

    def do_fainter(self) -> None:
        """Make the overlay fainter."""
        self.strip.opacity.setValue(self.strip.opacity.value() - OPACITY_STEP)

    def do_stronger(self) -> None:
        """Make the overlay stronger."""
        self.strip.opacity.setValue(self.strip.opacity.value() + OPACITY_STEP)

    def do_whole(self) -> None:
        """Show each pixel of the picture as one of the screen."""
        self.canvas.zoom_to(1.0)

    def do_zoom_in(self) -> None:
        """Come closer."""
        self.canvas.zoom_by(ZOOM_STEP)

    def do_zoom_out(self) -> None:
        """Go farther away."""
        self.canvas.zoom_by(1 / ZOOM_STEP)
