"""The pipeline from picture to segmentation: the only place that knows the order of its stages.

The window, the command line, batches and the Python API all run it, so that the same picture, settings
and seed give the same labels, bit for bit, on any number of threads.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadSettingError
from gmmseg.imaging.features.features import BLOCK, Blocks, Features, Samples, spread_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.colour_histogram import ColourHistogram
from gmmseg.imaging.labelling.label import Labeller, PixelLabeller, SmoothedLabeller, label
from gmmseg.imaging.labelling.rejection import reject_unexplained
from gmmseg.imaging.labelling.semi_supervised import fit_to_seeds
from gmmseg.imaging.model import Asked, Model, Segment, Training
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.regional.region_mixtures import (
    FIELD_MOVES,
    FIELD_SAMPLE,
    MOST_PER_REGION,
    PER_REGION,
    SAMPLE,
    Cell,
    Contacts,
    SampleGrid,
    cells,
    fit_regions,
    mixture_of,
    segments,
)
from gmmseg.imaging.regional.region_prior import RegionPrior, informative
from gmmseg.imaging.regions.connected_components import absorb_small
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.rendering.render import palette
from gmmseg.imaging.seeds import UNLABELLED, NamedSeeds, SeedLabels
from gmmseg.imaging.segment_table import counts
from gmmseg.imaging.segmentation import Segmentation, SegmentLabels
from gmmseg.job import Job, Progress, Workers
from gmmseg.mixture import em
from gmmseg.mixture.em import Block, WeightedSamples
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE, FitOptions, FitResult, fitting
from gmmseg.mixture.fitting.model_selection import CANDIDATES, Choice, choose
from gmmseg.settings import AUTO, GLOBAL_POSITION, THREADS, Settings

if TYPE_CHECKING:
    from PIL import Image as Pillow

THINNED_SIZE = 2**19  # pixels; a step on them costs a tenth of a step on a photo
SPECK, SPECK_PIXELS = 6, 154_401  # pixels of the smallest piece at smoothing 1, in a picture of so many
KEPT_PIXELS = 2**22  # larger pictures make features anew for each step: 7 % more time, and no memory


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
    if not settings.preparation.changes_nothing:
        yield Progress("Preparing channels", 0.0)
        image = settings.preparation.of(image)
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
    blocks = found.model.features.blocks(found.image)
    labels = reject_unexplained(found.labels, blocks, found.model, map_parts=workers.map)
    return replace(found, labels=labels)


def _unseeded(
    image: Image, settings: Settings, workers: Workers, span: Span | None = None
) -> Generator[Progress, None, Segmentation]:
    if settings.method == "regional":
        yield Progress("Finding regions", 0.0)
        found = regions_of(image, settings.seed, workers)
        n_regions, asked = 1 if found is None else int(found.max()), settings.n_components
        is_many = asked != AUTO and asked > MOST_PER_REGION * n_regions
        asks_for_place = settings.weight_of_position > 0
        if not is_many and (found is not None or (image.n_channels > 1 and not asks_for_place)):
            return (yield from _regional(image, settings, workers, found, span))
        # More segments than parts; or one field, where regions have no say in what is where, and place was
        # asked for, or there is one channel, with which place bears the drift of light.
        # Where light was made even, or channels were computed, there is no such drift to bear.
        usual = 0.0 if image.preparation is not None and image.preparation.is_even else GLOBAL_POSITION
        settings = replace(settings, position=usual if settings.position == AUTO else settings.position)
        return (yield from _global(image, settings, workers, span, regions="own"))
    return (yield from _global(image, settings, workers, span))


def regions_of(image: Image, seed: int, workers: Workers) -> NDArray[np.int32] | None:
    """Return the regions of a picture, (h, w) from 1, 0 = unusable; None where one is nearly all of it."""
    return informative(ImageHierarchy.of(image).usual_regions(seed, workers.pause, threads=workers.n_threads))


def _regional(
    image: Image,
    settings: Settings,
    workers: Workers,
    found: NDArray[np.int32] | None,
    span: Span | None = None,
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the segments of regions; `found` is None where one is nearly all."""
    yield Progress("Fitting", 0.4)
    features, sample = _learned(image, settings, span)
    parts, contacts = cells_of(image, features, settings, workers, found)
    n_asked = 0 if settings.n_components == AUTO else settings.n_components
    owners = segments(parts, [contacts], n_asked)
    mixture, of_each = mixture_of(parts, owners, settings.covariance_type)
    blank = Model(features, mixture, (), settings.smoothing, regions="own", reject=settings.reject)
    model = owned(blank, of_each)
    model = replace(model, training=training_of(image, model, sample, settings.seed))
    yield Progress("Labelling", 0.7)
    prior = RegionPrior.of(image, model, threads=workers.n_threads)
    if prior is not None:  # who is expected nowhere has no pixels
        order = np.argsort(-prior.sizes, kind="stable")
        model = _taken(model, order[prior.sizes[order] > 0])
    labels, _, model = _settled(model, features.blocks(image), None, workers)
    mean = float(em.scores(sample, model.mixture).mean())
    notes = (*features.notes(image), *_about_parts(model, parts, sample, settings))
    found_at = (settings.detail, settings.min_region, settings.seed)
    return Segmentation(image, model, labels, mean, 0, True, notes, *found_at)


