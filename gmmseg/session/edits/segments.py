"""Edits of segments: names, colours, order, merges, strokes, splits, deletions, locks.

While a new result is being computed, merges, strokes, splits, deletions and locks change nothing: the
segments that people see are about to be replaced. Nor does any edit delete a locked segment or its
strokes: it is unlocked first.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np

from gmmseg.imaging.rendering.colours import deal
from gmmseg.imaging.seeds import Area, NamedSeeds, Point, Stroke, strokes_touch
from gmmseg.session import pyramid
from gmmseg.session.component_edits import (
    FARTHEST_MEAN,
    KEPT,
    NEW,
    WEIGHTS,
    AdjustComponent,
    RemoveComponent,
    SegmentLock,
    SplitComponent,
)
from gmmseg.session.document import (
    UNNAMED,
    Colour,
    Document,
    Edit,
    SegmentStyle,
    own_segments,
    unused_colours,
    unused_names,
    with_keys_moved,
    with_request,
)

DEALT = 500_000  # pixels at most that borders are counted on


def _settled(make: Callable[..., Edit]) -> Callable[..., Edit]:
    """Return the same maker of edits, whose edits leave a document alone that is not settled."""

    @wraps(make)
    def wrapper(*arguments: Any) -> Edit:
        edit = make(*arguments)
        return lambda document: edit(document) if document.is_settled else document

    return wrapper


@_settled
def paint_segment(index: int, points: Sequence[Point], radius: float) -> Edit:
    """Return the edit that ties the pixels under a stroke to a segment."""

    def edit(document: Document) -> Document:
        stroke = Stroke(tuple(points), radius, document.segment_styles[index].components[0])
        return with_request(replace(document, strokes=(*document.strokes, stroke)))

    return edit


@_settled
def paint_new_segment(points: Sequence[Point], radius: float) -> Edit:
    """Return the edit that makes a new segment of the pixels under a stroke, and of those like them."""

    def edit(document: Document) -> Document:
        key = free_key(document)
        name = unused_names({style.name for style in document.segment_styles}, 1)[0]
        style = SegmentStyle(name, unused_colours(document.segment_styles, 1)[0], (key,))
        stroke = Stroke(tuple(points), radius, key)
        return with_request(
            replace(
                document,
                segment_styles=(*document.segment_styles, style),
                strokes=(*document.strokes, stroke),
            )
        )

    return edit


@_settled
def add_area(area: Area, name: str, colour: Colour) -> Edit:
    """Return the edit that makes a segment of an area, and of pixels like its own; `area` has no owner yet.

    A segment of that name that was made so before gets the area in place of its old one, unless it is locked.
    """

    def edit(document: Document) -> Document:
        keys = {key for style in document.segment_styles if style.name == name for key in style.components}
        owned = [stroke for stroke in document.strokes if isinstance(stroke, Area) and stroke.owner in keys]
        if owned and owned[-1].owner in _held(document):
            return document
        if owned:
            renewed = replace(area, owner=owned[-1].owner)
            strokes = tuple(renewed if stroke is owned[-1] else stroke for stroke in document.strokes)
            return document if renewed == owned[-1] else with_request(replace(document, strokes=strokes))
        key, names = free_key(document), {style.name for style in document.segment_styles}
        free = colour not in {style.colour for style in document.segment_styles}
        style = SegmentStyle(
            unused_names(names, 1)[0] if name in names else name,
            colour if free else unused_colours(document.segment_styles, 1)[0],
            (key,),
        )
        strokes = (*document.strokes, replace(area, owner=key))
        return with_request(
            replace(document, segment_styles=(*document.segment_styles, style), strokes=strokes)
        )

    return edit


@_settled
def teach(seeds: NamedSeeds) -> Edit:
    """Return the edit that ties pixels of known class to segments, from which the model learns.

    A class has the segment of its name, where there is one that is not locked; else one more.
    """

    def edit(document: Document) -> Document:
        styles, strokes = document.segment_styles, document.strokes
        for number in range(int(seeds.labels.max()) + 1):
            mask = seeds.labels == number
            if not mask.any():
                continue
            name = seeds.names[number] if seeds.names else f"class {number + 1}"
            own = next((style for style in styles if style.name == name), None)
            if own is not None and set(own.components) & _held(document):
                continue
            if own is None:
                key = free_key(replace(document, segment_styles=styles, strokes=strokes))
                own = SegmentStyle(
                    name, unused_colours(styles, 1)[0], (key,), given=bool(UNNAMED.fullmatch(name))
                )
                styles = (*styles, own)
            strokes = (*strokes, Area.of(mask, own.components[0]))
        if strokes == document.strokes:
            return document
        return with_request(replace(document, segment_styles=styles, strokes=strokes))

    return edit


@_settled
def erase_strokes(points: Sequence[Point], radius: float) -> Edit:
    """Return the edit that takes away the strokes that another one touches; painted segments may go too.

    An area goes only where no stroke lies over it under the eraser; what belongs to a locked segment stays.
    """
    rubber = Stroke(tuple(points), radius)

    def edit(document: Document) -> Document:
        held = _held(document)
        touched = [stroke.owner not in held and strokes_touch(stroke, rubber) for stroke in document.strokes]
        lines = [isinstance(stroke, Stroke) for stroke in document.strokes]
        over = any(hit and line for hit, line in zip(touched, lines, strict=True))
        kept = [not hit or (over and not line) for hit, line in zip(touched, lines, strict=True)]
        if all(kept):
            return document
        return _with_strokes(document, kept)

    return edit


@_settled
def split_segment(index: int) -> Edit:
    """Return the edit that cuts a segment of one component in two, along its longest axis."""

    def edit(document: Document) -> Document:
        style = document.segment_styles[index]
        if not is_splittable(style) or is_locked(document, index):
            return document
        key, first = style.components[0], free_key(document)
        name = unused_names({other.name for other in document.segment_styles}, 1)[0]
        other = SegmentStyle(name, unused_colours(document.segment_styles, 1)[0], (first + 1,))
        segment_styles = list(document.segment_styles)
        segment_styles[index : index + 1] = [replace(style, components=(first,)), other]
        strokes = tuple(replace(s, owner=first) if s.owner == key else s for s in document.strokes)
        changes = (*document.changes, SplitComponent(key, first, first + 1))
        return with_request(
            replace(document, segment_styles=tuple(segment_styles), strokes=strokes, changes=changes)
        )

    return edit


@_settled
def adjust_component(key: int, weight: float | None = None, mean: Sequence[float] | None = None) -> Edit:
    """Return the edit that gives the component of a key another weight or mean, in the unit of features."""

    def edit(document: Document) -> Document:
        if key not in _fitted(document) or is_locked_key(document, key):
            return document
        share = None if weight is None else min(max(weight, WEIGHTS[0]), WEIGHTS[1])
        place = (
            None if mean is None else tuple(min(max(each, -FARTHEST_MEAN), FARTHEST_MEAN) for each in mean)
        )
        change = AdjustComponent(key, share, place)
        changes = document.changes
        last = changes[-1] if changes else None
        if (
            isinstance(last, AdjustComponent) and last.key == key
        ):  # what a slider passes through leaves no trace
            known = last.weight if share is None else share, last.mean if mean is None else change.mean
            changes, change = changes[:-1], AdjustComponent(key, *known)
        return with_request(replace(document, changes=(*changes, change)))

    return edit


def is_locked_key(document: Document, key: int) -> bool:
    """Whether the segment of a component is locked."""
    return any(
        key in style.components and is_locked(document, i) for i, style in enumerate(document.segment_styles)
    )


def is_splittable(style: SegmentStyle) -> bool:
    """Whether a segment has one component to split; painted and merged ones come apart in other ways."""
    return len(style.components) == 1 and style.components[0] < KEPT


@_settled
def remove_segments(indices: Sequence[int]) -> Edit:
    """Return the edit that takes segments away and leaves their pixels to the others; one stays.

    Where one of them is locked, all of them stay.
    """

    def edit(document: Document) -> Document:
        if any(is_locked(document, i) for i in indices):
            return document
        gone = {key for i in indices for key in document.segment_styles[i].components}
        segment_styles = tuple(style for i, style in enumerate(document.segment_styles) if i not in indices)
        fitted = sorted(gone & _fitted(document))
        if not gone or not _fitted(document) - gone:
            return document  # painted segments alone have nothing that explains the other pixels
        left = replace(
            document,
            segment_styles=segment_styles,
            changes=(*document.changes, *(RemoveComponent(key) for key in fitted)),
        )
        return _with_strokes(left, [stroke.owner not in gone for stroke in document.strokes])

    return edit


@_settled
def lock_segments(indices: Sequence[int], is_locked: bool = True) -> Edit:
    """Return the edit that keeps segments as they are while others are painted, or lets them move again."""

    def edit(document: Document) -> Document:
        keys = {document.segment_styles[i].components[0] for i in indices}
        locks = {lock for lock in document.locks if lock.key not in keys}
        if is_locked:
            held = {lock.key: lock for lock in document.locks}
            locks |= {held.get(key, SegmentLock(key, len(document.strokes))) for key in keys}
        return with_request(replace(document, locks=frozenset(locks)))

    return edit


def is_locked(document: Document, index: int) -> bool:
    """Whether a segment is locked."""
    keys = document.segment_styles[index].components
    return any(lock.key in keys for lock in document.locks)


def _held(document: Document) -> set[int]:
    """Return the keys of all that locked segments own."""
    rows = [i for i in range(len(document.segment_styles)) if is_locked(document, i)]
    return {key for i in rows for key in document.segment_styles[i].components}


def free_key(document: Document) -> int:
    """Return a key that no component, class or half has had in the document."""
    used = [key for style in document.segment_styles for key in style.components]
    used += [change.second for change in document.changes if isinstance(change, SplitComponent)]
    used += [stroke.owner for stroke in document.strokes]
    return max([NEW - 1, *(key for key in used if NEW <= key < KEPT)]) + 1


def _fitted(document: Document) -> set[int]:
    """Return the keys that stand for components, not for painted classes alone."""
    halves = {k for c in document.changes if isinstance(c, SplitComponent) for k in (c.first, c.second)}
    keys = {key for style in document.segment_styles for key in style.components}
    return {key for key in keys if key < NEW} | halves


def _with_strokes(document: Document, kept: Sequence[bool]) -> Document:
    """Return the document with some of its strokes; classes that lived by the others alone go."""
    strokes = tuple(stroke for stroke, stays in zip(document.strokes, kept, strict=True) if stays)
    alive = _fitted(document) | {stroke.owner for stroke in strokes}
    segment_styles = tuple(style for style in document.segment_styles if alive & set(style.components))
    locks = frozenset(replace(lock, n_strokes=sum(kept[: lock.n_strokes])) for lock in document.locks)
    return with_request(replace(document, strokes=strokes, segment_styles=segment_styles, locks=locks))


def rename_segment(index: int, name: str) -> Edit:
    """Return the edit that names a segment; an empty name changes nothing."""
    name = " ".join(name.split())

    def edit(document: Document) -> Document:
        if name in ("", document.segment_styles[index].name):
            return document
        return _looking(index, name=name, given=bool(UNNAMED.fullmatch(name)))(document)

    return edit


def recolour_segment(index: int, colour: Colour) -> Edit:
    """Return the edit that colours a segment."""
    return _looking(index, colour=colour)


def deal_colours(document: Document) -> Document:
    """Give segments colours of the palette anew, so that those that touch differ most."""
    if not document.is_settled or document.result is None or len(document.segment_styles) < 2:
        return document
    labels = document.result.levels[pyramid.level_of(document.result.levels, DEALT)]
    owners = document.owners[labels]
    borders = np.zeros((len(document.segment_styles), len(document.segment_styles)))
    for one, other in ((owners[:, 1:], owners[:, :-1]), (owners[1:], owners[:-1])):
        across = (one != other) & (one >= 0) & (other >= 0)
        np.add.at(borders, (one[across], other[across]), 1)
    colours = deal(borders + borders.T)
    segment_styles = tuple(
        replace(style, colour=each) for style, each in zip(document.segment_styles, colours, strict=True)
    )
    return (
        document
        if segment_styles == document.segment_styles
        else replace(document, segment_styles=segment_styles)
    )


def hide_segment(index: int, is_hidden: bool = True) -> Edit:
    """Return the edit that hides a segment, or shows it again."""
    return _looking(index, hidden=is_hidden)


def show_only(index: int) -> Edit:
    """Return the edit that hides every other segment; all come back if it is alone already."""

    def edit(document: Document) -> Document:
        others = [style for i, style in enumerate(document.segment_styles) if i != index]
        already = all(style.hidden for style in others) and not document.segment_styles[index].hidden
        segment_styles = tuple(
            replace(style, hidden=not already and i != index)
            for i, style in enumerate(document.segment_styles)
        )
        return replace(document, segment_styles=segment_styles)

    return edit


def show_all(document: Document) -> Document:
    """Return the document with every segment in view."""
    return replace(
        document, segment_styles=tuple(replace(style, hidden=False) for style in document.segment_styles)
    )


def move_segment(index: int, to: int) -> Edit:
    """Return the edit that puts a segment before the one that is now at place `to`."""

    def edit(document: Document) -> Document:
        segment_styles = list(document.segment_styles)
        style = segment_styles.pop(index)
        segment_styles.insert(to - (to > index), style)
        if tuple(segment_styles) == document.segment_styles:
            return document
        return replace(document, segment_styles=tuple(segment_styles), reordered=True)

    return edit


def merge_segments(indices: Sequence[int]) -> Edit:
    """Return the edit that makes one segment of several, called and coloured as the first of them.

    Where one of them is locked, all of them stay.
    """

    def edit(document: Document) -> Document:
        chosen = sorted(set(indices))
        if len(chosen) < 2 or not document.is_settled or any(is_locked(document, i) for i in chosen):
            return document
        first = document.segment_styles[chosen[0]]
        components = tuple(sorted(c for i in chosen for c in document.segment_styles[i].components))
        style = replace(first, components=components, hidden=False)
        segment_styles = tuple(
            style if i == chosen[0] else kept
            for i, kept in enumerate(document.segment_styles)
            if i == chosen[0] or i not in chosen
        )
        keys = {document.segment_styles[i].key: first.key for i in chosen[1:]}
        return with_request(replace(with_keys_moved(document, keys), segment_styles=segment_styles))

    return edit


def unmerge_segment(index: int) -> Edit:
    """Return the edit that unmerges a merged segment, unless it is locked: into what was merged.

    One that nobody merged, of several components, comes apart into these.
    """

    def edit(document: Document) -> Document:
        style = document.segment_styles[index]
        if len(style.components) < 2 or not document.is_settled or is_locked(document, index):
            return document
        mine = set(style.components)
        whole = [keys for keys in own_segments(document) if set(keys) < mine]
        single = mine.difference(*whole)
        first, *others = sorted([*whole, *((key,) for key in single)])
        free = unused_colours(document.segment_styles, len(others))
        parts = [replace(style, components=first)]
        names = unused_names({kept.name for kept in document.segment_styles}, len(free))
        parts += [SegmentStyle(n, c, keys) for n, c, keys in zip(names, free, others, strict=True)]
        segment_styles = (*document.segment_styles[:index], *parts, *document.segment_styles[index + 1 :])
        return with_request(replace(document, segment_styles=segment_styles))

    return edit


def _looking(index: int, **changes: Any) -> Edit:
    def edit(document: Document) -> Document:
        style = replace(document.segment_styles[index], **changes)
        if style == document.segment_styles[index]:
            return document
        return replace(
            document,
            segment_styles=(*document.segment_styles[:index], style, *document.segment_styles[index + 1 :]),
        )

    return edit
