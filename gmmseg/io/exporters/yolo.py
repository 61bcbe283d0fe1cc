"""YOLO segmentation labels, and the data.yaml with the list of classes."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gmmseg.io.exporters.context import ExportContext, Output

WHERE = "# pictures: in images/ beside this file, under the names that their files in labels/ have\n"


def outputs(scene: ExportContext) -> Iterator[Output]:
    """Yield the picture's file, and the classes, which all pictures of a folder share."""
    yield Output(".txt", lambda path: write(path, scene))
    yield Output(
        "data.yaml", lambda path: _write_text(path, _classes(scene)), shared=_classes(scene).encode()
    )


def write(path: Path, scene: ExportContext) -> None:
    """Write a row for each connected piece: its class from 0, then corners x, y from 0 to 1.

    Corners lie in the pixels at the edge, since trainers fill polygons with OpenCV, which draws their sides:
    corners on the outline would make pieces wider by half a pixel all round. Holes hang on a seam.
    """
    height, width = scene.labels.shape
    rows = [
        f"{index} " + " ".join(f"{v:.6g}" for v in (ring / np.array([width, height])).ravel())
        for index, number in enumerate(scene.numbers)
        for ring in scene.traced(number)
    ]
    _write_text(path, "".join(f"{row}\n" for row in rows))


def _classes(scene: ExportContext) -> str:
    """Return the list of classes; without a path, since one that is not absolute begins where people are."""
    lines = [f"  {index}: {_quoted(name)}\n" for index, name in enumerate(scene.names)]
    return f"{WHERE}train: images\nval: images\nnames:\n" + "".join(lines)


def _quoted(name: str) -> str:
    """Return a name as YAML reads it back, in quotes.

    JSON's escapes are YAML's but for those of characters beyond 16 bits, which YAML takes for two halves.
    """
    quoted = json.dumps(name, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
