"""Arrays whose axes have names, as xarray makes them, to pictures: xarray itself is not needed for it."""

from dataclasses import replace
from typing import Any

import numpy as np

from gmmseg.errors import BadArrayError
from gmmseg.imaging.image import Image
from gmmseg.imaging.units import PER_UNIT, PixelSize

ROWS = ("y", "row", "rows", "lat", "latitude", "northing")
COLUMNS = ("x", "column", "columns", "lon", "longitude", "easting")
EVEN = 1e-3  # of their mean, that steps between coordinates may differ by
ALIASES = {"micrometer": "um", "micrometre": "um", "micron": "um", "metre": "m", "meter": "m"}


def of_labelled(array: Any) -> Image:
    """Return the picture in an array with named axes.

    Its rows lie along the axis y (or row, lat), its columns along x (or column, lon), and its channels along
    the third, wherever these are; channels have the names of its coordinate, if these are texts. Even
    coordinates with a unit of length, as `Segmentation.to_xarray` gives them, say how large a pixel is.

    Raises
    ------
    BadArrayError
        If there are no axes for rows and columns, or more than one beside them.
    """
    if hasattr(array, "data_vars"):
        raise BadArrayError("it is no array but a set of several", "one of its variables")
    dims = [str(dim) for dim in array.dims]
    rows, columns = (next((dim for dim in dims if dim.lower() in names), None) for names in (ROWS, COLUMNS))
    others = [dim for dim in dims if dim not in {rows, columns}]
    if rows is None or columns is None or len(others) > 1:
        raise BadArrayError(
            f"its axes are {', '.join(dims) or 'none'}", "axes y and x, and at most one more for channels"
        )
    ordered = array.transpose(rows, columns, *others)
    image = Image.from_array(
        np.asarray(ordered.values), name=str(array.name or "array"), channel_axis=2 if others else None
    )
    names = _names(ordered, others[0]) if others else ()
    if len(names) == image.n_channels and len(set(names)) == len(names):
        image = replace(image, channels=names)
    return image.sized(_pixel_size(ordered, rows, columns))


def _names(array: Any, dim: str) -> tuple[str, ...]:
    """Return what the channels are called; nothing where they only have numbers."""
    values = array.coords[dim].values if dim in array.coords else np.empty(0)
    return tuple(map(str, values)) if values.dtype.kind in "UOT" else ()


def _pixel_size(array: Any, rows: str, columns: str) -> PixelSize | None:
    """Return height and width of a pixel, micrometres, where the coordinates say so."""
    sides = [_step(array, dim) for dim in (rows, columns)]
    return None if None in sides else (sides[0], sides[1])  # type: ignore[return-value]  # neither is None


def _step(array: Any, dim: str) -> float | None:
    if dim not in array.coords:
        return None
    along = array.coords[dim]
    unit = str(along.attrs.get("units", ""))
    scale = PER_UNIT.get(ALIASES.get(unit, unit))
    if scale is None or along.ndim != 1 or along.size < 2 or along.dtype.kind not in "iuf":
        return None
    steps = np.abs(np.diff(along.values.astype(np.float64)))
    mean = float(steps.mean())
    is_even = np.isfinite(mean) and mean > 0 and np.abs(steps - mean).max() <= EVEN * mean
    return mean * scale if is_even else None
