"""Two views of one picture: a line that is dragged over it, or both side by side."""

from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from gmmseg.gui.canvas import views
from gmmseg.gui.canvas.canvas import Canvas, SecondView
from gmmseg.gui.canvas.view_controller import ViewController
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import describe
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.job import Progress
from gmmseg.session.compute.other_labels import OtherLabels, labelling_with
from gmmseg.session.document import Document

What = Literal["picture", "before", "kept", "model"]
NOW, PICTURE = mark("Now"), mark("Picture")
WIDEST = 180  # pixels of the list of what there is to compare with


class ComparisonBar(QWidget):
    """Chooses what is compared with, and how; it lies over the foot of the picture."""

    chosen = Signal(str)  # what to compare with
    turned = Signal(bool)  # whether both are side by side
    keeping = Signal()
    left = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("floating")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.what = QComboBox()
        self.what.setAccessibleName(tr("Compare with"))
        self.beside = QPushButton(tr("Side by side"))
        self.beside.setCheckable(True)
        self.beside.setToolTip(tr("Show the same part of both, instead of a line to drag."))
        self.what.setMaximumWidth(WIDEST)
        self.keep = QPushButton(tr("Keep"))
        self.keep.setToolTip(tr("Remember the segments of now, to be compared with what comes."))
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(tr("End the comparison"))
        self.close_button.setToolTip(tr("End the comparison  (Shift+C)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.GRID] * 4)
        row.setSpacing(theme.GRID)
        for part in (plain(tr("Compare with")), self.what, self.beside, self.keep, self.close_button):
            row.addWidget(part)
        self.what.activated.connect(self._activated)
        self.beside.toggled.connect(self.turned)
        self.keep.clicked.connect(self.keeping)
        self.close_button.clicked.connect(self.left)
        canvas.installEventFilter(self)
        self.hide()

    def show_entries(self, entries: list[tuple[What, str]], what: What) -> None:
        """Offer what there is to compare with."""
        with QSignalBlocker(self.what):
            self.what.clear()
            for name, title in entries:
                self.what.addItem(title, name)
            self.what.setCurrentIndex(max(self.what.findData(what), 0))
        self._place()

    def _activated(self, _: int) -> None:
        self.chosen.emit(self.what.currentData())

    def _place(self) -> None:
        """Lie over the middle of the foot of the picture."""
        self.close_button.setIcon(icons.icon("close"))
        self.adjustSize()
        outer: Any = self.parentWidget()
        self.move(
            max(0, (outer.width() - self.width()) // 2), outer.height() - self.height() - 2 * theme.GRID
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place while the canvas changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return False


class ComparisonController(QObject):
    """Compares what is shown with the picture, an earlier or a kept result, or another model."""

    toggled = Signal(bool)

    def __init__(self, *, canvas: Canvas, view: ViewController, controller: SessionController) -> None:
        super().__init__(canvas)
        self.canvas, self.view, self.controller = canvas, view, controller
        self.session = controller.session
        self.bar = ComparisonBar(canvas)
        self.what: What = "picture"
        self.is_on = False
        self._kept: Document | None = None
        self._other: tuple[Image, OtherLabels] | None = None
        self.bar.chosen.connect(self._choose)
        self.bar.turned.connect(self.refresh)
        self.bar.keeping.connect(self.keep)
        self.bar.left.connect(self.toggle)
        controller.changed.connect(self.refresh)
        view.view_changed.connect(self.refresh)
        view.recoloured.connect(self.refresh)
        view.view_bar.opacity_changed.connect(self.refresh)

    @property
    def before(self) -> tuple[str, Document] | None:
        """The last act that changed the result, and the document before it; None where there is none."""
        now = self.session.shown
        for entry in reversed(self.session.history.past):
            document = entry.document
            if document.result is not None and document.source is now.source:
                same = document.result is now.result and document.segment_styles == now.segment_styles
                if not same:
                    return entry.name, document
        return None

    @property
    def kept_result(self) -> Document | None:
        """The result that people kept of the open picture."""
        kept = self._kept
        return kept if kept is not None and kept.source is self.session.shown.source else None

    @property
    def other(self) -> OtherLabels | None:
        """What another model makes of the open picture."""
        source = self.session.shown.source
        is_of_it = self._other is not None and source is not None and self._other[0] is source.image
        return self._other[1] if self._other is not None and is_of_it else None

    def toggle(self) -> None:
        """Begin to compare, or end it."""
        self.is_on = not self.is_on
        if self.is_on and self.what == "picture" and self.before is not None:
            self.what = "before"
        self.bar.setVisible(self.is_on)
        self.bar.raise_()
        self.refresh()
        self.toggled.emit(self.is_on)

    @Slot()
    def keep(self) -> None:
        """Remember the result of now, and compare what comes with it."""
        if self.session.shown.result is not None:
            self._kept, self.what = self.session.shown, "kept"
            self.controller.status_message.emit(tr("Kept: what comes is compared with it"))
            self.refresh()

    @Slot(str)
    def _choose(self, what: What) -> None:
        self.what = what
        self.refresh()

    @Slot(object, str)
    def show_model(self, model: Model, name: str) -> None:
        """Compare what is shown with what another model makes of the picture, once it is there."""
        shown = self.session.shown
        if shown.source is None or shown.result is None:
            return
        image = shown.source.image
        labels = (shown.owners + 1)[shown.result.segmentation.labels]
        colours = [style.colour for style in shown.segment_styles]
        job = partial(labelling_with, model, image, name=name, shown=labels, colours=colours)
        self.controller.runner.submit(
            job,
            lane="comparison",
            done=partial(self._labelled, image),
            failed=self._failed,
            progress=self._progressed,
        )

    def _labelled(self, image: Image, found: OtherLabels) -> None:
        self._other, self.what = (image, found), "model"
        if self.is_on:
            self.refresh()
        else:
            self.toggle()

    def _failed(self, error: Exception, details: str) -> None:
        self.controller.failed.emit(describe(error, tr("Comparing")), details)

    def _progressed(self, progress: Progress) -> None:
        self.controller.progressed.emit(progress.stage, progress.fraction)

    @Slot()
    def refresh(self) -> None:
        """Show both views as they are now."""
        if not self.is_on:
            self.canvas.show_second(None)
            return
        before, kept, other = self.before, self.kept_result, self.other
        entries: list[tuple[What, str]] = [("picture", tr("The picture"))]
        if before is not None:
            entries.append(("before", tr("Before: {before}", before=before[0])))
        if kept is not None:
            entries.append(("kept", tr("The kept result")))
        if other is not None:
            entries.append(("model", other.name))
        if self.what not in dict(entries):
            self.what = "picture"
        self.bar.show_entries(entries, self.what)
        self.bar.keep.setEnabled(self.session.shown.result is not None)
        self.canvas.show_second(self._second())

    def _colours_of(self, other: OtherLabels) -> NDArray[np.uint8]:
        """Return the colours of another model's labels: safe ones where these are in view."""
        if not self.view.safe_colours:
            return other.colours
        own = [style.colour for style in self.session.shown.segment_styles]
        safe = views.safe_colours(len(other.colours) - 1 + len(own))
        shown = dict(zip(own, self.view.colours(self.session.shown) or own, strict=True))
        free = iter(safe[len(own) :])
        found = [shown.get((int(r), int(g), int(b))) or next(free) for r, g, b in other.colours[1:]]
        return np.array([(0, 0, 0), *found], np.uint8)

    def _second(self) -> SecondView:
        is_beside, view = self.bar.beside.isChecked(), self.view.view
        if view.is_map or view.name in ("regions", "image"):
            view = views.VIEWS[1]
        opacity = self.view.opacity
        documents = {"before": self.before and self.before[1], "kept": self.kept_result}
        document = documents.get(self.what)
        if document is not None:
            layer = views.label_layer(
                document,
                view,
                opacity,
                -1,
                colours=self.view.colours(document),
                is_hatched=self.view.is_hatched,
            )
            caption = tr("Before") if self.what == "before" else tr("Kept")
            return SecondView(layer, view.with_picture, (tr(NOW), caption), is_beside)
        if self.what == "model" and self.other is not None:
            shown = np.arange(len(self.other.colours)) > 0
            layer = views.coloured_layer(
                self.other.levels, self._colours_of(self.other), shown, view, opacity
            )
            return SecondView(layer, view.with_picture, (tr(NOW), self.other.name), is_beside)
        return SecondView(None, True, (tr(NOW), tr(PICTURE)), is_beside)
