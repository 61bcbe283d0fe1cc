"""Start the window. Nothing heavy is imported before it is painted."""

import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gmmseg.gui import translation
from gmmseg.gui.app import language_menu
from gmmseg.gui.app.main_window import MainWindow
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets import icons, preferences
from gmmseg.version import __version__

log = logging.getLogger(__name__)


class Net(QObject):
    """Catches what no one else caught, and tells the window instead of letting it pass in silence."""

    caught = Signal(str, str)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Tell of an exception; from any thread."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("uncaught: %s", details)
        self.caught.emit(
            tr("Something went wrong in gmmseg ({name}). Nothing was lost.", name=kind.__name__), details
        )


def main(paths: Sequence[str] = ()) -> int:
    """Show the window with `paths` open in it, and return the exit status when it is closed."""
    app = application()
    window = MainWindow()
    net = Net(window)
    net.caught.connect(window.messages.show_problem)
    sys.excepthook = net.hook
    window.show()
    if paths:
        window.open_controller.open_all([Path(path) for path in paths])
    else:
        QTimer.singleShot(0, window.controller.warm_up)
    QTimer.singleShot(0, window.autosave_controller.search)
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__


def application() -> QApplication:
    """Return the application, made ready for our window."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("gmmseg")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("gmmseg")
    translation.install(app, translation.language(preferences.text(language_menu.KEY, translation.SYSTEM)))
    app.setStyle("Fusion")
    app.setWindowIcon(icons.application())
    return app
