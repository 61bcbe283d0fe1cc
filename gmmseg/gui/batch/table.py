"""The table of a batch: its look, and moving in it by keyboard."""

from PySide6.QtCore import QAbstractItemModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gmmseg.gui.batch.table_model import (
    DRIFT,
    LIGHT_ROLE,
    PICTURE,
    PLACE_ROLE,
    SHARES,
    SHARES_ROLE,
    STATE,
    UP_TO_DATE,
    WAITING,
    WORKING,
    Index,
)
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme

THUMBNAIL = (64, 44)  # logical pixels
HEIGHT = THUMBNAIL[1] + theme.GRID
BAR, DOT = 10, 11
LIGHTS = {"green": "#2e9e5b", "amber": "#e0a100", "red": "#d64545", "failed": "#d64545"}
LIGHT_NAMES = {"green": mark("Green"), "amber": mark("Amber"), "red": mark("Red"), "unknown": mark("Unknown")}


class BatchCellDelegate(QStyledItemDelegate):
    """Draws the cells."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(super().sizeHint(option, index).width(), HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground as the style does, and what is in the cell upon it."""
        ground = QStyleOptionViewItem(option)
        ground.text = ""
        ground.state &= ~QStyle.StateFlag.State_HasFocus
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, ground, painter)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = option.rect.adjusted(theme.GRID, 0, -theme.GRID, 0)
        drawers = {PICTURE: self._picture, STATE: self._state, SHARES: self._shares, DRIFT: self._drift}
        drawers[index.column()](painter, area, option, index)
        painter.restore()

    def _picture(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        place = QRect(area.left(), area.center().y() - THUMBNAIL[1] // 2 + 1, *THUMBNAIL)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(image, QImage):
            size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            inside = QRect(place.topLeft(), size)
            inside.moveCenter(place.center())
            painter.drawImage(inside, image)
        else:
            painter.fillRect(place, QColor(theme.colours().raised))
        text_area = area.adjusted(THUMBNAIL[0] + theme.GRID, 0, 0, 0)
        folder = index.data(PLACE_ROLE)
        if folder == ".":
            _write(painter, text_area, index.data(), _ink(option))
            return
        half = text_area.height() // 2
        upper = text_area.adjusted(0, theme.GRID // 2, 0, -half)
        lower = text_area.adjusted(0, half, 0, -theme.GRID // 2)
        _write(painter, upper, index.data(), _ink(option), Qt.AlignmentFlag.AlignBottom)
        _write(painter, lower, folder, _ink(option, faint=True), Qt.AlignmentFlag.AlignTop)

    def _state(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        state = str(index.data())
        colour = _ink(option, faint=state in (tr(WAITING), tr(UP_TO_DATE)))
        if state == tr(WORKING) and not _is_selected(option):
            colour = QColor(theme.colours().accent)
        _write(painter, area, state, colour)

    def _shares(self, painter: QPainter, area: QRect, _option: QStyleOptionViewItem, index: Index) -> None:
        left = float(area.left())
        for share, colour in index.data(SHARES_ROLE):
            wide = share * area.width()
            painter.fillRect(QRectF(left, area.center().y() - BAR / 2, wide, BAR), QColor(*colour))
            left += wide

    def _drift(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        light = index.data(LIGHT_ROLE)
        if not light:
            return
        dot = QRectF(area.left(), area.center().y() - DOT / 2 + 0.5, DOT, DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHTS.get(light, theme.colours().line)))
        if light == "failed":  # told apart by its shape, too
            painter.drawRect(dot)
        else:
            painter.drawEllipse(dot)
        text_area = area.adjusted(DOT + theme.GRID, 0, 0, 0)
        word = tr(LIGHT_NAMES.get(light, ""))
        _write(painter, text_area, word, _ink(option))
        wide = painter.fontMetrics().horizontalAdvance(word) + theme.GRID if word else 0
        _write_lines(painter, text_area.adjusted(wide, 0, 0, 0), str(index.data()), _ink(option, faint=True))


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _ink(option: QStyleOptionViewItem, *, faint: bool = False) -> QColor:
    role = QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Text
    if faint and not _is_selected(option):
        return QColor(theme.colours().faint)
    return option.palette.color(role)


def _write(
    painter: QPainter,
    area: QRect,
    text: str,
    colour: QColor,
    upright: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
) -> None:
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | upright, shown)


def _write_lines(painter: QPainter, area: QRect, text: str, colour: QColor) -> None:
    """Write a text in one line or, where it is longer, in two."""
    metrics, (first, rest) = painter.fontMetrics(), lines_of(text, area.width(), painter.fontMetrics())
    painter.setPen(colour)
    if not rest:
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, first)
        return
    second = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, area.width())
    top = QRect(area.left(), area.center().y() - metrics.lineSpacing(), area.width(), metrics.lineSpacing())
    painter.drawText(top, Qt.AlignmentFlag.AlignLeft, first)
    painter.drawText(top.translated(0, metrics.lineSpacing()), Qt.AlignmentFlag.AlignLeft, second)


def lines_of(text: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """Return as many words as a width has room for, one at least, and the others."""
    parts = text.split(" ")
    n = len(parts)
    while n > 1 and metrics.horizontalAdvance(" ".join(parts[:n])) > width:
        n -= 1
    return " ".join(parts[:n]), " ".join(parts[n:])


WIDTHS = {PICTURE: 190, STATE: 82, SHARES: 108}
EMPTY = mark("Drop a folder of pictures here, or choose one at the left.")


class BatchTable(QTableView):
    """Shows rows of pictures; Enter or a double click activates one."""

    def __init__(self, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(BatchCellDelegate(self))
        self.setAccessibleName(tr("Pictures of the batch"))
        self.setAccessibleDescription(tr("Enter opens a picture with what was found in it."))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._lay_out()

    def _lay_out(self) -> None:
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSortIndicatorClearable(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setSectionResizeMode(DRIFT, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.setSortingEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Activate a row on Enter, which would else press a button of the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows; a hint where there are none."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            how = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRect(self.viewport().rect()).adjusted(8, 8, -8, -8), how, tr(EMPTY))
            painter.end()
