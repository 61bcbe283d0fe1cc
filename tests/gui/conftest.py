"""A window with nothing remembered, and one with a small picture open and segmented."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import gmmseg.gui  # noqa: F401 - before Qt is used: it keeps None alive

WAIT = 120_000  # milliseconds; the first fit may compile kernels, half a minute on an idle machine


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """Compile what a window needs for its first labels before any test is timed."""
    import gmmseg

    pixels = np.random.default_rng(0).integers(0, 255, (30, 40, 3)).astype(np.uint8)
    gmmseg.segment(pixels, 3)
    gmmseg.cut(pixels, clicks=[(20, 15, True)])


@pytest.fixture(scope="session", autouse=True)
def plain_numbers():
    """Write numbers with a point, whatever the language of whoever runs the tests."""
    from PySide6.QtCore import QLocale

    QLocale.setDefault(QLocale.c())


@pytest.fixture(scope="session")
def flags_of_all(tmp_path_factory):
    """The file of a picture of three bands, 20, 12 and 8 columns wide, to be copied."""
    from PIL import Image

    rng = np.random.default_rng(0)
    pixels = np.zeros((30, 40, 3))
    pixels[:, :20], pixels[:, 20:32], pixels[:, 32:] = (200, 30, 30), (30, 180, 40), (20, 40, 190)
    pixels += rng.normal(0, 4, pixels.shape)
    path = tmp_path_factory.mktemp("pictures") / "flags.png"
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def flags(flags_of_all, tmp_path):
    """The test's own file of that picture."""
    return Path(shutil.copy(flags_of_all, tmp_path))


@pytest.fixture
def window(qtbot, qapp):
    """An empty window on the screen, closed after the test.

    As at every start, it gets its style sheet when it is whole. That of the window before would be looked up
    again for all that each part holds with every parent it gets, which takes as long as all the rest.
    """
    from gmmseg.gui.app.main_window import MainWindow
    from gmmseg.gui.widgets import preferences

    preferences.settings().clear()
    qapp.setStyleSheet("")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.save_controller.confirm_then = lambda then: then()  # nobody is there to be asked
    window.close()


@pytest.fixture
def parts(window):
    """What the window is put together from, by name: only here do tests know where it keeps its parts."""
    return SimpleNamespace(controller=window.controller, session=window.controller.session)


@pytest.fixture
def settled(qtbot):
    """A function that waits until a window has nothing to do and its document is answered."""

    def wait(window):
        qtbot.waitUntil(lambda: not window.controller.is_busy and window.session.wanted is None, timeout=WAIT)

    return wait


@pytest.fixture
def busy_free(qtbot):
    """A function that waits until a window's engine has nothing to do."""

    def wait(window):
        qtbot.waitUntil(lambda: not window.controller.is_busy, timeout=WAIT)

    return wait


@pytest.fixture
def flagged(window, flags, settled, qtbot):
    """The window with the picture of three bands, in three segments."""
    window.controller.change("n_components", 3, "change of segments")
    window.open(flags)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    return window


@pytest.fixture
def careless(flagged):
    """The same, owned by someone who discards whatever is not saved."""
    flagged.save_controller.confirm_then = lambda then: then()
    return flagged
