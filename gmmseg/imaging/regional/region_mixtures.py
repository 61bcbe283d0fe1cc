"""Segments by agglomerative clustering: average linkage on Bhattacharyya distances of regions' mixtures.

Bhattacharyya (1943), "On a measure of divergence between two statistical populations defined by their
probability distributions", Bulletin of the Calcutta Mathematical Society 35, 99-109. Average linkage:
Sokal and Michener (1958), "A statistical method for evaluating systematic relationships", University of
Kansas Science Bulletin 38, 1409-1438.

A mixture is fitted to each region. Its components stay apart only where they overlap little and touch
along a step in colour. What remains, the *cells* of all regions, is merged wherever it lies: first cells
that touch without a step, as parts of one thing in changing light do, then cells of similar colour. So
position is no reason to divide what looks the same, and a segment may own several components.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.image import Image
from gmmseg.imaging.regional.region_prior import FIELD
from gmmseg.imaging.regional.sample_grid import by_region, grid, regions_at, spread
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.mixture import em
from gmmseg.mixture.components import bhattacharyya, kept_by_type
from gmmseg.mixture.fitting.fit import FitOptions
from gmmseg.mixture.fitting.known_fits import Course, KnownFits
from gmmseg.mixture.parameters import CovarianceType, Parameters

Floats = NDArray[np.float64]
Regions = NDArray[np.int32]
CellPlace = tuple[int, tuple[int, ...]]  # of a cell: its region, and which components of it
Moments = tuple[Floats, Floats, Floats]  # weights, means and covariances
MapSequence = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]

PER_REGION = 3  # components of the mixture of a region
MOST_PER_REGION = 60  # where more segments are asked for: as many as a word has bits, nearly
PER_SEGMENT = 3  # components that a segment owns at most: more say the same
SAME = 0.1  # Bhattacharyya's distance up to which two of them are one
MOST = 16  # segments that are found where no number is asked for
RIM = 2  # pixels along a region's edge that are mixed of both sides
RIMLESS = 0.3  # share of a region's pixels that must remain without its rim, or the rim counts
SAMPLE, FIELD_SAMPLE = 1500, 4000  # pixels of a region that its mixture is fitted to; where there is but one
FIELD_MOVES = 8

# Chosen on 40 of the Berkeley pictures and on drawn ones (docs/benchmarks.md).
APART, APART_FIELD = 0.1, 1.5  # price above which parts of a region stay together; where it is nearly all
OVERLAP, DISTANCE, SHARE = 0.47, 2.0, 0.2  # exponents of this price
LEAST = 0.005  # share of a region below which a part is none
RARE = 0.04  # parts of a smaller share have no say in how large differences are here: debris is often bright
STEP = 1.5  # RMS step across a contact over that inside the parts below which they are one thing
PAIRS = 20  # of neighbouring pixels that a contact must have to say something
HALO = 0.5  # share of a component's pixels between two others that makes it their blurred edge
HALO_PIXELS = 9  # a component of fewer is a halo
# The price of merging two cells is Bhattacharyya's distance times a power of the smaller one's share.
ALIKE = 0.015  # price up to which cells are merged
ALIKE_AT_LEAST, ALIKE_AT_MOST = 0.01, 0.8  # between these a leap of the price ends the merges instead,
LEAP = 8.0  # if it is so many times the price before
SIZE = 0.2  # this power: what is small joins others more readily
FLOOR = 0.3  # standard deviation added to all cells before they are compared: light is never quite even
UNLIKE = 0.5  # Bhattacharyya's distance from the rest of its cell above which a component may be a strip
CONTINUED = 0.1  # times this distance: so close is it to what goes on next door
SAME_OBJECT = 0.15  # times as far are cells that touch without a step, as one thing in changing light does


@dataclass(frozen=True, eq=False)
class Cell:
    """A part of one region: a mixture of pixels that belong together.

    Attributes
    ----------
    region : int
        Number of the region, from 0.
    components : tuple of int
        Which components of the region's mixture these are.
    weights : ndarray of shape (k,)
        Share of the picture's pixels that each explains.
    means : ndarray of shape (k, d)
        Their means.
    covariances : ndarray of shape (k, d, d)
        Their covariances.
    """

    region: int
    components: tuple[int, ...]
    weights: Floats
    means: Floats
    covariances: Floats

    @property
    def place(self) -> CellPlace:
        """What tells it from all others of the same fits."""
        return self.region, self.components


@dataclass(frozen=True, eq=False)
class SampleGrid:
    """The pixels of a picture that are looked at, and their regions.

    Attributes
    ----------
    planes : ndarray of shape (d, h, w), float32
        What they look like.
    position : ndarray of shape (2, h, w) or (0, h, w), float32
        Their row and column as features, where these count.
    regions : ndarray of shape (h, w), int32
        Their regions from 0; -1 where unusable.
    places : list of ndarray
        Where in `regions` the pixels of each region are, flat.
    """

    planes: NDArray[np.float32]
    position: NDArray[np.float32]
    regions: Regions
    places: list[NDArray[np.intp]]

    @classmethod
    def of(cls, image: Image, features: Features, regions: Regions | LazyRegions) -> "SampleGrid":
        """Return the pixels of `image` that are looked at; `regions` (h, w) count from 1, 0 = unusable."""
        chosen = grid(image.height, image.width)
        if chosen.size == regions.size:
            planes = features.planes(image, 0, image.height)
        else:
            samples = features.at(image, chosen.reshape(-1))
            planes = np.ascontiguousarray(samples.T).reshape(-1, *chosen.shape)
        found = np.ascontiguousarray(regions_at(regions, chosen))
        places = by_region(found, np.arange(found.size))
        n_appearance = len(features.appearance)
        return cls(planes[:n_appearance], planes[n_appearance:], found - np.int32(1), places)

    def within(self, chosen: NDArray[np.bool_]) -> "SampleGrid":
        """Return the same pixels, of which only those `chosen` (h, w) have a region."""
        flat = chosen.reshape(-1)
        places = [own[flat[own]] for own in self.places]
        return replace(self, regions=np.where(chosen, self.regions, np.int32(-1)), places=places)

    def samples(self, indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return samples (n, d) of pixels, in Fortran order."""
        return np.ascontiguousarray(self.planes.reshape(len(self.planes), -1)[:, indices]).T


