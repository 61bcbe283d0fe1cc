"""The document: everything a person can see and change, as one frozen value, with the request and its result.

An edit is a function from document to document; nothing here changes anything in place. Names, colours,
order and visibility of segments are in `segment_styles`; the computed result is never changed, so that most
edits cost nothing.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.channels.flattening import LEAST as SMALLEST_OBJECT
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.rendering.composite import Styles
from gmmseg.imaging.rendering.label_matching import covered, match_labels
from gmmseg.imaging.rendering.render import palette
from gmmseg.imaging.seeds import Painting, SeedLabels, seed_labels
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.imaging.units import PixelSize
from gmmseg.session.component_edits import KEPT, NEW, Change, Keys, SegmentLock, SplitComponent
from gmmseg.session.compute.segmentation import (
    KeyGroups,
    SegmentationRequest,
    SegmentationResult,
    of_fit,
    of_segments,
)
from gmmseg.session.compute.transfer import PriorEdits
from gmmseg.session.corrections import Correction
from gmmseg.session.large.part import whole_model
from gmmseg.session.objects import Cut, Object
from gmmseg.session.open_image import OpenImage
from gmmseg.session.repaints import LabelEdit, repainted_note
from gmmseg.settings import Settings

Colour = tuple[int, int, int]
Held = OpenImage | SegmentationResult | Cut  # what of a document takes memory

UNNAMED = re.compile(r"segment [1-9][0-9]*( \([0-9]+\))?")  # how names begin that nobody gave
MATCHED = 300_000  # pixels that segments of two answers are compared on, at most
DEALT = 32  # colours of the palette that are taken for dealt, not chosen


@dataclass(frozen=True)
class SegmentStyle:
    """How one segment appears to people.

    Attributes
    ----------
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    components : tuple of int
        Keys of the components of the mixture that it owns.
    hidden : bool
        Whether it is left out of the view.
    given : bool
        Whether people gave it a name that reads like one that nobody gave.
    key : int
        Tells it from all other segments of the document, whatever becomes of name, colour, order and
        components; the document gives it.
    """

    name: str
    colour: Colour
    components: tuple[int, ...]
    hidden: bool = False
    given: bool = False
    key: int = field(default=0, compare=False)

    @property
    def is_named(self) -> bool:
        """Whether people gave it its name."""
        return self.given or not UNNAMED.fullmatch(self.name)


@dataclass(frozen=True)
class TableFilter:
    """Which objects the table below the picture shows.

    Attributes
    ----------
    condition : str
        As people typed it, whether it can be understood or not; empty for all.
    measurement : str
        The column whose range is chosen; empty where none is.
    range : tuple of two floats, or None
        Least and largest value of it.
    """

    condition: str = ""
    measurement: str = ""
    range: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Document:
    """Everything that is open: picture, settings, edits, result.

    Attributes
    ----------
    source : OpenImage or None
        The picture.
    settings : Settings
        How it is to be segmented.
    segment_styles : tuple of SegmentStyle
        The segments, in the order people see; those of `result`, or of the one that was let go. Names that
        nobody gave follow their numbers.
    groups : frozenset of tuples of int
        The segments' components where people merged some or took some apart; else empty.
    reordered : bool
        Whether people chose the order themselves.
    answered : SegmentationRequest or None
        The request that `segment_styles` belong to.
    result : SegmentationResult or None
        The last result of the engine; out of date while `is_current` is false.
    objects : tuple of Object
        What people marked to be cut out, the oldest first.
    strokes : tuple of Stroke and Area
        What people painted; the owner of each is the key of a component of its segment.
    changes : tuple of Change
        What people did to the components: splits and removals, in order.
    locks : frozenset of SegmentLock
        The segments that strokes on others do not move.
    prior_edits : PriorEdits or None
        While segments are found anew, what people did to those before; then it is spelt out in the above.
    object_options : ObjectOptions or None
        How objects are made of the segments, numbers of classes being keys of segments; None where nobody
        asked.
    corrections : tuple of Correction
        What people did to objects by hand, in order.
    repaints : tuple of Repaint or AreaRepaint
        What people painted over the labels, which no model learns from.
    model : Model or None
        The model that is applied, since it came with the picture from another page of its file; None where
        one is fitted.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where people gave it; None for what the file says, if
        anything.
    styles : tuple of ChannelStyle, or None
        How the channels are shown, which decides nothing; None for the usual way.
    table_filter : TableFilter
        Which objects the table shows: no step of its own, and kept with whatever is saved.
    """

    source: OpenImage | None = None
    settings: Settings = field(default_factory=Settings)
    segment_styles: tuple[SegmentStyle, ...] = ()
    groups: KeyGroups = frozenset()
    reordered: bool = False
    answered: SegmentationRequest | None = None
    result: SegmentationResult | None = None
    objects: tuple[Object, ...] = ()
    strokes: tuple[Painting, ...] = ()
    changes: tuple[Change, ...] = ()
    locks: frozenset[SegmentLock] = frozenset()
    prior_edits: PriorEdits | None = None
    object_options: ObjectOptions | None = None
    corrections: tuple[Correction, ...] = ()
    repaints: tuple[LabelEdit, ...] = ()
    model: Model | None = None
    pixel_size: PixelSize | None = None
    styles: Styles | None = None
    table_filter: TableFilter = TableFilter()

    def __post_init__(self) -> None:
        object.__setattr__(self, "segment_styles", self._keyed(_numbered(self.segment_styles)))

    def _keyed(self, segment_styles: tuple[SegmentStyle, ...]) -> tuple[SegmentStyle, ...]:
        """Return styles with a key for each; no new one has a key that something points to still."""
        if all(style.key for style in segment_styles):
            return segment_styles
        chosen = self.object_options.classes if self.object_options else None
        used = {style.key for style in segment_styles} | {repaint.segment for repaint in self.repaints}
        used |= {each.segment for correction in self.corrections for each in correction.after}
        used |= {key for key in chosen or () if isinstance(key, int)}
        free = count(max(used, default=0) + 1)
        return tuple(style if style.key else replace(style, key=next(free)) for style in segment_styles)

    @property
    def request(self) -> SegmentationRequest | None:
        """The request for the labels of this document; None without a picture."""
        if self.source is None:
            return None
        locks = self.locks if self.strokes else frozenset()  # nothing else moves components
        settings = of_segments(self.settings)
        decided = (self.groups, self.strokes, self.changes, locks, self.prior_edits)
        return SegmentationRequest(self.source.image, settings, *decided, self._repainted, self.model)

    @property
    def _repainted(self) -> tuple[Painting, ...]:
        """What is painted over the labels; the owner of each is the key of a component of its segment."""
        key_of = {style.key: style.components[0] for style in self.segment_styles}
        return tuple(each.stroke(key_of[each.segment]) for each in self.repaints if each.segment in key_of)

    @property
    def scale(self) -> PixelSize | None:
        """Height and width of a pixel, micrometres, where they are known."""
        if self.pixel_size is not None or self.source is None:
            return self.pixel_size
        return self.source.image.pixel_size

    @property
    def is_current(self) -> bool:
        """Whether the result belongs to the present request."""
        return self.result is not None and self.result.request == self.request

    @property
    def is_settled(self) -> bool:
        """Whether the segments shown are those of the present request, computed or not yet."""
        return self.result is not None and self.answered == self.request

    @property
    def owners(self) -> NDArray[np.intp]:
        """Index into `segment_styles` of each label of the answer, (n_segments + 1,); -1 for label 0."""
        assert self.result is not None
        row_of = {key: i for i, style in enumerate(self.segment_styles) for key in style.components}
        for change in reversed(self.changes):  # the answer may be from before the last change
            if isinstance(change, SplitComponent):
                row_of[change.key] = row_of.get(change.first, -1)
        return np.asarray([-1, *(row_of.get(keys[0], -1) for keys in self.result.keys)], np.intp)

    @property
    def stroke_seeds(self) -> SeedLabels:
        """Index into `segment_styles` of each pixel that strokes own, negative elsewhere, (h, w)."""
        result = self.result
        assert result is not None
        label_of = {key: place for place, keys in enumerate(result.keys) for key in keys}
        rows = self.owners[1:]
        owned = [
            replace(stroke, owner=int(rows[label_of[stroke.owner]]))
            for stroke in result.request.strokes
            if stroke.owner in label_of
        ]
        return seed_labels(owned, result.segmentation.labels.shape)

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of the usable pixels that each segment has, (n_looks,), 0 to 1."""
        assert self.result is not None
        counts = np.zeros(len(self.segment_styles))
        owners, found = self.owners[1:], self.result.counts[1:]
        np.add.at(counts, owners[owners >= 0], found[owners >= 0])
        total = counts.sum()
        if self.result.segmentation.model.reject > 0:  # some are no segment's
            total = self.result.segmentation.image.n_usable
        return counts / max(total, 1)

    @property
    def parts(self) -> tuple[Held, ...]:
        """What takes memory: picture, answer, cuts; documents that follow each other share most of it."""
        held = (self.source, self.result, *(object_.cut for object_ in self.objects))
        return tuple(part for part in held if part is not None)

    @property
    def has_answers(self) -> bool:
        """Whether it holds what `without_result` lets go of: a result, or cuts of objects."""
        return self.result is not None or any(object_.cut is not None for object_ in self.objects)

    @property
    def nbytes(self) -> int:
        """Bytes of memory held by picture, answer and cuts."""
        return sum(part.nbytes for part in self.parts)

    def row_of(self, key: int) -> int | None:
        """Return the place of the segment of a key among `segment_styles`, None where it is gone."""
        return next((row for row, style in enumerate(self.segment_styles) if style.key == key), None)

    def object_of(self, key: int | None) -> Object | None:
        """Return the object of a key, if it is there."""
        return next((object_ for object_ in self.objects if object_.key == key), None)

    @property
    def model_now(self) -> Model:
        """The model behind the result, its segments under the names, colours and order that people see."""
        assert self.result is not None
        raw = self.result.segmentation
        owned: list[list[int]] = [[] for _ in self.segment_styles]
        for owner, segment in zip(self.owners[1:], raw.model.segments, strict=True):
            owned[owner] += segment.components
        segments = tuple(
            Segment(style.name, style.colour, tuple(sorted(components)))
            for style, components in zip(self.segment_styles, owned, strict=True)
        )
        return replace(raw.model, segments=segments)

    def segmentation(self) -> Segmentation:
        """Return the result under the names, colours, order and numbers that people see."""
        assert self.result is not None
        assert self.is_current
        model, raw = self.model_now, self.result.segmentation
        numbers = (self.owners + 1).astype(raw.labels.dtype)
        labels = raw.labels
        if not np.array_equal(numbers, np.arange(len(numbers))):
            labels = numbers[labels]  # type: ignore[assignment]
        detail, smallest = self.settings.detail, self.settings.min_region
        if self.pixel_size is not None:
            image, original = raw.image, raw.image.original
            original = None if original is None else original.sized(self.pixel_size)
            raw = replace(raw, image=replace(image, pixel_size=self.pixel_size, original=original))
        model = replace(model, objects=self.numbered_options)
        notes = raw.notes
        if self.result.n_repainted:
            notes = (*notes, repainted_note(self.result.n_repainted, self.result.request.image.n_usable))
        return replace(raw, model=model, labels=labels, detail=detail, min_region=smallest, notes=notes)

    def model_for_pictures(self) -> Model:
        """Return the model under what people see, for whole pictures also where this is a part of one."""
        return whole_model(self.segmentation().model, None if self.source is None else self.source.part)

    @property
    def numbered_options(self) -> ObjectOptions | None:
        """How objects are made of the segments, these by their numbers from 1.

        None where nobody asked, or none of the segments that were chosen is there any more.
        """
        options = self.object_options
        if options is None or not isinstance(options.classes, tuple):
            return options
        keys = [style.key for style in self.segment_styles]
        numbers = tuple(keys.index(key) + 1 for key in options.classes if key in keys)
        return options.changed(classes=numbers) if numbers else None


