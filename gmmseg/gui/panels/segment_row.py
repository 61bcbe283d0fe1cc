"""One row of the list of segments: swatch, name, share as number and bar, eye."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import icons, patterns, theme
from gmmseg.gui.widgets.numbers import percent
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.session.document import SegmentStyle

HEIGHT = 32
SWATCH = 20
EYE = 20
BAR = 48
PERCENT = 58
EDGE = 16
LOOK = int(Qt.ItemDataRole.UserRole)
SHARE = LOOK + 1
LIT = LOOK + 2
LOCKED = LOOK + 3
AREA = LOOK + 4  # in words, shown in place of the share; empty where shares are shown
LOCK = 16
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RowLayout:
    """Where the parts of a row are."""

    swatch: QRect
    name: QRect
    percent: QRect
    bar: QRect
    eye: QRect

    @classmethod
    def of(cls, row: QRect) -> "RowLayout":
        """Return the places in a row."""
        middle = row.center().y() + 1
        eye = QRect(row.right() - EDGE - EYE + 1, middle - EYE // 2, EYE, EYE)
        bar = QRect(eye.left() - theme.GRID - BAR, middle - 3, BAR, 6)
        percent = QRect(bar.left() - theme.GRID - PERCENT, row.top(), PERCENT, row.height())
        swatch = QRect(row.left() + EDGE, middle - SWATCH // 2, SWATCH, SWATCH)
        left = swatch.right() + theme.GRID + 2
        return cls(swatch, QRect(left, row.top(), percent.left() - left, row.height()), percent, bar, eye)


class RowDelegate(QStyledItemDelegate):
    """Draws rows and edits their names.

    Attributes
    ----------
    is_hatched : bool
        Whether a swatch has the pattern of its segment over it.
    """

    is_hatched = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        style, share = index.data(LOOK), index.data(SHARE)
        if not isinstance(style, SegmentStyle):
            return
        shades, rect = theme.colours(), option.rect
        state = option.state
        places = RowLayout.of(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_back(painter, rect, state, lit=bool(index.data(LIT)))
        text = QColor(shades.faint if style.hidden else shades.text)
        self._draw_swatch(painter, places.swatch, style)
        if self.is_hatched:
            _draw_pattern(painter, places.swatch, style, index.row())
        painter.setPen(text)
        painter.setFont(option.font)
        name = painter.fontMetrics().elidedText(style.name, Qt.TextElideMode.ElideRight, places.name.width())
        painter.drawText(places.name, int(Qt.AlignmentFlag.AlignVCenter), name)
        if index.data(LOCKED):
            corner = QPoint(places.name.right() - LOCK, places.name.center().y() - LOCK // 2)
            painter.drawPixmap(corner, icons.pixmap("lock", shades.faint, LOCK))
        self._draw_share(painter, places, share, style, str(index.data(AREA) or ""))
        eye = icons.pixmap("eye_off" if style.hidden else "eye", text.name(), EYE)
        painter.drawPixmap(places.eye, eye)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return the field that a name is edited in."""
        field = QLineEdit(parent)
        field.setAccessibleName(tr("Name of the segment"))
        field.setMaxLength(60)
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Lay the field over the name."""
        places = RowLayout.of(option.rect)
        editor.setGeometry(places.name.adjusted(-6, 4, 40, -4))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the name there is."""
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(LOOK).name)
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over the new name."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def _draw_back(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, lit: bool) -> None:
        shades = theme.colours()
        inner = rect.adjusted(theme.GRID, 1, -theme.GRID, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            fill = QColor(shades.accent)
            fill.setAlpha(56)
        elif lit or state & QStyle.StateFlag.State_MouseOver:
            fill = QColor(shades.raised)
        else:
            fill = QColor(0, 0, 0, 0)
        painter.setBrush(fill)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(shades.accent), 1))
        painter.drawRoundedRect(inner, 5, 5)

    def _draw_swatch(self, painter: QPainter, rect: QRect, style: SegmentStyle) -> None:
        painter.setOpacity(0.4 if style.hidden else 1.0)
        painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
        painter.setBrush(QColor(*style.colour))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setOpacity(1.0)

    def _draw_share(
        self, painter: QPainter, places: RowLayout, share: float, style: SegmentStyle, area: str
    ) -> None:
        shades = theme.colours()
        painter.setPen(QColor(shades.faint))
        painter.setFont(theme.tabular(painter.font()))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        if area:
            beside = QRect(places.percent.left(), places.percent.top(), 0, places.percent.height())
            beside.setRight(places.bar.right())
            painter.drawText(beside, right, area)
            return
        painter.drawText(places.percent, right, percent(share, exact=True))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.raised if not style.hidden else shades.line))
        painter.drawRoundedRect(places.bar, 3, 3)
        if share <= 0:
            return
        filled = QRect(places.bar)
        filled.setWidth(max(3, round(places.bar.width() * share)))
        painter.setOpacity(0.4 if style.hidden else 1.0)
        painter.setBrush(QColor(shades.faint))
        painter.drawRoundedRect(filled, 3, 3)
        painter.setOpacity(1.0)


def _draw_pattern(painter: QPainter, rect: QRect, style: SegmentStyle, row: int) -> None:
    """Draw the pattern of the segment in a row over its swatch."""
    tile = patterns.TILES[patterns.number(row)]
    stroke = patterns.strokes_on(np.array([style.colour], np.uint8))[0]
    n = -(-SWATCH // patterns.SIDE)
    pixels = np.tile(tile, (n, n))[: rect.height() - 2, : rect.width() - 2, None] * stroke
    painter.drawImage(rect.topLeft() + QPoint(1, 1), image_of(np.ascontiguousarray(pixels.astype(np.uint8))))
