"""What a picture is fitted to: features, mixtures of its regions, and how many segments suit it.

Whether segments are made of regions or there is one mixture of the whole picture is settled in one place,
`MixtureFamily.of`; how many there are to be is chosen there among the mixtures that `segmenting` itself would
fit, so that a number that is suggested gives what it promised.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UndefinedCriterionError
from gmmseg.imaging.features.downsampling import reduction
from gmmseg.imaging.features.features import Features, Samples, spread_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, RegionUse, Segment
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.regional.region_mixtures import (
    FIELD_MOVES,
    FIELD_SAMPLE,
    MOST_PER_REGION,
    PER_REGION,
    SAMPLE,
    Cell,
    CellPlace,
    Contacts,
    MapSequence,
    MergePath,
    Moments,
    RegionFits,
    SampleGrid,
    cells,
    fit_regions,
    mixture_of,
    of_type,
    pooled_moments,
)
from gmmseg.imaging.regional.region_prior import informative
from gmmseg.imaging.regional.sample_grid import grid
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.imaging.rendering.render import palette
from gmmseg.job import Progress, Workers
from gmmseg.mixture import em
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE, FitOptions
from gmmseg.mixture.fitting.known_fits import KnownFits
from gmmseg.mixture.fitting.model_selection import (
    CANDIDATES,
    OF_LIKELIHOOD,
    THINNED,
    Criterion,
    FittedCandidate,
    best,
    effective,
    halves,
    judged,
    reason,
    short,
    sweeping,
    thinned,
    validated,
)
from gmmseg.mixture.parameters import CovarianceType
from gmmseg.settings import AUTO, GLOBAL_POSITION, Count, Settings
from gmmseg.statistics.cluster_validity import ClusterValidity

CHOOSING = "Choosing the number of segments"
BLOCKS = 8  # of the picture along each side: random halves of them are fitted anew, for the stability


@dataclass(frozen=True, eq=False)
class MixtureFamily:
    """The mixtures of a picture that differ in nothing but how many segments there are.

    Attributes
    ----------
    image : Image
        The picture, prepared.
    settings : Settings
        Of the fits; their number of segments is the most there may be.
    is_regional : bool
        Whether segments are made of regions; else there is one mixture of the whole picture.
    regions : ndarray of shape (h, w), int32, optional
        Regions from 1, 0 = unusable; None where one is nearly all of the picture.
    span : Span, optional
        Which values are black and white, where that is known.
    kept : dict
        Fits of the regions of the whole picture that were computed before, by components of each.
    known : KnownFits
        Fits of some pixels that were computed before, perhaps for other mixtures of the picture.
    """

    image: Image
    settings: Settings
    is_regional: bool
    regions: NDArray[np.int32] | LazyRegions | None
    span: Span | None = None
    kept: dict[int, RegionFits] = field(default_factory=dict)
    known: KnownFits = field(default_factory=KnownFits)

    @classmethod
    def of(
        cls,
        image: Image,
        settings: Settings,
        workers: Workers,
        span: Span | None = None,
        *,
        known: KnownFits | None = None,
    ) -> Self:
        """Return the mixtures of a picture that settings ask for, by the method that suits it."""
        known = KnownFits() if known is None else known
        if settings.is_global:
            return cls(image, settings, False, None, span, known=known)
        found = regions_of(image, settings.seed, workers)
        n_regions = 1 if found is None else len(ImageHierarchy.of(image).sizes_of(found))
        is_many = settings.n_components != AUTO and settings.most_components > MOST_PER_REGION * n_regions
        asks_for_place = settings.weight_of_position > 0
        if not is_many and (found is not None or (image.n_channels > 1 and not asks_for_place)):
            return cls(image, settings, True, found, span, known=known)
        # More segments than parts; or one field, where regions have no say in what is where, and place was
        # asked for, or there is one channel, with which place bears the drift of light.
        # Where light was made even, or channels were computed, there is no such drift to bear.
        usual = 0.0 if image.preparation is not None and image.preparation.is_even else GLOBAL_POSITION
        settings = replace(settings, position=usual if settings.position == AUTO else settings.position)
        return cls(image, settings, False, found, span, known=known)

    def with_covariance(self, covariance_type: CovarianceType) -> Self:
        """Return the mixtures with covariances of another type; all that these have no say in is shared."""
        other = replace(self, settings=replace(self.settings, covariance_type=covariance_type), kept={})
        computed, shared = vars(self), ("learned", "places", "validity", "_grid", "_half_grids")
        vars(other).update({name: computed[name] for name in shared if name in computed})
        return other

    @cached_property
    def learned(self) -> tuple[Features, Samples]:
        """Features, and a thinned sample of them, (n, d)."""
        features, sample = learned_features(self.image, self.settings, self.span)
        return features, thinned(sample)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Flat indices of the pixels of the thinned sample, (n,)."""
        rng = np.random.default_rng(self.settings.seed)
        every = spread_indices(self.image, SAMPLE_SIZE, rng)
        return every[:: max(1, len(every) // THINNED)]

    @cached_property
    def validity(self) -> ClusterValidity:
        """What measures labels of the thinned sample."""
        return ClusterValidity(self.learned[1])

    @cached_property
    def n_effective(self) -> float:
        """As how many independent pixels the thinned sample counts."""
        return effective(len(self.learned[1]))

    def choosing(self, workers: Workers) -> Generator[Progress, None, tuple[Count, tuple[str, ...]]]:
        """Yield progress and return how many segments to look for, and why where that was chosen here."""
        if self.settings.candidates is None:
            return self.settings.n_components, ()
        low, high = self.settings.candidates
        yield Progress(CHOOSING, 0.1)
        if self.is_regional and self.settings.criterion == AUTO:
            path, n_regions = self.merge_path(workers)
            number = path.suitable(low, high)
            return number, (f"Chose {number} of {low} to {high} segments: {path.reason(number, n_regions)}.",)
        criterion = criterion_of(self.settings)
        counts, found = range(low, high + 1), []
        for fit in self.candidates(counts, workers, is_validated=criterion not in OF_LIKELIHOOD):
            found.append(fit.candidate)
            yield Progress(CHOOSING, 0.1 + 0.3 * len(found) / len(counts))
        try:
            number = best(found, criterion).n_components
        except UndefinedCriterionError as error:  # of a picture of one colour
            return low, (str(error),)
        return number, (f"Chose {number} of {low} to {high} segments: {reason(found, criterion)}.",)

    def merge_path(self, workers: Workers) -> tuple[MergePath, int]:
        """Return how the parts of all regions merge into segments, and how many regions there are."""
        fits = self._fits(self._grid, PER_REGION, workers.map)
        parts = cells(fits)
        return MergePath.of(parts, [fits.contacts]), len({part.region for part in parts})

    @cached_property
    def _grid(self) -> SampleGrid:
        return _grid_of(self.image, self.learned[0], self.regions)

    @cached_property
    def _half_grids(self) -> list[SampleGrid]:
        """The same pixels, of which only those in random halves of the picture have a region."""
        whole, out = self._grid, []
        blocks = self._blocks(grid(self.image.height, self.image.width).reshape(-1))
        for half in halves(blocks, self.settings.seed):
            chosen = np.zeros(whole.regions.size, np.bool_)
            chosen[half] = True
            out.append(whole.within(chosen.reshape(whole.regions.shape)))
        return out

    def _fits(self, looked_at: SampleGrid, many: int, map_parts: MapSequence = map) -> RegionFits:
        """Return the mixtures of regions, of `many` components each; those of a part of them are short."""
        is_field, is_whole = self.regions is None, looked_at is self._grid
        if is_whole and many in self.kept:
            return self.kept[many]
        found = _region_fits(
            looked_at,
            self.settings,
            many,
            is_field=is_field,
            map_parts=map_parts,
            is_short=not is_whole,
            known=self.known,
        )
        if is_whole:
            self.kept[many] = found
        return found

    def candidates(
        self, counts: Sequence[int], workers: Workers, *, is_validated: bool = True
    ) -> Iterator[FittedCandidate]:
        """Yield mixtures of so many segments each, and how well they do.

        Parameters
        ----------
        counts : sequence of int
            Numbers of segments.
        workers : Workers
            Threads to work on.
        is_validated : bool
            Whether labels are measured, too, by silhouette, Davies-Bouldin and stability.
        """
        validity = self.validity if is_validated else None
        found = self._of_regions if self.is_regional else self._of_all
        return found(counts, workers, validity)

    def _of_all(
        self, counts: Sequence[int], workers: Workers, validity: ClusterValidity | None
    ) -> Iterator[FittedCandidate]:
        """Yield mixtures of the whole picture; their likelihoods are those of what pixels look like."""
        features, sample = self.learned
        n_appearance, n = len(features.appearance), self.n_effective
        plans = [short(fit_options(self.settings, count)) for count in counts]
        parts = halves(self._blocks(self.places), self.settings.seed) if validity is not None else []
        appearance = np.asfortranarray(sample[:, :n_appearance])
        whole = sweeping(
            sample,
            plans,
            n_effective=n,
            validity=validity,
            parts=parts,
            map_plans=workers.map,
            known=self.known,
        )
        if n_appearance == sample.shape[1]:
            return whole
        of_appearance = sweeping(appearance, plans, n_effective=n, map_plans=workers.map, known=self.known)
        if validity is None:
            return of_appearance
        return map(_with_likelihood_of, whole, of_appearance)

    def _of_regions(
        self, counts: Sequence[int], workers: Workers, validity: ClusterValidity | None
    ) -> Iterator[FittedCandidate]:
        """Yield mixtures of what regions hold; their likelihoods are those of one Gaussian for each segment.

        Fits of regions serve many numbers of segments.
        """
        features, sample = self.learned
        kind, n_appearance = self.settings.covariance_type, len(features.appearance)
        whole = self._grid
        grids = [whole, *(self._half_grids if validity is not None else ())]
        several = {n: _n_per_region(n, whole, self.regions is None) for n in counts}
        plans = [(many, each) for many in sorted(set(several.values())) for each in grids]

        def fitted(plan: tuple[int, SampleGrid]) -> SegmentCuts:
            return SegmentCuts(self._fits(plan[1], plan[0]), kind, sample)

        fits: dict[int, list[SegmentCuts]] = {many: [] for many, _ in plans}
        for (many, _), fit in zip(plans, workers.map(fitted, plans), strict=True):
            fits[many].append(fit)

        def attempt(n: int) -> FittedCandidate:
            own, *refits = fits[several[n]]
            parameters, owners = own.mixture(n)
            appearance = one_each(parameters, owners, n_appearance)
            candidate = judged(sample[:, :n_appearance], appearance, n, self.n_effective)
            if validity is not None:
                labels = em.labels(sample, parameters, owners)
                candidate = validated(candidate, labels, [fit.labels(n) for fit in refits], validity)
            return FittedCandidate(candidate, parameters, owners)

        return workers.map(attempt, counts)

    def _blocks(self, indices: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the block of the picture that pixels of flat indices (n,) lie in."""
        rows, columns = np.divmod(indices, self.image.width)
        side = BLOCKS
        return rows * side // self.image.height * side + columns * side // self.image.width

    def model(self, fit: FittedCandidate) -> Model:
        """Return the model of a candidate, as it is before the fit on all pixels."""
        n = fit.parameters.n_components
        owners = np.arange(n) if fit.owners is None else np.asarray(fit.owners, np.intp)
        region_use: RegionUse = "own" if self.is_regional else "none"
        bare = Model(
            self.learned[0],
            fit.parameters,
            (),
            self.settings.smoothing,
            regions=region_use,
            is_without_strips=True,
        )
        return owned(bare, owners)


@dataclass(frozen=True, eq=False)
class SegmentCuts:
    """The segments of fits of regions for any number of them, each computed once.

    Attributes
    ----------
    fits : RegionFits
        What is cut.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Of the mixtures.
    sample : ndarray of shape (m, d)
        What is labelled.
    paths, known : dict
        What was computed before: how cells merge, and the components of segments.
    """

    fits: RegionFits
    covariance_type: CovarianceType
    sample: Samples
    paths: dict[tuple[CellPlace, ...], MergePath] = field(default_factory=dict)
    known: dict[tuple[CellPlace, ...], Moments] = field(default_factory=dict)

    def mixture(self, n: int) -> tuple[em.Parameters, NDArray[np.intp]]:
        """Return the mixture of `n` segments, (k,), and which of them owns each component."""
        parts = cells(self.fits, n)
        return mixture_of(parts, self._owners(parts, n), self.covariance_type, known=self.known)

    def labels(self, n: int) -> NDArray[np.intp]:
        """Return which of `n` segments each sample belongs to, (m,), by all components of their cells.

        That is nearly what `mixture` says, which leaves a segment few components, and takes a fraction of the
        time for many numbers of segments: how probable a component is does not depend on them.
        """
        parts = cells(self.fits, n)
        of_each = self._owners(parts, n)
        owner_of = {
            (part.region, c): owner
            for part, owner in zip(parts, of_each.tolist(), strict=True)
            for c in part.components
        }
        places, posterior = self._components
        owners = np.array([owner_of[place] for place in places])
        order = np.argsort(owners, kind="stable")
        begins = np.searchsorted(owners[order], np.arange(owners.max() + 1))
        return np.asarray(np.add.reduceat(posterior[order], begins, axis=0).argmax(axis=0))

    def _owners(self, parts: list[Cell], n: int) -> NDArray[np.intp]:
        places = tuple(part.place for part in parts)
        if places not in self.paths:
            self.paths[places] = MergePath.of(parts, [self.fits.contacts])
        return self.paths[places].owners(n)

    @cached_property
    def _components(self) -> tuple[list[tuple[int, int]], NDArray[np.floating[Any]]]:
        """The components of all regions by region and number, and how probable each is of samples, (k, m)."""
        found, shares = self.fits.whole, self.fits.shares
        places = [(region, c) for region, mixture in found.items() for c in range(mixture.n_components)]
        weights, means, covariances = (
            np.concatenate(each)
            for each in zip(
                *((m.weights * shares[r], m.means, m.full_covariances) for r, m in found.items()), strict=True
            )
        )
        mixture = of_type(weights / weights.sum(), means, covariances, self.covariance_type)
        return places, np.ascontiguousarray(em.posterior(self.sample, mixture).T)


def number_for(sample: Samples, n_appearance: int, settings: Settings, workers: Workers) -> int:
    """Return how many components of a range suit samples (n, d) of several pictures, in their order.

    The first `n_looks` features are what pixels look like. Stretches of samples stand for blocks of pixels.
    """
    assert settings.candidates is not None
    low, high = settings.candidates
    criterion = criterion_of(settings)
    used = thinned(sample[:, :n_appearance] if criterion in OF_LIKELIHOOD else sample)
    plans = [short(fit_options(settings, n)) for n in range(low, high + 1)]
    is_validated = criterion not in OF_LIKELIHOOD
    stretches = np.arange(len(used)) * BLOCKS**2 // max(1, len(used))
    fits = sweeping(
        used,
        plans,
        n_effective=effective(len(used)),
        validity=ClusterValidity(used) if is_validated else None,
        parts=halves(stretches, settings.seed) if is_validated else (),
        map_plans=workers.map,
    )
    return best([fit.candidate for fit in fits], criterion).n_components


def criterion_of(settings: Settings) -> Criterion:
    """Return what chooses the number of segments of a mixture of the whole picture."""
    return cast("Criterion", "icl" if settings.criterion == AUTO else settings.criterion)


def _with_likelihood_of(fit: FittedCandidate, appearance: FittedCandidate) -> FittedCandidate:
    of_appearance = {
        name: getattr(appearance.candidate, name) for name in ("log_likelihood", *OF_LIKELIHOOD, "n_free")
    }
    return replace(fit, candidate=replace(fit.candidate, **of_appearance))


def one_each(parameters: em.Parameters, owners: NDArray[np.intp], n: int) -> em.Parameters:
    """Return a mixture of the first `n` features with one Gaussian for each owner: its moments.

    Merging two segments that stay two components changes no density, so that its likelihood would not tell
    how many segments there are; that of one Gaussian each does.
    """
    appearance, kind = parameters.full_covariances[:, :n, :n], parameters.covariance_type
    moments = [
        pooled_moments(parameters.weights[own], parameters.means[own, :n], appearance[own])
        for own in (np.flatnonzero(owners == owner) for owner in np.unique(owners))
    ]
    weights, means, covariances = (np.array([each[i] for each in moments]) for i in range(3))
    return of_type(weights, means, covariances, kind)


def regions_of(image: Image, seed: int, workers: Workers) -> NDArray[np.int32] | LazyRegions | None:
    """Return the regions of a picture, (h, w) from 1, 0 = unusable; None where one is nearly all of it."""
    found = ImageHierarchy.of(image).usual_regions(seed, workers.pause, threads=workers.n_threads)
    return informative(image, found)


def cells_of(
    image: Image,
    features: Features,
    settings: Settings,
    workers: Workers,
    found: NDArray[np.int32] | LazyRegions | None,
) -> tuple[list[Cell], Contacts]:
    """Return what the regions of a picture hold, and how that touches; `found` as `regions_of` has it."""
    fits, n = region_fits(image, features, settings, workers, found)
    return cells(fits, n), fits.contacts


def region_fits(
    image: Image,
    features: Features,
    settings: Settings,
    workers: Workers,
    found: NDArray[np.int32] | LazyRegions | None,
) -> tuple[RegionFits, int]:
    """Return the mixtures of the regions of a picture, and how many segments are asked for, 0 for any."""
    wanted, looked_at = settings.n_components, _grid_of(image, features, found)
    n = 0 if wanted == AUTO else settings.most_components
    many = _n_per_region(n, looked_at, found is None)
    return _region_fits(looked_at, settings, many, is_field=found is None, map_parts=workers.map), n


def _grid_of(image: Image, features: Features, found: NDArray[np.int32] | LazyRegions | None) -> SampleGrid:
    """Return the pixels that are looked at; `found` as `regions_of` has it."""
    if found is None and image.is_lazy:
        found = LazyRegions.one(image, reduction(image.height * image.width))
    elif found is None:
        found = (
            np.ones(image.pixels.shape[:2], np.int32) if image.mask is None else image.mask.astype(np.int32)
        )
    return SampleGrid.of(image, features, found)


def _n_per_region(wanted: int, looked_at: SampleGrid, is_field: bool) -> int:
    """Return how many components each region has; `wanted` segments in all, 0 for as many as there are."""
    if not wanted:
        return PER_REGION
    if is_field and wanted > PER_REGION:
        return min(wanted, MOST_PER_REGION)
    return max(PER_REGION, min(MOST_PER_REGION, -(-2 * wanted // max(1, len(looked_at.places)))))


def _region_fits(
    looked_at: SampleGrid,
    settings: Settings,
    many: int,
    *,
    is_field: bool,
    map_parts: MapSequence = map,
    is_short: bool = False,
    known: KnownFits | None = None,
) -> RegionFits:
    """Return the mixtures of regions, of `many` components each; short fits are only to be compared."""
    plan = replace(
        fit_options(settings, many),
        restarts=max(settings.restarts - (0 if is_field else 2), 1),
        moves=FIELD_MOVES if is_field else 0,
        tolerance=max(settings.tolerance, 1e-3),
        max_iterations=min(settings.max_iterations, 40),
    )
    if is_short:
        plan = replace(plan, restarts=1, moves=0)
    size = max(FIELD_SAMPLE if is_field else SAMPLE, 64 * many)
    return fit_regions(looked_at, plan, sample=size, map_parts=map_parts, known=known, is_quick=is_short)


def owned(model: Model, of_each: NDArray[np.intp]) -> Model:
    """Return `model` with the segments that own its components as `of_each` (k,) says."""
    colours = palette(int(of_each.max()) + 1)
    return replace(
        model,
        segments=tuple(
            Segment(f"segment {i + 1}", colour, tuple(np.flatnonzero(of_each == i).tolist()))
            for i, colour in enumerate(colours)
        ),
    )


def learned_features(image: Image, settings: Settings, span: Span | None = None) -> tuple[Features, Samples]:
    """Return features and a sample; without position where there are no more colours than segments.

    There position would cut up what is plainly one thing, and call it a find.
    """

    def learned(position: float) -> tuple[Features, Samples]:
        features = Features.learn(image, settings.colour, position, settings.texture, span=span)
        return features, features.sample(image, SAMPLE_SIZE, np.random.default_rng(settings.seed))

    features, sample = learned(settings.weight_of_position)
    if settings.weight_of_position > 0:
        colours = sample[:, : len(features.colours)]
        most = CANDIDATES[-1] if settings.n_components == AUTO else settings.most_components
        few = len(np.unique(colours[:: max(1, len(colours) // 2048)], axis=0)) <= most
        if few and len(np.unique(colours, axis=0)) <= most:
            return learned(0.0)
    return features, sample


def fit_options(settings: Settings, n_components: int) -> FitOptions:
    """Return how a mixture of so many components is fitted."""
    return FitOptions(
        n_components=n_components,
        covariance_type=settings.covariance_type,
        start=settings.start,
        restarts=settings.restarts,
        tolerance=settings.tolerance,
        max_iterations=settings.max_iterations,
        regularisation=settings.noise**2,
        seed=settings.seed,
    )
