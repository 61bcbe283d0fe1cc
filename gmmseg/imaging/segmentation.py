"""A segmentation: the labels of a picture and the model that made them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSettingError, MissingLibraryError, NoSuchSegmentError
from gmmseg.imaging import measures
from gmmseg.imaging.band_sums import BandSums
from gmmseg.imaging.display import Displayed
from gmmseg.imaging.features.features import Samples, spread_indices
from gmmseg.imaging.image import Image
from gmmseg.imaging.measures import ChannelStatistics
from gmmseg.imaging.model import Model, Training
from gmmseg.imaging.object_options import ClassChoice, ObjectOptions
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.regional.probabilities import Probabilities, tempered
from gmmseg.imaging.regional.region_prior import RegionPrior
from gmmseg.imaging.regions.hierarchy import DETAIL, RegionTree, regions
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.rendering.composite import as_shown
from gmmseg.imaging.segment_table import SegmentRow, mean_colours
from gmmseg.imaging.units import PixelSize, area_units, pixel_size_of
from gmmseg.mixture import em
from gmmseg.mixture.fitting.fit import SAMPLE_SIZE


@dataclass(frozen=True, eq=False)
class PixelSample:
    """Up to 2**15 usable pixels, spread evenly, always the same ones of a picture.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        The model that is applied to them.
    indices : ndarray of shape (n,)
        Their flat indices, in row order.
    samples : ndarray of shape (n, d)
        Their features, as the model looks at them.
    """

    image: Image
    model: Model
    indices: NDArray[np.intp]
    samples: Samples

    @classmethod
    def of(cls, image: Image, model: Model) -> Self:
        """Return the pixels of `image` that stand for all."""
        image = model.prepared(image)
        indices = spread_indices(image, SAMPLE_SIZE, np.random.default_rng(0))
        return cls(image, model, indices, model.features.at(image, indices))

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Log-likelihood of each pixel, (n,), nats."""
        return em.scores(self.samples, self.model.mixture).astype(np.float64)

    @cached_property
    def posterior(self) -> NDArray[np.float32]:
        """Probability of each segment for each pixel, (n, n_segments)."""
        prior = RegionPrior.of(self.image, self.model)
        found = self.model.posterior(self.samples)
        found = found if prior is None else prior.weigh(found, self.indices)
        return tempered(found, self.model)


SegmentLabels = NDArray[np.uint8] | NDArray[np.uint16]

HUES = ("red", "green", "blue")
MOST_NAMED = 6  # segments in one line
KEPT = 2**28  # bytes of probabilities that are kept once they were made; larger ones are made when asked for


