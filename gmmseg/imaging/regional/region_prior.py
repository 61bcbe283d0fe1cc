"""The regions' prior: mixing proportions for each region, by EM with the segments' densities held.

Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm", J. R.
Statist. Soc. B 39(1), 1-38: the update of the mixing proportions alone.

The colour of a pixel may be probable in several segments; the region it lies in says which of them occur
there. The proportions of the segments in each region are fitted, and blend from one region to the next
over a few pixels, so that edges follow pixels. All of it follows from the picture and the model.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.sample_grid import by_region, grid, spread
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.imaging.segment_table import counts

SAMPLE = 1024  # pixels of a region that its shares are fitted to
STEPS = 20
COST = 0.06  # share of its region that a segment must explain to be there at all
LEAST = 0.005  # smaller shares are none
FIELD = 0.75  # share of the picture in one region above which regions say nothing
KEPT = 2  # priors of a picture that are kept: that of its model, and of the model before


@dataclass(frozen=True, eq=False)
class RegionPrior:
    """The ratio of each segment's share in a region to its share in the whole picture.

    Attributes
    ----------
    regions : ndarray of shape (h, w), int32
        Regions from 0, -1 where unusable; of a picture larger than memory `LazyRegions`.
    ratios : ndarray of shape (n_regions, n_segments), float32
        Share of a segment in the region over its share in the model.
    interior : ndarray of shape (h, w), bool
        Whether all near pixels are of the same region.
    sizes : ndarray of shape (n_segments,)
        Pixels that are expected of each segment in all.
    """

    regions: NDArray[np.int32] | LazyRegions
    ratios: NDArray[np.float32]
    interior: NDArray[np.bool_]
    sizes: NDArray[np.float64]

    @classmethod
    def of(cls, image: Image, model: Model, *, threads: int = 1) -> Self | None:
        """Return the prior of `image` under `model`, or None where it has none or regions say nothing."""
        if not model.uses_regions(image):
            return None
        image = model.prepared(image)
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
    def fitted(cls, image: Image, model: Model, regions: NDArray[np.int32] | LazyRegions) -> Self:
        """Return the prior of `image` for `regions` (h, w) from 1, 0 = unusable."""
        from gmmseg.imaging.regional.region_prior_kernels import fit_shares

        sampled = _RegionSamples.of(image, regions)
        parts = sampled.parts
        weights = np.bincount(model.owners, model.mixture.weights, len(model.segments))
        weights = np.maximum(weights, 1e-12)
        posterior = model.posterior(model.features.at(image, np.concatenate(parts)))
        shares = np.empty((len(parts), len(weights)))
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        fit_shares(np.ascontiguousarray(posterior), bounds, weights, STEPS, COST, LEAST, shares)
        ratios = (shares / weights).astype(np.float32)
        return cls(sampled.regions, ratios, sampled.interior, sampled.sizes @ shares)

    def weigh_rows(self, posterior: NDArray[np.float32], top: int) -> None:
        """Weigh posteriors (k, h, width), those of the rows from `top` on, in place."""
        from gmmseg.imaging.regional.region_prior_kernels import REACH, find_interior, weigh_rows

        if isinstance(self.regions, LazyRegions):
            begin = max(top - REACH, 0)
            regions = self.regions.rows(begin, min(top + posterior.shape[1] + REACH, self.regions.shape[0]))
            regions -= np.int32(1)
            interior = np.empty(regions.shape, np.bool_)
            find_interior(regions, interior)
            weigh_rows(regions, interior, top - begin, self.ratios, posterior)
            return
        weigh_rows(self.regions, self.interior, top, self.ratios, posterior)

    def weigh(self, posterior: NDArray[np.float32], indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return posteriors (n, k) of the pixels of flat `indices` (n,), weighed."""
        from gmmseg.imaging.regional.region_prior_kernels import weigh_pixels

        out = np.array(posterior, np.float32, order="C")
        if isinstance(self.regions, LazyRegions):
            out *= self.ratios[self.regions.at(indices) - 1]
            return out / np.maximum(out.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
        weigh_pixels(self.regions, self.interior, indices, self.ratios, out)
        return out


@dataclass(frozen=True, eq=False)
class _RegionSamples:
    """What of a prior does not depend on the model: where regions are, and which pixels stand for them."""

    source: NDArray[np.int32] | LazyRegions
    regions: NDArray[np.int32] | LazyRegions
    interior: NDArray[np.bool_]
    parts: list[NDArray[np.intp]]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, image: Image, source: NDArray[np.int32] | LazyRegions) -> Self:
        """Return that of regions (h, w) from 1, 0 = unusable, which the picture keeps for the last ones."""
        from gmmseg.imaging.regional.region_prior_kernels import find_interior

        kept = image.derived(_kept_samples)
        for known in kept:
            if known.source is source:
                return known  # type: ignore[return-value]
        parts = [spread(part, SAMPLE) for part in by_region(source, grid(*source.shape))]
        if isinstance(source, LazyRegions):
            made = cls(source, source, np.empty((0, 0), np.bool_), parts, source.sizes)
        else:
            regions, interior = source - np.int32(1), np.empty(source.shape, np.bool_)
            find_interior(regions, interior)
            made = cls(source, regions, interior, parts, counts(source, len(parts))[1:])
        kept[:] = [made]
        return made


def regions_of(image: Image, model: Model, *, threads: int = 1) -> NDArray[np.int32] | LazyRegions | None:
    """Return the regions that a picture is labelled with, (h, w) from 1; None where one is nearly all."""
    seed = 0 if model.training is None else model.training.seed
    return informative(ImageHierarchy.of(image).usual_regions(seed, threads=threads))


def informative(regions: NDArray[np.int32] | LazyRegions) -> NDArray[np.int32] | LazyRegions | None:
    """Return the regions, or None where one of them is nearly all of the picture: then they say nothing."""
    sizes = _sizes(regions)
    return None if sizes.max() >= FIELD * sizes.sum() else regions


def _sizes(regions: NDArray[np.int32] | LazyRegions) -> NDArray[np.int64]:
    if isinstance(regions, LazyRegions):
        return regions.sizes
    return counts(regions, int(regions.max()))[1:]


def _owned(model: Model) -> list[tuple[int, ...]]:
    return [segment.components for segment in model.segments]


def _kept_samples(_: Image) -> list[_RegionSamples]:
    return []


def _kept(_: Image) -> list[tuple[Model, RegionPrior | None]]:
    return []
