"""The pipeline from picture to segmentation: the only place that knows the order of its stages.

The window, the command line, batches and the Python API all run it, so that the same picture, settings
and seed give the same labels, bit for bit, on any number of threads.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadSettingError, NotInBandsError
from gmmseg.image_fits import MixtureFamily, fit_options, learned_features, number_for, owned, region_fits
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.features.downsampling import reduction
from gmmseg.imaging.features.features import (
    BLOCK,
    LEARNING_SIZE,
    Blocks,
    Features,
    Samples,
    spread_indices,
)
from gmmseg.imaging.features.first_pass import WantedPixels, reading_once
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.colour_histogram import ColourHistogram
from gmmseg.imaging.labelling.label import (
    Labeller,
    PixelLabeller,
    SmoothedLabeller,
    label,
    pairs_of_neighbours,
)
from gmmseg.imaging.labelling.label_file import LabelFile, labelling_in_file, rejecting_in_file
from gmmseg.imaging.labelling.rejection import reject_unexplained
from gmmseg.imaging.labelling.semi_supervised import fit_to_seeds
from gmmseg.imaging.model import Model, RegionUse, Training
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.regional.region_mixtures import Cell, MergePath, cells, mixture_of
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.imaging.regional.sample_grid import grid
from gmmseg.imaging.regions.connected_components import absorb_small
from gmmseg.imaging.regions.lazy_regions import LazyRegions
from gmmseg.imaging.rendering.composite import is_plain, sample_places
from gmmseg.imaging.seeds import UNLABELLED, NamedSeeds, SeedLabels
from gmmseg.imaging.segment_table import counts
from gmmseg.imaging.segmentation import Segmentation, SegmentLabels
from gmmseg.job import Job, Progress, Workers
from gmmseg.mixture import em
from gmmseg.mixture.em import Block, WeightedSamples
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE, FitResult, fitting
from gmmseg.mixture.fitting.model_selection import CANDIDATES, Choice, choose, effective
from gmmseg.settings import AUTO, THREADS, Settings
from gmmseg.version import __version__

if TYPE_CHECKING:
    from PIL import Image as Pillow

    from gmmseg.mixture.fitting.variational_fit import VariationalFit

S = TypeVar("S")
T = TypeVar("T")
THINNED_SIZE = 2**19  # pixels; a step on them costs a tenth of a step on a photo
SPECK, SPECK_PIXELS = 6, 154_401  # pixels of the smallest piece at smoothing 1, in a picture of so many
FIT_ARRAYS = ("weights", "means", "covariances")  # of a mixture
FIT_OUTCOME = ("log_likelihood", "iteration", "converged", "gain")  # of its fit
READ, READ_AND_FITTED = 0.15, 0.55  # shares of the time that a picture larger than memory takes
LABELLED_FROM = 0.9  # share of a job at which its last pass begins
KEPT_PIXELS = 2**22  # larger pictures make features anew for each step: 7 % more time, and no memory


@dataclass(frozen=True)
class FitProgress(Progress):
    """How far a fit has come.

    Attributes
    ----------
    log_likelihood : float
        Mean over samples, nats.
    on : str
        What it is fitted to, one of the stages of `FitResult` or "regions", each with a mixture of its own:
        likelihoods of others are not to be compared.
    iteration : int
        Counted from 1 within the stage.
    """

    log_likelihood: float
    on: str
    iteration: int


def segmenting(
    image: Image,
    settings: Settings,
    workers: Workers,
    seeds: NamedSeeds | None = None,
    *,
    span: Span | None = None,
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the segmentation of `image`.

    Channels are chosen, computed and flattened first, as settings say; a picture that was prepared before
    is taken as it is where they say nothing.

    With `seeds`, the segments are their classes. With `span`, that of a model whose classes it is to be
    compared with, black and white are these.
    """
    if image.is_lazy:
        check_is_in_bands(image, settings, seeds)
        image = yield from _first_pass(image, settings.seed, workers, has_regions=not settings.is_global)
        found = yield from _behind_first_pass(_unseeded(image, settings, workers, span))
        return _rejecting(replace(found, notes=(*found.notes, about_bands(image, found.model))), workers)
    if not settings.preparation.changes_nothing:
        yield Progress("Preparing channels", 0.0)
        image = prepared(image, settings.preparation)
    unseeded = yield from _unseeded(image, settings, workers, span)
    if seeds is None:
        return _rejecting(unseeded, workers)
    yield Progress("Learning from seeds", 0.9)
    known, noise = seeds.labels, settings.noise**2
    model = fit_to_seeds(
        image,
        unseeded.model,
        known,
        n_classes=int(known.max()) + 1,
        regularisation=noise,
        seed=settings.seed,
        map_blocks=workers.map,  # type: ignore[arg-type]  # it takes blocks of any kind
    )
    if seeds.names:
        named = zip(model.segments, seeds.names, strict=True)
        model = replace(model, segments=tuple(replace(segment, name=name) for segment, name in named))
    sample = model.features.sample(image, SAMPLE_SIZE, np.random.default_rng(settings.seed))
    model = replace(model, training=training_of(image, model, sample, settings.seed))
    labels = yield from labelling(image, model, workers, smoothing=model.smoothing, seeds=known)
    notes = (*image.notes, *seeds.notes)  # the others were about other segments
    return replace(unseeded, model=model, labels=labels, notes=notes)


