"""A sweep: the mixtures of a picture over numbers of segments and other settings, by several criteria.

`mixture.fitting.model_selection` says where the criteria come from, `image_fits.MixtureFamily` what is
fitted: the mixtures that a segmentation with these settings begins with, so that a number that is taken over
gives what was shown.
"""

import csv
import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import TooFewColoursError, UndefinedCriterionError
from gmmseg.image_fits import CHOOSING, MixtureFamily, criterion_of
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.features.features import Samples
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.image import Image
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.imaging.rendering.label_matching import match_colours
from gmmseg.imaging.rendering.render import label_picture, palette
from gmmseg.job import Progress, Workers
from gmmseg.mixture.fitting.known_fits import KnownFits
from gmmseg.mixture.fitting.model_selection import (
    CRITERIA,
    OF_LIKELIHOOD,
    Candidate,
    Criterion,
    FittedCandidate,
    best,
    reason,
)
from gmmseg.settings import AUTO, LIMITS, OneOf, Settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gmmseg.plots.style import PlotStyle
    from gmmseg.plots.sweep import SweptLine

PER_REGION, STEPS = (
    96,
    10,
)  # pixels of a region that shares in thumbnails are fitted to, and in how many steps
LONGEST = 160  # pixels, of the longer side of thumbnails
STEADIER = 0.02  # a stability must be so much better for another kind of mixture to be suggested
KIND = ("method", "colour", "position", "texture", "covariance_type")  # the settings that a sweep may vary
SPACE = KIND[:-1]  # likelihoods of other features are not to be compared
HEADER = (
    *KIND,
    "segments",
    "segments_found",
    "free_parameters",
    "log_likelihood",
    "aic",
    "bic",
    "icl",
    "silhouette",
    "davies_bouldin",
    "stability",
    "suggested",
)
FIGURES = {
    "log_likelihood": ("log-lik.", ".3f", 0),
    "aic": ("AIC", ",.0f", -1),
    "bic": ("BIC", ",.0f", -1),
    "icl": ("ICL", ",.0f", -1),
    "silhouette": ("silhouette", ".3f", 1),
    "davies_bouldin": ("Dav.-B.", ".3f", -1),
    "stability": ("stability", ".3f", 1),
}
"""Columns of figures for people: the title, the digits, and whether more (1) or less (-1) is better."""

RgbImage = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class SweepRow:
    """One mixture of a sweep.

    Attributes
    ----------
    settings : Settings
        What makes it: `gmmseg.segment` with these gives it, fitted to all pixels where that is its method.
    candidate : Candidate
        How well it does.
    thumbnail : ndarray of shape (h, w), uint16
        Its labels on a small picture: 0 = unusable, segments from 1, the largest first.
    """

    settings: Settings
    candidate: Candidate
    thumbnail: NDArray[np.uint16]

    @property
    def kind(self) -> tuple[object, ...]:
        """What it has in common with those that differ only in the number of segments."""
        return kind_of(self.settings)

    @property
    def space(self) -> tuple[object, ...]:
        """What it has in common with those of the same features."""
        return space_of(self.settings)

    @property
    def picture(self) -> RgbImage:
        """The thumbnail in the colours of segments, (h, w, 3)."""
        return label_picture(self.thumbnail, palette(max(1, int(self.thumbnail.max()))))

    def figure_text(self, name: str) -> str:
        """Return a figure of the table as people read it, a dash where it is undefined."""
        value = getattr(self.candidate, name)
        return format(value, FIGURES[name][1]) if np.isfinite(value) else "–"


