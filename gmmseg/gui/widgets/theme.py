"""The theme of the window: two palettes, one accent, one grid."""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gmmseg.assets import folder

GRID = 8  # pixels; every distance is a half, a whole or a multiple of it
APPEARANCES = ("system", "light", "dark")


@dataclass(frozen=True)
class Colours:
    """The colours of one appearance, as #rrggbb."""

    window: str
    surface: str
    raised: str
    line: str
    text: str
    faint: str
    off: str
    accent: str
    on_accent: str
    backdrop: str
    problem: str
    note: str


LIGHT = Colours(
    window="#f4f4f3",
    surface="#ffffff",
    raised="#e9e9e7",
    line="#d5d5d2",
    text="#1d1d1f",
    faint="#66666b",
    off="#a5a5a2",
    accent="#1f66d0",
    on_accent="#ffffff",
    backdrop="#b4b4b4",
    problem="#fbe9d8",
    note="#e3edfb",
)
DARK = Colours(
    window="#26262a",
    surface="#323238",
    raised="#3c3c43",
    line="#4a4a52",
    text="#ececee",
    faint="#a2a2a9",
    off="#6e6e77",
    accent="#5c96f2",
    on_accent="#0d1524",
    backdrop="#3c3c3c",
    problem="#4a3524",
    note="#263a57",
)


def colours() -> Colours:
    """Return the colours in use."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def apply(appearance: str) -> None:
    """Give the application an appearance: "light", "dark" or whatever the "system" has."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dark = appearance == "dark"
    if appearance == "system":
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    chosen = DARK if dark else LIGHT
    sheet = _sheet(chosen)
    if app.styleSheet() != sheet:  # to set it again goes through every widget there is
        app.setPalette(_palette(chosen))
        app.setStyleSheet(sheet)


def tabular(font: QFont) -> QFont:
    """Return `font` with figures of one width, so that changing numbers do not dance."""
    figures = QFont(font)
    if hasattr(QFont, "Tag"):
        figures.setFeature(QFont.Tag.fromString("tnum"), 1)
    return figures


def _palette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window,), c.window),
        ((role.Base, role.ToolTipBase), c.surface),
        ((role.AlternateBase, role.Button, role.Midlight), c.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), c.text),
        ((role.PlaceholderText,), c.faint),
        ((role.Highlight, role.Link, role.Accent), c.accent),
        ((role.HighlightedText, role.BrightText), c.on_accent),
        ((role.Mid, role.Dark), c.line),
        ((role.Light,), c.surface),
        ((role.Shadow,), "#000000"),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        faint = QColor(c.faint)
        faint.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, one, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(c.line))
    return palette


def _sheet(c: Colours) -> str:
    source = (folder("resources") / "style.qss").read_text("utf-8")
    tick = folder("resources") / "icons" / f"tick_{'dark' if c is DARK else 'light'}.svg"
    return Template(source).substitute(asdict(c), tick=tick.as_posix())
