"""The table of segments and objects as Parquet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gmmseg.io.exporters.context import ExportContext, Output, as_text
from gmmseg.io.exporters.table import HEADER, measured

NO_COLOUR = (None, None, None)


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_table.parquet", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write what the CSV holds, names as they are: nothing runs them here; no colour is null."""
    import pyarrow as pa

    segments, cut_out = context.measured_rows, context.measured_object_rows
    rows = [*segments, *cut_out]
    colours = [row.seen_colour or NO_COLOUR for row in rows]
    columns: list[list[object]] = [
        [row.number for row in segments] + [None] * len(cut_out),
        [as_text(row.name) for row in rows],
        [row.pixels for row in rows],
        [row.percent for row in rows],
        *[list[object](colour[channel] for colour in colours) for channel in range(3)],
        [None] * len(segments) + [row.number for row in cut_out],
    ]
    kinds = [pa.int32(), pa.string(), pa.int64(), pa.float64(), *[pa.uint8()] * 3, pa.int32()]
    more = context.measured_columns
    columns += (
        [list[object](each) for each in zip(*map(measured, rows), strict=True)] if rows else [[]] * len(more)
    )
    kinds += [pa.float64()] * len(more)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    write_columns(path, arrays, [*HEADER, *more])


def write_columns(path: Path, arrays: Sequence[Any], names: Sequence[str]) -> None:
    """Write Arrow's arrays as a Parquet file, at once: a table is small beside its picture."""
    import pyarrow as pa
    from pyarrow import parquet

    packed = pa.BufferOutputStream()
    parquet.write_table(pa.table(arrays, names=list(names)), packed)
    with path.open("wb") as file:
        file.write(packed.getvalue())
