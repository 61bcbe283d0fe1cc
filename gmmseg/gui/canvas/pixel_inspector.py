"""The pixel inspector: position, colour, and the probability of each segment under the cursor."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.widgets.status_bar import StatusLine
from gmmseg.session.compute.probability_maps import probabilities_at

LIKELY = 3  # segments named for the pixel under the cursor
CERTAIN = 0.005  # less is not worth naming


class PixelInspector(QObject):
    """Follows the cursor over the canvas."""

    def __init__(
        self, *, canvas: Canvas, rows: SegmentList, status: StatusLine, controller: SessionController
    ) -> None:
        super().__init__(canvas)
        self.canvas, self.rows, self.status, self.controller = canvas, rows, status, controller
        canvas.hovered.connect(self._hovered)
        canvas.picked.connect(self._picked)
        self._chooses = True

    def follow(self, tool: str) -> None:
        """Let a click choose a segment only while the hand is the tool."""
        self._chooses = tool == "hand"

    def _hovered(self, row: int, column: int) -> None:
        source = self.controller.session.document.source
        if row < 0 or source is None:
            self.status.show_pixel("", "", ())
            self.rows.light(-1)
            return
        image = source.image
        colour = _colour(image.pixels[row, column], is_colour=image.is_colour)
        self.status.show_pixel(f"x {column}  y {row}", colour, self._likely(row, column))
        self.rows.light(self._owner(row, column))

    def _owner(self, row: int, column: int) -> int:
        """Return the row in the list of the segment that owns a pixel, -1 for none."""
        shown = self.controller.session.shown
        if shown.result is None:
            return -1
        labels = shown.result.levels[0]
        width, height = self.canvas.picture_size
        label = labels[
            row * labels.shape[0] // height, column * labels.shape[1] // width
        ]  # a preview is smaller
        return int(shown.owners[label])

    def _likely(self, row: int, column: int) -> list[tuple[str, float]]:
        shown, source = self.controller.session.shown, self.controller.session.document.source
        if shown.result is None or source is None:
            return []
        p = probabilities_at(shown.result.segmentation.model, source.image, row, column)
        if p is None:
            return []
        summed = np.zeros(len(shown.looks))
        owners = shown.owners[1:]
        np.add.at(summed, owners[owners >= 0], p[owners >= 0])
        best = np.argsort(-summed)[:LIKELY]
        return [(shown.looks[i].name, float(summed[i])) for i in best if summed[i] >= CERTAIN]

    def _picked(self, row: int, column: int) -> None:
        if self._chooses:
            self.choose_at(row, column)

    def choose_at(self, row: int, column: int) -> None:
        """Choose the segment that owns a pixel."""
        owner = self._owner(row, column)
        if owner >= 0:
            self.rows.choose(owner)


def _colour(pixel: NDArray[Any], *, is_colour: bool) -> str:
    """Return the value of a pixel for people."""
    numbers = " ".join(f"{value:.3g}" if pixel.dtype.kind == "f" else str(value) for value in pixel[:4])
    return f"{'RGB' if is_colour else 'Value'} {numbers}"
