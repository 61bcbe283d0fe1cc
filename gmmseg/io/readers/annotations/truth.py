"""A truth to judge by: the class of each pixel, from a label map or from annotations."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers import label_maps
from gmmseg.io.readers.annotations import object_maps


def read_truth(path: Path, size: tuple[int, int], picture: str) -> NDArray[np.integer]:
    """Return the class of each pixel (h, w), 0 where it is not known.

    `size` is the height and width of the picture that annotations are of, `picture` its name without suffix.
    A label map comes as it is.
    """
    if path.suffix.lower() in object_maps.SUFFIXES:
        return object_maps.read_classes(path, size, picture=picture).labels
    return label_maps.read(path)[0]
