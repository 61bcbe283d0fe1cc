"""The meaning of the samples of a TIFF page: grey, colours, transparency or plain channels."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers import ome_xml, transparency
from gmmseg.io.readers.raster import Raster, ReadRequest, bands

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage, TiffPageSeries


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
_N_COLOURS = {_RGB: 3, _INKS: 4, _YCBCR: 3, _CIELAB: 3, _ICCLAB: 3}  # else 1
_CONVERTED = (_PALETTE, _INKS, _YCBCR, _CIELAB, _ICCLAB)
_INK_SET, _OTHER_INKS = 332, 2
_PREMULTIPLIED, _ALPHA = 1, 2
_NO_DATA = 42113
_MANY = 2**16  # pixels that say well enough which value is in the middle
_ROUNDED = 4  # units in the last place by which a text may miss the float that it stands for
_SINGLE_END = float(np.finfo(np.float32).max)
_SINGLE_LAST = 2.0**104  # its last place
_JPEG = (6, 7)  # its decoder gives RGB already
_SIGNED = 128  # CIELAB stores a* and b* as signed bytes, ICC's Lab stores them shifted by this


def meant(pixels: NDArray[Any], page: "TiffPage", request: ReadRequest) -> Raster:
    """Return what samples (height, width, n) of `page` show; palette and YCbCr become RGB."""
    found = _without_alpha(pixels, page, request)
    pixels, mask, notes = found.pixels, found.mask, found.notes
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
    if kind == _INKS and n == 4 and not _has_other_inks(page) and pixels.dtype in (np.uint8, np.uint16):
        return Raster(pixels, "cmyk", None, mask, notes=notes)
    if kind in (_CIELAB, _ICCLAB) and n == 3 and pixels.dtype == np.uint8:
        shift = _SIGNED if kind == _CIELAB else 0
        return Raster(pixels ^ np.array([0, shift, shift], np.uint8), "lab", None, mask, notes=notes)
    if kind == _YCBCR and n == 3 and pixels.dtype == np.uint8:
        rgb = pixels if int(page.compression) in _JPEG else from_ycbcr(pixels)
        notes += ("Colours were converted from YCbCr to RGB.",)
        return Raster(rgb, "rgb", None, mask, notes=notes)
    is_rgb = kind == _RGB and n == 3
    return Raster(pixels, "rgb" if is_rgb else _meaning(n, page), span, mask, notes=notes)


def without_missing(raster: Raster, page: "TiffPage") -> Raster:
    """Return the raster with those pixels masked that a GeoTIFF declares to be no data, and a note."""
    declared = _declared_missing(page)
    as_stored = raster.meaning in ("grey", "channels") or int(page.photometric) == _RGB
    return without_value(raster, declared) if as_stored else raster


def without_value(raster: Raster, declared: float) -> Raster:
    """Return the raster with those pixels masked that have a declared value in all channels, and a note."""
    if np.isnan(declared):
        return raster  # values that are no numbers are masked out anyway
    missing = _is_missing(raster.pixels, declared)
    n_missing = int(np.count_nonzero(missing))
    if not n_missing:
        return raster
    mask = ~missing if raster.mask is None else raster.mask & ~missing
    if raster.span is None and n_missing < missing.size:  # else -9999 would be black, and all others white
        there = raster.pixels[~missing]
        some = there[:: max(1, len(there) // _MANY)]
        raster.pixels[missing] = np.quantile(some, 0.5, method="lower")
    return replace(raster, mask=mask).noted(
        f"Pixels that the file calls no data are masked out: {n_missing}."
    )


def _is_missing(pixels: NDArray[Any], declared: float) -> NDArray[np.bool_]:
    """Return where all channels have the value that is declared; of floats, where they nearly have it.

    It is declared as a text, and many programs round: `-3.40282306074e+38` stands for the lowest float32.
    """
    with np.errstate(over="ignore"):  # a value beyond the type is simply not there
        if pixels.dtype.kind != "f":
            return np.asarray((pixels == declared).all(axis=2))
        largest = float(np.finfo(pixels.dtype).max)
        if np.isinf(declared):  # what is infinite is masked anyway: here the largest float64 was rounded up
            declared = float(np.copysign(largest, declared))
        own = pixels.dtype.type
        nearest = own(min(abs(declared), largest))
        last = float(nearest) - float(np.nextafter(nearest, own(0)))
        if abs(abs(declared) - _SINGLE_END) <= _ROUNDED * _SINGLE_LAST:  # of float32, in float64 as well
            last = max(last, _SINGLE_LAST)
        low, high = own(declared - _ROUNDED * last), own(declared + _ROUNDED * last)
        return np.asarray(((pixels >= low) & (pixels <= high)).all(axis=2))


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
    pixels: NDArray[Any], page: "TiffPage", request: ReadRequest
) -> transparency.MaskedChannels:
    """Return colours and transparency apart; what else is there beside inks or a palette is left out."""
    kind = int(page.photometric)
    n_colours = _N_COLOURS.get(kind, 1)
    if pixels.shape[2] != page.samplesperpixel:  # channels that are pages of their own
        return transparency.MaskedChannels(pixels)
    found = transparency.split_transparency(pixels, _declared(page, n_colours), _white(pixels, page), request)
    n = found.pixels.shape[2]
    if kind in _CONVERTED and n > n_colours and not (kind == _INKS and _has_other_inks(page)):
        rest = transparency.left_out(range(n_colours, n), "save it apart to use it")
        colours = np.ascontiguousarray(found.pixels[..., :n_colours])
        return replace(found, pixels=colours, notes=rest if found.mask is None else (*found.notes, *rest))
    return found


def _declared(page: "TiffPage", n_colours: int) -> transparency.AlphaDeclaration:
    extras = tuple(int(extra) for extra in page.extrasamples)
    n_before = page.samplesperpixel - len(extras)
    places = [n_before + i for i, extra in enumerate(extras) if extra in (_PREMULTIPLIED, _ALPHA)]
    if not places:
        return transparency.AlphaDeclaration(n_colours, is_open=not extras and int(page.photometric) == _RGB)
    multiplied = extras[places[0] - n_before] == _PREMULTIPLIED
    return transparency.AlphaDeclaration(n_colours, places[0], is_multiplied=multiplied)


def _white(pixels: NDArray[Any], page: "TiffPage") -> float:
    span = _span(pixels, page)
    if span is not None:
        return span[1]
    return float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind in "iu" else 1.0


def _has_other_inks(page: "TiffPage") -> bool:
    """Return whether inks are declared to be others than cyan, magenta, yellow and black."""
    tag = page.tags.get(_INK_SET)
    return tag is not None and tag.value == _OTHER_INKS


def _palette(colormap: NDArray[Any]) -> NDArray[np.uint8]:
    """Return colours (n, 3) in 8 bits; some writers fill only the lower byte of the 16 there are."""
    return (colormap if colormap.max() < 2**8 else colormap >> 8).T.astype(np.uint8)


def _looked_up(indices: NDArray[Any], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = np.empty((*indices.shape, 3), np.uint8)
    for top, bottom in bands(*indices.shape):
        out[top:bottom] = colours[np.minimum(indices[top:bottom].astype(np.intp), len(colours) - 1)]
    return out


def from_ycbcr(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return colours (height, width, 3) as red, green and blue, by the full range of JPEG."""
    out = np.empty_like(pixels)
    to_rgb = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], np.float32)
    for top, bottom in bands(*pixels.shape[:2]):
        shifted = pixels[top:bottom].astype(np.float32) - np.array([0, 128, 128], np.float32)
        out[top:bottom] = np.clip(np.rint(shifted @ to_rgb.T), 0, 255)
    return out


