"""Requests for a segmentation and their results: what is to be segmented how, and what came out."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.rendering.composite import composite, is_plain, usual_styles
from gmmseg.imaging.seeds import Painting, seed_labels
from gmmseg.imaging.segment_table import counts
from gmmseg.imaging.segmentation import Segmentation, SegmentLabels, label_type
from gmmseg.job import Progress, Workers
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE
from gmmseg.pipeline import applying, labelling, segmenting, training_of
from gmmseg.session import pyramid
from gmmseg.session.component_edits import Change, Keys, SegmentLock
from gmmseg.session.compute.replay import replay_edits
from gmmseg.session.compute.transfer import PriorEdits, TransferredEdits, transfer_edits
from gmmseg.settings import Settings

KeyGroups = frozenset[Keys]
MEAN_PIXELS = 200_000  # mean colours are for the eye: enough pixels to be exact to a grey level


class Facts(Protocol):
    """Facts about the fit of a mixture."""

    @property
    def log_likelihood(self) -> float:
        """Mean log-likelihood of a pixel."""

    @property
    def n_iterations(self) -> int:
        """Steps of EM."""

    @property
    def converged(self) -> bool:
        """Whether the fit converged."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for people."""


@dataclass(frozen=True)
class SegmentationRequest:
    """Everything in a document that decides the labels.

    Attributes
    ----------
    image : Image
        The picture; two questions are about the same picture only if it is the same object.
    settings : Settings
        How to segment it.
    groups : frozenset of tuples of int
        Keys of the components of each segment, where people merged or parted some; else empty.
    strokes : tuple of Stroke and Area
        Pixels tied to segments; the owner of each is the key of a component of its segment.
    changes : tuple of Change
        What people did to the components, in order.
    locks : frozenset of SegmentLock
        Segments that strokes on others do not move.
    prior_edits : PriorEdits or None
        What people did to the components of the fit before, to be done to the new one as far as it goes.
    repaints : tuple of Stroke or Area
        What is painted over the labels in the end, whatever the model says; owners as those of `strokes`.
    model : Model or None
        One that is there already and is applied; None where one is fitted to the picture.
    """

    image: Image
    settings: Settings
    groups: KeyGroups = frozenset()
    strokes: tuple[Painting, ...] = ()
    changes: tuple[Change, ...] = ()
    locks: frozenset[SegmentLock] = frozenset()
    prior_edits: PriorEdits | None = None
    repaints: tuple[Painting, ...] = ()
    model: Model | None = None

    @property
    def is_plain(self) -> bool:
        """Whether people did nothing to the model."""
        return not (self.groups or self.strokes or self.changes or self.prior_edits)


@dataclass(frozen=True, eq=False)
class SegmentationResult:
    """A segmentation and what the window needs to show it.

    Attributes
    ----------
    request : SegmentationRequest
        The request, with its prior edits carried out on the base model.
    segmentation : Segmentation
        What came out; its segments are in the engine's order and bear the engine's names.
    counts : ndarray of shape (n_segments + 1,)
        Pixels of each label; label 0 is unassigned.
    means : ndarray of shape (n_segments + 1, 3), uint8
        Mean colour of each label on the screen.
    levels : tuple of ndarray of shape (h, w)
        The labels, whole and halved again and again.
    keys : tuple of tuples of int
        Keys of the components that each segment owns, as the request has them.
    base : Model
        The model before people did anything to it.
    original : SegmentationRequest or None
        The request as it was made, if it had prior edits.
    inherited : TransferredEdits or None
        What this became.
    unpainted : Segmentation or None
        The segmentation before anything was painted over its labels, where something was.
    n_repainted : int
        Pixels whose labels this changed.
    """

    request: SegmentationRequest
    segmentation: Segmentation
    counts: NDArray[np.int64]
    means: NDArray[np.uint8]
    levels: tuple[NDArray[np.uint8] | NDArray[np.uint16], ...]
    keys: tuple[Keys, ...]
    base: Model
    original: SegmentationRequest | None = None
    inherited: TransferredEdits | None = None
    unpainted: Segmentation | None = None
    n_repainted: int = 0

    @property
    def original_request(self) -> SegmentationRequest:
        """The request as it was made."""
        return self.original or self.request

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        below = 0 if self.unpainted is None else self.unpainted.labels.nbytes
        return below + sum(level.nbytes for level in self.levels)


