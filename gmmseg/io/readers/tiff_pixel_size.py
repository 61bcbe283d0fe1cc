"""How large a pixel of a TIFF is: what microscopes' programs and ImageJ say of it.

The resolution of a plain TIFF is not asked: cameras and drawing programs write 72 or 300 dots an inch there,
whatever the picture shows.
"""

import math
from typing import TYPE_CHECKING, Any

from gmmseg.imaging.image import PixelSize
from gmmseg.io.readers import ome_xml

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage, TiffPageSeries

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
    said = pictures[min(number, len(pictures) - 1)].said
    height, width = (
        _number(said.get(f"PhysicalSize{axis}"))
        * _micrometres(said.get(f"PhysicalSize{axis}Unit", _OME_DEFAULT))
        for axis in "YX"
    )
    return height, width


def _as_imagej(said: dict[str, Any], page: "TiffPage") -> PixelSize:
    unit = str(said.get("unit", "")).replace("\\u00B5", "\u00b5")  # so ImageJ writes what is not ASCII
    height, width = (_micrometres(unit) / _per_unit(page, code) for code in (_Y_RESOLUTION, _X_RESOLUTION))
    return height, width


def _per_unit(page: "TiffPage", code: int) -> float:
    """Return how many pixels come on a unit of length; nan where that is not told."""
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