def _rejecting(found: Segmentation, workers: Workers) -> Segmentation:
    """Return a segmentation without the pixels that no component explains, where these are looked for."""
    if found.model.reject <= 0:
        return found
    return replace(found, labels=_without_unexplained(found.labels, found.image, found.model, workers))


def _without_unexplained(
    labels: SegmentLabels, image: Image, model: Model, workers: Workers
) -> SegmentLabels:
    """Return labels with 0 where no component explains a pixel; those in a file are changed there."""
    blocks = model.features.blocks(image)
    if image.is_lazy and model.reject > 0:
        return rejecting_in_file(image, blocks, model, workers.map)
    return reject_unexplained(labels, blocks, model, map_parts=workers.map)


def check_is_in_bands(image: Image, settings: Settings, seeds: NamedSeeds | None = None) -> None:
    """Raise `NotInBandsError` if settings ask for what a picture larger than memory cannot have."""
    n = image.height * image.width
    if seeds is not None:
        raise NotInBandsError(image.name, n, "a fit to seeds", "Fit a model on a part, and apply it")
    if settings.texture != "off":
        raise NotInBandsError(image.name, n, "texture", "Leave it off, or use a smaller version")
    if not settings.preparation.changes_nothing:
        raise NotInBandsError(image.name, n, "a choice of channels, or even light", "Leave them as they are")


def about_bands(image: Image, model: Model) -> str:
    """Return the sentence that says what is otherwise in a picture that was worked on in bands."""
    n = f"{image.height * image.width / 1e6:,.1f}".removesuffix(".0") + " MP"
    if model.regions == "none":
        return f"It has {n} and was worked on in bands of rows; labels are those that memory would give."
    factor = reduction(image.height * image.width)
    return (
        f"It has {n} and was worked on in bands of rows: regions were found on a version reduced {factor} "
        f"times, and pieces of a few pixels join no neighbour."
    )


def _first_pass(
    image: Image, seed: int, workers: Workers, *, has_regions: bool
) -> Generator[Progress, None, Image]:
    """Yield progress and return a picture larger than memory after its first pass."""

    def wanted(image: Image) -> WantedPixels:
        rng = np.random.default_rng
        places = [
            spread_indices(image, LEARNING_SIZE, rng(0)),
            spread_indices(image, SAMPLE_SIZE, rng(seed)),
            spread_indices(image, SAMPLE_SIZE, rng(0)),
            spread_indices(image, THINNED_SIZE, rng([seed, 1])),
            *pairs_of_neighbours(image),
        ]
        if not is_plain(image):
            places.append(sample_places(image))
        factors: tuple[int, ...] = ()
        if has_regions:
            places.append(grid(image.height, image.width).reshape(-1))
            factors = (reduction(image.height * image.width),)
        return WantedPixels(np.unique(np.concatenate(places)), factors)

    reading = reading_once(image, wanted, workers.stream)
    return (yield from _reporting(reading, lambda share: Progress("Reading", READ * share)))