def of_segments(settings: Settings) -> Settings:
    """Return the settings that decide segments; those that decide regions alone, as they are at first."""
    usual = Settings()
    return replace(settings, detail=usual.detail, min_region=usual.min_region)


def of_fit(settings: Settings) -> Settings:
    """Return the settings that decide the mixture; those that decide what is made of it, as at first."""
    return replace(of_segments(settings), smoothing=Settings().smoothing, reject=Settings().reject)


def answering(
    request: SegmentationRequest, known: SegmentationResult | None, workers: Workers
) -> Generator[Progress, None, SegmentationResult]:
    """Yield progress and return the result of a request.

    `known` is an answer by a mixture that was fitted with the same settings, if there is one: then there
    are new labels but no new fit. Where only what is painted over the labels is another, these are kept, too.
    """
    if known is not None and replace(known.request, repaints=()) == replace(request, repaints=()):
        yield Progress("Painting", 0.5)
        return repainted(known, request)
    if known is None and request.model is not None:
        return (yield from relabelling(request, request.model, None, workers))
    if known is None:
        segmentation = yield from segmenting(request.image, request.settings, workers)
        return (yield from finishing(request, segmentation, workers))
    return (yield from relabelling(request, known.base, known.segmentation, workers))


def with_labels(
    request: SegmentationRequest, labels: NDArray[np.integer], workers: Workers
) -> Generator[Progress, None, SegmentationResult]:
    """Yield progress and return the result of a request whose labels (h, w) by its model are known."""
    assert request.model is not None
    settings = request.settings
    base = replace(request.model, smoothing=settings.smoothing, reject=settings.reject)
    known: SegmentLabels = labels.astype(label_type(len(base.segments)))  # type: ignore[assignment]
    found = Segmentation.applied(
        base, request.image, known, detail=settings.detail, min_region=settings.min_region
    )
    return (yield from finishing(request, replace(found, seed=settings.seed), workers))


def relabelling(
    request: SegmentationRequest, base: Model, facts: Facts | None, workers: Workers
) -> Generator[Progress, None, SegmentationResult]:
    """Yield progress and return the result for a mixture that is there; `facts` are about its fit."""
    image, settings = request.image, request.settings
    base = replace(base, smoothing=settings.smoothing, reject=settings.reject)
    image = base.prepared(image)
    if request.is_plain:
        found = yield from applying(image, base, workers)
    else:
        found = Segmentation(image, base, np.zeros((image.height, image.width), np.uint8), 0.0)
    if facts is not None:
        found = replace(
            found,
            log_likelihood=facts.log_likelihood,
            n_iterations=facts.n_iterations,
            converged=facts.converged,
            notes=facts.notes,
        )
    found = replace(
        found,
        detail=settings.detail,
        min_region=settings.min_region,
        seed=settings.seed,
    )
    return (yield from finishing(request, found, workers))


def finishing(
    request: SegmentationRequest, segmentation: Segmentation, workers: Workers
) -> Generator[Progress, None, SegmentationResult]:
    """Yield progress and return the result, given the fit before any edits."""
    base = segmentation.model
    keys = [segment.components for segment in base.segments]
    original: SegmentationRequest | None = None
    found: TransferredEdits | None = None
    if request.prior_edits is not None:
        original, found = request, transfer_edits(request.image, base, request.prior_edits)
        request = spelt_out(request, found)
    if not request.is_plain or original is not None:
        segmentation, keys = yield from _edited(request, segmentation, workers)
    yield Progress("Preparing the view", 0.95)
    answer = repainted(answer_of(replace(request, repaints=()), segmentation, tuple(keys), base), request)
    return replace(answer, original=original, inherited=found)


