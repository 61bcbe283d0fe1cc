"""A window with a small pyramid that counts as larger than memory."""

import numpy as np
import pytest
import tifffile

from gmmseg.session.large.large_picture import LargeOptions

WAIT = 120_000


@pytest.fixture(scope="package")
def picture_file(tmp_path_factory):
    """A pyramid of three colours with grain, 480 x 640."""
    rng = np.random.default_rng(0)
    found = np.zeros((480, 640, 3))
    found[:, :300], found[:, 300:500], found[:, 500:] = (200, 40, 40), (40, 170, 50), (30, 50, 190)
    found[:140] = (230, 220, 90)
    pixels = np.clip(found + rng.normal(0, 5, found.shape), 0, 255).astype(np.uint8)
    path = tmp_path_factory.mktemp("large") / "pyramid.tif"
    with tifffile.TiffWriter(path) as file:
        for i, step in enumerate((1, 2, 4)):
            file.write(
                pixels[::step, ::step],
                tile=(64, 64),
                photometric="rgb",
                subifds=2 if i == 0 else None,
                subfiletype=1 if i else 0,
            )
    return path


@pytest.fixture
def at_rest(qtbot):
    """A function that waits until a window has segmented what is in view."""

    def wait(window):
        def is_idle():
            is_busy = window.large_controller.is_busy or window.controller.is_busy
            return not is_busy and window.session.wanted is None

        qtbot.waitUntil(is_idle, timeout=WAIT)

    return wait


@pytest.fixture
def large(window, picture_file, at_rest, qtbot):
    """The window with the pyramid open, in four segments."""
    window.controller.large = LargeOptions(
        limit=100_000, tile_bytes=2**22, part_pixels=60_000, at_once=40_000, overview_pixels=80_000
    )
    window.save_controller.confirm_then = lambda then: then()
    window.controller.change("n_components", 4, "change of segments")
    window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    at_rest(window)
    return window
