"""ImageJ's regions of interest: one (.roi) or a set of them (.zip); roifile takes them apart."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize
from gmmseg.io.readers.annotations.rasterising import Patch, filled

if TYPE_CHECKING:
    from roifile import ImagejRoi

MOST_BYTES = 2**28  # of all regions of a set together, unpacked
MOST_REGIONS = 2**20
MOVE, LINE, QUADRATIC, CUBIC, CLOSE = range(5)  # how ImageJ writes a path
POINTS = {MOVE: 1, LINE: 1, QUADRATIC: 2, CUBIC: 3, CLOSE: 0}
STEPS = np.linspace(0, 1, 17)[1:, None]  # along a curve of a path
CLASS = "class"  # the property that says it


def shapes(path: Path, shape: PictureSize) -> Iterator[Annotation]:
    """Yield each region of a file; no pixels for lines and points.

    Its class is what its properties say; else its name without a number at the end; else its group.
    """
    from roifile import ImagejRoi

    for name, content in _regions(path):
        roi = ImagejRoi.frombytes(content)
        called = roi.name or name
        yield Annotation(called, _class_name(roi, called), _patch(roi, shape))


def _regions(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each; sizes are looked at before they are unpacked."""
    if path.suffix.lower() != ".zip":
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
        yield path.stem, path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        members = [each for each in archive.infolist() if each.filename.lower().endswith(".roi")]
        if not members:
            raise ValueError("there is no .roi in it")
        if len(members) > MOST_REGIONS or sum(each.file_size for each in members) > MOST_BYTES:
            raise ValueError(f"it has {len(members):,} regions of more than {MOST_BYTES:,} bytes together")
        for each in members:
            yield Path(each.filename).stem, archive.read(each)


def _class_name(roi: "ImagejRoi", called: str) -> str:
    for line in io.StringIO(roi.props):
        key, _, value = line.partition(":")
        if key.strip() == CLASS:
            return value.strip()
    word = re.sub(r"[\s_-]*[\d-]*$", "", called).strip()
    return word or (f"group {roi.group}" if roi.group else "")


def _patch(roi: "ImagejRoi", shape: PictureSize) -> Patch | None:
    from roifile import ROI_TYPE

    if roi.multi_coordinates is not None and len(roi.multi_coordinates):
        return filled(_rings(np.asarray(roi.multi_coordinates, np.float64)), shape)
    if roi.roitype in {ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED}:
        return filled([np.asarray(roi.coordinates(), np.float64)], shape)
    if roi.roitype not in {ROI_TYPE.RECT, ROI_TYPE.OVAL}:
        return None
    x0, y0, x1, y1 = float(roi.left), float(roi.top), float(roi.right), float(roi.bottom)
    if roi.subpixelrect:
        x0, y0, x1, y1 = roi.xd, roi.yd, roi.xd + roi.widthd, roi.yd + roi.heightd
    if roi.roitype == ROI_TYPE.RECT:
        return filled([np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])], shape)
    return _oval((x0, y0, x1, y1), shape)


def _oval(sides: tuple[float, float, float, float], shape: PictureSize) -> Patch:
    """Return the pixels whose middles lie in an ellipse with the given sides."""
    x0, y0, x1, y1 = sides
    left, right = int(np.clip(np.floor(x0), 0, shape[1])), int(np.clip(np.ceil(x1), 0, shape[1]))
    top, bottom = int(np.clip(np.floor(y0), 0, shape[0])), int(np.clip(np.ceil(y1), 0, shape[0]))
    if right <= left or bottom <= top or x1 <= x0 or y1 <= y0:
        return 0, 0, np.zeros((0, 0), bool)
    x = (np.arange(left, right) + 0.5 - (x0 + x1) / 2) / ((x1 - x0) / 2)
    y = (np.arange(top, bottom) + 0.5 - (y0 + y1) / 2) / ((y1 - y0) / 2)
    return left, top, x**2 + y[:, None] ** 2 <= 1


def _rings(path: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the rings of a path, curves as 16 sides each."""
    rings: list[list[NDArray[np.float64]]] = []
    at = 0
    while at < len(path):
        step = int(path[at])
        n = POINTS.get(step)
        points = path[at + 1 : at + 1 + 2 * (n or 0)].reshape(-1, 2)
        if n is None or len(points) != n or (step != MOVE and not rings):
            raise ValueError(f"a path with the step {step} at {at} of {len(path)}")
        if step == MOVE:
            rings.append([points])
        elif step != CLOSE:
            rings[-1].append(_curved(rings[-1][-1][-1:], points))
        at += 1 + 2 * n
    return [np.concatenate(ring) for ring in rings]


def _curved(begin: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a line's end, or points along a quadratic or cubic curve."""
    if len(points) == 1:
        return points
    nodes = np.repeat(np.concatenate([begin, points])[None], len(STEPS), axis=0)
    while nodes.shape[1] > 1:  # de Casteljau's way, at all places at once
        nodes = nodes[:, :-1] * (1 - STEPS[:, None]) + nodes[:, 1:] * STEPS[:, None]
    return nodes[:, 0]
