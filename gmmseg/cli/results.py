"""What was found in a picture, told to programs (plain values) and to people (a few lines)."""

from typing import Any

import numpy as np

from gmmseg.cli.reporting import shown
from gmmseg.imaging.segmentation import Segmentation

Result = dict[str, Any]


def described(found: Segmentation) -> Result:
    """Return what was found as values that JSON knows."""
    sizes = np.bincount(found.labels.ravel(), minlength=found.n_segments + 1)
    return {
        "name": found.image.name,
        "width": found.image.width,
        "height": found.image.height,
        "segments": [
            {
                "number": number,
                "name": segment.name,
                "pixels": int(sizes[number]),
                "percent": round(100 * int(sizes[number]) / found.labels.size, 4),
                "colour": "#{:02x}{:02x}{:02x}".format(*segment.colour),
            }
            for number, segment in enumerate(found.model.segments, 1)
        ],
        "unassigned_pixels": int(sizes[0]),
        "log_likelihood": float(found.log_likelihood),
        "iterations": found.n_iterations,
        "converged": found.converged,
        "notes": list(found.notes),
    }


def summary(result: Result) -> str:
    """Return a few lines that say what was found, and where the files are."""
    segments = result["segments"]
    noun = "segment" if len(segments) == 1 else "segments"
    size = f"{result['width']} × {result['height']} pixels"
    lines = [f"{shown(result['path'])}: {len(segments)} {noun} in {size}, {result['seconds']:.1f} s"]
    lines += [f"  note: {shown(note)}" for note in result["notes"]]
    lines += [f"  {s['number']:3d}  {s['percent']:5.1f} %  {shown(s['name'])}" for s in segments]
    lines += [f"  wrote {shown(file)}" for file in result["files"]]
    return "\n".join(lines)
