"""Model and picture to winners, stripe by stripe, with the spatial prior."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging import smoothing
from gmmseg.imaging.features import BLOCK, Samples, usable_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.smoothing import Stripe

PAIRS = 2**14  # pairs of neighbours that the usual difference is learned from


@dataclass(frozen=True, eq=False)
class Labelling:
    """How one picture is labelled.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        Its model, or that of another picture.
    blocks : sequence of ndarray of shape (n, d)
        Samples of the usable pixels in row order, `features.BLOCK` in each but the last.
    strength : float
        Of the spatial prior, above 0.
    edge_precision : float
        How sharply ties between neighbours fade with their difference.
    usable : ndarray of shape (h * w,), bool, or None
        None where all pixels are.
    """

    image: Image
    model: Model
    blocks: Sequence[Samples]
    strength: float
    edge_precision: float
    usable: NDArray[np.bool_] | None

    @classmethod
    def of(cls, image: Image, model: Model, blocks: Sequence[Samples], strength: float) -> "Labelling":
        """Return the labelling of `image` by `model`, its usual difference of neighbours learned."""
        usable = None if image.mask is None else image.mask.reshape(-1)
        return cls(image, model, blocks, strength, _edge_precision(image, model), usable)

    def stripes(self) -> list[Stripe]:
        """Return the stripes that the picture is labelled in."""
        return list(smoothing.stripes(self.image.height, self.image.width))

    def winners(self, stripe: Stripe, pause: Callable[[], object] = lambda: None) -> NDArray[np.intp]:
        """Return the index of the most believed segment of each usable pixel of a stripe, in row order.

        `pause` is called now and then; what it raises ends the work.
        """
        width = self.image.width
        shape = (stripe.bottom - stripe.top, width)
        usable = None if self.usable is None else self.usable[stripe.top * width : stripe.bottom * width]
        first = stripe.top * width if self.usable is None else int(self.usable[: stripe.top * width].sum())
        n = shape[0] * width if usable is None else int(usable.sum())
        if n == 0:
            return np.empty(0, np.intp)
        samples = between(self.blocks, first, first + n)
        pause()
        posterior = self.model.posterior(samples).T
        pause()
        looks = samples[:, : n_looks(self.model)].T
        mask = None if usable is None else usable.reshape(shape)
        beliefs = smoothing.smooth(
            _planes(posterior, usable, shape),
            _planes(looks, usable, shape),
            self.strength,
            edge_precision=self.edge_precision,
            usable=mask,
            pause=pause,
        )
        best = beliefs[:, stripe.kept].argmax(axis=0)
        return best.reshape(-1) if mask is None else best[mask[stripe.kept]]


def n_looks(model: Model) -> int:
    """Return how many of the features, the first ones, say what a pixel looks like, not where it is."""
    return len(model.features.names) - (2 if model.features.position > 0 else 0)


def between(blocks: Sequence[Samples], begin: int, end: int) -> Samples:
    """Return the samples numbered `begin` to `end` of a sequence of blocks, (n, d) in Fortran order."""
    parts = []
    for index in range(begin // BLOCK, (end + BLOCK - 1) // BLOCK):
        start = index * BLOCK
        parts.append(blocks[index][max(begin - start, 0) : end - start].T)
    return np.concatenate(parts, axis=1).T


def _edge_precision(image: Image, model: Model) -> float:
    chosen = _left_of_pairs(image)
    if not len(chosen):
        return 0.0
    pairs = [model.features.at(image, chosen + shift)[:, : n_looks(model)].T for shift in (0, 1)]
    return smoothing.precision(np.stack(pairs, axis=2))


def _left_of_pairs(image: Image) -> NDArray[np.intp]:
    """Return flat indices of up to `PAIRS` usable pixels, spread evenly, with a usable one to their right."""
    if image.mask is None:  # by arithmetic: a list of all pixels takes long where there are many
        n, wide = image.height * (image.width - 1), max(image.width - 1, 1)
        places = np.linspace(0, max(n - 1, 0), min(PAIRS, n)).astype(np.intp)
        return places // wide * image.width + places % wide
    indices = usable_indices(image)
    beside = np.flatnonzero((np.diff(indices) == 1) & (indices[1:] % image.width > 0))
    return indices[beside[np.linspace(0, max(len(beside) - 1, 0), min(PAIRS, len(beside))).astype(np.intp)]]


def _planes(
    rows: NDArray[np.float32], usable: NDArray[np.bool_] | None, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Return rows (c, n) of usable pixels as planes (c, h, w), 0 elsewhere."""
    if usable is None:
        return np.ascontiguousarray(rows).reshape(-1, *shape)
    out = np.zeros((len(rows), usable.size), np.float32)
    out[:, usable] = rows
    return out.reshape(-1, *shape)