@dataclass(frozen=True)
class OwnRule:
    """What a method chooses by a rule of its own.

    Attributes
    ----------
    n_components : int
        The number of segments, of the range.
    reason : str
        A clause.
    distances : tuple of (int, float)
        For numbers of segments, how far apart the next two to merge are: the leap in it decides.
    """

    n_components: int
    reason: str
    distances: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Suggestion:
    """The settings that a sweep suggests, and why.

    Attributes
    ----------
    settings : Settings
        With the number of segments.
    reason : str
        One sentence.
    """

    settings: Settings
    reason: str

    @property
    def n_components(self) -> int:
        """How many segments."""
        return self.settings.most_components


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a sweep found, also when it was cancelled half-way.

    Attributes
    ----------
    name : str
        Of the picture.
    rows : tuple of SweepRow
        Kind by kind, fewest segments first.
    criterion : str
        What the suggestion goes by: one of `CRITERIA`, or "auto" for what the method itself goes by.
    own : dict of OwnRule
        For kinds whose method has a rule of its own, what it chooses.
    n_requested : int
        How many mixtures there are to be.
    sampling : str
        One sentence: what the figures were computed of, and as how many independent samples it counts.
    notes : tuple of str
        What else is to be known.
    is_colour : bool
        Whether the picture has red, green and blue; of others the channels are taken as they are.
    """

    name: str
    rows: tuple[SweepRow, ...] = ()
    criterion: str = AUTO
    own: dict[tuple[object, ...], OwnRule] = field(default_factory=dict)
    n_requested: int = 0
    sampling: str = ""
    notes: tuple[str, ...] = ()
    is_colour: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for is there."""
        return len(self.rows) == self.n_requested

    @property
    def kinds(self) -> list[tuple[object, ...]]:
        """The kinds of mixtures, in their order."""
        return list(dict.fromkeys(row.kind for row in self.rows))

    def of_kind(self, kind: tuple[object, ...]) -> list[SweepRow]:
        """Return the rows of a kind, fewest segments first."""
        return [row for row in self.rows if row.kind == kind]

    def pictures(self, kind: tuple[object, ...]) -> list[RgbImage]:
        """Return the thumbnails of a kind: what stays from one number to the next keeps its colour."""
        out: list[RgbImage] = []
        colours: Sequence[tuple[int, int, int]] = ()
        before: NDArray[np.uint16] | None = None
        for row in self.of_kind(kind):
            n = max(1, int(row.thumbnail.max()))
            colours = palette(n) if before is None else match_colours(before, row.thumbnail, colours, n)
            out.append(label_picture(row.thumbnail, colours))
            before = row.thumbnail
        return out

    def best_of(self, kind: tuple[object, ...], name: str) -> list[SweepRow]:
        """Return the rows of a kind whose figure is the best of its column; none of the likelihood's."""
        sign = FIGURES[name][2]
        known = [row for row in self.of_kind(kind) if np.isfinite(getattr(row.candidate, name))]
        most = max((sign * getattr(row.candidate, name) for row in known), default=0.0)
        return [row for row in known if sign and sign * getattr(row.candidate, name) == most]

    def name_of(self, kind: tuple[object, ...]) -> str:
        """Return what tells a kind from the others, in words; all of it where there is but one."""
        others = list(zip(*self.kinds, strict=True))
        whole = {"covariance_type", "colour"} if self.is_colour else {"covariance_type"}
        shown = [
            f"position {value:g}" if isinstance(value, float) else str(value)
            for name, value, values in zip(KIND, kind, others, strict=True)
            if len(set(values)) > 1 or (len(self.kinds) == 1 and name in whole)
        ]
        return ", ".join(shown)

    @property
    def suggestion(self) -> Suggestion | None:
        """What is suggested; None where nothing is done yet.

        Raises
        ------
        UndefinedCriterionError
            If the criterion is undefined for all that was tried, as the silhouette is of one segment.
        """
        found = list(self._of_each_space())
        if not found:
            return None
        candidates = [row.candidate for row, _ in found]
        if self.criterion == AUTO or self.criterion in OF_LIKELIHOOD:
            enough = max(candidate.stability for candidate in candidates) - STEADIER
            row, why = next(pair for pair in found if pair[0].candidate.stability >= enough)
        else:
            chosen = best(candidates, cast("Criterion", self.criterion))
            row, why = next(pair for pair in found if pair[0].candidate is chosen)
        if len(found) > 1 and row.candidate.stability < 1:
            most = max(candidate.stability for candidate in candidates)
            why += (
                f"; of {len(found)} kinds, each at its best, this is the first that is as stable as any "
                f"({row.candidate.stability:.2f}, of at most {most:.2f})"
            )
        n = row.settings.most_components
        noun = "segment" if n == 1 else "segments"
        return Suggestion(row.settings, f"Suggests {n} {noun} ({self.name_of(row.kind)}): {why}.")

    def _of_each_space(self) -> Iterator[tuple[SweepRow, str]]:
        """Yield the best of each kind with a rule of its own, else of those of the same features, and why."""
        groups: dict[tuple[object, ...], list[SweepRow]] = {}
        for row in self.rows:
            has_own = self.criterion == AUTO and row.kind in self.own
            groups.setdefault(row.kind if has_own else row.space, []).append(row)
        for rows in groups.values():
            if self.criterion == AUTO and rows[0].kind in self.own:
                rule = self.own[rows[0].kind]
                done = [row for row in rows if row.settings.n_components == rule.n_components]
                if done:  # else it was cancelled before
                    yield done[0], rule.reason
                continue
            criterion = cast("Criterion", "icl" if self.criterion == AUTO else self.criterion)
            candidates = [row.candidate for row in rows]
            chosen = best(candidates, criterion)
            yield (
                next(row for row in rows if row.candidate is chosen),
                reason(candidates, criterion),
            )

    def table(self) -> list[dict[str, Any]]:
        """Return a record for each mixture, with the columns of `HEADER`; what is undefined is None."""
        try:
            suggested = self.suggestion
        except UndefinedCriterionError:
            suggested = None
        return [
            {
                **dict(zip(KIND, row.kind, strict=True)),
                "segments": row.candidate.n_components,
                "segments_found": row.candidate.n_found,
                "free_parameters": row.candidate.n_free,
                **{
                    name: float(value) if np.isfinite(value := getattr(row.candidate, name)) else None
                    for name in ("log_likelihood", "aic", "bic", "icl", "silhouette")
                },
                **{
                    name: float(value) if np.isfinite(value := getattr(row.candidate, name)) else None
                    for name in ("davies_bouldin", "stability")
                },
                "suggested": suggested is not None and row.settings == suggested.settings,
            }
            for row in self.rows
        ]

    def as_csv(self) -> str:
        """Return the table as text, numbers with all their digits, empty where undefined."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for record in self.table():
            values = (record[name] for name in HEADER)
            writer.writerow(["" if value is None else repr(value) if isinstance(value, float) else value
                             for value in values])  # fmt: skip
        return out.getvalue()

    def as_values(self) -> dict[str, Any]:
        """Return all figures as values that JSON knows."""
        suggested = self.suggestion
        return {
            "name": self.name,
            "criterion": self.criterion,
            "suggestion": suggested
            and {
                "segments": suggested.n_components,
                **{name: getattr(suggested.settings, name) for name in KIND},
                "reason": suggested.reason,
            },
            "complete": self.is_complete,
            "sampling": self.sampling,
            "notes": list(self.notes),
            "candidates": self.table(),
        }

    def plot(
        self, axes: "Axes | None" = None, criterion: Criterion = "icl", *, style: "PlotStyle | None" = None
    ) -> "Axes":
        """Draw a criterion over the number of segments, a line for each kind; return the axes.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where; by default on a new figure.
        criterion : str
            One of `CRITERIA`.
        style : PlotStyle, optional
            Light by default.
        """
        from gmmseg.plots.style import LIGHT, figure
        from gmmseg.plots.sweep import curves

        axes = figure(6, 3.6, style or LIGHT).add_subplot() if axes is None else axes
        chosen = self._chosen()
        curves(axes, self.lines(), criterion, chosen=chosen and chosen[1], style=style or LIGHT)
        return axes

    def figure(self, *, style: "PlotStyle | None" = None) -> "Figure":
        """Return a sheet with all curves, and thumbnails of the kind that is suggested."""
        from gmmseg.plots.style import LIGHT, figure
        from gmmseg.plots.sweep import sheet, size_of

        chosen = self._chosen()
        kind = self.kinds[chosen[0] if chosen else 0] if self.rows else ()
        numbers = [row.candidate.n_components for row in self.of_kind(kind)]
        pictures = list(zip(numbers, self.pictures(kind), strict=True))
        paper = figure(*size_of(pictures), style or LIGHT)
        suggested = self._suggestion_or_none()
        caption = "" if suggested is None else f"{suggested.reason}\n{self.sampling}"
        sheet(
            paper,
            self.lines(),
            pictures,
            known=self.merge_distances,
            chosen=chosen,
            caption=caption,
            style=style or LIGHT,
        )
        return paper

    @property
    def merge_distances(self) -> tuple[tuple[int, float], ...]:
        """For numbers of segments, how far apart the next two to merge are; none of several kinds."""
        rule = self.own.get(self.kinds[0]) if len(self.kinds) == 1 else None
        return () if rule is None else tuple(pair for pair in rule.distances if np.isfinite(pair[1]))

    def lines(self) -> "list[SweptLine]":
        """Return what is drawn: a line for each kind of mixture."""
        from gmmseg.plots.sweep import SweptLine

        return [
            SweptLine(self.name_of(kind), [row.candidate for row in self.of_kind(kind)])
            for kind in self.kinds
        ]

    def _suggestion_or_none(self) -> Suggestion | None:
        try:
            return self.suggestion
        except UndefinedCriterionError:
            return None

    def _chosen(self) -> tuple[int, int] | None:
        """Return which kind and number of segments is suggested."""
        suggested = self._suggestion_or_none()
        if suggested is None:
            return None
        row = next(row for row in self.rows if row.settings == suggested.settings)
        return self.kinds.index(row.kind), suggested.n_components


@dataclass(frozen=True)
class SweepProgress(Progress):
    """How far a sweep has come.

    Attributes
    ----------
    sweep : Sweep
        What is done.
    """

    sweep: Sweep


def varied(given: dict[str, Any], usual: Settings) -> dict[str, list[Any]]:
    """Return the values of each setting that a sweep takes, where one, several or "all" were given.

    What is given as its default leaves the usual setting as it is.
    """
    out = {}
    for name, value in given.items():
        limit = LIMITS[name]
        several = list(value) if isinstance(value, (list, tuple)) else [value]
        if several == ["all"] and isinstance(limit, OneOf):
            several = list(limit.choices)
        elif several == [getattr(Settings(), name)]:
            several = [getattr(usual, name)]
        out[name] = [limit.accept(name, each) for each in several]
    return out


def kinds_of(settings: Settings, varied: Mapping[str, Sequence[Any]]) -> list[Settings]:
    """Return settings with every combination of some values; those that come to the same stand once."""
    names = [name for name in KIND if varied.get(name)]
    found = [
        replace(settings, **dict(zip(names, values, strict=True)))
        for values in product(*(varied[name] for name in names))
    ]
    return list(dict.fromkeys(found))


def sweeping(
    image: Image,
    kinds: Sequence[Settings],
    workers: Workers,
) -> Generator[Progress, None, Sweep]:
    """Yield progress, with what is done so far, and return a sweep.

    Parameters
    ----------
    image : Image
        The picture.
    kinds : sequence of Settings
        The kinds of mixtures, all with the same range of segments and criterion; `kinds_of` makes them.
    workers : Workers
        Threads to work on.

    Raises
    ------
    TooFewColoursError
        If the picture has fewer colours than the fewest segments.
    UndefinedCriterionError
        If the criterion is undefined for all numbers of segments.
    """
    kinds = [replace(settings, inference="em") for settings in kinds]  # a variational one has its own number
    low, high = ends_of(kinds[0])
    picture = image
    if not kinds[0].preparation.changes_nothing:
        yield Progress("Preparing channels", 0.0)
        picture = prepared(image, kinds[0].preparation)
    yield Progress("Finding regions", 0.0)
    sweep = Sweep(image.name, (), kinds[0].criterion, is_colour=image.is_colour)
    family: MixtureFamily | None = None
    view: Thumbnails | None = None
    for place, settings in enumerate(kinds):
        kind = replace(settings, n_components=(low, high) if low < high else low)
        if family is not None and space_of(settings) == space_of(kinds[place - 1]):
            family = family.with_covariance(kind.covariance_type)
        else:
            known = KnownFits() if family is None else family.known
            family, view = MixtureFamily.of(picture, kind, workers, known=known), None
        if not place:
            counts, notes = counts_for(family, low, high)
            n_requested = len(counts) * len(kinds)
            sweep = replace(sweep, n_requested=n_requested, sampling=about_sample(family), notes=notes)
            if max(counts) < 2 and sweep.criterion not in (AUTO, *OF_LIKELIHOOD):
                raise UndefinedCriterionError(CRITERIA[criterion_of(kind)], 1)
        if family.is_regional and kind.criterion == AUTO:
            path, n_regions = family.merge_path(workers)
            number = path.suitable(low, max(counts))
            distances = tuple((n, path.distance(n)) for n in counts)
            rule = OwnRule(number, path.reason(number, n_regions), distances)
            sweep = replace(sweep, own={**sweep.own, kind_of(kind): rule})
        view = Thumbnails.of(family) if view is None else replace(view, family=family)
        for fit in family.candidates(counts, workers):
            own = replace(settings, n_components=fit.candidate.n_components, criterion=AUTO)
            row = SweepRow(own, fit.candidate, view.of_candidate(fit))
            sweep = replace(sweep, rows=(*sweep.rows, row))
            yield SweepProgress(CHOOSING, 0.05 + 0.95 * len(sweep.rows) / sweep.n_requested, sweep)
    return sweep


def kind_of(settings: Settings) -> tuple[object, ...]:
    """Return what mixtures have in common that differ only in the number of segments."""
    return tuple(getattr(settings, name) for name in KIND)


def space_of(settings: Settings) -> tuple[object, ...]:
    """Return what mixtures of the same features have in common."""
    return tuple(getattr(settings, name) for name in SPACE)


def ends_of(settings: Settings) -> tuple[int, int]:
    """Return the least and the most segments of a sweep: of "auto" 2 and 12, of a number itself."""
    if settings.candidates is not None:
        return settings.candidates
    if settings.n_components == AUTO:
        return replace(settings, criterion="icl", inference="em").candidates or (2, 12)
    return settings.most_components, settings.most_components


def counts_for(family: MixtureFamily, low: int, high: int) -> tuple[list[int], tuple[str, ...]]:
    """Return the numbers of segments that a picture has colours for, and a note where that is not all."""
    features, sample = family.learned
    appearance = sample[:, : len(features.appearance)]
    n = len(np.unique(appearance, axis=0))
    if n < high:  # perhaps it has more than the thinned sample
        appearance = features.sample(family.image, 2**15, np.random.default_rng(family.settings.seed))
        n = len(np.unique(appearance[:, : len(features.appearance)], axis=0))
    if n < low:
        raise TooFewColoursError(family.image.name, n, low, high)
    if n >= high:
        return list(range(low, high + 1)), ()
    note = f"The picture has only {n} different colours: more segments than these were not tried."
    return list(range(low, n + 1)), (note,)


def about_sample(family: MixtureFamily) -> str:
    """Return the sentence that says what figures are computed of."""
    used, effective = len(family.learned[1]), family.n_effective
    return (
        f"Neighbouring pixels repeat each other: {used:,} of {family.image.n_usable:,} pixels, evenly "
        f"spread, count as {effective:,.0f} independent ones in AIC, BIC and ICL."
    )


@dataclass(frozen=True, eq=False)
class Thumbnails:
    """A small picture that candidates of one kind label.

    Attributes
    ----------
    family : MixtureFamily
        The kind.
    indices : ndarray of shape (h, w)
        The pixels that are looked at, flat.
    samples : ndarray of shape (h * w, d), float32
        Their features.
    """

    family: MixtureFamily
    indices: NDArray[np.intp]
    samples: Samples

    @classmethod
    def of(cls, family: MixtureFamily) -> "Thumbnails":
        """Return the pixels of a picture that stand for it."""
        image = family.image
        times = max(1.0, max(image.height, image.width) / LONGEST)
        rows, columns = (
            np.minimum(((np.arange(max(1, round(n / times))) + 0.5) * times).astype(np.intp), n - 1)
            for n in (image.height, image.width)
        )
        indices = rows[:, None] * image.width + columns
        return cls(family, indices, family.learned[0].at(image, indices.reshape(-1)))

    def of_candidate(self, fit: FittedCandidate) -> NDArray[np.uint16]:
        """Return the labels of the small picture, (h, w), with the prior of regions, nearly as smooth."""
        image, model = self.family.image, self.family.model(fit)
        shares = model.posterior(self.samples)
        if self.family.is_regional and self.family.regions is not None:
            prior = RegionPrior.fitted(image, model, self.family.regions, sample=PER_REGION, steps=STEPS)
            shares = prior.weigh(shares, self.indices.reshape(-1))
        planes = np.ascontiguousarray(shares.T).reshape(-1, *self.indices.shape)
        if model.smoothing > 0 and len(planes) > 1:
            planes = np.stack([gaussian_blur(plane, 0.7) for plane in planes])
        labels = planes.argmax(axis=0) + 1
        if image.mask is not None:
            labels[~image.mask.reshape(-1)[self.indices]] = 0
        sizes = np.bincount(labels.reshape(-1), minlength=len(planes) + 1)[1:]
        rank = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
        return np.concatenate([[0], rank + 1]).astype(np.uint16)[labels]
