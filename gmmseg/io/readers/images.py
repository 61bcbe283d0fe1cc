"""Reads picture files of any supported format; no file is trusted."""

import math
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import numpy as np

from gmmseg.errors import (
    BadSettingError,
    CameraFileError,
    DifferentPagesError,
    GmmsegError,
    MissingImageError,
    RefusedFormatError,
    UnreadableImageError,
)
from gmmseg.imaging.image import ALPHAS, CHANNEL_NAMES, Alpha, ChannelInfo, Image
from gmmseg.imaging.units import PixelSize, length_text
from gmmseg.io.readers import formats as known
from gmmseg.io.readers.formats import SAFE
from gmmseg.io.readers.page_axes import Pages, PageSeries
from gmmseg.io.readers.page_selection import PageRequest
from gmmseg.io.readers.raster import Raster, ReadRequest, upright

if TYPE_CHECKING:
    from PIL import Image as Pillow

__all__ = ["MAX_PIXELS", "SAFE", "format_of", "of_pillow", "pages_of", "read"]

Decoded = TypeVar("Decoded")

MAX_PIXELS = 500_000_000
MOST_BYTES_PER_PIXEL = 64  # of pages that are channels of one picture: as of other channels
_OF_ONE_PAGE = ("PPM", "JPEG2000", "BMP")
_MASK_SUFFIX = ".msk"  # of the file that GDAL keeps a picture's mask in
_LONGEST_ERROR = 1000  # characters of what a decoder says