@dataclass(frozen=True, eq=False)
class Contacts:
    """Pairs of neighbouring pixels by the components they belong to; all counts and sums add up.

    Attributes
    ----------
    numbers, steps : ndarray of shape (n_regions, k, k)
        How many pairs within a region, and their summed squared difference in looks.
    pairs : ndarray of shape (m, 2)
        Components of two regions that touch, each as region * k + component.
    across, across_steps : ndarray of shape (m,)
        How many pairs they have, and their summed squared difference.
    """

    numbers: Floats
    steps: Floats
    pairs: NDArray[np.int64]
    across: Floats
    across_steps: Floats


@dataclass(frozen=True, eq=False)
class RegionFits:
    """Mixtures of the regions of a picture, and how their components touch.

    Attributes
    ----------
    samples : dict of int to ndarray of shape (n, d)
        Pixels of each region that stand for all.
    mixtures : dict of int to Parameters
        What explains the looks of each.
    whole : dict of int to Parameters
        The same over all features: with row and column, where these count.
    contacts : Contacts
        How they touch.
    shares : ndarray of shape (n_regions,)
        Of the picture.
    courses : dict of int to tuple of float
        The mean log-likelihoods, nats, of the iterations of each region's fit.
    as_one, distances : dict
        Parts as one Gaussian and how far two are apart, by region and components, where that was computed
        before: numbers of segments ask for the same again and again.
    parts : dict of list of Cell
        The cells by how many merges are made in each region, likewise.
    """

    samples: dict[int, NDArray[np.float32]]
    mixtures: dict[int, Parameters]
    whole: dict[int, Parameters]
    contacts: Contacts
    shares: Floats
    courses: dict[int, tuple[float, ...]] = field(default_factory=dict)
    as_one: dict[tuple[int, ...], Parameters] = field(default_factory=dict)
    distances: dict[tuple[tuple[int, ...], ...], float] = field(default_factory=dict)
    parts: dict[tuple[int, ...], list[Cell]] = field(default_factory=dict)

    @property
    def log_likelihoods(self) -> tuple[float, ...]:
        """Of each iteration, the mean over all pixels, nats: of regions that are done what they came to."""
        n = max((len(course) for course in self.courses.values()), default=0)
        known = [(self.shares[region], course) for region, course in self.courses.items() if course]
        return tuple(
            float(sum(share * course[min(i, len(course) - 1)] for share, course in known)) for i in range(n)
        )

    @cached_property
    def merges(self) -> dict[int, list[tuple[int, int, float, float]]]:
        """In which order the parts of each region merge, see `_merges`."""
        keep = 1 if len(self.mixtures) > 1 else 2
        return {region: _merges(self, region, keep=keep) for region in self.mixtures}