# Micrometres; the small letter of "micro" stands in Unicode twice.
_UNITS = {
    "pm": 1e-6, "\u00c5": 1e-4, "nm": 1e-3, "mm": 1e3, "cm": 1e4, "m": 1e6, "km": 1e9, "inch": 25_400.0,
    "um": 1.0, "\u00b5m": 1.0, "\u03bcm": 1.0, "micron": 1.0, "microns": 1.0, "micrometer": 1.0,
}  # fmt: skip
_OME_DEFAULT = "\u00b5m"
_X_RESOLUTION, _Y_RESOLUTION = 282, 283
_PLAUSIBLE = (1e-7, 1e12)  # micrometres: from the inside of an atom to a continent


def pixel_size(file: "TiffFile", series: "TiffPageSeries") -> PixelSize | None:
    """Return the height and width of a pixel, in micrometres; None where the file does not say."""
    if file.ome_metadata is not None:
        number = next(i for i, each in enumerate(file.series) if each is series)
        found = _as_ome(file.ome_metadata, number)
    elif file.imagej_metadata is not None:
        found = _as_imagej(file.imagej_metadata, series.keyframe)
    else:
        return None
    plausible = all(_PLAUSIBLE[0] < side < _PLAUSIBLE[1] for side in found)
    return found if plausible else None


def _as_ome(text: str, number: int) -> PixelSize:
    """Return what the XML of OME says of the picture of a number from 0; nan where it does not."""
    pictures = ome_xml.described(text).pictures
    if not pictures:
        return math.nan, math.nan
    attributes = pictures[min(number, len(pictures) - 1)].attributes
    height, width = (
        _number(attributes.get(f"PhysicalSize{axis}"))
        * _micrometres(attributes.get(f"PhysicalSize{axis}Unit", _OME_DEFAULT))
        for axis in "YX"
    )
    return height, width


def _as_imagej(attributes: dict[str, Any], page: "TiffPage") -> PixelSize:
    unit = str(attributes.get("unit", "")).replace("\\u00B5", "\u00b5")  # so ImageJ writes what is not ASCII
    height, width = (_micrometres(unit) / _per_unit(page, code) for code in (_Y_RESOLUTION, _X_RESOLUTION))
    return height, width


def _per_unit(page: "TiffPage", code: int) -> float:
    """Return how many pixels come on a unit of length; nan where that is unknown."""
    tag = page.tags.get(code)
    value = None if tag is None else tag.value
    if not (isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, int) for each in value)):
        return math.nan
    above, below = value
    return above / below if above > 0 and below > 0 else math.nan


def _number(text: str | None) -> float:
    try:
        return math.nan if text is None else float(text)
    except ValueError:
        return math.nan


def _micrometres(unit: str) -> float:
    return _UNITS.get(unit.strip(), math.nan)
