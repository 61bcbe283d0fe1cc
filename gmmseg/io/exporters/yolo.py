"""YOLO segmentation labels, and the data.yaml with the list of classes."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.exporters.context import ExportContext, Output

OBJECTS = "objects_yolo"  # the folder of a data set of objects: one of segments may lie beside it
WHERE = "# pictures: in images/ beside this file, under the names that their files in labels/ have\n"


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the picture's file, and the classes, which all pictures of a folder share."""
    yield Output(".txt", lambda path: write(path, context))
    yield Output(
        "data.yaml", lambda path: _write_text(path, _classes(context)), shared=_classes(context).encode()
    )


def found_objects(context: ExportContext) -> Iterator[Output]:
    """Yield the file of the objects that were found, and all classes, in a folder of their own."""
    classes = _listed(context.every_name)
    yield Output(".txt", lambda path: _write_text(path, _rows_of_objects(context)))
    yield Output(f"{OBJECTS}/data.yaml", lambda path: _write_text(path, classes), shared=classes.encode())


def _rows_of_objects(context: ExportContext) -> str:
    """Return a row for each object; one in several parts has one for each, as these files join none."""
    from gmmseg.imaging.rendering.contours import traced

    shape = context.labels.shape
    return "".join(
        _row(owner - 1, traced(outline.rings), shape)
        for _, owner, outlines in context.found()
        for outline in outlines
    )


def write(path: Path, context: ExportContext) -> None:
    """Write a row for each connected piece: its class from 0, then corners x, y from 0 to 1.

    Corners lie in the pixels at the edge, since trainers fill polygons with OpenCV, which draws their sides:
    corners on the outline would make pieces wider by half a pixel all round. Holes hang on a seam.
    """
    shape = context.labels.shape
    rows = [
        _row(index, ring, shape)
        for index, number in enumerate(context.numbers)
        for ring in context.traced(number)
    ]
    _write_text(path, "".join(rows))


def _row(index: int, ring: NDArray[np.float64], shape: tuple[int, int]) -> str:
    corners = ring / np.array(shape[::-1])
    return f"{index} " + " ".join(f"{v:.6g}" for v in corners.ravel()) + "\n"


def _classes(context: ExportContext) -> str:
    return _listed(context.names)


def _listed(names: Sequence[str]) -> str:
    """Return the list of classes; without a path, since one that is not absolute begins where people are."""
    lines = [f"  {index}: {_quoted(name)}\n" for index, name in enumerate(names)]
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
