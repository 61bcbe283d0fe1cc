"""The card of a segment: components, effect sizes as bars, its nearest neighbour, how sure it is."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.numbers import percent
from gmmseg.gui.widgets.status_bar import ElidedLabel
from gmmseg.inspection.component_cards import APART, ComponentCard, Neighbour, SegmentCard

SWATCH = 12  # pixels
MOST_EFFECT = 3.0  # Cohen's d at which a bar is full
SHOWN_EFFECTS = 4
Colour = tuple[int, int, int]

VERDICTS = (  # of cards
    *(mark("well apart"), mark("alike, but told apart by regions"), mark("they overlap")),
    *(mark("hardly apart"), mark("hardly apart: merge them?")),
    *(mark("stable"), mark("doubtful"), mark("falls apart when refitted")),
)
HINTS = {
    "components": mark(
        "The Gaussians that the segment is made of: their share of the mixture, and their means."
    ),
    "effect": mark(
        "Cohen's d: how far the segment is from all others together, in standard deviations. "
        "0.2 is small, 0.8 large. It describes this picture: pixels are no independent samples."
    ),
    "nearest": mark(
        "The segment it is most easily confused with, by the Jeffries-Matusita distance: 0 the same, "
        "2 no overlap; from 1.9 well apart."
    ),
    "uncertainty": mark("Mean entropy of the probabilities of its pixels: 0 sure, 1 undecided."),
    "stability": mark(
        "Mean Jaccard index with what refits to resampled parts of the picture find: from 0.75 "
        "stable, below 0.5 it falls apart."
    ),
}


class EffectBar(QWidget):
    """A bar from the middle to the right for more than the others have, to the left for less."""

    def __init__(self, effect: float) -> None:
        super().__init__()
        self.effect = effect
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(2 * theme.GRID)

    def sizeHint(self) -> QSize:
        """Return a size in which the length can be judged."""
        return QSize(96, 2 * theme.GRID)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint groove, middle and bar."""
        colours, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top, middle = (self.height() - 6) / 2, self.width() / 2
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(QRectF(0, top, self.width(), 6), 3, 3)
        length = min(abs(self.effect) / MOST_EFFECT, 1.0) * middle
        left = middle if self.effect >= 0 else middle - length
        painter.setBrush(QColor(colours.accent))
        painter.drawRect(QRectF(left, top, length, 6))
        painter.setBrush(QColor(colours.faint))
        painter.drawRect(QRectF(middle - 0.5, top - 2, 1, 10))
        painter.end()


