"""What a model was made from: enough to tell whether another picture is like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

LEVELS = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of training pixels that are explained worse than each of `Training.quantiles`."""


@dataclass(frozen=True)
class Training:
    """How well a model explains the pictures that it was made from.

    Attributes
    ----------
    pictures : tuple of str
        SHA-256 of each picture's pixels, hexadecimal.
    mean, deviation : float
        Of a pixel's log-likelihood, nats, in the unit of the model's features.
    quantiles : tuple of float
        Log-likelihoods below which the shares `LEVELS` of the pixels are.
    spread : float
        Standard deviation of the pictures' mean log-likelihoods; 0 where there is one picture.
    shares : tuple of float
        Of the pixels that each component of the mixture won, summing to 1.
    seed : int
        Where chance began.
    version : str
        Of gmmseg.
    """

    pictures: tuple[str, ...]
    mean: float
    deviation: float
    quantiles: tuple[float, ...]
    spread: float
    shares: tuple[float, ...]
    seed: int
    version: str

    @classmethod
    def of(cls, pictures: Sequence[str], scores: Sequence[ArrayLike], counts: ArrayLike, seed: int) -> Self:
        """Return what is kept of a training.

        Parameters
        ----------
        pictures : sequence of str
            SHA-256 of each picture.
        scores : sequence of array-like of shape (n,)
            Log-likelihoods of pixels of each picture.
        counts : array-like of shape (k,)
            How many pixels each component won.
        seed : int
            Where chance began.
        """
        from gmmseg.version import __version__

        each = [np.asarray(part, np.float64) for part in scores]
        together, won = np.concatenate(each), np.asarray(counts, np.float64)
        return cls(
            tuple(pictures),
            float(together.mean()),
            float(together.std()),
            tuple(np.quantile(together, LEVELS).tolist()),
            float(np.std([part.mean() for part in each])),
            tuple((won / won.sum()).tolist()),
            seed,
            __version__,
        )

    @property
    def floor(self) -> float:
        """Log-likelihood below which one training pixel in a hundred is: less is unexplained."""
        return self.quantiles[LEVELS.index(0.01)]
