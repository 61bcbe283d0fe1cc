"""Grab every state of the window, in both appearances and three sizes: `python tools/contact_sheet.py`.

The pictures lie in build/contact_sheet, with sheets that show them side by side, to be looked at. It runs
under any platform of Qt (`xvfb-run -a` gives a real screen); QT_SCALE_FACTOR makes all of it larger.
"""

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gmmseg.assets import path
from gmmseg.gui.app.application import application
from gmmseg.gui.app.main_window import MainWindow

FOLDER = Path(__file__).parent.parent / "build" / "contact_sheet"
SIZES = ((1024, 700), (1400, 900), (900, 600))
LONGEST = 90  # seconds that anything may take
ACROSS, THUMB = 3, 640  # pictures side by side, and how wide each is there


def wait(done: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    until = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the window did not come to rest")
        QTest.qWait(20)


class States:
    """What the window can look like: each method brings it about and returns the widget to look at."""

    def __init__(self, picture: Path) -> None:
        self.picture = picture
        self.window = MainWindow()
        self.window.save_controller.confirm_then = lambda then: then()  # type: ignore[method-assign]
        self.window.show()

    def settle(self) -> None:
        """Wait until everything that was asked for is answered."""
        session = self.window.session
        wait(lambda: not self.window.controller.is_busy and session.wanted is None and session.uncut is None)
        QTest.qWait(250)  # a first layer fades in

    def act(self, name: str) -> None:
        """Do what an entry of the menu does."""
        self.window.actions_by_name[name].trigger()

    def press(self, x: float, y: float, *, drag_to: tuple[float, float] | None = None) -> None:
        """Click at a share of the picture's width and height, or drag from there."""
        canvas, (width, height) = self.window.canvas, self.window.canvas.picture_size
        at = canvas.place_of(x * width, y * height).toPoint()
        QTest.mouseMove(canvas, at)
        if drag_to is None:
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
            return
        to = canvas.place_of(drag_to[0] * width, drag_to[1] * height).toPoint()
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        for i in range(1, 9):
            QTest.mouseMove(canvas, at + (to - at) * i / 8)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, to)

    def start(self) -> QWidget:
        """Show before a picture is open."""
        return self.window

    def overlay(self) -> QWidget:
        """Show a picture with its segments."""
        self.window.open(self.picture)
        wait(lambda: self.window.session.document.is_current)
        self.settle()
        return self.window

    def selected(self) -> QWidget:
        """Show a segment that is selected."""
        self.window.side.segments.choose(1)
        return self.window

    def many(self) -> QWidget:
        """Show twelve segments."""
        self.window.side.segments.clearSelection()
        self.window.controller.change("n_components", 12, "change of segments")
        self.settle()
        return self.window

    def boundaries(self) -> QWidget:
        """Show another view."""
        self.window.controller.change("n_components", 4, "change of segments")
        self.settle()
        self.act("view_boundaries")
        return self.window

    def probability(self) -> QWidget:
        """Show a map with its legend."""
        self.act("view_probability")
        self.settle()
        return self.window

    def brush(self) -> QWidget:
        """Show a stroke of the brush."""
        self.act("view_overlay")
        self.window.side.segments.choose(0)
        self.act("tool_brush")
        self.press(0.3, 0.4, drag_to=(0.5, 0.5))
        self.settle()
        return self.window

    def object_clicks(self) -> QWidget:
        """Show an object selected by a click."""
        self.act("tool_click")
        self.press(0.5, 0.5)
        self.settle()
        return self.window

    def wand(self) -> QWidget:
        """Show the options of the wand."""
        self.act("tool_wand")
        return self.window

    def objects(self) -> QWidget:
        """Show objects counted, with their table."""
        self.act("tool_hand")
        self.act("count_objects")
        self.settle()
        self.act("object_table")
        self.settle()
        return self.window

    def folds(self) -> QWidget:
        """Show every fold of the model open."""
        self.act("object_table")
        self.act("count_objects")
        for fold in self.window.side.model.folds:
            fold.button.setChecked(True)
        return self.window

    def problem(self) -> QWidget:
        """Show a message."""
        for fold in self.window.side.model.folds:
            fold.button.setChecked(False)
        self.window.open(self.picture.with_name("is not there.png"))
        self.settle()
        return self.window

    def menu(self) -> QWidget:
        """Show an open menu."""
        self.act("cancel")
        menu = self.window.menus["Segments"]
        menu.popup(self.window.mapToGlobal(QPoint(200, 40)))
        QTest.qWait(50)
        return menu

    def keys(self) -> QWidget:
        """Show the sheet of keys."""
        self.window.menus["Segments"].close()
        self.act("keys")
        return self.dialog()

    def export(self) -> QWidget:
        """Show the dialog of exports."""
        self.dialog().close()
        self.act("export")
        QTest.qWait(600)
        return self.dialog()

    def batch(self) -> QWidget:
        """Show the window of batches."""
        self.dialog().close()
        self.act("batch")
        return self.dialog()

    def history(self) -> QWidget:
        """Show what was done, and areas in place of shares."""
        self.dialog().close()
        self.window.side.model_section.set_open(False)
        self.window.side.history_section.set_open(True)
        self.act("areas")
        return self.window

    def palette(self) -> QWidget:
        """Show the command palette."""
        self.act("areas")
        self.window.side.model_section.set_open(True)
        self.window.side.history_section.set_open(False)
        self.act("palette")
        return self.dialog()

    def nine(self) -> QWidget:
        """Show nine settings side by side."""
        self.dialog().close()
        self.act("try_nine")
        dialog = self.dialog()
        wait(lambda: all("segments" in cell.text() for cell in dialog.cells))  # type: ignore[attr-defined]
        return dialog

    def floating(self) -> QWidget:
        """Show the window while a section floats."""
        self.dialog().close()
        self.window.side.column.float(self.window.side.explanation_section)
        return self.window

    def tour(self) -> QWidget:
        """Show the tour at its third place."""
        self.window.side.column.close_all()
        self.act("tour")
        for _ in range(2):
            self.window.tour.go_on()  # type: ignore[union-attr]
        return self.window

    def dialog(self) -> QWidget:
        """Return the window that stands above the main window."""
        own = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.window]
        return own[-1]

    def close(self) -> None:
        """Close everything."""
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window:
                widget.close()
        self.window.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


