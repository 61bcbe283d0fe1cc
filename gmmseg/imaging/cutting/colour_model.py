"""Colour models of object and background: two small mixtures, begun by binary splitting, on binned colours.

Orchard and Bouman (1991), "Color quantization of images", IEEE Trans. Signal Processing 39(12),
2677-2690.

A picture has far fewer colours than pixels once colours are binned; mixtures are fitted to the bins,
weighted by the weights of their pixels, in a millisecond.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.mixture import em

Floats32 = NDArray[np.float32]
Floats = NDArray[np.float64]

CUBE = 3.0  # side of a cube of colours, in Lab
NOISE = 4.0  # variance in Lab under which a component cannot shrink
STEPS = 4
LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class ColourBins:
    """The colours of a picture.

    Attributes
    ----------
    colours : ndarray of shape (n, 3)
        Mean colour of each cube, Lab.
    counts : ndarray of shape (n,)
        Pixels in each cube.
    index : ndarray of shape (h, w), int32
        Cube of every pixel.
    """

    colours: Floats32
    counts: Floats
    index: NDArray[np.int32]

    @classmethod
    def of(cls, picture: Floats32) -> Self:
        """Return the binned colours of a picture (h, w, 3) in Lab."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        n_pixels = picture.shape[0] * picture.shape[1]
        index = np.empty(picture.shape[:2], np.int32)
        sums, counts = np.zeros((n_pixels, 3)), np.zeros(n_pixels)
        n = kernels.colour_cells(picture, np.float32(CUBE), index, sums, counts)
        colours = np.asfortranarray((sums[:n] / counts[:n, None]).astype(np.float32))
        return cls(colours, counts[:n].copy(), index)

    def summed_weights(self, weights: Floats32) -> Floats:
        """Return the summed weight of the pixels in each bin, (n,), of weights (h, w)."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        out = np.zeros(len(self.colours))
        kernels.sum_by_index(self.index, np.ascontiguousarray(weights, np.float32), out)
        return out

    def spread(self, values: Floats) -> Floats32:
        """Return a value per cube (n,) as a value per pixel (h, w)."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        out = np.empty(self.index.shape, np.float32)
        kernels.look_up(values.astype(np.float32), self.index, out)
        return out


def log_odds(bins: ColourBins, inside: Floats, outside: Floats, sizes: tuple[int, int] = (4, 5)) -> Floats:
    """Return for every cube the log of its density inside over that outside, (n,), in nats.

    Parameters
    ----------
    palette : ColourBins
        Colours of the picture.
    inside, outside : ndarray of shape (n,)
        What the cubes weigh in each class; a class of no weight is taken to be like any pixel.
    sizes : tuple of two int
        Components of each mixture.
    """
    scores = []
    for weights, size in zip((inside, outside), sizes, strict=True):
        known = weights if weights.sum() > LEAST else bins.counts
        scores.append(em.scores(bins.colours, mixture(bins.colours, known, size)).astype(np.float64))
    return scores[0] - scores[1]


def mixture(colours: Floats32, weights: Floats, n_components: int) -> em.Parameters:
    """Return a mixture of weighted colours (n, 3), begun by halving the widest group along its axis."""
    used = np.flatnonzero(weights > LEAST * weights.sum())
    weights = weights[used] * (max(len(used), 100) / weights[used].sum())  # so that no component is empty
    colours = np.asfortranarray(colours[used])
    start = split_widest(colours, weights, n_components)
    batch = em.WeightedSamples(colours, weights.astype(np.float32))
    *_, last = islice(em.steps([batch], start, regularisation=NOISE), STEPS)
    return last.parameters


def split_widest(colours: Floats32, weights: Floats, n_components: int) -> em.Parameters:
    """Return a mixture to begin with: the group of largest extent is halved until there are enough.

    Orchard and Bouman (1991), "Color quantization of images", IEEE Trans. Signal Processing 39(12).
    """
    groups = [np.arange(len(colours))]
    moments = [_moments(colours, weights, groups[0])]
    while len(groups) < n_components:
        extents = [
            m[0] * np.linalg.eigvalsh(m[2])[-1] if len(g) > 1 else 0.0
            for g, m in zip(groups, moments, strict=True)
        ]
        widest = int(np.argmax(extents))
        group, (_, mean, covariance) = groups[widest], moments[widest]
        side = (colours[group] - mean) @ np.linalg.eigh(covariance)[1][:, -1] > 0
        if not (extents[widest] > 0 and side.any() and not side.all()):
            break
        groups[widest : widest + 1] = [group[side], group[~side]]
        moments[widest : widest + 1] = [_moments(colours, weights, g) for g in groups[widest : widest + 2]]
    shares, means, covariances = (np.array(each) for each in zip(*moments, strict=True))
    return em.Parameters(shares / shares.sum(), means, covariances + NOISE * np.eye(colours.shape[1]))


def _moments(colours: Floats32, weights: Floats, group: NDArray[np.intp]) -> tuple[float, Floats, Floats]:
    part, samples = weights[group], colours[group].astype(np.float64)
    total = part.sum()
    mean = part @ samples / total
    deviations = samples - mean
    return total, mean, (deviations * part[:, None]).T @ deviations / total
