"""Edits of objects that are found in segments: how they are found, corrections by hand; local painting."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects.correcting import divide_along
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Area, Point, Stroke, seed_labels, strokes_touch
from gmmseg.session.compute.found_objects import FoundObjects, next_number
from gmmseg.session.corrections import CorrectedObject, Correction, ObjectShape, box_around
from gmmseg.session.document import Document, Edit, TableFilter
from gmmseg.session.repaints import AreaRepaint, LabelEdit, Repaint

Mask = NDArray[np.bool_]


def find_objects(is_on: bool = True) -> Edit:
    """Return the edit that has objects found in the segments, or no longer; corrections are kept."""

    def edit(document: Document) -> Document:
        if is_on == (document.object_options is not None):
            return document
        return replace(document, object_options=ObjectOptions() if is_on else None)

    return edit


def with_object_options(**changes: Any) -> Edit:
    """Return the edit that changes how objects are found; classes are keys of segments.

    Raises
    ------
    BadSettingError
        If a choice is out of its range.
    NoClassesError
        If there is no class among those named.
    """

    def edit(document: Document) -> Document:
        options = (document.object_options or ObjectOptions()).changed(**changes)
        return document if options == document.object_options else replace(document, object_options=options)

    return edit


def set_table_filter(chosen: TableFilter) -> Edit:
    """Return the edit that keeps which objects the table shows."""
    return lambda document: (
        document if document.table_filter == chosen else replace(document, table_filter=chosen)
    )


def correct(correction: Correction | None) -> Edit:
    """Return the edit that does a correction; None changes nothing."""

    def edit(document: Document) -> Document:
        if correction is None:
            return document
        return replace(document, corrections=(*document.corrections, correction))

    return edit


def drop_corrections(lost: Collection[Correction]) -> Edit:
    """Return the edit that forgets corrections which do not apply any more."""
    gone = {id(correction) for correction in lost}

    def edit(document: Document) -> Document:
        kept = tuple(each for each in document.corrections if id(each) not in gone)
        return document if len(kept) == len(document.corrections) else replace(document, corrections=kept)

    return edit


def repaint(index: int, points: Sequence[Point], radius: float) -> Edit:
    """Return the edit that gives the pixels under a stroke the label of a segment, without a fit."""
    return _repainting(index, lambda segment: Repaint(tuple(points), radius, segment))


def repaint_area(index: int, area: Area) -> Edit:
    """Return the edit that gives the pixels of an area the label of a segment, without a fit."""
    return _repainting(index, lambda segment: AreaRepaint(replace(area, owner=OUTSIDE), segment))


def _repainting(index: int, painted: Callable[[int], LabelEdit]) -> Edit:
    def edit(document: Document) -> Document:
        if not document.is_settled:
            return document
        after = replace(document, repaints=(*document.repaints, painted(document.segment_styles[index].key)))
        return replace(after, answered=after.request)

    return edit


def erase_repaints(points: Sequence[Point], radius: float) -> Edit:
    """Return the edit that takes away what was painted over the labels where a stroke touches it."""
    rubber = Stroke(tuple(points), radius)

    def edit(document: Document) -> Document:
        if not document.is_settled:
            return document
        kept = tuple(each for each in document.repaints if not strokes_touch(each.stroke(0), rubber))
        if len(kept) == len(document.repaints):
            return document
        after = replace(document, repaints=kept)
        return replace(after, answered=after.request)

    return edit


def delete_objects(found: FoundObjects, numbers: Sequence[int]) -> Correction | None:
    """Return the correction that deletes objects."""
    if not numbers:
        return None
    n = len(numbers)
    title = "Delete object" if n == 1 else f"Delete {n} objects"
    return Correction(title, tuple(found.shape_of(number) for number in numbers))


def merge_objects(found: FoundObjects, numbers: Sequence[int]) -> Correction | None:
    """Return the correction that makes one object of several, of the number and class of the largest."""
    if len(numbers) < 2:
        return None
    shapes = {number: found.shape_of(number) for number in numbers}
    first = max(numbers, key=lambda number: (shapes[number].n_pixels, -number))
    after = CorrectedObject(first, found.segment_of(first), _union(tuple(shapes.values())))
    return Correction(f"Merge {len(numbers)} objects", tuple(shapes.values()), (after,))


def divide_objects(
    found: FoundObjects, line: tuple[Point, ...], numbers: Sequence[int] = ()
) -> Correction | None:
    """Return the correction that divides objects along a line that crosses them; None where it crosses none.

    Where `numbers` are given, no other object is divided. The largest part keeps its number.
    """
    crossed = _under(found, Stroke(line, 0.0))
    free = next_number(found.base, found.request.corrections)
    before: list[ObjectShape] = []
    after: list[CorrectedObject] = []
    for number in crossed:
        if numbers and number not in numbers:
            continue
        rows, columns = found.window_of(number)
        mask = found.objects.labels[rows, columns] == number
        moved = tuple((x - columns.start, y - rows.start) for x, y in line)
        parts = divide_along(mask, moved)
        if len(parts) < 2:
            continue
        before.append(found.shape_of(number))
        segment = found.segment_of(number)
        for place, part in enumerate(parts):
            own = number if place == 0 else free
            free += place > 0
            after.append(CorrectedObject(own, segment, ObjectShape.of(part, columns.start, rows.start)))
    return Correction("Split object", tuple(before), tuple(after)) if before else None


def change_class(found: FoundObjects, numbers: Sequence[int], segment: int) -> Correction | None:
    """Return the correction that makes a segment, given by its key, the class of objects."""
    changed = [number for number in numbers if found.segment_of(number) != segment]
    if not changed:
        return None
    shapes = [found.shape_of(number) for number in changed]
    after = (CorrectedObject(number, segment, s) for number, s in zip(changed, shapes, strict=True))
    return Correction("Change class", tuple(shapes), tuple(after))


def paint_object(
    found: FoundObjects, number: int | None, stroke: Stroke, *, segment: int = 0, over: bool = False
) -> Correction | None:
    """Return the correction that adds the pixels under a stroke to an object, or makes one of them.

    A stroke whose owner is not `INSIDE` takes them away. Other objects keep their pixels unless `over`.

    Parameters
    ----------
    found : FoundObjects
        The objects of now.
    number : int or None
        Which of them is painted; None for a new one.
    stroke : Stroke
        The line.
    segment : int
        Key of the segment that is the class of a new object.
    over : bool
        Whether pixels are taken from other objects, too.
    """
    inked = _inked(stroke, found.objects.labels.shape)
    own = None if number is None else found.shape_of(number)
    if inked is None or (own is None and stroke.owner != INSIDE):
        return None
    part = found.objects.labels[inked.window]
    if stroke.owner != INSIDE:
        assert own is not None
        changed = inked.mask & (part == number)
        left = _less(own, ObjectShape.of(changed, inked.left, inked.top)) if changed.any() else own
        made = () if left is None else (CorrectedObject(number or 0, found.segment_of(number or 0), left),)
        return Correction("Redraw object", (own,), made) if changed.any() else None
    changed = inked.mask & (part != (number or -1)) & ((part == 0) | over)
    if not changed.any():
        return None
    gained = ObjectShape.of(changed, inked.left, inked.top)
    others = {other: found.shape_of(other) for other in np.unique(part[changed & (part != 0)]).tolist()}
    cut = {other: _less(shape, gained) for other, shape in others.items()}
    if own is None or number is None:
        free = next_number(found.base, found.request.corrections)
        first = CorrectedObject(free, segment, gained)
    else:
        first = CorrectedObject(number, found.segment_of(number), _union((own, gained)))
    rest = (CorrectedObject(o, found.segment_of(o), left) for o, left in cut.items() if left is not None)
    before = (*others.values(),) if own is None else (own, *others.values())
    return Correction("Redraw object" if own else "Add object", before, (first, *rest))


def take_over(found: FoundObjects, mask: Mask, segment: int) -> Correction | None:
    """Return the correction that makes an object of a mask (h, w).

    It takes the place of those that lie mostly in it; others keep their pixels.
    """
    if not mask.any():
        return None
    shape = ObjectShape.of(mask)
    part = found.objects.labels[shape.window]
    numbers, n = np.unique(part[shape.mask], return_counts=True)
    inside = {number: found.shape_of(number) for number in numbers.tolist() if number}
    covered = dict(zip(numbers.tolist(), n.tolist(), strict=True))
    gone = {number: each for number, each in inside.items() if 2 * covered[number] > each.n_pixels}
    kept = shape.mask & ((part == 0) | np.isin(part, list(gone)))
    if not kept.any():
        return None
    made = ObjectShape.of(kept, shape.left, shape.top)
    number = min(gone, default=next_number(found.base, found.request.corrections))
    rest = tuple(
        CorrectedObject(other, found.segment_of(other), left)
        for other, each in gone.items()
        if other != number and (left := _less(each, shape)) is not None
    )
    return Correction(
        "Take over object", tuple(gone.values()), (CorrectedObject(number, segment, made), *rest)
    )


def take_in(found: FoundObjects, labels: NDArray[np.int64], segments: Mapping[int, int]) -> Correction | None:
    """Return the correction that puts objects of a map in the place of all that there are.

    Parameters
    ----------
    found : FoundObjects
        The objects of now.
    labels : ndarray of shape (h, w)
        Number of the object of each pixel; 0 = none.
    segments : mapping of int to int
        Key of the segment that is the class of each object, by its number.
    """
    from scipy import ndimage

    numbers, places = np.unique(labels, return_inverse=True)
    places = places.reshape(labels.shape) + (numbers[0] != 0)
    made = []
    for place, box in enumerate(ndimage.find_objects(places), 1):
        number = int(numbers[place - (numbers[0] != 0)])
        shape = ObjectShape.of(places[box] == place, box[1].start, box[0].start)
        made.append(CorrectedObject(number, segments[number], shape))
    if not made:
        return None
    before = tuple(found.shape_of(number) for number in found.objects.numbers.tolist())
    return Correction("Import objects", before, tuple(made))


def _under(found: FoundObjects, stroke: Stroke) -> list[int]:
    """Return the numbers of the objects that a stroke crosses."""
    labels = found.objects.labels
    inked = _inked(stroke, labels.shape)
    return (
        []
        if inked is None
        else np.unique(labels[inked.window][inked.mask & (labels[inked.window] > 0)]).tolist()
    )


def _inked(stroke: Stroke, size: tuple[int, ...]) -> ObjectShape | None:
    """Return the pixels under a stroke in a picture (height, width); None where there are none."""
    points, reach = np.asarray(stroke.points), stroke.radius + 1
    low = np.maximum(np.floor(points.min(axis=0) - reach), 0).astype(int)
    high = np.minimum(np.ceil(points.max(axis=0) + reach) + 1, size[::-1]).astype(int)
    if (low >= high).any():
        return None
    moved = tuple((x - int(low[0]), y - int(low[1])) for x, y in stroke.points)
    box = int(high[1] - low[1]), int(high[0] - low[0])
    under = seed_labels([replace(stroke, points=moved, owner=INSIDE)], box) == INSIDE
    return ObjectShape.of(under, int(low[0]), int(low[1])) if under.any() else None


def _union(shapes: Sequence[ObjectShape]) -> ObjectShape:
    """Return the pixels of several shapes as those of one."""
    box = box_around(shapes)
    mask = np.zeros([part.stop - part.start for part in box], bool)
    for shape in shapes:
        mask |= _laid_out(shape, box)
    return ObjectShape.of(mask, box[1].start, box[0].start)


def _less(shape: ObjectShape, other: ObjectShape) -> ObjectShape | None:
    """Return the pixels of a shape that another one has not; None where there are none."""
    box = box_around((shape, other))
    mask = _laid_out(shape, box) & ~_laid_out(other, box)
    return ObjectShape.of(mask, box[1].start, box[0].start) if mask.any() else None


def _laid_out(shape: ObjectShape, box: tuple[slice, slice]) -> Mask:
    """Return which pixels of a box belong to a shape in it."""
    rows, columns = box
    mask = np.zeros((rows.stop - rows.start, columns.stop - columns.start), bool)
    top, left = shape.top - rows.start, shape.left - columns.start
    mask[top : top + shape.height, left : left + shape.width] = shape.mask
    return mask
