"""The prior that regions give: a segment is expected where it is found, and not where it is not.

What a pixel looks like may speak for several segments; the region it lies in says which of them live there.
The shares of the segments in each region are fitted with their densities held, and pass from one region to
the next over a few pixels, so that edges follow pixels. All of it follows from the picture and the model.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.hierarchy import Hierarchy
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.region_grid import by_region, grid, spread
from gmmseg.imaging.statistics import counts

SAMPLE = 1024  # pixels of a region that its shares are fitted to
STEPS = 20
COST = 0.06  # share of its region that a segment must explain to be there at all
LEAST = 0.005  # smaller shares are none
FIELD = 0.75  # share of the picture in one region above which regions say nothing
KEPT = 2  # priors of a picture that are kept: that of its model, and of the model before


@dataclass(frozen=True, eq=False)
class RegionPrior:
    """How much more often each segment is found in a region than in the whole.

    Attributes
    ----------
    regions : ndarray of shape (h, w), int32
        Regions from 0, -1 where unusable.
    ratios : ndarray of shape (n_regions, n_segments), float32
        Share of a segment in the region over its share in the model.
    settled : ndarray of shape (h, w), bool
        Whether all near pixels are of the same region.
    sizes : ndarray of shape (n_segments,)
        Pixels that are expected of each segment in all.
    """

    regions: NDArray[np.int32]
    ratios: NDArray[np.float32]
    settled: NDArray[np.bool_]
    sizes: NDArray[np.float64]

    @classmethod
    def of(cls, image: Image, model: Model, *, threads: int = 1) -> Self | None:
        """Return the prior of `image` under `model`, or None where it has none or regions say nothing."""
        if not model.uses_regions(image):
            return None
        model, order = model.in_component_order()
        prior = cls._of(image, model, threads)
        place = np.argsort(order)
        if prior is None or (place == np.arange(len(place))).all():
            return prior
        return replace(prior, ratios=np.ascontiguousarray(prior.ratios[:, place]), sizes=prior.sizes[place])

    @classmethod
    def _of(cls, image: Image, model: Model, threads: int) -> Self | None:
        kept = image.derived(_kept)
        for known, prior in kept:
            if known.mixture is model.mixture and _owned(known) == _owned(model):
                return prior  # type: ignore[return-value]
        found = regions_of(image, model, threads=threads)
        prior = None if found is None else cls.fitted(image, model, found)
        kept[:] = [*kept[1 - KEPT :], (model, prior)]
        return prior

    @classmethod
    def fitted(cls, image: Image, model: Model, regions: NDArray[np.int32]) -> Self:
        """Return the prior of `image` for `regions` (h, w) from 1, 0 = unusable."""
        from gmmseg.imaging.region_prior_kernels import fit_shares

        ground = _Ground.of(image, regions)
        parts = ground.parts
        weights = np.bincount(model.owners, model.mixture.weights, len(model.segments))
        weights = np.maximum(weights, 1e-12)
        posterior = model.posterior(model.features.at(image, np.concatenate(parts)))
        shares = np.empty((len(parts), len(weights)))
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        fit_shares(np.ascontiguousarray(posterior), bounds, weights, STEPS, COST, LEAST, shares)
        ratios = (shares / weights).astype(np.float32)
        return cls(ground.regions, ratios, ground.settled, ground.sizes @ shares)

    def weigh_rows(self, posterior: NDArray[np.float32], top: int) -> None:
        """Weigh posteriors (k, h, width), those of the rows from `top` on, in place."""
        from gmmseg.imaging.region_prior_kernels import weigh_rows

        weigh_rows(self.regions, self.settled, top, self.ratios, posterior)

    def weigh(self, posterior: NDArray[np.float32], indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return posteriors (n, k) of the pixels of flat `indices` (n,), weighed."""
        from gmmseg.imaging.region_prior_kernels import weigh_pixels

        out = np.array(posterior, np.float32, order="C")
        weigh_pixels(self.regions, self.settled, indices, self.ratios, out)
        return out


@dataclass(frozen=True, eq=False)
class _Ground:
    """What of a prior does not depend on the model: where regions are, and which pixels stand for them."""

    source: NDArray[np.int32]
    regions: NDArray[np.int32]
    settled: NDArray[np.bool_]
    parts: list[NDArray[np.intp]]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, image: Image, source: NDArray[np.int32]) -> Self:
        """Return that of regions (h, w) from 1, 0 = unusable, which the picture keeps for the last ones."""
        from gmmseg.imaging.region_prior_kernels import settle

        kept = image.derived(_grounds)
        for known in kept:
            if known.source is source:
                return known  # type: ignore[return-value]
        regions, settled = source - np.int32(1), np.empty(source.shape, np.bool_)
        settle(regions, settled)
        parts = [spread(part, SAMPLE) for part in by_region(source, grid(*source.shape))]
        made = cls(source, regions, settled, parts, counts(source, len(parts))[1:])
        kept[:] = [made]
        return made


def regions_of(image: Image, model: Model, *, threads: int = 1) -> NDArray[np.int32] | None:
    """Return the regions that a picture is labelled with, (h, w) from 1; None where one is nearly all."""
    seed = 0 if model.training is None else model.training.seed
    return told(Hierarchy.of(image).usual_regions(seed, threads=threads))


def told(regions: NDArray[np.int32]) -> NDArray[np.int32] | None:
    """Return the regions, or None where one of them is nearly all of the picture: then they say nothing."""
    sizes = counts(regions, int(regions.max()))[1:]
    return None if sizes.max() >= FIELD * sizes.sum() else regions


def _owned(model: Model) -> list[tuple[int, ...]]:
    return [segment.components for segment in model.segments]


def _grounds(_: Image) -> list[_Ground]:
    return []


def _kept(_: Image) -> list[tuple[Model, RegionPrior | None]]:
    return []
