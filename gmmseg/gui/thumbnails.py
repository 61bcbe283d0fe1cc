"""Small pictures of what each kind of export looks like, made of the document that is open."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.gui import layers, views
from gmmseg.gui.camera import Camera
from gmmseg.session.document import Document

WIDTH, HEIGHT = 84, 56
PAPER = (250, 250, 250)
INK = (150, 150, 155)
VIEW_OF = {"overlay": "overlay", "mean": "mean", "boundaries": "edges"}
GREY = (238, 200)  # the two tones of a checkerboard


def drawn(kind: str, document: Document) -> NDArray[np.uint8]:
    """Return the thumbnail of a kind of export, (HEIGHT, WIDTH, 3)."""
    if kind == "table":
        return _table()
    answer, source = document.answer, document.source
    assert answer is not None
    assert source is not None
    size = source.levels[0].shape[1], source.levels[0].shape[0]
    scale = max(WIDTH / size[0], HEIGHT / size[1])
    camera = Camera(scale, (WIDTH - size[0] * scale) / 2, (HEIGHT - size[1] * scale) / 2)
    window = layers.Window(0, 0, WIDTH, HEIGHT)
    picture = _picture(document, camera, window, size)
    biggest = (
        layers.drawn(layers.Layer(answer.levels, _only_first(document)), camera, window, size)[..., 3:] > 0
    )
    if kind in ("masks", "probability-maps", "probabilities", "probabilities-npz"):
        return np.where(biggest, np.uint8(255), np.uint8(0)).repeat(3, axis=2)
    if kind == "cutouts":
        return np.where(biggest, picture, _checker())
    view = next(v for v in views.VIEWS if v.name == VIEW_OF.get(kind, "segments"))
    layer = views.label_layer(document, view, 0.5, -1)
    assert layer is not None
    over = layers.drawn(layer, camera, window, size)
    alpha = over[..., 3:].astype(np.float32) / 255
    return np.rint(picture * (1 - alpha) + over[..., :3] * alpha).astype(np.uint8)


def _picture(
    document: Document, camera: Camera, window: layers.Window, size: tuple[int, int]
) -> NDArray[np.uint8]:
    assert document.source is not None
    channels = []
    for c in range(3):
        levels = tuple(level[..., c] for level in document.source.levels)
        grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
        channels.append(layers.drawn(layers.Layer(levels, grey), camera, window, size)[..., 0])
    return np.dstack(channels)


def _only_first(document: Document) -> NDArray[np.uint8]:
    table = np.zeros((len(document.owners), 4), np.uint8)
    table[document.owners == 0] = 255
    return table


def _checker() -> NDArray[np.uint8]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] // 6
    tones = np.where((rows + columns) % 2, *GREY).astype(np.uint8)
    return np.repeat(tones[..., None], 3, axis=2)


def _table() -> NDArray[np.uint8]:
    out = np.full((HEIGHT, WIDTH, 3), PAPER, np.uint8)
    for y in range(8, HEIGHT - 4, 10):
        for x, wide in ((8, 20), (34, 12), (52, 12)):
            out[y : y + 3, x : x + wide] = INK
    return out
