"""The canvas: the picture and its layers, with zooming, panning and the mouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from gmmseg.gui.canvas import layers, scale_bar
from gmmseg.gui.canvas.layers import Layer
from gmmseg.gui.canvas.object_overlay import ObjectOutline, outlined
from gmmseg.gui.canvas.picture_part import ShownPart, TileDrawer
from gmmseg.gui.canvas.pointer import PointerEvent
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.qimage import image_of_codes, ready_image_of

CRISP = 2.0  # screen pixels per picture pixel from which pixels are drawn as squares
WHEEL_STEP = 1.25
MARGIN = 1.15  # times as large as a part that is shown is what is seen
PAN_STEP = 64
CLICK_SLACK = 4  # pixels that a click may wander
FADE = 180  # milliseconds
TILE = 256  # pixels of a tile of the checkerboard
CHECKER = (QColor(200, 200, 200), QColor(235, 235, 235))
PAN_KEYS = {
    Qt.Key.Key_Left: (PAN_STEP, 0),
    Qt.Key.Key_Right: (-PAN_STEP, 0),
    Qt.Key.Key_Up: (0, PAN_STEP),
    Qt.Key.Key_Down: (0, -PAN_STEP),
}
READY_PIXELS = 4_000_000  # of versions of the picture that are kept ready to be drawn
VEIL = (24, 24, 26, 176)  # over pixels that are not pointed out
GRIP = 6  # pixels beside the line of a wipe at which it is taken hold of
DrawnPart = Callable[[Viewport, layers.VisiblePart, tuple[int, int]], NDArray[np.uint8]]
PINCH = Qt.NativeGestureType.ZoomNativeGesture
PAN_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


@dataclass(frozen=True, eq=False)
class SecondView:
    """What is shown of the same picture on the right: of a line that is dragged, or in a half of its own.

    Attributes
    ----------
    layer : Layer or None
        What lies over the picture there, or in its place.
    with_picture : bool
        Whether the picture is seen below.
    captions : tuple of two str
        What is on the left, and on the right.
    is_beside : bool
        Whether both halves show the same part of the picture.
    """

    layer: Layer | None
    with_picture: bool = True
    captions: tuple[str, str] = ("", "")
    is_beside: bool = False


class Canvas(QWidget):
    """Shows a picture at any zoom; wheel zooms at the cursor, dragging pans."""

    hovered = Signal(int, int)  # row and column of the pixel under the cursor, -1 outside
    picked = Signal(int, int)  # row and column of a click
    clicked = Signal(object)  # the Touch of a click with any button, in the picture or beside it
    begun = Signal(object)  # the Touch that a drag begins with, while `draws` is set
    dragged = Signal(object)
    ended = Signal(object)
    scaled = Signal(float)  # screen pixels per picture pixel
    resized = Signal()  # or looked at elsewhere: another part of the picture is in view
    wiped = Signal(float)  # where the line of a wipe is, as a share of the width

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # all of it is drawn here
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(tr("The open picture. Wheel zooms, dragging and arrow keys move it."))
        self.setMinimumSize(160, 96)
        self.backdrop = QColor(128, 128, 128)
        self.camera = Viewport()
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.pressure: float | None = None  # of the pen, 0 to 1; None without one
        self.draws = False  # whether dragging draws instead of moving the picture
        self.resting = Qt.CursorShape.ArrowCursor  # the cursor while nothing is dragged
        self.sketch: Callable[[QPainter], None] | None = None  # draws what lies above everything
        self.wheel: Callable[[float], bool] | None = (
            None  # takes turns of the wheel without Ctrl, if it wants them
        )
        self.keys: Callable[[QKeyEvent], bool] | None = None  # takes keys, if it wants them
        self.captions: Callable[[QPainter], None] | None = None  # writes below it, in logical pixels
        self.scale: float | None = None  # micrometres that a pixel of the picture is wide, for the bar
        self._levels: tuple[NDArray[np.uint8], ...] = ()
        self._size = (0, 0)
        self._masks: tuple[NDArray[np.uint8], ...] | None = None
        self.tiles: TileDrawer | None = None  # draws a picture larger than memory
        self.part: ShownPart | None = None  # of it, which the document is about
        self._parts: dict[str, ShownPart | None] = {}  # which each layer was made for
        self.layer: Layer | None = None  # what lies over the picture, or in its place
        self.light: Layer | None = None  # what is pointed out above the layer
        self.second: SecondView | None = None
        self.wipe = 0.5  # where its line is, as a share of the width
        self._is_wiping = False
        self._outlines: tuple[ObjectOutline, ...] = ()
        self._found: DrawnPart | None = None
        self._cache: dict[str, layers.KeptImage] = {}
        self._tile: QPixmap | None = None  # of the checkerboard
        self._level: tuple[NDArray[np.uint8], QImage] | None = None  # of the picture, ready to be drawn
        self._grip: QPointF | None = None
        self._over: QPointF | None = None  # where the cursor rests
        self._pressed: QPointF | None = None
        self._fitted = self._shows_picture = self._is_fresh = True
        self._spaced = self._drawing = False
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._faded)

    def show_picture(
        self,
        levels: tuple[NDArray[np.uint8], ...],
        masks: tuple[NDArray[np.uint8], ...] | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Show another picture, all of it; `size` is its width and height where its levels begin smaller."""
        self._levels, self._masks, self.layer, self._outlines = levels, masks, None, ()
        self._level = None
        self.tiles = self.part = None
        self._parts.clear()
        self._found = self.light = None
        self._size = size or (levels[0].shape[1], levels[0].shape[0])
        self._cache.clear()
        self._is_fresh = True
        self.fit()

    def exchange_picture(
        self,
        levels: tuple[NDArray[np.uint8], ...],
        masks: tuple[NDArray[np.uint8], ...] | None = None,
    ) -> None:
        """Show another picture of the same size in the place of this one, as near and at the same spot."""
        self._levels, self._masks, self._level = levels, masks, None
        self._cache.pop("picture", None)
        self.update()

    def show_tiles(self, tiles: "TileDrawer", levels: tuple[NDArray[np.uint8], ...]) -> None:
        """Show a picture larger than memory, all of it, in the place of any other; `levels` are small."""
        self.show_picture(levels, None, tiles.size)
        self.tiles = tiles

    def refresh_tiles(self, levels: tuple[NDArray[np.uint8], ...] | None = None) -> None:
        """Draw the picture anew: tiles have come, and perhaps other small versions."""
        if levels is not None:
            self._levels, self._level = levels, None
        self._cache.pop("picture", None)
        self.update()

    @property
    def sight(self) -> Viewport | None:
        """Where people look; None while all of the picture is to be seen."""
        return None if self._fitted else self.camera

    def restore_viewport(self, sight: Viewport | None) -> None:
        """Look where people looked before."""
        if sight is not None and self._levels:
            self._fitted = False
            self._aim(sight.kept(self._view(), self.picture_size))

    def show_layer(self, layer: Layer | None, *, with_picture: bool = True) -> None:
        """Lay `layer` over the picture, or in its place; the first one fades in."""
        self.layer, self._shows_picture = layer, with_picture
        self._parts["layer"] = self.part
        self._cache.pop("layer", None)
        if not with_picture:
            self._fade.stop()
        elif self._is_fresh and layer is not None:
            self._is_fresh = False
            self._fade.start()
        self.update()

    def show_light(self, levels: layers.Levels | None) -> None:
        """Point out the pixels that are 1 in maps of 0 and 1, whole and halved; None points out none."""
        table = np.array([VEIL, (0, 0, 0, 0)], np.uint8)
        self.light = None if levels is None else Layer(levels, table)
        self._parts["light"] = self.part
        self._cache.pop("light", None)
        self.update()

    def show_second(self, second: SecondView | None) -> None:
        """Show another view of the picture on the right; None shows one view alone."""
        was_beside = self._is_beside
        self.second = second
        self._parts["second"] = self.part
        self._cache.pop("second", None)
        self.setCursor(self.resting)
        if self._is_beside != was_beside and self._levels:
            self._refit()
        self.update()

    def move_wipe(self, share: float) -> None:
        """Put the line between both views at a share of the width, 0 to 1."""
        self.wipe = min(max(share, 0.0), 1.0)
        self.wiped.emit(self.wipe)
        self.update()

    @property
    def _is_beside(self) -> bool:
        return self.second is not None and self.second.is_beside

    def _folded(self, at: QPointF) -> QPointF:
        """Return a place on the right of two halves as the same place on the left."""
        half = self.width() / 2
        return QPointF(at.x() - half, at.y()) if self._is_beside and at.x() >= half else at

    def _is_on_wipe(self, at: QPointF) -> bool:
        has_line = self.second is not None and not self.second.is_beside
        return has_line and abs(at.x() - self.wipe * self.width()) <= GRIP

    def show_outlines(self, outlines: Sequence[ObjectOutline]) -> None:
        """Draw the outlines of objects above the layer."""
        self._outlines = tuple(outlines)
        for key in [key for key in self._cache if key.isdecimal()]:
            del self._cache[key]
        self.update()

    def show_found(self, drawn: DrawnPart | None) -> None:
        """Draw found objects above the layer: `drawn` returns the visible part of them."""
        self._found = drawn
        self._cache.pop("found", None)
        self.update()

    def show_scale(self, micrometres: float | None) -> None:
        """Draw a scale bar for pixels so wide; None draws none."""
        if micrometres != self.scale:
            self.scale = micrometres
            self.update()

    def show_cursor(self, shape: Qt.CursorShape) -> None:
        """Change the cursor at rest."""
        self.resting = shape
        self.setCursor(shape)

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of the picture in its own pixels; (0, 0) without one."""
        return self._size if self._levels else (0, 0)

    @property
    def picture_rect(self) -> QRectF:
        """Where the picture is on the canvas; parts of it may be out of view."""
        return QRectF(self.place_of(0, 0), self.place_of(*self.picture_size))

    @property
    def levels(self) -> tuple[NDArray[np.uint8], ...]:
        """The picture, halved again and again; nothing without one."""
        return self._levels

    @property
    def middle(self) -> QPointF:
        """The middle of the view, of its left half where two stand side by side."""
        return QPointF(self._view()[0] / self.devicePixelRatio() / 2, self.height() / 2)

    def show_part(self, part: QRectF) -> None:
        """Show a part of the picture, in its pixels, as large as there is room for, with a margin."""
        if not self._levels or part.isEmpty():
            return
        ratio = self.devicePixelRatio()
        wide, high = self._view()
        scale = min(wide / part.width(), high / part.height()) / MARGIN
        self.zoom_to(scale)
        off = self.middle - self.place_of(part.center().x(), part.center().y())
        self._aim(
            self.camera.moved(
                off.x() * ratio,
                off.y() * ratio,
                self._view(),
                self.picture_size,
            )
        )

    def fit(self) -> None:
        """Show all of the picture."""
        if self._levels:
            self._fitted = True
            self._aim(Viewport.fitting(self._view(), self.picture_size))

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Show a picture pixel as `scale` screen pixels; what lies at `at` stays there."""
        if self._levels:
            self._fitted = False
            point = self._folded(at) if at else self.middle
            ratio = self.devicePixelRatio()
            camera = self.camera.at_scale(scale, (point.x() * ratio, point.y() * ratio))
            self._aim(camera.kept(self._view(), self.picture_size))

    def zoom_by(self, factor: float) -> None:
        """Zoom at the middle of the view."""
        self.zoom_to(self.camera.scale * factor)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by a way in logical pixels."""
        if self._levels:
            self._fitted = False
            ratio = self.devicePixelRatio()
            self._aim(self.camera.moved(dx * ratio, dy * ratio, self._view(), self.picture_size))

    def pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return row and column of the picture pixel at a place, or None outside."""
        point, ratio = self._folded(point), self.devicePixelRatio()
        x, y = self.camera.picture_point(point.x() * ratio, point.y() * ratio)
        if self.part is not None:
            x, y = self.part.inside(x, y)
        width, height = self.document_size
        return (int(y), int(x)) if 0 <= x < width and 0 <= y < height else None

    def whole_pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return row and column in the whole picture, where the document is about a part of it."""
        point, ratio = self._folded(point), self.devicePixelRatio()
        x, y = self.camera.picture_point(point.x() * ratio, point.y() * ratio)
        width, height = self.picture_size
        return (int(y), int(x)) if 0 <= x < width and 0 <= y < height else None

    @property
    def document_size(self) -> tuple[int, int]:
        """Width and height of what the document is about, in its pixels."""
        return self.picture_size if self.part is None else self.part.size

    @property
    def seen(self) -> tuple[float, float, float, float]:
        """What is in view: left, top, right and bottom in pixels of the picture."""
        (wide, high), (width, height) = self._view(), self.picture_size
        left, top = self.camera.picture_point(0, 0)
        right, bottom = self.camera.picture_point(wide, high)
        return max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height))

    def place_of(self, x: float, y: float) -> QPointF:
        """Return where a place in the picture, in its pixels, is on the canvas."""
        ratio = self.devicePixelRatio()
        camera = self.camera
        return QPointF((camera.x + x * camera.scale) / ratio, (camera.y + y * camera.scale) / ratio)

    def _touch(self, event: QMouseEvent) -> PointerEvent:
        ratio, at = self.devicePixelRatio(), self._folded(event.position())
        x, y = self.camera.picture_point(at.x() * ratio, at.y() * ratio)
        if self.part is not None:
            x, y = self.part.inside(x, y)
        width, height = self.document_size
        inside = 0 <= x < width and 0 <= y < height
        right = bool((event.button() | event.buttons()) & Qt.MouseButton.RightButton)
        pressure = 1.0 if self.pressure is None else self.pressure
        return PointerEvent(x, y, inside, right, event.modifiers(), at, pressure)

    def _view(self) -> tuple[int, int]:
        ratio = self.devicePixelRatio()
        width = self.width() / 2 - 1 if self._is_beside else self.width()
        return round(width * ratio), round(self.height() * ratio)

    def _aim(self, camera: Viewport) -> None:
        self.camera = camera
        self.scaled.emit(camera.scale)
        self.resized.emit()
        self.tell_hovered()
        self.update()

    @property
    def pointed(self) -> QPointF | None:
        """Where the cursor rests over the canvas, be it beside the picture; None where it is elsewhere."""
        return self._over

    def tell_hovered(self) -> None:
        """Tell anew what lies under the cursor: the picture may be another, or lie elsewhere."""
        if self._over is not None:
            self.hovered.emit(*(self.pixel_at(self._over) or (-1, -1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw backdrop, picture and layer."""
        painter = QPainter(self)
        window = layers.VisiblePart.of(self.camera, self._view(), self.picture_size)
        ratio = self.devicePixelRatio()
        is_empty = not self._levels or window.is_empty
        self._draw_backdrop(painter, QRectF() if is_empty else window.rect(ratio))
        if is_empty:
            return
        painter.scale(1 / ratio, 1 / ratio)
        self._draw_layers(painter, window)
        painter.resetTransform()
        if self._found is not None and self.captions is not None:
            self.captions(painter)
        if self.sketch is not None:
            self.sketch(painter)
        if self.scale is not None:
            points = self.camera.scale / ratio
            seen = self.picture_rect.intersected(QRectF(self.rect()))
            scale_bar.draw(painter, seen, self.scale / points, self.font())

    def _draw_backdrop(self, painter: QPainter, picture: QRectF) -> None:
        """Draw what lies around the picture, which hides the rest."""
        inside = QRect() if self._is_beside else picture.toRect().adjusted(1, 1, -1, -1)
        for rect in layers.around(inside.intersected(self.rect()), self.rect()):
            painter.fillRect(rect, self.backdrop)

    def _draw_layers(self, painter: QPainter, window: layers.VisiblePart) -> None:
        """Draw the picture and all that lies over it, in pixels of the screen."""
        if self._is_beside:
            painter.setClipRect(0, 0, *self._view())
        self._draw_view(painter, window, with_picture=self._shows_picture)
        if self.layer is not None:
            fading = self._fade.state() == QVariantAnimation.State.Running
            painter.setOpacity(float(self._fade.currentValue()) if fading else 1.0)
            self._draw_cached(painter, "layer", window)
        painter.setOpacity(1.0)
        if self._found is not None:
            painter.drawImage(QPoint(window.left, window.top), self._cached("found", window))
        for i in range(len(self._outlines)):
            painter.drawImage(QPoint(window.left, window.top), self._cached(str(i), window))
        if self.second is not None:
            self._draw_second(painter, window, self.second)
        if self.light is not None:
            self._draw_cached(painter, "light", window)
        painter.setClipping(False)

    def _draw_view(self, painter: QPainter, window: layers.VisiblePart, *, with_picture: bool) -> None:
        if self._masks is not None or not with_picture:
            self._draw_checker(painter, window)
        if with_picture:
            painter.drawImage(QPoint(window.left, window.top), self._cached("picture", window))

    def _draw_second(self, painter: QPainter, window: layers.VisiblePart, second: SecondView) -> None:
        """Draw the other view on the right of the line, or in the right half."""
        ratio = self.devicePixelRatio()
        whole = round(self.width() * ratio)
        painter.save()
        if second.is_beside:
            line = whole // 2
            painter.setClipRect(line, 0, whole - line, round(self.height() * ratio))
            painter.translate(line, 0)
        else:
            line = round(self.wipe * whole)
            painter.setClipRect(line, 0, whole - line, round(self.height() * ratio))
            painter.fillRect(line, 0, whole - line, round(self.height() * ratio), self.backdrop)
        self._draw_view(painter, window, with_picture=second.with_picture)
        if second.layer is not None:
            self._draw_cached(painter, "second", window)
        painter.restore()
        painter.save()
        painter.setClipping(False)
        painter.resetTransform()
        self._draw_line(painter, line / ratio, second)
        painter.restore()

    def _draw_line(self, painter: QPainter, x: float, second: SecondView) -> None:
        """Draw the line between two views with a grip, and what is on either side of it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(QColor(255, 255, 255), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        middle = self.height() / 2
        if not second.is_beside:
            painter.setBrush(QColor(255, 255, 255))
            painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
            painter.drawEllipse(QPointF(x, middle), 11, 11)
            painter.setPen(QPen(QColor(60, 60, 60), 2))
            for way in (-1, 1):
                tip = QPointF(x + 7 * way, middle)
                painter.drawLine(tip, QPointF(x + 3 * way, middle - 4))
                painter.drawLine(tip, QPointF(x + 3 * way, middle + 4))
        metrics = painter.fontMetrics()
        for text, is_left in zip(second.captions, (True, False), strict=True):
            if not text:
                continue
            width, height = metrics.horizontalAdvance(text) + 16, metrics.height() + 8
            box = QRectF(x - 12 - width if is_left else x + 12, 12, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _draw_cached(self, painter: QPainter, which: str, window: layers.VisiblePart) -> None:
        """Draw a layer where it lies: over the picture, or over the part of it that it was made for."""
        part, camera, size = self._parts.get(which), self.camera, self.picture_size
        if part is not None:
            camera, size = part.seen_by(camera), part.size
            window = layers.VisiblePart.of(camera, self._view(), size)
            if window.is_empty:
                return
        painter.drawImage(QPoint(window.left, window.top), self._cached(which, window, camera, size))

    def _cached(
        self,
        which: str,
        window: layers.VisiblePart,
        camera: Viewport | None = None,
        size: tuple[int, int] | None = None,
    ) -> QImage:
        """Return what is seen of a layer in the window, with what is still true of what was drawn before."""
        camera, size = camera or self.camera, size or self.picture_size
        kept = self._cache.get(which)
        if kept is not None and kept.shows(camera, window):
            return kept.image
        draw = partial(self._drawn, which, camera, size)
        if kept is None or (which == "picture" and self.tiles is not None):
            image = draw(window)
        else:
            image = layers.scrolled(kept, camera, window, size, draw)
        self._cache[which] = layers.KeptImage(camera, window, image)
        return image

    def _drawn(
        self, which: str, camera: Viewport, size: tuple[int, int], window: layers.VisiblePart
    ) -> QImage:
        if which.isdecimal():
            return ready_image_of(outlined(self._outlines[int(which)], camera, window, size))
        if which == "found" and self._found is not None:
            return ready_image_of(self._found(camera, window, size))
        if which == "picture":
            return self._picture(window)
        kinds = {
            "layer": self.layer,
            "light": self.light,
            "second": self.second.layer if self.second else None,
        }
        layer = kinds[which]
        assert layer is not None
        return image_of_codes(*layers.coded(layer, camera, window, size))

    def _picture(self, window: layers.VisiblePart) -> QImage:
        if self.tiles is not None:
            return self.tiles.drawn(self.camera, window)
        width, height = self.picture_size
        scale = self.camera.scale
        level = layers.level_for(self._levels, width * scale)
        across, down = level.shape[1] / width, level.shape[0] / height
        left = (window.left - self.camera.x) / scale * across
        top = (window.top - self.camera.y) / scale * down
        wide = (window.right - window.left) / scale * across
        high = (window.bottom - window.top) / scale * down
        size = QSize(window.right - window.left, window.bottom - window.top)
        if level.shape[0] * level.shape[1] <= READY_PIXELS:
            return _stretched(self._whole(level), QRectF(left, top, wide, high), size, scale < CRISP)
        x0, y0 = max(int(left) - 1, 0), max(int(top) - 1, 0)
        rows, columns = slice(y0, int(top + high) + 2), slice(x0, int(left + wide) + 2)
        image = ready_image_of(self._pixels(level, rows, columns))
        return _stretched(image, QRectF(left - x0, top - y0, wide, high), size, scale < CRISP)

    def _whole(self, level: NDArray[np.uint8]) -> QImage:
        """Return a small version of the picture, ready to be drawn; it is kept while it is in use."""
        if self._level is None or self._level[0] is not level:
            every = slice(None)
            self._level = level, ready_image_of(self._pixels(level, every, every))
        return self._level[1]

    def _pixels(self, level: NDArray[np.uint8], rows: slice, columns: slice) -> NDArray[np.uint8]:
        pixels = level[rows, columns]
        if self._masks is None:
            return pixels
        mask = self._masks[[each is level for each in self._levels].index(True)]
        return np.dstack([pixels, mask[rows, columns]])

    def _draw_checker(self, painter: QPainter, window: layers.VisiblePart) -> None:
        """Draw what is seen through the picture, of large tiles: small ones are looked up by pixel."""
        if self._tile is None:
            self._tile = QPixmap(TILE, TILE)
            self._tile.fill(CHECKER[0])
            inside = QPainter(self._tile)
            for y in range(0, TILE, 8):
                for x in range(y % 16, TILE, 16):
                    inside.fillRect(x, y, 8, 8, CHECKER[1])
            inside.end()
        wide, high = window.right - window.left, window.bottom - window.top
        painter.drawTiledPixmap(QRect(window.left, window.top, wide, high), self._tile)

    def _faded(self, _value: object) -> None:
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted picture fitted, any other where its middle was."""
        super().resizeEvent(event)
        self._refit()

    def _refit(self) -> None:
        if self._fitted:
            self.fit()
        elif self._levels:
            self._aim(self.camera.kept(self._view(), self.picture_size))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, unless the tool in the hand uses the wheel; with Ctrl it always zooms."""
        glide = event.pixelDelta()
        if not glide.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(glide.x(), glide.y())  # a trackpad scrolls; with Ctrl, or two fingers apart, it zooms
            event.accept()
            return
        turns = event.angleDelta().y() / 120
        with_ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if turns and self.wheel is not None and not with_ctrl and self.wheel(turns):
            event.accept()
            return
        if turns:
            self._over = event.position()
            self.zoom_to(self.camera.scale * WHEEL_STEP**turns, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom where two fingers move apart, on a trackpad or a screen."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == PINCH:
            self.zoom_to(self.camera.scale * (1 + event.value()), event.position())
            return True
        if event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.zoom_to(self.camera.scale * pinch.scaleFactor(), at)
                event.accept(pinch)
                return True
        return super().event(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Remember how hard the pen is pressed; Qt makes a mouse event of it."""
        if event.pressure() > 0:  # neither a pen that hovers nor one that is lifted
            self.pressure = event.pressure()
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, to draw or to click."""
        left_or_right = event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_wipe(event.position()):
            self._is_wiping = True
            return
        if self.draws and self._levels and left_or_right and not self._spaced:
            self._drawing = True
            self.begun.emit(self._touch(event))
        elif event.button() in PAN_BUTTONS and self._levels:
            self._grip = self._pressed = event.position()
        elif event.button() == Qt.MouseButton.RightButton and self._levels:
            self._pressed = event.position()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, draw, or tell what lies under the cursor."""
        place = self._over = event.position()
        if self._is_wiping:
            self.move_wipe(place.x() / max(self.width(), 1))
            return
        if self.second is not None and not event.buttons():
            is_on = self._is_on_wipe(place)
            self.setCursor(Qt.CursorShape.SplitHCursor if is_on else self.resting)
        if self._drawing:
            self.dragged.emit(self._touch(event))
        if self._grip is not None and self._pressed is not None:
            if (place - self._pressed).manhattanLength() > CLICK_SLACK:
                self._pressed = QPointF(-1e9, -1e9)  # a drag from here on, wherever it goes
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                way = place - self._grip
                self._grip = place
                self.pan(way.x(), way.y())
            return
        self.tell_hovered()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a pan or a drawing, or pick what was clicked."""
        if self._is_wiping:
            self._is_wiping = False
            return
        if self._drawing:
            self._drawing = False
            self.ended.emit(self._touch(event))
            self.pressure = None  # the next press may be the mouse's
            return
        pressed, self._grip, self._pressed = self._pressed, None, None
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._spaced else self.resting)
        if pressed is None or event.button() == Qt.MouseButton.MiddleButton or self._spaced:
            return
        if (event.position() - pressed).manhattanLength() > CLICK_SLACK:
            return
        self.clicked.emit(self._touch(event))
        self.pressure = None
        pixel = self.pixel_at(event.position())
        if pixel and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*pixel)

    def let_go(self) -> None:
        """Forget a drag that is going on."""
        self._drawing = False

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nothing lies under the cursor."""
        super().leaveEvent(event)
        self._over = None
        self.hovered.emit(-1, -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with the arrows; hold space to drag. The tool in the hand comes first."""
        if self.keys is not None and self.keys(event):
            event.accept()
        elif event.key() in PAN_KEYS:
            self.pan(*PAN_KEYS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space:
            self._spaced = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._spaced = False
            self.setCursor(self.resting)
        else:
            super().keyReleaseEvent(event)


def _stretched(image: QImage, part: QRectF, size: QSize, is_smooth: bool) -> QImage:
    """Return a part of an image at another size."""
    out = QImage(size, image.format())
    if image.hasAlphaChannel() or not QRectF(image.rect()).contains(part):
        out.fill(0)  # else every pixel is drawn
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
    painter.drawImage(QRectF(out.rect()), image, part)
    painter.end()
    return out
