"""Does the window keep up with the hand? Zoom, pan, opacity, wipe and strokes at 12 and at 100 megapixels.

Run `python benchmarks/frames.py`. The window stands on a screen of its own (Xvfb, or the X server that
DISPLAY names) and gets what a hand would send: turns of the wheel, motion, buttons and keys go through the X
server, by its XTEST extension. After each the window is left alone until it has painted: each is a frame.
What counts is the processor time that the window's thread spends on a frame, with the painting threads of Qt
that wait for it to end; frames a second by the clock stand beside it.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

SIZES = ((12, 60), (100, 30))  # megapixels, and frames asked for in a second
SCREEN = (1600, 1000)
STEPS = 120  # of each gesture
PATIENCE = 0.2  # seconds after which what a hand did has changed nothing
LONGEST = 300  # seconds that fitting a picture may take
OLD_STROKES = 12  # that are there before one is painted
LEFT, MIDDLE, UP, DOWN = 1, 2, 4, 5  # buttons of X; two are turns of the wheel
KEYS = {"shift": 0xFFE1, "escape": 0xFF1B}


class Hand:
    """A hand at the mouse and the keys of an X server."""

    def __init__(self) -> None:
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XKeysymToKeycode.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))

    def move(self, x: float, y: float) -> None:
        """Move the mouse to a place on the screen."""
        self._test.XTestFakeMotionEvent(self._display, -1, round(x), round(y), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def press(self, button: int, *, down: bool) -> None:
        """Press a button of the mouse, or let it go."""
        self._test.XTestFakeButtonEvent(self._display, button, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def turn(self, way: int) -> None:
        """Turn the wheel by a notch, `UP` or `DOWN`."""
        self.press(way, down=True)
        self.press(way, down=False)

    def key(self, name: str, *, down: bool) -> None:
        """Press a key or let it go."""
        code = self._x.XKeysymToKeycode(self._display, KEYS.get(name) or ord(name))
        self._test.XTestFakeKeyEvent(self._display, code, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def strike(self, *names: str) -> None:
        """Press keys together."""
        for name in names:
            self.key(name, down=True)
        for name in reversed(names):
            self.key(name, down=False)


@dataclass
class Gesture:
    """What a hand did, and what each step of it took."""

    name: str
    work: list[float] = field(default_factory=list)  # milliseconds of the window's thread
    clock: list[float] = field(default_factory=list)
    unseen: int = 0  # steps that painted nothing

    def line(self, asked: int) -> str:
        """Return the figures in one line."""
        if not self.work:
            return f"  {self.name:28} nothing was painted"
        half, most = np.percentile(self.work, [50, 95])
        return (
            f"  {self.name:28} {len(self.work):4} frames ({self.unseen} steps without)   "
            f"work {half:5.1f} ms, 95 % under {most:5.1f} ms = {1000 / most:4.0f}/s (asked {asked})   "
            f"by the clock {len(self.clock) / sum(self.clock):4.0f}/s"
        )


class Stage:
    """A window with a picture, a hand, and a count of what is painted."""

    def __init__(self, picture: Path, size: tuple[int, int]) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer

        from gmmseg.gui.app.application import application
        from gmmseg.gui.app.main_window import MainWindow

        self.app = application()
        self.window = MainWindow()
        self.window.save_controller.confirm_then = lambda then: then()  # nobody is there to be asked
        self.window.setGeometry(0, 0, *size)
        self.window.show()
        self.hand = Hand()
        self.painted = 0
        stage = self

        class Watch(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                if event.type() == QEvent.Type.Paint:
                    stage.painted += 1
                return False

        self._watch = Watch()
        self.canvas = self.window.canvas
        self.canvas.installEventFilter(self._watch)
        self._ticks = QTimer()  # wakes the loop while nothing happens
        self._ticks.setInterval(20)
        self._ticks.start()
        self.shown_after = self.open(picture)

    def open(self, picture: Path) -> tuple[float, float]:
        """Open a picture; return seconds until it was seen, and until its segments were."""
        self.rest()
        begun = time.perf_counter()
        self.window.open(picture)
        self.wait(lambda: self.canvas.picture_size != (0, 0))
        before = self.painted
        self.wait(lambda: self.painted > before)
        seen = time.perf_counter() - begun
        self.rest()
        self.window.activateWindow()
        self.canvas.setFocus()
        return seen, time.perf_counter() - begun

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        from PySide6.QtCore import QEventLoop

        until = time.monotonic() + LONGEST
        while not done():
            if time.monotonic() > until:
                raise TimeoutError("the window did not come to rest")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self) -> None:
        """Wait until nothing is computed and nothing is waited for."""
        session, controller = self.window.session, self.window.controller
        until = time.monotonic() + 0.3

        def rests() -> bool:
            waits = session.wanted is not None and not controller.is_held
            return not (controller.is_busy or waits or session.uncut is not None)

        self.wait(rests)
        self.wait(lambda: time.monotonic() > until and rests())

    def played(self, name: str, steps: Iterator[object]) -> Gesture:
        """Return what the steps of a gesture took, each until the canvas was painted."""
        from PySide6.QtCore import QEventLoop

        out = Gesture(name)
        while True:
            begun, work, before = time.perf_counter(), time.thread_time(), self.painted
            if next(steps, self) is self:
                return out
            while self.painted == before and time.perf_counter() - begun < PATIENCE:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if self.painted == before:
                out.unseen += 1
                continue
            out.work.append(1000 * (time.thread_time() - work))
            out.clock.append(time.perf_counter() - begun)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return a place on the screen: shares of the canvas's width and height."""
        corner = self.canvas.mapToGlobal(self.canvas.rect().topLeft())
        ratio = self.canvas.devicePixelRatio()
        return (
            (corner.x() + x * self.canvas.width()) * ratio,
            (corner.y() + y * self.canvas.height()) * ratio,
        )

    def over_slider(self, x: float) -> tuple[float, float]:
        """Return the place of the slider of opacity at a share of its width."""
        slider = self.window.view_bar.opacity
        corner = slider.mapToGlobal(slider.rect().topLeft())
        ratio = self.canvas.devicePixelRatio()
        return (corner.x() + 8 + x * (slider.width() - 16)) * ratio, (
            corner.y() + slider.height() / 2
        ) * ratio

    def settle(self) -> None:
        """Handle what the last gesture left behind."""
        for _ in range(10):
            self.app.processEvents()
        self.rest()


