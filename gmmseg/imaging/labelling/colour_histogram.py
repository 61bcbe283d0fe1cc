"""The colour histogram: which colours a picture has and how often, for a fit without position.

A photo of many megapixels has a tenth as many colours as pixels, and 8-bit grey has 256. A mixture fitted
to the colours, weighted by their counts, has the same moments as one fitted to the pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import BLOCK, Blocks
from gmmseg.imaging.model import Model
from gmmseg.mixture.em import WeightedSamples

MOST_BITS = 24  # of a code, so that there can be a table of all codes
CODES_PER_PIXEL = 16  # a longer table takes longer to go through than the fit
PIXELS_PER_COLOUR = 2  # fewer gain nothing


@dataclass(frozen=True, eq=False)
class ColourHistogram:
    """The colours of a picture and their counts.

    Attributes
    ----------
    bits : int
        Of one channel: the code of a colour is its channels one after the other, the first on top.
    n_codes : int
        Number of codes that there are.
    codes : ndarray of shape (u,)
        Those that occur, the smallest first.
    batches : list of WeightedSamples
        Their features, weighted by how many pixels have them.
    """

    bits: int
    n_codes: int
    codes: NDArray[np.intp]
    batches: list[WeightedSamples]

    @classmethod
    def of(cls, blocks: Blocks, pause: Callable[[], object] = lambda: None) -> Self | None:
        """Return the colours of the usable pixels, or None where counting them would gain nothing.

        `pause` is called now and then; what it raises ends the work.
        """
        from gmmseg.imaging.filters import counting_kernels

        image = blocks.image
        bits = 8 * image.pixels.dtype.itemsize
        together, n = bits * image.n_channels, blocks.usable.n
        if image.pixels.dtype.kind != "u" or together > MOST_BITS or 2**together > CODES_PER_PIXEL * n:
            return None
        counts = np.zeros(2**together, np.uint32)
        for number in range(len(blocks)):
            pause()
            counting_kernels.count(blocks.pixels(number), bits, counts)
        codes = np.flatnonzero(counts)
        if len(codes) * PIXELS_PER_COLOUR > n:
            return None
        shifts = np.arange(image.n_channels - 1, -1, -1) * bits
        colours = ((codes[:, None] >> shifts) & (2**bits - 1)).astype(image.pixels.dtype)
        weights = counts[codes].astype(np.float32)
        parts = [slice(begin, min(begin + BLOCK, len(codes))) for begin in range(0, len(codes), BLOCK)]
        batches = [
            WeightedSamples(blocks.transform.between(colours, part.start, part.stop).T, weights[part])
            for part in parts
        ]
        return cls(bits, len(counts), codes, batches)

    def table(self, model: Model) -> NDArray[np.uint16]:
        """Return the index of the most probable segment of each code, (n_codes,); 0 if it does not occur."""
        out = np.zeros(self.n_codes, np.uint16)
        out[self.codes] = np.concatenate([model.labels(batch) for batch in self.batches])
        return out

    def look_up(self, table: NDArray[np.uint16], pixels: NDArray[Any]) -> NDArray[np.uint16]:
        """Return what a table of all codes has for each of the pixels (n, channels)."""
        from gmmseg.imaging.filters import counting_kernels

        out = np.empty(len(pixels), np.uint16)
        counting_kernels.look_up(pixels, self.bits, table, out)
        return out