Edit = Callable[[Document], Document]


def open_image(source: OpenImage) -> Edit:
    """Return the edit that puts another picture in place, keeping the settings."""
    return lambda document: Document(source, document.settings)


def with_settings(**changes: Any) -> Edit:
    """Return the edit that changes settings.

    Where they change the mixture, segments are found anew. Those that were painted stay, with their strokes;
    what was merged, split, taken away or locked is so again as far as the new components are like the old.
    """

    def edit(document: Document) -> Document:
        settings = replace(document.settings, **changes)
        if settings == document.settings:
            return document
        if of_segments(settings) == of_segments(document.settings):
            return replace(document, settings=settings)
        if of_fit(settings) == of_fit(document.settings):
            other = replace(document, settings=settings)
            return with_request(other) if document.is_settled else other
        return refitted(document, settings)

    return edit


def refitted(document: Document, settings: Settings) -> Document:
    """Return the document with settings and a model that is fitted anew; what was painted stays."""
    none = frozenset[Any]()
    fresh = replace(document, settings=settings, groups=none, changes=(), locks=none, model=None)
    fresh = _keeping_painted(fresh)
    return replace(fresh, prior_edits=document.prior_edits or _prior_edits(document, fresh.segment_styles))


def _prior_edits(document: Document, segment_styles: Sequence[SegmentStyle]) -> PriorEdits | None:
    """Return what people did to the components of a document; `segment_styles` are its own, to be kept."""
    result = document.result
    if result is None or document.source is None or result.request.image is not document.source.image:
        return None
    if of_fit(result.request.settings) != of_fit(document.settings):
        return None
    halves = {key for c in document.changes if isinstance(c, SplitComponent) for key in (c.first, c.second)}
    groups = frozenset(
        style.components
        for style in segment_styles
        if len(style.components) > 1
        and tuple(key for key in style.components if key < KEPT) not in own_segments(document)
        and (halves & set(style.components) or sum(key < NEW for key in style.components) > 1)
    )
    if not (groups or document.changes or document.locks):
        return None
    return PriorEdits(result.base, groups, document.changes, document.locks)


