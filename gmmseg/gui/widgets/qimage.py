"""Arrays to Qt images. Each image owns a copy: Qt would otherwise read memory that NumPy may free."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels (h, w, 3) or (h, w, 4), red, green, blue and alpha, as an image with its own memory."""
    height, width, channels = pixels.shape
    rows = np.ascontiguousarray(pixels)
    return QImage(rows.data, width, height, channels * width, FORMATS[channels]).copy()
