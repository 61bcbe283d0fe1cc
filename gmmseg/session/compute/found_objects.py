"""The objects of a document as people see them: found in its segments, then corrected by hand."""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NoClassesError
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.units import PixelSize
from gmmseg.job import Progress, Workers
from gmmseg.session import pyramid
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.corrections import Correction, ObjectShape

if TYPE_CHECKING:
    from gmmseg.imaging.objects.objects import Objects
    from gmmseg.session.document import Document

Ids = NDArray[np.uint32]
Segments = tuple[tuple[int, str], ...]

ALIKE = 0.5  # intersection over union from which objects are those that a correction is about


@dataclass(frozen=True)
class ObjectRequest:
    """Everything in a document that decides its objects.

    Attributes
    ----------
    result : SegmentationResult
        The labels; two requests are about the same only if it is the same object.
    segments : tuple of (int, str)
        Key and name of each segment, in the order of their numbers.
    options : ObjectOptions or None
        How objects are found, classes by their numbers; None where none of those chosen is there any more.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres.
    corrections : tuple of Correction
        What people did to them.
    document : Document
        Whose objects they are.
    """

    result: SegmentationResult
    segments: Segments
    options: ObjectOptions | None
    pixel_size: PixelSize | None
    corrections: tuple[Correction, ...]
    document: "Document" = field(compare=False, repr=False)

    @classmethod
    def of(cls, document: "Document") -> "ObjectRequest | None":
        """Return the request for a document's objects; None where nobody asked, or there are no labels."""
        if document.object_options is None or not document.is_current:
            return None
        assert document.result is not None
        assert document.source is not None
        segments = tuple((style.key, style.name) for style in document.segment_styles)
        options, corrections = document.numbered_options, document.corrections
        size = document.source.image.pixel_size
        return cls(document.result, segments, options, size, corrections, document)

    @property
    def uncorrected(self) -> "ObjectRequest":
        """The same without corrections."""
        return replace(self, corrections=())


@dataclass(frozen=True, eq=False)
class FoundObjects:
    """Objects, and what the window needs to show them.

    Attributes
    ----------
    request : ObjectRequest
        What this is the result of.
    base : Objects
        As they were found, before anybody corrected them.
    objects : Objects
        As people see them.
    lost : tuple of Correction
        Corrections that there is nothing alike any more to do to.
    levels : tuple of ndarray of shape (h, w), uint32
        The numbers of objects, whole and halved again and again.
    """

    request: ObjectRequest
    base: "Objects"
    objects: "Objects"
    lost: tuple[Correction, ...]
    levels: tuple[Ids, ...]

    @property
    def table(self) -> ObjectTable:
        """What is measured of each."""
        return self.objects.table()

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Row of each object in the table, by its number."""
        return {number: row for row, number in enumerate(self.objects.numbers.tolist())}

    @property
    def counts(self) -> dict[int, int]:
        """How many objects there are of each class, by its number."""
        n = np.bincount(self.objects.classes, minlength=1)
        return {number: int(n[number]) if number < len(n) else 0 for number in self.objects.chosen}

    def segment_of(self, number: int) -> int:
        """Return the key of the segment that is an object's class."""
        return self.request.segments[int(self.objects.classes[self.places[number]]) - 1][0]

    def window_of(self, number: int) -> tuple[slice, slice]:
        """Return rows and columns of the box that holds an object."""
        row, table = self.places[number], self.table
        left, top, right, bottom = (
            int(table[f"box_{side}_px"][row]) for side in ("left", "top", "right", "bottom")
        )
        return slice(top, bottom), slice(left, right)

    def shape_of(self, number: int) -> ObjectShape:
        """Return the pixels of an object."""
        rows, columns = self.window_of(number)
        return ObjectShape.of(self.objects.labels[rows, columns] == number, columns.start, rows.start)


def finding(
    request: ObjectRequest, known: FoundObjects | None, workers: Workers
) -> Generator[Progress, None, FoundObjects]:
    """Yield progress and return the objects that are asked for; `known` spares what it has in common.

    Raises
    ------
    NoClassesError
        If no class is chosen that is there.
    BadSettingError
        If the typical size is larger than the picture.
    """
    yield Progress("Finding objects", 0.1)
    is_known = known is not None and known.request.uncorrected == request.uncorrected
    base = known.base if known is not None and is_known else _uncorrected(request)
    workers.pause()
    objects, lost = corrected(base, request.corrections, request.segments)
    yield Progress("Measuring objects", 0.5)
    if known is not None and is_known:
        objects = objects.measured_like(known.objects)
    objects.table()
    yield Progress("Measuring objects", 0.9)
    return FoundObjects(request, base, objects, lost, pyramid.voted(objects.labels))


