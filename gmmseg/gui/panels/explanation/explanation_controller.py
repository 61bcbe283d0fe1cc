"""What explains the model in the window: cards, why a pixel, descriptions, comparison, code."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import JobFunction, describe
from gmmseg.gui.panels.explanation.description_dialog import DescriptionDialog
from gmmseg.gui.panels.explanation.explanation_section import EMPTY, WAITING, ExplanationSection
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.component_cards import SegmentCard
from gmmseg.inspection.description import ModelDescription
from gmmseg.inspection.model_comparison import ModelComparison
from gmmseg.inspection.pixel_explanation import explain
from gmmseg.io.atomic import writing
from gmmseg.io.models import SUFFIX
from gmmseg.job import Progress
from gmmseg.session.component_edits import component_keys
from gmmseg.session.compute.model_cards import comparing, describing, making_cards
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.document import Document, SegmentStyle
from gmmseg.session.edits import segments
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.code import code_of

CODE = ".py"
CardKey = tuple[SegmentationResult, tuple[SegmentStyle, ...]]


class ExplanationController(QObject):
    """Explains what is shown, and lets components be adjusted by hand."""

    other_loaded = Signal(object, str)  # a Model to compare with, and its name

    def __init__(
        self, *, section: ExplanationSection, rows: SegmentList, controller: SessionController
    ) -> None:
        super().__init__(section)
        self.section, self.rows, self.controller = section, rows, controller
        self.session = controller.session
        self.cards: Latest[CardKey, tuple[SegmentCard, ...]] = Latest(controller.runner, "cards", parent=self)
        self._found: tuple[CardKey, Segmentation] | None = None
        self._source: OpenImage | None = None  # whose cards are shown
        for signal, slot in (
            (self.cards.ready, self._cards_ready),
            (self.cards.failed, self._cards_failed),
            (controller.changed, self.refresh),
            (rows.itemSelectionChanged, self.refresh),
            (section.opened, self.refresh),
            (section.merging, self._merge),
            (section.weighed, self._weigh),
            (section.moved, self._move),
        ):
            signal.connect(slot)

    @property
    def _window(self) -> QWidget:
        return self.section.window()

    @Slot()
    def refresh(self) -> None:
        """Show the card of the chosen segment, if people see the section."""
        found = self._segmentation() if self.section.is_open else None
        if found is None:
            self.cards.want(None)
            self.cards.forget()  # it would keep a picture that is not open any more
            self._found = None
            self._wait()
            return
        key, segmentation = found
        self.cards.want(key, lambda: partial(making_cards, segmentation))
        known = self.cards.known
        if known is None or known[0] != key:
            self._wait()
            return
        row = self.rows.chosen[0] if self.rows.chosen else -1
        if not 0 <= row < len(known[1]):
            self.section.show_card(None, (), tr(EMPTY))
            return
        features = segmentation.model.features.names
        self.section.show_card(
            known[1][row],
            features,
            adjustable=self._adjustable(row),
            colours=[card.colour for card in known[1]],
        )

    def _wait(self) -> None:
        """Say that cards are to come; those of the same picture stay until then, or sliders would move."""
        source, before = self.session.document.source, self._source
        self._source = source
        if source is None:
            self.section.show_card(None, (), tr(EMPTY))
        elif source is not before or not self.section.wait():
            self.section.show_card(None, (), tr(WAITING))

    def _segmentation(self) -> tuple[CardKey, Segmentation] | None:
        """Return what is shown under the names that people gave, and what tells it from others."""
        document = self.session.document
        if not document.is_current or self.session.shown is not document:
            return None
        assert document.result is not None
        key = document.result, document.segment_styles
        if self._found is None or self._found[0] != key:
            self._found = key, document.segmentation()
        return self._found

    def _adjustable(self, row: int) -> list[int]:
        """Return the numbers of the components of a segment that can be adjusted; none of a locked one."""
        document = self.session.document
        if segments.is_locked(document, row):
            return []
        keys = _keys(document)
        own = set(document.segment_styles[row].components)
        return [number for number, key in enumerate(keys, 1) if key in own]

    @Slot(object, object, float)
    def _cards_ready(self, _key: CardKey, _cards: tuple[SegmentCard, ...], _seconds: float) -> None:
        self.refresh()

    @Slot(object, object, str)
    def _cards_failed(self, _key: CardKey, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Describing segments")), details)

    @Slot(int, int)
    def follow(self, row: int, column: int) -> None:
        """Say why the pixel under the cursor has its label, if people see the section."""
        if not self.section.is_open:
            return
        found = self._segmentation() if row >= 0 else None
        try:
            if found is None:
                self.section.show_reason(None)
                return
            colours = [segment.colour for segment in found[1].model.segments]
            self.section.show_reason(explain(found[1], row, column), colours)
        except GmmsegError:  # it is transparent there
            self.section.show_reason(None)

    @Slot(int)
    def _merge(self, number: int) -> None:
        chosen = sorted({self.rows.chosen[0], number - 1})
        self.controller.apply(tr("Merge segments"), segments.merge_segments(chosen))
        self.rows.choose(chosen[0])

    @Slot(int, float)
    def _weigh(self, number: int, weight: float) -> None:
        self._adjust(number, weight, None)

    @Slot(int, int, float)
    def _move(self, number: int, feature: int, value: float) -> None:
        document = self.session.document
        if document.result is None:
            return
        found = document.result.segmentation
        units = FeatureUnits.of(found.model.features, found.image)
        values = units.values(found.model.mixture.means[number - 1])
        values[feature] = value
        self._adjust(number, None, units.samples(values).tolist())

    def _adjust(self, number: int, weight: float | None, mean: Sequence[float] | None) -> None:
        keys = _keys(self.session.document)
        if self.session.document.is_settled and number <= len(keys):
            self.controller.apply(
                tr("Adjust component"), segments.adjust_component(keys[number - 1], weight, mean)
            )

    def describe_model(self) -> None:
        """Show the model in words."""
        document = self.session.document
        if not document.is_current:
            return
        settings = None if document.model is not None else document.settings
        self._submit(
            partial(describing, document.segmentation(), settings), self._described, tr("Describing")
        )

    @Slot(object)
    def _described(self, found: ModelDescription) -> None:
        DescriptionDialog.of(found, self._window).show()

    def compare_model(self) -> None:
        """Ask for another model, and say how it differs from the one that is shown."""
        folder = str(save_dialog.beside(self.session.document.source))
        dialog = save_dialog.file_dialog(
            self._window,
            tr("Compare with a model"),
            folder,
            tr("Models ({endings})", endings=f"*{SUFFIX} *.json"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.compare_with)
        dialog.open()

    @Slot(str)
    def compare_with(self, name: str) -> None:
        """Say how the model in a file differs from the one that is shown."""
        document = self.session.document
        if not document.is_current or document.source is None:
            return
        try:
            other = Model.load(name)
        except GmmsegError as error:
            self.controller.failed.emit(str(error), "")
            return
        job = partial(comparing, document.segmentation().model, other, document.source.image)
        self._submit(job, partial(self._compared, other, Path(name).name), tr("Comparing"))

    def _compared(self, other: Model, name: str, found: ModelComparison) -> None:
        self.other_loaded.emit(other, name)
        DescriptionDialog.of_text(
            tr("This model (first) and {name} (second)", name=name), found.text, self._window
        ).show()

    def export_code(self) -> None:
        """Ask where to save a script that makes these labels again."""
        source = self.session.document.source
        if source is None or not self.session.document.is_current:
            return
        way = save_dialog.named_after(source, CODE)
        dialog = save_dialog.dialog_for(
            self._window,
            tr("Export as code"),
            way,
            tr("Python scripts ({endings})", endings=f"*{CODE}"),
            CODE,
        )
        dialog.fileSelected.connect(self.save_code)
        dialog.open()

    @Slot(str)
    def save_code(self, name: str) -> None:
        """Save the script under a name."""
        path = save_dialog.with_suffix(name, CODE)
        try:
            text = code_of(self.session.document)
            with writing(path, overwrite=path == Path(name)) as temporary:
                temporary.write_text(text, encoding="utf-8")
        except GmmsegError as error:
            self.controller.failed.emit(str(error), "")
            return
        preferences.keep("folder", str(path.parent))
        self.controller.status_message.emit(tr("Saved {name}", name=path.name))

    def _submit(self, job: JobFunction, done: Callable[[Any], object], doing: str) -> None:
        def failed(error: Exception, details: str) -> None:
            self.controller.failed.emit(describe(error, doing), details)

        self.controller.runner.submit(
            job, lane="describe", done=done, failed=failed, progress=self._progressed
        )

    def _progressed(self, progress: Progress) -> None:
        self.controller.progressed.emit(progress.stage, progress.fraction)


def _keys(document: Document) -> list[int]:
    """Return the key of each component of what is shown; none where that is not known."""
    result = document.result
    if result is None or document.strokes:
        return []
    keys = component_keys(result.base.mixture.n_components, document.changes)
    return keys if len(keys) == result.segmentation.model.mixture.n_components else []
