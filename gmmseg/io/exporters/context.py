"""What exporters are given and what they return."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import NotInBandsError

if TYPE_CHECKING:
    from gmmseg.imaging.image import Image
    from gmmseg.imaging.model import Segment
    from gmmseg.imaging.objects.objects import Objects
    from gmmseg.imaging.rendering.composite import Styles
    from gmmseg.imaging.rendering.contours import Outline, Trace
    from gmmseg.imaging.segment_statistics import SegmentStatistics
    from gmmseg.imaging.segment_table import SegmentRow
    from gmmseg.imaging.segmentation import Segmentation, SegmentLabels

Colour = tuple[int, int, int]
NamedMasks = Sequence[tuple[str, NDArray[np.bool_]]]


@dataclass(frozen=True, eq=False)
class ExportContext:
    """A segmentation and what of it shall be exported.

    Attributes
    ----------
    segmentation : Segmentation
        The whole result.
    numbers : tuple of int
        The segments to export, from 1.
    opacity : float
        Of colours over the picture, 0 to 1.
    objects : sequence of (str, ndarray of shape (h, w), bool)
        Name and mask of each object that was cut out.
    given_objects : Objects or None
        The objects that were found in its classes, where they are known already.
    styles : tuple of ChannelStyle or None
        How the picture's channels are shown; None for the usual way.
    """

    segmentation: "Segmentation"
    numbers: tuple[int, ...]
    opacity: float = 0.5
    objects: "NamedMasks" = ()
    given_objects: "Objects | None" = None
    styles: "Styles | None" = None

    @classmethod
    def of(
        cls,
        segmentation: "Segmentation",
        segments: Sequence[int | str] | None,
        opacity: float,
        objects: "NamedMasks" = (),
        given_objects: "Objects | None" = None,
        *,
        styles: "Styles | None" = None,
    ) -> Self:
        """Return the context of the given segments, by number or name; all of them for None."""
        every = range(1, segmentation.n_segments + 1)
        chosen = every if segments is None else {segmentation.number(segment) for segment in segments}
        return cls(segmentation, tuple(sorted(chosen)), opacity, objects, given_objects, styles)

    @property
    def rows(self) -> "list[SegmentRow]":
        """What tables say of the segments to export."""
        return [row for row in self.segmentation.rows() if row.number in self.numbers]

    @property
    def measured_rows(self) -> "list[SegmentRow]":
        """The same with statistics of the picture's channels."""
        return [row for row in self.segmentation.table() if row.number in self.numbers]

    @property
    def measured_object_rows(self) -> "list[SegmentRow]":
        """What tables say of the objects, with areas and statistics of the picture's channels."""
        from dataclasses import replace

        from gmmseg.imaging.measures import of_masks
        from gmmseg.imaging.units import area_units

        image = self.segmentation.image
        units = area_units(image.pixel_size)
        found = of_masks(image, [mask for _, mask in self.objects])
        return [
            replace(row, channels=each, areas=tuple((unit, row.pixels * area) for unit, area in units))
            for row, each in zip(self.object_rows, found, strict=True)
        ]

    @property
    def measured_columns(self) -> tuple[str, ...]:
        """Names of the columns of areas and statistics."""
        from gmmseg.imaging.measures import columns
        from gmmseg.imaging.units import area_units

        image = self.segmentation.image
        areas = [f"area_{unit}" for unit, _ in area_units(image.pixel_size)]
        return (*areas, *(as_text(name) for name in columns(image)))

    @cached_property
    def object_rows(self) -> "list[SegmentRow]":
        """What tables say of the objects, numbered from 1."""
        return object_rows(self.segmentation.image, self.objects, lambda: self.picture)

    @cached_property
    def segment_statistics(self) -> "SegmentStatistics":
        """Statistics of every segment, exported or not."""
        from gmmseg.imaging.segment_statistics import segment_statistics

        return segment_statistics(self.segmentation)

    @cached_property
    def found_objects(self) -> "Objects":
        """The objects of the segmentation's classes: those given, else what it finds by default."""
        return self.segmentation.usual_objects if self.given_objects is None else self.given_objects

    @property
    def segments(self) -> "list[tuple[int, Segment]]":
        """The segments to export, each with its number."""
        return [(number, self.segmentation.model.segments[number - 1]) for number in self.numbers]

    @property
    def names(self) -> list[str]:
        """Names of the segments to export, as text that every format can hold."""
        return [as_text(segment.name) for _, segment in self.segments]

    @property
    def every_name(self) -> list[str]:
        """Names of every segment, exported or not, as text that every format can hold."""
        return [as_text(segment.name) for segment in self.segmentation.model.segments]

    @property
    def colours(self) -> tuple[Colour, ...]:
        """Colour of every segment, exported or not, in the order of their numbers."""
        return tuple(segment.colour for segment in self.segmentation.model.segments)

    @cached_property
    def labels(self) -> "SegmentLabels":
        """Labels (h, w), 0 where a pixel's segment is not exported."""
        labels, n = self.segmentation.labels, self.segmentation.n_segments
        if len(self.numbers) == n:
            return labels
        if self.segmentation.image.is_lazy:
            raise NotInBandsError(self.image_name, labels.size, "a choice of segments", "Export all of them")
        kept = np.zeros(n + 1, labels.dtype)
        kept[list(self.numbers)] = self.numbers
        return kept[labels]

    @cached_property
    def picture(self) -> NDArray[np.uint8]:
        """The picture as screens show it, (h, w, 3), many channels mixed."""
        from gmmseg.imaging.rendering.composite import as_shown

        return as_shown(self.segmentation.image, self.styles)

    @cached_property
    def maps(self) -> NDArray[np.uint8]:
        """Probabilities of the segments to export, (n, h, w), in steps of 1/255; made in one pass."""
        index = [number - 1 for number in self.numbers]
        maps = np.zeros((len(index), self.labels.size), np.uint8)
        for indices, block in self.segmentation.probability_blocks():
            maps[:, indices] = np.rint(block.T[index] * 255)
        return maps.reshape(-1, *self.labels.shape)

    @property
    def calibration(self) -> str:
        """Whether probabilities are calibrated, in words that files can hold."""
        model = self.segmentation.model
        if model.is_calibrated:
            return f"calibrated, temperature {model.temperature:.6g}"
        return "not calibrated"

    @cached_property
    def outlines(self) -> "dict[int, list[Outline]]":
        """Outlines of the connected pieces of each segment to export that has pixels, by its number."""
        from gmmseg.imaging.rendering.contours import outlines

        found: dict[int, list[Outline]] = {}
        for outline in outlines(self.labels):
            found.setdefault(outline.number, []).append(outline)
        return found

    def outlines_of(self, number: int) -> "list[Outline]":
        """Return the outlines of one segment."""
        return self.outlines.get(number, [])

    def traced(self, number: int, *, straight: bool = False) -> "Iterator[Trace]":
        """Yield one ring through the pixels of each connected piece of a segment, holes hung on seams."""
        from gmmseg.imaging.rendering.contours import traced

        for outline in self.outlines_of(number):
            yield traced(outline.rings, straight=straight)

    def found(self) -> "Iterator[tuple[int, int, list[Outline]]]":
        """Yield number, class and outlines of each object that was found, in the order of numbers."""
        objects = self.found_objects
        for number, owner in zip(objects.numbers.tolist(), objects.classes.tolist(), strict=True):
            yield number, owner, objects.outlines[number]

    @property
    def image_name(self) -> str:
        """The picture's file name, as text that every format can hold."""
        return as_text(self.segmentation.image.name)

    @property
    def deep_picture(self) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """The picture (h, w, 3; 1 where grey) in its own 16 bits if it has them, else as screens show it."""
        return deep_picture(self.segmentation.image, lambda: self.picture)


