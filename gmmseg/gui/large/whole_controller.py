"""Labels a picture larger than memory in the background, and shows its labels at any zoom afterwards."""

import time
from collections.abc import Generator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.large.large_controller import LargePictureController
from gmmseg.gui.large.whole_dialog import WholeDialog
from gmmseg.gui.translation import figure, stage_text, tr, trn
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.gui.widgets.numbers import duration
from gmmseg.imaging.model import Model
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.session.compute.segmentation import (
    SegmentationRequest,
    SegmentationResult,
    answering,
    with_labels,
)
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.part import whole_model
from gmmseg.session.large.whole_labels import (
    LabellingCost,
    LabelOutput,
    WholeLabels,
    labelling_whole,
)
from gmmseg.session.open_image import OpenImage
from gmmseg.session.paging import model_in_force

FEW = 0.02  # share of the way before which no time is told


class WholeBar(QWidget):
    """How far the labelling of a whole picture is, below the picture, with a button that ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Labelling the whole picture"))
        self.cancel = QPushButton(tr("Cancel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def show_progress(self, stage: str, share: float, left: float | None) -> None:
        """Show how far it is; `left` are seconds."""
        shown, percent = stage_text(stage), figure(share * 100, ".0f")
        if left is None:
            self.label.setText(f"{shown}: {percent} %")
        else:
            time_left = duration(left)
            self.label.setText(
                tr("{stage}: {percent} %, about {time} left", stage=shown, percent=percent, time=time_left)
            )
        self.bar.setValue(round(share * 1000))


class WholeController(QObject):
    """Asks, labels, and has the labels shown in the place of those of the part in view."""

    changed = Signal()  # whether labels of the whole picture are there, or shown

    def __init__(
        self,
        *,
        large: LargePictureController,
        controller: SessionController,
        messages: MessageBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.large, self.controller, self.session = large, controller, controller.session
        self.messages, self._parent = messages, parent
        self.bar, self.runner = WholeBar(), TaskRunner(self)
        self.dialog: WholeDialog | None = None
        self.labels: WholeLabels | None = None
        self.is_shown = False
        self._begun = 0.0
        self._speed = 0.0  # seconds that a megapixel of the part in view took, by a model that was there
        self._last: tuple[LargePicture, Model, LabelOutput] | None = None
        self._offer = ""  # the message with which it is offered to go on
        controller.segmenting = self._segmenting
        controller.answers.ready.connect(self._measure)
        self.bar.cancel.clicked.connect(self.cancel)
        large.shown.connect(self._forget)

    @property
    def is_possible(self) -> bool:
        """Whether the whole picture can be labelled now."""
        has_model = self.session.document.is_current
        return self.large.picture is not None and has_model and not self.runner.is_busy

    @Slot(object, object, float)
    def _measure(self, request: SegmentationRequest, _result: SegmentationResult, seconds: float) -> None:
        """Take note of the time that labels take here."""
        if request.model is not None and not self.runner.is_busy:
            self._speed = seconds * 1e6 / (request.image.height * request.image.width)

    def _cost(self, picture: LargePicture, model: Model, folder: Path) -> LabellingCost:
        return LabellingCost.of(picture, model, folder, available_threads(), self._speed)

    @Slot()
    def _forget(self) -> None:
        """Drop labels of another picture."""
        self.labels, self.is_shown = None, False
        self.changed.emit()

    def ask(self) -> None:
        """Ask where the labels are to be written, and what else."""
        source, picture = self.session.document.source, self.large.picture
        if source is None or picture is None or not self.is_possible:
            return
        model = model_in_force(self.session.document)
        assert model is not None
        found = self.session.document.result
        assert found is not None
        width, height = picture.size
        n = len(model.segments)
        text = trn(
            "{name}, {width} x {height} pixels, is labelled with the model of now: one segment.",
            "{name}, {width} x {height} pixels, is labelled with the model of now: %n segments.",
            n,
            name=picture.path.name,
            width=figure(width, ","),
            height=figure(height, ","),
        )
        folder = picture.path.parent / f"{_stem(source)}_whole"
        output = LabelOutput(folder, _stem(source))
        self.dialog = WholeDialog(text, output, partial(self._cost, picture, model), self._parent)
        self.dialog.accepted.connect(partial(self._accepted, source, picture, model))
        self.dialog.open()

    def _accepted(self, source: OpenImage, picture: LargePicture, model: Model) -> None:
        assert self.dialog is not None
        whole = whole_model(model, source.part)
        output = replace(self.dialog.output, overwrite=self.dialog.replaces)
        self.begin(picture, whole, output)

    def begin(self, picture: LargePicture, model: Model, output: LabelOutput) -> None:
        """Label a whole picture in the background, unless one is being labelled."""
        if self.runner.is_busy:
            return
        if self._offer and self.messages.text.text() == self._offer:
            self.messages.hide()  # to go on with what was cancelled: only one can be
        self._offer = ""
        self._last = picture, model, output
        self._begun = time.monotonic()
        self.bar.show_progress("Labelling the whole picture", 0.0, None)
        self.bar.show()
        self.runner.submit(
            partial(labelling_whole, picture, model, output),
            lane="whole",
            done=partial(self._done, picture, model),
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self._progressed,
        )
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End the labelling; bands that are done stay."""
        self.runner.cancel()

    def _progressed(self, progress: Progress) -> None:
        spent, share = time.monotonic() - self._begun, progress.fraction
        left = spent / share * (1 - share) if share > FEW else None
        self.bar.show_progress(progress.stage, share, left)

    def _done(self, picture: LargePicture, model: Model, files: tuple[Path, ...]) -> None:
        self.bar.hide()
        self._last = None  # a picture holds its tiles
        spent = duration(time.monotonic() - self._begun)
        place = files[0].parent
        if picture is self.large.picture:
            try:
                self.labels = WholeLabels(files[0], model)
            except (GmmsegError, OSError) as error:
                self.messages.show_problem(str(error))
                return
            self.is_shown = True
            self._renew()
        self.messages.show_note(
            tr(
                "The whole of {name} was labelled in {time}; the files are in {folder}.",
                name=picture.path.name,
                time=spent,
                folder=place,
            )
        )
        self.changed.emit()

    def _failed(self, error: Exception, details: str) -> None:
        self.bar.hide()
        self.messages.show_problem(describe(error, tr("Labelling the whole picture")), details)
        self.changed.emit()

    def _cancelled(self) -> None:
        self.bar.hide()
        text = tr(
            "Cancelled. Labels that are done are kept: begun again in the same folder, it goes on there."
        )
        self._offer = text
        self.messages.show_offer(text, (tr("Go on"), self._go_on))
        self.changed.emit()

    def _go_on(self) -> None:
        if self._last is not None:
            self.begin(*self._last)

    def toggle(self) -> None:
        """Show the labels of the whole picture, or those of the part in view by the model of now."""
        self.is_shown = not self.is_shown and self.labels is not None
        self._renew()
        self.changed.emit()

    def _renew(self) -> None:
        """Have the part in view labelled anew, with the model that is in force."""
        self.large.renew()

    def _segmenting(
        self, request: SegmentationRequest, known: SegmentationResult | None, workers: Workers
    ) -> Generator[Progress, None, SegmentationResult]:
        """Yield progress and return the result of a request: by labels of the whole, where they suit."""
        source, labels = self.session.document.source, self.labels
        settings, is_plain = request.settings, request.is_plain and known is None
        if labels is None or not self.is_shown or not is_plain or source is None or source.part is None:
            return (yield from answering(request, known, workers))
        is_here = request.image is source.image
        if not is_here or not labels.is_of(request.model, settings.smoothing, settings.reject):
            return (yield from answering(request, known, workers))
        yield Progress("Reading labels", 0.3)
        try:
            found: Any = labels.labels(source.part)
        except Exception:  # noqa: BLE001 - a damaged or lost file of labels: the model gives them, too
            return (yield from answering(request, known, workers))
        return (yield from with_labels(request, found, workers))

    def close(self) -> None:
        """Stop what runs."""
        self.runner.close()


def _stem(source: OpenImage) -> str:
    return source.stem.removesuffix(".ome")
