"""A model: what was learned from a picture, apart from the picture."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features import Features, usable_indices
from gmmseg.imaging.image import Image
from gmmseg.mixture.em import Block, Parameters, labels, posterior


@dataclass(frozen=True)
class Segment:
    """A named class of pixels.

    Attributes
    ----------
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    components : tuple of int
        The components of the mixture that it owns, counted from 0.
    """

    name: str
    colour: tuple[int, int, int]
    components: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """Features, a mixture over them, and the segments that own its components.

    Segment number i (labels count from 1; 0 is unassigned) is `segments[i - 1]`.
    """

    features: Features
    mixture: Parameters
    segments: tuple[Segment, ...]

    @property
    def owners(self) -> NDArray[np.intp]:
        """Index into `segments` of the owner of each component, (k,)."""
        owners = np.zeros(self.mixture.n_components, np.intp)
        for index, segment in enumerate(self.segments):
            owners[list(segment.components)] = index
        return owners

    def posterior(self, block: Block) -> NDArray[np.float32]:
        """Return the probability of each segment for each sample of a block (n, d): (n, n_segments)."""
        return np.asarray(posterior(block, self.mixture, self.owners, len(self.segments)), np.float32)

    def labels(self, block: Block) -> NDArray[np.uint16]:
        """Return the index of the most probable segment for each sample of a block (n, d): (n,)."""
        return labels(block, self.mixture, self.owners)

    def probabilities(self, image: Image) -> NDArray[np.float32]:
        """Return the probability of each segment at each pixel: (n_segments, h, w), 0 where unusable."""
        out = np.zeros((len(self.segments), image.height * image.width), np.float32)
        for indices, block in self.walk(image):
            out[:, indices] = block.T
        return out.reshape(-1, image.height, image.width)

    def walk(self, image: Image) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield usable pixels block by block: their flat indices (n,), probabilities (n, n_segments)."""
        indices, begin = usable_indices(image), 0
        for block in self.features.blocks(image):
            yield indices[begin : begin + len(block)], self.posterior(block)
            begin += len(block)