def fit_regions(
    grid: SampleGrid,
    plan: FitOptions,
    *,
    sample: int = SAMPLE,
    map_parts: MapSequence = map,
    known: KnownFits | None = None,
    is_quick: bool = False,
) -> RegionFits:
    """Return a mixture for each region, without halos.

    Parameters
    ----------
    grid : SampleGrid
        The pixels.
    plan : FitOptions
        How to fit.
    sample : int
        How many pixels of a region are looked at.
    map_parts : callable
        `map`, or a thread pool's.
    known : KnownFits, optional
        What was fitted before, to which these fits are added.
    is_quick : bool
        Whether the mixtures are only to be compared.
    """
    from gmmseg.imaging.regional import region_mixture_kernels

    known = KnownFits() if known is None else known

    inside = np.empty(grid.regions.shape, np.bool_)
    region_mixture_kernels.interior(grid.regions, RIM, inside)
    flat = inside.reshape(-1)

    def fit(region: int) -> tuple[NDArray[np.float32], Course]:
        own = grid.places[region]
        inner = own[flat[own]]
        samples = grid.samples(spread(inner if len(inner) >= RIMLESS * len(own) else own, sample))
        return samples, known.course(samples, plan, is_quick=is_quick)

    found = [region for region, own in enumerate(grid.places) if len(own)]
    fits = dict(zip(found, map_parts(fit, found), strict=True))
    mixtures = _without_halos(grid, {region: course[0] for region, (_, course) in fits.items()})
    sizes = np.array([len(own) for own in grid.places], np.float64)
    samples = {region: samples for region, (samples, _) in fits.items()}
    components = _components(grid, mixtures)
    whole = {
        region: _with_position(grid, region, components, mixture, plan.regularisation)
        for region, mixture in mixtures.items()
    }
    courses = {region: course[1] for region, (_, course) in fits.items()}
    contacts = _contacts(grid, mixtures, components)
    return RegionFits(samples, mixtures, whole, contacts, sizes / sizes.sum(), courses)


def _with_position(
    grid: SampleGrid, region: int, components: NDArray[np.int16], mixture: Parameters, noise: float | Floats
) -> Parameters:
    """Return the mixture of a region with where each component lies; its looks are what they were.

    Looks and place are taken as independent within a component.
    """
    n_appearance, n_places = len(grid.planes), len(grid.position)
    if not n_places:
        return mixture
    own = grid.places[region]
    place, of_each = grid.position.reshape(n_places, -1)[:, own], components.reshape(-1)[own]
    n = mixture.n_components
    means = np.zeros((n, n_appearance + n_places))
    covariances = np.zeros((n, n_appearance + n_places, n_appearance + n_places))
    means[:, :n_appearance], covariances[:, :n_appearance, :n_appearance] = (
        mixture.means,
        mixture.full_covariances,
    )
    for c in range(n):
        there = place[:, of_each == c].astype(np.float64)
        there = there if there.shape[1] else place.astype(np.float64)
        means[c, n_appearance:] = there.mean(axis=1)
        spread_there = np.cov(there, bias=True) + np.broadcast_to(noise, n_places) * np.eye(n_places)
        covariances[c, n_appearance:, n_appearance:] = spread_there
    return Parameters(mixture.weights, means, covariances)


def cells(fits: RegionFits, n_wanted: int = 0) -> list[Cell]:
    """Return what is in each region: parts that differ; `n_wanted` at least, if components suffice."""
    merges = fits.merges
    n_components = sum(mixture.n_components for mixture in fits.mixtures.values())
    done = {region: sum(price > limit for _, _, price, limit in path) for region, path in merges.items()}
    if n_components - sum(done.values()) < n_wanted:  # part further what overlaps least
        paths = [
            (min(p[2] for p in path[: i + 1]), r) for r, path in merges.items() for i in range(len(path))
        ]
        few = sorted(paths, key=lambda pair: -pair[0])[: max(0, n_components - n_wanted)]
        done = {region: sum(r == region for _, r in few) for region in merges}
    key = tuple(done.values())
    if key not in fits.parts:
        fits.parts[key] = _cells_after(fits, done)
    return fits.parts[key]


