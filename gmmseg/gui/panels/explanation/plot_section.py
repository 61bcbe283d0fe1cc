"""The section of the side panel with plots of the mixture, linked with the picture."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gmmseg.gui.plots.plot_canvas import PlotCanvas
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import Fold, plain

HEIGHT = 230  # pixels of a plot
KINDS = {
    "histogram": mark("Histogram and densities"),
    "scatter": mark("Scatter plot and ellipses"),
    "boxes": mark("Box plots by segment"),
    "qq": mark("Q-Q plot of the segment"),
    "merges": mark("Dendrogram of merges"),
    "shares": mark("Shares"),
    "likelihood": mark("Log-likelihood by iteration"),
    "reliability": mark("Reliability of probabilities"),
}
HINTS = {
    "histogram": mark("Drag over values to see their pixels; point at the picture to see its value."),
    "scatter": mark("Drag over points to see their pixels; point at the picture to see its point."),
    "boxes": mark("A dot is one pixel of many: to be looked at, not to be tested."),
    "qq": mark("On the line, the segment is normal, as the model takes it to be."),
    "merges": mark("Components that join low are alike."),
    "shares": mark("Of the pixels of the picture."),
    "likelihood": mark("It is drawn while a mixture of the whole picture is fitted."),
    "reliability": mark("On the line, what is called 90 % is right nine times in ten."),
}
ONE_FEATURE = ("histogram", "scatter", "boxes")
LINKED = ("histogram", "scatter")


class PlotSection(QWidget):
    """Chooses a plot and its features, and shows it."""

    opened = Signal(bool)
    chosen = Signal()  # another plot or feature
    judging = Signal()  # by a truth that people are to choose
    judging_by_strokes = Signal()
    applying = Signal()  # the temperature that was found
    cleared = Signal()  # nothing is to be pointed out any more

    def __init__(self) -> None:
        super().__init__()
        self.fold = Fold(tr("Plots"))
        self.fold.button.setToolTip(
            tr("The mixture as histograms, ellipses and more, linked with the picture.")
        )
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Plot"))
        for name, title in KINDS.items():
            self.kinds.addItem(tr(title), name)
        self.first, self.second = QComboBox(), QComboBox()
        for box, name in ((self.first, tr("Feature across")), (self.second, tr("Feature up"))):
            box.setAccessibleName(name)
            box.activated.connect(self._feature_chosen)
        self.canvas = PlotCanvas(tr("Plot"))
        self.canvas.setFixedHeight(HEIGHT)
        self.hint = plain("", "faint")
        self.hint.setWordWrap(True)
        self.by_strokes = QPushButton(tr("By strokes"))
        self.by_strokes.setToolTip(tr("Judge probabilities by what was painted."))
        self.by_truth = QPushButton(tr("By a truth…"))
        self.by_truth.setToolTip(tr("Judge probabilities by a label map or annotations of this picture."))
        self.apply = QPushButton(tr("Apply"))
        self.apply.setToolTip(tr("Divide the logarithms of probabilities by the temperature. Labels stay."))
        self.judge = QWidget()
        row = QHBoxLayout(self.judge)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.by_strokes, self.by_truth, self.apply):
            row.addWidget(button)
        features = QHBoxLayout()
        features.setSpacing(theme.GRID)
        features.addWidget(self.first)
        features.addWidget(self.second)
        self.fold.body.addWidget(self.kinds)
        self.fold.body.addLayout(features)
        for widget in (self.canvas, self.hint, self.judge):
            self.fold.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, 0)
        column.addWidget(self.fold)
        self.kinds.activated.connect(self._kind_chosen)
        self.fold.button.toggled.connect(self.opened)
        self.fold.button.toggled.connect(self._come_into_sight)
        self.by_strokes.clicked.connect(self.judging_by_strokes)
        self.by_truth.clicked.connect(self.judging)
        self.apply.clicked.connect(self.applying)
        self.apply.setEnabled(False)
        self._show_kind()

    @property
    def is_open(self) -> bool:
        """Whether people see it."""
        return self.fold.button.isChecked()

    @property
    def kind(self) -> str:
        """The plot that is chosen, one of `KINDS`."""
        return str(self.kinds.currentData())

    @property
    def features(self) -> tuple[int, ...]:
        """The features on the axes: two of a scatter plot, else one."""
        both = self.first.currentIndex(), self.second.currentIndex()
        return both if self.kind == "scatter" else both[:1]

    def choose(self, kind: str) -> None:
        """Choose a plot."""
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self._kind_chosen()

    def show_features(self, names: Sequence[str], usual: tuple[int, int]) -> None:
        """Offer features; `usual` are chosen where there were others before."""
        if [self.first.itemText(i) for i in range(self.first.count())] == list(names):
            return
        for box, place in zip((self.first, self.second), usual, strict=True):
            with QSignalBlocker(box):
                box.clear()
                box.addItems(list(names))
                box.setCurrentIndex(place)

    def tell(self, text: str = "") -> None:
        """Say something below the plot; by default what it is for."""
        self.hint.setText(text or tr(HINTS[self.kind]))

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.fold.refresh_icons()

    def _come_into_sight(self, is_open: bool) -> None:
        """Scroll the panel to the plot that was opened, once it has its place."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if is_open and area is not None:
            QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(self.hint))

    def _kind_chosen(self) -> None:
        self._show_kind()
        self.cleared.emit()
        self.chosen.emit()

    def _feature_chosen(self) -> None:
        self.cleared.emit()
        self.chosen.emit()

    def _show_kind(self) -> None:
        self.first.setVisible(self.kind in ONE_FEATURE)
        self.second.setVisible(self.kind == "scatter")
        self.judge.setVisible(self.kind == "reliability")
        self.canvas.selects = self.kind in LINKED
        self.tell()