def _reporting(steps: Generator[S, None, T], report: Callable[[S], Progress]) -> Generator[Progress, None, T]:
    """Yield what `report` makes of each of `steps`, and return what they return."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return cast("T", end.value)
        yield report(step)


def _behind_first_pass(steps: Generator[Progress, None, T]) -> Generator[Progress, None, T]:
    """Yield progress of what follows a first pass: labelling takes as long there as all that is before it."""

    def report(progress: Progress) -> Progress:
        share = min(progress.fraction / LABELLED_FROM, 1) * (READ_AND_FITTED - READ)
        rest = max(progress.fraction - LABELLED_FROM, 0) / (1 - LABELLED_FROM) * (1 - READ_AND_FITTED)
        return replace(progress, fraction=READ + share + rest)

    return (yield from _reporting(steps, report))


def _unseeded(
    image: Image, settings: Settings, workers: Workers, span: Span | None = None
) -> Generator[Progress, None, Segmentation]:
    if not settings.is_global:
        yield Progress("Finding regions", 0.0)
    if not image.is_lazy:
        workers.begin(lambda: image.digest)
    family = MixtureFamily.of(image, settings, workers, span)
    number, why = yield from family.choosing(workers)
    settings = replace(family.settings, n_components=number)
    if family.is_regional:
        found = yield from _regional(image, settings, workers, family.regions, span)
    else:
        found = yield from _global(
            image, settings, workers, span, regions="none" if settings.is_global else "own"
        )
    fewer = why and len(found.model.segments) < settings.most_components  # which is told already
    return replace(found, notes=found.notes if fewer else (*found.notes, *why))


def _regional(
    image: Image,
    settings: Settings,
    workers: Workers,
    found: NDArray[np.int32] | LazyRegions | None,
    span: Span | None = None,
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the segments of regions; `found` is None where one is nearly all."""
    yield Progress("Fitting", 0.4)
    features, sample = learned_features(image, settings, span)
    fits, wanted = region_fits(image, features, settings, workers, found)
    for iteration, value in enumerate(fits.log_likelihoods, 1):
        yield FitProgress("Fitting", 0.6, value, "regions", iteration)
    parts, contacts = cells(fits, wanted), fits.contacts
    n_requested = 0 if settings.n_components == AUTO else settings.most_components
    path = MergePath.of(parts, [contacts])
    mixture, of_each = mixture_of(
        parts, path.owners(n_requested or path.suitable()), settings.covariance_type
    )
    blank = Model(
        features,
        mixture,
        (),
        settings.smoothing,
        regions="own",
        reject=settings.reject,
        is_without_strips=True,
    )
    model = owned(blank, of_each)
    model = replace(model, training=training_of(image, model, sample, settings.seed))
    yield Progress("Labelling", 0.7)
    prior = RegionPrior.of(image, model, threads=workers.n_threads)
    if prior is not None:  # who is expected nowhere has no pixels
        order = np.argsort(-prior.sizes, kind="stable")
        model = _taken(model, order[prior.sizes[order] > 0])
    labels, _, model = yield from _settled(model, features.blocks(image), None, workers)
    mean = float(em.scores(sample, model.mixture).mean())
    notes = (*features.notes(image), *_about_parts(model, parts, path, sample, settings))
    found_at = (settings.detail, settings.min_region, settings.seed)
    return Segmentation(image, model, labels, mean, 0, True, notes, *found_at, fits.log_likelihoods)


def training_of(image: Image, model: Model, sample: Samples, seed: int) -> Training:
    """Return how well a model explains the only picture it was made from, of which `sample` (n, d) is."""
    won = np.bincount(em.labels(sample, model.mixture), minlength=model.mixture.n_components)
    return Training.of([image.digest], [em.scores(sample, model.mixture)], won, seed)


