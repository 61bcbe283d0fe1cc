"""Draws plots of what is shown, and links them with the picture both ways."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFileDialog

from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import describe
from gmmseg.gui.panels.explanation.plot_section import LINKED, PlotSection
from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.translation import figure, mark, tr
from gmmseg.gui.widgets import save_dialog, theme
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.inspection.calibration import Calibration
from gmmseg.job import Progress
from gmmseg.plots import mixture as mixture_plots
from gmmseg.plots.segments import SegmentPlots
from gmmseg.plots.style import PlotStyle, dress
from gmmseg.session.compute.plot_data import PlotData, calibrating, preparing_plots
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.document import SegmentStyle
from gmmseg.session.edits.temperature import apply_temperature

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
PlotKey = tuple[SegmentationResult, tuple[SegmentStyle, ...], bool]  # with independent pixels, for Q-Q plots
Preview = tuple[int, int | None, float]  # number of a component, which feature or None for the weight, value
CURVE_POINTS = 200
TITLE = 52  # letters that have room in a line above a plot
WAITING = mark("Looking at the pixels…")
NO_FIT = mark("Nothing was fitted yet: a model that was opened is shown as it is.")
NO_JUDGE = mark("Choose a truth, or paint strokes, to see how often probabilities are right.")


class PlotController(QObject):
    """Shows the plot that people chose of the segmentation that is shown."""

    lit = Signal(
        object
    )  # where pixels are to be pointed out: maps of 0 and 1, whole and halved; None nowhere

    def __init__(self, *, section: PlotSection, rows: SegmentList, controller: SessionController) -> None:
        super().__init__(section)
        self.section, self.rows, self.controller = section, rows, controller
        self._is_lit = False
        self.session = controller.session
        self.data: Latest[PlotKey, PlotData] = Latest(controller.runner, "plots", parent=self)
        self.calibration: Calibration | None = None
        self._calibrated: SegmentationResult | None = None  # what the calibration is of
        self.likelihoods: list[tuple[int, float]] = []  # of iterations of the last fit
        self._fitted_to = ""
        self._preview: Preview | None = None
        self.pixel: tuple[float, ...] | None = None  # features of the pixel that is pointed at
        self._drawn: tuple[object, ...] | None = None
        for signal, slot in (
            (self.data.ready, self._ready),
            (self.data.failed, self._failed),
            (controller.changed, self.refresh),
            (controller.fitted, self._fitted),
            (rows.itemSelectionChanged, self._selected),
            (section.opened, self.refresh),
            (section.chosen, self.refresh),
            (section.cleared, self.clear),
            (section.judging, self._ask_for_truth),
            (section.judging_by_strokes, self.judge_by_strokes),
            (section.applying, self.apply_temperature),
            (section.canvas.dragged, self._light),
            (section.canvas.clicked, self._clicked),
        ):
            signal.connect(slot)
        section.canvas.overlay = self._paint

    @property
    def _known(self) -> PlotData | None:
        """What is known of what is shown."""
        known, document = self.data.known, self.session.document
        if known is None or known[0][:2] != (document.result, document.segment_styles):
            return None
        return known[1] if known[0][2] or self.section.kind != "qq" else None

    def _segmentation(self) -> Segmentation | None:
        document = self.session.document
        is_shown = document.is_current and self.session.shown is document
        return document.segmentation() if is_shown else None

    @Slot()
    def refresh(self) -> None:
        """Show the plot, if people see the section."""
        section, document = self.section, self.session.document
        if not section.is_open:
            self.data.want(None)
            self.data.forget()
            self.clear()
            self._drawn = None
            return
        if not document.is_current or self.session.shown is not document:
            self.data.want(None)
            return
        assert document.result is not None
        if self._known is None:
            is_qq = section.kind == "qq"
            key = document.result, document.segment_styles, is_qq
            segmentation = document.segmentation
            self.data.want(key, lambda: partial(preparing_plots, segmentation(), with_independent=is_qq))
            section.tell(tr(WAITING))
            self.clear()
            return
        self._show()

    def _show(self) -> None:
        data, section = self._known, self.section
        if data is None:
            return
        plots = data.plots
        own = list(enumerate(plots.found.log_likelihoods, 1))
        self.likelihoods = own or self.likelihoods  # those of another fit were followed, as after undo
        names = [plots.name_of(place) for place in range(plots.samples.shape[1])]
        section.show_features(names, plots.widest)
        wants = (data, section.kind, section.features, self._number, self.calibration, len(self.likelihoods))
        if wants == self._drawn:
            return
        self._drawn = wants
        self._preview = None
        section.tell(self._hint())
        section.by_strokes.setEnabled(bool(self.session.document.strokes))
        section.apply.setEnabled(self._is_judged)
        is_empty = section.kind == "likelihood" and not self.likelihoods
        section.canvas.show_plot(None if is_empty else self._drawer(data))

    @property
    def _number(self) -> int | None:
        """The number of the segment that is chosen, where it decides what is drawn."""
        return self.rows.chosen[0] + 1 if self.section.kind == "qq" and self.rows.chosen else None

    @property
    def _is_judged(self) -> bool:
        return self.calibration is not None and self._calibrated is self.session.document.result

    def _hint(self) -> str:
        if self.section.kind == "likelihood" and not self.likelihoods:
            return tr(NO_FIT)
        if self.section.kind != "reliability":
            return ""
        if self.calibration is None or not self._is_judged:
            return tr(NO_JUDGE)
        found = self.calibration
        return tr(
            "Temperature {temperature}: expected calibration error {before} as it is, {after} with it.",
            temperature=figure(found.temperature, ".2f"),
            before=figure(found.before.ece, ".3f"),
            after=figure(found.after.ece, ".3f"),
        )

    def _drawer(self, data: PlotData) -> Callable[["Axes", PlotStyle], object]:
        kind, features, number = self.section.kind, self.section.features, self._number

        def draw(axes: "Axes", style: PlotStyle) -> None:
            plots = replace(data.plots, style=style)
            kept = ("samples", "labels", "independent", "units")
            plots.__dict__.update({k: v for k, v in data.plots.__dict__.items() if k in kept})
            dress(axes, style)
            drawers: dict[str, Callable[[], None]] = {
                "histogram": lambda: _draw_bars(plots, axes, features[0]),
                "scatter": lambda: plots.scatter(axes, (features[0], features[-1])),
                "boxes": lambda: plots.boxes(axes, features[0]),
                "qq": lambda: plots.qq(axes, number),
                "merges": lambda: plots.merges(axes),
                "shares": lambda: plots.shares(axes),
                "likelihood": lambda: mixture_plots.log_likelihoods(axes, self.likelihoods, style),
                "reliability": lambda: self._draw_reliability(axes, style),
            }
            drawers[kind]()
            title = fill(axes.get_title(loc="left"), TITLE) if kind in ("qq", "merges") else ""
            axes.set_title(title, loc="left", fontsize=7, color=style.ink)
            if kind == "qq":
                axes.set_xlabel(tr("quantiles of a normal distribution"))
            for label in (axes.xaxis.label, axes.yaxis.label):
                label.set_fontsize(8)

        return draw

    def _draw_reliability(self, axes: "Axes", style: PlotStyle) -> None:
        from gmmseg.plots.reliability import reliability

        lines = []
        if self.calibration is not None and self._is_judged:
            found = self.calibration
            lines = [
                (name, each.confidence, each.accuracy)
                for name, each in ((tr("as it is"), found.before), (tr("calibrated"), found.after))
            ]
        reliability(axes, lines, style)
        axes.set(xlabel=tr("probability"), ylabel=tr("share that is right"))

    @Slot(object, object, float)
    def _ready(self, _key: PlotKey, _data: PlotData, _seconds: float) -> None:
        self.refresh()

    @Slot(object, object, str)
    def _failed(self, _key: PlotKey, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Drawing")), details)

    @Slot(str, int, float)
    def _fitted(self, fitted_to: str, iteration: int, value: float) -> None:
        """Take in the log-likelihood of an iteration: a fit to other samples begins anew."""
        if fitted_to != self._fitted_to or (self.likelihoods and iteration <= self.likelihoods[-1][0]):
            self._fitted_to, self.likelihoods = fitted_to, []
        self.likelihoods.append((iteration, value))
        if self.section.is_open and self.section.kind == "likelihood":
            self.section.tell()
            self.section.canvas.show_plot(self._draw_likelihoods)

    def _draw_likelihoods(self, axes: "Axes", style: PlotStyle) -> None:
        dress(axes, style)
        mixture_plots.log_likelihoods(axes, self.likelihoods, style)

    @Slot()
    def _selected(self) -> None:
        if self.section.is_open:
            self._show()
            self.section.canvas.update()

    @Slot(int, int)
    def follow(self, row: int, column: int) -> None:
        """Mark in the plot where the pixel under the cursor is."""
        data = self._known if self.section.is_open and self.section.kind in LINKED else None
        pixel = None
        if data is not None and 0 <= row < data.image.height and 0 <= column < data.image.width:
            values = data.values_at(row, column)
            pixel = tuple(float(values[feature]) for feature in self.section.features)
        if pixel != self.pixel:
            self.pixel = pixel
            self.section.canvas.update()

    @Slot(int, object, float)
    def preview(self, component: int, feature: int | None, value: float) -> None:
        """Let the densities follow a slider: the mean of a component in a feature, or its weight (None)."""
        self._preview = component, feature, value
        self.section.canvas.update()

    @Slot(QRectF)
    def _light(self, part: QRectF) -> None:
        """Light up the pixels that lie in a part of the plot."""
        data, kind, features = self._known, self.section.kind, self.section.features
        if data is None or kind not in LINKED:
            return
        low, high = (part.left(), part.top())[: len(features)], (part.right(), part.bottom())[: len(features)]
        levels = data.within(features, low, high)
        self._is_lit = True
        self.lit.emit(levels)
        share = float(levels[0].mean())
        names = [data.plots.name_of(feature) for feature in features]
        ranges = ", ".join(
            tr("{name} {low} to {high}", name=name, low=figure(a, ".4g"), high=figure(b, ".4g"))
            for name, a, b in zip(names, low, high, strict=True)
        )
        self.section.tell(
            tr(
                "{ranges}: {share} % of the picture. Click the plot to see all again.",
                ranges=ranges,
                share=figure(100 * share, ".1f"),
            )
        )

    @Slot(float, float)
    def _clicked(self, _x: float, _y: float) -> None:
        self.clear()
        self.section.tell(self._hint())

    @Slot()
    def clear(self) -> None:
        """Point out nothing any more."""
        if self._is_lit:
            self._is_lit = False
            self.lit.emit(None)

    def _paint(self, painter: QPainter, place_of: Callable[[float, float], QPointF]) -> None:
        """Paint what moves: densities, the chosen segment's points, and the pixel that is pointed at."""
        data, kind = self._known, self.section.kind
        if data is None or kind not in LINKED:
            return
        ink = QColor(theme.colours().text)
        if kind == "histogram":
            self._paint_densities(painter, place_of, data)
        elif self.rows.chosen:
            self._paint_points(painter, place_of, data, self.rows.chosen[0])
        if self.pixel is None or len(self.pixel) != len(self.section.features):
            return
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if kind == "histogram":
            x = place_of(self.pixel[0], 0).x()
            painter.drawLine(QPointF(x, 0), QPointF(x, self.section.canvas.height()))
        else:
            painter.drawEllipse(place_of(*self.pixel), 6, 6)

    def marginals(self, data: PlotData) -> list[tuple[float, float, float]]:
        """Return weight, mean and spread of each component, as the slider that moves has them."""
        feature, parts = self.section.features[0], data.plots.marginals(self.section.features[0])
        if self._preview is None:
            return parts
        number, moved, value = self._preview
        place = number - 1
        if not 0 <= place < len(parts):
            return parts
        weight, mean, sd = parts[place]
        if moved is None:
            rest = (1 - value) / max(1 - weight, 1e-9)
            parts = [(w * rest, m, s) for w, m, s in parts]
            parts[place] = value, mean, sd
        elif moved == feature:
            parts[place] = weight, value, sd
        return parts

    def _paint_densities(
        self, painter: QPainter, place_of: Callable[[float, float], QPointF], data: PlotData
    ) -> None:
        axes = self.section.canvas.axes
        assert axes is not None
        low, high = axes.get_xlim()
        x = np.linspace(low, high, CURVE_POINTS)
        curves = mixture_plots.densities(self.marginals(data), x)
        origin, unit = place_of(0.0, 0.0), place_of(1.0, 1.0)
        across = origin.x() + x * (unit.x() - origin.x())
        chosen = self.rows.chosen[0] if self.rows.chosen else -1
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for owner, curve in zip(data.plots.owners.tolist(), curves, strict=True):
            red, green, blue = data.plots.colours[owner]
            pen = QPen(QColor.fromRgbF(red, green, blue), 3 if owner == chosen else 1.8)
            _draw_curve(painter, pen, across, origin.y() + curve * (unit.y() - origin.y()))
        dashed = QPen(QColor(theme.colours().text), 1, Qt.PenStyle.DashLine)
        _draw_curve(painter, dashed, across, origin.y() + curves.sum(axis=0) * (unit.y() - origin.y()))

    def _paint_points(
        self, painter: QPainter, place_of: Callable[[float, float], QPointF], data: PlotData, segment: int
    ) -> None:
        plots, features = data.plots, list(self.section.features)
        own = plots.samples[plots.labels == segment + 1][:, features]
        own = own[:: max(1, len(own) // 800)]
        origin, unit = place_of(0.0, 0.0), place_of(1.0, 1.0)
        places = np.array([origin.x(), origin.y()]) + own * [unit.x() - origin.x(), unit.y() - origin.y()]
        if segment < len(plots.colours):
            painter.setPen(QPen(QColor.fromRgbF(*plots.colours[segment]), 3.5))
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in places.tolist()]))

    def _ask_for_truth(self) -> None:
        source = self.session.document.source
        if source is None:
            return
        folder = str(save_dialog.beside(source))
        dialog = save_dialog.file_dialog(self.section.window(), tr("Judge probabilities by a truth"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.judge_by_file)
        dialog.open()

    @Slot(str)
    def judge_by_file(self, name: str) -> None:
        """Judge probabilities by the truth in a file."""
        self._judge(Path(name))

    @Slot()
    def judge_by_strokes(self) -> None:
        """Judge probabilities by what was painted."""
        document = self.session.document
        if document.result is None or not document.strokes:
            return
        self._judge(document.stroke_seeds.astype(np.int64) + 1)

    def _judge(self, truth: Path | NDArray[np.int64]) -> None:
        found = self._segmentation()
        if found is None:
            return
        self.controller.runner.submit(
            partial(calibrating, found, truth),
            lane="calibration",
            done=partial(self._judged, self.session.document.result),
            failed=self._judging_failed,
            progress=self._progressed,
        )

    def _judged(self, result: SegmentationResult | None, found: Calibration) -> None:
        self.calibration, self._calibrated = found, result
        if self.section.kind != "reliability":
            self.section.choose("reliability")
        self._show()

    def _judging_failed(self, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Judging probabilities")), details)

    def _progressed(self, progress: Progress) -> None:
        self.controller.progressed.emit(progress.stage, progress.fraction)

    @Slot()
    def apply_temperature(self) -> None:
        """Calibrate the probabilities of the model that is shown: an act that can be undone."""
        if self.calibration is not None and self._is_judged:
            self.controller.apply(tr("Calibrate"), apply_temperature(self.calibration.temperature))


def _draw_bars(plots: SegmentPlots, axes: "Axes", feature: int) -> None:
    """Draw the histogram of a feature without densities, which move with a slider and are an overlay."""
    plots.histogram(axes, feature)
    limits = axes.get_ylim()
    for curve in list(axes.lines):
        curve.remove()
    axes.set_ylim(limits)


def _draw_curve(painter: QPainter, pen: QPen, x: Floats, y: Floats) -> None:
    """Draw a line through points."""
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]))
