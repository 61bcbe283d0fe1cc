"""Label maps as PNG: of segments in colours, of connected regions as numbers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output

MOST_COLOURS = 256  # of a palette


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_labels.png", lambda path: write(path, context))


def regions(context: ExportContext) -> Iterator[Output]:
    """Yield the one file of regions: each pixel has the number of its own, 0 where it is unassigned."""
    yield Output(
        "_regions.png", lambda path: png.write_flat(path, context.segmentation.regions.astype(np.uint16))
    )


def write(path: Path, context: ExportContext) -> None:
    """Write labels as indices into a palette: viewers show colours, programs read numbers.

    As 16-bit grey where there are more than a palette holds.
    """
    colours = np.asarray([(0, 0, 0), *context.colours], np.uint8)
    if len(colours) > MOST_COLOURS:
        png.write_flat(path, context.labels.astype(np.uint16))
    else:
        png.write_palette(path, context.labels.astype(np.uint8, copy=False), colours)
