"""PNG pictures of 16 bits and several channels, which Pillow would reduce to 8."""

from typing import IO

import numpy as np

from gmmseg.errors import NoSuchPageError, UnreadableImageError
from gmmseg.io.readers import pillow, transparency
from gmmseg.io.readers.plain_png import without_chatter
from gmmseg.io.readers.raster import Raster, ReadRequest, upright

_INFLATION = 1032  # bytes that one byte of a deflate stream can become at most
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # per pixel, by colour type
_RGB, _WITH_ALPHA = 2, (4, 6)  # colour types
_FULL = 2**16 - 1


def is_deep(head: bytes, format_name: str) -> bool:
    """Return whether a file that begins with `head` is a PNG of several channels with 16 bits each."""
    several = len(head) > 25 and head[25] in (_RGB, *_WITH_ALPHA)
    return format_name == "PNG" and several and head[24] == 16


def check_plausible(head: bytes, n_bytes: int, request: ReadRequest) -> None:
    """Refuse a PNG whose file cannot hold what its header promises, before memory is set aside for it.

    Raises
    ------
    UnreadableImageError
        If it cannot.
    """
    if request.format != "PNG" or len(head) < 26:
        return
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    promised = height * (width * _PNG_SAMPLES.get(head[25], 1) * head[24] // 8)
    if width * height <= request.max_pixels and promised > n_bytes * _INFLATION:
        raise UnreadableImageError(
            request.name,
            f"its {n_bytes} bytes are too few for the {width} x {height} pixels it promises",
            "Get a whole copy of the file",
        )


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
    """Return the picture in `stream`, upright, in uint16.

    Raises
    ------
    TooManyPixelsError
        If it has more pixels than `request.max_pixels`.
    NoSuchPageError
        If another page than the first is asked for: there is one.
    Exception
        Whatever the decoder raises on a damaged file.
    """
    import imagecodecs

    notes: list[str] = []
    if request.page not in (None, 1):
        raise NoSuchPageError(request.name, request.page or 1, 1)
    with pillow.opened(stream, request) as picture:
        has_exif = {"exif", "Raw profile type exif", "xmp"} & set(picture.info)  # asking without it decodes
        orientation = pillow.orientation_of(picture, notes) if has_exif else 1
        profile = pillow.profile_of(picture)
        has_key = "transparency" in picture.info
    stream.seek(0)
    data = stream.read()
    with without_chatter():
        pixels = imagecodecs.png_decode(data)
    pixels = upright(pixels.reshape(*pixels.shape[:2], -1), orientation)
    n = pixels.shape[2]
    n_colours = 3 if n >= 3 else 1
    if n == n_colours:
        found = transparency.MaskedChannels(np.ascontiguousarray(pixels))
    elif has_key:  # it came out as a channel of its own
        mask = pixels[..., -1] > 0
        found = transparency.MaskedChannels(pixels[..., :-1].copy(), mask, transparency.key_note(mask))
    else:
        found = transparency.split_transparency(
            pixels, transparency.AlphaDeclaration(n_colours, n - 1), _FULL, request
        )
    n = found.pixels.shape[2]
    return Raster(
        pixels=np.ascontiguousarray(found.pixels),
        meaning="channels" if n > n_colours else "rgb" if n == 3 else "grey",
        span=(0.0, float(_FULL)),
        mask=found.mask,
        profile=profile,
        notes=(*notes, *found.notes),
        orientation=orientation,
    )