@dataclass(frozen=True, eq=False)
class Segmentation(Displayed):
    """The result of segmenting a picture: labels, and the model that gives probabilities and regions.

    Attributes
    ----------
    image : Image
        The picture.
    model : Model
        Features, mixture and segments.
    labels : ndarray of shape (height, width), uint8 or uint16
        Number of the segment that each pixel belongs to, from 1; 0 = unassigned. Read-only.
    log_likelihood : float
        Mean over pixels, in nats, in the unit of the model's features.
    n_iterations : int
        Steps of EM on all pixels.
    converged : bool
        Whether EM ended by its tolerance rather than by its limit of steps.
    notes : tuple of str
        One sentence for each thing the user should know.
    detail : float
        How finely `regions` are divided: 0 is one region, 0.5 what people draw, 1 the finest.
    min_region : int
        Smallest region, in pixels.
    seed : int
        Same seed, same regions.
    log_likelihoods : tuple of float
        Of the iterations of the fit, means over pixels in nats: of the last stage of a mixture of the whole
        picture, of all regions together where segments are made of them. Empty where nothing was fitted.
    """

    image: Image
    model: Model
    labels: SegmentLabels
    log_likelihood: float
    n_iterations: int = 0
    converged: bool = True
    notes: tuple[str, ...] = ()
    detail: float = 0.5
    min_region: int = 0
    seed: int = 0
    log_likelihoods: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        assert self.labels.shape == self.image.pixels.shape[:2]
        self.labels.flags.writeable = False  # those of a picture with lazy pixels lie in a file

    @classmethod
    def applied(
        cls, model: Model, image: Image, labels: SegmentLabels, *, detail: float, min_region: int
    ) -> Self:
        """Return the segmentation of `image` by a model fitted elsewhere.

        Parameters
        ----------
        model : Model
            What labelled the picture.
        image : Image
            The picture.
        labels : ndarray of shape (height, width), uint8 or uint16
            Number of the segment of each pixel, from 1; 0 = unassigned.
        detail : float
            How finely regions are divided, 0 to 1.
        min_region : int
            Smallest region, pixels.
        """
        image = model.prepared(image)
        sampled, seed = PixelSample.of(image, model), 0 if model.training is None else model.training.seed
        mean = float(sampled.scores.mean())
        found = cls(image, model, labels, mean, 0, True, model.notes(image), detail, min_region, seed)
        found.__dict__["sampled"] = sampled  # where cached_property keeps it
        return found

    @property
    def n_segments(self) -> int:
        """Number of segments."""
        return len(self.model.segments)

    @property
    def n_possible(self) -> int:
        """Number of segments that a pixel can belong to: those that own components."""
        return sum(bool(segment.components) for segment in self.model.segments)

    @property
    def n_rejected(self) -> int:
        """Number of usable pixels that no component explains, and which are unassigned for that reason."""
        if self.model.reject <= 0:
            return 0
        if self.image.is_lazy:
            return self.image.n_usable - int(self.sizes_and_colours[0][1:].sum())
        return self.image.n_usable - int(np.count_nonzero(self.labels))

    @property
    def every_note(self) -> tuple[str, ...]:
        """The notes, and a sentence on the pixels that are rejected where any may be."""
        if self.model.reject <= 0:
            return self.notes
        n, rate = self.n_rejected, 100 * self.model.reject
        noun, verb = ("pixel", "is") if n == 1 else ("pixels", "are")
        share = 100 * n / self.image.n_usable
        sentence = (
            f"{n} {noun} ({share:.2f} %) {verb} explained by no component and left unassigned; of pixels "
            f"like those of the fit {rate:g} % are."
        )
        return (*self.notes, sentence)

    @cached_property
    def sizes_and_colours(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """How many pixels have each label from 0, (n_segments + 1,), and their mean colour, (..., 3)."""
        if self.image.is_lazy:
            return self._added_up.sizes_and_colours
        return mean_colours(as_shown(self.image), self.labels, self.n_segments)

    @cached_property
    def _added_up(self) -> "BandSums":
        """What tables say of a picture with lazy pixels, added up over its bands in one pass."""
        return BandSums.of(self.image, self.labels, self.n_segments, threads=os.cpu_count() or 1)

    @cached_property
    def sampled(self) -> PixelSample:
        """Log-likelihoods and posteriors of a sample of pixels."""
        return PixelSample.of(self.image, self.model)

    @property
    def _probabilities(self) -> Probabilities:
        return Probabilities.of(self.image, self.model, threads=os.cpu_count() or 1)

    @cached_property
    def probabilities(self) -> NDArray[np.float32]:
        """Probability of every segment at every pixel, (n_segments, height, width); 0 where unassigned."""
        return self._probabilities.everywhere()

    def probability(self, segment: int | str) -> NDArray[np.float32]:
        """Return the probability of one segment at every pixel.

        Parameters
        ----------
        segment : int or str
            Number from 1, or name.

        Returns
        -------
        ndarray of shape (height, width), float32
            From 0 to 1; 0 where pixels are unassigned.

        Raises
        ------
        NoSuchSegmentError
            If there is no segment of that number or name.
        """
        index = self.number(segment) - 1
        if "probabilities" in self.__dict__ or 4 * self.n_segments * self.labels.size <= KEPT:
            return self.probabilities[index]
        out = np.zeros(self.labels.size, np.float32)
        for indices, block in self.probability_blocks():
            out[indices] = block[:, index]
        return out.reshape(self.labels.shape)

    def number(self, segment: int | str) -> int:
        """Return the number of a segment given by number or name, or raise `NoSuchSegmentError`."""
        names = [s.name for s in self.model.segments]
        if isinstance(segment, str) and segment in names:
            return names.index(segment) + 1
        if not isinstance(segment, str) and 1 <= segment <= len(names):
            return int(segment)
        raise NoSuchSegmentError(segment, tuple(names))

    @cached_property
    def uncertainty(self) -> NDArray[np.float32]:
        """Entropy of the segments' probabilities over its maximum, (height, width), 0 sure to 1 undecided."""
        values = np.zeros(self.labels.size, np.float32)
        for indices, block in self.probability_blocks():
            values[indices] = uncertainty(block, self.n_possible)
        return values.reshape(self.labels.shape)

    @cached_property
    def margin(self) -> NDArray[np.float32]:
        """Largest probability of a segment less the second largest, (height, width), 1 sure to 0 undecided.

        0 where pixels are unusable.
        """
        values = np.zeros(self.labels.size, np.float32)
        for indices, block in self.probability_blocks():
            values[indices] = margin(block)
        return values.reshape(self.labels.shape)

    @cached_property
    def log_density(self) -> NDArray[np.float32]:
        """Log-likelihood of each pixel, (height, width), nats in the unit of features; NaN where unusable."""
        values = np.full(self.labels.size, np.nan, np.float32)
        blocks = self.model.features.blocks(self.image)
        for number in range(len(blocks)):
            values[blocks.place(number)] = em.scores(blocks[number], self.model.mixture)
        return values.reshape(self.labels.shape)

    @property
    def novelty(self) -> NDArray[np.float32]:
        """How unlike all components each pixel is, (height, width), 0 usual to 1 unexplained; 0 if unusable.

        0 where a tenth of the training pixels are less likely, 1 where one in 10,000 is, by logarithms;
        pixels of this picture stand for training pixels where the model does not say how well it explains
        these.
        """
        return novelty(self.log_density, self.model, self.sampled.scores)

    def probability_blocks(
        self, around: NDArray[np.intp] | None = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield probabilities block by block, for pictures too large to hold them all in memory.

        Parameters
        ----------
        around : ndarray of shape (k,), optional
            Flat indices of pixels, rising: blocks that hold none of them are left out.

        Yields
        ------
        indices : ndarray of shape (n,)
            Flat indices of usable pixels, in row order.
        probabilities : ndarray of shape (n, n_segments), float32
            From 0 to 1.
        """
        return self._probabilities.probability_blocks(around)

    @cached_property
    def hierarchy(self) -> RegionTree:
        """All divisions of the picture into connected regions, from fine to coarse."""
        return ImageHierarchy.of(self.image).tree(self.seed, threads=os.cpu_count() or 1)

    @cached_property
    def regions(self) -> NDArray[np.int32]:
        """Number of the connected region of every pixel, (height, width), from 1; 0 = unassigned.

        Regions follow from several mixtures and the boundaries between them; a segment may lie in many
        regions and a region may hold several segments.
        """
        if self.detail == DETAIL and self.min_region == 0 and not self.image.is_lazy:  # which labels ask, too
            found = ImageHierarchy.of(self.image).usual_regions(self.seed, threads=os.cpu_count() or 1)
            return cast("NDArray[np.int32]", found)
        return regions(self.image, self.hierarchy, detail=self.detail, min_region=self.min_region)

    def at_detail(self, detail: float, min_region: int = 0) -> Self:
        """Return the same segmentation with its regions at another level of detail.

        The hierarchy of regions is computed once and shared, so this takes no time.

        Raises
        ------
        BadSettingError
            If `detail` is not from 0 to 1, or `min_region` is below 0.
        """
        if not 0 <= detail <= 1:
            raise BadSettingError("detail", detail, "a number from 0 to 1")
        if not min_region >= 0:
            raise BadSettingError("min_region", min_region, "a number of pixels, 0 or more")
        other = replace(self, detail=detail, min_region=min_region)
        other.__dict__["hierarchy"] = self.hierarchy  # where cached_property keeps it
        return other

    def table(self) -> tuple[SegmentRow, ...]:
        """Return a row for each segment.

        Number, name, pixels, percent of the usable and mean colour; its area in true units where the size of
        a pixel is known; and mean, standard deviation, smallest, largest and median value of each channel of
        the picture as it was read, in the numbers that the file holds.
        """
        return tuple(
            replace(row, channels=statistics)
            for row, statistics in zip(self.rows(), self.channel_statistics, strict=True)
        )

    @cached_property
    def channel_statistics(self) -> list[tuple[ChannelStatistics, ...]]:
        """Statistics of each channel of the picture as it was read, for each segment."""
        if self.image.is_lazy:
            return self._added_up.channel_statistics
        return measures.of_labels(self.image, self.labels, self.n_segments)

    def rows(self) -> tuple[SegmentRow, ...]:
        """Return the rows of `table` without statistics of channels, which take longer."""
        pixels, means = self.sizes_and_colours
        units = area_units(self.image.pixel_size)
        colours = np.rint(means).astype(int)
        return tuple(
            SegmentRow(
                number,
                segment.name,
                int(pixels[number]),
                float(100 * pixels[number] / self.image.n_usable),
                (int(colours[number, 0]), int(colours[number, 1]), int(colours[number, 2])),
                tuple((unit, float(pixels[number] * each)) for unit, each in units),
            )
            for number, segment in enumerate(self.model.segments, 1)
        )

    @cached_property
    def usual_objects(self) -> Objects:
        """The objects as `objects` finds them by default: found once for all files."""
        return self.objects()

    def objects(
        self,
        classes: ClassChoice | int | str = None,
        *,
        options: ObjectOptions | None = None,
        pixel_size: PixelSize | float | str | None = None,
        threads: int | None = None,
        **how: Any,
    ) -> Objects:
        """Return the objects of classes: connected pieces, divided where they touch, numbered in row order.

        Parameters
        ----------
        classes : sequence of int or str, int, str, "all" or None
            Classes by number or name, or all of them; by default as the model says, else all but the largest.
        options : ObjectOptions, optional
            How they are made, in place of `classes` and `how`.
        pixel_size : float, tuple of two floats or str, optional
            Micrometres, or height and width, or as "0.25um"; by default as the picture says.
        threads : int, optional
            Threads to work on; by default one per processor.
        **how
            Fields of `ObjectOptions`: `split`, `typical_size`, `fill_holes`, `min_area` and so on.

        Raises
        ------
        BadSettingError
            If a choice is out of its range.
        NoClassesError
            If there is no class among those named.
        NoSuchSegmentError
            If there is no class of a number or name.
        """
        if options is None:
            base = self.model.objects or ObjectOptions()
            changes = how if classes is None else {**how, "classes": classes}
            options = base.changed(**changes)
        size = None if pixel_size is None else pixel_size_of(pixel_size)
        return Objects.found(self, options, pixel_size=size, threads=threads)

    def save(
        self,
        folder: str | PathLike[str],
        kinds: Iterable[str] = ("labels", "overlay", "table"),
        *,
        stem: str | None = None,
        overwrite: bool = False,
        opacity: float = 0.5,
        segments: Sequence[int | str] | None = None,
    ) -> list[Path]:
        """Write files of this segmentation, all of them or none, and return their paths.

        Parameters
        ----------
        folder : str or path-like
            Where to; made if it is not there.
        kinds : iterable of str
            What to write, as `gmmseg segment --export` names it; "all" stands for all that can be written.
        stem : str, optional
            How the files' names begin; by default the picture's name without its ending.
        overwrite : bool
            Whether files that are there may be replaced.
        opacity : float
            Of the colours in the overlay, 0 to 1.
        segments : sequence of int or str, optional
            Only these, by number or name; by default all.

        Raises
        ------
        AlreadyThereError
            If a file exists and may not be replaced; nothing is written then.
        BadSettingError
            If a kind is unknown or the opacity is out of range.
        CannotWriteError
            If a file cannot be written; nothing is written then.
        MissingLibraryError
            If a kind needs a library that is not installed.
        NoSuchSegmentError
            If there is no segment of a number or name.
        """
        from gmmseg.io.exporters import export

        return export(self, folder, kinds, stem=stem, overwrite=overwrite, opacity=opacity, segments=segments)

    def to_pandas(self) -> Any:
        """Return `table` as a `pandas.DataFrame`: a row for each segment, with the columns of the CSV export.

        Raises
        ------
        MissingLibraryError
            If pandas is not installed.
        """
        return self._data_frame("pandas")

    def to_polars(self) -> Any:
        """Return `table` as a `polars.DataFrame`, with the columns of `to_pandas`.

        Raises
        ------
        MissingLibraryError
            If polars is not installed.
        """
        return self._data_frame("polars")

    def _data_frame(self, library: Literal["pandas", "polars"]) -> Any:
        from gmmseg.imaging.objects.object_table import data_frame

        rows = self.table()
        names = [f"area_{unit}" for unit, _ in area_units(self.image.pixel_size)]
        names += measures.columns(self.image)
        found = [
            [area for _, area in row.areas] + [v for c in row.channels for v in c.numbers] for row in rows
        ]
        columns = {
            "segment": [row.number for row in rows],
            "name": [row.name for row in rows],
            "pixels": [row.pixels for row in rows],
            "percent": [row.percent for row in rows],
            **{f"mean_{hue}": [row.colour[i] for row in rows] for i, hue in enumerate(HUES)},
            **dict(zip(names, zip(*found, strict=True), strict=True)),
        }
        return data_frame(columns, library)

    def to_xarray(self, *, probabilities: bool = False) -> Any:
        """Return the labels, and the probabilities if asked for, as an `xarray.Dataset`.

        Its variables are `labels` (y, x) and `probability` (segment, y, x). Coordinates are the middles of
        pixels, micrometres where the size of a pixel is known and else in pixels from the upper left corner;
        `segment` counts from 1 as labels do, and `segment_name` is what people call it.

        Parameters
        ----------
        probabilities : bool
            Whether the probability of each segment at each pixel is wanted, too.

        Raises
        ------
        MissingLibraryError
            If xarray is not installed.
        """
        if find_spec("xarray") is None:
            raise MissingLibraryError("an xarray dataset", "xarray", "xarray", "make")
        size, unit = (self.image.pixel_size, "um") if self.image.pixel_size else ((1.0, 1.0), "pixel")
        y, x = ((np.arange(n) + 0.5) * each for n, each in zip(self.labels.shape, size, strict=True))
        variables: dict[str, Any] = {"labels": (("y", "x"), self.labels)}
        if probabilities:
            variables["probability"] = (("segment", "y", "x"), self.probabilities)
        names = [segment.name for segment in self.model.segments]
        return import_module("xarray").Dataset(
            variables,
            {
                "y": ("y", y, {"units": unit}),
                "x": ("x", x, {"units": unit}),
                "segment": np.arange(1, len(names) + 1),
                "segment_name": ("segment", names),
            },
            {"image": self.image.name, "log_likelihood": self.log_likelihood},
        )

    def __repr__(self) -> str:
        names = ", ".join(segment.name for segment in self.model.segments[:MOST_NAMED])
        more = ", ..." if self.n_segments > MOST_NAMED else ""
        place = f"{self.image.name!r}, {self.image.width} x {self.image.height}"
        return f"Segmentation({place}, {self.n_segments} segments: {names}{more})"


def uncertainty(probabilities: NDArray[np.float32], n_possible: int) -> NDArray[np.float32]:
    """Return the entropy of probabilities (n, k) over its maximum, (n,), 0 sure to 1 undecided.

    `n_possible` of the k are not 0 everywhere.
    """
    logs = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny))
    most = np.float32(np.log(max(n_possible, 2)))
    return np.asarray(-np.einsum("nk,nk->n", probabilities, logs) / most)


def margin(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest of probabilities (n, k) less the second largest, (n,); 1 where k is 1."""
    if probabilities.shape[1] < 2:
        return np.ones(len(probabilities), np.float32)
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.asarray(two[:, 1] - two[:, 0])


USUAL, FOREIGN = 0.1, 1e-4  # shares of training pixels that are less likely: nothing odd, and unexplained


def novelty(
    scores: NDArray[np.floating[Any]], model: Model, usual: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return how unlike all components pixels of these log-likelihoods are, 0 usual to 1 unexplained.

    `usual` (n,) are log-likelihoods that stand for training pixels where the model does not know its own.
    """
    training = model.training or Training.of((), [usual], np.ones(model.mixture.n_components), 0)
    rates = training.rate(np.nan_to_num(scores, nan=np.inf))
    shares = (np.log(USUAL) - np.log(np.maximum(rates, 1e-300))) / np.log(USUAL / FOREIGN)
    return np.clip(shares, 0, 1).astype(np.float32)


def label_type(n_segments: int) -> type[np.uint8] | type[np.uint16]:
    """Return the type of labels that count up to `n_segments`."""
    return np.uint8 if n_segments < 2**8 else np.uint16
