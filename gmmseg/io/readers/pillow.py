"""Pictures that Pillow decodes, converted band by band so that they are never in memory twice."""

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

from gmmseg.errors import NoSuchPageError, TooManyPixelsError, UnreadableImageError
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers import plain_png
from gmmseg.io.readers.formats import SAFE
from gmmseg.io.readers.page_axes import PageAxis, PageSeries
from gmmseg.io.readers.raster import Meaning, Raster, ReadRequest, as_stored, bands
from gmmseg.io.readers.tiff_metadata import offered
from gmmseg.io.readers.transparency import ambiguity_notes, key_note

MOST_FRAMES = 10_000
_MOVING = ("GIF", "PNG", "WEBP", "FLI", "AVIF")  # formats whose frames follow each other in time
_MP_ENTRIES = 0xB002  # the tag of a multi-picture file that lists its pictures (CIPA DC-007)
ONE_AT_A_TIME = Lock()  # Pillow's limit and Python's warning filters belong to the whole process

_DIRECT: dict[str, tuple[str, Meaning]] = {  # how a mode is taken over, and what it means
    "1": ("1", "grey"), "L": ("L", "grey"), "I": ("I", "grey"), "F": ("F", "grey"),
    "I;16": ("I;16", "grey"), "I;16L": ("I;16L", "grey"), "I;16B": ("I;16B", "grey"),
    "LA": ("LA", "grey"), "La": ("LA", "grey"),
    "RGB": ("RGB", "rgb"), "RGBX": ("RGB", "rgb"), "RGBA": ("RGBA", "rgb"), "RGBa": ("RGBA", "rgb"),
    "CMYK": ("CMYK", "cmyk"), "LAB": ("LAB", "lab"),
}  # fmt: skip
_OPAQUE = 255
_PNG_DEPTH = 24  # where in a PNG the bits of a sample stand
_GIVEN = ReadRequest("picture", "", None, 0)  # what stands for a picture that is no file

_CONVERTED = {"P": "palette", "PA": "palette", "YCbCr": "YCbCr", "HSV": "HSV"}


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
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
        n_bits = _bits(stream, request)
        pixels = plain_png.pixels_of(stream, picture, request)
        if pixels is not None:
            return Raster(
                pixels=pixels,
                meaning="rgb",
                profile=profile_of(picture),
                notes=tuple(notes),
                n_bits=n_bits,
                offered_size=_offered_size(picture, 1),
            )
        picture.load()
        return _taken_over(picture, notes, request, n_bits)


def described(stream: IO[bytes], request: ReadRequest) -> PageSeries:
    """Return the frames of the picture in `stream`: none is decoded, of a GIF all are passed through.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    UnreadableImageError
        If it has more frames than are read.
    Exception
        Whatever Pillow raises on a damaged file.
    """
    with opened(stream, request) as picture:
        n = _n_frames(picture)
        if n > MOST_FRAMES:
            sentence = f"it has {n:,} frames, and at most {MOST_FRAMES:,} are read"
            raise UnreadableImageError(request.name, sentence, "Split it into smaller files")
        axis = PageAxis.of("T" if request.format in _MOVING else "I", n)
        return PageSeries((axis,) if n > 1 else (), picture.height, picture.width, len(picture.getbands()))


def _n_frames(picture: Pillow.Image) -> int:
    """Return how many frames a picture has; small versions of it that a camera puts behind it are none."""
    n = int(getattr(picture, "n_frames", 1))
    entries = (getattr(picture, "mpinfo", None) or {}).get(_MP_ENTRIES, ())
    kinds = [str(entry["Attribute"]["MPType"]) for entry in entries][:n]
    while len(kinds) > 1 and kinds[-1].startswith("Large Thumbnail"):
        kinds.pop()
    return len(kinds) or n


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Pillow.Image]:
    """Open the picture in `stream` without decoding it, if it is not larger than asked."""
    formats = ("JPEG", "MPO") if request.format == "JPEG" else (request.format,)
    with _limited(request), Pillow.open(stream, formats=formats) as picture:
        if picture.width * picture.height > request.max_pixels:
            raise TooManyPixelsError(request.name, picture.width, picture.height, request.max_pixels)
        Pillow.MAX_IMAGE_PIXELS = request.max_pixels  # frames and pictures inside may be larger
        yield picture


@contextmanager
def _limited(request: ReadRequest) -> Iterator[None]:
    """Let Pillow refuse what is larger than asked, pictures inside pictures too, and keep its warnings."""
    with ONE_AT_A_TIME, warnings.catch_warnings():
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


def _choose_frame(picture: Pillow.Image, request: ReadRequest) -> list[str]:
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