def _cells_after(fits: RegionFits, done: dict[int, int]) -> list[Cell]:
    """Return the cells after so many merges in each region."""
    merges, groups_of = fits.merges, {}
    for region, mixture in fits.mixtures.items():
        groups = groups_of[region] = [[c] for c in range(mixture.n_components)]
        for i, j, _, _ in merges[region][: done[region]]:
            groups[j] += groups.pop(i)
    out = []
    for region, groups in _without_strips(fits, groups_of).items():
        whole, share = fits.whole[region], fits.shares[region]
        covariances = whole.full_covariances
        out += [
            Cell(region, tuple(g), whole.weights[g] * share, whole.means[g], covariances[g]) for g in groups
        ]
    return out


def _without_strips(fits: RegionFits, groups_of: dict[int, list[list[int]]]) -> dict[int, list[list[int]]]:
    """Return the groups of components, those apart that go on in a larger cell next door.

    Regions take along strips of what surrounds them, as the ground between coins. Such a component touches a
    larger cell of another region without a step, looks like it, and unlike the rest of its own cell.
    """
    k = fits.contacts.numbers.shape[1]
    found = [(region, group) for region, groups in groups_of.items() for group in groups]
    cell_of = {(region, c): number for number, (region, group) in enumerate(found) for c in group}
    sizes = [float(fits.mixtures[r].weights[group].sum() * fits.shares[r]) for r, group in found]
    touching: dict[tuple[int, int, int], Floats] = {}  # component and cell next door: pairs, summed squares
    for (a, b), *added in zip(
        fits.contacts.pairs.tolist(), fits.contacts.across, fits.contacts.across_steps, strict=True
    ):
        for one, other in ((divmod(a, k), divmod(b, k)), (divmod(b, k), divmod(a, k))):
            own, next_door = cell_of[one], cell_of[other]
            if len(found[own][1]) > 1 and sizes[own] < sizes[next_door]:
                touching[*one, next_door] = touching.get((*one, next_door), np.zeros(2)) + added
    strips = set()
    for (region, c, next_door), contact in touching.items():
        weights, group = fits.mixtures[region].weights, found[cell_of[region, c]][1]
        rest = [other for other in group if other != c]
        apart = _distance(fits, (region, [c]), (region, rest))
        if (
            weights[c] < weights[rest].sum()
            and apart > UNLIKE
            and _continues(fits, (region, [c]), found[next_door], contact)
        ):
            alike = min(
                _distance(fits, (region, [c]), (found[next_door][0], [each])) for each in found[next_door][1]
            )
            if alike < CONTINUED * apart:
                strips.add((region, c))
    out: dict[int, list[list[int]]] = {region: [] for region in groups_of}
    for region, group in found:
        kept = [c for c in group if (region, c) not in strips]
        out[region] += [kept] if kept else []
        out[region] += [[c] for c in group if (region, c) in strips]
    return out


Part = tuple[int, list[int]]  # a region and some of its components


def _continues(fits: RegionFits, one: Part, other: Part, contact: Floats) -> bool:
    """Return whether two parts touch without a step; `contact` is its pairs and their summed squares."""
    inner = []
    for region, group in (one, other):
        within = np.ix_(group, group)
        pairs, steps = (each[region][within].sum() for each in (fits.contacts.numbers, fits.contacts.steps))
        inner.append(steps / max(pairs, 1))
    each_other = np.array([[0, 1], [1, 0]])
    return bool(_gradual(each_other * contact[0], each_other * contact[1], np.array(inner))[0, 1])


def _distance(fits: RegionFits, *parts: Part) -> float:
    """Return Bhattacharyya's distance of two parts, each taken as one Gaussian."""
    key = tuple((region, *group) for region, group in parts)
    if key not in fits.distances:
        first, second = (_as_one(fits, part) for part in parts)
        fits.distances[key] = float(bhattacharyya(first, second)[0, 0])
    return fits.distances[key]


def _as_one(fits: RegionFits, part: Part) -> Parameters:
    """Return a part as one Gaussian, a little blurred."""
    key = (part[0], *part[1])
    if key not in fits.as_one:
        mixture, group = fits.mixtures[part[0]], part[1]
        _, mean, covariance = pooled_moments(
            mixture.weights[group], mixture.means[group], mixture.full_covariances[group]
        )
        floor = FLOOR**2 * np.eye(mean.size)
        fits.as_one[key] = Parameters(np.ones(1), mean[None], (covariance + floor)[None])
    return fits.as_one[key]


