"""ImageJ ROI sets: one region of interest for each connected piece, or for each object."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gmmseg.imaging.rendering.contours import Ring
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.naming import distinct

if TYPE_CHECKING:
    from roifile import ImagejRoi

MOVE, LINE, CLOSE = 0.0, 1.0, 4.0  # how ImageJ writes a path
LONGEST_WORD = 60  # characters of a segment's name in that of an entry
MOST_CORNERS = 65535  # that a plain polygon's 16-bit count holds


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_RoiSet.zip", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write exact outlines, named after their segment, in its colour; those with holes as composites.

    Their entries have these names too, since ImageJ lists a set by its entries.
    """
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for (number, name), word in zip(
            zip(context.numbers, context.names, strict=True), _entry_names(context.names), strict=True
        ):
            colour = b"\xff" + bytes(context.colours[number - 1])
            for index, outline in enumerate(context.outlines_of(number), 1):
                called = f"{word} {index}"
                roi = _roi(outline.rings, f"{name} {index}")
                roi.stroke_color, roi.props = colour, _class(name)
                archive.writestr(zipfile.ZipInfo(f"{called}.roi"), roi.tobytes())


def found_objects(context: ExportContext) -> Iterator[Output]:
    """Yield the one file of the objects that were found."""
    yield Output("_objects_RoiSet.zip", lambda path: write_objects(path, context))


def write_objects(path: Path, context: ExportContext) -> None:
    """Write the exact outline of each object, named by its number, in its class's colour.

    Objects with holes or in several parts are composites.
    """
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, owner, outlines in context.found():
            roi = _roi([ring for outline in outlines for ring in outline.rings], str(number))
            roi.stroke_color = b"\xff" + bytes(context.colours[owner - 1])
            roi.props = _class(context.every_name[owner - 1])
            archive.writestr(zipfile.ZipInfo(f"{number}.roi"), roi.tobytes())


def _class(name: str) -> str:
    """Return the property of a region that says its class: ImageJ keeps such lines, and shows them."""
    return f"class: {' '.join(name.split())}\n"


def _entry_names(names: Sequence[str]) -> list[str]:
    """Return names as they can name entries of an archive on any system, each its own."""
    kept = [re.sub(r'[\x00-\x1f\x7f\\/:*?"<>|]+', "-", name).strip(" .")[:LONGEST_WORD] for name in names]
    return distinct([(word or "segment", "") for word in kept])


def _roi(rings: Sequence[Ring], name: str) -> "ImagejRoi":
    from roifile import ROI_TYPE, ImagejRoi

    if len(rings) == 1 and len(rings[0]) <= MOST_CORNERS:
        roi = ImagejRoi.frompoints(rings[0], name=name)
        roi.roitype = ROI_TYPE.TRACED  # what ImageJ's own wand draws
        return roi
    corners = np.concatenate(rings)
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    path = np.concatenate([_path(ring) for ring in rings]).astype(np.float32)
    roi = ImagejRoi(
        roitype=ROI_TYPE.RECT, left=x0, top=y0, right=x1, bottom=y1, name=name, shape_roi_size=len(path)
    )
    roi.multi_coordinates = path
    return roi


def _path(ring: np.ndarray) -> np.ndarray:
    steps = np.column_stack([np.full(len(ring), LINE), ring])
    steps[0, 0] = MOVE
    return np.append(steps.ravel(), CLOSE)
