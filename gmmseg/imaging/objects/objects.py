"""The objects of a segmentation: a number for each, its pixels, its class and what is measured of it."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects import splitting_kernels
from gmmseg.imaging.objects.measurements import Columns, ObjectPixels, shape_columns, value_columns
from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.objects.splitting import Pieces, SplitOptions, divide, smooth
from gmmseg.imaging.objects.summary import summarise
from gmmseg.imaging.units import PixelSize

if TYPE_CHECKING:
    from gmmseg.imaging.rendering.contours import Outline

Floats32 = NDArray[np.float32]
Ids = NDArray[np.uint32]

DARK = 1e-3  # of brightness, as a share of what is bright: nothing is divided by less
LEAST_BLUR, BLUR, BRIGHT = 1.0, 0.2, 90  # pixels, of the typical radius, percent
NEAR = 2.0  # typical radii about a pixel in which its background is looked for
FAR = 1e-3  # weight of the background of the whole picture beside it


class SegmentedImage(Protocol):
    """What objects are found in: a `Segmentation` is one."""

    @property
    def image(self) -> Image:
        """The picture."""

    @property
    def model(self) -> Model:
        """Its classes."""

    @property
    def labels(self) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """Class of each pixel (h, w), from 1; 0 = unassigned."""

    @property
    def n_segments(self) -> int:
        """Number of classes."""

    @property
    def n_possible(self) -> int:
        """Number of classes that a pixel can belong to."""

    def number(self, segment: int | str) -> int:
        """Return the number of a class given by number or name."""

    def probability_blocks(
        self, around: NDArray[np.intp] | None = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield flat indices of pixels and their probabilities, block by block."""


