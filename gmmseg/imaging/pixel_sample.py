"""What a model says of some pixels of a picture: enough to tell how well it explains the whole."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Samples, spread_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.mixture import em
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE


@dataclass(frozen=True, eq=False)
class PixelSample:
    """Up to 2**15 usable pixels, spread evenly, always the same ones of a picture.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        Whose word is asked for.
    indices : ndarray of shape (n,)
        Their flat indices, in row order.
    samples : ndarray of shape (n, d)
        Their features, as the model looks at them.
    """

    image: Image
    model: Model
    indices: NDArray[np.intp]
    samples: Samples

    @classmethod
    def of(cls, image: Image, model: Model) -> Self:
        """Return the pixels of `image` that stand for all."""
        indices = spread_indices(image, SAMPLE_SIZE, np.random.default_rng(0))
        return cls(image, model, indices, model.features.at(image, indices))

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Log-likelihood of each pixel, (n,), nats."""
        return em.scores(self.samples, self.model.mixture).astype(np.float64)

    @cached_property
    def posterior(self) -> NDArray[np.float32]:
        """Probability of each segment for each pixel, (n, n_segments)."""
        prior = RegionPrior.of(self.image, self.model)
        found = self.model.posterior(self.samples)
        return found if prior is None else prior.weigh(found, self.indices)
