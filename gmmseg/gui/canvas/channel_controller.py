"""The actions on how channels are shown: colours, brightness, false colours."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QPoint, Slot

from gmmseg.gui.canvas.display_controller import DisplayController
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.panels.channel_panel import MIXED, ChannelPanel
from gmmseg.gui.panels.colour_picker import ColourPicker
from gmmseg.gui.translation import mark, tr
from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering import composite
from gmmseg.imaging.rendering.composite import ChannelStyle, Styles
from gmmseg.session.edits.channels import set_styles

OFFERED = (
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (255, 128, 0), (128, 255, 0),
    (0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 128, 255), (128, 0, 255), (128, 128, 128),
)  # fmt: skip
USUAL, NATURAL, INFRARED = "usual", "natural", "infrared"
TITLES = {
    USUAL: mark("As usual"),
    NATURAL: mark("Natural colours"),
    INFRARED: mark("Infrared as red"),
    MIXED: mark("As chosen below"),
}


class ChannelController(QObject):
    """Turns what people do in the section of channels into edits of how the picture is shown."""

    def __init__(
        self, *, panel: ChannelPanel, display: DisplayController, controller: SessionController
    ) -> None:
        super().__init__(panel)
        self.panel, self.display, self.controller = panel, display, controller
        self.session = controller.session
        self._named: tuple[str, ...] = ()
        self._counted: tuple[Image, int] | None = None
        controller.changed.connect(self.refresh)
        panel.button.toggled.connect(self.refresh)
        for signal, slot in (
            (panel.toggled, self._toggle),
            (panel.alone, self._show_alone),
            (panel.recolouring, self._recolour),
            (panel.sliding, self._slide),
            (panel.ranged, self._settle),
            (panel.auto_requested, self._stretch),
            (panel.gamma_sliding, self._slide_gamma),
            (panel.gamma_chosen, self._settle_gamma),
            (panel.banded, self._show_bands),
            (panel.preset_chosen, self._choose),
            (panel.selected, self.refresh),
        ):
            signal.connect(slot)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show how the channels are shown now."""
        source, styles = self.session.document.source, self.display.styles
        self.panel.setVisible(source is not None)
        if source is None or styles is None or not self.panel.button.isChecked():
            return
        image = source.image
        if image.channel_names != self._named:
            self._named = image.channel_names
            self.panel.show_names(
                image.channel_names, [(word, tr(TITLES[word])) for word in self._presets(image)]
            )
        here = min(self.panel.current, len(styles) - 1)
        if self._counted is None or self._counted[0] is not image or self._counted[1] != here:
            self._counted = image, here
            self.panel.show_histogram(*composite.histogram(image, here))
        self.panel.show_styles(styles, composite.bands_of(styles), self._preset_of(image, styles))

    def _presets(self, image: Image) -> list[str]:
        found = [USUAL]
        if composite.natural_bands(image) is not None:
            found.append(NATURAL)
        if composite.natural_bands(image, infrared=True) is not None:
            found.append(INFRARED)
        return [*found, MIXED]

    def _preset_of(self, image: Image, styles: Styles) -> str:
        if self.session.shown.styles is None:
            return USUAL
        bands = composite.bands_of(styles)
        if bands is not None and bands == composite.natural_bands(image):
            return NATURAL
        if bands is not None and bands == composite.natural_bands(image, infrared=True):
            return INFRARED
        return MIXED

    @Slot(str)
    def _choose(self, word: str) -> None:
        source, styles = self.session.document.source, self.display.styles
        if source is None or styles is None or word == MIXED:
            self.refresh()
            return
        if word == USUAL:
            self.controller.apply(tr("Show channels as usual"), set_styles(None))
            return
        bands = composite.natural_bands(source.image, infrared=word == INFRARED)
        assert bands is not None
        self.controller.apply(tr(TITLES[word]), set_styles(composite.as_bands(styles, *bands)))

    @Slot(int, bool)
    def _toggle(self, place: int, is_on: bool) -> None:
        self._change(
            tr("Show channel") if is_on else tr("Hide channel"), place, lambda s: replace(s, is_shown=is_on)
        )

    @Slot(int)
    def _show_alone(self, place: int) -> None:
        """Show one channel alone or, where it is alone already, all."""
        styles = self.display.styles
        if styles is None:
            return
        is_alone = [i for i, style in enumerate(styles) if style.is_shown] == [place]
        after = tuple(replace(s, is_shown=is_alone or i == place) for i, s in enumerate(styles))
        self.controller.apply(
            tr("Show all channels") if is_alone else tr("Show one channel"), set_styles(after)
        )

    @Slot(int, QPoint)
    def _recolour(self, place: int, at: QPoint) -> None:
        styles = self.display.styles
        if styles is not None:
            popup = ColourPicker(self.panel, place, styles[place].colour, OFFERED)
            popup.chosen.connect(self._coloured)
            popup.open_at(at)

    def _coloured(self, place: int, colour: Any) -> None:
        self._change(tr("Recolour channel"), place, lambda s: replace(s, colour=tuple(colour), is_shown=True))

    @Slot(float, float)
    def _slide(self, low: float, high: float) -> None:
        self._propose(lambda s: replace(s, low=low, high=high))

    @Slot(float, float)
    def _settle(self, low: float, high: float) -> None:
        self._change(tr("Change brightness"), self.panel.current, lambda s: replace(s, low=low, high=high))

    @Slot()
    def _stretch(self) -> None:
        source = self.session.document.source
        if source is not None:
            low, high = composite.auto_range(source.image, self.panel.current)
            self._change(tr("Stretch channel"), self.panel.current, lambda s: replace(s, low=low, high=high))

    @Slot(float)
    def _slide_gamma(self, gamma: float) -> None:
        self._propose(lambda s: replace(s, gamma=gamma))

    @Slot(float)
    def _settle_gamma(self, gamma: float) -> None:
        self._change(tr("Change gamma"), self.panel.current, lambda s: replace(s, gamma=gamma))

    @Slot(int, int, int)
    def _show_bands(self, red: int, green: int, blue: int) -> None:
        styles = self.display.styles
        if styles is not None:
            after = composite.as_bands(styles, red, green, blue)
            self.controller.apply(tr("Show as false colours"), set_styles(after))

    def _changed(self, place: int, change: Callable[[ChannelStyle], ChannelStyle]) -> Styles | None:
        styles = self.display.styles
        if styles is None:
            return None
        return tuple(change(style) if i == place else style for i, style in enumerate(styles))

    def _propose(self, change: Callable[[ChannelStyle], ChannelStyle]) -> None:
        """Show what a change would look like."""
        after = self._changed(self.panel.current, change)
        if after is not None:
            self.session.propose(set_styles(after))

    def _change(self, name: str, place: int, change: Callable[[ChannelStyle], ChannelStyle]) -> None:
        after = self._changed(place, change)
        if after is not None:
            self.controller.apply(name, set_styles(after))
