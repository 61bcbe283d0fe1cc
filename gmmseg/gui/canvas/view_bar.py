"""The bar above the canvas: which view, its opacity, and the legend of a map."""

from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QSlider, QWidget

from gmmseg.gui.canvas.views import VIEWS, View, ramp_of
from gmmseg.gui.translation import figure, tr
from gmmseg.gui.widgets import icons, theme
from gmmseg.gui.widgets.controls import plain
from gmmseg.gui.widgets.qimage import image_of

DEFAULT_OPACITY = 50  # percent
BETWEEN, FEWEST = 2, 3  # pixels between buttons; with fewer buttons the list is alone
NARROW, WIDE = 84, 280  # of the legend: below, there is no room for its title


class Legend(QWidget):
    """A ramp of colours with the numbers that they stand for."""

    widened = Signal()  # the title needs another width

    def __init__(self) -> None:
        super().__init__()
        self._ramp: QImage | None = None
        self._title = ""
        self._ends = ("0", "1")
        self.setFixedHeight(32)
        self.setMinimumWidth(NARROW)
        self.setMaximumWidth(WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Legend"))

    def show_ramp(self, view: View, title: str, ends: tuple[str, str]) -> None:
        """Show the colours of a view, what is measured, and what their ends stand for."""
        self._ramp = image_of(ramp_of(view)[None])
        self._title, self._ends = title, ends
        wanted = min(WIDE, NARROW + 20 + self.fontMetrics().horizontalAdvance(title))
        if wanted != self.minimumWidth():
            self.setMinimumWidth(wanted)
            self.widened.emit()
        self.setAccessibleDescription(
            tr("{title}, from {low} to {high}", title=title, low=ends[0], high=ends[1])
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title, ramp and five numbers."""
        if self._ramp is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.tabular(self.font()))
        painter.setPen(QColor(theme.colours().faint))
        left = max(12, self.width() - NARROW)
        wide = self.width() - left - 12
        title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, left - 16)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRectF(0, 0, left - 12, self.height()), middle, title)
        painter.drawImage(QRectF(left, 5, wide, 8), self._ramp)
        small = painter.font()
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.82))
        painter.setFont(small)
        for i, text in enumerate((self._ends[0], figure(0.5), self._ends[1])):
            x = left + wide * i / 2
            painter.drawText(QRectF(x - 24, 14, 48, 16), int(Qt.AlignmentFlag.AlignHCenter), text)


class ViewBar(QWidget):
    """Chooses a view and an opacity; where there is no room for a button each, views are in one list."""

    chosen = Signal(str)  # name of a view
    opacity_changed = Signal(float)  # 0 to 1

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group, self.legend = QButtonGroup(self), Legend()
        self._views, self.list = QWidget(), QComboBox()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GRID, theme.GRID // 2, 2 * theme.GRID, theme.GRID // 2)
        row.setSpacing(2)
        self._add_views()
        row.addWidget(self._views)
        row.addWidget(self.list)
        row.addStretch(1)
        self._label = plain()
        self.refresh_icons()
        self.opacity.setRange(0, 100)
        self.opacity.setValue(DEFAULT_OPACITY)
        self._label.setToolTip(self.opacity.toolTip())
        self.opacity.setMinimumWidth(56)
        self.opacity.setMaximumWidth(112)
        self.opacity.setAccessibleName(tr("Opacity"))
        self.opacity.setToolTip(tr("How strongly segments cover the picture  (Ctrl+[ and Ctrl+])"))
        self.opacity.valueChanged.connect(self._slid)
        for widget, stretch in ((self.legend, 1000), (self._label, 0), (self.opacity, 0)):
            row.addWidget(widget, stretch)  # the legend takes the room that its title needs
            row.addSpacing(theme.GRID // 2)
        self.legend.widened.connect(self._fit)
        self.setFixedHeight(40)
        self.show_view("overlay")

    def refresh_icons(self) -> None:
        """Draw the icon anew, in the colours of now."""
        self._label.setPixmap(icons.pixmap("opacity", theme.colours().faint, 18))

    def _add_views(self) -> None:
        row = QHBoxLayout(self._views)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        for i, view in enumerate(VIEWS):
            button = QPushButton(tr(view.title))
            button.setObjectName("view")
            button.setCheckable(True)
            button.setToolTip(f"{tr(view.hint)}  ({(i + 1) % 10})")
            button.setAccessibleName(tr("View: {title}", title=tr(view.title)))
            self._group.addButton(button, i)
            row.addWidget(button)
            self.list.addItem(tr(view.title))
            self.list.setItemData(i, button.toolTip(), Qt.ItemDataRole.ToolTipRole)
        self.list.setAccessibleName(tr("View"))
        self.list.setPlaceholderText(tr("More"))
        self.list.hide()
        self._group.idClicked.connect(self._clicked)
        self.list.activated.connect(self._clicked)

    def minimumSizeHint(self) -> QSize:
        """Return the size with all views in a list."""
        return QSize(NARROW + self.list.sizeHint().width() + 4 * theme.GRID, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many views as buttons as there is room for; all of them are in the list beside."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show views as buttons beside the legend with all of its title, or the slider."""
        buttons = [self._group.button(i) for i in range(len(VIEWS))]
        widths = [button.sizeHint().width() + BETWEEN for button in buttons]
        beside = self.legend.minimumWidth() if self.legend.isVisibleTo(self) else NARROW
        room = self.width() - max(beside, NARROW) - 5 * theme.GRID
        if sum(widths) > room:
            room -= self.list.sizeHint().width() + theme.GRID
        fitting = sum(sum(widths[: i + 1]) <= room for i in range(len(widths)))
        n = fitting if fitting >= FEWEST else 0
        for i, button in enumerate(buttons):
            button.setVisible(i < n)
        self._views.setVisible(n > 0)
        self.list.setVisible(n < len(buttons))
        self._show_in_list()

    def show_view(self, name: str) -> None:
        """Show which view is chosen, and what belongs to it."""
        index = [view.name for view in VIEWS].index(name)  # type: ignore[arg-type]
        with QSignalBlocker(self._group):
            self._group.button(index).setChecked(True)
        self._show_in_list()
        self.legend.setVisible(VIEWS[index].is_map)
        for widget in (self._label, self.opacity):
            widget.setVisible(not VIEWS[index].is_map)
            widget.setEnabled(name == "overlay")
        self._fit()

    def _show_in_list(self) -> None:
        """Name the view in the list, unless its own button says so already."""
        index = self._group.checkedId()
        self.list.setCurrentIndex(-1 if self._group.button(index).isVisibleTo(self._views) else index)

    def set_available(self, *, picture: bool, segments: bool) -> None:
        """Let people choose only views that there is something to see in."""
        for i, view in enumerate(VIEWS):
            able = segments or (picture and view.name == "image")
            self._group.button(i).setEnabled(able)
            entries: Any = self.list.model()
            entries.item(i).setEnabled(able)

    def _clicked(self, index: int) -> None:
        self.chosen.emit(VIEWS[index].name)

    def _slid(self, value: int) -> None:
        self.opacity_changed.emit(value / 100)
