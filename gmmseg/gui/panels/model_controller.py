"""The actions on the model: from its panel, from the menu, by key."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.model_panel import GUESS, TITLES, ModelPanel
from gmmseg.gui.panels.preparation_controller import PreparationController
from gmmseg.gui.panels.preparation_panel import TITLES as PREPARED
from gmmseg.gui.panels.preset_controller import PresetController
from gmmseg.gui.panels.try_nine import TryNine
from gmmseg.gui.translation import mark, tr, within
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.io.models import SUFFIX
from gmmseg.session.document import with_settings
from gmmseg.settings import AUTO, LIMITS, Settings, WholeNumber

KINDS = mark("Models ({endings})")


class ModelController(QObject):
    """Turns gestures on the model into edits of the document."""

    def __init__(self, *, panel: ModelPanel, controller: SessionController) -> None:
        super().__init__(panel)
        self._panel, self.controller = panel, controller
        self.preparation = PreparationController(panel=panel.preparation, controller=controller)
        self.presets = PresetController(row=panel.presets, controller=controller)
        panel.previewed.connect(controller.preview)
        panel.changed.connect(self._change)
        controller.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Show the settings of now."""
        shown = self.controller.session.shown
        notes = shown.result.segmentation.notes if shown.result else ()
        self._panel.show_settings(shown.settings, len(shown.segment_styles), notes)

    def increase(self) -> None:
        """Look for one segment more."""
        self._count(1)

    def decrease(self) -> None:
        """Look for one segment less."""
        self._count(-1)

    def try_next_seed(self) -> None:
        """Begin elsewhere."""
        self._change("seed", self.controller.session.document.settings.seed + 1)

    def try_nine(self) -> None:
        """Show the picture under nine settings, of which a click adopts one."""
        if self.controller.session.document.source is not None:
            self.close()  # one is enough
            dialog = TryNine(self.controller, self._panel.window())
            dialog.adopted.connect(self._adopt)
            dialog.show()

    def close(self) -> None:
        """Close the nine results, and stop what is computed for them."""
        for dialog in self._panel.window().findChildren(TryNine):
            dialog.close()

    @Slot(float, float)
    def _adopt(self, position: float, smoothing: float) -> None:
        values = {"position": position, "smoothing": smoothing}
        self.controller.change_all(values, tr("change of position and smoothing"))

    def recompute(self) -> None:
        """Segment what was cancelled."""
        self.controller.again()

    def toggle_live(self) -> None:
        """Compute what is changed at once, or only when people ask for it."""
        self.controller.set_live(not self.controller.is_live)
        if not self.controller.is_live:
            self.controller.status_message.emit(tr("Changes wait now for Update once (F5)"))

    def restore_defaults(self) -> None:
        """Set everything as it was at first."""
        defaults = Settings()
        changes = {name: getattr(defaults, name) for name in (*TITLES, *PREPARED)}
        self.controller.apply(tr("Default settings"), with_settings(**changes))

    def toggle_auto(self) -> None:
        """Let the picture decide how many segments there are, or keep as many as there are."""
        now = self.controller.session.document.settings.n_components
        found = len(self.controller.session.document.segment_styles) or GUESS
        self._change("n_components", AUTO if isinstance(now, int) else found)

    def save_model(self) -> None:
        """Ask where to save what was learned from the picture, for other pictures."""
        source = self.controller.session.document.source
        if source is None or not self.controller.session.document.is_current:
            return
        way = save_dialog.named_after(source, SUFFIX)
        dialog = save_dialog.dialog_for(
            self._panel.window(), tr("Save the model"), way, tr(KINDS, endings=f"*{SUFFIX}"), SUFFIX
        )
        dialog.fileSelected.connect(self._save)
        dialog.open()

    @Slot(str)
    def _save(self, name: str) -> None:
        path = save_dialog.with_suffix(name, SUFFIX)
        is_confirmed = path == Path(name)  # whether to replace it; of another name the dialog knows nothing
        try:
            self.controller.session.document.model_for_pictures().save(path, overwrite=is_confirmed)
        except GmmsegError as error:
            self.controller.failed.emit(str(error), "")
            return
        preferences.keep("batch/model", str(path))  # offered to the next folder of pictures
        self.controller.status_message.emit(tr("Saved {name}", name=path.name))

    def _change(self, name: str, value: object) -> None:
        self.controller.change(name, value, tr("change of {setting}", setting=within(TITLES[name])))

    def _count(self, by: int) -> None:
        limit = LIMITS["n_components"]
        assert isinstance(limit, WholeNumber)
        now = self.controller.session.document.settings.n_components
        found = len(self.controller.session.document.segment_styles) or GUESS
        n = (now if isinstance(now, int) else found) + by
        self._change("n_components", min(max(n, limit.low), limit.high))
