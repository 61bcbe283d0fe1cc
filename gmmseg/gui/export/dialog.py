"""The export dialog: which kinds of files, where, of which pictures and which segments."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt, QTimer, QUrl, SignalInstance, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.export.export_run import ExportRequest, ExportRun, Submit
from gmmseg.gui.export.format_list import FormatList
from gmmseg.gui.translation import mark, stage_text, tr, trn
from gmmseg.gui.widgets import preferences, save_dialog, theme
from gmmseg.gui.widgets.controls import PanelScrollArea, heading, plain
from gmmseg.gui.widgets.status_bar import SHOWN_AFTER
from gmmseg.session.images import ProjectImage
from gmmseg.session.session import Session

if TYPE_CHECKING:
    from gmmseg.session.project.export import ExportableImage, ExportItem, ExportOutcome


MOST_PROBLEMS = 2  # sentences about pictures that could not be written


class ExportProgressBar(QWidget):
    """A bar that shows itself where it takes long, a line of words, and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.GRID // 2)
        self.bar.setAccessibleName(tr("Progress of the export"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)  # or all would move when it appears
        self.bar.setSizePolicy(policy)
        self.outcome = plain()
        self.outcome.setWordWrap(True)
        self.show_folder, self.stop = QPushButton(tr("Show in folder")), QPushButton(tr("Close"))
        self.go = QPushButton(tr("Export"))
        self.go.setObjectName("primary")
        self._delay = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._delay.timeout.connect(self.bar.show)
        self._lay_out()
        self.show_folder.hide()
        self.bar.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.show_folder)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        for part in (self.bar, self.outcome):
            column.addWidget(part)
        column.addLayout(row)

    def begin(self) -> None:
        """Show that something is being written."""
        self.outcome.setText(tr("Exporting…"))
        self.stop.setText(tr("Cancel"))
        self.go.setEnabled(False)
        self.show_folder.hide()
        self.bar.setValue(0)
        self._delay.start()

    def show_progress(self, stage: str, fraction: float) -> None:
        """Show how far it is."""
        self.outcome.setText(f"{stage}…")
        self.bar.setValue(round(1000 * fraction))

    def end(self, message: str, *, wrote: bool) -> None:
        """Show what came of it; `wrote` is whether there are files to look at."""
        self._delay.stop()
        self.bar.hide()
        self.stop.setText(tr("Close"))
        self.stop.setEnabled(True)
        self.outcome.setText(message)
        self.show_folder.setVisible(wrote)


DEFAULT_KINDS = "labels,overlay"
DEFAULT_TEMPLATE = "{name}"
WHICH = (mark("All"), mark("Those in view"), mark("Those selected"))
SELECTED = 2
ONE, ALL = "one", "all"
NOTHING = mark("Choose at least one kind of file.")


