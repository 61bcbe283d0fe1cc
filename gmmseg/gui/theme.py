"""How the window looks: two palettes, one accent, one grid."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

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
    accent="#1f66d0",
    on_accent="#ffffff",
    backdrop="#b4b4b4",
    problem="#fbe9d8",
    note="#e3edfb",
)
DARK = Colours(
    window="#26262a",
    surface="#1e1e21",
    raised="#36363b",
    line="#424248",
    text="#ececee",
    faint="#a2a2a9",
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
    app.setPalette(_palette(chosen))
    app.setStyleSheet(_sheet(chosen))


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
    return f"""
    QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
    QMenuBar {{ background: {c.window}; padding: 2px 4px; }}
    QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {c.raised}; }}
    QFrame#line {{ background: {c.line}; }}
    QLabel#heading {{ font-weight: 600; }}
    QLabel#faint {{ color: {c.faint}; }}
    QLabel#title {{ font-size: 22px; font-weight: 600; }}
    QWidget#side, QWidget#strip, QWidget#status {{ background: {c.window}; }}
    QWidget#problem {{ background: {c.problem}; }}
    QWidget#note {{ background: {c.note}; }}
    QListWidget {{ border: none; background: {c.window}; outline: none; }}
    QPushButton {{ padding: 5px 12px; border: 1px solid {c.line}; border-radius: 5px; }}
    QPushButton {{ background: {c.surface}; }}
    QPushButton:hover {{ background: {c.raised}; }}
    QPushButton:pressed {{ background: {c.line}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:disabled {{ background: {c.window}; color: {c.faint}; }}
    QPushButton#primary {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton#primary {{ font-weight: 600; }}
    QPushButton#primary:disabled {{ background: {c.raised}; color: {c.faint}; border-color: {c.line}; }}
    QPushButton#primary:focus {{ border: 2px solid {c.text}; padding: 4px 11px; }}
    QPushButton#view {{ border: none; background: transparent; padding: 5px 10px; color: {c.faint}; }}
    QPushButton#view:hover {{ color: {c.text}; background: {c.raised}; }}
    QPushButton#view:checked {{ color: {c.text}; background: {c.raised}; }}
    QPushButton#view:focus {{ border: 1px solid {c.accent}; padding: 4px 9px; }}
    QPushButton#view:disabled {{ color: {c.line}; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px; }}
    QToolButton {{ background: transparent; }}
    QToolButton:hover {{ background: {c.raised}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QProgressBar {{ border: none; background: {c.raised}; border-radius: 2px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 2px; }}
    QScrollArea {{ border: none; background: {c.window}; }}
    QSplitter::handle {{ background: {c.line}; }}
    """
