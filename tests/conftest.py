"""What every test shares: where data lies, private folders, and a look for what a test leaves behind."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["GMMSEG_LANGUAGE"] = "en"  # whatever the language of whoever runs the tests
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded; a screen may be asked for

ROOT = Path(__file__).parent.parent
# Threads that never end: Python's stand-in for one of Qt (the look at Qt's own objects finds those that run),
# and those of zarr and Dask, which wait for work.
IDLE = (
    "Dummy-",
    "zarr_",
    "asyncio_",
    "Dask-",
    "IO loop",
    "Profile",
    "TCP-Executor",
    "AsyncProcess Dask",
    "QueueFeeder",
)
PATIENCE = 2.0  # seconds that threads have to end in after their test


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of measuring data, which may not be redistributed; skip where it is absent."""
    folder = Path(os.environ.get("GMMSEG_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs the measuring data: {folder} is not there (set GMMSEG_DATA)")
    return folder


class ArrayBands:
    """Bands of an array, as files give them; `damage` stands for what could not be read."""

    class damage:  # noqa: N801 - it stands for an attribute
        sentence = ""

    def __init__(self, pixels, band_rows, columns, usable):
        self.pixels, self.band_rows, self.columns, self.usable = pixels, band_rows, columns, usable
        self.shape, self.dtype = pixels.shape, pixels.dtype
        self.n_read = 0

    def n_parts(self, band):
        return -(-self.shape[1] // self.columns)

    def read(self, band, part, out, usable=None):
        self.n_read += 1
        rows = slice(band * self.band_rows, band * self.band_rows + len(out))
        own = slice(part * self.columns, (part + 1) * self.columns)
        out[:, own] = self.pixels[rows, own]
        if usable is not None and self.usable is not None:
            usable[:, own] &= self.usable[rows, own]


@pytest.fixture(scope="session")
def in_bands():
    """Return a function from an array (h, w, c) to a picture whose pixels are read in bands."""
    from gmmseg.imaging.image import Image
    from gmmseg.imaging.lazy_pixels import LazyPixels

    def of(pixels, band_rows=16, columns=50, usable=None, budget=2**27):
        source = ArrayBands(pixels, band_rows, columns, usable)
        return Image.in_bands(LazyPixels(source, "bands", budget=budget), is_colour=pixels.shape[2] == 3)

    return of


@pytest.fixture(scope="session", autouse=True)
def private_folders(tmp_path_factory) -> Iterator[None]:
    """Keep the settings and recovery files of whoever runs the tests apart from those of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


@pytest.fixture(scope="module", autouse=True)
def freeze_older_objects() -> None:
    """Let the collections after tests pass over what is older than their file: modules, tests, types."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_thread_outlives_its_test() -> Iterator[None]:
    """Fail a test that leaves a Python thread running."""
    before = set(threading.enumerate())
    yield
    new = [thread for thread in threading.enumerate() if thread not in before]
    left = [thread for thread in new if not thread.name.startswith(IDLE)]
    until = time.monotonic() + PATIENCE
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads still running after the test: {alive}"


@pytest.fixture(autouse=True)
def no_qt_object_outlives_its_test(request) -> Iterator[None]:
    """Fail a test that leaves a top-level widget, a running QThread or an active QTimer."""
    if "qapp" not in request.fixturenames:  # spares every other test the import of Qt
        yield
        return
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QApplication

    request.getfixturevalue("qapp")
    widgets = set(QApplication.topLevelWidgets())
    with pytest.MonkeyPatch.context() as patch:
        threads, timers = _starts(QThread, patch), _starts(QTimer, patch)
        yield
    _finish_deletions()
    running = [thread for thread in _valid(threads) if thread.isRunning() and not thread.wait(2000)]
    active = [timer for timer in _valid(timers) if timer.isActive() and not timer.isSingleShot()]
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in widgets]
    assert not running, f"QThreads still running after the test: {running}"
    assert not active, f"QTimers still active after the test: {active}"
    assert not left, f"top-level widgets left after the test (use qtbot.addWidget): {left}"


def _starts(kind, patch) -> list:
    """Return a list that gets every object of a Qt class whose `start` is called from Python."""
    started: list = []
    start = kind.start

    def recording(self, *arguments):
        started.append(self)
        return start(self, *arguments)

    patch.setattr(kind, "start", recording)
    return started


def _valid(objects: list) -> list:
    from shiboken6 import isValid

    return [each for each in objects if isValid(each)]


def _finish_deletions() -> None:
    """Delete what was to be deleted later, and what only reference cycles keep."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