class SegmentCardView(QWidget):
    """Shows a card as a table."""

    merging = Signal(int)  # the number of the neighbour that people want to merge with

    def __init__(self) -> None:
        super().__init__()
        self.card: SegmentCard | None = None
        self.merge = QPushButton(tr("Merge"))
        self.merge.setToolTip(tr("Make one segment of the two. It can be undone."))
        self.merge.clicked.connect(self._merge)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._table: QWidget | None = None

    def show_card(self, card: SegmentCard | None, features: Sequence[str], colours: Sequence[Colour]) -> None:
        """Show a card, None for none; `features` are the names of means, `colours` those of all segments."""
        self.card = card
        self.merge.setParent(self)  # none of the table, which goes
        self.merge.hide()
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        if card is None:
            return
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        grid.setColumnStretch(1, 1)
        self._add_effects(grid, card)
        self._add_neighbour(grid, card.neighbour, colours)
        self._add_figure(grid, tr("Uncertainty"), card.uncertainty, "", tr(HINTS["uncertainty"]))
        self._add_figure(grid, tr("Stability"), card.stability, tr(card.verdict), tr(HINTS["stability"]))
        whole = QVBoxLayout()
        grid.addLayout(whole, grid.rowCount(), 0, 1, 3)
        whole.addWidget(_components(card.components, features))
        self._column.addWidget(self._table)

    @property
    def texts(self) -> list[str]:
        """What is written on the card, from the top."""
        if self._table is None:
            return []
        return [label.text() for label in self._table.findChildren(QLabel) if label.text()]

    def _add_effects(self, grid: QGridLayout, card: SegmentCard) -> None:
        for each in card.effects[:SHOWN_EFFECTS]:
            row = grid.rowCount()
            bar = EffectBar(each.effect)
            bar.setToolTip(tr(HINTS["effect"]))
            bar.setAccessibleName(
                tr(
                    "Effect size of {feature}: {effect}",
                    feature=each.feature,
                    effect=figure(each.effect, "+.1f"),
                )
            )
            grid.addWidget(_hinted(each.feature, tr(HINTS["effect"])), row, 0)
            grid.addWidget(bar, row, 1)
            grid.addWidget(_figure(figure(each.effect, "+.1f"), tr(HINTS["effect"])), row, 2)

    def _add_neighbour(self, grid: QGridLayout, near: Neighbour | None, colours: Sequence[Colour]) -> None:
        if near is None:
            return
        row = grid.rowCount()
        grid.addWidget(_hinted(tr("Nearest"), tr(HINTS["nearest"])), row, 0)
        name = plain(near.name)
        name.setToolTip(tr(HINTS["nearest"]))
        grid.addWidget(named_swatch(colours[near.number - 1], name), row, 1)
        apart = near.jeffries_matusita
        grid.addWidget(_figure(figure(apart, ".2f"), tr(HINTS["nearest"])), row, 2)
        advice = ElidedLabel()
        advice.setObjectName("faint")
        advice.setText(tr(near.advice.removesuffix(": merge them?")))
        advice.setToolTip(f"{tr(near.advice)}\n{tr(HINTS['nearest'])}")
        grid.addWidget(advice, row + 1, 0, 1, 2)
        if apart < APART:
            grid.addWidget(self.merge, row + 1, 2)
            self.merge.setAccessibleName(tr("Merge with {name}", name=near.name))
            self.merge.show()

    def _add_figure(
        self, grid: QGridLayout, title: str, value: float | None, verdict: str, hint: str
    ) -> None:
        if value is None:
            return
        row = grid.rowCount()
        grid.addWidget(_hinted(title, hint), row, 0)
        grid.addWidget(_hinted(verdict, hint), row, 1)
        grid.addWidget(_figure(figure(value, ".2f"), hint), row, 2)

    def _merge(self) -> None:
        if self.card is not None and self.card.neighbour is not None:
            self.merging.emit(self.card.neighbour.number)


def _components(cards: Sequence[ComponentCard], features: Sequence[str]) -> QWidget:
    """Return a table of components: shares and means, standard deviations in tooltips."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, theme.GRID // 2, 0, 0)
    grid.setHorizontalSpacing(theme.GRID)
    grid.setVerticalSpacing(2)
    grid.addWidget(_hinted(tr("Component"), tr(HINTS["components"])), 0, 0)
    shown = range(min(len(features), 4))  # there is no room for more
    for place in shown:
        grid.addWidget(
            _figure(features[place], tr("Mean of the feature, in its unit."), "faint"), 0, place + 1
        )
    for row, card in enumerate(cards, 1):
        grid.addWidget(_hinted(f"{card.number}: {percent(card.weight)}", tr("Share of the mixture.")), row, 0)
        every = ", ".join(
            f"{name} {figure(mean, '.3g')} ± {figure(spread, '.2g')}"
            for name, mean, spread in zip(features, card.means, card.spreads, strict=True)
        )
        for place in shown:
            grid.addWidget(
                _figure(
                    figure(card.means[place], ".3g"), tr("Mean ± standard deviation: {every}", every=every)
                ),
                row,
                place + 1,
            )
    return table


def _hinted(text: str, hint: str) -> QLabel:
    label = plain(text, "faint")
    label.setToolTip(hint)
    return label


def _figure(text: str, hint: str, name: str = "") -> QLabel:
    label = plain(text, name)
    label.setFont(theme.tabular(label.font()))
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setToolTip(hint)
    return label


def swatch_of(colour: Colour) -> QPixmap:
    """Return a small square in the colour of a segment."""
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(QColor(*colour))
    return pixmap


def named_swatch(colour: Colour, name: QLabel) -> QWidget:
    """Return a name with the colour of its segment before it."""
    whole, swatch = QWidget(), QLabel()
    swatch.setPixmap(swatch_of(colour))
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.GRID // 2)
    grid.addWidget(swatch, 0, 0)
    grid.addWidget(name, 0, 1)
    grid.setColumnStretch(1, 1)
    return whole
