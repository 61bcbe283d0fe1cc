"""Which picture the canvas has: the open one, its channels mixed as people wish."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.composite import Styles, is_plain, usual_styles
from gmmseg.session.open_image import Drawing, OpenImage, drawing, quick_step
from gmmseg.session.paging import is_alike, is_same_file

Levels = tuple[NDArray[Any], ...]


class DisplayController(QObject):
    """Draws the open picture: at once, if need be of every few pixels, and then all of it."""

    drawn = Signal()  # another picture, or the same another way

    def __init__(self, *, canvas: Canvas, controller: SessionController) -> None:
        super().__init__(canvas)
        self.canvas, self.controller, self.session = canvas, controller, controller.session
        self.show_large: Callable[[OpenImage], object] = lambda _: None  # for a picture larger than memory
        self._source: OpenImage | None = None
        self._shown: tuple[Image, Styles | None] | None = None
        self._usual: Styles | None = None  # of the file that is open, so that its pages look alike
        controller.changed.connect(self.refresh)

    @property
    def styles(self) -> Styles | None:
        """How the channels of the open picture are shown; None without one."""
        source, wanted = self.session.document.source, self.session.shown.styles
        if source is None:
            return None
        if wanted is not None and len(wanted) == source.image.n_channels:
            return wanted
        if self._usual is None or len(self._usual) != source.image.n_channels:
            self._usual = source.image.derived(usual_styles)
        return self._usual

    @property
    def styles_of_pages(self) -> Styles | None:
        """How the pages of the open file are drawn; None for the way that pictures are usually seen."""
        source = self.session.document.source
        is_usual = source is None or (self.session.shown.styles is None and is_plain(source.image))
        return None if is_usual else self.styles

    @Slot()
    def refresh(self) -> None:
        """Show the picture of now."""
        source = self.session.document.source
        if source is None:
            self._source = self._shown = self._usual = None
            return
        if source.large is not None:
            self._usual = source.large.styles() or self._usual
            self._source, self._shown = source, None
            self.controller.reader.cancel({"display"})
            self.show_large(source)
            self.drawn.emit()
            return
        before = self._source
        is_page = is_same_file(source, before) and is_alike(source, before)
        if source is not before and not is_page:
            self._usual = None if source.drawn is None else source.drawn.styles
        styles = self.styles_of_pages
        if self._shown is not None and self._shown[0] is source.image and self._shown[1] == styles:
            return
        is_other = self._shown is None or self._shown[0] is not source.image
        self._source, self._shown = source, (source.image, styles)
        size = source.image.width, source.image.height
        stays = (is_page or not is_other) and size == self.canvas.picture_size
        if styles is None:
            self._put(source.levels, source.masks, size, stays=stays)
            return
        first = source.drawn
        if first is None or first.styles != styles:
            first = Drawing.of(source, styles, quick_step(source.image))
        self._put(first.levels, first.masks, size, stays=stays)
        self.controller.reader.cancel({"display"})
        if first.step > 1:
            self.controller.reader.submit(
                partial(drawing, source, styles), lane="display", done=partial(self._drawn, source, styles)
            )

    def _put(self, levels: Levels, masks: Levels | None, size: tuple[int, int], *, stays: bool) -> None:
        if stays:
            self.canvas.exchange_picture(levels, masks)
        else:
            self.canvas.show_picture(levels, masks, size)
        self.drawn.emit()

    def _drawn(self, source: OpenImage, styles: Styles, found: Drawing) -> None:
        if self._shown is not None and self._shown[0] is source.image and self._shown[1] == styles:
            self.canvas.exchange_picture(found.levels, found.masks)
