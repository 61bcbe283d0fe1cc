"""Texts of the window in other languages: German is complete, and nothing is shown that `tr` did not see."""

import ast
import importlib.util
import inspect
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QTableView, QTabWidget, QWidget

from gmmseg.gui import translation
from gmmseg.gui.app.actions import ACTIONS, ActionSpec, SubMenu
from gmmseg.gui.batch.batch_window import BatchWindow
from gmmseg.gui.objects.table_model import title_of
from gmmseg.gui.panels.sweep_dialog import SweepDialog
from gmmseg.gui.translation import figure, stage_text, tr, trn, within
from gmmseg.gui.widgets.numbers import area, percent

ROOT = Path(__file__).parent.parent.parent
GERMAN = ROOT / "resources" / "translations" / "gmmseg_de.ts"
FIELD = re.compile(r"\{\w+[^}]*\}|%n")
WORD = re.compile(r"[^\W\d_]{2}")  # what has two letters beside each other is read
SHOWING = {  # calls that show the literals they are given
    *("QLabel", "QPushButton", "QCheckBox", "QAction", "QGroupBox", "heading", "plain", "Fold", "NumberRow"),
    *("ResetLabel", "Section", "PlotCanvas", "setText", "setToolTip", "setPlaceholderText", "setWindowTitle"),
    *("setAccessibleName", "setAccessibleDescription", "setLabelText", "setStatusTip", "setWhatsThis"),
    *("setSuffix", "setPrefix", "setTitle", "setIconText", "addMenu", "addItem", "addAction", "addTab"),
    *("setTabText", "setItemText", "setHorizontalHeaderLabels", "showMessage", "show_message", "show_note"),
    *("show_problem", "show_offer", "show_hint", "drawText", "describe", "apply", "change_all", "ActionSpec"),
    *("SubMenu", "Tool", "View", "Hint", "Stop", "choice", "named", "way", "begin", "mark_object"),
}
OWN = re.compile(  # what people, files and formats call things, and numbers with units
    r"(segment|object) \d.*|flags.*|(\d  )?(red|green|blue)|/.*|\{.*\}|[A-Z]\w+  \(.*|RGB .*|\d+ (px|s)"
    r"|hematoxylin|eosin|dab|English|Deutsch|[Lab]\*|all|gmmseg|k-means\+\+| px| s|ICL|BIC|AIC|flags.*"
)
GETTERS = (
    *("text", "title", "placeholderText", "toolTip", "accessibleName", "accessibleDescription"),
    *("windowTitle", "suffix", "prefix"),
)


