import numpy as np

from gmmseg.gui.canvas.layers import VisiblePart
from gmmseg.gui.canvas.object_overlay import CASING, ObjectOutline, outlined
from gmmseg.gui.canvas.viewport import Viewport


def test_an_object_has_a_tint_a_bright_edge_and_a_dark_casing():
    mask = np.zeros((12, 12), np.uint8)
    mask[2:10, 2:10] = 1

    out = outlined(
        ObjectOutline((mask,), (200, 100, 0), 0.2), Viewport(), VisiblePart(0, 0, 12, 12), (12, 12)
    )

    row = [tuple(int(c) for c in out[6, x]) for x in range(7)]
    assert row[0] == (0, 0, 0, 0)
    assert row[1] == CASING
    assert row[2] == row[3] == (200, 100, 0, 255)
    assert row[4] == row[6] == (200, 100, 0, 51)


def test_the_edge_is_as_wide_at_any_zoom():
    mask = np.zeros((12, 12), np.uint8)
    mask[:, 6:] = 1

    out = outlined(
        ObjectOutline((mask,), (200, 100, 0)), Viewport(scale=10), VisiblePart(0, 0, 120, 120), (12, 12)
    )

    assert np.flatnonzero(out[60, :, 3] == 255).tolist() == [60, 61]