def cells_of(
    image: Image,
    features: Features,
    settings: Settings,
    workers: Workers,
    found: NDArray[np.int32] | None,
) -> tuple[list[Cell], Contacts]:
    """Return what the regions of a picture hold, and how that touches; `found` as `regions_of` has it."""
    wanted, field = settings.n_components, found is None
    if found is None:
        found = (
            np.ones(image.pixels.shape[:2], np.int32) if image.mask is None else image.mask.astype(np.int32)
        )
    looked_at = SampleGrid.of(image, features, found)
    n_regions = max(1, len(looked_at.places))
    many = (
        PER_REGION if wanted == AUTO else max(PER_REGION, min(MOST_PER_REGION, -(-2 * wanted // n_regions)))
    )
    if field and wanted != AUTO and wanted > PER_REGION:
        many = min(wanted, MOST_PER_REGION)
    plan = replace(
        _plan(settings, many),
        restarts=max(settings.restarts - (0 if field else 2), 1),
        moves=FIELD_MOVES if field else 0,
        tolerance=max(settings.tolerance, 1e-3),
        max_iterations=min(settings.max_iterations, 40),
    )
    size = max(FIELD_SAMPLE if field else SAMPLE, 64 * many)
    fits = fit_regions(looked_at, plan, sample=size, map_parts=workers.map)
    return cells(fits, 0 if wanted == AUTO else int(wanted)), fits.contacts


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


def _about_parts(model: Model, parts: Sequence[Cell], sample: Samples, settings: Settings) -> Iterator[str]:
    n, n_regions = len(model.segments), len({part.region for part in parts})
    if settings.n_components == AUTO:
        if len(parts) == 1:
            yield f"Chose 1 segment: {_why_fewer(1, sample)}."
            return
        noun = "segment" if n == 1 else "segments"
        where = "one field" if n_regions == 1 else f"{n_regions} regions"
        yield f"Chose {n} {noun}: {len(parts)} parts lie in {where}, and those that look alike are one."
    elif n < settings.n_components:
        yield f"Found {n} of {settings.n_components} segments: {_why_fewer(n, sample)}."


def _global(
    image: Image, settings: Settings, workers: Workers, span: Span | None = None, *, regions: Asked = "none"
) -> Generator[Progress, None, Segmentation]:
    yield Progress("Reading colours", 0.0)
    features, sample = _learned(image, settings, span)
    blocks, histogram = features.blocks(image), None
    if features.position == 0 and features.texture == "off":
        histogram = ColourHistogram.of(blocks, workers.pause)
    data: Sequence[Block] = blocks if histogram is None else histogram.batches
    thinned = _thinned(image, features, settings, workers) if histogram is None else ()
    if histogram is None and blocks.usable.n <= KEPT_PIXELS:
        blocks = replace(blocks, kept=tuple(workers.map(lambda block: block, blocks)))
        data = blocks.kept  # in memory: the fit may cut them as it likes
    choice = _chosen(settings, features, sample, workers)
    fit = yield from _fitting(data, (sample, thinned), settings, choice.n_components, workers)
    yield Progress("Labelling", 0.9)
    guessed = data if histogram else thinned or [sample]
    blank = Model(features, fit.parameters, (), settings.smoothing, regions=regions, reject=settings.reject)
    everything = ordered(blank, guessed)
    labels, sizes, model = _settled(everything, blocks, histogram, workers)
    scores = em.scores(sample, model.mixture)
    won = sizes[np.argsort([segment.components[0] for segment in model.segments])]
    model = replace(model, training=Training.of([image.digest], [scores], won, settings.seed))
    notes = (*features.notes(image), *_notes(choice, model, fit, sample, settings))
    outcome = (fit.log_likelihood, fit.iteration, fit.converged, notes)
    return Segmentation(image, model, labels, *outcome, settings.detail, settings.min_region, settings.seed)


def _chosen(settings: Settings, features: Features, sample: Samples, workers: Workers) -> Choice:
    """Return how many components to fit: what is asked for, or what suits the picture.

    Only what pixels look like counts: an even background would ask for several components to fill the
    place that it takes up.
    """
    if settings.n_components != AUTO:
        return Choice(settings.n_components, (), 0.0)
    appearance = sample[:, : len(features.appearance)]
    if (appearance == appearance[0]).all():  # there is nothing to choose between
        return Choice(1, (), 0.0)
    return choose(appearance, _plan(settings, CANDIDATES[-1]), map_candidates=workers.map)


def _learned(image: Image, settings: Settings, span: Span | None = None) -> tuple[Features, Samples]:
    """Return features and a sample; without position where there are no more colours than segments.

    There position would cut up what is plainly one thing, and call it a find.
    """

    def learned(position: float) -> tuple[Features, Samples]:
        features = Features.learn(image, settings.colour, position, settings.texture, span=span)
        return features, features.sample(image, SAMPLE_SIZE, np.random.default_rng(settings.seed))

    features, sample = learned(settings.weight_of_position)
    if settings.weight_of_position > 0:
        colours = sample[:, : len(features.colours)]
        most = CANDIDATES[-1] if settings.n_components == AUTO else settings.n_components
        few = len(np.unique(colours[:: max(1, len(colours) // 2048)], axis=0)) <= most
        if few and len(np.unique(colours, axis=0)) <= most:
            return learned(0.0)
    return features, sample


def _thinned(image: Image, features: Features, settings: Settings, workers: Workers) -> Sequence[Samples]:
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
    labels = _labels(smoothed, blocks, None, workers, seeds=seeds)[0]
    usable = labels > 0
    labels = reject_unexplained(labels, blocks, model, map_parts=workers.map)
    if seeds is not None:
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
) -> Segmentation:
    """Return the segmentation of a picture, however it is given, by a model; `gmmseg.apply` says more."""
    if threads is not None:
        threads = THREADS.accept("threads", threads)
    picture = as_image(image, page=page, axis=axis, as_channels=as_channels)
    return Job(lambda workers: applying(picture, model, workers), threads=threads).run()


def as_image(
    image: str | PathLike[str] | ArrayLike | Image,
    mask: ArrayLike | None = None,
    *,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
) -> Image:
    """Return a file, an array or an image of Pillow as a picture, without the pixels that `mask` leaves out.

    Which page of a file it is, `page`, `axis` and `as_channels` say as `io.readers.images.read` takes them.
    The parts of `io` that this takes are loaded when a file or an image of Pillow is given, no sooner.
    """
    if isinstance(image, (str, PathLike)):
        from gmmseg.io.readers.images import read

        image = read(image, page=page, axis=axis, as_channels=as_channels)
    elif page is not None or axis is not None or as_channels:
        name, value = ("page", page) if page is not None else ("axis", axis)
        raise BadSettingError(name, value, "left out where the picture is no file")
    elif type(image).__module__.startswith("PIL."):
        from gmmseg.io.readers.images import of_pillow

        image = of_pillow(cast("Pillow.Image", image))
    if not isinstance(image, Image):
        return Image.from_array(image, mask=mask)
    return image if mask is None else image.masked(mask)


def fitted(samples: Samples, features: Features, settings: Settings, workers: Workers) -> em.Parameters:
    """Return the mixture of samples (n, d) of several pictures, in Fortran order."""
    parts = [samples[begin : begin + BLOCK] for begin in range(0, len(samples), BLOCK)]
    few = samples[:: max(1, len(samples) // SAMPLE_SIZE)]
    n = _chosen(settings, features, few, workers).n_components
    steps = fitting(parts, few, _plan(settings, n), map_blocks=workers.map)  # type: ignore[arg-type]
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


def _plan(settings: Settings, n_components: int) -> FitOptions:
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


def _fitting(
    blocks: Sequence[Block],
    samples: tuple[Samples, Sequence[Samples]],
    settings: Settings,
    n_components: int,
    workers: Workers,
) -> Generator[Progress, None, FitResult]:
    (sample, thinned), plan = samples, _plan(settings, n_components)
    steps, fraction = fitting(blocks, sample, plan, thinned=thinned, map_blocks=workers.map), 0.05  # type: ignore[arg-type]
    while True:
        try:
            fit = next(steps)
        except StopIteration as end:
            return end.value
        limit = 0.4 if fit.stage == "start" else 0.9
        fraction += (limit - fraction) * 0.1  # steps to come are unknown: approach the stage's end
        yield Progress("Trying starts" if fit.stage == "start" else "Fitting", fraction)


def _labels(
    model: Model,
    blocks: Blocks,
    histogram: ColourHistogram | None,
    workers: Workers,
    *,
    seeds: SeedLabels | None = None,
) -> tuple[SegmentLabels, NDArray[np.intp]]:
    """Return the number of the segment of every pixel, 0 where unusable, and the segments' sizes.

    Models whose segments differ in nothing but their order give the same pixels to each.
    """
    model, order = model.in_component_order()
    place = np.argsort(order)
    if seeds is not None:
        seeds = np.where(seeds == UNLABELLED, seeds, place[seeds].astype(seeds.dtype))
    labels, sizes = _in_order(model, blocks, histogram, workers, seeds)
    return _renumbered(labels, order), sizes[place]


def _renumbered(labels: SegmentLabels, order: NDArray[np.intp]) -> SegmentLabels:
    """Return labels with order[i] + 1 for i + 1; 0 stays."""
    if (order == np.arange(len(order))).all():
        return labels
    return np.concatenate([[0], order + 1]).astype(labels.dtype)[labels]  # type: ignore[return-value]


def _in_order(
    model: Model,
    blocks: Blocks,
    histogram: ColourHistogram | None,
    workers: Workers,
    seeds: SeedLabels | None,
) -> tuple[SegmentLabels, NDArray[np.intp]]:
    image, n = blocks.image, len(model.segments)
    prior = RegionPrior.of(image, model, threads=workers.n_threads)
    labeller: Labeller
    if model.smoothing > 0 and n > 1:
        labeller = SmoothedLabeller.of(image, model, model.smoothing, seeds, prior)
    else:
        labeller = PixelLabeller.of(blocks, model, histogram, prior)
    labels, sizes = label(image, labeller, n, map_parts=workers.map, pause=workers.pause)
    smallest = smallest_piece(image, model)
    if smallest < 2 or n < 2:
        return labels, sizes
    workers.pause()
    whole: SegmentLabels = absorb_small(labels, smallest)  # type: ignore[assignment]
    return whole, counts(whole, n)[1:]


def smallest_piece(image: Image, model: Model) -> int:
    """Return the size below which pieces of labels are specks that join a neighbour, in pixels; 0 for none.

    It grows with smoothing and, as what is seen as a speck does, with the sides of the picture.
    """
    if model.regions == "none":
        return 0
    return int(SPECK * model.smoothing * np.sqrt(image.height * image.width / SPECK_PIXELS))


def _settled(
    model: Model, blocks: Blocks, histogram: ColourHistogram | None, workers: Workers
) -> tuple[SegmentLabels, NDArray[np.intp], Model]:
    """Return the labels, how many pixels each segment has, and the model that gives exactly these.

    It has no segment without pixels, and the largest comes first. What has pixels is labelled with the model
    that is kept, so that it gives its picture the same labels again; only the segments' order is settled
    afterwards, since nothing depends on it.
    """
    while True:
        labels, sizes = _labels(model, blocks, histogram, workers)
        order = np.argsort(-sizes, kind="stable")
        order = order[sizes[order] > 0]
        if len(order) == len(sizes):
            break
        model = _taken(model, order)
    segments = tuple(
        replace(model.segments[old], name=new.name, colour=new.colour)
        for old, new in zip(order, model.segments, strict=True)
    )
    return _renumbered(labels, np.argsort(order)), sizes[order], replace(model, segments=segments)


def _notes(
    choice: Choice, model: Model, fit: FitResult, sample: Samples, settings: Settings
) -> Iterator[str]:
    found, asked = len(model.segments), choice.n_components
    if choice.candidates:
        yield str(choice)
    elif settings.n_components == AUTO:
        yield f"Chose 1 segment: {_why_fewer(1, sample)}."
    if found < asked:
        yield f"Found {found} of {asked} segments: {_why_fewer(found, sample)}."
    if not fit.converged:
        noun = "iteration" if fit.iteration == 1 else "iterations"
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
