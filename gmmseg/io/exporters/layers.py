"""Probabilities written block by block, never all of them in memory: by segment, or by pixel."""

from typing import BinaryIO

import numpy as np

from gmmseg.io.exporters.context import ExportContext


def write_layers(file: BinaryIO, offset: int, context: ExportContext) -> None:
    """Write probabilities (n_segments, h, w) of the context's segments to a file, from an offset on.

    float32, little-endian; 0 where a pixel is not usable.
    """
    index = [number - 1 for number in context.numbers]
    size, last = context.labels.size, 0
    for indices, block in context.segmentation.probability_blocks():
        first, last = last, int(indices[-1]) + 1
        stretch = np.zeros((len(index), last - first), "<f4")
        stretch[:, indices - first] = block.T[index]
        for layer, values in enumerate(stretch):
            file.seek(offset + 4 * (layer * size + first))
            file.write(values.data)
    file.seek(0, 2)
    end = offset + 4 * len(index) * size
    if file.tell() < end:  # the last pixels are not usable: what was not written reads as 0
        file.truncate(end)


def write_interleaved(file: BinaryIO, offset: int, context: ExportContext) -> None:
    """Write probabilities (h, w, n_segments) of the context's segments to a file, from an offset on.

    float32, little-endian; 0 where a pixel is not usable.
    """
    index, last = [number - 1 for number in context.numbers], 0
    file.seek(offset)
    for indices, block in context.segmentation.probability_blocks():
        first, last = last, int(indices[-1]) + 1
        stretch = np.zeros((last - first, len(index)), "<f4")
        stretch[indices - first] = block[:, index]
        file.write(stretch.data)
    file.truncate(offset + 4 * len(index) * context.labels.size)
