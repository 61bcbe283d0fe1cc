"""Posterior probabilities of segments at each pixel: the mixture's density times the regions' prior.

Those of a model that was calibrated are scaled by its temperature: Guo, Pleiss, Sun and Weinberger (2017),
"On calibration of modern neural networks", ICML, 1321-1330.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Blocks
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.region_prior import RegionPrior


@dataclass(frozen=True, eq=False)
class Probabilities:
    """The probabilities of the segments of a model at the pixels of a picture, made where they are asked for.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        Its model, or that of another picture.
    prior : RegionPrior or None
        What regions expect, where the model asks them.
    """

    image: Image
    model: Model
    prior: RegionPrior | None

    @classmethod
    def of(cls, image: Image, model: Model, *, threads: int = 1) -> Self:
        """Return the probabilities under `model`; so many threads make the regions ready."""
        image = model.prepared(image)
        return cls(image, model, RegionPrior.of(image, model, threads=threads))

    @property
    def blocks(self) -> Blocks:
        """The usable pixels block by block."""
        return self.model.features.blocks(self.image)

    def at(self, indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the probability of each segment at the pixels of flat `indices` (n,): (n, n_segments)."""
        found = self.model.posterior(self.model.features.at(self.image, indices))
        found = found if self.prior is None else self.prior.weigh(found, indices)
        return tempered(found, self.model)

    def block(self, blocks: Blocks, number: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the flat indices (n,) of a block's pixels, and their probabilities (n, n_segments)."""
        place = blocks.place(number)
        indices = np.arange(place.start, place.stop) if isinstance(place, slice) else place
        found = self.model.posterior(blocks[number])
        found = found if self.prior is None else self.prior.weigh(found, indices)
        return indices, tempered(found, self.model)

    def probability_blocks(
        self, around: NDArray[np.intp] | None = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield usable pixels block by block: their flat indices (n,), probabilities (n, n_segments).

        Where flat indices `around`, rising, are given, blocks that hold none of them are left out.
        """
        blocks = self.blocks
        numbers = (n for n in range(len(blocks)) if around is None or _holds(blocks.place(n), around))
        return (self.block(blocks, number) for number in numbers)

    def everywhere(self) -> NDArray[np.float32]:
        """Return the probability of each segment at each pixel: (n_segments, h, w), 0 where unusable."""
        out = np.zeros((len(self.model.segments), self.image.height * self.image.width), np.float32)
        for indices, found in self.probability_blocks():
            out[:, indices] = found.T
        return out.reshape(-1, self.image.height, self.image.width)


FLOOR = 1e-7  # what float32 cannot tell from 0 beside 1; regions say 0 to what they do not expect


def tempered(probabilities: NDArray[np.float32], model: Model) -> NDArray[np.float32]:
    """Return probabilities (n, n_segments) as a model's temperature has them; as they are where it is 1."""
    if model.temperature == 1:
        return probabilities
    is_possible = np.array([bool(segment.components) for segment in model.segments])
    return scaled_by_temperature(probabilities, model.temperature, is_possible)


def scaled_by_temperature(
    probabilities: NDArray[np.float32], temperature: float, is_possible: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Return probabilities (n, k) with their logarithms over `temperature`, summing to 1 again.

    Above 1 they are less sure, below 1 surer; which segment is the most probable does not change. Those below
    `FLOOR` count as it, or no temperature could mend a 0; columns that are not `is_possible` (k,) stay 0.
    """
    logs = np.log(np.maximum(probabilities.astype(np.float64), FLOOR)) / temperature
    if is_possible is not None:
        logs[:, ~is_possible] = -np.inf
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _holds(place: slice | NDArray[np.intp], pixels: NDArray[np.intp]) -> bool:
    """Return whether pixels, rising, are between the ends of a block."""
    if isinstance(place, slice):
        first, end = place.start, place.stop
    elif len(place):
        first, end = place[0], place[-1] + 1
    else:
        return False
    return bool(np.searchsorted(pixels, first) < np.searchsorted(pixels, end))
