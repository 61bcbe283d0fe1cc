"""File to picture: the one place that trusts no file."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import IO

from gmmseg.errors import (
    BadSettingError,
    GmmsegError,
    MissingImageError,
    RefusedFormatError,
    UnreadableImageError,
)
from gmmseg.imaging.image import Image
from gmmseg.io import formats as known
from gmmseg.io.formats import SAFE
from gmmseg.io.raster import Raster, Request

__all__ = ["MAX_PIXELS", "SAFE", "read"]

MAX_PIXELS = 500_000_000
_LONGEST_ERROR = 1000  # characters of what a decoder says

_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
    (stat.S_ISSOCK, "it is a socket"),
)


def read(
    path: str | PathLike[str],
    *,
    page: int | None = None,
    max_pixels: int = MAX_PIXELS,
    formats: Iterable[str] = SAFE,
) -> Image:
    """Return the picture in a file, upright, with its pixels in full precision.

    Colours become sRGB; grey stays one channel; transparent pixels and those that are not finite are
    masked out. Whatever reading changed or passed over stands in the picture's `notes`.

    Parameters
    ----------
    path : path-like
        The file. What it holds is told by its first bytes, not by its name.
    page : int, optional
        Page of a TIFF, plane of a stack or frame of an animation, counted from 1. Without it the first is
        read, and a note says that there are others; a stack in time or depth is refused.
    max_pixels : int
        Pictures with more pixels are refused before they are decoded.
    formats : iterable of str
        Names of formats that may be read: those of `formats.SAFE`, and of `formats.EXTRA` if asked for.

    Returns
    -------
    Image
        Of type uint8, uint16 or float32, named after the file.

    Raises
    ------
    UnreadableImageError
        If the file cannot be read as a picture; its children say why: `MissingImageError`,
        `RefusedFormatError`, `TooManyPixelsError`, `NoSuchPageError`, `PageNeededError`.
    NoUsablePixelsError
        If no pixel is opaque and finite.
    BadSettingError
        If `formats` names an unknown format, or `page` or `max_pixels` is not a whole number from 1.
    """
    admitted = known.admitted(formats)
    if page is not None and (not isinstance(page, int) or page < 1):
        raise BadSettingError("page", page, "a whole number from 1")
    if not isinstance(max_pixels, int) or max_pixels < 1:
        raise BadSettingError("max_pixels", max_pixels, "a whole number from 1")
    file = Path(path)
    with _opened(file) as stream:
        head = stream.read(known.HEAD)
        found = _format(file.name, head, admitted)
        request = Request(file.name, found, page, max_pixels)
        raster = _decoded(stream, head, request)
    return replace(_image(raster, file.name), path=file.absolute()).noted(*_misnamed(file, found))


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """Open a regular file; anything else could block for ever or never end."""
    try:
        kind = file.stat().st_mode
        for is_kind, reason in _KINDS:
            if is_kind(kind):
                raise UnreadableImageError(file.name, reason, "Give a picture file")
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise MissingImageError(file.name) from None
    except UnreadableImageError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableImageError(
            file.name, f"the system says {reason.lower()!r}", "Check its path and permissions"
        ) from None
    with os.fdopen(descriptor, "rb") as stream:
        yield stream


def _format(name: str, head: bytes, admitted: tuple[str, ...]) -> str:
    """Return the format of a file that begins with `head`, if it is admitted."""
    if not head:
        raise UnreadableImageError(name, "the file is empty", "Get a whole copy of the file")
    found = known.identify(head, Path(name).suffix)
    if found is None:
        raise UnreadableImageError(
            name, "it is not a picture in any known format", f"Give a file in one of {', '.join(SAFE)}"
        )
    if found not in admitted:
        raise RefusedFormatError(name, found, found in (*SAFE, *known.EXTRA), admitted)
    return found


def _decoded(stream: IO[bytes], head: bytes, request: Request) -> Raster:
    """Return the picture in `stream`; whatever a decoder stumbles over becomes one sentence."""
    try:
        return _decode(stream, head, request)
    except GmmsegError:
        raise
    except MemoryError:
        raise UnreadableImageError(
            request.name, "it takes more memory than there is", "Give a smaller picture"
        ) from None
    except Exception as error:  # decoders answer damaged files with errors of any class
        said = str(error)[:_LONGEST_ERROR]  # it may quote what is in the file, at any length
        detail = " ".join(re.sub(r"<[^<>]*>", "it", said).split())[:100] or type(error).__name__
        rare = "support" in detail.lower()  # decoders say so of what they lack, and of senseless numbers
        state, remedy = (
            ("damaged or of a rare kind", ", or save it as PNG") if rare else ("damaged or cut short", "")
        )
        raise UnreadableImageError(
            request.name,
            f"its {request.format} data are {state} ({detail})",
            f"Get a whole copy of the file{remedy}",
        ) from error


def _decode(stream: IO[bytes], head: bytes, request: Request) -> Raster:
    from gmmseg.io import colours, deep

    if request.format == "TIFF":
        from gmmseg.io import tiff

        return colours.settled(tiff.decode(stream, request))
    if request.format == "PPM":
        from gmmseg.io import netpbm

        return netpbm.decode(stream, request)
    deep.check_plausible(head, stream.seek(0, os.SEEK_END), request)
    n_bits = deep.bits(head, stream, request.format)
    stream.seek(0)
    if n_bits > 8:
        return colours.settled(deep.decode(stream, request, n_bits))
    from gmmseg.io import pillow

    return colours.settled(pillow.decode(stream, request))


def _image(raster: Raster, name: str) -> Image:
    image = Image.owning(
        raster.pixels, span=raster.span, mask=raster.mask, name=name, is_colour=raster.meaning == "rgb"
    )
    placed = replace(image, georeference=raster.georeference, pixel_size=raster.pixel_size)
    return placed.noted(*raster.notes)


def _misnamed(file: Path, found: str) -> tuple[str, ...]:
    claimed = known.claimed(file.suffix)
    if claimed is None or claimed == found:
        return ()
    return (f"The file is named {file.suffix} but is in the format {found}.",)