def as_given(picture: Pillow.Image) -> Raster:
    """Return a picture that is open already; its rows and columns stay, whatever its orientation says."""
    picture.load()
    return _taken_over(picture, [], _GIVEN, 8)


def _bits(stream: IO[bytes], request: ReadRequest) -> int:
    """Return how many bits a sample of a PNG has in the file, where Pillow spreads 2 and 4 to 8."""
    if request.format != "PNG":
        return 8
    stream.seek(_PNG_DEPTH)
    return int.from_bytes(stream.read(1))


def _taken_over(picture: Pillow.Image, notes: list[str], request: ReadRequest, n_bits: int) -> Raster:
    """Return the loaded picture as arrays; the stored rows are written straight to where they belong."""
    mode, meaning = _DIRECT.get(picture.mode, ("RGBA" if picture.has_transparency_data else "RGB", "rgb"))
    if picture.mode in _CONVERTED:
        notes.append(f"Colours were converted from {_CONVERTED[picture.mode]} to RGB.")
    orientation = 1 if request is _GIVEN else orientation_of(picture, notes)
    key = _transparent_colour(picture, n_bits) if mode == picture.mode else None
    size = (picture.height, picture.width) if orientation < 5 else (picture.width, picture.height)
    n_channels = len(mode) if mode in ("LA", "RGB", "RGBA", "CMYK", "LAB") else 1
    has_alpha = mode in ("LA", "RGBA")
    if has_alpha and mode == picture.mode and request.alpha == "channel":
        has_alpha, meaning = False, "channels"
    pixels = np.empty((*size, n_channels - has_alpha), _type(mode))
    alpha = np.empty(size, np.uint8) if has_alpha or key is not None else None
    stored = as_stored(pixels, orientation), None if alpha is None else as_stored(alpha, orientation)
    for top, bottom in bands(picture.height, picture.width):
        band = picture.crop((0, top, picture.width, bottom))
        _write(np.asarray(band if band.mode == mode else band.convert(mode)), key, stored, slice(top, bottom))
    if picture.format == "BMP" and alpha is not None and not alpha.any():
        alpha = None  # many writers leave the fourth byte empty: it is no transparency
    if alpha is not None and mode == picture.mode and request.alpha == "auto":
        notes += key_note(alpha > 0) if key is not None else ambiguity_notes(alpha, _OPAQUE, n_channels - 1)
    return Raster(
        pixels=pixels,
        meaning=meaning,
        span=(0.0, 1.0) if mode == "1" else None,
        mask=None if alpha is None else alpha > 0,
        profile=profile_of(picture),
        notes=tuple(notes),
        orientation=orientation,
        n_bits=n_bits if mode in ("1", "L", "RGB", "LA", "RGBA") else None,
        offered_size=_offered_size(picture, orientation),
    )


def _offered_size(picture: Pillow.Image, orientation: int) -> PixelSize | None:
    """Return height and width of a pixel by the resolution in a PNG or JPEG, micrometres, if it says any."""
    dots = picture.info.get("dpi")
    if picture.format not in ("PNG", "JPEG", "MPO") or not isinstance(dots, tuple) or len(dots) != 2:
        return None
    if picture.format != "PNG" and picture.info.get("jfif_unit") not in (1, 2):
        return None
    try:
        width, height = (25_400 / float(each) for each in dots)
    except (ValueError, ZeroDivisionError, TypeError):
        return None
    return offered(height, width) if orientation < 5 else offered(width, height)


def _transparent_colour(picture: Pillow.Image, n_bits: int) -> object:
    """Return the one colour that the file declares transparent, as Pillow shows it; None if there is none."""
    key = picture.info.get("transparency")
    if picture.mode == "1" and key is not None:
        return bool(key)  # Pillow says 255 for 1
    if picture.mode == "L" and isinstance(key, int):
        most = 2**n_bits - 1  # the key is as stored, the samples are spread; of its 16 bits only these count
        return (key & most) * _OPAQUE // most
    if picture.mode == "RGB" and isinstance(key, tuple):
        return tuple(each & _OPAQUE for each in key)
    return key


def _type(mode: str) -> type[np.generic]:
    if mode.startswith("I;16"):
        return np.uint16
    return {"I": np.int32, "F": np.float32}.get(mode, np.uint8)


def _write(
    band: NDArray[Any], key: object, stored: tuple[NDArray[Any], NDArray[np.uint8] | None], rows: slice
) -> None:
    """Write the band's colours, and how opaque they are, into the stored rows."""
    pixels, alpha = stored
    band = band.reshape(*band.shape[:2], -1)
    if band.shape[2] > pixels.shape[2]:
        assert alpha is not None
        alpha[rows] = band[..., -1]
        band = band[..., :-1]
    elif alpha is not None:
        alpha[rows] = (band != np.asarray(key)).any(axis=2)
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
