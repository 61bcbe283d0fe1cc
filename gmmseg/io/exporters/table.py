"""The table of segments and objects as CSV in UTF-8, safe to open in spreadsheets (no formulas)."""

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from gmmseg.io.exporters.context import ExportContext, Output

if TYPE_CHECKING:
    from gmmseg.imaging.segment_table import SegmentRow

HEADER = ("segment", "name", "pixels", "percent", "mean_red", "mean_green", "mean_blue", "object")
NO_COLOUR = ("", "", "")
ACTIVE = tuple("=+-@\t\r\n")  # a cell that begins so is a formula to a spreadsheet, as wide as they are


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_table.csv", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write a row for each exported segment, then one for each object; percent are of the usable pixels.

    Areas are in the units that suit the picture, where the size of a pixel is known; statistics of each
    channel are in the numbers that the file holds, with all their digits, empty without pixels.

    Colours are from 0 to 255, empty without pixels. Segments have a number in the first column, objects
    theirs in the last.
    """
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow((*HEADER, *map(safe, context.measured_columns)))
        for row in context.measured_rows:
            rows.writerow((row.number, *_facts(row), "", *_measures(row)))
        for row in context.measured_object_rows:
            rows.writerow(("", *_facts(row), row.number, *_measures(row)))


def _facts(row: "SegmentRow") -> tuple[object, ...]:
    return safe(row.name), row.pixels, f"{row.percent:.4f}", *(row.seen_colour or NO_COLOUR)


def measured(row: "SegmentRow") -> list[float | None]:
    """Return the areas and statistics of a row in the order of their columns, None where there is none."""
    numbers = [area for _, area in row.areas] + [value for each in row.channels for value in each.numbers]
    return [None if math.isnan(value) else value for value in numbers]


def _measures(row: "SegmentRow") -> Iterator[str]:
    """Yield the areas and statistics of a row, with as many digits as bring the number back."""
    return ("" if value is None else _digits(value) for value in measured(row))


def _digits(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, with an apostrophe before what could be one."""
    narrow = normalize("NFKC", text)  # in East Asian editions, characters of full width are formulas, too
    active = any(line.lstrip(" ").startswith(ACTIVE) for line in narrow.splitlines())
    return f"'{text}" if active or text.startswith(ACTIVE) else text
