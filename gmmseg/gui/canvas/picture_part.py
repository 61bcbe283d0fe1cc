"""Parts of a picture larger than memory on the canvas: where they lie, and who draws the picture."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QImage

from gmmseg.gui.canvas.layers import VisiblePart
from gmmseg.gui.canvas.viewport import Viewport


class TileDrawer(Protocol):
    """Draws a picture that is not in memory from the tiles that are.

    Attributes
    ----------
    size : tuple of two int
        Width and height of the picture.
    """

    size: tuple[int, int]

    def drawn(self, camera: Viewport, window: VisiblePart) -> QImage:
        """Return the part of the view that the picture covers, and ask for the tiles that are missing."""


@dataclass(frozen=True)
class ShownPart:
    """A part of the picture, in its pixels, and how many pixels the document has of it.

    Attributes
    ----------
    x, y : float
        Where it begins.
    scale : float
        How many pixels of the picture one of the document is wide and high.
    size : tuple of two int
        Width and height of the document's picture.
    """

    x: float
    y: float
    scale: float
    size: tuple[int, int]

    def inside(self, x: float, y: float) -> tuple[float, float]:
        """Return a place in the picture as one in the part."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def outside(self, x: float, y: float) -> tuple[float, float]:
        """Return a place in the part as one in the picture."""
        return self.x + x * self.scale, self.y + y * self.scale

    def seen_by(self, camera: Viewport) -> Viewport:
        """Return the camera that shows the part, taken for a picture of its own, where it lies."""
        scale = camera.scale
        return Viewport(scale * self.scale, camera.x + self.x * scale, camera.y + self.y * scale)
