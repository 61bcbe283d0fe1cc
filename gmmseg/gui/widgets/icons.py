"""Icons: one stroke, tinted in the colours of the window."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gmmseg.assets import folder
from gmmseg.gui.widgets import theme

SIZE = 24
SHARPEST = 3  # screen pixels per logical pixel that icons are drawn for


def icon(name: str) -> QIcon:
    """Return the icon of a name in the text colour, paler where it is disabled."""
    shades = theme.colours()
    out = QIcon(pixmap(name, shades.text))
    out.addPixmap(pixmap(name, shades.off), QIcon.Mode.Disabled)
    return out


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int = SIZE) -> QPixmap:
    """Return an icon in a colour, `size` logical pixels wide."""
    source = (folder("resources") / "icons" / f"{name}.svg").read_text("utf-8")
    return _rendered(source.replace("currentColor", QColor(colour).name()), size)


def application() -> QIcon:
    """Return the program's own icon."""
    source = (folder("resources") / "icons" / "gmmseg.svg").read_text("utf-8")
    out = QIcon()
    for size in (16, 32, 64, 128):
        out.addPixmap(_rendered(source, size))
    return out


def _rendered(source: str, size: int) -> QPixmap:
    picture = QPixmap(size * SHARPEST, size * SHARPEST)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(SHARPEST)
    return picture
