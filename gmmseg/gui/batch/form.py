"""The form of a batch: which folder, which model, which results."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gmmseg.batch import Recipe
from gmmseg.batch.plan import TEMPLATE, check, stem_of
from gmmseg.batch.recipe import DEFAULT_KINDS
from gmmseg.errors import GmmsegError
from gmmseg.gui.batch.jobs import BatchRequest
from gmmseg.gui.batch.time_limit import TimeLimitRow
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.export.format_list import title_of
from gmmseg.gui.translation import mark, tr, within
from gmmseg.gui.widgets import controls, preferences, save_dialog, theme
from gmmseg.gui.widgets.controls import NumberRow, heading, plain
from gmmseg.job import available_threads
from gmmseg.settings import Settings

if TYPE_CHECKING:
    from gmmseg.imaging.model import Model
    from gmmseg.imaging.object_options import ObjectOptions
    from gmmseg.session.document import Document

OPEN, FILE, EACH, POOLED = "open", "file", "each", "pooled"
SOURCES = (
    (
        OPEN,
        mark("That of the open picture"),
        mark("Every picture gets the segments of the one that is open."),
    ),
    (FILE, mark("A model file"), mark("Every picture gets the segments of a model that was saved.")),
    (
        EACH,
        mark("Fit each picture"),
        mark("Each is fitted for itself and its classes are matched; what is like none is “other”."),
    ),
    (
        POOLED,
        mark("Fit all together"),
        mark("One model is made of all pictures, and every picture gets its segments."),
    ),
)
DRIFTS = (
    ("warn", mark("Mark it"), mark("A picture that the model does not explain is marked in the table.")),
    (
        "refit",
        mark("Fit it anew"),
        mark("It is fitted for itself, its classes matched with the model's; what is like none is “other”."),
    ),
    ("skip", mark("Leave it out"), mark("No files are written for it.")),
)
MODELS = mark("Models (*.gmm.json);;All files (*)")
KINDS_HEIGHT, KIND_HEIGHT = 112, 22


class BatchForm(QWidget):
    """Asks, remembers, and says what is missing."""

    changed = Signal()  # anything
    moved = Signal()  # what decides which pictures there are

    def __init__(self, controller: SessionController) -> None:
        super().__init__()
        self.controller, self.first = controller, "picture.png"  # the name of one picture, for the example
        self._chosen = False  # whether people chose where results go, or that follows the pictures
        self._make_pictures()
        self._make_model()
        self._make_results()
        self._lay_out()
        self._connect()
        self.source.setCurrentIndex(0 if controller.session.document.is_current else 2)
        self.refresh()

    def _make_pictures(self) -> None:
        self.inputs = controls.way(tr("Folder of pictures"), "", tr("Drop a folder here"))
        self.recursive = QCheckBox(tr("With folders inside"))
        self.recursive.setChecked(True)
        self.count = plain("", "faint")

    def _make_model(self) -> None:
        self.source = controls.choice(tr("Model"), SOURCES)
        self.model = controls.way(
            tr("Model file"), preferences.text("batch/model", ""), tr("A .gmm.json file")
        )
        hint = tr("How far the model moves towards each picture before it labels it; 0 leaves it as it is.")
        self.adapt = NumberRow(tr("Adapt"), hint, 0.0, (0, 0.99), (0, 0.99, 0.01))
        hint = tr(
            "Leaves pixels unassigned that no component explains: this share of pixels like those of the "
            "fit. 0 leaves it to the model or the settings."
        )
        self.reject = NumberRow(tr("Reject"), hint, 0.0, (0, 0.1), (0, 0.5, 0.001))
        self.on_drift = controls.choice(tr("A picture unlike the model"), DRIFTS)

    def _make_results(self) -> None:
        self.folder = controls.way(tr("Folder for results"), "", tr("Where files go"))
        self.template = QLineEdit(preferences.text("batch/template", TEMPLATE))
        self.template.setAccessibleName(tr("Name of the files"))
        self.template.setToolTip(
            tr(
                "{folder} and {stem} stand for a picture's folder and name, {suffix} for its ending,\n"
                "{number:04d} for its number, here with four digits."
            )
        )
        self.example = plain("", "faint")
        self.example.setWordWrap(True)
        self.kinds = self._kinds()
        self.overwrite = QCheckBox(tr("Replace files that are there"))
        self.workers = QSpinBox()
        self.workers.setRange(1, 2 * available_threads())
        self.workers.setValue(min(available_threads(), self.workers.maximum()))
        self.workers.setAccessibleName(tr("Processes"))
        self.workers.setToolTip(tr("How many pictures are worked on at once; each needs memory for its own."))
        self.limit = TimeLimitRow(preferences.text("batch/limit", ""))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.GRID, 0)
        column.setSpacing(theme.GRID)
        parts: tuple[Any, ...] = (
            heading(tr("Pictures")),
            controls.beside(self.inputs, self._chooser(self.inputs, tr("Folder of pictures"))),
            controls.beside(self.recursive, self.count),
            heading(tr("Model")),
            self.source,
            self._model_row(),
            self.adapt,
            self.reject,
            controls.named(tr("Unlike the model"), self.on_drift),
            heading(tr("Results")),
            controls.beside(self.folder, self._chooser(self.folder, tr("Folder for results"))),
            controls.named(tr("Name"), self.template),
            self.example,
            self.kinds,
            self.overwrite,
            controls.named(tr("Processes"), self.workers),
            controls.named(tr("Time limit"), self.limit),
        )
        for part in parts:
            if isinstance(part, QLabel) and part.objectName() == "heading" and column.count():
                column.addSpacing(theme.GRID // 2)
            column.addWidget(part, int(part is self.kinds))

    def _model_row(self) -> QWidget:
        self.file_row = controls.beside(self.model, self._chooser(self.model, tr("Model file"), tr(MODELS)))
        return self.file_row

    def _connect(self) -> None:
        for line in (self.inputs, self.folder):
            line.editingFinished.connect(self._moved)
        self.folder.textEdited.connect(self._edited)
        self.template.textChanged.connect(self.refresh)
        self.template.editingFinished.connect(self._moved)
        self.recursive.toggled.connect(self._moved)
        self.model.textChanged.connect(self.refresh)
        for box in (self.source, self.on_drift):
            box.currentIndexChanged.connect(self.refresh)
        for row in (self.adapt, self.reject):
            row.chosen.connect(self.refresh)
        self.kinds.itemChanged.connect(self.refresh)
        self.controller.changed.connect(self.refresh)

    def _kinds(self) -> QListWidget:
        from gmmseg.io.exporters import KINDS, available

        rows, ticked = QListWidget(), preferences.text("batch/kinds", ",".join(DEFAULT_KINDS)).split(",")
        rows.setAccessibleName(tr("What is written for each picture"))
        rows.setObjectName("kinds")
        rows.setMinimumHeight(KINDS_HEIGHT)
        rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # it gives way first
        rows.setMaximumHeight((len(KINDS) + 1) * KIND_HEIGHT)
        offered = available()
        for name, summary in KINDS.items():
            item = QListWidgetItem(title_of(name).replace("\n", ", "), rows)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(tr(summary))
            item.setSizeHint(QSize(0, KIND_HEIGHT))
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            if name in offered:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEnabled)
            on = name in ticked and name in offered
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        return rows

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        """The kinds of files that are ticked."""
        items = (self.kinds.item(i) for i in range(self.kinds.count()))
        ticked = (item for item in items if item.checkState() == Qt.CheckState.Checked)
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked)

    @property
    def missing(self) -> str:
        """A sentence about what is still missing; nothing when a run can begin."""
        if not self.inputs.text().strip():
            return tr("Choose the folder of pictures.")
        source = self.source.currentData()
        if source == OPEN and not self.controller.session.document.is_current:
            return tr("Open a picture, or choose another model.")
        if source == FILE and not self.model.text().strip():
            return tr("Choose the model file.")
        if not self.folder.text().strip():
            return tr("Choose the folder for results.")
        return "" if self.chosen_kinds else tr("Tick at least one kind of file.")

    def order(self) -> BatchRequest:
        """Return what was entered.

        Raises
        ------
        GmmsegError
            If the model file cannot be read, or a value cannot be used.
        """
        template = self.template.text().strip() or TEMPLATE
        check(template)
        return BatchRequest(
            controls.path_in(self.inputs),
            self._out(),
            self._recipe(),
            template,
            self.recursive.isChecked(),
            self.overwrite.isChecked(),
        )

    def listing(self) -> BatchRequest:
        """Return what decides which pictures there are."""
        return BatchRequest(
            controls.path_in(self.inputs), self._out(), Recipe(), TEMPLATE, self.recursive.isChecked()
        )

    def _out(self) -> Path:
        """Return the folder for results, by default one in that of the pictures."""
        if self.folder.text().strip():
            return controls.path_in(self.folder)
        return controls.path_in(self.inputs) / "gmmseg"

    def _recipe(self) -> Recipe:
        from gmmseg.batch.object_tables import with_tables

        source = self.source.currentData()
        document = self.controller.session.document
        fits = source in (EACH, POOLED)
        model = None if fits else self._model()
        settings = document.settings if fits else _about_results(document.settings)
        if self.reject.value > 0:
            if model is None:
                settings = replace(settings, reject=self.reject.value)
            else:
                model = model.rejecting(self.reject.value)
        objects = _objects_of_fits(document) if model is None else model.objects
        return Recipe(
            source=source if fits else "model",
            model=model,
            settings=settings,
            adapt=0.0 if source == EACH else self.adapt.value,
            on_drift=self.on_drift.currentData(),
            kinds=self.chosen_kinds if objects is None else with_tables(self.chosen_kinds),
            objects=objects,
        )

    def _model(self) -> "Model":
        from gmmseg.io import models

        if self.source.currentData() == OPEN:
            return self.controller.session.document.model_for_pictures()
        return models.read(controls.path_in(self.model))

    def keep(self) -> None:
        """Remember what was entered."""
        preferences.keep("batch/kinds", ",".join(self.chosen_kinds))
        preferences.keep("batch/template", self.template.text())
        preferences.keep("batch/model", self.model.text())
        preferences.keep("batch/limit", self.limit.text)

    def show_folder(self, path: str) -> None:
        """Take a folder of pictures."""
        self.inputs.setText(path)
        self._moved()

    def show_results(self, path: str) -> None:
        """Take a folder for results."""
        self._chosen = True
        self.folder.setText(path)
        self._moved()

    def _follow(self) -> None:
        """Put results beside the pictures, where nothing else was chosen."""
        given = controls.path_in(self.inputs)
        if not self._chosen and given.name:
            self.folder.setText(str(given.with_name(f"{given.name}-segments")))

    def _edited(self) -> None:
        self._chosen = bool(self.folder.text().strip())

    def show_count(self, text: str, first: str = "") -> None:
        """Say how many pictures there are; `first` is the name of one."""
        self.count.setText(text)
        self.first = first or self.first
        self.refresh()

    def refresh(self) -> None:
        """Show what goes with what."""
        source = self.source.currentData()
        self.source.setToolTip(tr(SOURCES[self.source.currentIndex()][2]))
        self.file_row.setVisible(source == FILE)
        self.adapt.setEnabled(source != EACH)
        self.on_drift.setEnabled(source != EACH)
        self.example.setText(self._example())
        self.changed.emit()

    def _example(self) -> str:
        from gmmseg.io.exporters.registry import EXPORTERS

        template, kinds = self.template.text().strip() or TEMPLATE, self.chosen_kinds
        try:
            check(template)
        except GmmsegError as error:
            return str(error)
        ending = EXPORTERS[kinds[0]].sure if kinds else ""
        return tr("as in {file}", file=f"{stem_of(self.first, 1, template)}{ending}")

    def _moved(self) -> None:
        self._follow()
        self.refresh()
        self.moved.emit()

    def _chooser(self, line: QLineEdit, title: str, pattern: str = "") -> QPushButton:
        button = QPushButton(tr("Choose…"))
        button.setAutoDefault(False)
        button.setAccessibleName(tr("Choose the {what}", what=within(title)))
        button.clicked.connect(self._browse)
        button.setProperty("line", line)
        button.setProperty("title", title)
        button.setProperty("pattern", pattern)
        return button

    def _browse(self) -> None:
        button: Any = self.sender()
        line, pattern = button.property("line"), button.property("pattern")
        dialog = save_dialog.file_dialog(
            self, button.property("title"), line.text() or str(Path.home()), pattern
        )
        mode = QFileDialog.FileMode.ExistingFile if pattern else QFileDialog.FileMode.Directory
        dialog.setFileMode(mode)
        takers = {id(self.inputs): self.show_folder, id(self.folder): self.show_results}
        dialog.fileSelected.connect(takers.get(id(line), line.setText))
        dialog.open()


def _about_results(settings: Settings) -> Settings:
    """Return what goes with a model, too: else a slider of the fit would put results out of date."""
    return Settings(detail=settings.detail, min_region=settings.min_region, seed=settings.seed)


def _objects_of_fits(document: "Document") -> "ObjectOptions | None":
    """Return how objects are found where pictures have segments of their own: those chosen are not there."""
    options = document.object_options
    return None if options is None or isinstance(options.classes, tuple) else options