class ExportDialog(QDialog):
    """Asks, remembers the last choice, and says afterwards where the files are."""

    def __init__(
        self,
        parent: QWidget,
        *,
        session: Session,
        changed: SignalInstance,
        submit: Submit,
        chosen: list[int],
        opacity: float,
        kinds: str = "",
    ) -> None:
        """Ask about what is open in `session`, which `changed` tells about.

        `submit` has a request done; `kinds` are ticked at first, those of last time by default.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._submit, self.session = submit, session
        self._chosen, self._opacity = chosen, opacity
        self._run: ExportRun | None = None  # what is being written
        self._published: list[ExportOutcome] = []
        ticked = kinds or preferences.text("export/kinds", DEFAULT_KINDS)
        objects = any(page.document.objects for page in self.session.others.pages)
        self.what = FormatList(self.session.document, ticked.split(","), with_objects=objects)
        self._lay_out()
        self._connect(changed)
        self._show_pictures()

    def _connect(self, changed: SignalInstance) -> None:
        for signal in (self.what.toggled, self.folder.textChanged, self.template.textChanged):
            signal.connect(self._show_example)
        self.pictures.currentIndexChanged.connect(self._show_example)
        changed.connect(self._show_pictures)
        self.progress_bar.go.clicked.connect(self._export)
        self.progress_bar.stop.clicked.connect(self.reject)
        self.progress_bar.show_folder.clicked.connect(self._show_folder)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(heading(tr("What")))
        column.addWidget(self.what, 1)
        column.addSpacing(theme.GRID)
        column.addLayout(self._where())
        self.progress_bar = ExportProgressBar()
        self.progress_bar.setContentsMargins(*[2 * theme.GRID] * 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(PanelScrollArea(body, sideways=True), 1)  # the buttons stay in view on any screen
        whole.addWidget(self.progress_bar)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.progress_bar.go.setDefault(True)  # only now is there a dialog in which Enter presses it
        self.resize(*preferences.bounded(self.sizeHint().toTuple()))

    def _where(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        self._make_fields()
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (tr("Name"), (self.template, self.example)),
            (tr("Pictures"), (self.pictures, self.left_out)),
            (tr("Segments"), (self.which, self.overwrite)),
        )
        grid.addWidget(plain(tr("Folder")), 0, 0)
        grid.addLayout(self._folder_row(), 0, 1)
        for i, (name, parts) in enumerate(rows, 1):
            label, beside = plain(name), QHBoxLayout()
            beside.setSpacing(2 * theme.GRID)
            for part in parts:
                beside.addWidget(part, 1)
            grid.addWidget(label, i, 0)
            grid.addLayout(beside, i, 1)
            if name == tr("Pictures"):
                self._on_pictures = (label, *parts)
        return grid

    def _make_fields(self) -> None:
        self.template = QLineEdit(preferences.text("export/template", DEFAULT_TEMPLATE))
        self.template.setAccessibleName(tr("Name of the files"))
        self.template.setToolTip(tr("{name} stands for the picture's name, {k} for the number of segments."))
        self.example, self.left_out = plain("", "faint"), plain("", "faint")
        self.pictures = QComboBox()
        self.pictures.addItem(tr("This picture"), ONE)
        self.pictures.addItem(tr("All"), ALL)
        self.pictures.setAccessibleName(tr("Which pictures of the project"))
        self.pictures.setCurrentIndex(
            max(self.pictures.findData(preferences.text("export/pictures", ONE)), 0)
        )
        self.which = QComboBox()
        self.which.addItems([tr(title) for title in WHICH])
        self.which.setAccessibleName(tr("Which segments"))
        self.overwrite = QCheckBox(tr("Replace files that are there"))

    def _folder_row(self) -> QHBoxLayout:
        self.folder = QLineEdit(
            preferences.text("export/folder", str(save_dialog.beside(self.session.document.source)))
        )
        self.folder.setAccessibleName(tr("Folder"))
        browse = QPushButton(tr("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        return row

    @property
    def is_running(self) -> bool:
        """Whether something is being written."""
        return self._run is not None

    @property
    def with_all(self) -> bool:
        """Whether all pictures of the project are to be written."""
        return bool(self.session.others.pages) and self.pictures.currentData() == ALL

    @property
    def stem(self) -> str:
        """How the names of the files of the picture that is shown begin."""
        from gmmseg.session.project.export import items_of

        found: Any = None  # nothing has to be known of it yet
        leaves = items_of(self._contents(found), self.template.text())
        return next(leaf.stem for leaf in leaves if leaf.content is found)

    def _contents(self, found: "ExportableImage") -> "list[tuple[str, int, ExportableImage | ProjectImage]]":
        """Return name, number of segments and content of pictures to write; `found` is what is shown."""
        document, others = self.session.document, self.session.others
        assert document.source is not None
        here: tuple[str, int, ExportableImage | ProjectImage] = (
            document.source.file_name,
            len(document.segment_styles),
            found,
        )
        if not self.with_all:
            return [here]
        before, after = (
            [(page.file_name, len(page.document.segment_styles), page) for page in pages if page.is_current]
            for pages in (others.before, others.after)
        )
        return [*before, here, *after]

    def _show_pictures(self) -> None:
        """Show how many pictures there are."""
        pages = self.session.others.pages
        for part in self._on_pictures:
            part.setVisible(bool(pages))
        self.pictures.setItemText(1, tr("All {n} of the project", n=len(pages) + 1))
        self._show_example()

    def _show_left_out(self) -> None:
        names = [page.name for page in self.session.others.pages if not page.is_current]
        message = (
            tr("{name} has no segments yet", name=names[0])
            if len(names) == 1
            else trn("%n has no segments yet", "%n have no segments yet", len(names))
        )
        self.left_out.setText(message if names and self.with_all else "")
        self.left_out.setToolTip("\n".join(names) if self.left_out.text() else "")

    def _show_example(self) -> None:
        document = self.session.document
        if document.source is None:
            self.close()
            return
        chosen, stem = self.what.chosen, self.stem
        ready = document.is_current and all(marked.is_cut for marked in document.objects)
        named = bool(stem and self.folder.text().strip())
        self.progress_bar.go.setEnabled(bool(chosen and named and ready) and not self.is_running)
        self.example.setText(
            tr("as in {file}", file=self._first_file(stem, chosen[0])) if chosen else tr(NOTHING)
        )
        self._show_left_out()
        model: Any = self.which.model()
        model.item(SELECTED).setEnabled(not self.with_all)  # rows are selected in one picture
        if self.with_all and self.which.currentIndex() == SELECTED:
            self.which.setCurrentIndex(0)

    def _first_file(self, stem: str, kind: str) -> str:
        """Return the name of the first file of a kind."""
        from gmmseg.io.exporters import first_file

        document = self.session.document
        segments, objects = (
            [each.name for each in some] for some in (document.segment_styles, document.objects)
        )
        return first_file(stem, kind, segments, objects)

    def _browse(self) -> None:
        dialog = save_dialog.file_dialog(self, tr("Folder to export to"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _segments(self) -> tuple[int, ...] | Literal["visible"] | None:
        match self.which.currentIndex():
            case 1:
                return "visible"
            case 2:
                n = len(self.session.document.segment_styles)
                return tuple(i + 1 for i in self._chosen if i < n) or None
            case _:
                return None

    def _export(self) -> None:
        from gmmseg.session.project.export import ExportableImage, ExportOptions, items_of

        document = self.session.document
        if not document.is_current or self.is_running:
            return
        folder = Path(self.folder.text().strip()).expanduser()
        edition = ExportOptions(
            folder, self.what.chosen, self.overwrite.isChecked(), self._opacity, self._segments()
        )
        leaves: tuple[ExportItem, ...] = items_of(
            self._contents(ExportableImage.of(document)), self.template.text()
        )
        preferences.keep("export/kinds", ",".join(edition.kinds))
        preferences.keep("export/folder", self.folder.text().strip())
        preferences.keep("export/template", self.template.text())
        preferences.keep("export/pictures", self.pictures.currentData())
        self._request, self._published = ExportRequest(leaves, edition, self._project), []
        self.progress_bar.begin()
        self._run = self._submit(self._request)
        self._run.published.connect(self._count_outcome)
        self._run.progressed.connect(self._progressed)
        self._run.ended.connect(self._ended)

    @property
    def _project(self) -> Path:
        """What the project is called in messages."""
        source = self.session.document.source
        return self.session.project_path or Path(source.image.name if source else "")

    @Slot(object)
    def _count_outcome(self, published: "ExportOutcome") -> None:
        self._published.append(published)

    @Slot(str, float)
    def _progressed(self, stage: str, fraction: float) -> None:
        if self.progress_bar.stop.isEnabled():
            n = len(self._request.leaves)
            stage = stage_text(stage)
            if n > 1:
                stage = tr("{stage}, {number} of {n}", stage=stage, number=len(self._published) + 1, n=n)
            self.progress_bar.show_progress(stage, fraction)

    @Slot(str)
    def _ended(self, sentence: str) -> None:
        self._run, order = None, self._request
        wrote = [each for each in self._published if not each.problem]
        sentences = [sentence] if sentence else []
        sentences += [_outcome(wrote, order)] if wrote else []
        sentences += _problems(self._published, several=len(order.leaves) > 1)
        self.progress_bar.end(" ".join(sentences), wrote=bool(wrote))
        self._show_example()

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))

    def reject(self) -> None:
        """Stop what is being written on Esc or Cancel; close where nothing is."""
        if self._run is None:
            self.close()
            return
        self.progress_bar.stop.setEnabled(False)
        self.progress_bar.outcome.setText(tr("Stopping…"))
        self._run.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being written."""
        self.hide()  # or Qt asks `reject` again
        if self._run is not None:
            self._run.cancel()
        super().closeEvent(event)