def as_text(name: str) -> str:
    """Return a name as text that every format can hold."""
    return name.encode("utf-8", "replace").decode()


def object_rows(
    image: "Image", objects: "NamedMasks", shown: Callable[[], NDArray[np.uint8]] | None = None
) -> "list[SegmentRow]":
    """Return what tables say of objects that were cut out of a picture, which is `shown`, numbered from 1."""
    from gmmseg.imaging.rendering.composite import as_shown
    from gmmseg.imaging.segment_table import row_of_mask

    if not objects:
        return []
    picture = as_shown(image) if shown is None else shown()
    return [row_of_mask(n, name, mask, picture, image.mask) for n, (name, mask) in enumerate(objects, 1)]


def deep_picture(
    image: "Image", shown: Callable[[], NDArray[np.uint8]]
) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return a picture in its own 16 bits if it has them, else as it is `shown`."""
    image = image.source
    whole_range = image.pixels.dtype.type is np.uint16 and image.range == (0.0, 65535.0)
    deep = whole_range and image.n_channels in (1, 3)
    return cast("NDArray[np.uint16]", image.pixels) if deep else shown()


@dataclass(frozen=True)
class Output:
    """A file to be written.

    Attributes
    ----------
    suffix : str
        How its name ends after the picture's; its whole name where it is shared.
    write : callable
        Writes it to a path.
    shared : bytes or None
        What a file holds that belongs to all pictures of a folder. It is left alone where it is there
        already, with more behind it or not, and replaced where this only adds to it.
    """

    suffix: str
    write: Callable[[Path], None]
    shared: bytes | None = None


@dataclass(frozen=True)
class ExportKind:
    """A kind of export.

    Attributes
    ----------
    summary : str
        What is written, for people, on one line.
    outputs : callable
        From a context to its files.
    sure : str
        How the name of a file ends that is written whatever is found.
    extra : str
        The extra of the package that brings `library`; empty where none is needed.
    library : str
        The module that it needs beyond what gmmseg always needs.
    has_opacity : bool
        Whether the opacity of colours over the picture changes its files.
    folder : str
        The folder, within that of the results, of files that pictures do not share.
    in_bands : bool
        Whether it is written of pictures larger than memory, too.
    """

    summary: str
    outputs: Callable[[ExportContext], Iterator[Output]]
    sure: str
    extra: str = ""
    library: str = ""
    has_opacity: bool = False
    folder: str = ""
    in_bands: bool = False
