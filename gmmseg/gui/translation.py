"""Texts of the window in people's language: looked up in Qt's catalogues, else English as in the code."""

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gmmseg.assets import folder

CONTEXT = "gmmseg"
VARIABLE = "GMMSEG_LANGUAGE"  # before what is chosen in the menu
SYSTEM = "system"
SOURCE = "en"  # what the texts in the code are written in
LANGUAGES: Mapping[str, str] = {SOURCE: "English", "de": "Deutsch"}  # each as its speakers call it


def tr(text: str, /, **values: object) -> str:
    """Return a text of the code in the language of the window, with `values` for its fields in braces."""
    found = QCoreApplication.translate(CONTEXT, text)
    return found.format(**values) if values else found


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return a text that counts: `one` or `many` of the code, or the form that the language has for `n`.

    "%n" stands for the number; `values` are for fields in braces.
    """
    found = QCoreApplication.translate(CONTEXT, many, None, n)
    if n == 1 and found == many.replace("%n", "1"):  # there is no translation
        found = one.replace("%n", "1")
    return found.format(**values) if values else found


def mark(text: str) -> str:
    """Return a text as it is: it stands in a table of the code, and `tr` translates it where it is shown."""
    return text


def mark_n(one: str, many: str) -> tuple[str, str]:
    """Return two texts that count as they are: `trn` translates them where they are shown."""
    return one, many


def within(title: str) -> str:
    """Return a title, translated, for the middle of a sentence: in small letters, but in German."""
    shown = tr(title)
    return shown if QLocale().language() == QLocale.Language.German else shown.lower()


STAGES = (  # of work whose names end with what it is done to
    mark("Opening {name}"),
    mark("Saving {name}"),
    mark("Drawing {name}"),
    mark("Selecting {name}"),
    mark("Looking for {name}"),
)


def stage_text(stage: str) -> str:
    """Return the name of a stage of work, which comes from any room and so in English, as it is shown."""
    found = tr(stage)
    for pattern in STAGES if found == stage else ():
        verb = pattern.partition("{")[0]
        if stage.startswith(verb):
            return tr(pattern, name=stage.removeprefix(verb))
    return found


def figure(value: float, form: str = "") -> str:
    """Return a number as format() writes it, with the decimal point and the separator of the language.

    For what is shown only: files are written with a point, whatever the language.
    """
    written = format(value, form)
    if QLocale().decimalPoint() != ",":
        return written
    return written.translate({ord("."): ",", ord(","): "."})


def language(chosen: str = SYSTEM) -> str:
    """Return the language of the window, a key of `LANGUAGES`.

    The environment's `VARIABLE` goes before `chosen`, and both before the languages of the system, of which
    the first counts that there are texts in.
    """
    for name in (os.environ.get(VARIABLE, ""), chosen):
        if name in LANGUAGES:
            return name
    wanted = (name.replace("_", "-").partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in wanted if name in LANGUAGES), SOURCE)


def catalogue(name: str) -> Path:
    """Return where the texts in a language are, as `lrelease` wrote them."""
    return folder("resources") / "translations" / f"gmmseg_{name}.qm"


def install(app: QCoreApplication, name: str) -> None:
    """Show everything that is built from now on in a language; numbers, and Qt's own dialogs, too."""
    QLocale.setDefault(QLocale(QLocale.Language.German if name == "de" else QLocale.Language.English))
    if name == SOURCE:
        return
    of_qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{name}.qm"
    for path in (of_qt, catalogue(name)):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