def _outcome(wrote: "list[ExportOutcome]", order: ExportRequest) -> str:
    """Return a sentence about what was written."""
    paths = [path for each in wrote for path in each.files]
    where = paths[0].parent if paths else order.edition.folder
    if len(order.leaves) > 1:
        n = len(order.leaves)
        n_files = len(set(paths))  # some belong to all pictures
        if len(wrote) < n:
            return trn(
                "Wrote %n file of {done} of {n} pictures to {where}.",
                "Wrote %n files of {done} of {n} pictures to {where}.",
                n_files,
                done=len(wrote),
                n=n,
                where=where,
            )
        return trn(
            "Wrote %n file of {n} pictures to {where}.",
            "Wrote %n files of {n} pictures to {where}.",
            n_files,
            n=n,
            where=where,
        )
    names = ", ".join(path.name for path in paths[:3])
    if not paths:
        return tr("There was nothing to write.")
    if len(paths) > 3:
        return tr("Wrote {names} and {n} more to {where}.", names=names, n=len(paths) - 3, where=where)
    return tr("Wrote {names} to {where}.", names=names, where=where)


def _problems(published: "list[ExportOutcome]", *, several: bool) -> list[str]:
    """Return sentences about pictures that could not be written, of many the first."""
    bad = [each for each in published if each.problem]
    problems = [f"{each.name}: {each.problem}" if several else each.problem for each in bad[:MOST_PROBLEMS]]
    more = len(bad) - len(problems)
    return [*problems, *([tr("So it is with {more} more.", more=more)] if more else [])]
