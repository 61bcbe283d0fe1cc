"""The list of the history: shown as it is, and walked."""

from PySide6.QtCore import QObject, Slot

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.history_list import HistoryList
from gmmseg.gui.widgets.sections import Section


class HistoryController(QObject):
    """Shows the history while its section is open, and goes to the state that people choose."""

    def __init__(self, *, rows: HistoryList, section: Section, controller: SessionController) -> None:
        super().__init__(section)
        self._rows, self._section, self.controller = rows, section, controller
        rows.chosen.connect(self._go)
        section.toggled.connect(self.refresh)
        controller.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Show the history of now."""
        session = self.controller.session
        self._section.note.setText(str(len(session.history.past) or ""))
        if self._section.is_open and session.document.source is not None:
            self._rows.show_history(session.history, session.document)
        else:
            self._rows.forget()

    @Slot(int)
    def _go(self, place: int) -> None:
        self.controller.go_to(place)
