"""Probabilities as HDF5, in ilastik's layout."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.layers import write_interleaved

DATASET = "exported_data"
SPACE, CHANNELS = 2, 1  # vigra's kinds of axes


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_probabilities.h5", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write float32 probabilities, row, column, segment, with the axes as ilastik tells them, and names."""
    head = _head(context)
    with path.open("w+b") as file:
        file.write(head)
        write_interleaved(file, len(head), context)


def _head(context: ExportContext) -> bytes:
    """Return all of the file that comes before the numbers.

    The numbers are left to the caller, so that they need not be in memory and errors say what went wrong.
    """
    import h5py

    file, shape = io.BytesIO(), (*context.labels.shape, len(context.numbers))
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.CONTIGUOUS)
    layout.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    layout.set_obj_track_times(False)  # the same bytes for the same result
    with h5py.File(file, "w") as archive:
        space = h5py.h5s.create_simple(shape)
        made = h5py.h5d.create(archive.id, DATASET.encode(), h5py.h5t.IEEE_F32LE, space, dcpl=layout)
        dataset = h5py.Dataset(made)
        dataset.attrs["axistags"] = json.dumps(
            {"axes": [_axis("y", SPACE), _axis("x", SPACE), _axis("c", CHANNELS)]}
        )
        dataset.attrs["channel_names"] = [name.replace("\0", "\ufffd") for name in context.names]
        dataset.attrs["calibration"] = context.calibration
        dataset.attrs["temperature"] = context.segmentation.model.temperature
        archive.flush()
        dataset[0, 0, 0] = 0.0  # only now, behind all the rest, numbers get their place
        offset = made.get_offset()
    return file.getvalue()[:offset]


def _axis(key: str, kind: int) -> dict[str, Any]:
    return {"key": key, "typeFlags": kind, "resolution": 0, "description": ""}
