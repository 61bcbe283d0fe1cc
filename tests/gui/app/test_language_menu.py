"""The menu of languages: what it offers, and what is remembered."""

from PySide6.QtCore import QSettings

from gmmseg.gui import translation
from gmmseg.gui.app import language_menu
from gmmseg.gui.widgets import preferences


def test_a_language_is_remembered_and_said_to_come_with_the_next_start(window, monkeypatch):
    monkeypatch.delenv(translation.VARIABLE, raising=False)
    menu = window.menus["language"]
    menu.aboutToShow.emit()
    entries = menu.actions()

    assert [entry.text() for entry in entries] == ["That of the &system", "English", "Deutsch"]
    assert [entry.isChecked() for entry in entries] == [True, False, False]

    entries[2].trigger()

    assert QSettings("gmmseg", "gmmseg").value(language_menu.KEY) == "de"
    assert translation.language(preferences.text(language_menu.KEY, translation.SYSTEM)) == "de"
    assert window.messages.text.text() == "gmmseg will be in Deutsch when it is started again."