def circle(stage: Stage, n: int, turns: float = 1.0) -> Iterator[tuple[float, float]]:
    """Yield places around the middle of the canvas."""
    for i in range(n):
        angle = 2 * np.pi * turns * i / n
        yield stage.place(0.5 + 0.3 * np.cos(angle), 0.5 + 0.3 * np.sin(angle))


def zooming(stage: Stage) -> Iterator[None]:
    """Turn the wheel, in to twice the size of the pixels, and out again."""
    for i in range(STEPS):
        near = stage.canvas.camera.scale > 2
        if i == 0:
            way = UP
        elif near:
            way = DOWN
        elif stage.canvas.sight is not None and stage.canvas.camera.scale < 0.7 * stage.canvas.height() / max(
            stage.canvas.picture_size[1], 1
        ):
            way = UP
        stage.hand.turn(way)
        yield


def dragging(stage: Stage, button: int, places: Sequence[tuple[float, float]]) -> Iterator[None]:
    """Drag over places; the first press and the last release are not part of it."""
    stage.hand.move(*places[0])
    stage.app.processEvents()
    stage.hand.press(button, down=True)
    stage.app.processEvents()
    for place in places[1:]:
        stage.hand.move(*place)
        yield


def gestures(stage: Stage) -> Iterator[Gesture]:
    """Yield what each gesture took."""
    hand, canvas = stage.hand, stage.canvas
    there_and_back = [i / 30 for i in (*range(31), *range(29, -1, -1))] * 2
    hand.move(*stage.place(0.5, 0.5))
    stage.settle()
    yield stage.played("zoom with the wheel", zooming(stage))
    for scale, words in ((0.5, "at half size"), (1.0, "at its own size"), (4.0, "four times as large")):
        canvas.fit()
        canvas.zoom_to(scale)
        stage.settle()
        yield stage.played(f"pan, {words}", dragging(stage, MIDDLE, list(circle(stage, STEPS, 2))))
        hand.press(MIDDLE, down=False)
        stage.settle()
    for scale in (None, 1.0):
        canvas.fit() if scale is None else canvas.zoom_to(scale)
        words = "all of it" if scale is None else "at its own size"
        stage.settle()
        begin = stage.window.view_bar.opacity.value() / 100  # the handle, which a press takes hold of
        slid = [stage.over_slider(share) for share in (begin, *there_and_back)]
        yield stage.played(f"opacity, {words}", dragging(stage, LEFT, slid))
        hand.press(LEFT, down=False)
        stage.settle()
        canvas.setFocus()
        hand.strike("shift", "c")
        stage.settle()
        wiped = [stage.place(0.2 + 0.6 * share, 0.3) for share in there_and_back]
        start = stage.place(canvas.wipe, 0.3)
        yield stage.played(f"wipe, {words}", dragging(stage, LEFT, [start, *wiped]))
        hand.press(LEFT, down=False)
        stage.settle()
        hand.strike("shift", "c")
        stage.settle()
    yield from strokes(stage)


