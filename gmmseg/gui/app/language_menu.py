"""The menu that chooses the language of the window."""

from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from gmmseg.gui.translation import LANGUAGES, SYSTEM, language, tr
from gmmseg.gui.widgets import preferences
from gmmseg.gui.widgets.message_bar import MessageBar

KEY = "language"  # what is chosen is remembered by


def fill(menu: QMenu, messages: MessageBar) -> None:
    """Offer the languages, with that of the system first; the one that is chosen has a mark."""
    menu.clear()
    group = QActionGroup(menu)
    chosen = preferences.text(KEY, SYSTEM)
    for name, title in {SYSTEM: tr("That of the &system"), **LANGUAGES}.items():
        action = menu.addAction(title, partial(choose, name, messages))
        action.setCheckable(True)
        action.setChecked(name == chosen)
        group.addAction(action)


def choose(name: str, messages: MessageBar) -> None:
    """Remember a language, and say when it will be seen: what is built keeps the texts it was built with."""
    preferences.keep(KEY, name)
    title = LANGUAGES[language(name)]
    messages.show_note(tr("gmmseg will be in {language} when it is started again.", language=title))
