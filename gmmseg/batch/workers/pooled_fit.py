"""A pooled fit: one model of many pictures, fitted to a sample of each, one picture in memory at a time."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.image_task import open_picture
from gmmseg.errors import GmmsegError, NoModelError, OtherFeaturesError, TooFewClassesError
from gmmseg.image_fits import cells_of, criterion_of, one_each, owned, regions_of
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.features.features import Features, Samples
from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.semi_supervised import fit_to_samples, labelled_samples
from gmmseg.imaging.model import Model, Training
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.preparation import ALL, Preparation
from gmmseg.imaging.regional.region_mixtures import Cell, Contacts, MergePath, mixture_of, segments
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.io.models import text_of
from gmmseg.job import Job, Progress, Workers
from gmmseg.mixture import em
from gmmseg.mixture.fitting.model_selection import best, effective, halves, judged, thinned, validated
from gmmseg.mixture.fitting.semi_supervised import LabelledSamples
from gmmseg.pipeline import fitted, ordered, segmenting
from gmmseg.settings import AUTO, Settings
from gmmseg.statistics.cluster_validity import ClusterValidity

POOL = 2**19  # pixels that a model is fitted to, from all pictures together
SEEDED_POOL = 2**16  # likewise of pixels beside those of known class
LEAST = 2**8  # pixels of each picture at least
BLOCK = 2**16
MOST_DIVIDED = 64  # pictures whose regions are looked at
READING = "Reading pictures"

Weigh = Literal["equal", "pixels"]
Opener = Callable[[], Image]
Refusal = Callable[[int, GmmsegError], object]
SeedsOf = Callable[[int, Image], NamedSeeds]


@dataclass(frozen=True)
class TrainingShare:
    """What one picture gives to the pool: features, samples in raw units, size, hash, name, span."""

    features: Features
    samples: Samples
    n_usable: int
    digest: str
    name: str
    span: Span


def pooling(
    pictures: Sequence[Opener],
    settings: Settings,
    weigh: Weigh,
    workers: Workers,
    *,
    refused: Refusal = lambda _index, _error: None,
    seeds: SeedsOf | None = None,
) -> Generator[Progress, None, Model]:
    """Yield progress and return the model of several pictures together.

    Parameters
    ----------
    pictures : sequence of callable
        Each opens a picture. Those that cannot be read, or have other channels than most, are left
        out; of one alone the model is that which `segmenting` gives.
    settings : Settings
        Of the fit.
    weigh : {"equal", "pixels"}
        Whether pictures count alike, or by their number of usable pixels.
    workers : Workers
        Threads to work on.
    refused : callable
        Told of each of several pictures that is left out: its index and why.
    seeds : callable, optional
        What pixels of each picture are known to be, by its index; the model's segments are then their
        classes, those of one name being one.

    Raises
    ------
    NoModelError
        If none of several pictures can be used.
    GmmsegError
        That of the only picture, if it cannot be used.
    """
    if not settings.preparation.changes_nothing and len(pictures) > 1:
        yield Progress(READING, 0.0)
        pictures = _alike_prepared(pictures, settings.preparation)
        settings = replace(settings, channels=ALL, flatten=0.0)
    if len(pictures) == 1:
        image = pictures[0]()
        known = None if seeds is None else seeds(0, image)
        return (yield from segmenting(image, settings, workers, known)).model
    if seeds is not None:
        left_out: set[int] = set()

        def refuse(number: int, error: GmmsegError) -> None:
            left_out.add(number)
            refused(number, error)

        plain = yield from pooling(pictures, settings, weigh, workers, refused=refuse)
        used = {number: each for number, each in enumerate(pictures) if number not in left_out}
        return (yield from _semi_supervised(used, plain, seeds, settings, workers))
    if not settings.is_global:
        model = yield from _of_regions(pictures, settings, weigh, workers, refused)
        if model is not None:
            return model
        found = yield from pooling(
            pictures, replace(settings, method="global"), weigh, workers, refused=refused
        )
        return replace(found, regions="own")
    shares = yield from _gathering(pictures, settings, workers, refused)
    scaled = shares[0].features.scaled_to(np.concatenate([share.samples for share in shares]))
    parts = [_scaled(share.samples, scaled) for share in _weighed(shares, weigh)]
    pool = np.asfortranarray(np.concatenate(parts))
    yield Progress("Fitting", 0.5)
    mixture = fitted(pool, scaled, settings, workers)
    blocks = [pool[begin : begin + BLOCK] for begin in range(0, len(pool), BLOCK)]
    model = ordered(Model(scaled, mixture, (), settings.smoothing, reject=settings.reject), blocks)
    scores = [em.scores(part, model.mixture) for part in parts]
    counts = np.bincount(em.labels(pool, model.mixture), minlength=model.mixture.n_components)
    digests = [share.digest for share in shares]
    return replace(model, training=Training.of(digests, scores, counts, settings.seed))


def _semi_supervised(
    pictures: Mapping[int, Opener], model: Model, seeds: SeedsOf, settings: Settings, workers: Workers
) -> Generator[Progress, None, Model]:
    """Yield progress and return the model of the classes that are known in pictures."""
    classes: dict[str, int] = {}
    known: list[LabelledSamples] = []
    samples: list[Samples] = []
    digests: list[str] = []
    for place, (number, opener) in enumerate(pictures.items()):
        workers.pause()
        yield Progress("Learning from seeds", 0.9 + 0.1 * place / len(pictures))
        image = opener()
        marked = seeds(number, image)
        own = np.array([classes.setdefault(name, len(classes)) for name in marked.names], np.intp)
        each = labelled_samples(image, model, marked.labels, len(own))
        known.append(replace(each, classes=own[each.classes]))
        size = max(LEAST, SEEDED_POOL // len(pictures))
        samples.append(model.features.sample(image, size, np.random.default_rng([settings.seed, 2])))
        digests.append(image.digest)
    if len(classes) < 2:
        raise TooFewClassesError(tuple(classes), len(pictures))
    together = LabelledSamples(
        np.asfortranarray(np.concatenate([each.samples for each in known])),
        np.concatenate([each.classes for each in known]),
        len(classes),
    )
    trained = fit_to_samples(
        model,
        np.asfortranarray(np.concatenate(samples)),
        together,
        regularisation=settings.noise**2,
        map_blocks=workers.map,  # type: ignore[arg-type]  # it takes blocks of any kind
    )
    named = zip(trained.segments, classes, strict=True)
    trained = replace(trained, segments=tuple(replace(segment, name=name) for segment, name in named))
    scores = [em.scores(part, trained.mixture) for part in samples]
    n = trained.mixture.n_components
    counts = sum(np.bincount(em.labels(part, trained.mixture), minlength=n) for part in samples)
    return replace(trained, training=Training.of(digests, scores, counts, settings.seed))


def _alike_prepared(pictures: Sequence[Opener], preparation: Preparation) -> list[Opener]:
    """Return what opens pictures and prepares them all as the first is that can be."""
    for opener in pictures:
        try:
            known = prepared(opener(), preparation).preparation
        except GmmsegError:
            continue  # it will be reported
        assert known is not None
        preparation = known
        break
    return [partial(_opened_as, opener, preparation) for opener in pictures]


def _opened_as(opener: Opener, preparation: Preparation) -> Image:
    return prepared(opener(), preparation)


def _of_regions(
    pictures: Sequence[Opener], settings: Settings, weigh: Weigh, workers: Workers, refused: Refusal
) -> Generator[Progress, None, Model | None]:
    """Yield progress and return the model of what the regions of some pictures hold.

    None where all are of one channel and one field each: then regions say nothing, as for one picture.
    """
    shares = yield from _gathering(pictures, settings, workers, refused)
    scaled = shares[0].features.scaled_to(np.concatenate([share.samples for share in shares]))
    digests = {share.digest for share in shares}
    total = sum(share.n_usable for share in shares)
    parts: list[Cell] = []
    contacts: list[Contacts] = []
    has_prior, offset = False, 0
    for number in _spread(len(pictures), MOST_DIVIDED):
        workers.pause()
        yield Progress("Finding regions", 0.5 + 0.4 * len(contacts) / min(len(pictures), MOST_DIVIDED))
        try:
            image = pictures[number]()
        except GmmsegError:
            continue  # it was reported
        if image.digest not in digests:
            continue
        found = regions_of(image, settings.seed, workers)
        has_prior = has_prior or found is not None or image.n_channels > 1
        parts_here, touching = cells_of(image, scaled, settings, workers, found)
        share = 1 / len(shares) if weigh == "equal" else image.n_usable / total
        parts += [replace(c, region=c.region + offset, weights=c.weights * share) for c in parts_here]
        contacts.append(touching)
        offset += len(touching.numbers)
    if not has_prior:
        return None
    samples = [_scaled(share.samples, scaled) for share in _weighed(shares, weigh)]
    if settings.candidates is not None:  # parts may be divided otherwise where so many are asked for
        n = _number_of(parts, contacts, np.concatenate(samples), len(scaled.appearance), settings)
        requested = replace(settings, n_components=n)
        return (yield from _of_regions(pictures, requested, weigh, workers, lambda _number, _error: None))
    wanted = 0 if settings.n_components == AUTO else settings.most_components
    mixture, owners = mixture_of(parts, segments(parts, contacts, wanted), settings.covariance_type)
    blank = Model(
        scaled, mixture, (), settings.smoothing, regions="own", reject=settings.reject, is_without_strips=True
    )
    model = owned(blank, owners)
    scores = [em.scores(each, mixture) for each in samples]
    counts = sum(np.bincount(em.labels(each, mixture), minlength=mixture.n_components) for each in samples)
    listed = [share.digest for share in shares]
    return replace(model, training=Training.of(listed, scores, counts, settings.seed))


def _number_of(
    parts: Sequence[Cell],
    contacts: Sequence[Contacts],
    samples: Samples,
    n_appearance: int,
    settings: Settings,
) -> int:
    """Return how many segments of a range suit what the regions of several pictures hold.

    The first `n_looks` features are what pixels look like. Random halves of the pictures are what the
    stability is about.
    """
    assert settings.candidates is not None
    low, high = settings.candidates
    path = MergePath.of(parts, contacts)
    if settings.criterion == AUTO:
        return path.suitable(low, high)
    sample = thinned(samples)
    validity, kind = ClusterValidity(sample), settings.covariance_type
    bounds = np.cumsum([0, *(len(each.numbers) for each in contacts)])
    halved = []
    for half in halves(np.arange(len(contacts)), settings.seed):
        some = [
            replace(part, region=part.region - bounds[picture] + shift)
            for picture, shift in zip(half, np.cumsum([0, *np.diff(bounds)[half]]), strict=False)
            for part in parts
            if bounds[picture] <= part.region < bounds[picture + 1]
        ]
        halved.append((some, MergePath.of(some, [contacts[picture] for picture in half])))
    found = []
    for n in range(low, high + 1):
        whole, *others = (mixture_of(some, each.owners(n), kind) for some, each in ((parts, path), *halved))
        candidate = judged(
            sample[:, :n_appearance], one_each(*whole, n_appearance), n, effective(len(sample))
        )
        refitted = [em.labels(sample, *other) for other in others]
        found.append(validated(candidate, em.labels(sample, *whole), refitted, validity))
    return best(found, criterion_of(settings)).n_components


def fit_pooled(pictures: Sequence[Opener], settings: Settings, weigh: Weigh = "equal") -> Model:
    """Return the model of several pictures together; `pooling` says more."""
    return Job(lambda workers: pooling(pictures, settings, weigh, workers)).run()


def fit_files(
    paths: Sequence[Path],
    recipe: Recipe,
    threads: int | None,
    send: Callable[[dict[str, Any]], object],
    readings: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the model of the pictures in files as text, or what is wrong with each of them.

    `readings` tell which page of each file, where that matters; `send` gets which picture is being opened,
    so that it is known which one the process hangs or dies of.
    """

    def opener(index: int) -> Image:
        send({"opening": index, "pixels": 0})
        image = open_picture(paths[index], recipe, readings[index] if readings else {})
        send({"pixels": image.width * image.height})
        return image

    def watch(progress: Progress) -> None:
        fitting = {} if progress.stage == READING else {"pixels": None}  # it takes what it takes
        send({"progress": [progress.stage, progress.fraction], **fitting})

    openers = [partial(opener, index) for index in range(len(paths))]
    job = Job(lambda workers: pooling(openers, recipe.settings, recipe.weigh, workers), threads=threads)
    try:
        return {"status": "done", "model": text_of(job.run(watch))}
    except NoModelError as error:
        return {"status": "failed", "reasons": list(error.reasons)}
    except GmmsegError as error:
        if len(paths) > 1:
            raise
        return {"status": "failed", "reasons": [str(error)]}


