"""Files of objects that were found: their label map, what was measured of them, and their outlines."""

import csv
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import TooManyObjectsError
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.rendering import render
from gmmseg.io.atomic import writing
from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output, as_text
from gmmseg.io.exporters.parquet import write_columns
from gmmseg.io.exporters.table import safe
from gmmseg.io.exporters.tiff import write_object_numbers

if TYPE_CHECKING:
    from gmmseg.imaging.objects.objects import Objects

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


def cellpose_masks(context: ExportContext) -> Iterator[Output]:
    """Yield the numbers of objects under the name that Cellpose looks for, 16 bits where they fit."""
    yield Output("_cp_masks.tif", lambda path: write_object_numbers(path, context, small=True))


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


def cutouts(context: ExportContext) -> Iterator[Output]:
    """Yield a folder with a picture of each object, cropped, with soft edges, named by its number."""
    yield Output("_objects_cutouts", lambda path: write_cutouts(path, context))


def write_cutouts(path: Path, context: ExportContext) -> None:
    """Write a PNG of each object: as opaque at its boundary as it is probable there, its colour alone.

    Where two objects touch, the probability of their class says nothing of which one a pixel is of; there the
    edge is that of the object, softened.
    """
    from gmmseg.imaging.cutting.soft_edges import REACH, SOFT, soft_cutout

    path.unlink()  # the file that was to hold it
    path.mkdir()
    objects, picture = context.found_objects, context.deep_picture
    maps: dict[int, NDArray[np.float32]] = {}
    for number, owner, outlines in context.found():
        if owner not in maps:
            maps = {owner: context.segmentation.probability(owner)}
        boxes = np.array([outline.box for outline in outlines])
        x0, y0 = np.maximum(boxes[:, :2].min(axis=0) - REACH, 0).tolist()
        x1, y1 = (boxes[:, 2:].max(axis=0) + REACH).tolist()
        labels = objects.labels[y0:y1, x0:x1]
        mask = labels == number
        soft = gaussian_blur(mask.astype(np.float32), SOFT)
        others = gaussian_blur(((labels > 0) & ~mask).astype(np.float32), SOFT)
        prior = np.where(others > 0, soft, maps[owner][y0:y1, x0:x1])
        cutout = soft_cutout(picture[y0:y1, x0:x1], mask, prior)
        png.write_picture(path / f"{number}.png", cutout.pixels)


def _outlined(context: ExportContext) -> NDArray[np.uint8]:
    objects = context.found_objects
    classes = np.zeros(int(objects.numbers.max(initial=0)) + 1, np.int64)
    classes[objects.numbers] = objects.classes
    return render.object_picture(context.picture, objects.labels, classes, context.colours)


def write_csv(path: Path, table: ObjectTable) -> None:
    """Write a table as CSV (UTF-8); text that a spreadsheet would run is made harmless."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        write_rows(file, table)


PAGED = {"objects-csv": "_objects.csv", "objects-summary-csv": "_objects_summary.csv"}  # one for all pages
PAGE = "page"


@contextmanager
def writing_pages(
    folder: Path, kinds: Collection[str], stem: str, *, overwrite: bool
) -> Iterator[tuple[Callable[[str, "Objects"], None], list[Path]]]:
    """Give what adds the objects of a page, by its name, to the tables of a file, and their paths.

    The tables are those of `PAGED` among `kinds`, with a column `page`; they are written whole or not at all.
    """
    paths = {kind: folder / f"{stem}{ending}" for kind, ending in PAGED.items() if kind in kinds}
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files: dict[str, IO[str]] = {}
        for kind, path in paths.items():
            temporary = stack.enter_context(writing(path, overwrite=overwrite))
            files[kind] = stack.enter_context(
                temporary.open("w", encoding="utf-8", errors="replace", newline="")
            )
        begun: set[str] = set()

        def add(page: str, objects: "Objects") -> None:
            for kind, file in files.items():
                table = objects.table() if kind == "objects-csv" else objects.summary
                if table.names:
                    write_rows(file, _of_page(table, page), header=kind not in begun)
                    begun.add(kind)

        yield add, list(paths.values())


def _of_page(table: ObjectTable, page: str) -> ObjectTable:
    """Return a table with the page behind the picture's name."""
    columns: dict[str, Any] = {}
    for name, column in table.columns.items():
        columns[name] = column
        if name == "image":
            columns[PAGE] = [page] * len(table)
    return ObjectTable(columns)


def write_rows(file: IO[str], table: ObjectTable, *, header: bool = True, delimiter: str = ",") -> None:
    """Write a header, unless it is there, and the rows of a table; what is not a number is left empty."""
    rows = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    if header:
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
