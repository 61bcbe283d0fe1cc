"""COCO JSON: polygons, or run-length encodings for pieces with holes and for whole segments."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering.contours import Outline
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.version import __version__


def polygons(scene: ExportContext) -> Iterator[Output]:
    """Yield the file of an annotation for each connected piece of each segment."""
    yield Output("_coco.json", lambda path: _write(path, scene, _pieces(scene)))


def runs(scene: ExportContext) -> Iterator[Output]:
    """Yield the file of an annotation for each whole segment."""
    yield Output("_coco_rle.json", lambda path: _write(path, scene, _wholes(scene)))


def run_lengths(mask: NDArray[np.bool_]) -> list[int]:
    """Return the lengths of runs of 0 and 1 by turns, down the columns, beginning with 0 (COCO's RLE)."""
    flat = np.concatenate([[False], mask.ravel(order="F")])
    changes = np.flatnonzero(flat[1:] != flat[:-1])
    lengths: list[int] = np.diff(changes, prepend=0, append=mask.size).tolist()
    return lengths


def _write(path: Path, scene: ExportContext, annotations: Iterator[dict[str, Any]]) -> None:
    height, width = scene.labels.shape
    image = {"id": 1, "file_name": scene.image_name, "height": height, "width": width}
    categories = [
        {"id": number, "name": name, "supercategory": ""}
        for number, name in zip(scene.numbers, scene.names, strict=True)
    ]
    numbered = [{"id": i, "image_id": 1, **each} for i, each in enumerate(annotations, 1)]
    content = {
        "info": {"description": f"Segments of {scene.image_name}, found by gmmseg {__version__}"},
        "licenses": [],
        "images": [image],
        "categories": categories,
        "annotations": numbered,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))


def _pieces(scene: ExportContext) -> Iterator[dict[str, Any]]:
    for number in scene.numbers:
        for outline in scene.outlines_of(number):
            yield _annotation(number, outline.area, outline.box, _segmentation(outline, scene))


def _segmentation(outline: Outline, scene: ExportContext) -> Any:
    """Return a polygon; runs where there is a hole, which COCO's polygons cannot have."""
    if len(outline.rings) == 1:
        return [outline.rings[0].ravel().tolist()]
    return _rle(outline.filled(scene.labels.shape))


def _wholes(scene: ExportContext) -> Iterator[dict[str, Any]]:
    for number in scene.numbers:
        mask = scene.labels == number
        if mask.any():
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
            yield _annotation(number, int(mask.sum()), box, _rle(mask))


def _rle(mask: NDArray[np.bool_]) -> dict[str, Any]:
    return {"counts": run_lengths(mask), "size": list(mask.shape)}


def _annotation(category: int, area: int, box: tuple[int, int, int, int], shape: Any) -> dict[str, Any]:
    x0, y0, x1, y1 = box
    return {
        "category_id": category,
        "segmentation": shape,
        "area": area,
        "bbox": [x0, y0, x1 - x0, y1 - y0],
        "iscrowd": 0,  # runs too: trainers and COCO's evaluation leave crowds out
    }
