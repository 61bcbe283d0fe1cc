"""Results of a picture as plain values for JSON and as a few lines for people."""

from collections.abc import Sequence
from typing import Any

from gmmseg.cli import object_choice
from gmmseg.cli.reporting import shown
from gmmseg.errors import counted
from gmmseg.imaging.segment_table import SegmentRow
from gmmseg.imaging.segmentation import Segmentation

ResultRecord = dict[str, Any]


def described(found: Segmentation, rows: Sequence[SegmentRow] | None = None) -> ResultRecord:
    """Return the results as values that JSON knows; `rows` are those of the table, if it is made already."""
    rows = found.rows() if rows is None else rows
    return {
        "name": found.image.name,
        "width": found.image.width,
        "height": found.image.height,
        "segments": [_row(row) for row in rows],
        "rejected_pixels": found.n_rejected,
        "calibrated": found.model.is_calibrated,
        "unassigned_pixels": found.labels.size - sum(row.pixels for row in rows),
        "log_likelihood": float(found.log_likelihood),
        "iterations": int(found.n_iterations),
        "converged": bool(found.converged),
        "notes": list(found.every_note),
    }


def objects_described(rows: Sequence[SegmentRow]) -> list[ResultRecord]:
    """Return what was found of objects that were cut out, likewise."""
    return [_row(row) for row in rows]


def _row(row: SegmentRow) -> ResultRecord:
    return {
        "number": row.number,
        "name": row.name,
        "pixels": row.pixels,
        "percent": round(row.percent, 4),
        "mean_colour": row.seen_colour and list(row.seen_colour),
        **{f"area_{unit}": area for unit, area in row.areas},
    }


def summary(result: ResultRecord) -> str:
    """Return a few lines that say what was found, and where the files are."""
    segments = result["segments"]
    size = f"{result['width']} × {result['height']} pixels"
    lines = [
        f"{shown(result['path'])}: {counted(len(segments), 'segment')} in {size}, {result['seconds']:.1f} s"
    ]
    lines += [f"  note: {shown(note)}" for note in result["notes"]]
    lines += [_line(each) for each in segments]
    if objects := result.get("objects"):
        lines += [f"  and {counted(len(objects), 'object')}", *(_line(each) for each in objects)]
    if found := result.get("found_objects"):
        lines += object_choice.summary(found)
    lines += [f"  wrote {shown(file)}" for file in result["files"]]
    return "\n".join(lines)


def _line(row: ResultRecord) -> str:
    colour, name = _colour(row["mean_colour"]), shown(row["name"])
    return f"  {row['number']:3d}  {row['percent']:5.1f} %  {colour}  {name}"


def _colour(colour: list[int] | None) -> str:
    return " " * 7 if colour is None else f"#{bytes(colour).hex()}"