def _keeping_painted(document: Document) -> Document:
    """Return the document with keys for its painted segments that outlast their components."""
    owners = {stroke.owner for stroke in document.strokes}
    free = count(max([KEPT - 1, *(key for style in document.segment_styles for key in style.components)]) + 1)
    segment_styles: list[SegmentStyle] = []
    key_of: dict[int, int] = {}
    for style in document.segment_styles:
        if owners & set(style.components):
            key = next((key for key in style.components if key >= KEPT), None) or next(free)
            key_of |= dict.fromkeys(style.components, key)
            style = replace(style, components=(*style.components, key))  # noqa: PLW2901 - the same, under one more key
        segment_styles.append(style)
    strokes = tuple(replace(stroke, owner=key_of[stroke.owner]) for stroke in document.strokes)
    return replace(document, segment_styles=tuple(segment_styles), strokes=strokes)


def with_preview_settings(**changes: Any) -> Edit:
    """Return the edit that requests the same of the small version of the picture."""

    def edit(document: Document) -> Document:
        assert document.source is not None
        source = document.source
        small = replace(source, image=source.small)
        proposed = with_settings(**changes)(document)
        ratio = source.small.width / source.image.width
        strokes = tuple(stroke.scaled(ratio) for stroke in proposed.strokes)
        repaints = tuple(repaint.scaled(ratio) for repaint in proposed.repaints)
        settings = proposed.settings
        if isinstance(settings.flatten, float) and settings.flatten > 0:  # objects are smaller there
            size = min(max(settings.flatten * ratio, SMALLEST_OBJECT), settings.flatten)
            settings = replace(settings, flatten=size)
        return replace(proposed, source=small, strokes=strokes, repaints=repaints, settings=settings)

    return edit


