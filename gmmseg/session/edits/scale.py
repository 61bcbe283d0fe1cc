"""The scale of a picture, given by hand."""

import math
from dataclasses import replace

from gmmseg.imaging.units import PixelSize, pixel_size_of
from gmmseg.session.document import Edit

LineEnds = tuple[float, float, float, float]
"""Where a line begins and ends in the picture, in its pixels: x, y, x, y."""


def set_pixel_size(size: PixelSize | None) -> Edit:
    """Return the edit that gives the height and width of a pixel, micrometres; None: as the file says."""
    return lambda document: document if document.pixel_size == size else replace(document, pixel_size=size)


def size_from_line(line: LineEnds, micrometres: float, known: PixelSize | None = None) -> PixelSize:
    """Return the height and width of a pixel with which a line is so long, micrometres.

    Pixels are square unless `known`, a size that is given anew, has sides that differ: their ratio stays.

    Raises
    ------
    BadPixelSizeError
        If no pixel has such a size.
    """
    x0, y0, x1, y1 = line
    height, width = known or (1.0, 1.0)
    length = math.hypot((x1 - x0) * width, (y1 - y0) * height)
    return pixel_size_of((micrometres / length * height, micrometres / length * width))
