"""The dialog that shows a model in words, and saves it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from gmmseg.errors import GmmsegError
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, save_dialog, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.inspection.description import ModelDescription
from gmmseg.io.atomic import writing

FORMS = {".html": "html", ".md": "markdown", ".txt": "text", ".json": "json"}
KINDS = mark("HTML page (*.html);;Markdown (*.md);;Text (*.txt);;JSON (*.json)")
SIZE = (720, 640)


class DescriptionDialog(QDialog):
    """Shows a text about a model; it can be saved and copied, and stays open beside the window."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser, self.buttons = QTextBrowser(), QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName(title)
        self.note = plain("", "faint")
        self.model_description: ModelDescription | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        for widget in (self.browser, self.note, self.buttons):
            column.addWidget(widget)
        self.buttons.rejected.connect(self.close)
        preferences.centre(self, SIZE)

    @classmethod
    def of(cls, model_description: ModelDescription, parent: QWidget) -> "DescriptionDialog":
        """Return the dialog of a description."""
        dialog = cls(tr("Description of {title}", title=model_description.title), parent)
        dialog.model_description = model_description
        dialog.browser.setMarkdown(model_description.written("markdown"))
        role = QDialogButtonBox.ButtonRole.ActionRole
        dialog.buttons.addButton(tr("Save…"), role).clicked.connect(dialog._ask)
        dialog.buttons.addButton(tr("Copy methods"), role).clicked.connect(dialog.copy_methods)
        return dialog

    @classmethod
    def of_text(cls, title: str, text: str, parent: QWidget) -> "DescriptionDialog":
        """Return the dialog of a text in columns."""
        dialog = cls(title, parent)
        dialog.browser.setFontFamily("monospace")
        dialog.browser.setPlainText(text)
        return dialog

    def copy_methods(self) -> None:
        """Put the paragraph on methods on the clipboard."""
        assert self.model_description is not None
        QGuiApplication.clipboard().setText(self.model_description.methods_written())
        self.note.setText(tr("The paragraph on methods and its references are on the clipboard."))

    def _ask(self) -> None:
        assert self.model_description is not None
        folder = Path(preferences.text("folder", str(Path.home())))
        way = folder / f"{Path(self.model_description.title).stem}-model.html"
        dialog = save_dialog.dialog_for(self, tr("Save the description"), way, tr(KINDS), ".html")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        """Save the description in the form that the ending of a name tells."""
        assert self.model_description is not None
        path = Path(name)
        if path.suffix.lower() not in FORMS:
            path = path.with_name(f"{path.name}.html")
        text = self.model_description.written(FORMS[path.suffix.lower()])
        try:
            with writing(path, overwrite=path == Path(name)) as temporary:
                temporary.write_text(text, encoding="utf-8")
        except GmmsegError as error:
            self.note.setText(str(error))
            return
        self.note.setText(tr("Saved {name}", name=path.name))
