"""COCO JSON: polygons, or run-length encodings for what has holes and for whole segments."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering.contours import Outline
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.version import __version__


def polygons(context: ExportContext) -> Iterator[Output]:
    """Yield the file of an annotation for each connected piece of each segment."""
    yield Output("_coco.json", lambda path: _write(path, context, _categories(context), _pieces(context)))


def runs(context: ExportContext) -> Iterator[Output]:
    """Yield the file of an annotation for each whole segment."""
    yield Output("_coco_rle.json", lambda path: _write(path, context, _categories(context), _wholes(context)))


def found_objects(context: ExportContext) -> Iterator[Output]:
    """Yield the file of an annotation for each object that was found.

    Its id is the object's number; all classes are categories, so that they are the same in all pictures.
    """
    categories = list(enumerate(context.every_name, 1))
    yield Output("_objects_coco.json", lambda path: _write(path, context, categories, _objects(context)))


def run_lengths(mask: NDArray[np.bool_]) -> list[int]:
    """Return the lengths of runs of 0 and 1 by turns, down the columns, beginning with 0 (COCO's RLE)."""
    flat = np.concatenate([[False], mask.ravel(order="F")])
    changes = np.flatnonzero(flat[1:] != flat[:-1])
    lengths: list[int] = np.diff(changes, prepend=0, append=mask.size).tolist()
    return lengths


def _categories(context: ExportContext) -> list[tuple[int, str]]:
    return list(zip(context.numbers, context.names, strict=True))


def _write(
    path: Path, context: ExportContext, named: list[tuple[int, str]], annotations: Iterator[dict[str, Any]]
) -> None:
    height, width = context.labels.shape
    image = {"id": 1, "file_name": context.image_name, "height": height, "width": width}
    categories = [{"id": number, "name": name, "supercategory": ""} for number, name in named]
    numbered = [{"id": i, "image_id": 1, **each} for i, each in enumerate(annotations, 1)]
    content = {
        "info": {"description": f"Segments of {context.image_name}, found by gmmseg {__version__}"},
        "licenses": [],
        "images": [image],
        "categories": categories,
        "annotations": numbered,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))


def _pieces(context: ExportContext) -> Iterator[dict[str, Any]]:
    for number in context.numbers:
        for outline in context.outlines_of(number):
            yield _annotation(number, outline.area, outline.box, _segmentation(outline, context))


def _objects(context: ExportContext) -> Iterator[dict[str, Any]]:
    labels = context.found_objects.labels
    for number, owner, outlines in context.found():
        boxes = np.array([outline.box for outline in outlines])
        x0, y0 = boxes[:, :2].min(axis=0).tolist()
        x1, y1 = boxes[:, 2:].max(axis=0).tolist()
        shape: Any = [outline.rings[0].ravel().tolist() for outline in outlines]
        if any(len(outline.rings) > 1 for outline in outlines):
            inside = labels[y0:y1, x0:x1] == number
            shape = {"counts": run_lengths_in_box(inside, (x0, y0), labels.shape), "size": list(labels.shape)}
        area = sum(outline.area for outline in outlines)
        yield {"id": number, **_annotation(owner, area, (x0, y0, x1, y1), shape)}


def run_lengths_in_box(
    inside: NDArray[np.bool_], corner: tuple[int, int], shape: tuple[int, int]
) -> list[int]:
    """Return the run lengths of a mask of `shape` (h, w) that is empty but for `inside` at `corner` (x, y).

    Only the box is looked at: a picture may have thousands of objects.
    """
    columns, rows = np.nonzero(inside.T)
    places = (columns + corner[0]) * shape[0] + rows + corner[1]
    breaks = np.flatnonzero(np.diff(places) != 1)
    begins, ends = places[np.append(0, breaks + 1)], places[np.append(breaks, -1)] + 1
    sides = np.column_stack([begins, ends]).ravel()
    last = shape[0] * shape[1]
    lengths: list[int] = np.diff(sides, prepend=0, append=last).tolist()
    return lengths if sides[-1] != last else lengths[:-1]


def _segmentation(outline: Outline, context: ExportContext) -> Any:
    """Return a polygon; runs where there is a hole, which COCO's polygons cannot have."""
    if len(outline.rings) == 1:
        return [outline.rings[0].ravel().tolist()]
    return _rle(outline.filled(context.labels.shape))


def _wholes(context: ExportContext) -> Iterator[dict[str, Any]]:
    for number in context.numbers:
        mask = context.labels == number
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
