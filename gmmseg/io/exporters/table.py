"""The table of segments and objects as CSV in UTF-8, safe to open in spreadsheets (no formulas)."""

import csv
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


def outputs(scene: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_table.csv", lambda path: write(path, scene))


def write(path: Path, scene: ExportContext) -> None:
    """Write a row for each exported segment, then one for each object; percent are of the usable pixels.

    Colours are from 0 to 255, empty without pixels. Segments have a number in the first column, objects
    theirs in the last.
    """
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        for row in scene.rows:
            rows.writerow((row.number, *_facts(row), ""))
        for row in scene.object_rows:
            rows.writerow(("", *_facts(row), row.number))


def _facts(row: "SegmentRow") -> tuple[object, ...]:
    return safe(row.name), row.pixels, f"{row.percent:.4f}", *(row.seen_colour or NO_COLOUR)


def safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, with an apostrophe before what could be one."""
    narrow = normalize("NFKC", text)  # in East Asian editions, characters of full width are formulas, too
    active = any(line.lstrip(" ").startswith(ACTIVE) for line in narrow.splitlines())
    return f"'{text}" if active or text.startswith(ACTIVE) else text
