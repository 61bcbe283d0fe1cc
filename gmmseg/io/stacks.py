"""Labels of several pages of one file as one stack, written page by page so that memory stays small.

The axes of the pages are kept: of a stack in time and depth the labels are one, too. What ImageJ and OME
have no axis for is a depth to them, since that is how they show pages that merely follow each other.
"""

import csv
import math
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol

import numpy as np

from gmmseg.errors import CannotWriteError, DifferentPagesError, MissingLibraryError
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Segment
from gmmseg.imaging.segment_table import SegmentRow
from gmmseg.imaging.units import PixelSize
from gmmseg.io.atomic import shown, writing_together
from gmmseg.io.exporters.registry import make_folder, refuse_to_replace
from gmmseg.io.exporters.table import safe
from gmmseg.io.readers.page_axes import PageAxis
from gmmseg.io.readers.pages import ChosenPage

if TYPE_CHECKING:
    from gmmseg.imaging.segmentation import Segmentation

STACK_KINDS = {
    "stack-tif": "Of several pages: labels, a page for each, plain TIFF.",
    "stack-imagej": "Of several pages: labels as a hyperstack for ImageJ, TIFF.",
    "stack-ome": "Of several pages: labels with their axes for microscopy, OME-TIFF.",
    "stack-zarr": "Of several pages: pictures and labels as a folder for napari, OME-Zarr.",
    "pages": "Of several pages: pixels and percent of each segment on each page, CSV.",
}
ENDINGS = {
    "stack-tif": "_stack.tif",
    "stack-imagej": "_hyperstack.tif",
    "stack-ome": "_stack.ome.tif",
    "stack-zarr": "_stack.ome.zarr",
    "pages": "_pages.csv",
}
LARGEST_IMAGEJ = 2**32 - 2**24  # bytes of pixels that its TIFF has room for
CHUNK = 1024  # pixels a side
CLASS_COLUMNS = ("segment", "name", "pixels", "percent", "mean_red", "mean_green", "mean_blue")
Layout = Literal["tif", "imagej", "ome"]