_KINDS = (
    (stat.S_ISDIR, "it is a folder, which gmmseg batch takes"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
    (stat.S_ISSOCK, "it is a socket"),
)


def read(
    path: str | PathLike[str],
    *,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    max_pixels: int = MAX_PIXELS,
    formats: Iterable[str] = SAFE,
    alpha: Alpha = "auto",
    pixel_size: PixelSize | None = None,
) -> Image:
    """Return the picture in a file, upright, with its pixels in full precision.

    Colours become sRGB; grey stays one channel; transparent pixels, those that are not finite, and those
    that the file or a mask beside it (`picture.tif.msk`) leaves out are masked out. Whatever reading
    changed or passed over stands in the picture's `notes`.

    Parameters
    ----------
    path : path-like
        The file. Its format is recognised by its first bytes, not by its name.
    page : int or str, optional
        Page of a TIFF, plane of a stack or frame of an animation, counted from 1, or where it lies, as in
        "t=2,z=3". Without it the first is read, and a note says that there are others; a stack in time or
        depth is refused.
    axis : str, optional
        Along which axis `page` counts ("z", "time", ...; the others are at their first), or, with
        `as_channels`, which axis' planes are channels. By default pages count through the whole file.
    as_channels : bool
        Whether the planes of an axis are the channels of one picture, and pages those along the others.
    max_pixels : int
        Pictures with more pixels are refused before they are decoded.
    formats : iterable of str
        Names of formats that may be read: those of `formats.SAFE`, and of `formats.EXTRA` if asked for.
    alpha : {"auto", "channel", "mask"}
        What a channel beside the colours is: transparency where the file declares it so, with a note where
        that looks like habit; a channel like the others; or transparency although the file does not say so.
    pixel_size : tuple of two floats, optional
        Height and width of a pixel, micrometres, whatever the file says.

    Returns
    -------
    Image
        Of type uint8, uint16 or float32, named after the file.

    Raises
    ------
    UnreadableImageError
        If the file cannot be read as a picture; its children say why: `MissingImageError`,
        `RefusedFormatError`, `MissingReaderError`, `CameraFileError`, `TooManyPixelsError`,
        `NoSuchPageError`, `PageNeededError`, `OnePageError`, `NoSuchAxisError`, `DifferentPagesError`.
    NoUsablePixelsError
        If no pixel is opaque and finite.
    BadSettingError
        If `formats` names an unknown format, `page` or `max_pixels` is not a whole number from 1, or
        `alpha` is something else.
    """
    admitted = known.admitted(formats)
    if page is not None and not isinstance(page, str) and (not isinstance(page, int) or page < 1):
        raise BadSettingError("page", page, "a whole number from 1")
    if not isinstance(max_pixels, int) or max_pixels < 1:
        raise BadSettingError("max_pixels", max_pixels, "a whole number from 1")
    if alpha not in ALPHAS:
        raise BadSettingError("alpha", alpha, f"one of {', '.join(ALPHAS)}")
    file = Path(path)
    with opened(file) as stream:
        head = stream.read(known.HEAD)
        found = format_of_head(file.name, head, admitted)
        request = ReadRequest(file.name, found, None, max_pixels, alpha, file)
        planes = _planes(stream, head, request, PageRequest(page, axis, as_channels))
        request = replace(request, page=planes[0])
        raster = (
            _decoded(stream, head, request) if len(planes) == 1 else _joined(stream, head, request, planes)
        )
        raster = _placed(raster, file, stream, found)
        raster = _described_beside(raster, file)
    raster = _masked_beside(raster, file, request)
    if pixel_size is not None:
        raster = replace(raster, pixel_size=pixel_size, offered_size=None)
    image = replace(_image(raster, file.name), path=file.absolute())
    return image.noted(*_about_size(raster), *_misnamed(file, found))


def of_pillow(picture: "Pillow.Image", name: str = "picture") -> Image:
    """Return a picture that Pillow has opened, or made, in colours and with what is transparent masked out.

    Its rows and columns stay as they are, whatever its EXIF orientation says.

    Raises
    ------
    NoUsablePixelsError
        If every pixel is transparent.
    """
    from gmmseg.io.readers import colour_conversion, pillow

    return _image(colour_conversion.settled(pillow.as_given(picture)), name)


def format_of(path: str | PathLike[str], formats: Iterable[str] = SAFE) -> str:
    """Return the format of a picture file by its first bytes; errors are those of `read`."""
    file = Path(path)
    with opened(file) as stream:
        return format_of_head(file.name, stream.read(known.HEAD), known.admitted(formats))


def pages_of(
    path: str | PathLike[str], *, max_pixels: int = MAX_PIXELS, formats: Iterable[str] = SAFE
) -> Pages:
    """Return which pages a file has, and on which axes they lie; nothing is decoded.

    Parameters
    ----------
    path, max_pixels, formats
        As `read` takes them.

    Raises
    ------
    UnreadableImageError
        If the file cannot be read as a picture.
    """
    admitted = known.admitted(formats)
    file = Path(path)
    with opened(file) as stream:
        head = stream.read(known.HEAD)
        request = ReadRequest(
            file.name, format_of_head(file.name, head, admitted), None, max_pixels, path=file
        )
        return guarded(request, lambda: _described(stream, head, request))


def _described(stream: IO[bytes], head: bytes, request: ReadRequest) -> Pages:
    """Return the pages of what is in `stream`."""
    from gmmseg.io.readers import high_bit_depth

    if request.format == "TIFF":
        from gmmseg.io.readers import tiff

        return Pages(request.name, *tiff.described(stream, request))
    if request.format in known.INSTRUMENTS:
        from gmmseg.io.readers.instruments import files

        return Pages(request.name, files.described(stream, request))
    one = request.format in _OF_ONE_PAGE or high_bit_depth.is_deep(head, request.format)
    if one:
        return Pages(request.name, (PageSeries((), 0, 0, 0),))
    from gmmseg.io.readers import pillow

    high_bit_depth.check_plausible(head, stream.seek(0, os.SEEK_END), request)
    stream.seek(0)
    return Pages(request.name, (pillow.described(stream, request),), is_still=False)


def _planes(
    stream: IO[bytes], head: bytes, request: ReadRequest, wanted: PageRequest
) -> tuple[int | None, ...]:
    """Return the numbers of the pages that make the picture asked for; None is the first, with a note."""
    if wanted.is_simple:
        return (wanted.number,)
    pages = guarded(request, lambda: _described(stream, head, request))
    return wanted.planes(pages)


def _joined(stream: IO[bytes], head: bytes, request: ReadRequest, planes: Sequence[int | None]) -> Raster:
    """Return pages of one size as the channels of one picture; what any of them leaves out is masked."""
    first = _decoded(stream, head, request)
    height, width, n_each = first.pixels.shape
    n_bytes = first.pixels.nbytes * len(planes)
    if n_bytes > request.max_pixels * MOST_BYTES_PER_PIXEL:
        raise UnreadableImageError(
            request.name,
            f"its {n_each * len(planes)} channels would take {n_bytes / 1e9:.1f} GB",
            "Read fewer pages as channels, or raise --max-pixels",
        )
    pixels = np.empty((height, width, n_each * len(planes)), first.pixels.dtype)
    mask, notes, spans = None, dict.fromkeys(first.notes), {first.span}
    info: tuple[ChannelInfo, ...] = ()
    for i, plane in enumerate(planes):
        each = first if i == 0 else _decoded(stream, head, replace(request, page=plane))
        if each.pixels.shape != first.pixels.shape or each.pixels.dtype != first.pixels.dtype:
            raise DifferentPagesError(request.name, _size_and_type(first), _size_and_type(each))
        pixels[..., i * n_each : (i + 1) * n_each] = each.pixels
        if each.mask is not None:
            mask = each.mask if mask is None else mask & each.mask
        notes |= dict.fromkeys(each.notes)
        spans.add(each.span)
        info += each.channel_info
    span = first.span if len(spans) == 1 else None
    info = info if len(info) == pixels.shape[2] else ()
    joined = replace(first, pixels=pixels, meaning="channels", mask=mask, span=span, channel_info=info)
    return replace(joined, notes=tuple(notes))


def _size_and_type(raster: Raster) -> str:
    height, width, _ = raster.pixels.shape
    return f"{width} x {height} of {raster.pixels.dtype.name}"


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
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


def format_of_head(name: str, head: bytes, admitted: tuple[str, ...]) -> str:
    """Return the format of a file that begins with `head`, if it is admitted."""
    if not head:
        raise UnreadableImageError(name, "the file is empty", "Get a whole copy of the file")
    suffix = Path(name).suffix
    camera = known.camera(head, suffix)
    if camera is not None:
        raise CameraFileError(name, camera)
    found = known.identify(head, suffix)
    if found is None:
        raise UnreadableImageError(
            name, "it is not a picture in any known format", f"Give a file in one of {', '.join(SAFE)}"
        )
    if found not in admitted:
        raise RefusedFormatError(name, found, found in (*SAFE, *known.EXTRA), admitted)
    return found


def _decoded(stream: IO[bytes], head: bytes, request: ReadRequest) -> Raster:
    """Return the picture in `stream`."""
    return guarded(request, lambda: _decode(stream, head, request))


def guarded(request: ReadRequest, work: Callable[[], Decoded]) -> Decoded:
    """Return what `work` returns; whatever a decoder stumbles over becomes one sentence."""
    try:
        return work()
    except GmmsegError:
        raise
    except MemoryError:
        raise UnreadableImageError(
            request.name, "it takes more memory than there is", "Give a smaller picture"
        ) from None
    except Exception as error:  # decoders answer damaged files with errors of any class
        message = str(error)[:_LONGEST_ERROR]  # it may quote what is in the file, at any length
        detail = " ".join(re.sub(r"<[^<>]*>", "it", message).split())[:100] or type(error).__name__
        rare = "support" in detail.lower()  # decoders say so of what they lack, and of senseless numbers
        state, remedy = (
            ("damaged or of a rare kind", ", or save it as PNG") if rare else ("damaged or cut short", "")
        )
        raise UnreadableImageError(
            request.name,
            f"its {request.format} data are {state} ({detail})",
            f"Get a whole copy of the file{remedy}",
        ) from error


def _decode(stream: IO[bytes], head: bytes, request: ReadRequest) -> Raster:
    from gmmseg.io.readers import colour_conversion, high_bit_depth

    if request.format == "TIFF":
        from gmmseg.io.readers import tiff

        return colour_conversion.settled(tiff.decode(stream, request))
    if request.format in known.INSTRUMENTS:
        from gmmseg.io.readers.instruments import files

        return colour_conversion.settled(files.decode(stream, request))
    if request.format == "PPM":
        from gmmseg.io.readers import netpbm

        return netpbm.decode(stream, request)
    if request.format == "JPEG2000":
        from gmmseg.io.readers import jpeg2000

        return colour_conversion.settled(jpeg2000.decode(stream, request))
    high_bit_depth.check_plausible(head, stream.seek(0, os.SEEK_END), request)
    stream.seek(0)
    if high_bit_depth.is_deep(head, request.format):
        return colour_conversion.settled(high_bit_depth.decode(stream, request))
    from gmmseg.io.readers import pillow

    return colour_conversion.settled(pillow.decode(stream, request))


def _masked_beside(raster: Raster, file: Path, request: ReadRequest) -> Raster:
    """Return the raster without the pixels that a mask beside the file leaves out."""
    beside = file.with_name(file.name + _MASK_SUFFIX)
    if request.page not in (None, 1) or not os.path.isfile(beside):  # noqa: PTH113 - a Path raises where the name is too long
        return raster
    own = ReadRequest(beside.name, "TIFF", 1, request.max_pixels, "channel")
    try:
        with opened(beside) as stream:
            head = stream.read(known.HEAD)
            if known.identify(head, "") != "TIFF":
                raise UnreadableImageError(own.name, "it is no TIFF", "Remove it")
            mask = np.any(_decoded(stream, head, own).pixels > 0, axis=2)
    except UnreadableImageError as error:
        return raster.noted(f"The mask {beside.name} beside it was ignored: {error.reason}.")
    mask = np.ascontiguousarray(upright(mask, raster.orientation))
    height, width = raster.pixels.shape[:2]
    if mask.shape != (height, width):
        size = f"it has {mask.shape[1]} x {mask.shape[0]} pixels, and the picture {width} x {height}"
        return raster.noted(f"The mask {beside.name} beside it was ignored: {size}.")
    return raster.masked(mask, f"the mask {beside.name}")


def _placed(raster: Raster, file: Path, stream: IO[bytes], found: str) -> Raster:
    """Return the picture with its place on earth, and the size of its pixels there, where the file has it."""
    from gmmseg.io.readers import georeference

    raster = _found_place(raster, file, stream, found)
    if not raster.georeference or raster.pixel_size is not None:
        return raster
    size, notes = georeference.pixel_size(raster.georeference, raster.pixels.shape[:2])
    return replace(raster, pixel_size=size, offered_size=None).noted(*notes)


def _described_beside(raster: Raster, file: Path) -> Raster:
    """Return the picture with names of bands, and values that are no data, from GDAL's file beside it."""
    from gmmseg.io.readers import band_xml, georeference, tiff_channels

    text = georeference.aux_text(file)
    if not text or raster.meaning not in ("grey", "channels", "rgb"):
        return raster
    info, missing, notes = band_xml.beside(text, raster.pixels.shape[2])
    if info and not raster.channel_info:
        raster = replace(raster, channel_info=tuple(info))
    if missing is not None and raster.mask is None:
        raster = tiff_channels.without_value(raster, missing)
    return raster.noted(*notes)


def _found_place(raster: Raster, file: Path, stream: IO[bytes], found: str) -> Raster:
    """Return the picture with its place on earth, where a box in the file or files beside it tell of it."""
    if raster.georeference:
        return raster
    from gmmseg.io.readers import georeference

    tags, notes = georeference.in_jpeg2000(stream) if found == "JPEG2000" else ((), ())
    if not tags:
        tags, more = georeference.beside(file)
        notes = more or (() if tags else notes)
    if tags and raster.orientation != 1:  # they speak of rows and columns as they were
        tags, notes = (), ("Its place on earth was dropped, since it was turned.",)
    return replace(raster, georeference=tags).noted(*(note for note in notes if note not in raster.notes))


def _image(raster: Raster, name: str) -> Image:
    image = Image.owning(
        raster.pixels, span=raster.span, mask=raster.mask, name=name, is_colour=raster.meaning == "rgb"
    )
    placed = replace(
        image,
        georeference=raster.georeference,
        pixel_size=raster.pixel_size,
        n_bits=raster.n_bits,
    )
    if len(raster.channel_info) == image.n_channels:
        placed = _named(replace(placed, channel_info=raster.channel_info))
    return placed.noted(*raster.notes)


def _named(image: Image) -> Image:
    """Return the picture with the channels' own names, where they are neither grey nor colours."""
    names = image.channel_names
    plain = image.channels in CHANNEL_NAMES.values()
    if plain or names == CHANNEL_NAMES[3] or len(set(names)) < len(names):
        return image
    return replace(image, channels=names)


def _about_size(raster: Raster) -> tuple[str, ...]:
    """Return an offer of a pixel size that is not taken unasked."""
    if raster.offered_size is None or raster.pixel_size is not None:
        return ()
    height, width = raster.offered_size
    side = length_text(width).replace(" ", "")
    size = side if math.isclose(width, height, rel_tol=1e-3) else f"{width:.4g}x{height:.4g}um"
    dots = f"{25_400 / width:.4g} dots per inch"
    return (f"The file says {dots}, maybe for print, which was not taken: --pixel-size {size} takes it.",)


def _misnamed(file: Path, found: str) -> tuple[str, ...]:
    claimed = known.claimed(file.suffix)
    if claimed is None or claimed == found:
        return ()
    return (f"The file is named {file.suffix} but is in the format {found}.",)