def spelt_out(request: SegmentationRequest, found: TransferredEdits) -> SegmentationRequest:
    """Return a request with the transferred edits in place of the prior ones."""
    locks = found.locks if request.strokes else frozenset()  # nothing else moves components
    return replace(request, prior_edits=None, groups=found.groups, changes=found.changes, locks=locks)


def answer_of(
    request: SegmentationRequest, segmentation: Segmentation, keys: tuple[Keys, ...], base: Model
) -> SegmentationResult:
    """Return a segmentation with what the window needs to show it."""
    n = len(segmentation.model.segments)
    levels = pyramid.voted(segmentation.labels)
    means = _means(segmentation, levels, n)
    found = counts(segmentation.labels, n)
    return SegmentationResult(request, segmentation, found, means, levels, keys, base)


def repainted(result: SegmentationResult, request: SegmentationRequest) -> SegmentationResult:
    """Return the result of a request that differs from that of `result` by what is painted over the labels.

    A stroke is left out where its segment is none of the result's.
    """
    if result.request == request:
        return result
    below = result.unpainted or result.segmentation
    numbers = {key: number for number, keys in enumerate(result.keys, 1) for key in keys}
    strokes = [
        replace(stroke, owner=numbers[stroke.owner]) for stroke in request.repaints if stroke.owner in numbers
    ]
    if not strokes:
        return answer_of(request, below, result.keys, result.base)
    over = seed_labels(strokes, below.labels.shape)
    usable = True if below.image.mask is None else below.image.mask
    painted = (over > 0) & usable & (over != below.labels)
    labels = below.labels.copy()
    labels[painted] = over[painted]
    found = answer_of(request, replace(below, labels=labels), result.keys, result.base)
    return replace(found, unpainted=below, n_repainted=int(np.count_nonzero(painted)))


def _edited(
    request: SegmentationRequest, fitted: Segmentation, workers: Workers
) -> Generator[Progress, None, tuple[Segmentation, list[Keys]]]:
    yield Progress("Learning from strokes" if request.strokes else "Rearranging segments", 0.4)
    image, smoothing = request.image, request.settings.smoothing
    model, keys, seeds = replay_edits(
        image,
        fitted.model,
        request.settings,
        workers,
        groups=request.groups,
        strokes=request.strokes,
        changes=request.changes,
        locks=request.locks,
    )
    model = _explaining(image, model, request.settings)
    labels = yield from labelling(image, model, workers, smoothing=smoothing, seeds=seeds)
    return replace(fitted, model=model, labels=labels), keys


def _explaining(image: Image, model: Model, settings: Settings) -> Model:
    """Return an edited model that says how well it explains its own picture, where that was of others.

    Shares have to be those of its components, or its file could not be read; quantiles are what rejects.
    """
    training = model.training
    if training is None or (model.reject <= 0 and len(training.shares) == model.mixture.n_components):
        return model
    image = model.prepared(image)
    sample = model.features.sample(image, SAMPLE_SIZE, np.random.default_rng(settings.seed))
    now = training_of(image, model, sample, settings.seed)
    is_own = training.pictures == now.pictures
    return replace(model, training=now if is_own else replace(training, shares=now.shares))


def _means(segmentation: Segmentation, levels: tuple[NDArray[np.integer], ...], n: int) -> NDArray[np.uint8]:
    which = pyramid.level_of(levels, MEAN_PIXELS)
    labels, step = levels[which], 2**which
    image = segmentation.image.source
    if is_plain(image):
        shown = replace(image, pixels=image.pixels[::step, ::step].copy(), mask=None).display()
    else:
        shown = composite(image, image.derived(usual_styles), step)
    picture = shown[: labels.shape[0], : labels.shape[1]].reshape(-1, 3)
    flat = labels.ravel()
    counts = np.maximum(np.bincount(flat, minlength=n + 1), 1)
    sums = [np.bincount(flat, picture[:, c], n + 1) for c in range(3)]
    return np.rint(np.stack(sums, axis=1) / counts[:, None]).astype(np.uint8)