def objects_of(request: ObjectRequest) -> "Objects":
    """Return the objects that are asked for, as `finding` does."""
    return corrected(_uncorrected(request), request.corrections, request.segments)[0]


def _uncorrected(request: ObjectRequest) -> "Objects":
    if request.options is None:
        raise NoClassesError
    from gmmseg.imaging.objects.objects import Objects

    segmentation = request.document.segmentation()
    return Objects.found(segmentation, request.options, pixel_size=request.pixel_size)


def corrected(
    base: "Objects", corrections: Sequence[Correction], segments: Segments
) -> tuple["Objects", tuple[Correction, ...]]:
    """Return objects after corrections, in their order, and the corrections that do not apply.

    A correction applies where the objects that lie mostly in the pixels that it is about cover these, by at
    least one half of what either has; and where its classes are there. Objects that it does not name keep
    their pixels.
    """
    if not corrections:
        return base, ()
    classes = {key: number for number, (key, _) in enumerate(segments, 1)}
    patchwork = _Patchwork(base, corrections, classes)
    lost = tuple(correction for correction in corrections if not patchwork.take(correction))
    return patchwork.objects(base), lost


class _Patchwork:
    """Objects while corrections are being done to them."""

    def __init__(
        self, base: "Objects", corrections: Sequence[Correction], classes: Mapping[int, int]
    ) -> None:
        self.labels = base.labels.copy()
        n = np.bincount(self.labels.reshape(-1))
        self.sizes = {number: int(n[number]) for number in base.numbers.tolist()}
        self.classes = dict(zip(base.numbers.tolist(), base.classes.tolist(), strict=True))
        self._numbers = classes  # of classes, by the keys of their segments
        self._next = next_number(base, corrections)

    def take(self, correction: Correction) -> bool:
        """Do a correction; return whether it applies."""
        if not all(each.segment in self._numbers for each in correction.after):
            return False
        gone = self._meant(correction.before)
        if gone is None:
            return False
        self._clear(correction.before, gone)
        for number in gone:
            del self.sizes[number], self.classes[number]
        for each in correction.after:
            self._put(each.number, self._numbers[each.segment], each.shape)
        return True

    def _meant(self, shapes: Sequence[ObjectShape]) -> list[int] | None:
        """Return the objects that lie mostly in shapes; None where they are not alike."""
        if not shapes:
            return []
        inside: Counter[int] = Counter()
        for shape in shapes:
            numbers, n = np.unique(self.labels[shape.window][shape.mask], return_counts=True)
            inside.update(dict(zip(numbers.tolist(), n.tolist(), strict=True)))
        del inside[0]
        meant = [number for number, n in inside.items() if 2 * n > self.sizes[number]]
        common = sum(inside[number] for number in meant)
        union = sum(shape.n_pixels for shape in shapes) + sum(self.sizes[number] for number in meant) - common
        return meant if meant and common >= ALIKE * union else None

    def _clear(self, shapes: Sequence[ObjectShape], gone: Sequence[int]) -> None:
        """Take objects out, which may reach beyond the shapes that they are like."""
        dead = np.zeros(self._next, bool)
        dead[list(gone)] = True
        left = sum(self.sizes[number] for number in gone)
        for shape in shapes:
            part = self.labels[shape.window]
            mine = dead[part]
            part[mine] = 0
            left -= int(np.count_nonzero(mine))
        if left:
            self.labels[dead[self.labels]] = 0

    def _put(self, wanted: int, owner: int, shape: ObjectShape) -> None:
        """Let an object have the pixels of a shape that no other one has; without any it is no object."""
        part = self.labels[shape.window]
        free = shape.mask & (part == 0)
        n = int(np.count_nonzero(free))
        if not n:
            return
        number = wanted if wanted not in self.sizes else self._next
        self._next = max(self._next, number + 1)
        part[free] = number
        self.sizes[number], self.classes[number] = n, owner

    def objects(self, base: "Objects") -> "Objects":
        """Return the objects as they are now."""
        numbers = np.asarray(sorted(self.classes), np.uint32)
        classes = np.asarray([self.classes[number] for number in numbers.tolist()], np.int64)
        return base.corrected(self.labels, numbers, classes)


def next_number(base: "Objects", corrections: Sequence[Correction]) -> int:
    """Return a number that no object has had: numbers of objects that were deleted stay unused."""
    made = (each.number for correction in corrections for each in correction.after)
    return max(int(base.numbers.max(initial=0)), max(made, default=0)) + 1
