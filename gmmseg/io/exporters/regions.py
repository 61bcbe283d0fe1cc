"""The map of connected regions as a 16-bit PNG."""

from collections.abc import Iterator

import numpy as np

from gmmseg.io.exporters import png
from gmmseg.io.exporters.context import ExportContext, Output


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file; a pixel's value is the number of its region, 0 where it is unassigned."""
    yield Output(
        "_regions.png", lambda path: png.write_flat(path, context.segmentation.regions.astype(np.uint16))
    )
