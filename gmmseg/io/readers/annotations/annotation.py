"""What a file of annotations holds: pixels, the object that they are of, and its class."""

from dataclasses import dataclass
from typing import Any

from gmmseg.io.readers.annotations.rasterising import Patch

PictureSize = tuple[int, int]  # height, width


@dataclass(frozen=True, eq=False)
class Annotation:
    """Pixels of an object.

    Attributes
    ----------
    key : anything that has a text, or None
        Its number or name in the file; None or "" where it has none.
    class_name : str
        Its class; empty where the file says none.
    patch : (int, int, ndarray of bool), or None
        Left and upper side, and the pixels from there; None for what is no single object: a line, a point, a
        crowd.
    is_part : bool
        Whether it is one object with others of its class and key; else those are merely called alike.
    """

    key: Any
    class_name: str
    patch: Patch | None
    is_part: bool = False
