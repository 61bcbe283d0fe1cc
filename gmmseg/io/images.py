"""File to picture: the one place that trusts no file."""

from os import PathLike, fspath
from pathlib import Path

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import Image

SAFE = ("PNG", "JPEG", "MPO", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000", "PPM")


def read(path: str | PathLike[str]) -> Image:
    """Return the picture in a file.

    Parameters
    ----------
    path : path-like
        The file.

    Raises
    ------
    UnreadableImageError
        If the file is missing or holds no picture.
    """
    file = Path(fspath(path))
    if not file.is_file():
        raise UnreadableImageError(file.name, "there is no such file", "Check the path")
    import numpy as np
    from PIL import Image as Pillow
    from PIL import ImageOps

    try:
        with Pillow.open(file, formats=SAFE) as opened:
            upright = ImageOps.exif_transpose(opened)
            kept = upright if upright.mode in ("L", "RGB", "I;16", "F") else upright.convert("RGBA")
            return Image.from_array(np.asarray(kept), name=file.name)
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableImageError(
            file.name, "it is not a picture, or a broken one", "Give another file"
        ) from error
