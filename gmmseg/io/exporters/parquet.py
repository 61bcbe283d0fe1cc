"""The table of segments as Parquet, for programs that compute with it."""

from collections.abc import Iterator
from pathlib import Path

from gmmseg.io.exporters.scene import Output, Scene
from gmmseg.io.exporters.table import HEADER

NO_COLOUR = (None, None, None)


def outputs(scene: Scene) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_table.parquet", lambda path: write(path, scene))


def write(path: Path, scene: Scene) -> None:
    """Write what the CSV holds, names as they are: nothing runs them here; no colour is null."""
    import pyarrow as pa
    from pyarrow import parquet

    rows = [row for row in scene.segmentation.table() if row.number in scene.numbers]
    colours = [row.seen_colour or NO_COLOUR for row in rows]
    columns = [
        [row.number for row in rows],
        scene.names,
        [row.pixels for row in rows],
        [row.percent for row in rows],
        *([colour[channel] for colour in colours] for channel in range(3)),
    ]
    kinds = [pa.int32(), pa.string(), pa.int64(), pa.float64(), *[pa.uint8()] * 3]
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    with path.open("wb") as file:
        parquet.write_table(pa.table(arrays, names=list(HEADER)), file)
