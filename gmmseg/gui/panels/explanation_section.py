"""The section of the side panel that explains: what the chosen segment is, and why a pixel has its label."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import Fold, NumberRow, ResetLabel, heading, plain
from gmmseg.gui.widgets.numbers import percent
from gmmseg.inspection.component_cards import ComponentCard, SegmentCard
from gmmseg.inspection.pixel_explanation import PixelExplanation

LABEL_WIDTH = 98  # pixels, as in the panel of the model
EMPTY = "Choose a segment in the list to see what it is."
WAITING = "Looking at the segments…"
POINT = "Point at the picture to see why a pixel has its label."
REASON_LINES = 6
MOST_NAMED = 3  # segments that are shown of a pixel
REACH = 4  # standard deviations that the slider of a mean goes each way


class ExplanationSection(QWidget):
    """Shows the card of a segment, its components to be adjusted, and the reason for a pixel's label."""

    opened = Signal(bool)
    merging = Signal(int)  # the number of the segment that the chosen one is hardly apart from
    weighed = Signal(int, float)  # the number of a component, its new weight
    moved = Signal(int, int, float)  # the number of a component, which feature, the new mean in its unit

    def __init__(self) -> None:
        super().__init__()
        self.fold = Fold("Explain")
        self.fold.button.setToolTip("What each segment is, and why the pixel under the cursor has its label.")
        self.title, self.card = heading(""), _text()
        self.merge = QPushButton("")
        self.merge.clicked.connect(self._merge)
        self.adjust = Fold("Adjust by hand")
        self.components = QComboBox()
        self.components.setAccessibleName("Component")
        self.components.activated.connect(self._show_component)
        self.weight = self._row("Weight", "The component's share of the mixture.", (0.001, 0.999), 0.001)
        self.weight.chosen.connect(self._weighed)
        self.means: list[NumberRow] = []
        self.reason = _text()
        self._card: SegmentCard | None = None
        self._features: tuple[str, ...] = ()
        self._lay_out()
        self.fold.button.toggled.connect(self.opened)
        self.show_card(None, (), EMPTY)
        self.show_reason(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        column.addWidget(self.fold)
        for widget in (heading("This pixel"), self.reason, self.title, self.card, self.merge, self.adjust):
            self.fold.body.addWidget(widget)
        lines = self.reason.fontMetrics().lineSpacing()
        self.reason.setMinimumHeight(REASON_LINES * lines)  # or what is below would dance with the cursor
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
        words: str = "",
        adjustable: Sequence[int] = (),
    ) -> None:
        """Show the card of a segment, or `words` where there is none; `adjustable` components by number."""
        self._card = card
        for widget in (self.title, self.card, self.merge, self.adjust):
            widget.setEnabled(True)
        self.title.setVisible(card is not None)
        near = None if card is None else card.neighbour
        self.merge.setVisible(near is not None and near.advice.startswith("hardly"))
        if near is not None:
            self.merge.setText(f"Merge with {near.name}".replace("&", "&&"))
        chosen = [] if card is None else [c for c in card.components if c.number in adjustable]
        self.adjust.setVisible(bool(chosen))
        if card is None:
            self.card.setText(words)
            return
        self.title.setText(f"{card.name}  {percent(card.share)}")
        self.card.setText(card_text(card, features))
        self._show_components(chosen, tuple(features))

    def wait(self) -> bool:
        """Show the last card as one that is being made anew; return whether there is one."""
        for widget in (self.title, self.card, self.merge, self.adjust):
            widget.setEnabled(False)
        return self._card is not None

    def show_reason(self, why: PixelExplanation | None) -> None:
        """Show why a pixel has its label; None beside the picture."""
        self.reason.setText(POINT if why is None else reason_text(why))

    def _show_components(self, cards: Sequence[ComponentCard], features: tuple[str, ...]) -> None:
        before = self.components.currentData()
        with QSignalBlocker(self.components):
            self.components.clear()
            for card in cards:
                self.components.addItem(f"Component {card.number} of {percent(card.weight)}", card.number)
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
            hint = f"The mean of {name}; its standard deviation is {spread:.3g}."
            row = self._row(name, hint, (mean - reach, mean + reach), step, number=(-1e12, 1e12), value=mean)
            row.setObjectName(str(len(self.means)))
            row.chosen.connect(self._moved)
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
            label.setFixedWidth(LABEL_WIDTH)
        return row

    def _merge(self) -> None:
        if self._card is not None and self._card.neighbour is not None:
            self.merging.emit(self._card.neighbour.number)

    def _weighed(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.weighed.emit(number, value)

    def _moved(self, value: float) -> None:
        number = self.components.currentData()
        if number is not None:
            self.moved.emit(number, int(self.sender().objectName()), value)


def _digits(spread: float) -> int:
    """Return the power of ten that a hundredth of a spread is about."""
    text = f"{max(spread, 1e-9) / 100:e}"
    return max(min(int(text.partition("e")[2]), 3), -6)


def _text() -> QLabel:
    label = plain("")
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label


def card_text(card: SegmentCard, features: Sequence[str]) -> str:
    """Return what a card says, in short lines."""
    lines = []
    for part in card.components:
        lead = f"{percent(part.weight)} of the mixture: " if len(card.components) > 1 else ""
        numbers = zip(features, part.means, part.spreads, strict=True)
        lines.append(lead + ", ".join(f"{name} {mean:.3g} ± {spread:.2g}" for name, mean, spread in numbers))
    if card.effects:
        separating = ", ".join(f"{each.feature} (d {each.effect:+.1f})" for each in card.effects[:2])
        lines.append(f"Set apart by {separating}")
    if card.neighbour is not None:
        near = card.neighbour
        lines.append(f"Nearest is {near.name}, JM {near.jeffries_matusita:.2f} of 2: {near.advice}")
    if card.uncertainty is not None:
        lines.append(f"Uncertainty {card.uncertainty:.2f}")
    if card.stability is not None:
        lines.append(f"Stability {card.stability:.2f}: {card.verdict}")
    return "\n".join(lines)


def reason_text(why: PixelExplanation) -> str:
    """Return why a pixel has its label, in short lines."""
    lines = [each for each in why.sentences[1:] if each.startswith(("Nothing", "No component", "By itself"))]
    lines += [f"{each.name} {percent(each.probability)}: {each.words}" for each in why.segments[:MOST_NAMED]]
    return "\n".join(lines)
