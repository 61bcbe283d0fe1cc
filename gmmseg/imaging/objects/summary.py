"""Objects summed up: per class of a picture, and per group of pictures, each picture counting once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.units import PixelSize, area_units

NO_STATISTICS = frozenset(
    {"object", "class", "class_name", "image", "touches_border", "orientation_deg"}
    | {f"centroid_{axis}_{unit}" for axis in "xy" for unit in ("px", "um", "mm", "m")}
    | {f"box_{side}_px" for side in ("left", "top", "right", "bottom")}
)
STATISTICS = ("mean", "sd", "p10", "median", "p90", "cv")
KEYS = ("image", "class", "class_name")


def summarise(
    table: ObjectTable, classes: Mapping[int, str], image: str, area: tuple[int, PixelSize | None]
) -> ObjectTable:
    """Return a row for each class: how many objects, how much area, and statistics of each column.

    Objects at the border count, and their area does; the statistics are of the others, since what is cut
    off has no size. The standard deviation is that of a sample (n - 1).

    Parameters
    ----------
    table : ObjectTable
        What was measured of each object.
    classes : mapping of int to str
        Number and name of each class that objects were made of.
    image : str
        Name of the picture.
    area : tuple of int and PixelSize or None
        Usable pixels of the picture, and the size of each where that is known.
    """
    owner, border = np.asarray(table["class"]), np.asarray(table["touches_border"]) > 0
    measured = {
        name: np.asarray(table[name], np.float64) for name in table.names if name not in NO_STATISTICS
    }
    rows = [
        {"image": image, "class": number, "class_name": name}
        | _amounts(table, owner == number, border, area)
        | _statistics(measured, (owner == number) & ~border)
        for number, name in (classes or {0: ""}).items()
    ]
    whole = _table(rows)
    if classes:
        return whole
    return ObjectTable({name: column[:0] for name, column in whole.columns.items()})


def _amounts(
    table: ObjectTable,
    own: NDArray[np.bool_],
    border: NDArray[np.bool_],
    area: tuple[int, PixelSize | None],
) -> dict[str, Any]:
    count, inside = int(np.count_nonzero(own)), int(np.count_nonzero(own & ~border))
    pixels = int(np.asarray(table["area_px"])[own].sum())
    usable, size = area
    found: dict[str, Any] = {
        "count": count,
        "count_inside": inside,
        "count_border": count - inside,
        "area_total_px": pixels,
        "area_percent": 100 * pixels / usable,
    }
    if size is None:
        return found | {"density_per_megapixel": 1e6 * count / usable}
    (unit, of_pixel), (large, large_of_pixel) = area_units(size)
    found[f"area_total_{unit}"] = pixels * of_pixel
    if large == "ha":
        found["area_total_ha"] = pixels * large_of_pixel
    return found | {f"density_per_{large}": count / (usable * large_of_pixel)}


def _statistics(columns: Mapping[str, NDArray[np.float64]], own: NDArray[np.bool_]) -> dict[str, float]:
    return {
        f"{name}_{word}": value
        for name, column in columns.items()
        for word, value in zip(STATISTICS, statistics(column[own]), strict=True)
    }


def statistics(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return mean, deviation (n - 1), first decile, median, last decile and coefficient of variation.

    Not a number where there are too few values.
    """
    if not len(values):
        return (np.nan,) * len(STATISTICS)
    mean = float(values.mean())
    sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
    return mean, sd, low, middle, high, sd / mean if mean else np.nan


def summarise_groups(tables: Sequence[tuple[str, ObjectTable]]) -> ObjectTable:
    """Return a row for each group of pictures and class: the mean over pictures of what was summed up.

    Pictures are what was repeated, so that each counts once however many objects it has: `_mean` is the mean
    of the pictures' values and `_sd` their standard deviation (n - 1).

    Parameters
    ----------
    tables : sequence of tuple of str and ObjectTable
        The group of each picture, and its own rows, one for each class.
    """
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for group, table in tables:
        for row in table.rows():
            values = dict(zip(table.names, row, strict=True))
            found.setdefault((group, values["class"], values["class_name"]), []).append(values)
    return _table([_group_row(*key, rows) for key, rows in sorted(found.items())])


def _group_row(group: str, number: int, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {"group": group, "class": number, "class_name": name, "n_images": len(rows)}
    for column in dict.fromkeys(each for row in rows for each in row if each not in KEYS):
        given = np.array([row.get(column, np.nan) for row in rows], np.float64)
        given = given[~np.isnan(given)]
        out[f"{column}_mean"] = float(given.mean()) if len(given) else np.nan
        out[f"{column}_sd"] = float(given.std(ddof=1)) if len(given) > 1 else np.nan
    return out


def _table(rows: Sequence[Mapping[str, Any]]) -> ObjectTable:
    """Return rows as a table; what a row lacks is not a number there."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: dict[str, Any] = {}
    for name in names:
        values = [row.get(name, np.nan) for row in rows]
        columns[name] = values if isinstance(values[0], str) else np.array(values)
    return ObjectTable(columns)
