"""Draws a picture larger than memory from its tiles; what is not there yet is drawn from what is."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QThread
from PySide6.QtGui import QImage, QPainter

from gmmseg.gui.canvas.canvas import CRISP
from gmmseg.gui.canvas.layers import VisiblePart
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.large.tile_reader import TileKey, TileReader
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.imaging.rendering.composite import Styles, as_shown
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.tile_cache import TileCache

SMALL = 1_500_000  # pixels, at most, of what is drawn in the place of tiles
COARSER = 3  # scales whose tiles are drawn in the place of those that are missing
DRAWN = 4  # bytes of a pixel of a tile that is drawn
AT_ONCE = 8  # tiles that are put into an overview before others may be wanted


class TilePainter:
    """`TileDrawer` of a large picture, with the thread that reads its tiles.

    Parameters
    ----------
    picture : LargePicture
        What is drawn.
    styles : Styles or None
        How its channels are mixed; None where it is shown as it is.
    """

    def __init__(self, picture: LargePicture, styles: Styles | None) -> None:
        self.picture, self.styles, self.size = picture, styles, picture.size
        self.images: TileCache[QImage] = TileCache(picture.options.tile_bytes // 2)
        self.reader = TileReader(self._read, lambda: picture.extend(AT_ONCE))
        self.show_overview()
        self.reader.start(QThread.Priority.LowPriority)
        if not picture.is_complete:
            self.reader.grow()

    def show_overview(self) -> None:
        """Draw what there is of the overview in the place of tiles from now on."""
        scales = [each for each in self.picture.scales if each.array is not None]
        fine = [each for each in scales if np.prod(each.shape) <= SMALL]
        scale = (fine or scales[-1:])[0]
        assert scale.array is not None
        pixels, usable = scale.array
        step = max(1, int(np.ceil(np.sqrt(usable.size / SMALL))))
        usable = usable[::step, ::step].copy()  # first: the thread may put more pixels in meanwhile
        pixels = pixels[::step, ::step]
        self.levels: tuple[NDArray[np.uint8], ...] = (self._rgb(pixels),)
        self._small = self._image(pixels, usable)

    def restyle(self, styles: Styles | None) -> None:
        """Mix channels in another way."""
        self.styles = styles
        self.images.clear()
        self.reader.retry()
        self.show_overview()

    def close(self) -> None:
        """End the thread."""
        self.reader.close()

    def probe(self, row: int, column: int) -> None:
        """Have the tile of a pixel of the picture read next."""
        high, wide = self.picture.scales[0].tile_shape
        self.reader.probe((0, row // high, column // wide))

    def _read(self, key: TileKey) -> None:
        """Read a tile and make what is drawn of it; called on the thread."""
        tile = self.picture.tile(*key)
        while True:
            styles = self.styles
            image = self._image(tile.pixels, tile.usable)
            self.images.put(key, image, image.sizeInBytes())
            if styles is self.styles:  # else channels were mixed in another way meanwhile
                return

    def _rgb(self, pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
        own = replace(self.picture.image, pixels=np.ascontiguousarray(pixels), mask=None)
        return as_shown(own, self.styles)

    def _image(self, pixels: NDArray[np.generic], usable: NDArray[np.bool_] | None) -> QImage:
        shown = self._rgb(pixels)
        if usable is None or usable.all():
            return image_of(shown).convertToFormat(QImage.Format.Format_RGB32)
        packed = np.dstack([shown, usable.astype(np.uint8) * 255])
        return image_of(packed).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def drawn(self, camera: Viewport, window: VisiblePart) -> QImage:
        """Return the part of the view that the picture covers, and ask for the tiles that are missing."""
        out = QImage(
            window.right - window.left, window.bottom - window.top, QImage.Format.Format_ARGB32_Premultiplied
        )
        out.fill(0)
        painter = QPainter(out)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, camera.scale < CRISP)
        wanted = self._scale(camera, window)
        is_overview = self.picture.scales[wanted] is self.picture.overview and not self.picture.is_complete
        keys = [] if is_overview else self._keys(wanted, camera, window)
        missing = [key for key in keys if self.images.get(key) is None]
        if missing or is_overview:
            whole = QRectF(0, 0, self.size[0], self.size[1])
            self._draw(painter, self._small, whole, camera, window)
            for scale in range(min(wanted + COARSER, len(self.picture.scales) - 1), wanted, -1):
                for key in self._keys(scale, camera, window):
                    self._draw_tile(painter, key, camera, window)
        for key in keys:
            self._draw_tile(painter, key, camera, window)
        painter.end()
        self.reader.want(missing)
        return out

    def _scale(self, camera: Viewport, window: VisiblePart) -> int:
        """Return the scale that suits the zoom, or the next of which all tiles in view can be kept.

        Of tiles that drove out each other there would never be all, and they would be read for ever.
        """
        first, scales = self.picture.scale_for(camera.scale), self.picture.scales
        for scale in range(first, len(scales)):
            n_tile = int(np.prod(np.minimum(scales[scale].tile_shape, scales[scale].shape))) * DRAWN
            if len(self._keys(scale, camera, window)) * n_tile <= self.images.budget:
                return scale
        return len(scales) - 1

    def _keys(self, scale: int, camera: Viewport, window: VisiblePart) -> list[TileKey]:
        """Return the tiles of a scale that are in view, those in the middle first."""
        across, down = self.picture.factors(scale)
        found = self.picture.scales[scale]
        high, wide = found.tile_shape[0] * down, found.tile_shape[1] * across
        left, top = camera.picture_point(window.left, window.top)
        right, bottom = camera.picture_point(window.right, window.bottom)
        rows = range(
            max(int(top // high), 0), min(int(-(-bottom // high)), -(-found.shape[0] // found.tile_shape[0]))
        )
        columns = range(
            max(int(left // wide), 0), min(int(-(-right // wide)), -(-found.shape[1] // found.tile_shape[1]))
        )
        middle = (top + bottom) / 2 / high - 0.5, (left + right) / 2 / wide - 0.5
        keys = [(scale, row, column) for row in rows for column in columns]
        return sorted(keys, key=lambda key: abs(key[1] - middle[0]) + abs(key[2] - middle[1]))

    def _draw_tile(self, painter: QPainter, key: TileKey, camera: Viewport, window: VisiblePart) -> None:
        image = self.images.get(key)
        if image is None:
            return
        scale, down, across = key
        wide, high = self.picture.factors(scale)
        rows, columns = self.picture.scales[scale].box(down, across)
        box = QRectF(
            columns.start * wide,
            rows.start * high,
            (columns.stop - columns.start) * wide,
            (rows.stop - rows.start) * high,
        )
        self._draw(painter, image, box, camera, window)

    def _draw(
        self, painter: QPainter, image: QImage, box: QRectF, camera: Viewport, window: VisiblePart
    ) -> None:
        """Draw an image where a box of the picture lies, its edges on those of screen pixels."""
        left = round(camera.x + box.left() * camera.scale) - window.left
        top = round(camera.y + box.top() * camera.scale) - window.top
        right = round(camera.x + box.right() * camera.scale) - window.left
        bottom = round(camera.y + box.bottom() * camera.scale) - window.top
        painter.drawImage(QRect(left, top, right - left, bottom - top), image)
