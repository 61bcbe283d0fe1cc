"""The guided tour: six places of the window in a minute, pointed at one after another."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import heading, plain

WIDTH = 320  # pixels of the card
MARGIN = 6  # pixels around what is pointed at
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
VEIL = 130  # opacity of the rest, 0 to 255


@dataclass(frozen=True)
class Stop:
    """A place of the tour: what is pointed at, a title, a sentence or two."""

    target: Callable[[], QWidget]
    title: str
    text: str


class Tour(QWidget):
    """A veil over the window with a hole where the tour is, and a card beside it."""

    ended = Signal()

    def __init__(self, stops: tuple[Stop, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Guided tour"))
        self._stops, self.place = stops, 0
        self.card = QFrame(self)
        self.card.setObjectName("card")
        self.title, self.text = heading(""), plain("")
        self.text.setWordWrap(True)
        self.count = plain("", "faint")
        self.skip, self.back, self.next = (
            QPushButton(tr("Skip")),
            QPushButton(tr("Back")),
            QPushButton(tr("Next")),
        )
        self.next.setObjectName("primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID)
        buttons.addWidget(self.count, 1)
        for button, slot in ((self.skip, self.close), (self.back, self.go_back), (self.next, self.go_on)):
            buttons.addWidget(button)
            button.clicked.connect(slot)
            button.installEventFilter(self)
        column = self._column = QVBoxLayout(self.card)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        for widget in (self.title, self.text):
            column.addWidget(widget)
        column.addLayout(buttons)
        parent.installEventFilter(self)
        self._show_stop()
        self.show()
        self.raise_()
        self.next.setFocus()

    def go_on(self) -> None:
        """Go to the next place; from the last one, end."""
        if self.place + 1 == len(self._stops):
            self.close()
            return
        self.place += 1
        self._show_stop()

    def go_back(self) -> None:
        """Go to the place before."""
        self.place = max(self.place - 1, 0)
        self._show_stop()

    def _show_stop(self) -> None:
        stop = self._stops[self.place]
        bring_into_view(stop.target())
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self.setAccessibleDescription(f"{stop.title}: {stop.text}")
        self.count.setText(tr("{number} of {n}", number=self.place + 1, n=len(self._stops)))
        self.back.setEnabled(self.place > 0)
        self.next.setText(tr("Done") if self.place + 1 == len(self._stops) else tr("Next"))
        self._arrange()

    @property
    def hole(self) -> QRect:
        """Where what is pointed at is, in the window."""
        target, parent = self._stops[self.place].target(), self.parentWidget()
        assert parent is not None
        corner = target.mapTo(parent, QPoint(0, 0)) if parent.isAncestorOf(target) else QPoint(0, 0)
        inside = QRect(corner, target.size()).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        return inside.intersected(self.rect())

    def _arrange(self) -> None:
        """Cover the window, and put the card where it hides least of what is pointed at."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        least = self._column.minimumSize().width()  # buttons have longer names in some languages
        wide = min(max(WIDTH, least), self.width() - 4 * theme.GRID)
        self.card.setFixedWidth(wide)
        self.card.resize(wide, self._column.totalHeightForWidth(wide))
        size, hole = self.card.size(), self.hole
        self.card.move(beside(hole, size, self.rect()))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; keep arrow keys from buttons, which would hand the focus out."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._arrange()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ARROWS:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk by Tab among the buttons of the card alone: the window below the veil is not to be used."""
        able = [button for button in (self.skip, self.back, self.next) if button.isEnabled()]
        now = next((place for place, button in enumerate(able) if button.hasFocus()), -1)
        able[(now + (1 if is_next else -1)) % len(able)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go with arrow keys and Enter, end with Esc."""
        ways = {
            Qt.Key.Key_Right: self.go_on,
            Qt.Key.Key_Return: self.go_on,
            Qt.Key.Key_Left: self.go_back,
            Qt.Key.Key_Escape: self.close,
        }
        way = ways.get(Qt.Key(event.key()))
        if way is not None:
            way()

    def event(self, event: QEvent) -> bool:
        """Keep Esc and arrows from being shortcuts of the window meanwhile."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        if event.type() == QEvent.Type.Close:
            self.ended.emit()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the veil with its hole."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil, hole = QPainterPath(), QPainterPath()
        veil.addRect(self.rect())
        hole.addRoundedRect(self.hole, 6, 6)
        painter.fillPath(veil.subtracted(hole), QColor(0, 0, 0, VEIL))
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawPath(hole)


def bring_into_view(widget: QWidget) -> None:
    """Scroll whatever holds a widget until it is seen."""
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget, 0, 0)
            holder.horizontalScrollBar().setValue(0)
        holder = holder.parentWidget()


def beside(hole: QRect, size: QSize, whole: QRect) -> QPoint:
    """Return where a card goes: left of a hole, right of it, below or above; else into its corner."""
    gap = 2 * theme.GRID
    top = min(max(hole.top(), gap), whole.height() - size.height() - gap)
    left = min(max(hole.left(), gap), whole.width() - size.width() - gap)
    for place in (
        QPoint(hole.left() - gap - size.width(), top),
        QPoint(hole.right() + gap, top),
        QPoint(left, hole.bottom() + gap),
        QPoint(left, hole.top() - gap - size.height()),
    ):
        if whole.contains(QRect(place, size)):
            return place
    return QPoint(hole.right() - gap - size.width(), hole.bottom() - gap - size.height())