@pytest.fixture(scope="module")
def tool():
    """The script that brings catalogues up to date."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(qapp):
    """Everything in German until the end of the test."""
    before, known = QLocale(), set(qapp.findChildren(QTranslator))
    translation.install(qapp, "de")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - known:
        qapp.removeTranslator(translator)
        translator.setParent(None)
    QLocale.setDefault(before)


class Brackets(QTranslator):
    """Puts each text that is looked up between brackets."""

    def translate(self, _context, text, _disambiguation=None, _n=-1):
        return f"⟦{text}⟧"


@pytest.fixture
def bracketed(qapp):
    """Every text that is translated between brackets until the end of the test."""
    translator = Brackets()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_the_catalogue_has_every_text_translated_with_its_fields(tool):
    known = {
        message.findtext("source"): message.find("translation")
        for message in ET.parse(GERMAN).getroot().iter("message")
    }
    wanted = tool.texts()

    assert known.keys() == wanted.keys(), "run python tools/translations.py"
    assert tool.untranslated(GERMAN) == []
    for text, counts in wanted.items():
        forms = [form.text for form in known[text]] if counts else [known[text].text]
        assert len(forms) == 1 + counts, text
        for form in forms[counts:]:  # that of one may do without its number
            assert sorted(FIELD.findall(form)) == sorted(FIELD.findall(text)), form
            assert form.count(";;") == text.count(";;"), form


def test_what_the_window_reads_is_made_of_the_catalogue(tool, tmp_path):
    tool.release(GERMAN, tmp_path / "new.qm")

    assert (tmp_path / "new.qm").read_bytes() == translation.catalogue("de").read_bytes()


def test_no_literal_is_shown_untranslated():
    found = [
        f"{file.relative_to(ROOT)}:{call.lineno} {text!r}"
        for file in sorted((ROOT / "gmmseg" / "gui").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _name(call) in SHOWING
        for text in _shown(call)
    ]

    assert found == []


def _name(call):
    if isinstance(call.func, ast.Attribute):
        is_message = call.func.attr == "emit" and "message" in ast.unparse(call.func)
        return "show_message" if is_message else call.func.attr
    return getattr(call.func, "id", "")


def _shown(call):
    """Yield literals that a call shows: no names for the program, in small letters without blanks."""
    parts = [*call.args, *(keyword.value for keyword in call.keywords)]
    while parts:
        part = parts.pop()
        if isinstance(part, ast.IfExp):
            parts += [part.body, part.orelse]
        elif isinstance(part, (ast.List, ast.Tuple)):
            parts += part.elts
        elif isinstance(part, ast.JoinedStr) or (
            isinstance(part, ast.Constant) and isinstance(part.value, str)
        ):
            pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
            text = "".join(str(piece.value) for piece in pieces if isinstance(piece, ast.Constant))
            is_key = re.fullmatch(r"(Ctrl|Alt|Shift|F\d|Pg|Esc|Delete).*", text)
            is_text = isinstance(pieces[0], ast.FormattedValue) or " " in text or text[:1].isupper()
            if WORD.search(text) and is_text and not is_key and not OWN.fullmatch(text):
                yield text


@pytest.mark.usefixtures("bracketed")
def test_every_text_in_the_window_went_through_the_translation(flagged, qtbot):
    """What people named and what is a number or a name is as it is; all else has the brackets."""
    flagged.actions_by_name["count_objects"].trigger()
    flagged.actions_by_name["object_table"].trigger()
    for name in ("export", "batch", "keys", "palette"):
        flagged.actions_by_name[name].trigger()
    qtbot.waitUntil(lambda: not flagged.controller.is_busy, timeout=60_000)
    windows = [flagged, *flagged.findChildren(BatchWindow), SweepDialog(flagged)]
    texts = {text for window in windows for text in _texts(window)}

    assert len(texts) > 400
    assert sorted(t for t in texts if "⟦" not in t and WORD.search(t) and not OWN.fullmatch(t)) == []
    for window in windows[1:]:
        window.close()


def _texts(root):
    """Yield every text of a window, shown or spoken."""
    for part in (root, *root.findChildren(QWidget)):
        for name in GETTERS:
            getter = getattr(part, name, None)
            text = getter() if inspect.isbuiltin(getter) else ""
            if isinstance(text, str):
                yield text
        if isinstance(part, QComboBox):
            yield from (part.itemText(i) for i in range(part.count()))
        if isinstance(part, QTabWidget):
            yield from (part.tabText(i) for i in range(part.count()))
        model = part.model() if isinstance(part, QTableView) else None
        if isinstance(model, QAbstractTableModel):
            columns = range(model.columnCount(QModelIndex()))
            yield from (str(model.headerData(i, Qt.Orientation.Horizontal, 0)) for i in columns)
    for action in root.findChildren(QAction):
        yield from (action.text(), action.iconText(), action.toolTip())


def test_without_a_translation_texts_are_those_of_the_code():
    assert tr("Opening {name}", name="a.png") == "Opening a.png"
    assert trn("%n segment · {time}", "%n segments · {time}", 1, time="2 s") == "1 segment · 2 s"
    assert trn("%n picture", "%n pictures", 2) == "2 pictures"
    assert stage_text("Opening a.png") == "Opening a.png"
    assert within("Minimum region") == "minimum region"
    assert figure(1234.5, ",.1f") == "1,234.5"


@pytest.mark.usefixtures("german")
def test_german_counts_and_writes_numbers_as_germans_do():
    assert trn("%n picture", "%n pictures", 1) == "1 Bild"
    assert trn("%n picture", "%n pictures", 3) == "3 Bilder"
    assert percent(0.412, exact=True) == "41,2 %"
    assert figure(1234.5, ",.1f") == "1.234,5"
    assert area(1234567, None) == "1.234.567 px"
    assert within("Minimum region") == "Kleinste Region"
    assert stage_text("Finding regions") == "Regionen suchen"
    assert stage_text("Opening a.png") == "a.png öffnen"
    assert title_of("area_px") == "Fläche (px)"
    assert title_of("red_mean") == "Rot Mittel"


@pytest.mark.usefixtures("german")
def test_dialogs_of_qt_speak_german_too(qtbot):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)

    assert box.buttons()[0].text() == "Abbrechen"


@pytest.mark.usefixtures("german")
def test_menus_have_each_letter_once():
    def letters(titles):
        return [mark.group(1).lower() for title in titles for mark in re.finditer("&([^&])", title)]

    menus = {
        title: [e.title for e in ACTIONS[title] if isinstance(e, (ActionSpec, SubMenu))] for title in ACTIONS
    }
    for titles in (list(menus), *menus.values()):
        for found in (letters(titles), letters(map(tr, titles))):  # in English and in German
            assert sorted(found) == sorted(set(found)), titles


def test_the_environment_goes_before_the_menu_and_the_menu_before_the_system(monkeypatch):
    monkeypatch.delenv(translation.VARIABLE, raising=False)
    assert translation.language("de") == "de"
    assert translation.language("tlh") in translation.LANGUAGES  # it may be gone since it was chosen
    monkeypatch.setenv(translation.VARIABLE, "en")
    assert translation.language("de") == "en"
    monkeypatch.setenv(translation.VARIABLE, "tlh")
    assert translation.language("de") == "de"


@pytest.mark.parametrize(
    ("wanted", "language"), [(["fr-FR", "de-AT", "en"], "de"), (["en-GB", "de"], "en"), (["C"], "en")]
)
def test_the_first_language_of_the_system_that_there_are_texts_in_is_taken(monkeypatch, wanted, language):
    class System:
        @staticmethod
        def system():
            return type("Locale", (), {"uiLanguages": staticmethod(lambda: wanted)})

    monkeypatch.delenv(translation.VARIABLE, raising=False)
    monkeypatch.setattr(translation, "QLocale", System)

    assert translation.language() == language