def with_result(result: SegmentationResult) -> Edit:
    """Return the edit that takes in a result; segments that stay keep name and colour."""

    def edit(document: Document) -> Document:
        segment_styles = document.segment_styles
        if not _is_answer(document, result) or not covered(
            result.keys, [style.components for style in segment_styles]
        ):
            segment_styles = _fresh(result, document)
        found = result.inherited
        if found is not None and document.prior_edits is not None:
            document = replace(
                document, prior_edits=None, groups=found.groups, changes=found.changes, locks=found.locks
            )
        after = replace(document, segment_styles=segment_styles, answered=result.request, result=result)
        request = after.request
        if request is not None and replace(request, repaints=()) == replace(result.request, repaints=()):
            return replace(after, answered=request)  # with other keys only what is painted over is done again
        return after

    return edit


def _is_answer(document: Document, result: SegmentationResult) -> bool:
    """Return whether a document's looks are those of a result: its request's, or of the same given model."""
    answered, model = document.answered, result.request.model
    if answered is not None and model is not None and answered.model is model:
        return True
    return answered == result.request


def without_result(document: Document) -> Document:
    """Return the document without its result and cuts, which can be computed again."""
    return replace(document, result=None, objects=tuple(replace(o, cut=None) for o in document.objects))


def with_request(document: Document) -> Document:
    """Return the document with styles that already belong to the request to come."""
    merged = {style.components for style in document.segment_styles if len(style.components) > 1}
    groups = frozenset(style.components for style in document.segment_styles)
    if merged == {keys for keys in own_segments(document) if len(keys) > 1}:  # nobody merged or parted any
        groups = frozenset()
    grouped = replace(document, groups=groups)
    return replace(grouped, answered=grouped.request)


def with_keys_moved(document: Document, keys: Mapping[int, int]) -> Document:
    """Return the document with what points to some segments pointing to others, by their keys."""
    options = document.object_options
    if options is not None and isinstance(options.classes, tuple):
        moved = (keys.get(key, key) if isinstance(key, int) else key for key in options.classes)
        options = options.changed(classes=tuple(dict.fromkeys(moved)))
    corrections = tuple(correction.moved(keys) for correction in document.corrections)
    repaints = tuple(
        replace(each, segment=keys[each.segment]) if each.segment in keys else each
        for each in document.repaints
    )
    return replace(document, object_options=options, corrections=corrections, repaints=repaints)