@dataclass(frozen=True, eq=False)
class MergePath:
    """In which order the cells of a picture merge into segments.

    Attributes
    ----------
    merges : list of (int, int)
        Two cells each, the second of which joins the first.
    prices : ndarray of shape (n_cells - 1,)
        What each merge costs; they rise.
    """

    merges: list[tuple[int, int]]
    prices: Floats

    @classmethod
    def of(cls, found: Sequence[Cell], contacts: Sequence[Contacts]) -> "MergePath":
        """Return how cells merge, as `segments` takes them."""
        whole = [pooled_moments(cell.weights, cell.means, cell.covariances) for cell in found]
        weights = np.array([moments[0] for moments in whole])
        floor = FLOOR**2 * np.eye(found[0].means.shape[1])
        mixture = Parameters(
            weights / weights.sum(), np.array([m[1] for m in whole]), np.array([m[2] for m in whole]) + floor
        )
        price = bhattacharyya(mixture, mixture)
        price = (price + price.T) / 2 * _contact_evidence(found, contacts)
        return cls(*_path(price, mixture.weights.copy()))

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.merges) + 1

    def owners(self, n_segments: int) -> NDArray[np.intp]:
        """Return the segment of each cell, from 0, where so many are wanted and there."""
        out = np.arange(self.n_cells)
        for i, j in self.merges[: max(0, self.n_cells - n_segments)]:
            out[out == j] = i
        return np.unique(out, return_inverse=True)[1]

    def distance(self, n_segments: int) -> float:
        """Return how far apart the next two to merge are where so many are left; NaN where none merge."""
        place = self.n_cells - n_segments
        return float(self.prices[place]) if 0 <= place < len(self.prices) else np.nan

    def leap(self, n_segments: int) -> float:
        """Return how many times as far apart the next to merge are as the last, where so many are left."""
        before = self.distance(n_segments + 1) if n_segments < self.n_cells else 0.0
        return self.distance(n_segments) / max(before, ALIKE_AT_LEAST)

    def reason(self, n_segments: int, n_regions: int) -> str:
        """Return in words, a clause, why the cells of so many regions are left as `n_segments`."""
        where = "one field" if n_regions == 1 else f"{n_regions} regions"
        parts, leap = f"{self.n_cells} parts lie in {where}", self.leap(n_segments)
        free = self._suitable(1, self.n_cells)
        if n_segments != min(free, MOST):
            return f"{parts} and would make {min(free, MOST)} segments; of this range {n_segments} suit best"
        if leap >= LEAP:
            return f"{parts}, and the next two to merge are {leap:.0f} times as far apart as the last"
        if n_segments < free:
            return (
                f"{parts}, {'all' if free == self.n_cells else free} of which differ by more than {ALIKE} "
                f"(Bhattacharyya), and {MOST} segments are the most that are chosen without a range"
            )
        if n_segments == 1:
            return f"{parts}, and none differ by more than {ALIKE} (Bhattacharyya)"
        if n_segments == self.n_cells:
            return f"{parts}, and any two of them differ by more than {ALIKE} (Bhattacharyya)"
        return (
            f"{parts}; those within {ALIKE} of each other (Bhattacharyya) were merged, and the next two "
            f"differ by {self.distance(n_segments):.2g}, with no leap between"
        )

    def suitable(self, low: int = 1, high: int = MOST) -> int:
        """Return how many segments suit a picture, from `low` to `high`.

        Where the price of the next merge is many times that of the last, the cells form groups, and these are
        the segments. Where it rises evenly, only what is nearly the same is merged. A range that has the
        number that is found without one has no say.
        """
        free = min(MOST, self._suitable(1, self.n_cells))
        return free if low <= free <= high else min(max(self._suitable(low, high), low), high)

    def _suitable(self, low: int, high: int) -> int:
        n, prices = self.n_cells, self.prices
        before = np.maximum(np.concatenate([[0.0], prices]), ALIKE_AT_LEAST)[:-1]
        left = n - np.arange(len(prices))  # segments that there are before each merge
        may_end = (before <= ALIKE_AT_MOST) & (left >= low) & (left <= high)
        leaps = np.where(may_end, prices / before, 0.0)
        few = int((prices <= ALIKE).sum())
        if len(leaps) and leaps.max() >= LEAP:
            few = int(leaps.argmax())
        return n - few


def segments(found: Sequence[Cell], contacts: Sequence[Contacts], n_segments: int = 0) -> NDArray[np.intp]:
    """Return the segment of each cell, from 0: cells that look alike are one, wherever they lie.

    Parameters
    ----------
    found : sequence of Cell
        Of one picture, or of several in order, whose regions are then numbered on.
    contacts : sequence of Contacts
        Of each picture.
    n_segments : int
        How many there are to be, if there are so many cells; 0: as many as look different, at most 16.
    """
    path = MergePath.of(found, contacts)
    return path.owners(n_segments or path.suitable())


