"""Try nine: the picture under three positions by three smoothings, side by side; a click adopts one."""

from collections.abc import Generator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QGridLayout, QToolButton, QVBoxLayout, QWidget

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.gui.translation import figure, tr, trn
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.imaging.rendering import render
from gmmseg.job import Progress, Workers
from gmmseg.session.compute.segmentation import SegmentationRequest, SegmentationResult, answering
from gmmseg.session.document import with_preview_settings
from gmmseg.settings import LIMITS, Settings

THUMBNAIL = (220, 150)  # pixels at most
FACTOR = 3.0  # between one step and the next
USUAL = {"position": 0.3, "smoothing": 1.0}  # the middle step where the setting is 0
LANE = "nine"
SIDE = 480  # pixels of a picture that is drawn


class TryNine(QDialog):
    """Nine small results of the picture that is open; the present settings are among them."""

    adopted = Signal(float, float)  # position, smoothing

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Try nine"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.controller, self._runner = controller, TaskRunner(self)
        document = controller.session.document
        assert document.source is not None
        self._source, settings = document.source, document.settings
        self.values = [
            (position, smoothing)
            for position in steps("position", settings.weight_of_position)
            for smoothing in steps("smoothing", settings.smoothing)
        ]
        now = (settings.weight_of_position, settings.smoothing)
        self.cells = [self._cell(*pair, is_now=pair == now) for pair in self.values]
        self._lay_out()
        self.cells[self.values.index(now)].setFocus()
        self._last: SegmentationResult | None = None
        for place, (position, smoothing) in enumerate(self.values):
            edit = with_preview_settings(position=position, smoothing=smoothing)
            request = edit(document).request
            assert request is not None
            self._runner.submit(
                partial(self._segmenting, request),
                lane=LANE,
                done=partial(self._show, place),
                failed=self._failed,
            )
        controller.changed.connect(self._follow)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        hint = plain(tr("Position grows downwards, smoothing to the right. Click one to adopt it."), "faint")
        hint.setWordWrap(True)
        column.addWidget(hint)
        grid = QGridLayout()
        grid.setSpacing(theme.GRID)
        for place, cell in enumerate(self.cells):
            grid.addWidget(cell, place // 3, place % 3)
        column.addLayout(grid)
        preferences.centre(self, self.sizeHint().toTuple())

    def _cell(self, position: float, smoothing: float, *, is_now: bool) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(*THUMBNAIL))
        blank = QPixmap(*THUMBNAIL)
        blank.fill(Qt.GlobalColor.transparent)
        button.setIcon(QIcon(blank))
        button.setText(f"{figure(position, '.2f')} · {figure(smoothing, '.2f')}")
        button.setToolTip(
            tr(
                "Position {position}, smoothing {smoothing}, as it is now"
                if is_now
                else "Position {position}, smoothing {smoothing}",
                position=figure(position, ".2f"),
                smoothing=figure(smoothing, ".2f"),
            )
        )
        button.setAccessibleName(button.toolTip())
        button.setCheckable(True)
        button.setChecked(is_now)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("place", len(getattr(self, "cells", ())))
        button.clicked.connect(partial(self._adopt, position, smoothing))
        return button

    def _segmenting(
        self, request: SegmentationRequest, workers: Workers
    ) -> Generator[Progress, None, tuple[NDArray[np.uint8], int]]:
        """Yield progress and return a picture of the segments in their mean colours, and their number."""
        known = self._last
        if known is not None and not _same_fit(known.request.settings, request.settings):
            known = None
        result = yield from answering(request, known, workers)
        self._last = result
        return _drawn(result)

    def _show(self, place: int, found: tuple[NDArray[np.uint8], int]) -> None:
        pixels, n = found
        picture = QPixmap.fromImage(image_of(pixels)).scaled(
            2 * THUMBNAIL[0],
            2 * THUMBNAIL[1],
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        picture.setDevicePixelRatio(2)
        position, smoothing = self.values[place]
        self.cells[place].setIcon(QIcon(picture))
        if self._source.small is self._source.image:
            count = trn("%n segment", "%n segments", n)
        else:  # a small copy is not the picture
            count = trn("about %n segment", "about %n segments", n)
        self.cells[place].setText(f"{figure(position, '.2f')} · {figure(smoothing, '.2f')} · {count}")

    def _failed(self, error: Exception, _details: str) -> None:
        self.controller.status_message.emit(str(error))

    def _adopt(self, position: float, smoothing: float) -> None:
        self.adopted.emit(position, smoothing)
        self.close()

    def _follow(self) -> None:
        """Close where another picture is open."""
        if self.controller.session.document.source is not self._source:
            self.close()

    def done(self, result: int) -> None:
        """Stop what is computed, however it is closed: Escape sends no closeEvent."""
        self._runner.close()
        super().done(result)


def steps(name: str, now: float) -> tuple[float, float, float]:
    """Return three values of a setting, that of now among them."""
    limit = LIMITS[name]
    middle = now or USUAL[name]
    found = (0.0, middle, middle * FACTOR) if now == 0 else (now / FACTOR, now, now * FACTOR)
    high = float(getattr(limit, "high", 1e9))
    a, b, c = (round(min(value, high), 6) for value in found)
    return a, b, c


def _same_fit(one: Settings, other: Settings) -> bool:
    from gmmseg.session.compute.segmentation import of_fit

    return of_fit(one) == of_fit(other)


def _drawn(result: SegmentationResult) -> tuple[NDArray[np.uint8], int]:
    """Return the boundaries of segments over their mean colours, small."""
    labels: Sequence[NDArray[np.unsignedinteger]] = result.levels
    level = next((each for each in labels if max(each.shape) <= SIDE), labels[-1])
    pixels = np.ascontiguousarray(result.means[level])
    edges = render.boundaries(level)
    pixels[edges] = 255
    return pixels, int(np.count_nonzero(result.counts[1:]))