def _taken(model: Model, order: NDArray[np.intp]) -> Model:
    """Return the model of the given segments, in the given order."""
    kept = [c for segment in order for c in model.segments[segment].components]
    of_each = np.repeat(np.arange(len(order)), [len(model.segments[i].components) for i in order])
    training = model.training
    if training is not None:
        shares = np.asarray(training.shares)[kept]
        training = replace(training, shares=tuple((shares / max(shares.sum(), 1e-12)).tolist()))
    return owned(replace(model, mixture=model.mixture.take(kept), training=training), of_each)


def _about_parts(
    model: Model, parts: Sequence[Cell], path: MergePath, sample: Samples, settings: Settings
) -> Iterator[str]:
    n, n_regions = len(model.segments), len({part.region for part in parts})
    if settings.n_components == AUTO:
        if len(parts) == 1:
            yield f"Chose 1 segment: {_why_fewer(1, sample)}."
            return
        noun = "segment" if n == 1 else "segments"
        yield f"Chose {n} {noun}: {path.reason(path.suitable(), n_regions)}."
    elif n < settings.most_components:
        yield f"Found {n} of {settings.most_components} segments: {_why_fewer(n, sample)}."


def _global(
    image: Image,
    settings: Settings,
    workers: Workers,
    span: Span | None = None,
    *,
    regions: RegionUse = "none",
) -> Generator[Progress, None, Segmentation]:
    yield Progress("Reading colours", 0.0)
    features, sample = learned_features(image, settings, span)
    blocks, histogram = features.blocks(image), None
    if features.position == 0 and features.texture == "off":
        histogram = ColourHistogram.of(blocks, workers.pause)
    data: Sequence[Block] = blocks if histogram is None else histogram.batches
    larger = _larger_sample(image, features, settings, workers) if histogram is None else ()
    if histogram is None and blocks.usable.n <= KEPT_PIXELS:
        blocks = replace(blocks, kept=tuple(workers.map(lambda block: block, blocks)))
        data = blocks.kept  # in memory: the fit may cut them as it likes
    fit: FitResult | VariationalFit
    course: list[FitProgress] = []
    choice = Choice(settings.most_components, (), 0.0)
    if settings.inference == "variational":
        fit = yield from _fitting_variational(sample, settings, workers)
    else:
        choice = _chosen(settings, features, sample, workers)
        n = choice.n_components
        known = _known_fit(image, settings, n)
        many = 0 if histogram else blocks.usable.n
        fitted = _fitting(data, (sample, larger), settings, n, workers, n_samples=many)
        fit = known or (yield from _recorded(fitted, course))
        if known is None:
            _keep_fit(fit, image, settings, n)
    yield Progress("Labelling", 0.9)
    guessed = data if histogram else larger or [sample]
    blank = Model(
        features,
        fit.parameters,
        (),
        settings.smoothing,
        regions=regions,
        reject=settings.reject,
        is_without_strips=regions != "none",
    )
    everything = ordered(blank, guessed)
    labels, sizes, model = yield from _settled(everything, blocks, histogram, workers)
    scores = em.scores(sample, model.mixture)
    won = sizes[np.argsort([segment.components[0] for segment in model.segments])]
    model = replace(model, training=Training.of([image.digest], [scores], won, settings.seed))
    notes = (*features.notes(image), *_notes(choice, model, fit, sample, settings))
    mean = fit.log_likelihood if isinstance(fit, FitResult) else float(scores.mean())
    outcome = (mean, fit.iteration, fit.converged, notes)
    found_at = (settings.detail, settings.min_region, settings.seed)
    values = tuple(step.log_likelihood for step in course if step.on == course[-1].on)
    return Segmentation(image, model, labels, *outcome, *found_at, values)


