"""The actions on what is made of a picture before its segments are found."""

from PySide6.QtCore import QObject, Slot

from gmmseg.errors import GmmsegError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.preparation_panel import TITLES, PreparationPanel
from gmmseg.gui.translation import tr, within
from gmmseg.imaging.channels import selection
from gmmseg.imaging.channels.expression import quoted
from gmmseg.imaging.image import Image
from gmmseg.imaging.preparation import ALL
from gmmseg.settings import LIMITS

MOST_OFFERED = 32  # channels in the menu


class PreparationController(QObject):
    """Turns a choice of channels, stains and light into a change of settings, once it can be meant."""

    def __init__(self, *, panel: PreparationPanel, controller: SessionController) -> None:
        super().__init__(panel)
        self.panel, self.controller = panel, controller
        self._offered: Image | None = None
        panel.changed.connect(self._change)
        controller.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the settings of now, and what the picture has to offer."""
        shown = self.controller.session.shown
        image = None if shown.source is None else shown.source.image
        is_grey = image is not None and image.n_channels == 1
        has_stains = image is None or image.is_colour or shown.settings.channels != ALL
        self.panel.show_settings(shown.settings, offers=is_grey, has_stains=has_stains)
        source = self.controller.session.document.source
        if source is not None and source.image is not self._offered:
            self._offered = source.image
            self.panel.show_offers(offers(source.image))

    @Slot(str, object)
    def _change(self, name: str, value: object) -> None:
        """Change a setting, unless it means nothing or the picture has not what it asks for."""
        source = self.controller.session.document.source
        try:
            accepted = LIMITS[name].accept(name, value)
            if name == "channels" and source is not None:
                selection.chosen(source.image, selection.items(str(accepted)))
        except GmmsegError as error:
            self.panel.show_problem(str(error))
            return
        self.panel.show_problem("")
        self.controller.change(name, accepted, tr("change of {setting}", setting=within(TITLES[name])))


def offers(image: Image) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a picture has to offer as channels: its own, indices of them, stains."""
    names = image.channel_names[:MOST_OFFERED]
    unique = [name if names.count(name) == 1 else "" for name in names]
    own = [(f"{i}  {names[i - 1]}", quoted(name) if name else str(i)) for i, name in enumerate(unique, 1)]
    found = []
    for preset in selection.PRESETS:
        try:
            selection.chosen(image, selection.items(preset))
        except GmmsegError:
            continue
        found.append((f"{preset}  {selection.PRESETS[preset]}", preset))
    kinds = [(stain, stain) for stain in selection.STAINS[:3]] if image.is_colour else []
    return [(tr("Channels"), own if len(own) > 1 else []), (tr("Indices"), found), (tr("Stains"), kinds)]
