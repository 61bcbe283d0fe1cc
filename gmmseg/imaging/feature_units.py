"""Features in the units that people know: L* to 100, channels in the file's numbers, places in pixels."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image

Floats = NDArray[np.float64]
LINEAR = ("rgb", "grey", "channels")  # spaces whose features are the file's values but for black and white


@dataclass(frozen=True, eq=False)
class FeatureUnits:
    """How features become numbers that people know: value = feature * factor + offset.

    Attributes
    ----------
    names : tuple of str
        One name per feature, d in all.
    units : tuple of str
        "values" of the file, "pixels", "share" (of the way from black to white, or of the picture's longer
        side) or "" where there is none.
    factor, offset : ndarray of shape (d,)
        Factors are above 0.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    factor: Floats
    offset: Floats

    @classmethod
    def of(cls, features: Features, image: Image | None = None) -> Self:
        """Return the units of features; of places and values those of `image`, where one is given.

        Parameters
        ----------
        features : Features
            Those of a model.
        image : Image, optional
            A picture that it is applied to. Without it places are shares of the picture's longer side, and
            values are the file's if the model says what was black and white.
        """
        n, n_places = len(features.colours), len(features.names) - len(features.appearance)
        factor, offset = features.scale.copy(), features.centre.copy()
        units = [""] * len(features.names)
        if features.colour in LINEAR:
            low, high = _range(features, image)
            units[:n] = ["share" if (low, high) == (0.0, 1.0) else "values"] * n
            offset[:n] = low + (high - low) * offset[:n]
            factor[:n] *= high - low
        if n_places:
            longer = 1.0 if image is None else float(max(image.height, image.width) - 1 or 1)
            units[-n_places:] = ["share" if image is None else "pixels"] * n_places
            factor[-n_places:] *= longer
            offset[-n_places:] *= longer
        return cls(features.names, tuple(units), factor, offset)

    def values(self, samples: NDArray[np.floating]) -> Floats:
        """Return samples (n, d) or means (k, d) in these units."""
        return np.asarray(samples, np.float64) * self.factor + self.offset

    def spreads(self, deviations: NDArray[np.floating]) -> Floats:
        """Return standard deviations (..., d) in these units."""
        return np.asarray(deviations, np.float64) * self.factor

    def samples(self, values: NDArray[np.floating]) -> Floats:
        """Return values (n, d) in these units as features: the way back from `values`."""
        return (np.asarray(values, np.float64) - self.offset) / self.factor


def _range(features: Features, image: Image | None) -> tuple[float, float]:
    """Return the values that stand for black and white."""
    if image is not None:
        prepared = features.prepared(image)
        measured = prepared.range if features.span is None else prepared.range_of(features.span)
        (low, high), own = prepared.range, prepared.span
        shares = [(value - low) / (high - low if high > low else 1.0) for value in measured]
        return _different(*(own.black + share * (own.white - own.black) for share in shares))
    if features.span is None:
        return 0.0, 1.0
    return _different(features.span.black, features.span.white)


def _different(low: float, high: float) -> tuple[float, float]:
    return (float(low), float(high)) if high > low else (float(low), float(low) + 1.0)
