"""The regions' prior: mixing proportions for each region, by EM with the segments' densities held.

Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm", J. R.
Statist. Soc. B 39(1), 1-38: the update of the mixing proportions alone.

The colour of a pixel may be probable in several segments; the region it lies in says which of them occur
there. The proportions of the segments in each region are fitted, and blend from one region to the next
over a few pixels, so that edges follow pixels. All of it follows from the picture and the model.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, starmap
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.sample_grid import by_region, grid, spread
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.regions.lazy_regions import LazyRegions

SAMPLE = 1024  # pixels of a region that its shares are fitted to
STEPS = 20
COST = 0.06  # share of its region that a segment must explain to be there at all
LEAST = 0.005  # smaller shares are none
FIELD = 0.75  # share of the picture in one region above which regions say nothing
PosteriorOf = Callable[[NDArray[np.intp]], NDArray[np.float32]]
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
    def is_known(cls, image: Image, model: Model) -> bool:
        """Return whether the prior of `image` under `model` is there already, or there is to be none."""
        if not model.uses_regions(image):
            return True
        model, _ = model.in_component_order()
        kept = model.prepared(image).derived(_kept)
        return any(known.mixture is model.mixture and _basis(known) == _basis(model) for known, _ in kept)

    @classmethod
    def _of(cls, image: Image, model: Model, threads: int) -> Self | None:
        kept = image.derived(_kept)
        for known, prior in kept:
            if known.mixture is model.mixture and _basis(known) == _basis(model):
                return prior  # type: ignore[return-value]
        found = regions_of(image, model, threads=threads)
        prior = None if found is None else cls.fitted(image, model, found, threads=threads)
        kept[:] = [*kept[1 - KEPT :], (model, prior)]
        return prior

    @classmethod
    def fitted(
        cls,
        image: Image,
        model: Model,
        regions: NDArray[np.int32] | LazyRegions,
        *,
        threads: int = 1,
        sample: int = SAMPLE,
        steps: int = STEPS,
    ) -> Self:
        """Return the prior of `image` for its usual `regions` (h, w) from 1, 0 = unusable.

        Strips that a region took along have the shares of the region that they go on in, unless the model is
        of before that was so. `sample` is how many pixels of a region are looked at, at most `SAMPLE`,
        `steps` how often.
        """
        from gmmseg.imaging.regional.region_prior_kernels import fit_shares

        given = regions
        if model.is_without_strips:
            given = ImageHierarchy.of(image).regions_without_strips(regions, threads=threads)
        sampled = _RegionSamples.of(image, regions, given)
        parts = sampled.parts if sample >= SAMPLE else [spread(part, sample) for part in sampled.parts]
        weights = np.bincount(model.owners, model.mixture.weights, len(model.segments))
        weights = np.maximum(weights, 1e-12)
        posterior = model.posterior(model.features.at(image, np.concatenate(parts)))
        shares = np.empty((len(parts), len(weights)))
        bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        posterior = np.ascontiguousarray(posterior)

        def fit(some: slice) -> None:
            own = bounds[some.start : some.stop + 1]
            fit_shares(posterior, own, weights, steps, COST, LEAST, shares[some])

        if threads == 1 or len(parts) < threads:
            fit(slice(0, len(parts)))
        else:
            ends = np.linspace(0, len(parts), threads + 1).astype(int).tolist()
            with ThreadPoolExecutor(threads) as pool:
                deque(pool.map(fit, starmap(slice, pairwise(ends))), maxlen=0)
        ratios = (shares / weights).astype(np.float32)
        return cls(sampled.regions, ratios, sampled.interior, sampled.sizes @ shares)

    @cached_property
    def only(self) -> NDArray[np.uint16]:
        """The segment, counted from 1, that alone has a share in each region; 0 where several have, (r,)."""
        is_there = self.ratios > 0
        return np.where(is_there.sum(axis=1) == 1, is_there.argmax(axis=1) + 1, 0).astype(np.uint16)

    def weighed_rows(
        self, top: int, bottom: int, posterior_of: PosteriorOf, tiling: tuple[int, int], *, is_settled: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.uint16]]:
        """Return the posteriors (k, h, width) of rows `top` to `bottom`, weighed, and tiles of one segment.

        Parameters
        ----------
        top, bottom : int
            The first row, and that behind the last.
        posterior_of : callable
            Given flat indices (m,) in these rows, returns the posteriors (m, k) of their pixels. Pixels that
            are well inside regions of one segment belong to it whatever they look like; nobody asks for them.
        tiling : tuple of two int
            Columns of a tile, and how far beside it there must be no other segment.
        is_settled : bool
            Whether what is well inside a region of one segment may be taken for it.

        Returns
        -------
        posterior : ndarray of shape (k, h, width), float32
            0 where unusable; anything in tiles of one segment.
        tiles : ndarray of shape (h, n_tiles), uint16
            The segment of tiles that have one alone, counted from 1; 0 elsewhere.
        """
        from gmmseg.imaging.regional.region_prior_kernels import (
            REACH,
            find_interior,
            find_unsettled,
            weigh_unsettled,
        )

        regions, interior, first = self.regions, self.interior, top
        if isinstance(regions, LazyRegions):
            begin = max(top - REACH, 0)
            regions, first = regions.rows(begin, min(bottom + REACH, regions.shape[0])), top - begin
            regions -= np.int32(1)
            interior = np.empty(regions.shape, np.bool_)
            find_interior(regions, interior)
        height, width = bottom - top, regions.shape[1]
        only = self.only if is_settled else np.zeros_like(self.only)
        size, reach = tiling
        tiles = np.empty((height, -(-width // size)), np.uint16)
        indices = np.empty(height * width, np.intp)
        n = find_unsettled(regions, interior, first, only, size, reach, tiles, indices)
        found = np.ascontiguousarray(posterior_of(indices[:n]).T).reshape(self.ratios.shape[1], 1, n)
        out = np.empty((self.ratios.shape[1], height, width), np.float32)
        weigh_unsettled(regions, interior, first, only, size, tiles, self.ratios, found, out)
        return out, tiles

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
    given: NDArray[np.int32] | LazyRegions
    regions: NDArray[np.int32] | LazyRegions
    interior: NDArray[np.bool_]
    parts: list[NDArray[np.intp]]
    sizes: NDArray[np.int64]

    @classmethod
    def of(
        cls, image: Image, source: NDArray[np.int32] | LazyRegions, given: NDArray[np.int32] | LazyRegions
    ) -> Self:
        """Return that of regions (h, w) from 1, 0 = unusable, which the picture keeps for the last ones.

        `source` are the regions that shares are fitted to, `given` (h, w), by the same numbers, says which of
        these each pixel has.
        """
        from gmmseg.imaging.regional.region_prior_kernels import find_interior

        kept = image.derived(_kept_samples)
        for known in kept:
            if known.source is source and known.given is given:
                return known  # type: ignore[return-value]
        n = len(ImageHierarchy.of(image).sizes_of(source))
        parts = [spread(part, SAMPLE) for part in by_region(source, grid(*source.shape), n)]
        sizes = ImageHierarchy.of(image).sizes_of(given)
        if isinstance(given, LazyRegions):
            made = cls(source, given, given, np.empty((0, 0), np.bool_), parts, sizes)
        else:
            regions, interior = given - np.int32(1), np.empty(given.shape, np.bool_)
            find_interior(regions, interior)
            made = cls(source, given, regions, interior, parts, sizes)
        kept[:] = [made]
        return made


def regions_of(image: Image, model: Model, *, threads: int = 1) -> NDArray[np.int32] | LazyRegions | None:
    """Return the regions that a picture is labelled with, (h, w) from 1; None where one is nearly all."""
    seed = 0 if model.training is None else model.training.seed
    return informative(image, ImageHierarchy.of(image).usual_regions(seed, threads=threads))


def informative(
    image: Image, regions: NDArray[np.int32] | LazyRegions
) -> NDArray[np.int32] | LazyRegions | None:
    """Return regions of `image`, or None where one is nearly all of the picture: then they say nothing."""
    sizes = ImageHierarchy.of(image).sizes_of(regions)
    return None if sizes.max() >= FIELD * sizes.sum() else regions


def _basis(model: Model) -> tuple[bool, list[tuple[int, ...]]]:
    """Return what of a model, beside its mixture, a prior follows from."""
    return model.is_without_strips, [segment.components for segment in model.segments]


def _kept_samples(_: Image) -> list[_RegionSamples]:
    return []


def _kept(_: Image) -> list[tuple[Model, RegionPrior | None]]:
    return []