def _path(price: Floats, sizes: Floats) -> tuple[list[tuple[int, int]], Floats]:
    """Return which two cells merge after each other, the second into the first, and the rising prices.

    Average linkage: how far a group is from another is the mean over its pixels. `price` (n, n) and `sizes`
    (n,) are used up.
    """
    np.fill_diagonal(price, np.inf)
    merges, prices = [], []
    for _ in range(len(sizes) - 1):
        scaled = price * np.minimum(sizes[:, None], sizes[None]) ** SIZE
        i, j = (int(index) for index in np.unravel_index(scaled.argmin(), price.shape))
        merges.append((i, j))
        prices.append(scaled[i, j])
        row = (price[i] * sizes[i] + price[j] * sizes[j]) / (sizes[i] + sizes[j])
        row[[i, j]] = np.inf
        price[j] = price[:, j] = np.inf
        price[i] = price[:, i] = row
        sizes[i] += sizes[j]
    return merges, np.maximum.accumulate(np.asarray(prices, np.float64))


def mixture_of(
    found: Sequence[Cell],
    owners: NDArray[np.intp],
    covariance_type: CovarianceType = "full",
    *,
    known: dict[tuple[CellPlace, ...], Moments] | None = None,
) -> tuple[Parameters, NDArray[np.intp]]:
    """Return the mixture of all segments, (k,), and which of them owns each component; the largest first.

    `known` are the components of segments by their cells, where those of the same fits were computed before;
    what is new is added.
    """
    known = {} if known is None else known
    order = np.argsort(-np.bincount(owners, [cell.weights.sum() for cell in found]), kind="stable")
    parts = []
    for segment in order:
        own = [cell for cell, owner in zip(found, owners, strict=True) if owner == segment]
        places = tuple(cell.place for cell in own)
        if places not in known:
            known[places] = _few(*(np.concatenate([getattr(c, name) for c in own]) for name in _FIELDS))
        parts.append(known[places])
    weights, means, covariances = (np.concatenate([part[i] for part in parts]) for i in range(3))
    of_each = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    weights = weights / weights.sum()
    return of_type(weights, means, covariances, covariance_type), of_each


def of_type(
    weights: Floats, means: Floats, covariances: Floats, covariance_type: CovarianceType
) -> Parameters:
    """Return the mixture of Gaussians whose covariances (k, d, d) are kept as a type can express them."""
    if covariance_type == "tied":
        shared = np.einsum("k,kab->ab", weights, covariances)
        return Parameters(weights, means, shared, "tied")
    kept = np.stack([kept_by_type(each, covariance_type) for each in covariances])
    return Parameters(weights, means, kept, covariance_type)


_FIELDS = ("weights", "means", "covariances")


def _few(weights: Floats, means: Floats, covariances: Floats) -> Moments:
    """Return the mixture of a segment with few components: the closest and smallest are merged."""
    blurred_by = 0.01 * np.eye(means.shape[1])
    n, n_left = len(weights), len(weights)
    spare = 2 * n - 1  # those that are merged keep their places; what they become is put behind all others
    weights, means, covariances = (
        np.concatenate([array, np.ones((spare - n, *array.shape[1:]))])
        for array in (weights, means, covariances)
    )
    blurred = covariances + blurred_by
    volumes = np.linalg.slogdet(blurred)[1]
    distances = np.full((spare, spare), np.inf)
    mixture = Parameters(weights[:n] / weights[:n].sum(), means[:n].copy(), blurred[:n])
    distances[:n, :n] = bhattacharyya(mixture, mixture)
    np.fill_diagonal(distances, np.inf)
    is_left = np.arange(spare) < n
    while n_left > 1:
        price = distances[:n, :n]
        if n_left > PER_SEGMENT:
            price = price * np.minimum(weights[:n, None], weights[:n])
        i, j = divmod(int(price.argmin()), n)
        if n_left <= PER_SEGMENT and price[i, j] > SAME:
            break
        pair = [i, j]
        weights[n], means[n], covariances[n] = pooled_moments(weights[pair], means[pair], covariances[pair])
        blurred[n] = covariances[n] + blurred_by
        volumes[n] = np.linalg.slogdet(blurred[n])[1]
        is_left[pair] = False
        distances[pair] = distances[:, pair] = np.inf
        others = np.flatnonzero(is_left[:n])
        if len(others):  # `bhattacharyya`, with the volumes of all but what lies between known
            between, apart = (blurred[n] + blurred[others]) / 2, means[n] - means[others]
            squared = np.einsum("la,la->l", apart, np.linalg.solve(between, apart[..., None])[..., 0])
            volume = np.linalg.slogdet(between)[1] - (volumes[n] + volumes[others]) / 2
            distances[n, others] = distances[others, n] = squared / 8 + volume / 2
        is_left[n] = True
        n, n_left = n + 1, n_left - 1
    return weights[is_left], means[is_left], covariances[is_left]


