"""Exports: the dialog that asks for them, and the thread that writes them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gmmseg.gui.compute.tasks import TaskRunner
from gmmseg.gui.export.export_run import ExportRequest, ExportRun
from gmmseg.session.session import Session

if TYPE_CHECKING:
    from gmmseg.gui.export.dialog import ExportDialog

OBJECTS = "object-masks,object-cutouts"


class ExportController(QObject):
    """Opens the dialog and has done what it says."""

    changed = Signal()  # the session, for dialogs that come and go

    def __init__(self, *, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent, self.session = parent, session
        self.runner = TaskRunner(self)
        session.listen(self.changed.emit)

    def ask(self, *, rows: list[int], opacity: float, kinds: str = "") -> "ExportDialog | None":
        """Ask what to export where; return the dialog, None where there is nothing to export.

        `rows` are the segments that are selected, `opacity` (0 to 1) is that of the overlay in view; `kinds`
        are ticked at first, those of last time by default.
        """
        if not self.session.document.is_current:
            return None
        from gmmseg.gui.export.dialog import ExportDialog

        dialog = ExportDialog(
            self._parent,
            session=self.session,
            changed=self.changed,
            submit=self.submit,
            chosen=rows,
            opacity=opacity,
            kinds=kinds,
        )
        dialog.show()
        return dialog

    def submit(self, request: ExportRequest) -> ExportRun:
        """Have a request done, and return what tells of it."""
        return ExportRun(self.runner, request)

    def close(self) -> None:
        """Stop everything."""
        self.runner.close()
