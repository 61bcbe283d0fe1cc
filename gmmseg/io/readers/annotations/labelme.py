"""LabelMe's JSON: polygons, rectangles, circles and masks, filled as LabelMe fills them."""

import base64
import io
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize
from gmmseg.io.readers.annotations.rasterising import Patch, box, drawn

AREAS = ("polygon", "rectangle", "circle", "mask")  # kinds of shapes that have pixels


def shape_of(content: dict[str, Any]) -> PictureSize:
    """Return height and width of the picture."""
    return int(content["imageHeight"]), int(content["imageWidth"])


def shapes(content: dict[str, Any], shape: PictureSize) -> Iterator[Annotation]:
    """Yield the shapes, those of one group as parts of one object.

    No pixels for lines, points, and areas that have too few corners to be one.
    """
    for each in content["shapes"]:
        kind = each.get("shape_type") or "polygon"
        is_area = kind in AREAS and len(each["points"]) >= (3 if kind == "polygon" else 2)
        patch = _drawn(each, kind, shape) if is_area else None
        group = each.get("group_id")
        yield Annotation(group, str(each.get("label") or ""), patch, is_part=group is not None)


def _drawn(each: dict[str, Any], kind: str, shape: PictureSize) -> Patch:
    points = np.asarray(each["points"], np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("corners that are not two numbers each")
    if kind == "circle":
        radius = math.dist(points[0], points[1])
        points = np.array([points[0] - radius, points[0] + radius])
    if kind != "mask":
        return drawn(points, shape, "ellipse" if kind == "circle" else kind)
    left, top, right, bottom = box(points, shape)
    if right <= left or bottom <= top:
        return 0, 0, np.zeros((0, 0), bool)
    return left, top, _pasted(each["mask"], (bottom - top, right - left))


def _pasted(packed: str, room: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a mask from its PNG, whose size is looked at before it is unpacked."""
    with Image.open(io.BytesIO(base64.b64decode(packed)), formats=["PNG"]) as picture:
        if picture.height > room[0] or picture.width > room[1]:
            raise ValueError(f"a mask of {picture.width} by {picture.height} pixels, larger than its place")
        return np.asarray(picture.convert("L")) > 0