@dataclass(frozen=True)
class StackGrid:
    """Where the pages of a stack lie.

    Attributes
    ----------
    axes : tuple of (PageAxis, tuple of int)
        Each axis, and the numbers on it that are there: time before all others, depth last.
    indices : tuple of int
        For each page its place in the stack, from 0, the last axis fastest.
    """

    axes: tuple[tuple[PageAxis, tuple[int, ...]], ...]
    indices: tuple[int, ...]

    @classmethod
    def of(cls, pages: Sequence[ChosenPage]) -> "StackGrid":
        """Return the grid of pages; those that fill none lie one behind the other."""
        places = [{axis.name: number for axis, number in page.place} for page in pages]
        named = {axis.name: axis for page in pages for axis, _ in page.place}
        if len({frozenset(place) for place in places}) == 1:
            numbers = {name: tuple(sorted({place[name] for place in places})) for name in named}
            if math.prod(map(len, numbers.values())) == len({tuple(p.items()) for p in places}) == len(pages):
                order = sorted(
                    (name for name in named if len(numbers[name]) > 1), key=lambda n: _rank(named[n])
                )
                axes = tuple((named[name], numbers[name]) for name in order)
                return cls(axes, tuple(_index(place, axes) for place in places))
        line = PageAxis.of("I", len(pages))
        return cls(((line, tuple(range(1, len(pages) + 1))),), tuple(range(len(pages))))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many pages lie on each axis."""
        return tuple(len(numbers) for _, numbers in self.axes)

    @property
    def codes(self) -> str:
        """The letters of the axes as TIFF's readers know them."""
        found = ""
        for axis, _ in self.axes:
            code = "I" if axis.code == "N" else axis.code
            found += next(each for each in (code, *"IQPRHELVMJK") if each not in found)
        return found

    def as_hyperstack(self) -> tuple[str, tuple[int, ...]]:
        """Return letters and shape with time and depth only: all else is one axis of depth."""
        shape = self.shape
        times = shape[0] if self.axes and self.axes[0][0].code == "T" else 1
        n_pages = math.prod(shape)
        return "TZ", (times, n_pages // times)


def _rank(axis: PageAxis) -> int:
    return {"T": 0, "Z": 2}.get(axis.code, 1)


def _index(place: dict[str, int], axes: Sequence[tuple[PageAxis, tuple[int, ...]]]) -> int:
    index = 0
    for axis, numbers in axes:
        index = index * len(numbers) + numbers.index(place[axis.name])
    return index


@dataclass(frozen=True, eq=False)
class StackContext:
    """What writers of stacks know before the first page.

    Attributes
    ----------
    name : str
        Of the file.
    grid : StackGrid
        Where pages lie.
    pages : sequence of ChosenPage
        In their order.
    segments : sequence of Segment
        The classes, the same on all pages.
    image : Image
        The first page.
    """

    name: str
    grid: StackGrid
    pages: Sequence[ChosenPage]
    segments: Sequence[Segment]
    image: Image

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of labels."""
        from gmmseg.imaging.segmentation import label_type

        return np.dtype(label_type(len(self.segments)))

    @property
    def page_shape(self) -> tuple[int, int]:
        """Height and width of every page."""
        return self.image.height, self.image.width


class StackFile(Protocol):
    """One file of a stack, to which pages are added in any order."""

    def add(self, number: int, found: "Segmentation", rows: Sequence[SegmentRow]) -> None:
        """Write the page of a number from 0."""

    def close(self) -> None:
        """Write what comes last."""


class StackWriter:
    """All files of a stack, to which pages are added as they are found."""

    def __init__(self, context: StackContext, files: Sequence[StackFile]) -> None:
        self._context, self._files = context, files

    def add(self, number: int, found: "Segmentation", rows: Sequence[SegmentRow]) -> None:
        """Write the labels of the page of a number from 0; `rows` are those of its table.

        Raises
        ------
        DifferentPagesError
            If it has another size than the first.
        """
        if found.labels.shape != self._context.page_shape and any(
            not isinstance(each, PagesTable) for each in self._files
        ):
            height, width = self._context.page_shape
            rows, columns = found.labels.shape
            raise DifferentPagesError(self._context.name, f"{width} x {height}", f"{columns} x {rows}")
        for each in self._files:
            each.add(number, found, rows)


def foresee_stack(folder: Path, kinds: Collection[str], stem: str, *, overwrite: bool) -> None:
    """Raise now what `writing_stack` would raise: a library that is missing, files that are in the way.

    Raises
    ------
    MissingLibraryError
        If a kind needs a library that is not installed.
    AlreadyThereError
        If a file exists and may not be replaced.
    """
    if "stack-zarr" in kinds and find_spec("zarr") is None:
        raise MissingLibraryError("stack-zarr", "zarr", "zarr")
    if not overwrite:
        refuse_to_replace([folder / f"{stem}{ENDINGS[kind]}" for kind in kinds], folder)


@contextmanager
def writing_stack(
    folder: Path, kinds: Sequence[str], stem: str, context: StackContext, *, overwrite: bool
) -> Iterator[tuple[StackWriter, list[Path]]]:
    """Give a writer of stacks and the paths of its files, which appear when the block ends well.

    Parameters
    ----------
    folder : Path
        Where to; made if it is not there.
    kinds : sequence of str
        Keys of `STACK_KINDS`.
    stem : str
        How the files' names begin.
    context : StackContext
        What is known before the first page.
    overwrite : bool
        Whether files that are there may be replaced.

    Raises
    ------
    AlreadyThereError
        If a file exists and may not be replaced.
    CannotWriteError
        If a file cannot be written, or would be larger than its kind can be.
    """
    foresee_stack(folder, kinds, stem, overwrite=overwrite)
    make_folder(folder)
    paths = [folder / f"{stem}{ENDINGS[kind]}" for kind in kinds]
    with writing_together(overwrite=overwrite) as begin:
        files: list[StackFile] = []
        try:
            for kind, path in zip(kinds, paths, strict=True):
                files.append(_MAKERS[kind](begin(path), context, path))
            yield StackWriter(context, files), paths
            for each in files:
                each.close()
        finally:
            for each in files:
                if isinstance(each, TiffStack):
                    each.file.close()


class TiffStack:
    """Labels in a TIFF, whose pages lie one behind the other, not packed."""

    def __init__(self, temporary: Path, context: StackContext, path: Path, layout: Layout) -> None:
        self.context = context
        shape = (*context.grid.shape, *context.page_shape)
        self.n_bytes = math.prod(context.page_shape) * context.dtype.itemsize
        if layout == "imagej" and self.n_bytes * len(context.pages) > LARGEST_IMAGEJ:
            size = self.n_bytes * len(context.pages) / 1e9
            reason = f"its labels take {size:.1f} GB, and ImageJ's TIFF has room for 4.3 GB"
            raise CannotWriteError(shown(path), reason, "Write stack-tif or stack-ome instead")
        if layout != "tif":
            shape = (*context.grid.as_hyperstack()[1], *context.page_shape)
        self.file = temporary.open("w+b")
        try:
            self.offset = _write_header(self.file, context, shape, layout)
        except BaseException:
            self.file.close()
            raise

    def add(self, number: int, found: "Segmentation", rows: Sequence[SegmentRow]) -> None:  # noqa: ARG002 - as the others
        """Write a page where it belongs."""
        index = self.context.grid.indices[number]
        self.file.seek(self.offset + index * self.n_bytes)
        self.file.write(np.ascontiguousarray(found.labels, self.context.dtype).data)

    def close(self) -> None:
        """Let pages that were left out read as 0."""
        end = self.offset + self.n_bytes * len(self.context.pages)
        if self.file.seek(0, 2) < end:
            self.file.truncate(end)
        self.file.close()


def _write_header(file: BinaryIO, context: StackContext, shape: tuple[int, ...], layout: Layout) -> int:
    """Write all but the pixels of a TIFF; return where these begin."""
    import tifffile

    names = [segment.name for segment in context.segments]
    listed = "\n".join(f"{number} = {name}" for number, name in enumerate(names, 1))
    size: PixelSize | None = context.image.pixel_size
    metadata: dict[str, Any]
    more: dict[str, Any] = {}
    if layout == "ome":
        metadata = {
            "axes": "TZYX",
            "Name": shown(context.name),
            "UUID": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{context.name} {listed} {shape}')}",
        }
        if size is not None:
            metadata |= {f"PhysicalSize{axis}": side for axis, side in zip("YX", size, strict=True)}
            metadata |= {f"PhysicalSize{axis}Unit": "\u00b5m" for axis in "YX"}
    elif layout == "imagej":
        metadata = {"axes": "TZYX", "min": 0.0, "max": float(len(names)), "Info": listed}
        if size is not None:
            metadata["unit"] = "um"
            more["resolution"] = (1 / size[1], 1 / size[0])
    else:
        metadata = {"axes": f"{context.grid.codes}YX"}
        if size is not None:
            more = {"resolution": (1e4 / size[1], 1e4 / size[0]), "resolutionunit": 3}
    big = layout != "imagej"
    with tifffile.TiffWriter(
        file, imagej=layout == "imagej", ome=layout == "ome", bigtiff=big, byteorder="<"
    ) as tiff:
        written = tiff.write(
            shape=shape,
            dtype=context.dtype.newbyteorder("<"),
            photometric="minisblack",
            metadata=metadata,
            returnoffset=True,
            **more,
        )
    assert written is not None
    return written[0]


class PagesTable:
    """A row for each page and class: the curve of a class along the pages."""

    def __init__(self, temporary: Path, context: StackContext, path: Path) -> None:  # noqa: ARG002 - as the others
        self.context, self.temporary = context, temporary
        self.rows: dict[int, list[tuple[object, ...]]] = {}

    def add(self, number: int, found: "Segmentation", rows: Sequence[SegmentRow]) -> None:  # noqa: ARG002 - as the others
        """Take in what was found on a page."""
        page = self.context.pages[number]
        begin = (number + 1 if page.number is None else page.number, safe(page.name))
        places = {axis.name: place for axis, place in page.place}
        place = tuple(places.get(name, "") for name in self._axes)
        self.rows[number] = [
            (*begin, *place, row.number, safe(row.name), row.pixels, f"{row.percent:.4f}")
            + (row.seen_colour or ("", "", ""))
            for row in rows
        ]

    @property
    def _axes(self) -> list[str]:
        found = dict.fromkeys(axis.name for page in self.context.pages for axis, _ in page.place)
        return [name for name in found if name != "page"]

    def close(self) -> None:
        """Write the table."""
        with self.temporary.open("w", encoding="utf-8", errors="replace", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("page", "page_name", *self._axes, *CLASS_COLUMNS))
            for number in sorted(self.rows):
                rows.writerows(self.rows[number])


@dataclass(eq=False)
class ZarrStack:
    """Pictures and labels as OME-Zarr (NGFF 0.4); each page is packed and written as it comes."""

    temporary: Path
    context: StackContext
    path: Path
    held: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import zarr
        from zarr.storage import MemoryStore

        self.temporary.unlink()  # the file that was to hold it
        self.temporary.mkdir()
        context, image = self.context, self.context.image
        codes, lengths = self._axes()
        root = zarr.open_group(MemoryStore(self.held), mode="w", zarr_format=2)
        multiscale = self._multiscale(
            context.name, [*codes[:1], "c", *codes[1:]] if "t" in codes else ["c", *codes]
        )
        root.attrs.update({"multiscales": [multiscale]})
        at = 1 if "t" in codes else 0
        shape = (*lengths[:at], image.n_channels, *lengths[at:], *context.page_shape)
        self.pixels = _zarr_array(root, shape, image.pixels.dtype)
        root.create_group("labels").attrs.update({"labels": ["segments"]})
        labels = root.create_group("labels/segments")
        labels.attrs.update(
            {"multiscales": [self._multiscale("segments", codes)], "image-label": self._label()}
        )
        self.labels = _zarr_array(labels, (*lengths, *context.page_shape), context.dtype)
        self.at = at
        self._flush()

    def _axes(self) -> tuple[list[str], tuple[int, ...]]:
        """Return names and lengths of the axes: only those of more than one page."""
        _, (times, depths) = self.context.grid.as_hyperstack()
        both = [("t", times), ("z", depths)]
        kept = [(name, n) for name, n in both if n > 1]
        return [name for name, _ in kept], tuple(n for _, n in kept)

    def _multiscale(self, name: str, leading: Sequence[str]) -> dict[str, Any]:
        size = self.context.image.pixel_size
        unit = {} if size is None else {"unit": "micrometer"}
        kinds = {"t": {"type": "time"}, "c": {"type": "channel"}, "z": {"type": "space"}}
        axes = [{"name": each, **kinds[each]} for each in leading]
        axes += [{"name": each, "type": "space", **unit} for each in "yx"]
        scale = [{"type": "scale", "scale": [1.0] * len(leading) + list(size or (1.0, 1.0))}]
        datasets = [{"path": "0", "coordinateTransformations": scale}]
        return {"version": "0.4", "name": name, "axes": axes, "datasets": datasets}

    def _label(self) -> dict[str, Any]:
        numbered = list(enumerate(self.context.segments, 1))
        return {
            "version": "0.4",
            "colors": [{"label-value": n, "rgba": [*each.colour, 255]} for n, each in numbered],
            "properties": [{"label-value": n, "name": each.name} for n, each in numbered],
            "source": {"image": "../../"},
        }

    def add(self, number: int, found: "Segmentation", rows: Sequence[SegmentRow]) -> None:  # noqa: ARG002 - as the others
        """Write the chunks of a page."""
        _, lengths = self._axes()
        place = tuple(int(i) for i in np.unravel_index(self.context.grid.indices[number], lengths or (1,)))
        place = place if lengths else ()
        self.labels[place] = found.labels
        pixels = np.moveaxis(found.image.pixels, 2, 0)
        for channel, plane in enumerate(pixels):
            self.pixels[(*place[: self.at], channel, *place[self.at :])] = plane
        self._flush()

    def _flush(self) -> None:
        """Bring what is packed to its files; errors of the disk are then the system's own."""
        for key in sorted(self.held):
            target = self.temporary / key
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.write(self.held[key].to_bytes())
            if not key.rpartition("/")[2].startswith(".z"):  # what describes arrays is asked for again
                del self.held[key]

    def close(self) -> None:
        """Nothing is left to write."""


def _zarr_array(group: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    from numcodecs import Zlib

    chunks = (1,) * (len(shape) - 2) + tuple(min(CHUNK, n) for n in shape[-2:])
    return group.create_array(
        "0",
        shape=shape,
        dtype=dtype,
        chunks=chunks,
        compressors=Zlib(1),
        chunk_key_encoding={"name": "v2", "separator": "/"},
    )


_MAKERS: dict[str, Callable[[Path, StackContext, Path], StackFile]] = {
    "stack-tif": lambda temporary, context, path: TiffStack(temporary, context, path, "tif"),
    "stack-imagej": lambda temporary, context, path: TiffStack(temporary, context, path, "imagej"),
    "stack-ome": lambda temporary, context, path: TiffStack(temporary, context, path, "ome"),
    "stack-zarr": ZarrStack,
    "pages": PagesTable,
}