ALL = (
    "start",
    "overlay",
    "selected",
    "many",
    "boundaries",
    "probability",
    "brush",
    "object_clicks",
    "wand",
    "objects",
    "folds",
    "problem",
    "menu",
    "keys",
    "export",
    "batch",
    "history",
    "palette",
    "nine",
    "floating",
    "tour",
)


def grab(picture: Path, look: str, size: tuple[int, int], folder: Path, only: list[str]) -> list[Path]:
    """Save all states at one size in one appearance; return the files."""
    states, files = States(picture), []
    states.window.set_appearance(look)
    states.window.resize(*size)
    try:
        for name in ALL:
            shown = getattr(states, name)()
            QTest.qWait(80)
            if only and name not in only:
                continue
            file = folder / f"{look}-{size[0]}x{size[1]}-{name}.png"
            shown.grab().save(str(file))
            files.append(file)
    finally:
        states.close()
    return files


def sheet(files: list[Path], file: Path) -> None:
    """Put pictures side by side with their names."""
    small = []
    for each in files:
        with Image.open(each) as whole:
            small.append(whole.convert("RGB").resize((THUMB, round(whole.height * THUMB / whole.width))))
    high = max(picture.height for picture in small) + 20
    rows = math.ceil(len(small) / ACROSS)
    out = Image.new("RGB", (ACROSS * THUMB, rows * high), "white")
    pen = ImageDraw.Draw(out)
    for i, (each, picture) in enumerate(zip(files, small, strict=True)):
        left, top = i % ACROSS * THUMB, i // ACROSS * high
        out.paste(picture, (left, top + 20))
        pen.text((left + 4, top + 4), each.stem, fill="black")
    out.save(file)


def main(arguments: list[str]) -> None:
    """Make the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", nargs="?", type=Path, default=path("sample_images", "astronaut.png"))
    parser.add_argument("--look", choices=("light", "dark"), action="append")
    parser.add_argument("--size", action="append", help="width x height, e.g. 1024x700")
    parser.add_argument("--only", action="append", default=[], choices=ALL)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    sizes = [tuple(int(n) for n in size.split("x")) for size in given.size or ()] or SIZES
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own:  # nothing of what people have is looked at or changed
        for kind in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(own) / kind)
        application()
        for look in given.look or ("light", "dark"):
            for size in sizes:
                files = grab(given.picture, look, size, given.folder, given.only)
                sheet(files, given.folder / f"sheet-{look}-{size[0]}x{size[1]}.png")
                print(given.folder / f"sheet-{look}-{size[0]}x{size[1]}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