def strokes(stage: Stage) -> Iterator[Gesture]:
    """Yield what painting took, with strokes that are there already, and a lasso."""
    hand, canvas, window = stage.hand, stage.canvas, stage.window
    window.actions_by_name["live"].trigger()  # what strokes mean is asked for once, at the end
    canvas.fit()
    stage.settle()
    for tool, words, n in (("brush", "stroke, all of it", STEPS), ("lasso", "lasso, all of it", 4 * STEPS)):
        window.canvas_area.take(tool)
        if tool == "brush":
            window.side.segments.choose(0)
            for i in range(OLD_STROKES):
                across = [stage.place(0.2 + 0.6 * x / 40, 0.2 + 0.05 * i) for x in range(41)]
                for _ in dragging(stage, LEFT, across):
                    stage.app.processEvents()
                hand.press(LEFT, down=False)
                stage.settle()
        stage.settle()
        yield stage.played(words, dragging(stage, LEFT, list(circle(stage, n, 3))))
        hand.strike("escape")
        hand.press(LEFT, down=False)
        stage.settle()
    window.canvas_area.take("brush")
    canvas.zoom_to(1.0)
    stage.settle()
    yield stage.played("stroke, at its own size", dragging(stage, LEFT, list(circle(stage, STEPS, 2))))
    hand.strike("escape")
    hand.press(LEFT, down=False)
    stage.settle()


def picture(folder: str, megapixels: int) -> Path:
    """Return a file with a picture of so many megapixels: a photo made larger, or a generated one."""
    from PIL import Image

    photo = Path(os.environ.get("GMMSEG_DATA", "../shared/data")) / "large_photos" / "DJI_0018.JPG"
    path = Path(folder) / f"picture_{megapixels}.jpg"
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    size = height * 4 // 3, height
    if photo.exists():
        Image.open(photo).convert("RGB").resize(size, Image.Resampling.BICUBIC).save(path, quality=92)
        return path
    rows, columns = np.mgrid[: size[1], : size[0]].astype(np.float32) / (height / 8)
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).normal(0, 8, soft.shape).astype(np.float32)
    Image.fromarray((soft + grain).clip(0, 255).astype(np.uint8)).save(path, quality=92)
    return path


def screen() -> subprocess.Popen[bytes] | None:
    """Start a screen where there is none, and name it in DISPLAY."""
    if os.environ.get("DISPLAY"):
        return None
    if shutil.which("Xvfb") is None:
        sys.exit("no screen: set DISPLAY, or install Xvfb")
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        f"{SCREEN[0]}x{SCREEN[1]}x24",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as said:
        os.environ["DISPLAY"] = f":{said.readline().strip()}"
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megapixels", type=int, nargs="*", help="sizes of pictures, by default 12 and 100")
    parser.add_argument("--scale", help="of the screen, as QT_SCALE_FACTOR")
    options = parser.parse_args()
    os.environ.setdefault("XDG_CONFIG_HOME", tempfile.mkdtemp())
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    if options.scale:
        os.environ["QT_SCALE_FACTOR"] = options.scale
    sizes = [(n, 60 if n <= 12 else 30) for n in options.megapixels] if options.megapixels else SIZES
    server = screen()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for megapixels, asked in sizes:
                path = picture(folder, megapixels)
                scale = float(options.scale or 1)
                stage = Stage(path, (int(SCREEN[0] / scale), int(SCREEN[1] / scale)))
                seen, segmented = stage.shown_after
                print(f"{megapixels} MP, canvas of {stage.canvas.width()} x {stage.canvas.height()}:")
                print(f"  seen after {1000 * seen:.0f} ms, segmented after {segmented:.1f} s, by the clock")
                for gesture in gestures(stage):
                    print(gesture.line(asked), flush=True)
                stage.window.close()
    finally:
        if server is not None:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
