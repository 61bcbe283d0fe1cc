"""PNG pictures of three channels with 8 bits and nothing else to tell, decoded by libpng.

Pillow, which knows all that a PNG may hold, takes half as long again. What is not plain, or damaged, is left
to it, and to what it says.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.readers.raster import ReadRequest

if TYPE_CHECKING:
    from PIL import Image as Pillow

LARGEST = 2**26  # pixels; of more, what is packed and what is decoded would both be in memory for long
FIRST = 33  # bytes to the first chunk behind the header
DEPTH, PLAIN = 24, bytes((8, 2, 0, 0, 0))  # bits, RGB, the usual compression and filters, not interlaced
_ERRORS = 2  # the stream that C libraries write their warnings to
ROOM = 2**20  # bytes that a file may have beside its pixels: more is read by Pillow, which stops at the end
_ONE_AT_A_TIME = Lock()  # it belongs to the whole process
NOT_PLAIN = {"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp", "transparency"}  # to Pillow


def pixels_of(stream: IO[bytes], picture: "Pillow.Image", request: ReadRequest) -> NDArray[np.uint8] | None:
    """Return the pixels (h, w, 3) of a picture that Pillow has opened, and None where it is to decode it."""
    if request.format != "PNG" or picture.mode != "RGB" or NOT_PLAIN.intersection(picture.info):
        return None
    if picture.width * picture.height > LARGEST or getattr(picture, "is_animated", False):
        return None
    place, most = stream.tell(), 4 * picture.width * picture.height + ROOM
    try:
        stream.seek(0)
        content = stream.read(most + 1)
    finally:
        stream.seek(place)
    if len(content) > most or content[DEPTH : DEPTH + len(PLAIN)] != PLAIN or not _ends_with_pixels(content):
        return None
    import imagecodecs

    try:
        with without_chatter():
            found: Any = imagecodecs.png_decode(content)
    except Exception:  # noqa: BLE001 - whatever it is, Pillow says it as it does of any other PNG
        return None
    is_right = found.shape == (picture.height, picture.width, 3) and found.dtype == np.uint8
    return cast("NDArray[np.uint8]", found) if is_right else None


def _ends_with_pixels(content: bytes) -> bool:
    """Return whether nothing but the end comes behind the pixels: it could say how they are meant."""
    place, has_begun = FIRST, False
    while place + 8 <= len(content):
        kind = content[place + 4 : place + 8]
        if kind == b"IEND":
            return has_begun
        if has_begun and kind != b"IDAT":
            return False
        has_begun = kind == b"IDAT"
        place += 12 + int.from_bytes(content[place : place + 4])
    return False


@contextmanager
def without_chatter() -> Iterator[None]:
    """Let what libraries write to the error stream by themselves go nowhere: errors come as exceptions."""
    with _ONE_AT_A_TIME:
        try:
            kept = os.dup(_ERRORS)
        except OSError:  # there is no such stream
            yield
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, _ERRORS)
            os.close(nowhere)
            yield
        finally:
            os.dup2(kept, _ERRORS)
            os.close(kept)