def own_segments(document: Document) -> set[Keys]:
    """Return the keys of each segment as the fit made it."""
    base = document.model if document.result is None else document.result.base
    return set() if base is None else {segment.components for segment in base.segments}


def _fresh(result: SegmentationResult, document: Document) -> tuple[SegmentStyle, ...]:
    """Return looks for a new answer: those of the old one where segments match, new ones elsewhere."""
    segments = result.keys
    inherited: list[int | None] = [None] * len(segments)
    if document.result is not None:
        labels, owners = document.result.segmentation.labels, document.owners
        step = max(1, int(np.sqrt(labels.size / MATCHED)))
        old = (owners + 1)[labels[::step, ::step]]
        inherited = [
            None if label is None else label - 1
            for label in match_labels(
                old, result.segmentation.labels, len(document.segment_styles), len(segments)
            )
        ]
    inherited = _with_lasting(inherited, segments, document.segment_styles)
    if len(segments) < len(document.segment_styles):
        document = replace(
            document, segment_styles=_with_first_colours(document.segment_styles, inherited, len(segments))
        )
    kept = [document.segment_styles[i] for i in inherited if i is not None]
    colours = iter(unused_colours(kept, len(segments) - len(kept)))
    names = iter(unused_names({style.name for style in kept}, len(segments) - len(kept)))
    segment_styles = [
        SegmentStyle(next(names), next(colours), keys)
        if i is None
        else replace(document.segment_styles[i], components=keys)
        for i, keys in zip(inherited, segments, strict=True)
    ]
    if document.reordered:
        last = len(segments)
        rank = {
            id(style): (last if i is None else i) for style, i in zip(segment_styles, inherited, strict=True)
        }
        segment_styles.sort(key=lambda style: rank[id(style)])
    return tuple(segment_styles)


def _with_first_colours(
    segment_styles: Sequence[SegmentStyle], inherited: Sequence[int | None], n: int
) -> tuple[SegmentStyle, ...]:
    """Return looks, those that nobody named in one of the first `n` colours where they had a later one.

    Of many segments some have colours that are near each other; the few that are left need not.
    """
    first, later = palette(n), set(palette(max(len(segment_styles) + n, DEALT))[n:])
    stay = {i for i in inherited if i is not None}
    taken = {segment_styles[i].colour for i in stay}
    free = iter([colour for colour in first if colour not in taken])
    out = list(segment_styles)
    for i in sorted(stay):
        if segment_styles[i].colour in later and not segment_styles[i].is_named:
            out[i] = replace(segment_styles[i], colour=next(free, segment_styles[i].colour))
    return tuple(out)


def _with_lasting(
    inherited: Sequence[int | None], segments: Sequence[Keys], segment_styles: Sequence[SegmentStyle]
) -> list[int | None]:
    """Return which look each segment inherits, where those that people made keep their own in any case."""
    lasting = {key: i for i, style in enumerate(segment_styles) for key in style.components if key >= NEW}
    own = [next((lasting[key] for key in keys if key in lasting), None) for keys in segments]
    taken = set(own) - {None}
    return [
        mine if mine is not None else (None if old in taken else old)
        for mine, old in zip(own, inherited, strict=True)
    ]


def unused_colours(segment_styles: Sequence[SegmentStyle], n: int) -> list[Colour]:
    """Return `n` colours of the palette that `segment_styles` do not have."""
    taken = {style.colour for style in segment_styles}
    free = [colour for colour in palette(len(taken) + n) if colour not in taken]
    return [*free, *palette(n)][:n]


def _numbered(segment_styles: tuple[SegmentStyle, ...]) -> tuple[SegmentStyle, ...]:
    """Return looks whose names, where nobody gave them, say their numbers; no name twice."""
    given = {style.name for style in segment_styles if style.is_named}
    names = [
        style.name if style.is_named else default_name(number, given)
        for number, style in enumerate(segment_styles, 1)
    ]
    if all(style.name == name for style, name in zip(segment_styles, names, strict=True)):
        return segment_styles
    return tuple(replace(style, name=name) for style, name in zip(segment_styles, names, strict=True))


def default_name(number: int, taken: Collection[str]) -> str:
    """Return what a segment is called that nobody gave a name, and that is not among those taken."""
    name = f"segment {number}"
    return name if name not in taken else next(n for i in count(2) if (n := f"{name} ({i})") not in taken)


def unused_names(taken: set[str], n: int) -> list[str]:
    """Return `n` names that are not taken."""
    every = (f"segment {i}" for i in range(1, len(taken) + n + 1))
    return [name for name in every if name not in taken][:n]
