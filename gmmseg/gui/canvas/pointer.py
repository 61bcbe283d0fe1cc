"""A pointer event on the canvas, in the picture's own pixels."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class PointerEvent:
    """Where the mouse touches.

    Attributes
    ----------
    x, y : float
        Column and row in the picture; a pixel's centre is half a pixel past its number.
    inside : bool
        Whether that is in the picture.
    right : bool
        Whether the right button did it.
    modifiers : Qt.KeyboardModifier
        Keys held.
    place : QPointF
        Where on the canvas.
    pressure : float
        How hard a pen is pressed, 0 to 1; 1 for a mouse.
    """

    x: float
    y: float
    inside: bool
    right: bool
    modifiers: Qt.KeyboardModifier
    place: QPointF
    pressure: float = 1.0

    @property
    def pixel(self) -> tuple[int, int]:
        """Column and row of the pixel, which may lie beside the picture."""
        return int(self.x // 1), int(self.y // 1)

    def has(self, key: Qt.KeyboardModifier) -> bool:
        """Whether a key is held."""
        return bool(self.modifiers & key)
