"""PNG files from arrays."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

QUICK = 1  # of zlib's levels: photographs shrink hardly more at 6, which takes four times as long
RUNS = 3  # zlib's strategy of runs alone: on differences of neighbours quicker than matches, and smaller
PAETH = 128  # libpng's number of the filter that suits photographs; trying all takes twice as long
AT_ONCE = 2**26  # bytes of a picture that are packed in memory; larger ones are written bit by bit


def write_picture(path: Path, picture: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write a picture (h, w), (h, w, 3) or (h, w, 4), uint8 or uint16."""
    if picture.dtype == np.uint16 or picture.size <= AT_ONCE:
        _write_at_once(path, picture)
        return
    from PIL import Image

    _save(Image.fromarray(np.ascontiguousarray(picture)), path)


def write_flat(path: Path, picture: NDArray[np.uint8 | np.uint16]) -> None:
    """Write an array (h, w) that has large even areas."""
    from PIL import Image

    _save(Image.fromarray(np.ascontiguousarray(picture)), path)


def write_palette(path: Path, indices: NDArray[np.uint8], colours: NDArray[np.uint8]) -> None:
    """Write indices (h, w) into colours (n, 3), n up to 256; index 0 is transparent."""
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(indices))
    picture.putpalette(colours.tobytes())
    _save(picture, path, transparency=0)


def _write_at_once(path: Path, picture: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write what was packed in memory: twice as fast as Pillow, which keeps but 8 bits of deep colours."""
    import imagecodecs

    pixels = np.ascontiguousarray(picture)
    with path.open("wb") as file:
        file.write(imagecodecs.png_encode(pixels, level=QUICK, strategy=RUNS, filter=PAETH))


def _save(picture: Any, path: Path, **options: object) -> None:  # Pillow is imported late
    with path.open("wb") as file:
        picture.save(file, format="PNG", compress_level=QUICK, compress_type=RUNS, **options)