def _chosen(settings: Settings, features: Features, sample: Samples, workers: Workers) -> Choice:
    """Return how many components to fit: what is asked for, or what suits the picture.

    Only what pixels look like counts: an even background would ask for several components to fill the
    place that it takes up.
    """
    if settings.candidates is not None:
        return Choice(number_for(sample, len(features.appearance), settings, workers), (), 0.0)
    if settings.n_components != AUTO:
        return Choice(settings.most_components, (), 0.0)
    appearance = sample[:, : len(features.appearance)]
    if (appearance == appearance[0]).all():  # there is nothing to choose between
        return Choice(1, (), 0.0)
    return choose(appearance, fit_options(settings, CANDIDATES[-1]), map_candidates=workers.map)


def _larger_sample(
    image: Image, features: Features, settings: Settings, workers: Workers
) -> Sequence[Samples]:
    """Return a sample of a large picture to converge on before all its pixels are used, in blocks."""
    if image.n_usable < 4 * THINNED_SIZE:
        return ()
    indices = spread_indices(image, THINNED_SIZE, np.random.default_rng([settings.seed, 1]))
    parts = np.array_split(indices, THINNED_SIZE // BLOCK)
    return list(workers.map(lambda part: features.at(image, part), parts))


def labelling(
    image: Image, model: Model, workers: Workers, *, smoothing: float = 0.0, seeds: SeedLabels | None = None
) -> Generator[Progress, None, SegmentLabels]:
    """Yield progress and return the labels that `model` gives `image`, (h, w), 0 = unassigned.

    Pixels that `seeds` (h, w) gives to a segment, by its index, have its label whatever the model says.
    Others that no component explains are unassigned, where the model rejects any.
    """
    yield Progress("Labelling", 0.5)
    image = model.prepared(image)
    smoothed, blocks = replace(model, smoothing=smoothing), model.features.blocks(image)
    labels, _ = yield from _labels(smoothed, blocks, None, workers, seeds=seeds)
    if seeds is None:
        return _without_unexplained(labels, image, model, workers)
    usable = labels > 0
    labels = reject_unexplained(labels, blocks, model, map_parts=workers.map)
    seeded = (seeds != UNLABELLED) & usable
    labels[seeded] = seeds[seeded] + 1
    return labels


def applying(
    image: Image, model: Model, workers: Workers, *, detail: float = 0.5, min_region: int = 0
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the segmentation of `image` by a model that is there already.

    `detail` and `min_region` divide the regions. The model's own picture gets the labels that it got
    when the model was fitted, bit for bit.
    """
    model.check(image)
    if image.is_lazy:
        model.check_is_in_bands(image)
        seed = 0 if model.training is None else model.training.seed
        image = yield from _first_pass(image, seed, workers, has_regions=model.regions != "none")
        labels = yield from _behind_first_pass(labelling(image, model, workers, smoothing=model.smoothing))
        return Segmentation.applied(model, image, labels, detail=detail, min_region=min_region)
    image = model.prepared(image)
    labels = yield from labelling(image, model, workers, smoothing=model.smoothing)
    yield Progress("Judging the result", 0.9)
    return Segmentation.applied(model, image, labels, detail=detail, min_region=min_region)


def apply(
    model: Model,
    image: str | PathLike[str] | ArrayLike | Image,
    *,
    threads: int | None = None,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    stream: bool | None = None,
) -> Segmentation:
    """Return the segmentation of a picture, however it is given, by a model; `gmmseg.apply` says more."""
    if threads is not None:
        threads = THREADS.accept("threads", threads)
    picture = as_image(image, page=page, axis=axis, as_channels=as_channels, stream=stream)
    return Job(lambda workers: applying(picture, model, workers), threads=threads).run()


def as_image(
    image: str | PathLike[str] | ArrayLike | Image,
    mask: ArrayLike | None = None,
    *,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    stream: bool | None = False,
) -> Image:
    """Return a file, an array (of NumPy, xarray or Pillow) as a picture, without what `mask` leaves out.

    Which page of a file it is, `page`, `axis` and `as_channels` say as `io.readers.images.read` takes them;
    with `stream` it is read in bands, with None where it is large.
    The parts of `io` that this takes are loaded when a file or an image of Pillow is given, no sooner.
    """
    if isinstance(image, (str, PathLike)):
        from gmmseg.io.readers.tiled.opening import open_picture

        image = open_picture(image, stream=stream, page=page, axis=axis, as_channels=as_channels)
    elif page is not None or axis is not None or as_channels:
        name, value = ("page", page) if page is not None else ("axis", axis)
        raise BadSettingError(name, value, "left out where the picture is no file")
    elif type(image).__module__.startswith("PIL."):
        from gmmseg.io.readers.images import of_pillow

        image = of_pillow(cast("Pillow.Image", image))
    elif type(image).__module__.startswith("xarray."):
        from gmmseg.io.readers.labelled_arrays import of_labelled

        image = of_labelled(image)
    if not isinstance(image, Image):
        return Image.from_array(image, mask=mask)
    return image if mask is None else image.masked(mask)


def fitted(samples: Samples, features: Features, settings: Settings, workers: Workers) -> em.Parameters:
    """Return the mixture of samples (n, d) of several pictures, in Fortran order."""
    parts = [samples[begin : begin + BLOCK] for begin in range(0, len(samples), BLOCK)]
    few = np.asfortranarray(samples[:: max(1, len(samples) // SAMPLE_SIZE)])
    steps: Iterator[object]
    if settings.inference == "variational":
        steps = _fitting_variational(few, settings, workers)
    else:
        n = _chosen(settings, features, few, workers).n_components
        steps = fitting(parts, few, fit_options(settings, n), map_blocks=workers.map)  # type: ignore[arg-type]
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value.parameters


def ordered(model: Model, samples: Sequence[Block]) -> Model:
    """Return `model` with a segment for each component, those first that win most of `samples`."""
    n = model.mixture.n_components
    won = sum(np.bincount(em.labels(part, model.mixture), _weights(part), n) for part in samples)
    order = np.argsort(-np.asarray(won), kind="stable")
    return owned(replace(model, mixture=model.mixture.take(order)), np.arange(n))


def _weights(block: Block) -> NDArray[Any] | None:
    return block.weights if isinstance(block, WeightedSamples) else None


def _fitting(
    blocks: Sequence[Block],
    samples: tuple[Samples, Sequence[Samples]],
    settings: Settings,
    n_components: int,
    workers: Workers,
    *,
    n_samples: int,
) -> Generator[Progress, None, FitResult]:
    (sample, thinned), plan = samples, fit_options(settings, n_components)
    map_blocks: Any = workers.map  # it takes blocks of any kind
    steps = fitting(blocks, sample, plan, thinned=thinned, n_samples=n_samples, map_blocks=map_blocks)
    fraction = 0.05
    while True:
        try:
            fit = next(steps)
        except StopIteration as end:
            return end.value
        limit = 0.4 if fit.stage == "start" else 0.9
        fraction += (limit - fraction) * 0.1  # steps to come are unknown: approach the stage's end
        if fit.stage == "start":
            yield Progress("Trying starts", fraction)
        else:
            yield FitProgress("Fitting", fraction, fit.log_likelihood, fit.stage, fit.iteration)


def _recorded(steps: Generator[Progress, None, T], course: list[FitProgress]) -> Generator[Progress, None, T]:
    """Yield progress and return what comes of it; the log-likelihoods on the way are added to `course`."""

    def record(progress: Progress) -> Progress:
        if isinstance(progress, FitProgress):
            course.append(progress)
        return progress

    return (yield from _reporting(steps, record))


def _known_fit(image: Image, settings: Settings, n_components: int) -> FitResult | None:
    """Return the fit of a picture in bands that was made before work on it was ended by force."""
    if not image.is_lazy:
        return None
    found = LabelFile.of(image).kept("fit", _key_of_fit(image, settings, n_components))
    if found is None:
        return None
    weights, means, covariances = (found[name] for name in FIT_ARRAYS)
    mixture = em.Parameters(weights, means, covariances, settings.covariance_type)
    likelihood, iteration, is_converged, gain = found["outcome"].tolist()
    return FitResult(mixture, likelihood, "polish", int(iteration), bool(is_converged), gain)


def _keep_fit(fit: FitResult, image: Image, settings: Settings, n_components: int) -> None:
    """Keep the fit of a picture in bands until its results are written: it takes half of the time."""
    if image.is_lazy:
        arrays = {name: getattr(fit.parameters, name) for name in FIT_ARRAYS}
        outcome = np.array([getattr(fit, name) for name in FIT_OUTCOME], np.float64)
        key = _key_of_fit(image, settings, n_components)
        LabelFile.of(image).keep("fit", key, outcome=outcome, **arrays)


def _key_of_fit(image: Image, settings: Settings, n_components: int) -> str:
    return repr((__version__, settings, n_components, image.digest, FIT_OUTCOME))


def _fitting_variational(
    sample: Samples, settings: Settings, workers: Workers
) -> Generator[Progress, None, "VariationalFit"]:
    """Yield progress and return the variational mixture of a sample, which all pixels then go by."""
    from gmmseg.mixture.fitting.variational_fit import WeightOptions, fitting_variational

    plan = fit_options(settings, settings.most_components)
    given = None if settings.concentration == AUTO else float(settings.concentration)
    prior = WeightOptions(settings.weight_prior, given)
    n = effective(len(sample))
    map_blocks: Any = workers.map
    steps, fraction = fitting_variational(sample, plan, prior, n_effective=n, map_blocks=map_blocks), 0.05
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        fraction += (0.9 - fraction) * 0.1
        yield Progress("Fitting", fraction)


def about_pruning(kept: int, most: int) -> str:
    """Return the sentence that says how many components a variational mixture kept of those it began with."""
    noun = "component" if kept == 1 else "components"
    others = "the other one was" if most - kept == 1 else f"the other {most - kept} were"
    pruned = "none was pruned" if kept == most else f"{others} pruned, of no weight"
    return f"A variational mixture of the whole picture keeps {kept} {noun} of at most {most}; {pruned}."


def _labels(
    model: Model,
    blocks: Blocks,
    histogram: ColourHistogram | None,
    workers: Workers,
    *,
    seeds: SeedLabels | None = None,
) -> Generator[Progress, None, tuple[SegmentLabels, NDArray[np.intp]]]:
    """Yield progress and return the number of the segment of every pixel, and the segments' sizes.

    It is 0 where unusable.

    Models whose segments differ in nothing but their order give the same pixels to each.
    """
    model, order = model.in_component_order()
    place = np.argsort(order)
    if seeds is not None:
        seeds = np.where(seeds == UNLABELLED, seeds, place[seeds].astype(seeds.dtype))
    labels, sizes = yield from _in_order(model, blocks, histogram, workers, seeds)
    return _renumbered(labels, order, blocks.image, workers), sizes[place]


def _renumbered(
    labels: SegmentLabels, order: NDArray[np.intp], image: Image, workers: Workers
) -> SegmentLabels:
    """Return labels with order[i] + 1 for i + 1; 0 stays."""
    if (order == np.arange(len(order))).all():
        return labels
    table = np.concatenate([[0], order + 1]).astype(labels.dtype)
    if image.is_lazy:
        file = LabelFile.of(image)
        file.change(lambda found: table[found])
        return file.array()
    bands: Sequence[Any] = np.array_split(labels, workers.n_threads)
    return np.concatenate(list(workers.map(lambda band: np.take(table, band), bands)))


def _in_order(
    model: Model,
    blocks: Blocks,
    histogram: ColourHistogram | None,
    workers: Workers,
    seeds: SeedLabels | None,
) -> Generator[Progress, None, tuple[SegmentLabels, NDArray[np.intp]]]:
    image, n = blocks.image, len(model.segments)
    prior = RegionPrior.of(image, model, threads=workers.n_threads)
    labeller: Labeller
    if model.smoothing > 0 and n > 1:
        labeller = SmoothedLabeller.of(image, model, model.smoothing, seeds, prior)
    else:
        labeller = PixelLabeller.of(blocks, model, histogram, prior)
    if image.is_lazy:
        steps = labelling_in_file(image, labeller, n, model.key(image), workers.map)
        return (yield from _reporting(steps, _labelled))
    labels, sizes = label(image, labeller, n, map_parts=workers.map, pause=workers.pause)
    smallest = smallest_piece(image, model)
    if smallest < 2 or n < 2:
        return labels, sizes
    workers.pause()
    whole: SegmentLabels = absorb_small(labels, smallest, workers.map)  # type: ignore[type-var,assignment]
    return whole, counts(whole, n)[1:]


def _labelled(share: float) -> Progress:
    return Progress("Labelling", LABELLED_FROM + (1 - LABELLED_FROM) * share)


def smallest_piece(image: Image, model: Model) -> int:
    """Return the size below which pieces of labels are specks that join a neighbour, in pixels; 0 for none.

    It grows with smoothing and, as what is seen as a speck does, with the sides of the picture.
    """
    if model.regions == "none":
        return 0
    return int(SPECK * model.smoothing * np.sqrt(image.height * image.width / SPECK_PIXELS))


def _settled(
    model: Model, blocks: Blocks, histogram: ColourHistogram | None, workers: Workers
) -> Generator[Progress, None, tuple[SegmentLabels, NDArray[np.intp], Model]]:
    """Yield progress and return the labels, the sizes of segments, and the model that gives exactly these.

    It has no segment without pixels, and the largest comes first. What has pixels is labelled with the model
    that is kept, so that it gives its picture the same labels again; only the segments' order is settled
    afterwards, since nothing depends on it.
    """
    while True:
        labels, sizes = yield from _labels(model, blocks, histogram, workers)
        order = np.argsort(-sizes, kind="stable")
        order = order[sizes[order] > 0]
        if len(order) == len(sizes):
            break
        model = _taken(model, order)
    segments = tuple(
        replace(model.segments[old], name=new.name, colour=new.colour)
        for old, new in zip(order, model.segments, strict=True)
    )
    return (
        _renumbered(labels, np.argsort(order), blocks.image, workers),
        sizes[order],
        replace(model, segments=segments),
    )


def _notes(
    choice: Choice,
    model: Model,
    fit: "FitResult | VariationalFit",
    sample: Samples,
    settings: Settings,
) -> Iterator[str]:
    found, requested = len(model.segments), choice.n_components
    if not isinstance(fit, FitResult):
        yield about_pruning(fit.parameters.n_components, len(fit.weights))
        requested = fit.parameters.n_components
    elif choice.candidates:
        yield str(choice)
    elif settings.n_components == AUTO:
        yield f"Chose 1 segment: {_why_fewer(1, sample)}."
    if found < requested:
        yield f"Found {found} of {requested} segments: {_why_fewer(found, sample)}."
    if not fit.converged:
        noun = "iteration" if fit.iteration == 1 else "iterations"
        if isinstance(fit, FitResult) and fit.iteration < settings.max_iterations:
            yield (
                f"The fit converged on a sample and was polished by {fit.iteration} {noun} on all pixels, "
                f"as many as so large a picture gets; the last one gained {fit.gain:.2g} nats a pixel "
                f"(tolerance {settings.tolerance:g})."
            )
            return
        yield (
            f"The fit was stopped after {fit.iteration} {noun}, before it converged: "
            f"raise the limit of iterations or the tolerance."
        )


def _why_fewer(found: int, sample: Samples) -> str:
    if len(sample) <= found:
        return "the picture has only " + (
            "one usable pixel" if len(sample) == 1 else f"{len(sample)} usable pixels"
        )
    distinct = len(np.unique(sample, axis=0))
    if distinct == 1:
        return "the picture has only one colour"
    if distinct <= found:
        return f"the picture has only {distinct} different colours"
    return "the others were left without pixels"
