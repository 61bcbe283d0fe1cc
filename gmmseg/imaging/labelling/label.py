"""Labels of a picture by a model: the most probable segment of each pixel, block by block.

With the spatial prior, stripes of rows are labelled with as many rows around them as it needs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Blocks
from gmmseg.imaging.features.usable_pixels import UsablePixels
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling import spatial_prior
from gmmseg.imaging.labelling.colour_histogram import ColourHistogram
from gmmseg.imaging.labelling.spatial_prior import Stripe
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.probabilities import Probabilities
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.imaging.seeds import UNLABELLED, SeedLabels
from gmmseg.imaging.segmentation import label_type

PAIRS = 2**14  # pairs of neighbours that the usual difference is learned from

PixelIndices = slice | NDArray[np.intp]
Winners = NDArray[np.uint16]


class Labeller(Protocol):
    """The interface of labelling in parts that can run at the same time."""

    def parts(self) -> Sequence[Any]:
        """Return the parts."""

    def place(self, part: Any) -> PixelIndices:
        """Return the flat indices of the usable pixels of a part, in row order; a slice if without gaps."""

    def winners(self, part: Any, pause: Callable[[], object]) -> Winners:
        """Return the index of the segment that wins each of these pixels.

        `pause` is called now and then; what it raises ends the work.
        """


def label(
    image: Image,
    labeller: Labeller,
    n_segments: int,
    *,
    map_parts: Callable[[Callable[[Any], NDArray[np.intp]], Sequence[Any]], Iterable[NDArray[np.intp]]],
    pause: Callable[[], object],
) -> tuple[NDArray[np.uint8] | NDArray[np.uint16], NDArray[np.intp]]:
    """Return the number of the segment of every pixel, (h, w), 0 where unusable, and the segments' sizes.

    `map_parts` is `map`, or a thread pool's: parts are written where they belong, in whatever order.
    """
    labels = np.zeros(image.height * image.width, label_type(n_segments))

    def work(part: Any) -> NDArray[np.intp]:
        return _write(labeller.winners(part, pause), labeller.place(part), labels, n_segments)

    sizes = np.zeros(n_segments, np.intp)
    for found in map_parts(work, labeller.parts()):
        sizes += found
    return labels.reshape(image.height, image.width), sizes  # type: ignore[return-value]


def _write(winners: Winners, place: PixelIndices, labels: NDArray[Any], n: int) -> NDArray[np.intp]:
    """Write winners, counted from 1, where they belong; return how many each segment has."""
    from gmmseg.imaging.filters import counting_kernels

    sizes = np.zeros(n, np.intp)
    target = labels[place] if isinstance(place, slice) else np.empty(len(winners), labels.dtype)
    counting_kernels.number_winners(winners, target, sizes)
    if not isinstance(place, slice):
        labels[place] = target
    return sizes


@dataclass(frozen=True, eq=False)
class PixelLabeller:
    """Labelling of each pixel by itself.

    Attributes
    ----------
    blocks : Blocks
        The usable pixels.
    decide : callable
        Given the number of a block, returns the index of the segment that wins each of its pixels.
    """

    blocks: Blocks
    decide: Callable[[int], Winners]

    @classmethod
    def of(
        cls,
        blocks: Blocks,
        model: Model,
        histogram: ColourHistogram | None = None,
        prior: RegionPrior | None = None,
    ) -> "PixelLabeller":
        """Return the labelling by `model`; where only colours count, each of them is decided once."""
        if prior is not None:
            probable = Probabilities(blocks.image, replace(model, temperature=1.0), prior)  # labels know none
            return cls(blocks, lambda number: _most_probable(probable, blocks, number))
        if histogram is None:
            return cls(blocks, lambda number: model.labels(blocks[number]))
        table = histogram.table(model)
        return cls(blocks, lambda number: histogram.look_up(table, blocks.pixels(number)))

    def parts(self) -> Sequence[int]:
        """Return the numbers of the blocks."""
        return range(len(self.blocks))

    def place(self, part: int) -> PixelIndices:
        """Return the flat indices of the pixels of a block."""
        return self.blocks.place(part)

    def winners(self, part: int, pause: Callable[[], object] = lambda: None) -> Winners:
        """Return the index of the winning segment of each pixel of a block."""
        pause()
        return self.decide(part)


@dataclass(frozen=True, eq=False)
class SmoothedLabeller:
    """Labelling with the spatial prior: the segment of largest marginal wins.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        Its model, or that of another picture.
    strength : float
        Of the spatial prior, above 0.
    edge_precision : float
        1 over twice the squared difference at which the pairwise weight of neighbours is e to -1/2.
    seeds : ndarray of shape (h, w), int16, or None
        Index of the segment of each labelled pixel, `UNLABELLED` elsewhere; None where none is.
    prior : RegionPrior or None
        That of regions.
    """

    image: Image
    model: Model
    strength: float
    edge_precision: float
    seeds: SeedLabels | None = None
    prior: RegionPrior | None = None

    @classmethod
    def of(
        cls,
        image: Image,
        model: Model,
        strength: float,
        seeds: SeedLabels | None = None,
        prior: RegionPrior | None = None,
    ) -> "SmoothedLabeller":
        """Return the labelling of `image` by `model`, with the measured difference of neighbours."""
        return cls(image, model, strength, _edge_precision(image, model), seeds, prior)

    def parts(self) -> list[Stripe]:
        """Return the stripes that the picture is labelled in."""
        return list(spatial_prior.stripes(self.image.height, self.image.width))

    def place(self, part: Stripe) -> PixelIndices:
        """Return the flat indices of the usable pixels of the rows that a stripe is for."""
        begin, end = part.begin * self.image.width, part.end * self.image.width
        if self.image.mask is None:
            return slice(begin, end)
        return begin + np.flatnonzero(self.image.mask[part.begin : part.end])

    def winners(self, part: Stripe, pause: Callable[[], object] = lambda: None) -> Winners:
        """Return the index of the winning segment of each usable pixel of a stripe, in row order."""
        usable = None if self.image.mask is None else self.image.mask[part.top : part.bottom]
        if usable is not None and not usable[part.kept].any():
            return np.empty(0, np.uint16)
        planes = self.model.features.planes(self.image, part.top, part.bottom)
        pause()
        posterior, only = self._posterior(planes, part)
        if self.seeds is not None:
            clamp_to_seeds(posterior, self.seeds[part.top : part.bottom])
        if usable is not None:
            posterior[:, ~usable] = 0
        best = spatial_prior.winners(
            posterior,
            planes[: n_appearance(self.model)],
            self.strength,
            edge_precision=self.edge_precision,
            usable=usable,
            only=only,
            rows=part.kept,
            pause=pause,
        )
        kept = best[part.kept]
        return kept.reshape(-1) if usable is None else kept[usable[part.kept]]

    def _posterior(
        self, planes: NDArray[np.float32], part: Stripe
    ) -> tuple[NDArray[np.float32], NDArray[np.uint16] | None]:
        """Return the posteriors (k, h, w) of a stripe of features (d, h, w), and its tiles of one segment."""
        samples = planes.reshape(len(planes), -1)
        if self.prior is None:
            return self.model.posterior(samples.T).T.reshape(-1, *planes.shape[1:]), None
        return self.prior.weighed_rows(
            part.top,
            part.bottom,
            lambda indices: self.model.posterior(samples[:, indices].T),
            spatial_prior.TILING,
            is_settled=self.seeds is None,
        )


def _most_probable(probable: Probabilities, blocks: Blocks, number: int) -> Winners:
    return probable.block(blocks, number)[1].argmax(axis=1).astype(np.uint16)


def clamp_to_seeds(posterior: NDArray[np.float32], seeds: SeedLabels) -> None:
    """Set posteriors (k, h, w) of pixels of known class to 0 and 1, before neighbours see them."""
    rows, columns = np.nonzero(seeds != UNLABELLED)
    posterior[:, rows, columns] = 0
    posterior[seeds[rows, columns], rows, columns] = 1


def n_appearance(model: Model) -> int:
    """Return how many of the features, the first ones, say what a pixel looks like, not where it is."""
    return len(model.features.appearance)


def _edge_precision(image: Image, model: Model) -> float:
    left, right = pairs_of_neighbours(image)
    if not len(left):
        return 0.0
    pairs = model.features.at(image, np.concatenate([left, right]))[:, : n_appearance(model)].T
    return spatial_prior.precision(pairs.reshape(len(pairs), 2, -1).swapaxes(1, 2))


def pairs_of_neighbours(image: Image) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return flat indices of usable pixels, spread evenly, and of those to their right, usable, too."""
    left = _left_of_pairs(image)
    return left, left + 1


def _left_of_pairs(image: Image) -> NDArray[np.intp]:
    """Return flat indices of up to `PAIRS` usable pixels, spread evenly, with a usable one to their right."""
    if image.mask is None:  # by arithmetic: a list of all pixels takes long where there are many
        n, wide = image.height * (image.width - 1), max(image.width - 1, 1)
        places = np.linspace(0, max(n - 1, 0), min(PAIRS, n)).astype(np.intp)
        return places // wide * image.width + places % wide
    usable = UsablePixels.of(image)
    chosen = usable.at(np.linspace(0, usable.n - 1, min(PAIRS, usable.n)).astype(np.intp))
    chosen = chosen[chosen % image.width < image.width - 1]
    return chosen[image.mask.reshape(-1)[chosen + 1]]