def pooled_moments(weights: Floats, means: Floats, covariances: Floats) -> tuple[float, Floats, Floats]:
    """Return weight, mean and covariance of a mixture as a whole: its moments."""
    weight = float(weights.sum())
    mean = weights @ means / weight
    apart = means - mean
    spread = covariances + apart[:, :, None] * apart[:, None]
    return weight, mean, np.einsum("k,kab->ab", weights, spread) / weight


def _components(grid: SampleGrid, mixtures: dict[int, Parameters]) -> NDArray[np.int16]:
    """Return the component of its region's mixture that each pixel belongs to, (h, w); -1 where unusable."""
    out = np.full(grid.regions.size, -1, np.int16)
    for region, mixture in mixtures.items():
        own = grid.places[region]
        out[own] = 0 if mixture.n_components == 1 else em.labels(grid.samples(own), mixture)
    return out.reshape(grid.regions.shape)


def _near(grid: SampleGrid, components: NDArray[np.int16]) -> NDArray[np.uint64]:
    from gmmseg.imaging.regional import region_mixture_kernels

    near = np.empty(components.shape, np.uint64)
    region_mixture_kernels.near_components(components, grid.regions, near)
    return near


def _without_halos(grid: SampleGrid, mixtures: dict[int, Parameters]) -> dict[int, Parameters]:
    """Return the mixtures without components that are the blurred edge between two others.

    Such a one lies between the two in looks, and its pixels between theirs in the picture.
    """
    from gmmseg.imaging.regional import region_mixture_kernels

    three = {region: mixture for region, mixture in mixtures.items() if mixture.n_components == 3}
    if not three:
        return mixtures
    components = _components(grid, three)
    counts = np.zeros((len(grid.places), 3, 8), np.int64)
    region_mixture_kernels.count_neighbourhoods(components, grid.regions, _near(grid, components), counts)
    kept = {
        region: mixture.take([c for c in range(3) if c != _halo(mixture, counts[region])])
        for region, mixture in three.items()
    }
    return mixtures | kept


def _halo(mixture: Parameters, counts: NDArray[np.int64]) -> int | None:
    """Return which of three components is a halo, given the pixels of each by the bits of what is near."""
    sizes, worst, found = counts.sum(axis=1), HALO, None
    for c in range(3):
        if sizes[c] < HALO_PIXELS:
            return c
        a, b = (other for other in range(3) if other != c)
        beside = [bits for bits in range(8) if bits >> a & 1 and bits >> b & 1]
        between = counts[c, beside].sum() / sizes[c]
        apart = mixture.means[a] - mixture.means[b]
        place = (mixture.means[c] - mixture.means[b]) @ apart / max(apart @ apart, 1e-9)
        if 0 < place < 1 and between > worst:
            worst, found = between, c
    return found


def _contacts(grid: SampleGrid, mixtures: dict[int, Parameters], components: NDArray[np.int16]) -> Contacts:
    """Return how components touch, within their region and across."""
    from gmmseg.imaging.regional import region_mixture_kernels

    k = max(mixture.n_components for mixture in mixtures.values())
    numbers, steps = np.zeros((2, len(grid.places), k, k))
    soft = np.stack([gaussian_blur(plane, 1.0) for plane in grid.planes])
    known = (components, grid.regions, _near(grid, components), soft)
    region_mixture_kernels.add_contacts(*known, numbers, steps)
    codes, squares = np.empty(2 * components.size, np.int64), np.empty(2 * components.size)
    n = region_mixture_kernels.crossing_contacts(*known, k, codes, squares)
    found, which = np.unique(codes[:n], return_inverse=True)
    pairs = np.stack([found >> 31, found & (2**31 - 1)], axis=1)
    across = np.bincount(which, minlength=len(found)).astype(np.float64)
    across_steps = np.bincount(which, squares[:n], len(found)).astype(np.float64)
    return Contacts(numbers, steps, pairs, across, across_steps)


