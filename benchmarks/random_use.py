"""Does the window stay awake, and whole, whatever people do? Random acts with mouse and keys, from a seed.

Run `python benchmarks/random_use.py --seconds 120`; needs no screen. A hand clicks, drags, turns the wheel,
presses keys and opens pictures at random; meanwhile a timer looks at the clock. Reported are the longest
times that the event loop did not come round, by the clock and as work of the window's thread, and what must
not happen at all: exceptions, warnings of Qt, memory or threads that grow.
"""

import argparse
import collections
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_CONFIG_HOME", tempfile.mkdtemp())
os.environ.setdefault("XDG_STATE_HOME", tempfile.mkdtemp())  # where unsaved work is kept

TICK = 2  # milliseconds between looks at the clock
ASKED = 50  # milliseconds that the loop may be away
KEYS = "bpvwlomieg1234567890.,fzuh"
SETTINGS = {
    "n_components": (2, 3, 4, 5, 6, 8),
    "smoothing": (0.0, 0.5, 1.0, 2.0),
    "position": (0.0, 0.2, 0.5),
    "covariance_type": ("full", "diag", "spherical"),
}


def memory() -> float:
    """Return the megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Heart:
    """Beats while the event loop comes round."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.gaps: list[tuple[float, float, str]] = []
        self.act = ""
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        """Note how long the last beat is ago."""
        now = time.perf_counter(), time.thread_time()
        self.gaps.append((1000 * (now[0] - self._last[0]), 1000 * (now[1] - self._last[1]), self.act))
        self._last = now


class Monkey:
    """Does things to a window at random."""

    def __init__(self, window, seed: int, pictures: list[Path]) -> None:
        self.window, self.dice, self.pictures = window, random.Random(seed), pictures
        self.acts = (
            *((self.click,) * 4),
            *((self.drag,) * 5),
            *((self.wheel,) * 4),
            *((self.key,) * 4),
            *((self.change,) * 2),
            self.slide,
            self.row,
            self.undo,
            self.open,
        )

    def act(self) -> str:
        """Do one thing and return its name."""
        what = self.dice.choice(self.acts)
        what()
        return what.__name__

    def _place(self):
        from PySide6.QtCore import QPoint

        canvas = self.window.canvas
        return QPoint(self.dice.randrange(canvas.width()), self.dice.randrange(canvas.height()))

    def click(self) -> None:
        """Click on the picture, at times with the right button."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        right = self.window.canvas_area.tool != "hand" and self.dice.random() < 0.2  # a menu would wait
        button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
        QTest.mouseClick(self.window.canvas, button, pos=self._place())

    def drag(self) -> None:
        """Drag over the picture."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        canvas, place, end = self.window.canvas, self._place(), self._place()
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place)
        for i in range(1, 9):
            QTest.mouseMove(canvas, place + (end - place) * i / 8)
            QApplication.processEvents()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)

    def wheel(self) -> None:
        """Turn the wheel."""
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtWidgets import QApplication

        place = QPointF(self._place())
        event = QWheelEvent(
            place,
            QPointF(self.window.canvas.mapToGlobal(place)),
            QPoint(),
            QPoint(0, self.dice.choice((-120, 120, 240))),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.window.canvas, event)

    def key(self) -> None:
        """Press a key: a tool, a view, more or fewer segments."""
        from PySide6.QtTest import QTest

        self.window.canvas.setFocus()
        QTest.keyClick(self.window, self.dice.choice(KEYS))

    def change(self) -> None:
        """Change a setting."""
        name = self.dice.choice(list(SETTINGS))
        self.window.controller.change(name, self.dice.choice(SETTINGS[name]), "change")

    def slide(self) -> None:
        """Move the slider of opacity."""
        self.window.view_bar.opacity.setValue(self.dice.randrange(101))

    def row(self) -> None:
        """Choose a segment, or hide it."""
        rows = self.window.side.segments
        if rows.count():
            row = self.dice.randrange(rows.count())
            if self.dice.random() < 0.3:
                rows.toggled.emit(row)
            else:
                rows.choose(row)

    def undo(self) -> None:
        """Undo or redo."""
        self.window.actions_by_name[self.dice.choice(("undo", "redo"))].trigger()

    def open(self) -> None:
        """Open another picture, rarely."""
        if self.dice.random() < 0.15:
            self.window.open(self.dice.choice(self.pictures))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0, help="how long")
    parser.add_argument("--seed", type=int, default=0, help="of the acts")
    parser.add_argument("--photo", type=Path, help="a picture beside the samples")
    options = parser.parse_args()

    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    from gmmseg.assets import sample_images
    from gmmseg.gui.app.application import application
    from gmmseg.gui.app.main_window import MainWindow

    faults: list[str] = []

    def told(kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtInfoMsg and "propagateSizeHints" not in text:
            faults.append(f"Qt: {text}")

    qInstallMessageHandler(told)
    sys.excepthook = lambda *what: faults.append("".join(traceback.format_exception(*what)))
    threading.excepthook = lambda what: faults.append(f"thread: {what.exc_type.__name__}: {what.exc_value}")
    app = application()
    window = MainWindow()
    window.save_controller.confirm_then = lambda then: then()  # nobody is there to be asked
    window.resize(1280, 800)
    window.show()
    pictures = [*sample_images(), *([options.photo] if options.photo else [])]
    window.open(pictures[0])
    until = time.monotonic() + 60
    while not window.session.document.is_current and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.001)
    heart, monkey = Heart(), Monkey(window, options.seed, pictures)
    begun, n = time.monotonic(), 0
    early: tuple[float, int] | None = None
    while time.monotonic() - begun < options.seconds:
        heart.act = monkey.act()
        n += 1
        pause = time.monotonic() + monkey.dice.choice((0.0, 0.01, 0.05, 0.2))
        while True:
            app.processEvents()
            if time.monotonic() >= pause:
                break
            time.sleep(0.0005)
        if early is None and time.monotonic() - begun > options.seconds / 4:
            early = memory(), threading.active_count()
    until = time.monotonic() + 120
    while window.controller.is_busy and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.001)
    late = memory(), threading.active_count()
    window.close()
    report(n, options.seconds, heart, early or late, late, faults)
    return bool(faults)


def report(
    n: int,
    seconds: float,
    heart: Heart,
    early: tuple[float, int],
    late: tuple[float, int],
    faults: list[str],
) -> None:
    """Print what came of it."""
    clock = sorted((gap for gap, _, _ in heart.gaps), reverse=True)
    work = sorted(((work, act) for _, work, act in heart.gaps), reverse=True)
    long = collections.Counter(act for _, took, act in heart.gaps if took > ASKED)
    print(f"{n} acts in {seconds:.0f} s; {len(heart.gaps)} beats")
    print(f"longest gaps by the clock: {', '.join(f'{gap:.0f}' for gap in clock[:5])} ms")
    longest = ", ".join(f"{took:.0f} ({act})" for took, act in work[:8])
    print(f"longest by work of the window's thread: {longest} ms (asked: {ASKED})")
    print(f"gaps with more work than that: {dict(long) or 'none'}")
    print(f"memory {early[0]:.0f} MB after a quarter, {late[0]:.0f} MB at the end (asked: under 50 more)")
    print(f"threads {early[1]} after a quarter, {late[1]} at the end")
    print(f"exceptions and warnings: {len(faults)}")
    for fault in faults[:5]:
        print(fault)


if __name__ == "__main__":
    sys.exit(main())
