"""What was found in a picture, told to programs (plain values) and to people (a few lines)."""

from typing import Any

from gmmseg.cli.reporting import counted, shown
from gmmseg.imaging.segmentation import Segmentation

Result = dict[str, Any]


def described(found: Segmentation) -> Result:
    """Return what was found as values that JSON knows."""
    rows = found.table()
    return {
        "name": found.image.name,
        "width": found.image.width,
        "height": found.image.height,
        "segments": [
            {
                "number": row.number,
                "name": row.name,
                "pixels": row.pixels,
                "percent": round(row.percent, 4),
                "mean_colour": row.seen_colour and list(row.seen_colour),
            }
            for row in rows
        ],
        "unassigned_pixels": found.labels.size - sum(row.pixels for row in rows),
        "log_likelihood": float(found.log_likelihood),
        "iterations": int(found.n_iterations),
        "converged": bool(found.converged),
        "notes": list(found.notes),
    }


def summary(result: Result) -> str:
    """Return a few lines that say what was found, and where the files are."""
    segments = result["segments"]
    size = f"{result['width']} × {result['height']} pixels"
    lines = [
        f"{shown(result['path'])}: {counted(len(segments), 'segment')} in {size}, {result['seconds']:.1f} s"
    ]
    lines += [f"  note: {shown(note)}" for note in result["notes"]]
    lines += [
        f"  {s['number']:3d}  {s['percent']:5.1f} %  {_colour(s['mean_colour'])}  {shown(s['name'])}"
        for s in segments
    ]
    lines += [f"  wrote {shown(file)}" for file in result["files"]]
    return "\n".join(lines)


def _colour(colour: list[int] | None) -> str:
    return " " * 7 if colour is None else f"#{bytes(colour).hex()}"