def _merges(fits: RegionFits, region: int, *, keep: int) -> list[tuple[int, int, float, float]]:
    """Return in which order the parts of a region merge: two of them, the price, and what it must exceed."""
    mixture, share = fits.mixtures[region], float(fits.shares[region])
    groups = [[c] for c in range(mixture.n_components)]
    path: list[tuple[int, int, float, float]] = []
    if len(groups) == 1:
        return []
    posterior = np.asarray(em.posterior(fits.samples[region], mixture), np.float64)
    limit = APART_FIELD if share >= FIELD else APART
    touching = fits.contacts.numbers[region], fits.contacts.steps[region]
    while len(groups) > 1:
        price = _prices(posterior, mixture, groups, share) + 1e3 * _without_step(groups, touching)
        i, j = np.unravel_index(price.argmax(), price.shape)
        last = path[-1][2] <= path[-1][3] if path else False
        stop = last or len(groups) <= keep
        path.append((int(max(i, j)), int(min(i, j)), float(price[i, j]), np.inf if stop else limit))
        groups[min(i, j)] += groups.pop(max(i, j))
    return path


def _prices(posterior: Floats, mixture: Parameters, groups: list[list[int]], share: float) -> Floats:
    """Return the price of keeping each two groups apart, (g, g): low where they overlap little and differ."""
    together = np.stack([posterior[:, group].sum(axis=1) for group in groups], axis=1)
    shares, full = together.mean(axis=0), mixture.full_covariances
    moments = [pooled_moments(mixture.weights[g], mixture.means[g], full[g]) for g in groups]
    large = [m for m, s in zip(moments, shares, strict=True) if s >= RARE] or moments
    scatter = pooled_moments(*(np.array([m[i] for m in large]) for i in range(3)))[2]
    unit = np.sqrt(max(np.trace(scatter), 1e-9))
    price = np.zeros((len(groups), len(groups)))
    for i in range(len(groups)):
        for j in range(i):
            overlap = np.minimum(together[:, i], together[:, j]).mean()
            smaller = max(min(shares[i], shares[j]), 1e-4)
            distance = max(float(np.linalg.norm(moments[i][1] - moments[j][1])) / unit, 1e-6)
            if smaller < LEAST:
                price[i, j] = 1e6 / distance
            else:
                price[i, j] = max(overlap / smaller, 1e-3) ** OVERLAP / (distance**DISTANCE * share**SHARE)
    return price + price.T


def _without_step(groups: list[list[int]], touching: tuple[Floats, Floats]) -> Floats:
    """Return 1 where two groups touch without a step, (g, g)."""
    member = np.zeros((len(groups), len(touching[0])))
    for number, group in enumerate(groups):
        member[number, group] = 1
    pairs, steps = (member @ counted @ member.T for counted in touching)
    inner = np.diag(steps) / np.maximum(np.diag(pairs), 1)
    return _gradual(pairs, steps, inner).astype(np.float64)


def _gradual(pairs: Floats, steps: Floats, inner: Floats) -> NDArray[np.bool_]:
    """Return which touch without a step (n, n), given what contacts add up to and the mean inside (n,)."""
    inside = np.sqrt(np.sqrt(inner[:, None] * inner[None]))
    across = np.sqrt(steps / np.maximum(pairs, 1))
    out = (pairs > PAIRS) & (across < STEP * np.maximum(inside, 1e-6))
    np.fill_diagonal(out, False)
    return np.asarray(out)


def _contact_evidence(found: Sequence[Cell], contacts: Sequence[Contacts]) -> Floats:
    """Return what the price of merging cells of two regions is multiplied by, as they touch, (n, n)."""
    cell_of = {(cell.region, c): number for number, cell in enumerate(found) for c in cell.components}
    inner, pairs, steps = np.zeros(len(found)), *np.zeros((2, len(found), len(found)))
    offset = 0
    for known in contacts:
        n_regions, k = known.numbers.shape[:2]
        for number, cell in enumerate(found):
            if offset <= cell.region < offset + n_regions:
                within, own = np.ix_(cell.components, cell.components), cell.region - offset
                inner[number] = known.steps[own][within].sum() / max(known.numbers[own][within].sum(), 1)
        for (a, b), many, step in zip(known.pairs.tolist(), known.across, known.across_steps, strict=True):
            i, j = cell_of[offset + a // k, a % k], cell_of[offset + b // k, b % k]
            pairs[[i, j], [j, i]] += many
            steps[[i, j], [j, i]] += step
        offset += n_regions
    return np.where(_gradual(pairs, steps, inner), SAME_OBJECT, 1.0)