def _gathering(
    pictures: Sequence[Opener], settings: Settings, workers: Workers, refused: Refusal
) -> Generator[Progress, None, list[TrainingShare]]:
    """Yield progress and return what each picture gives, all measured by one black and one white.

    Where these are not known before all pictures were seen, some are opened once more.
    """
    reasons: dict[int, str] = {}

    def refuse(number: int, error: GmmsegError) -> None:
        reasons[number] = str(error)
        refused(number, error)

    size, openers = max(LEAST, POOL // len(pictures)), dict(enumerate(pictures))
    first = yield from _learning(openers, lambda image: _share(image, settings, size), workers, refuse)
    if not first:
        raise NoModelError(tuple(reasons.values()))
    shares = _alike(first, refuse)
    spans = {number: share.span for number, share in shares.items()}
    joint = Span.joint(list(spans.values()))
    others = {n: openers[n] for n, span in spans.items() if joint.measures(span) and joint != span}
    again = yield from _learning(others, lambda image: _share(image, settings, size, joint), workers, refuse)
    chosen = [again.get(n, share) for n, share in shares.items() if n in again or n not in others]
    if not chosen:  # all are gone since they were read first
        raise NoModelError(tuple(reasons[number] for number in sorted(reasons)))
    return [replace(share, features=replace(share.features, span=joint)) for share in chosen]


def _learning(
    pictures: Mapping[int, Opener],
    learn: Callable[[Image], TrainingShare],
    workers: Workers,
    refused: Refusal,
) -> Generator[Progress, None, dict[int, TrainingShare]]:
    """Yield progress and return what is learned of each picture that can be read."""
    shares: dict[int, TrainingShare] = {}
    for place, (number, opener) in enumerate(pictures.items()):
        workers.pause()
        yield Progress(READING, 0.5 * place / len(pictures))
        try:
            shares[number] = learn(opener())
        except GmmsegError as error:
            refused(number, error)
    return shares


def _alike(shares: dict[int, TrainingShare], refused: Refusal) -> dict[int, TrainingShare]:
    """Return the shares with the channels that most have, so that one stray picture does not decide."""
    usual = Counter(share.features.names for share in shares.values()).most_common(1)[0][0]
    chosen = {number: share for number, share in shares.items() if share.features.names == usual}
    wanted = next(iter(chosen.values())).features.colours
    for number, share in shares.items():
        if number not in chosen:
            refused(number, OtherFeaturesError(share.name, wanted, share.features.colours))
    return chosen


def _share(image: Image, settings: Settings, size: int, span: Span | None = None) -> TrainingShare:
    raw = Features.unscaled(image, settings.colour, settings.weight_of_position, settings.texture, span=span)
    samples = raw.sample(image, size, np.random.default_rng(settings.seed))
    return TrainingShare(raw, np.array(samples), image.n_usable, image.digest, image.name, image.span)


def _weighed(shares: Sequence[TrainingShare], weigh: Weigh) -> list[TrainingShare]:
    """Return the shares thinned, where they are to count by the pictures' sizes."""
    if weigh == "equal":
        return list(shares)
    rate = min(len(share.samples) / share.n_usable for share in shares)  # that none has too few for
    chosen = [max(1, round(rate * share.n_usable)) for share in shares]
    return [
        replace(share, samples=share.samples[_spread(len(share.samples), n)])
        for share, n in zip(shares, chosen, strict=True)
    ]


def _spread(n: int, wanted: int) -> NDArray[np.intp]:
    return np.linspace(0, n - 1, min(n, wanted)).astype(np.intp)


def _scaled(samples: Samples, features: Features) -> Samples:
    return np.asarray((samples - features.centre) / features.scale, np.float32)
