"""Pictures that Pillow decodes, taken over band by band so that they are never in memory twice."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags
from PIL import Image as Pillow

from gmmseg.errors import NoSuchPageError, TooManyPixelsError
from gmmseg.io.formats import SAFE
from gmmseg.io.raster import Meaning, Raster, Request, as_stored, bands

_ONE_AT_A_TIME = Lock()  # Pillow's limit and Python's warning filters belong to the whole process

_DIRECT: dict[str, tuple[str, Meaning]] = {  # how a mode is taken over, and what it means
    "1": ("1", "grey"), "L": ("L", "grey"), "I": ("I", "grey"), "F": ("F", "grey"),
    "I;16": ("I;16", "grey"), "I;16L": ("I;16L", "grey"), "I;16B": ("I;16B", "grey"),
    "LA": ("LA", "grey"), "La": ("LA", "grey"),
    "RGB": ("RGB", "rgb"), "RGBX": ("RGB", "rgb"), "RGBA": ("RGBA", "rgb"), "RGBa": ("RGBA", "rgb"),
    "CMYK": ("CMYK", "cmyk"), "LAB": ("LAB", "lab"),
}  # fmt: skip
_CONVERTED = {"P": "palette", "PA": "palette", "YCbCr": "YCbCr", "HSV": "HSV"}


def decode(stream: IO[bytes], request: Request) -> Raster:
    """Return the picture in `stream`, upright.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If it has no frame `request.page`.
    Exception
        Whatever Pillow raises on a damaged file.
    """
    with opened(stream, request) as picture:
        notes = _choose_frame(picture, request)
        picture.load()
        return _taken_over(picture, notes)


@contextmanager
def opened(stream: IO[bytes], request: Request) -> Iterator[Pillow.Image]:
    """Open the picture in `stream` without decoding it, if it is not larger than asked."""
    formats = ("JPEG", "MPO") if request.format == "JPEG" else (request.format,)
    with _limited(request), Pillow.open(stream, formats=formats) as picture:
        if picture.width * picture.height > request.max_pixels:
            raise TooManyPixelsError(request.name, picture.width, picture.height, request.max_pixels)
        Pillow.MAX_IMAGE_PIXELS = request.max_pixels  # frames and pictures inside may be larger
        yield picture


@contextmanager
def _limited(request: Request) -> Iterator[None]:
    """Let Pillow refuse what is larger than asked, pictures inside pictures too, and keep its warnings."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        before = Pillow.MAX_IMAGE_PIXELS
        Pillow.MAX_IMAGE_PIXELS = None if request.format in SAFE else request.max_pixels
        try:
            yield
        except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
            found = re.search(r"\((\d+) pixels\)", str(error))
            n_pixels = int(found[1]) if found else 0
            raise TooManyPixelsError(request.name, n_pixels, 1, request.max_pixels) from error
        finally:
            Pillow.MAX_IMAGE_PIXELS = before


def _choose_frame(picture: Pillow.Image, request: Request) -> list[str]:
    """Go to the frame asked for; return a note if others are passed over unasked."""
    if request.page is None:
        if picture.format == "MPO" or not getattr(picture, "is_animated", False):
            return []
        n_frames = getattr(picture, "n_frames", 0)
        return [f"The first of {n_frames} frames was read; ask for another with --page."]
    try:
        picture.seek(request.page - 1)
    except EOFError:
        raise NoSuchPageError(request.name, request.page, getattr(picture, "n_frames", 1)) from None
    return []


def _taken_over(picture: Pillow.Image, notes: list[str]) -> Raster:
    """Return the loaded picture as arrays; the stored rows are written straight to where they belong."""
    mode, meaning = _DIRECT.get(picture.mode, ("RGBA" if picture.has_transparency_data else "RGB", "rgb"))
    if picture.mode in _CONVERTED:
        notes.append(f"Colours were converted from {_CONVERTED[picture.mode]} to RGB.")
    orientation = orientation_of(picture, notes)
    key = _transparent_colour(picture) if mode == picture.mode else None
    size = (picture.height, picture.width) if orientation < 5 else (picture.width, picture.height)
    n_channels = len(mode) if mode in ("LA", "RGB", "RGBA", "CMYK", "LAB") else 1
    transparent = mode in ("LA", "RGBA")
    pixels = np.empty((*size, n_channels - transparent), _type(mode))
    mask = np.empty(size, np.bool_) if transparent or key is not None else None
    stored = as_stored(pixels, orientation), None if mask is None else as_stored(mask, orientation)
    for top, bottom in bands(picture.height, picture.width):
        band = picture.crop((0, top, picture.width, bottom))
        _write(np.asarray(band if band.mode == mode else band.convert(mode)), key, stored, slice(top, bottom))
    if picture.format == "BMP" and mask is not None and not mask.any():
        mask = None  # many writers leave the fourth byte empty: it is no transparency
    return Raster(
        pixels=pixels,
        meaning=meaning,
        span=(0.0, 1.0) if mode == "1" else None,
        mask=mask,
        profile=profile_of(picture),
        notes=tuple(notes),
        turned=orientation != 1,
    )


def _transparent_colour(picture: Pillow.Image) -> object:
    """Return the one colour that the file declares transparent, None if it declares none."""
    key = picture.info.get("transparency")
    return bool(key) if picture.mode == "1" and key is not None else key  # Pillow says 255 for 1


def _type(mode: str) -> type[np.generic]:
    if mode.startswith("I;16"):
        return np.uint16
    return {"I": np.int32, "F": np.float32}.get(mode, np.uint8)


def _write(
    band: NDArray[Any], key: object, stored: tuple[NDArray[Any], NDArray[np.bool_] | None], rows: slice
) -> None:
    """Write the band's colours, and where they are not transparent, into the stored rows."""
    pixels, mask = stored
    band = band.reshape(*band.shape[:2], -1)
    if band.shape[2] > pixels.shape[2]:
        assert mask is not None
        mask[rows] = band[..., -1] > 0
        band = band[..., :-1]
    elif mask is not None:
        mask[rows] = (band != np.asarray(key)).any(axis=2)
    pixels[rows] = band


def orientation_of(picture: Pillow.Image, notes: list[str]) -> int:
    """Return the EXIF orientation, 1 if there is none; add to `notes` what is done about it."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - metadata come in every kind of broken, and none is worth the picture
        notes.append("The EXIF data are damaged and were ignored.")
        return 1
    if orientation not in range(2, 9):
        return 1
    notes.append(f"The picture was turned upright, as its EXIF orientation {orientation} asks.")
    return int(orientation)


def profile_of(picture: Pillow.Image) -> bytes:
    """Return the ICC profile, empty if there is none."""
    profile = picture.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else b""
