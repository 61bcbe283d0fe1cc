"""Arrays to Qt images. Each image owns a copy: Qt would otherwise read memory that NumPy may free."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
READY = {3: QImage.Format.Format_RGB32, 4: QImage.Format.Format_ARGB32_Premultiplied}
COLOURS = 256  # that an image with a table of colours may have


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels (h, w, 3) or (h, w, 4), red, green, blue and alpha, as an image with its own memory."""
    height, width, channels = pixels.shape
    rows = np.ascontiguousarray(pixels)
    return QImage(rows.data, width, height, channels * width, FORMATS[channels]).copy()


def ready_image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels (h, w, 3) or (h, w, 4) as an image in the form that Qt draws fastest."""
    height, width, channels = pixels.shape
    rows = np.ascontiguousarray(pixels)
    image = QImage(rows.data, width, height, channels * width, FORMATS[channels])
    return image.convertToFormat(READY[channels])  # which has its own memory


def image_of_codes(codes: NDArray[Any], table: NDArray[np.uint8]) -> QImage:
    """Return codes (h, w) in the colours (n, 4) of a table, in the form that Qt draws fastest."""
    if codes.dtype != np.uint8 or len(table) > COLOURS:
        packed = np.ascontiguousarray(table).view(np.uint32).ravel()
        return ready_image_of(np.take(packed, codes).view(np.uint8).reshape(*codes.shape, 4))
    red, green, blue, alpha = table.astype(np.uint32).T
    height, width = codes.shape
    rows = np.ascontiguousarray(codes)
    image = QImage(rows.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable((alpha << 24 | red << 16 | green << 8 | blue).tolist())
    return image.convertToFormat(READY[4])
