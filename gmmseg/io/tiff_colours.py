"""What the samples of a TIFF page mean: grey, colours, transparency or mere channels."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.io.raster import Raster, bands

if TYPE_CHECKING:
    from tifffile import TiffPage

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _MASK, _INKS, _YCBCR, _CIELAB, _ICCLAB = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    9,
)
_PREMULTIPLIED, _ALPHA = 1, 2
_NO_DATA = 42113
_MANY = 2**16  # pixels that say well enough which value is in the middle
_JPEG = (6, 7)  # its decoder gives RGB already
_SIGNED = 128  # CIELAB stores a* and b* as signed bytes, ICC's Lab stores them shifted by this


def meant(pixels: NDArray[Any], page: "TiffPage") -> Raster:
    """Return what samples (height, width, n) of `page` show; palette and YCbCr become RGB."""
    pixels, mask, notes = _without_alpha(pixels, page)
    kind = int(page.photometric)
    n = pixels.shape[2]
    span = _span(pixels, page)
    if kind in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _MASK):
        if kind == _WHITE_IS_ZERO and span is not None:
            pixels = _inverted(pixels, span[1])
        if n == 3 and page.samplesperpixel >= 3:
            notes += ("Three channels of unknown meaning were read as red, green and blue.",)
        return Raster(pixels, _meaning(n, page), span, mask, notes=notes)
    if kind == _PALETTE and n == 1 and page.colormap is not None:
        colours = _palette(np.asarray(page.colormap))
        notes += ("Colours were converted from palette to RGB.",)
        return Raster(_looked_up(pixels[..., 0], colours), "rgb", None, mask, notes=notes)
    if kind == _INKS and n == 4 and pixels.dtype in (np.uint8, np.uint16):
        return Raster(pixels, "cmyk", None, mask, notes=notes)
    if kind in (_CIELAB, _ICCLAB) and n == 3 and pixels.dtype == np.uint8:
        shift = _SIGNED if kind == _CIELAB else 0
        return Raster(pixels ^ np.array([0, shift, shift], np.uint8), "lab", None, mask, notes=notes)
    if kind == _YCBCR and n == 3 and pixels.dtype == np.uint8:
        rgb = pixels if int(page.compression) in _JPEG else _from_ycbcr(pixels)
        notes += ("Colours were converted from YCbCr to RGB.",)
        return Raster(rgb, "rgb", None, mask, notes=notes)
    is_rgb = kind == _RGB and n == 3
    return Raster(pixels, "rgb" if is_rgb else _meaning(n, page), span, mask, notes=notes)


def without_missing(raster: Raster, page: "TiffPage") -> Raster:
    """Return the raster with those pixels masked that a GeoTIFF declares to be no data, and a note."""
    declared = _declared_missing(page)
    as_stored = raster.meaning in ("grey", "channels") or int(page.photometric) == _RGB
    if np.isnan(declared) or not as_stored:
        return raster  # values that are no numbers are masked out anyway
    with np.errstate(over="ignore"):  # a value beyond the type is simply not there
        missing = (raster.pixels == declared).all(axis=2)
    n_missing = int(np.count_nonzero(missing))
    if not 0 < n_missing < missing.size:
        return raster
    mask = ~missing if raster.mask is None else raster.mask & ~missing
    if raster.span is None:  # else -9999 would be black, and all that the picture shows white
        there = raster.pixels[~missing]
        some = there[:: max(1, len(there) // _MANY)]
        raster.pixels[missing] = np.quantile(some, 0.5, method="lower")
    return replace(raster, mask=mask).noted(
        f"Pixels that the file calls no data are masked out: {n_missing}."
    )


def _declared_missing(page: "TiffPage") -> float:
    """Return the value that stands for no data, not a number if none is declared."""
    tag = page.tags.get(_NO_DATA)
    try:
        return float(str(tag.value).strip("\0 ")) if tag is not None else np.nan
    except ValueError:
        return np.nan


def _inverted(pixels: NDArray[Any], white: float) -> NDArray[Any]:
    return ~pixels if pixels.dtype == np.bool_ else (int(white) - pixels).astype(pixels.dtype)


def _meaning(n: int, page: "TiffPage") -> Any:
    if n == 1:
        return "grey"
    return "rgb" if n == 3 and page.samplesperpixel >= 3 else "channels"


def _span(pixels: NDArray[Any], page: "TiffPage") -> tuple[float, float] | None:
    """Return black and white of unsigned samples, by the bits the page says they have."""
    bits = page.bitspersample
    if pixels.dtype.kind not in "ub" or bits > 16:
        return None
    return 0.0, float(2**bits - 1)


def _without_alpha(
    pixels: NDArray[Any], page: "TiffPage"
) -> tuple[NDArray[Any], NDArray[np.bool_] | None, tuple[str, ...]]:
    """Return colours, where they are not transparent, and notes; extra channels that are not alpha stay."""
    n = pixels.shape[2]
    extras = tuple(int(extra) for extra in page.extrasamples)
    silent = int(page.photometric) == _RGB and n == 4 and not extras and bool(pixels[..., 3].any())
    if n != page.samplesperpixel or not (silent or (extras and extras[-1] in (_PREMULTIPLIED, _ALPHA))):
        return pixels, None, ()
    alpha, colours = pixels[..., -1], pixels[..., :-1]
    mask = alpha > 0
    if extras and extras[-1] == _PREMULTIPLIED and pixels.dtype.kind == "u":
        return (
            _divided(colours, alpha),
            mask,
            ("Colours were freed from the transparency multiplied into them.",),
        )
    return np.ascontiguousarray(colours), mask, ()


def _divided(colours: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    full = np.iinfo(colours.dtype).max
    out = np.empty_like(colours)
    for top, bottom in bands(*alpha.shape):
        divisor = np.maximum(alpha[top:bottom, :, None], 1)
        out[top:bottom] = np.minimum(np.rint(colours[top:bottom] * float(full) / divisor), full)
    return out


def _palette(colormap: NDArray[Any]) -> NDArray[np.uint8]:
    """Return colours (n, 3) in 8 bits; some writers fill only the lower byte of the 16 there are."""
    return (colormap if colormap.max() < 2**8 else colormap >> 8).T.astype(np.uint8)


def _looked_up(indices: NDArray[Any], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = np.empty((*indices.shape, 3), np.uint8)
    for top, bottom in bands(*indices.shape):
        out[top:bottom] = colours[np.minimum(indices[top:bottom].astype(np.intp), len(colours) - 1)]
    return out


def _from_ycbcr(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = np.empty_like(pixels)
    to_rgb = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], np.float32)
    for top, bottom in bands(*pixels.shape[:2]):
        shifted = pixels[top:bottom].astype(np.float32) - np.array([0, 128, 128], np.float32)
        out[top:bottom] = np.clip(np.rint(shifted @ to_rgb.T), 0, 255)
    return out
