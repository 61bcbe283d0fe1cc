"""Comparing numbers of segments: the dialog, what computes it, and what is adopted."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import describe
from gmmseg.gui.panels.sweep_dialog import SweepDialog
from gmmseg.gui.translation import tr
from gmmseg.inspection.sweep import KIND, Sweep, SweepRow, kinds_of
from gmmseg.mixture.em import COVARIANCE_TYPES
from gmmseg.session.document import with_settings
from gmmseg.settings import AUTO

ADOPTED = ("n_components", "inference", *KIND)


class SweepController(QObject):
    """Shows the dialog that compares numbers of segments, and turns what is chosen there into an edit."""

    def __init__(self, *, panel: QWidget, controller: SessionController) -> None:
        super().__init__(panel)
        self._panel, self.controller = panel, controller
        self.sweeps = controller.sweeps
        self.dialog: SweepDialog | None = None
        self._sweep: Sweep | None = None
        self.sweeps.grown.connect(self._grow)
        self.sweeps.staged.connect(self._tell_stage)
        self.sweeps.ended.connect(self._end)
        self.sweeps.failed.connect(self._fail)
        controller.changed.connect(self._show_used)

    def show(self) -> None:
        """Show the dialog, and begin where nothing was compared yet."""
        if self.dialog is None:
            self.dialog = SweepDialog(self._panel.window())
            self.dialog.starting.connect(self._start)
            self.dialog.stopping.connect(self.sweeps.stop)
            self.dialog.adopting.connect(self._adopt)
        self.dialog.show()
        self.dialog.raise_()
        self._refresh()
        self._show_used()
        if self._sweep is None and not self.sweeps.is_busy:
            self._start(self.dialog.low.value(), self.dialog.high.value(), False)

    @Slot(int, int, bool)
    def _start(self, low: int, high: int, is_all: bool) -> None:
        usual = replace(
            self.controller.session.document.settings,
            n_components=(low, high),
            criterion=AUTO,
            inference="em",
        )
        self._sweep = None
        self.sweeps.start(kinds_of(usual, {"covariance_type": COVARIANCE_TYPES} if is_all else {}))
        self._refresh()

    @Slot(object)
    def _grow(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._refresh()

    @Slot(str)
    def _tell_stage(self, stage: str) -> None:
        if self.dialog is not None:
            self.dialog.show_stage(stage)

    @Slot()
    def _end(self) -> None:
        if self.sweeps.image is None:  # another picture is open
            self._sweep = None
        self._refresh()

    @Slot(object, str)
    def _fail(self, error: Exception, _details: str) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(describe(error, tr("Comparing numbers of segments")))

    @Slot(object)
    def _adopt(self, row: SweepRow) -> None:
        """Segment the picture with the settings that were chosen: an act that can be undone."""
        changes: dict[str, Any] = {name: getattr(row.settings, name) for name in ADOPTED}
        self.controller.apply(tr("number of segments"), with_settings(**changes))

    def _refresh(self) -> None:
        if self.dialog is not None:
            self.dialog.show_sweep(self._sweep, is_busy=self.sweeps.is_busy)

    @Slot()
    def _show_used(self) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            settings = self.controller.session.document.settings
            self.dialog.show_used({name: getattr(settings, name) for name in ADOPTED})
