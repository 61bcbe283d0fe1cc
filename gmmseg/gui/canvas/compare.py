"""Shows the bare picture while a key is held."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

KEY = Qt.Key.Key_C
WRITING = (QLineEdit, QAbstractSpinBox, QPlainTextEdit)


class CompareKey(QObject):
    """Is on while `C` is held down in its window."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.is_on = False
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the key wherever the keyboard is in an active window; anything else goes its way."""
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.WindowActivate:
            self._everywhere().installEventFilter(self)  # only now: each event of the application comes by
        elif watched is self._window and kind == QEvent.Type.WindowDeactivate:
            self._everywhere().removeEventFilter(self)
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == KEY and plain and self._listens():
                self._turn(kind == QEvent.Type.KeyPress, is_repeat=event.isAutoRepeat())
                return True
        if kind == QEvent.Type.WindowDeactivate and self.is_on:
            self._turn(False)
        return False

    @staticmethod
    def _everywhere() -> QCoreApplication:
        app = QApplication.instance()
        assert app is not None
        return app

    def _listens(self) -> bool:
        focus = QApplication.focusWidget()
        return self._window.isActiveWindow() and not isinstance(focus, WRITING)

    def _turn(self, is_on: bool, *, is_repeat: bool = False) -> None:
        if not is_repeat and is_on != self.is_on:
            self.is_on = is_on
            self.changed.emit()
