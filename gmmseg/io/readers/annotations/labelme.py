"""LabelMe's JSON: polygons, rectangles, circles and masks, filled as LabelMe fills them."""

import base64
import io
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from gmmseg.io.readers.annotations.rasterising import Patch

AREAS = ("polygon", "rectangle", "circle", "mask")  # kinds of shapes that have pixels


def shape_of(content: dict[str, Any]) -> tuple[int, int]:
    """Return height and width of the picture."""
    return int(content["imageHeight"]), int(content["imageWidth"])


def shapes(content: dict[str, Any], shape: tuple[int, int]) -> Iterator[tuple[Any, Patch | None]]:
    """Yield group and pixels of each shape; no pixels for lines and points."""
    for each in content["shapes"]:
        kind = each.get("shape_type") or "polygon"
        yield each.get("group_id"), _drawn(each, kind, shape) if kind in AREAS else None


def _drawn(each: dict[str, Any], kind: str, shape: tuple[int, int]) -> Patch:
    points = np.asarray(each["points"], np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("corners that are not two numbers each")
    if kind == "circle":
        radius = math.dist(points[0], points[1])
        points = np.array([points[0] - radius, points[0] + radius])
    left, top = (int(max(v, 0)) for v in np.floor(points.min(axis=0)))
    right, bottom = (int(min(v + 2, side)) for v, side in zip(points.max(axis=0), shape[::-1], strict=True))
    if right <= left or bottom <= top:
        return 0, 0, np.zeros((0, 0), bool)
    if kind == "mask":
        inside = _pasted(each["mask"], (bottom - top, right - left))
        return left, top, inside
    canvas = Image.new("L", (right - left, bottom - top))
    # Pillow keeps coordinates as 32-bit numbers: those far outside of the picture are brought near it.
    far = 2.0 * max(shape)
    corners = [tuple(point) for point in (np.clip(points, -far, far) - (left, top)).tolist()]
    draw = ImageDraw.Draw(canvas)
    if kind == "polygon":
        if len(corners) < 3:
            raise ValueError("a polygon of less than three corners")
        draw.polygon(corners, outline=1, fill=1)
    else:
        (x0, y0), (x1, y1) = np.min(corners, axis=0).tolist(), np.max(corners, axis=0).tolist()
        (draw.rectangle if kind == "rectangle" else draw.ellipse)((x0, y0, x1, y1), outline=1, fill=1)
    return left, top, np.asarray(canvas) > 0


def _pasted(packed: str, room: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a mask from its PNG, whose size is looked at before it is unpacked."""
    with Image.open(io.BytesIO(base64.b64decode(packed)), formats=["PNG"]) as picture:
        if picture.height > room[0] or picture.width > room[1]:
            raise ValueError(f"a mask of {picture.width} by {picture.height} pixels, larger than its place")
        return np.asarray(picture.convert("L")) > 0