@dataclass(frozen=True, eq=False)
class Objects:
    """Objects that were found in a segmentation.

    Attributes
    ----------
    segmentation : SegmentedImage
        Where they come from.
    labels : ndarray of shape (height, width), uint32
        Number of the object that each pixel belongs to; 0 = none. Read-only.
    numbers : ndarray of shape (n,), uint32
        Numbers of the objects, rising. They were given in the order of rows and stay: where objects were left
        out, numbers are missing.
    classes : ndarray of shape (n,), int64
        The class of each, as labels of the segmentation count them, from 1.
    options : ObjectOptions
        How they were made.
    chosen : tuple of int
        The classes that objects were made of.
    typical_sizes : tuple of float
        How far an object of each chosen class is across, pixels, as was given or found; 0 where there is
        none.
    least_areas : tuple of float
        Area below which pieces of each chosen class were dropped as specks, pixels.
    n_specks : int
        How many were dropped.
    n_dim : int
        How many were dropped since they are far less bright than the others.
    n_left_out : int
        How many others were left out by their size or shape, or at the border.
    pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where that is known.
    """

    segmentation: SegmentedImage
    labels: Ids
    numbers: NDArray[np.uint32]
    classes: NDArray[np.int64]
    options: ObjectOptions
    chosen: tuple[int, ...]
    typical_sizes: tuple[float, ...]
    least_areas: tuple[float, ...]
    n_specks: int
    n_left_out: int = 0
    n_dim: int = 0
    pixel_size: PixelSize | None = None

    def __repr__(self) -> str:
        names = ", ".join(self.segmentation.model.segments[each - 1].name for each in self.chosen)
        return f"Objects({len(self.numbers)} in {self.segmentation.image.name!r}, of {names})"

    def __post_init__(self) -> None:
        assert self.labels.shape == self.segmentation.labels.shape
        assert self.numbers.shape == self.classes.shape
        for array in (self.labels, self.numbers, self.classes):
            array.flags.writeable = False

    @classmethod
    def found(
        cls,
        segmentation: SegmentedImage,
        options: ObjectOptions | None = None,
        *,
        pixel_size: PixelSize | None = None,
        threads: int | None = None,
    ) -> Self:
        """Return the objects of a segmentation; they are the same on any number of threads.

        Parameters
        ----------
        segmentation : SegmentedImage
            Where to look.
        options : ObjectOptions, optional
            How; all but the largest class, divided at necks, by default.
        pixel_size : tuple of two floats, optional
            Height and width of a pixel, micrometres; as the picture says by default.
        threads : int, optional
            Threads to work on; by default one per processor.

        Raises
        ------
        BadSettingError
            If the typical size is larger than the picture.
        NoSuchSegmentError
            If there is no class of a number or name.
        """
        options, image = options or ObjectOptions(), segmentation.image
        if options.typical_size is not None and options.typical_size > max(image.height, image.width):
            expected = f"at most {max(image.height, image.width)}, the larger side of {image.name} in pixels"
            raise BadSettingError("typical_size", options.typical_size, expected)
        chosen = chosen_classes(segmentation, options)
        with _threads(threads) as workers:
            pieces = [_pieces(segmentation, number, chosen, options, workers) for number in chosen]
            whole = cls._of(segmentation, options, chosen, pieces)
            whole = replace(whole, pixel_size=pixel_size or image.pixel_size)
            return whole._kept(workers)  # noqa: SLF001 - of the same class

    @classmethod
    def _of(
        cls,
        segmentation: SegmentedImage,
        options: ObjectOptions,
        chosen: tuple[int, ...],
        pieces: list[Pieces],
    ) -> Self:
        """Return the pieces of all classes as objects, numbered in the order of rows."""
        groups, n = np.zeros(segmentation.labels.shape, np.int32), 0
        owners = [np.zeros(1, np.int64)]
        for number, each in zip(chosen, pieces, strict=True):
            np.copyto(groups, each.groups + np.int32(n), where=each.groups > 0)
            owners.append(np.full(each.n, number))
            n += each.n
        names, labels = np.zeros(n + 1, np.uint32), np.empty(groups.shape, np.uint32)
        found = int(splitting_kernels.number_in_row_order(groups, names, labels))
        classes = np.zeros(found + 1, np.int64)
        classes[names] = np.concatenate(owners)
        sizes, least = tuple(2 * each.radius for each in pieces), tuple(each.least for each in pieces)
        numbers = np.arange(1, found + 1, dtype=np.uint32)
        n_specks = sum(each.n_specks for each in pieces)
        return cls(
            segmentation,
            labels,
            numbers,
            classes[1:],
            options,
            chosen,
            sizes,
            least,
            n_specks,
            n_dim=sum(each.n_dim for each in pieces),
        )

    def _kept(self, workers: ThreadPoolExecutor | None) -> Self:
        """Return the objects without those that the options leave out."""
        options = self.options
        limits = (options.exclude_border, options.max_area, options.min_circularity, options.min_solidity)
        if not any(limits) or not len(self):
            return self
        shapes = self._shapes(ObjectPixels(self.labels, self.numbers, workers))
        keep = np.asarray(shapes["circularity"] >= options.min_circularity)
        keep &= shapes["solidity"] >= options.min_solidity
        if options.max_area is not None:
            keep &= shapes["area_px"] <= options.max_area
        if options.exclude_border:
            keep &= shapes["touches_border"] == 0
        return self.only(keep)

    def only(self, keep: NDArray[np.bool_]) -> Self:
        """Return the objects without those where `keep` (n,) is false; the others keep their numbers."""
        if keep.all():
            return self
        names = np.zeros(int(self.numbers[-1]) + 1, np.uint32)
        names[self.numbers[keep]] = self.numbers[keep]
        gone = int(np.count_nonzero(~keep))
        return replace(
            self,
            labels=names[self.labels],
            numbers=self.numbers[keep],
            classes=self.classes[keep],
            n_left_out=self.n_left_out + gone,
        )

    def corrected(self, labels: Ids, numbers: NDArray[np.uint32], classes: NDArray[np.int64]) -> Self:
        """Return what people made of these objects: other labels, numbers and classes, as they are here."""
        notes = dict(zip(self.chosen, zip(self.typical_sizes, self.least_areas, strict=True), strict=True))
        least = min(self.least_areas, default=0.0)
        chosen = tuple(sorted({*self.chosen, *classes.tolist()}))
        sizes, areas = (
            zip(*(notes.get(number, (0.0, least)) for number in chosen), strict=True) if chosen else ((), ())
        )
        return replace(
            self,
            labels=labels,
            numbers=numbers,
            classes=classes,
            chosen=chosen,
            typical_sizes=tuple(sizes),
            least_areas=tuple(areas),
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def image(self) -> Image:
        """The picture."""
        return self.segmentation.image

    @property
    def class_names(self) -> dict[int, str]:
        """Number and name of each class that objects were made of."""
        segments = self.segmentation.model.segments
        return {number: segments[number - 1].name for number in self.chosen}

    @property
    def choice(self) -> str:
        """A sentence on which classes were chosen, where none were named; else nothing."""
        if self.options.classes is not None or not self.chosen:
            return ""
        names = ", ".join(f"{number} ({name})" for number, name in self.class_names.items())
        return f"Objects are of all classes but the largest: {names}."

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each thing the user should know."""
        if not self.chosen:
            sentence = (
                "There is one class only, and objects are made of all but the largest where none is named: "
                "name one, or look for more classes."
            )
            return (sentence,)
        notes = []
        if self.n_specks:
            least, most = min(self.least_areas), max(self.least_areas)
            low, high = (f"{area:.4g}" if area < 1e4 else f"{area:.0f}" for area in (least, most))
            areas = f"{high} pixels" if least == most else f"{low} to {high} pixels, by class,"
            notes.append(f"Pieces below {areas} were dropped as specks: {self.n_specks}.")
        if self.n_dim:
            notes.append(f"Pieces much less bright than the others were dropped: {self.n_dim}.")
        if self.n_left_out:
            notes.append(f"Objects were left out by their size, shape or place: {self.n_left_out}.")
        if not len(self):
            notes.append("No objects were found.")
        return tuple(notes)

    def table(self, *, threads: int | None = None) -> ObjectTable:
        """Return a row for each object: what it is, its shape, its values, its probability.

        Lengths are in micrometres, millimetres or metres, as suits the size of a pixel, where that is known,
        else in pixels: their names say so.
        docs/objects.md defines each column.
        """
        if threads is None:
            return self._table
        return self._measured(threads)

    @cached_property
    def _table(self) -> ObjectTable:
        return self._measured(None)

    def _measured(self, threads: int | None) -> ObjectTable:
        with _threads(threads) as workers:
            return ObjectTable(self._columns(self.numbers, self.classes, workers))

    def _columns(
        self,
        numbers: NDArray[np.uint32],
        classes: NDArray[np.int64],
        workers: ThreadPoolExecutor | None,
        *,
        few: bool = False,
    ) -> dict[str, Any]:
        """Return the columns of the table for some objects; of `few`, not all pixels are looked at."""
        object_pixels, names = ObjectPixels(self.labels, numbers, workers), self.class_names
        columns: dict[str, Any] = {
            "object": numbers.astype(np.int64),
            "class": classes.copy(),
            "class_name": [names[number] for number in classes.tolist()],
            "image": [self.image.name] * len(numbers),
        }
        columns |= self._shapes(object_pixels) | value_columns(object_pixels, self.image, self.pixel_size)
        around = np.sort(object_pixels.pixels).astype(np.intp) if few else None
        blocks = self.segmentation.probability_blocks(around) if len(numbers) else iter(())
        probabilities = object_pixels.probabilities(blocks, classes, self.segmentation.n_possible)
        return columns | {"probability_mean": probabilities[:, 0], "uncertainty_mean": probabilities[:, 1]}

    def measured_like(self, other: Self, *, threads: int | None = None) -> Self:
        """Return the same objects with their table made: rows of what is the same in `other` are its rows."""
        if other.segmentation is not self.segmentation or other.pixel_size != self.pixel_size:
            return self
        table, changed = other.table(), self._changed(other)
        with _threads(threads) as workers:
            fresh = self._columns(self.numbers[changed], self.classes[changed], workers, few=True)
        kept = np.searchsorted(other.numbers, self.numbers[~changed])
        columns: dict[str, Any] = {}
        for name, new in fresh.items():
            old = table[name]
            if isinstance(old, np.ndarray):
                columns[name] = np.empty(len(self), old.dtype)
                columns[name][changed], columns[name][~changed] = new, old[kept]
            else:
                added, rest = iter(new), iter([old[row] for row in kept.tolist()])
                columns[name] = [next(added if is_new else rest) for is_new in changed.tolist()]
        out = replace(self)
        out.__dict__["_table"] = ObjectTable(columns)  # where cached_property keeps it
        return out

    def _changed(self, other: Self) -> NDArray[np.bool_]:
        """Return which objects are not in `other` as they are here, (n,)."""
        differs = self.labels != other.labels
        touched = np.union1d(self.labels[differs], other.labels[differs])
        owners = dict(zip(other.numbers.tolist(), other.classes.tolist(), strict=True))
        mine = zip(self.numbers.tolist(), self.classes.tolist(), strict=True)
        changed = np.isin(self.numbers, touched)
        return changed | np.fromiter((owners.get(n) != owner for n, owner in mine), bool, len(self))

    def _shapes(self, object_pixels: ObjectPixels) -> Columns:
        found = object_pixels.shapes(self.image.mask, self.pixel_size or (1.0, 1.0))
        return shape_columns(found, self.pixel_size)

    @cached_property
    def summary(self) -> ObjectTable:
        """A row for each class: how many objects, their density, and statistics of what was measured."""
        area = self.image.n_usable, self.pixel_size
        return summarise(self.table(), self.class_names, self.image.name, area)

    @cached_property
    def outlines(self) -> "dict[int, list[Outline]]":
        """Outlines of each object, by its number: those of objects that touch are apart."""
        from gmmseg.imaging.rendering.contours import outlines

        found: dict[int, list[Outline]] = {}
        for outline in outlines(self.labels):
            found.setdefault(outline.number, []).append(outline)
        return found

    def save(
        self,
        folder: str | PathLike[str],
        kinds: Iterable[str] = ("objects-csv", "objects-overlay"),
        *,
        stem: str | None = None,
        overwrite: bool = False,
    ) -> list[Path]:
        """Write files of these objects and their segmentation, all of them or none; return their paths.

        Parameters, results and errors are those of `gmmseg.io.exporters.export`.
        """
        from gmmseg.io.exporters import export_objects

        return export_objects(self, Path(folder), kinds, stem=stem, overwrite=overwrite)


def chosen_classes(segmentation: SegmentedImage, options: ObjectOptions) -> tuple[int, ...]:
    """Return the numbers of the classes that options ask for, rising.

    Where none are named: all but the largest, which is that of the pictures the model was made from, so that
    it is the same class in all pictures; of the picture itself where it is that picture, or nothing is known.
    """
    every = [n for n, segment in enumerate(segmentation.model.segments, 1) if segment.components]
    if options.classes == "all":
        return tuple(every)
    if options.classes is not None:
        return tuple(sorted({segmentation.number(each) for each in options.classes}))
    model = segmentation.model
    training = model.training
    if training is None or training.pictures == (segmentation.image.digest,):
        shares = np.bincount(segmentation.labels.reshape(-1), minlength=len(model.segments) + 1)[1:]
    else:
        shares = np.bincount(model.owners, training.shares, len(model.segments))
    largest = max(every, key=lambda number: (shares[number - 1], -number))
    return tuple(number for number in every if number != largest)


def _pieces(
    segmentation: SegmentedImage,
    number: int,
    chosen: tuple[int, ...],
    options: ObjectOptions,
    workers: ThreadPoolExecutor | None,
) -> Pieces:
    labels, image = segmentation.labels, segmentation.image
    mask = labels == number
    others = np.zeros(segmentation.n_segments + 1, bool)
    others[[each for each in chosen if each != number]] = True
    free = ~others[labels]
    if image.mask is not None:
        free &= image.mask
    radius = None if options.typical_size is None else options.typical_size / 2
    how = SplitOptions(options.split, radius, options.min_area, options.fill_holes)
    bright = partial(brightness, image, mask, free & ~mask) if options.brightness else None
    return divide(mask, free, how, bright, workers)


def brightness(image: Image, mask: NDArray[np.bool_], outside: NDArray[np.bool_], radius: float) -> Floats32:
    """Return how bright each pixel is over the background around it, (h, w), 1 where objects are bright.

    The background is the mean of what is `outside` nearby, by a Gaussian of `NEAR` times the typical
    `radius`; far from all of it, the median. 1 is what one pixel in ten of the mask exceeds.
    """
    grey = image.pixels.mean(axis=2, dtype=np.float32)
    blurred = gaussian_blur(grey, max(LEAST_BLUR, BLUR * radius))
    if outside.any():
        weights = outside.astype(np.float32)
        near = smooth(weights, NEAR * radius)
        background = smooth(blurred * weights, NEAR * radius)
        background += np.float32(FAR * np.median(blurred[outside]))
        over = blurred - background / (near + np.float32(FAR))
    else:
        over = blurred - blurred.min()
    bright = float(np.percentile(over[mask], BRIGHT))
    if bright <= 0:  # nothing is brighter than the background
        return np.ones(over.shape, np.float32)
    return np.maximum(over / np.float32(bright), np.float32(DARK))


def _threads(threads: int | None) -> Any:
    n = threads or os.cpu_count() or 1
    return nullcontext() if n == 1 else ThreadPoolExecutor(n, thread_name_prefix="gmmseg")
