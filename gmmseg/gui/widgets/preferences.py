"""Preferences that the window keeps from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

MOST_RECENT = 10
SIZE = (1280, 800)
FRAME = (8, 40)  # pixels that a window manager puts around a window, at most


def settings() -> QSettings:
    """Return where things are remembered."""
    return QSettings("gmmseg", "gmmseg")


def recent() -> list[Path]:
    """Return the pictures that were open lately and are still there, newest first."""
    stored = settings().value("recent", [])
    names = stored if isinstance(stored, list) else [stored]  # one entry comes back as a word
    return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]


def remember(path: Path) -> None:
    """Put a picture at the head of the recent ones."""
    whole = path.absolute()
    others = [str(other) for other in recent() if other != whole]
    settings().setValue("recent", [str(whole), *others][:MOST_RECENT])


def forget_recent() -> None:
    """Forget which pictures were open."""
    settings().remove("recent")


def text(key: str, default: str) -> str:
    """Return a word that was remembered."""
    value = settings().value(key, default)
    return value if isinstance(value, str) else default


def keep(key: str, value: str) -> None:
    """Remember a word."""
    settings().setValue(key, value)


def save_geometry(window: QWidget) -> None:
    """Remember where a window is."""
    settings().setValue("geometry", window.saveGeometry())


def restore_geometry(window: QWidget) -> None:
    """Put a window where it was, if a screen is still there; else in the middle, at its best size."""
    stored = settings().value("geometry")
    is_there = isinstance(stored, QByteArray) and window.restoreGeometry(stored)
    if is_there and is_on_screen(window.geometry()):
        window.resize(window.size().boundedTo(QSize(*room())))  # the screen may be drawn larger now
        return
    centre(window, SIZE)


def is_on_screen(place: QRect) -> bool:
    """Return whether the middle of a window that stands at `place` is on a screen."""
    screens = QGuiApplication.screens()
    return any(screen.availableGeometry().contains(place.center()) for screen in screens)


def room() -> tuple[int, int]:
    """Return width and height of the largest window that the screen has room for, without its frame."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    return screen.width() - FRAME[0], screen.height() - FRAME[1]


def bounded(size: tuple[int, int]) -> tuple[int, int]:
    """Return a size, but not larger than the screen has room for."""
    wide, high = room()
    return min(size[0], wide), min(size[1], high)


def centre(window: QWidget, size: tuple[int, int]) -> None:
    """Put a window in the middle of the screen, as large as it should be or as there is room for."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(*bounded(size))
    corner = screen.center() - window.rect().center()
    window.move(max(corner.x(), screen.left()), max(corner.y() - FRAME[1] // 2, screen.top()))


def save_panels(splitter: QSplitter) -> None:
    """Remember how wide the panel on the right is."""
    keep("side", str(splitter.sizes()[1]))


def restore_panels(splitter: QSplitter, usual: int) -> None:
    """Make the panel on the right as wide as it was, or as `usual`, once the splitter has its size."""
    stored = text("side", "")
    wanted = int(stored) if stored.isdecimal() and int(stored) > 0 else usual
    if wanted > 0:
        wide = min(wanted, splitter.width())
        splitter.setSizes([splitter.width() - wide, wide])
