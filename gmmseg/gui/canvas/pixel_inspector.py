"""The pixel inspector: position, true values, and the probability of each segment under the cursor."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.scale_bar import scale_text
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.status_bar import StatusLine
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.units import PixelSize
from gmmseg.session.compute.probability_maps import is_ready, probabilities_at, readying
from gmmseg.session.large.large_picture import LargePicture

LIKELY = 3  # segments named for the pixel under the cursor
CERTAIN = 0.005  # less is not worth naming


class PixelInspector(QObject):
    """Follows the cursor over the canvas."""

    wanted = Signal(int, int)  # row and column of a pixel of a large picture whose values are not there yet
    probed = Signal(list)  # the value of each channel under the cursor, as text; empty beside the picture

    def __init__(
        self, *, canvas: Canvas, rows: SegmentList, status: StatusLine, controller: SessionController
    ) -> None:
        super().__init__(canvas)
        self.canvas, self.rows, self.status, self.controller = canvas, rows, status, controller
        canvas.hovered.connect(self._hovered)
        canvas.picked.connect(self._picked)
        self._chooses = True
        self._pending: tuple[Model, Image] | None = None  # whose probabilities are being made ready

    def follow(self, tool: str) -> None:
        """Let a click choose a segment only while the hand is the tool."""
        self._chooses = tool == "hand"

    def _hovered(self, row: int, column: int) -> None:
        source = self.controller.session.document.source
        if source is not None and source.large is not None:
            self._hovered_large(source.large, row, column)
            return
        if row < 0 or source is None:
            self.status.show_pixel("", "", ())
            self.probed.emit([])
            self.rows.light(-1)
            return
        values = values_at(source.image, row, column)
        colour = values_text(source.image, values)
        place = f"x {column}  y {row}{_in_units(self.controller.session.shown.scale, row, column)}"
        self.status.show_pixel(place, colour, self._likely(row, column))
        self.probed.emit(values)
        self.rows.light(self._owner(row, column))

    def _hovered_large(self, large: LargePicture, row: int, column: int) -> None:
        """Show the true values of a picture larger than memory, and what the part in view says there."""
        at = None if self.canvas.pointed is None else self.canvas.whole_pixel_at(self.canvas.pointed)
        if at is None:
            self.status.show_pixel("", "", ())
            self.probed.emit([])
            self.rows.light(-1)
            return
        found = large.values_at(*at)
        if found is None:
            self.wanted.emit(*at)
            values, colour = [], ""
        else:
            whole = replace(large.image, pixels=found[None, None].copy(), mask=None)
            values = values_at(whole, 0, 0)
            colour = values_text(whole, values)
        place = f"x {at[1]}  y {at[0]}{_in_units(large.image.pixel_size, *at)}"
        inside = row >= 0 and self.canvas.part is not None  # None: the canvas does not know the part yet
        self.status.show_pixel(place, colour, self._likely(row, column) if inside else ())
        self.probed.emit(values)
        self.rows.light(self._owner(row, column) if inside else -1)

    def _owner(self, row: int, column: int) -> int:
        """Return the row in the list of the segment that owns a pixel, -1 for none."""
        shown = self.controller.session.shown
        if shown.result is None:
            return -1
        labels = shown.result.levels[0]
        width, height = self.canvas.document_size
        label = labels[
            row * labels.shape[0] // height, column * labels.shape[1] // width
        ]  # a preview is smaller
        return int(shown.owners[label])

    def _likely(self, row: int, column: int) -> list[tuple[str, float]]:
        shown, source = self.controller.session.shown, self.controller.session.document.source
        if shown.result is None or source is None:
            return []
        model, image = shown.result.segmentation.model, shown.result.request.image  # a preview's is smaller
        if not is_ready(model, image):
            self._make_ready(model, image)
            return []
        wide, high = self.canvas.document_size
        p = probabilities_at(model, image, row * image.height // high, column * image.width // wide)
        if p is None:
            return []
        summed = np.zeros(len(shown.segment_styles))
        owners = shown.owners[1:]
        np.add.at(summed, owners[owners >= 0], p[owners >= 0])
        best = np.argsort(-summed)[:LIKELY]
        return [(shown.segment_styles[i].name, float(summed[i])) for i in best if summed[i] >= CERTAIN]

    def _make_ready(self, model: Model, image: Image) -> None:
        """Have found what probabilities need, and tell them then; it takes a second for a large picture."""
        question = model, image
        if self._pending is not None and all(a is b for a, b in zip(self._pending, question, strict=True)):
            return
        self._pending = question
        self.controller.runner.submit(
            partial(readying, model, image),
            lane="probabilities",
            done=self._ready,
            cancelled=partial(self._forget, question),
        )

    def _ready(self, _: object) -> None:
        self.canvas.tell_hovered()

    def _forget(self, question: tuple[Model, Image]) -> None:
        """Let a question be asked again that was cancelled; a newer one that took its place stays."""
        if self._pending is question:
            self._pending = None

    def _picked(self, row: int, column: int) -> None:
        if self._chooses:
            self.choose_at(row, column)

    def choose_at(self, row: int, column: int) -> None:
        """Choose the segment that owns a pixel."""
        owner = self._owner(row, column)
        if owner >= 0:
            self.rows.choose(owner)


def values_at(image: Image, row: int, column: int) -> list[str]:
    """Return the value of each channel at a pixel, in the numbers that the file holds."""
    values = [image.values_of(c, slice(row, row + 1))[0, column] for c in range(image.n_channels)]
    return [f"{value:.7g}" if isinstance(value, np.floating) else str(value) for value in values]


def values_text(image: Image, values: Sequence[str]) -> str:
    """Return the values of channels with their names."""
    if image.is_colour and not any(info.name for info in image.channel_info):
        return f"RGB {' '.join(values)}"
    if image.n_channels == 1 and not any(info.name for info in image.channel_info):
        return tr("Value {value}", value=values[0])
    if image.channel_names == tuple(f"channel {i}" for i in range(1, image.n_channels + 1)):
        return tr("Values {values}", values="  ".join(values))
    return "  ".join(f"{name} {value}" for name, value in zip(image.channel_names, values, strict=True))


def _in_units(size: PixelSize | None, row: int, column: int) -> str:
    """Return where the middle of a pixel lies in units of length, if these are known."""
    if size is None:
        return ""
    return f"  ({scale_text((column + 0.5) * size[1])}, {scale_text((row + 0.5) * size[0])})"
