"""Files of objects that were found: their label map, what was measured of them, and their outlines."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import TooManyObjectsError
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.rendering import render
from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output, as_text
from gmmseg.io.exporters.parquet import write_columns
from gmmseg.io.exporters.table import safe
from gmmseg.io.exporters.tiff import write_object_numbers

LARGEST = 2**16 - 1  # that a pixel of a 16-bit PNG holds
DIGITS = 9  # of numbers in text: more than any measurement has


def label_tiff(context: ExportContext) -> Iterator[Output]:
    """Yield the numbers of objects, 32 bits, 0 where there is none."""
    yield Output("_objects.tif", lambda path: write_object_numbers(path, context))


def label_png(context: ExportContext) -> Iterator[Output]:
    """Yield the numbers of objects, 16 bits; raise `TooManyObjectsError` where one is larger."""
    objects = context.found_objects
    largest = int(objects.numbers.max(initial=0))
    if largest > LARGEST:
        raise TooManyObjectsError(largest, LARGEST, "objects-png", "objects-tif, which has 32 bits")
    yield Output("_objects.png", lambda path: png.write_flat(path, objects.labels.astype(np.uint16)))


def table_csv(context: ExportContext) -> Iterator[Output]:
    """Yield the table of objects, a row for each."""
    yield Output("_objects.csv", lambda path: write_csv(path, context.found_objects.table()))


def summary_csv(context: ExportContext) -> Iterator[Output]:
    """Yield the table of classes, a row for each that objects were made of."""
    yield Output("_objects_summary.csv", lambda path: write_csv(path, context.found_objects.summary))


def table_parquet(context: ExportContext) -> Iterator[Output]:
    """Yield the table of objects for programs."""
    yield Output("_objects.parquet", lambda path: write_parquet(path, context.found_objects.table()))


def overlay(context: ExportContext) -> Iterator[Output]:
    """Yield the picture with the outline of each object drawn on it."""
    yield Output("_objects_overlay.png", lambda path: png.write_picture(path, _outlined(context)))


def _outlined(context: ExportContext) -> NDArray[np.uint8]:
    objects = context.found_objects
    classes = np.zeros(int(objects.numbers.max(initial=0)) + 1, np.int64)
    classes[objects.numbers] = objects.classes
    return render.object_picture(context.picture, objects.labels, classes, context.colours)


def write_csv(path: Path, table: ObjectTable) -> None:
    """Write a table as CSV (UTF-8); text that a spreadsheet would run is made harmless."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        write_rows(file, table)


def write_rows(file: IO[str], table: ObjectTable, *, delimiter: str = ",") -> None:
    """Write a header and the rows of a table; what is not a number is left empty."""
    rows = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    rows.writerow([safe(name) for name in table.names])
    for row in table.rows():
        rows.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.{DIGITS}g}"  # noqa: PLR0124 - not a number differs from itself
    return value


def write_parquet(path: Path, table: ObjectTable) -> None:
    """Write a table as Parquet, text as it is: nothing runs it there."""
    import pyarrow as pa

    arrays = [
        pa.array(column)
        if isinstance(column, np.ndarray)
        else pa.array([as_text(text) for text in column], pa.string())
        for column in table.columns.values()
    ]
    write_columns(path, arrays, [as_text(name) for name in table.names])
