"""The model panel: settings of the segmentation."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.panels import criteria
from gmmseg.gui.panels.preparation_panel import PreparationPanel
from gmmseg.gui.panels.preset_row import PresetRow
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import SETTING_WIDTH, Fold, NumberRow, QuietWheel, ResetLabel
from gmmseg.settings import AUTO, Settings

TITLES = {
    "n_components": mark("Segments"),
    "position": mark("Position"),
    "method": mark("Method"),
    "colour": mark("Colour"),
    "texture": mark("Texture"),
    "covariance_type": mark("Covariance"),
    "start": mark("Start"),
    "restarts": mark("Restarts"),
    "seed": mark("Seed"),
    "noise": mark("Noise"),
    "smoothing": mark("Smoothing"),
    "reject": mark("Reject"),
    "detail": mark("Detail"),
    "min_region": mark("Minimum region"),
    "max_iterations": mark("Iterations"),
    "criterion": mark("Criterion"),
    "inference": mark("Inference"),
    "weight_prior": mark("Weight prior"),
    "concentration": mark("Concentration"),
}
CHOICES = {
    "method": {
        "regional": mark("Regional"),
        "global": mark("Global"),
    },
    "colour": {
        "lab": mark("Lab: as the eye sees"),
        "rgb": mark("RGB: as the file has it"),
        "hsv": mark("HSV: hue first"),
        "grey": mark("Grey"),
    },
    "texture": {
        "off": mark("Off: colour alone"),
        "light": mark("Light: how busy"),
        "full": mark("Full: direction too"),
    },
    "covariance_type": {
        "full": mark("Full: any ellipse"),
        "tied": mark("Tied: one for all"),
        "diag": mark("Diagonal: upright"),
        "spherical": mark("Spherical: round"),
    },
    "start": {
        "k-means++": "k-means++",
        "random_from_data": mark("Random pixels"),
        "random": mark("Random responsibilities"),
    },
    "criterion": criteria.TITLES,
    "inference": {
        "em": mark("EM: as many as asked"),
        "variational": mark("Variational: prunes"),
    },
    "weight_prior": {
        "dirichlet_process": mark("Dirichlet process"),
        "dirichlet_distribution": mark("Dirichlet distribution"),
    },
}
HINTS = {
    "n_components": mark("How many kinds of area the picture falls into."),
    "method": mark(
        "Regional: what looks alike is one segment, wherever it lies, and regions say which of them "
        "live where. Global: one mixture on colour and place, each component a segment."
    ),
    "position": mark(
        "More keeps each segment together in one place; 0 lets it lie anywhere its colour does."
    ),
    "colour": mark("Which differences in colour count: Lab follows the eye, Grey sees brightness alone."),
    "texture": mark(
        "How much of the pattern around a pixel counts: it tells busy areas from even ones "
        "of the same colour."
    ),
    "covariance_type": mark(
        "How freely a segment may stretch along shades: Full follows shadows and gradients, "
        "Spherical keeps to one shade (covariance of its component)."
    ),
    "start": mark("Where the fit begins; another start can find other segments."),
    "restarts": mark("How many starts are compared; more find a better fit more often, and take longer."),
    "seed": mark("Another number begins elsewhere; the same number gives the same segments again."),
    "noise": mark(
        "More makes close shades one segment; less tells finer shades apart "
        "(smallest standard deviation, regularises covariances)."
    ),
    "smoothing": mark(
        "More removes specks and ragged edges; 0 labels every pixel by itself (spatial prior)."
    ),
    "reject": mark(
        "Leaves pixels unassigned that no component explains: this share of pixels like those of the "
        "fit, and many more of foreign ones."
    ),
    "detail": mark("How finely the picture is divided into connected regions; moving it shows them."),
    "min_region": mark("Regions of fewer pixels join a neighbour."),
    "criterion": mark(
        "What chooses the number of segments where it is not given, of 2 to 12; Automatic is what "
        "the method itself goes by."
    ),
    "inference": mark(
        "EM fits as many segments as are asked for. Variational begins with the most there may be "
        "and prunes those that are not needed, in one mixture of the whole picture."
    ),
    "weight_prior": mark("Prior of the weights of a variational mixture."),
    "concentration": mark("Of this prior: less keeps fewer segments; until it is set, 1 over the most."),
    "max_iterations": mark("Most iterations of the fit; it ends earlier once it has converged."),
}
AUTO_HINT = mark("Choose the number automatically: as many segments as the picture itself speaks for.")
DEFAULTS = Settings()
GUESS = 5  # segments that the slider shows until their number is chosen


class ModelPanel(QWidget):
    """Shows settings and tells what people change: `previewed` while dragging, `changed` when settled."""

    previewed = Signal(str, object)  # name, value
    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, NumberRow] = {
            "n_components": self._number("n_components", (2, 16), (1, 1000, 1)),
            "position": self._number("position", (0, 2), (0, 1000, 0.05)),
            "smoothing": self._number("smoothing", (0, 4), (0, 100, 0.05)),
            "reject": self._number("reject", (0, 0.1), (0, 0.5, 0.005)),
            "detail": self._number("detail", (0, 1), (0, 1, 0.01)),
            "min_region": self._number("min_region", (0, 2000), (0, 2**31 - 1, 10)),
            "restarts": self._number("restarts", (1, 20), (1, 100, 1)),
            "seed": self._number("seed", (0, 50), (0, 2**31 - 1, 1)),
            "noise": self._number("noise", (0.01, 0.5), (0.01, 10, 0.01)),
            "max_iterations": self._number("max_iterations", (1, 200), (1, 10_000, 1)),
            "concentration": self._number("concentration", (0.01, 2), (0.01, 1e6, 0.01)),
        }
        of_prior = self.rows["concentration"].label  # its default is no number
        of_prior.setObjectName("concentration")
        of_prior.reset.disconnect()
        of_prior.reset.connect(self._reset)
        self.boxes = {name: self._choice(name) for name in CHOICES}
        self.auto = self._auto_button()
        self.folds = (
            Fold(tr("Number of segments")),
            Fold(tr("Regions")),
            Fold(tr("Colour and covariance")),
            Fold(tr("Starts and seed")),
        )
        self.preparation, self.presets = PreparationPanel(), PresetRow()
        self._lay_out()
        for label in self.findChildren(ResetLabel):
            label.setFixedWidth(SETTING_WIDTH)
        self._calm = QuietWheel(self)
        for kind in (QSlider, QAbstractSpinBox, QComboBox):
            for child in self.findChildren(kind):
                child.installEventFilter(self._calm)

    def _lay_out(self) -> None:
        number, regions, colour, search = self.folds
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.GRID, 0, theme.GRID, theme.GRID)
        column.setSpacing(theme.GRID)
        for widget in (
            self.presets,
            self.rows["n_components"],
            self.rows["position"],
            self.rows["smoothing"],
            self.rows["reject"],
            self._labelled("method"),
            self.preparation,
            *self.folds,
        ):
            column.addWidget(widget)
        self.rows["n_components"].add(self.auto)
        for name in ("criterion", "inference", "weight_prior"):
            number.body.addWidget(self._labelled(name))
        number.body.addWidget(self.rows["concentration"])
        for name in ("detail", "min_region"):
            regions.body.addWidget(self.rows[name])
        for name in ("colour", "texture", "covariance_type"):
            colour.body.addWidget(self._labelled(name))
        colour.body.addWidget(self.rows["noise"])
        search.body.addWidget(self._labelled("start"))
        for name in ("restarts", "seed", "max_iterations"):
            search.body.addWidget(self.rows[name])
        column.addStretch(1)

    def show_settings(self, settings: Settings, n_found: int = 0, notes: Sequence[str] = ()) -> None:
        """Show settings without telling anyone; `n_found` segments where their number is chosen for them."""
        is_auto = not isinstance(settings.n_components, int)  # a range is chosen from, too
        for name, row in self.rows.items():
            row.show_value(shown_value(settings, name, n_found))
        with QSignalBlocker(self.auto):
            self.auto.setChecked(is_auto)
        self.auto.setToolTip("\n".join([tr(AUTO_HINT), *(notes if is_auto else ())]))
        shown = replace(settings, method="global") if settings.is_global else settings
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setCurrentIndex(list(CHOICES[name]).index(getattr(shown, name)))
        is_variational = settings.inference == "variational"
        for widget in (self.boxes["weight_prior"], self.rows["concentration"]):
            widget.setEnabled(is_variational)
        for name in ("criterion", "method"):  # it prunes by itself, in one mixture of the whole picture
            self.boxes[name].setEnabled(not is_variational)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        for fold in (self.preparation, *self.folds):
            fold.refresh_icons()

    def _auto_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Auto"))
        button.setObjectName("auto")
        button.setCheckable(True)
        button.setToolTip(tr(AUTO_HINT))
        button.setAccessibleName(tr("Choose the number of segments automatically"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.toggled.connect(self._auto_toggled)
        return button

    def _auto_toggled(self, is_on: bool) -> None:
        value = AUTO if is_on else round(self.rows["n_components"].value)
        self.changed.emit("n_components", value)

    def _number(
        self, name: str, slider: tuple[float, float], number: tuple[float, float, float]
    ) -> NumberRow:
        row = NumberRow(tr(TITLES[name]), tr(HINTS[name]), shown_value(DEFAULTS, name), slider, number)
        row.setObjectName(name)
        row.sliding.connect(self._slid)
        row.chosen.connect(self._chosen)
        return row

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        for value, title in CHOICES[name].items():
            box.addItem(tr(title), value)
        box.setAccessibleName(tr(TITLES[name]))
        box.setAccessibleDescription(tr(HINTS[name]))
        box.setToolTip(tr(HINTS[name]))
        box.setMinimumContentsLength(8)  # it takes the room there is
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setCurrentIndex(list(CHOICES[name]).index(getattr(DEFAULTS, name)))
        box.currentIndexChanged.connect(self._picked)
        return box

    def _labelled(self, name: str) -> QWidget:
        out, box = QWidget(), self.boxes[name]
        row = QHBoxLayout(out)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        label = ResetLabel(tr(TITLES[name]))
        label.setBuddy(box)
        label.setToolTip(tr("{hint}\nDouble-click the name to reset it.", hint=tr(HINTS[name])))
        label.setObjectName(name)
        label.reset.connect(self._reset)
        row.addWidget(label)
        row.addWidget(box, 1)
        return out

    def _value(self, value: float) -> tuple[str, Any]:
        name = self.sender().objectName()
        whole = name == "n_components" or isinstance(getattr(DEFAULTS, name), int)
        if (
            name == "position"
            and value
            == Settings(
                method=self.boxes["method"].currentData(), inference=self.boxes["inference"].currentData()
            ).weight_of_position
        ):
            return name, AUTO  # so that it goes with the method
        return name, round(value) if whole else round(value, 6)

    def _slid(self, value: float) -> None:
        self.previewed.emit(*self._value(value))

    def _chosen(self, value: float) -> None:
        self.changed.emit(*self._value(value))

    def _picked(self, index: int) -> None:
        name = self.sender().objectName()
        self.changed.emit(name, list(CHOICES[name])[index])

    def _reset(self) -> None:
        name = self.sender().objectName()
        self.changed.emit(name, getattr(DEFAULTS, name))


def shown_value(settings: Settings, name: str, n_found: int = 0) -> float:
    """Return the number that stands for a setting: where it is chosen for people, that which was chosen."""
    if name == "concentration" and settings.concentration == AUTO:
        return 1 / settings.most_components
    value = settings.weight_of_position if name == "position" else getattr(settings, name)
    is_chosen = value == AUTO or isinstance(value, tuple)
    return float((n_found or GUESS) if is_chosen else value)
