"""Moves what is drawn along with the picture, and draws only what came into view.

Most of what a pan shows was on the screen before. Where the picture moves by whole pixels of the screen,
these are copied, and strips along the edges are all that has to be drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from gmmseg.gui.canvas.layers import VisiblePart
from gmmseg.gui.canvas.viewport import Viewport

MARGIN = 3  # pixels beside an edge of the view whose lines may be due to what was out of it
TINY = 1e-6  # of a pixel
LEAST_KEPT = 0.4  # share of what is in view; where less of it was there before, all of it is drawn


@dataclass(frozen=True, eq=False)
class DrawnPart:
    """An image of what a camera showed in a part of the view."""

    camera: Viewport
    window: VisiblePart
    image: QImage

    def shows(self, camera: Viewport, window: VisiblePart) -> bool:
        """Return whether it is what a camera shows there."""
        return self.camera == camera and self.window == window


def scrolled(
    before: DrawnPart,
    camera: Viewport,
    window: VisiblePart,
    picture: tuple[int, int],
    draw: Callable[[VisiblePart], QImage],
) -> QImage:
    """Return what `camera` shows in `window`, of what was drawn before and what `draw` draws anew."""
    whole = _rect(window)
    kept = _kept(before, camera, picture).intersected(whole)
    if kept.width() * kept.height() < LEAST_KEPT * whole.width() * whole.height():
        return draw(window)
    way = QPoint(round(camera.x - before.camera.x), round(camera.y - before.camera.y))
    out = QImage(whole.size(), before.image.format())
    painter = QPainter(out)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    source = kept.translated(-way).translated(-_rect(before.window).topLeft())
    painter.drawImage(kept.topLeft() - whole.topLeft(), before.image, source)
    for strip in around(kept, whole):
        wider = strip.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(whole)
        image = draw(VisiblePart(wider.left(), wider.top(), wider.right() + 1, wider.bottom() + 1))
        painter.drawImage(strip.topLeft() - whole.topLeft(), image, strip.translated(-wider.topLeft()))
    painter.end()
    return out


def around(inner: QRect, outer: QRect) -> list[QRect]:
    """Return in up to four parts what `outer` has around `inner`, which lies in it; all around nothing."""
    if inner.isEmpty():
        return [outer]
    wide, below = outer.width(), outer.bottom() - inner.bottom()
    strips = (
        QRect(outer.left(), outer.top(), wide, inner.top() - outer.top()),
        QRect(outer.left(), inner.bottom() + 1, wide, below),
        QRect(outer.left(), inner.top(), inner.left() - outer.left(), inner.height()),
        QRect(inner.right() + 1, inner.top(), outer.right() - inner.right(), inner.height()),
    )
    return [strip for strip in strips if not strip.isEmpty()]


def _kept(before: DrawnPart, camera: Viewport, picture: tuple[int, int]) -> QRect:
    """Return where what was drawn before is still true; nowhere unless it moved by whole pixels."""
    old = before.camera
    if old.scale != camera.scale or not (_is_whole(old.x, camera.x) and _is_whole(old.y, camera.y)):
        return QRect()
    everything = VisiblePart.of(old, (1 << 30, 1 << 30), picture)
    part = before.window
    rect = _rect(part).adjusted(
        MARGIN if part.left > round(old.x) else 0,
        MARGIN if part.top > round(old.y) else 0,
        -MARGIN if part.right < everything.right else 0,
        -MARGIN if part.bottom < everything.bottom else 0,
    )
    return rect.translated(round(camera.x - old.x), round(camera.y - old.y))


def _is_whole(old: float, new: float) -> bool:
    """Return whether both lie a whole number of pixels apart, and are rounded alike."""
    is_whole = abs((new - old) - round(new - old)) < TINY
    return is_whole and abs(abs(new % 1.0 - 0.5)) > TINY  # halves are rounded to even numbers


def _rect(part: VisiblePart) -> QRect:
    return QRect(part.left, part.top, part.right - part.left, part.bottom - part.top)
