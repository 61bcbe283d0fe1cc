"""The summary of a batch: a CSV table for spreadsheets, and the pictures ordered by how bad they are."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.plan import Plan
from gmmseg.io.atomic import writing
from gmmseg.io.exporters.table import safe

NAME = "gmmseg-batch.csv"
HEADER = (
    *("picture", "status", "class", "name", "pixels", "percent", "mean_red", "mean_green", "mean_blue"),
    *("regions", "mean_uncertainty", "log_likelihood", "drift", "fall", "unexplained_percent"),
    *("shift_percent", "reason", "notes"),
)

ManifestLine = dict[str, Any]


def write(plan: Plan, manifest: Manifest) -> Path:
    """Write the table of a plan's pictures, in their order; a table that says the same is left alone."""
    path = plan.folder / NAME
    # What cannot be read is written anew, or told of by whoever tries.
    with suppress(OSError), path.open("rb") as file:
        same = all(file.read(len(text)) == text for text in _texts(plan, manifest))
        if same and not file.read(1):
            return path
    with writing(path, overwrite=True) as temporary, temporary.open("wb") as file:
        file.writelines(_texts(plan, manifest))
    return path


def _texts(plan: Plan, manifest: Manifest) -> Iterator[bytes]:
    """Yield the table in pieces: of a million pictures it is not held."""
    known = (manifest.lines.get(each.name) for each in plan.pictures)
    for text in pieces(line for line in known if line is not None):
        yield text.encode("utf-8", "replace")


def table(lines: Iterable[ManifestLine]) -> str:
    """Return a header and a row for each class of each picture; one for a picture that has none."""
    return "".join(pieces(lines))


def pieces(lines: Iterable[ManifestLine]) -> Iterator[str]:
    """Yield the table's header, and the rows of each picture."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADER)
    for line in lines:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        rows.writerows(_rows(line))
    yield out.getvalue()


def _rows(line: ManifestLine) -> list[tuple[Any, ...]]:
    begin = (safe(line["picture"]), line["status"])
    if "classes" not in line:
        return [(*begin, *[""] * (len(HEADER) - 4), safe(line.get("error", "")), "")]
    drift = line["drift"]
    end = (
        f"{line['log_likelihood']:.6g}",
        drift["light"],
        f"{drift['fall']:.4f}",
        f"{100 * drift['unexplained']:.3f}",
        f"{100 * drift['shift']:.3f}",
        drift["reason"],
        safe(" ".join(line.get("notes", ()))),
    )
    return [(*begin, *_cells(each), *end) for each in line["classes"]]


def _cells(each: ManifestLine) -> tuple[Any, ...]:
    """Return the summary of one class."""
    return (
        each["number"],
        safe(each["name"]),
        each["pixels"],
        f"{each['percent']:.4f}",
        *(each["mean_colour"] if each["pixels"] else ("", "", "")),
        each["regions"],
        f"{each['uncertainty']:.5f}",
    )


def worst_first(lines: Iterable[ManifestLine]) -> Sequence[ManifestLine]:
    """Return the lines that a traffic light stands at, those furthest from the model's training first."""
    judged = [line for line in lines if "drift" in line]
    order = {"red": 0, "amber": 1}
    return sorted(
        judged,
        key=lambda line: (order.get(line["drift"]["light"], 2), -line["drift"]["badness"], line["picture"]),
    )
