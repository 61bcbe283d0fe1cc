"""The section of the side panel that explains: what the chosen segment is, and why a pixel has its label."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from gmmseg.gui.panels.explanation.pixel_reason import PixelReason
from gmmseg.gui.panels.explanation.segment_card import Colour, SegmentCardView
from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import SETTING_WIDTH, Fold, NumberRow, ResetLabel, heading, plain
from gmmseg.gui.widgets.numbers import percent
from gmmseg.inspection.component_cards import ComponentCard, SegmentCard
from gmmseg.inspection.pixel_explanation import PixelExplanation

EMPTY = mark("Choose a segment in the list to see what it is.")
WAITING = mark("Looking at the segments…")
REACH = 4  # standard deviations that the slider of a mean goes each way


class ExplanationSection(QWidget):
    """Shows the card of a segment, its components to be adjusted, and the reason for a pixel's label."""

    opened = Signal(bool)
    merging = Signal(int)  # the number of the segment that the chosen one is hardly apart from
    weighed = Signal(int, float)  # the number of a component, its new weight
    previewed = Signal(int, object, float)  # a component, which feature (None: its weight), its value
    moved = Signal(int, int, float)  # the number of a component, which feature, the new mean in its unit

    def __init__(self) -> None:
        super().__init__()
        self.fold = Fold(tr("Explain"))
        self.fold.button.setToolTip(
            tr("What each segment is, and why the pixel under the cursor has its label.")
        )
        self.title, self.summary, self.card = heading(""), plain("", "faint"), SegmentCardView()
        self.summary.setWordWrap(True)
        self.card.merging.connect(self.merging)
        self.adjust = Fold(tr("Adjust by hand"))
        self.components = QComboBox()
        self.components.setAccessibleName(tr("Component"))
        self.components.activated.connect(self._show_component)
        self.weight = self._row(
            tr("Weight"), tr("The component's share of the mixture."), (0.001, 0.999), 0.001
        )
        self.weight.chosen.connect(self._weighed)
        self.weight.sliding.connect(self._weight_slides)
        self.means: list[NumberRow] = []
        self.reason = PixelReason()
        self._card: SegmentCard | None = None
        self._features: tuple[str, ...] = ()
        self._lay_out()
        self.fold.button.toggled.connect(self.opened)
        self.show_card(None, (), tr(EMPTY))
        self.show_reason(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        column.addWidget(self.fold)
        for widget in (
            heading(tr("This pixel")),
            self.reason,
            self.title,
            self.summary,
            self.card,
            self.adjust,
        ):
            self.fold.body.addWidget(widget)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.GRID)
        self.adjust.body.addWidget(self.components)
        self.adjust.body.addWidget(self.weight)
        self.adjust.body.addLayout(self._rows)

    @property
    def is_open(self) -> bool:
        """Whether people see it."""
        return self.fold.button.isChecked()

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.fold.refresh_icons()
        self.adjust.refresh_icons()

    def show_card(
        self,
        card: SegmentCard | None,
        features: Sequence[str],
        summary: str = "",
        adjustable: Sequence[int] = (),
        colours: Sequence[Colour] = (),
    ) -> None:
        """Show the card of a segment, or `summary` where there is none; `adjustable` components by number.

        `colours` are those of all segments.
        """
        self._card = card
        for widget in (self.title, self.card, self.adjust):
            widget.setEnabled(True)
        self.title.setVisible(card is not None)
        self.summary.setVisible(card is None)
        self.summary.setText(summary)
        self.card.show_card(card, features, colours)
        chosen = [] if card is None else [c for c in card.components if c.number in adjustable]
        self.adjust.setVisible(bool(chosen))
        if card is not None:
            self.title.setText(f"{card.name}  {percent(card.share)}")
            self._show_components(chosen, tuple(features))

    def wait(self) -> bool:
        """Show the last card as one that is being made anew; return whether there is one."""
        for widget in (self.title, self.card, self.adjust):
            widget.setEnabled(False)
        return self._card is not None

    def show_reason(self, why: PixelExplanation | None, colours: Sequence[Colour] = ()) -> None:
        """Show why a pixel has its label; None beside the picture. `colours` are those of the segments."""
        self.reason.show_reason(why, colours)

    def _show_components(self, cards: Sequence[ComponentCard], features: tuple[str, ...]) -> None:
        before = self.components.currentData()
        with QSignalBlocker(self.components):
            self.components.clear()
            for card in cards:
                self.components.addItem(
                    tr("Component {number} of {percent}", number=card.number, percent=percent(card.weight)),
                    card.number,
                )
            self.components.setCurrentIndex(max(self.components.findData(before), 0))
        self.components.setVisible(len(cards) > 1)
        if features != self._features:
            self._features = features
            self._make_rows()
        self._show_component()

    def _make_rows(self) -> None:
        while item := self._rows.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.means = []

    def _show_component(self) -> None:
        """Show weight and means of the component that is chosen."""
        number = self.components.currentData()
        card = next((c for c in self._card.components if c.number == number), None) if self._card else None
        if card is None:
            return
        self.weight.show_value(card.weight)
        self._make_rows()
        for name, mean, spread in zip(self._features, card.means, card.spreads, strict=True):
            step = 10.0 ** _digits(spread)
            reach = max(REACH * spread, step)
            hint = tr(
                "The mean of {name}; its standard deviation is {spread}.",
                name=name,
                spread=figure(spread, ".3g"),
            )
            row = self._row(name, hint, (mean - reach, mean + reach), step, number=(-1e12, 1e12), value=mean)
            row.setObjectName(str(len(self.means)))
            row.chosen.connect(self._moved)
            row.sliding.connect(self._mean_slides)
            self.means.append(row)
            self._rows.addWidget(row)

    def _row(
        self,
        name: str,
        hint: str,
        slider: tuple[float, float],
        step: float,
        *,
        number: tuple[float, float] | None = None,
        value: float = 0.5,
    ) -> NumberRow:
        least, most = number or slider
        row = NumberRow(name, hint, value, slider, (least, most, step))
        row.label.reset.disconnect()
        row.setToolTip(hint)
        for label in row.findChildren(ResetLabel):
            label.setFixedWidth(SETTING_WIDTH)
        return row

    def _weighed(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.weighed.emit(number, value)

    def _weight_slides(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.previewed.emit(number, None, value)

    def _mean_slides(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.previewed.emit(number, int(self.sender().objectName()), value)

    def _moved(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.moved.emit(number, int(self.sender().objectName()), value)


def _digits(spread: float) -> int:
    """Return the power of ten that a hundredth of a spread is about."""
    text = f"{max(spread, 1e-9) / 100:e}"
    return max(min(int(text.partition("e")[2]), 3), -6)
