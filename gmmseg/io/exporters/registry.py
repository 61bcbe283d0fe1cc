"""The registry of exporters: one function that writes any kinds of files, all of them or none."""

import errno
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gmmseg.errors import (
    AlreadyThereError,
    BadSettingError,
    CannotWriteError,
    MissingLibraryError,
    NotInBandsError,
)
from gmmseg.io.atomic import REASONS, shown, writing_together
from gmmseg.io.exporters import (
    coco,
    hdf5,
    labelme,
    labels,
    masks,
    npz,
    object_files,
    ome_zarr,
    parquet,
    pictures,
    report,
    roi,
    statistics,
    svg,
    table,
    tiff,
    yolo,
)
from gmmseg.io.exporters.context import ExportContext, ExportKind, NamedMasks, Output
from gmmseg.io.exporters.geo import cog, geojson, geopackage
from gmmseg.io.exporters.objects import OBJECT_KINDS
from gmmseg.io.exporters.objects import suffixes as object_suffixes
from gmmseg.io.naming import RESULTS

if TYPE_CHECKING:
    from gmmseg.imaging.image import Image
    from gmmseg.imaging.objects.objects import Objects
    from gmmseg.imaging.rendering.composite import Styles
    from gmmseg.imaging.segmentation import Segmentation

EXPORTERS: dict[str, ExportKind] = {
    "labels": ExportKind(
        "Label map as a PNG in colours; pixel value = segment number, 0 = unassigned.",
        labels.outputs,
        "_labels.png",
    ),
    "overlay": ExportKind(
        "Picture with the segments' colours over it, PNG.", pictures.overlay, "_overlay.png", has_opacity=True
    ),
    "table": ExportKind(
        "Pixels, percent and mean colour of each segment and object, CSV.",
        table.outputs,
        "_table.csv",
        in_bands=True,
    ),
    "labels-tif": ExportKind("Raw segment numbers, 8 or 16 bits, TIFF.", tiff.labels, "_labels.tif"),
    "masks": ExportKind("A mask for each segment: 255 inside, 0 outside, PNG.", masks.masks, "_mask_1.png"),
    "cutouts": ExportKind(
        "The picture for each segment, transparent outside it, PNG.", masks.cutouts, "_cutout_1.png"
    ),
    "mattes": ExportKind(
        "The picture for each segment, as opaque as it is probable there, PNG.", masks.mattes, "_matte_1.png"
    ),
    "regions": ExportKind(
        "Connected regions at the chosen detail; pixel value = region number, 16-bit PNG.",
        labels.regions,
        "_regions.png",
    ),
    "mean": ExportKind("Picture with every segment in its mean colour, PNG.", pictures.mean, "_mean.png"),
    "boundaries": ExportKind(
        "Picture with the segments' boundaries drawn on it, PNG.", pictures.boundaries, "_boundaries.png"
    ),
    "uncertainty": ExportKind(
        "How undecided each pixel is: black sure, pale yellow undecided, PNG.",
        pictures.uncertainty,
        "_uncertainty.png",
    ),
    "margin": ExportKind(
        "How close the two most probable segments are: black far, pale yellow the same, PNG.",
        pictures.margin,
        "_margin.png",
    ),
    "density": ExportKind(
        "How well the model explains each pixel: black as in training, pale yellow not at all, PNG.",
        pictures.density,
        "_density.png",
    ),
    "maps-tif": ExportKind(
        "Entropy, margin and log-density, each on a page, float32 TIFF.", tiff.maps, "_maps.tif"
    ),
    "probability-maps": ExportKind(
        "A grey map for each segment: 0 impossible, 255 certain, PNG.",
        pictures.probability_maps,
        "_probability_1.png",
    ),
    "probabilities": ExportKind(
        "Probability of each segment on a page of its own, float32 TIFF.",
        tiff.probabilities,
        "_probabilities.tif",
    ),
    "probabilities-ome": ExportKind(
        "The same with named channels, for microscopy, OME-TIFF.",
        tiff.probabilities_ome,
        "_probabilities.ome.tif",
    ),
    "probabilities-h5": ExportKind(
        "The same as ilastik writes it, HDF5.", hdf5.outputs, "_probabilities.h5", "hdf5", "h5py"
    ),
    "probabilities-npz": ExportKind("The same as a NumPy archive, NPZ.", npz.outputs, "_probabilities.npz"),
    "zarr": ExportKind(
        "Picture and label map as a folder for napari, OME-Zarr.",
        ome_zarr.outputs,
        "_labels.ome.zarr",
        "zarr",
        "zarr",
        in_bands=True,
    ),
    "geojson": ExportKind(
        "Exact outlines of each segment, on the map if the picture has a place, GeoJSON.",
        geojson.outputs,
        "_outlines.geojson",
    ),
    "qupath": ExportKind(
        "Exact outlines of each segment in pixels for QuPath, GeoJSON.",
        geojson.for_qupath,
        "_qupath.geojson",
    ),
    "qupath-gz": ExportKind(
        "The same, packed, as QuPath opens it, too, GeoJSON in gzip.",
        geojson.for_qupath_packed,
        "_qupath.geojson.gz",
    ),
    "geopackage": ExportKind(
        "Exact outlines of each segment on the map, with areas, GeoPackage.",
        geopackage.outputs,
        "_outlines.gpkg",
    ),
    "labels-cog": ExportKind(
        "Label map in colours, tiled with smaller versions, cloud-optimised GeoTIFF.",
        cog.labels,
        "_labels_cog.tif",
        in_bands=True,
    ),
    "probabilities-cog": ExportKind(
        "Probability of each segment in a band of its own, cloud-optimised GeoTIFF.",
        cog.probabilities,
        "_probabilities_cog.tif",
    ),
    "imagej-roi": ExportKind(
        "Outlines of each connected piece for ImageJ's ROI manager, ZIP.",
        roi.outputs,
        "_RoiSet.zip",
        "imagej",
        "roifile",
    ),
    "coco": ExportKind("A polygon for each connected piece, COCO's JSON.", coco.polygons, "_coco.json"),
    "coco-rle": ExportKind("Each whole segment as runs of pixels, COCO's JSON.", coco.runs, "_coco_rle.json"),
    "labelme": ExportKind("A polygon for each connected piece, LabelMe's JSON.", labelme.outputs, ".json"),
    "yolo": ExportKind(
        "Polygons for YOLO in labels/, and data.yaml with the classes, text.",
        yolo.outputs,
        ".txt",
        folder="labels",
    ),
    "svg": ExportKind("Outlines as a drawing, SVG.", svg.outputs, "_outlines.svg"),
    "report": ExportKind(
        "All of it on a page for people, HTML.",
        report.outputs,
        "_report.html",
        "plots",
        "matplotlib",
        has_opacity=True,
    ),
    "statistics": ExportKind(
        "Spread and normality of each channel, and each segment's area with its interval, CSV.",
        statistics.outputs,
        "_statistics.csv",
    ),
    "plots": ExportKind(
        "Histogram, ellipses, boxes, Q-Q plot, merges and shares of the segments, PNG.",
        statistics.plots,
        "_plots.png",
    ),
    "parquet": ExportKind(
        "The table for programs, Parquet.",
        parquet.outputs,
        "_table.parquet",
        "tables",
        "pyarrow",
        in_bands=True,
    ),
    "objects-csv": ExportKind(
        "What is measured of each object, a row for each, CSV.", object_files.table_csv, "_objects.csv"
    ),
    "objects-summary-csv": ExportKind(
        "Number, density and statistics of the objects of each class, CSV.",
        object_files.summary_csv,
        "_objects_summary.csv",
    ),
    "objects-parquet": ExportKind(
        "What is measured of each object for programs, Parquet.",
        object_files.table_parquet,
        "_objects.parquet",
        "tables",
        "pyarrow",
    ),
    "objects-tif": ExportKind(
        "Numbers of the objects, 0 where there is none, 32-bit TIFF.", object_files.label_tiff, "_objects.tif"
    ),
    "objects-png": ExportKind(
        "The same up to number 65535, 16-bit PNG.", object_files.label_png, "_objects.png"
    ),
    "objects-cellpose": ExportKind(
        "The same under the name that Cellpose looks for, 16-bit TIFF (32-bit above 65535).",
        object_files.cellpose_masks,
        "_cp_masks.tif",
    ),
    "objects-overlay": ExportKind(
        "Picture with the outline of each object drawn on it, PNG.",
        object_files.overlay,
        "_objects_overlay.png",
    ),
    "objects-cutouts": ExportKind(
        "Each object alone, cropped, with soft edges, as a PNG in a folder.",
        object_files.cutouts,
        "_objects_cutouts",
    ),
    "objects-coco": ExportKind(
        "Each object with its number and class, COCO's JSON.", coco.found_objects, "_objects_coco.json"
    ),
    "objects-yolo": ExportKind(
        "Polygons of objects for YOLO in objects_yolo/, with data.yaml, text.",
        yolo.found_objects,
        ".txt",
        folder=f"{yolo.OBJECTS}/labels",
    ),
    "objects-labelme": ExportKind(
        "Polygons of objects, parts grouped by number, LabelMe's JSON.",
        labelme.found_objects,
        "_objects_labelme.json",
    ),
    "objects-qupath": ExportKind(
        "Exact outline and measurements of each object for QuPath, GeoJSON.",
        geojson.objects_for_qupath,
        "_objects.geojson",
    ),
    "objects-qupath-gz": ExportKind(
        "The same, packed, as QuPath opens it, too, GeoJSON in gzip.",
        geojson.objects_for_qupath_packed,
        "_objects.geojson.gz",
    ),
    "objects-geopackage": ExportKind(
        "Exact outline and measurements of each object on the map, GeoPackage.",
        geopackage.objects,
        "_objects.gpkg",
    ),
    "objects-rois": ExportKind(
        "Exact outline of each object for ImageJ's ROI manager, named by number, ZIP.",
        roi.found_objects,
        "_objects_RoiSet.zip",
        "imagej",
        "roifile",
    ),
}
KINDS: dict[str, str] = {name: kind.summary for name, kind in EXPORTERS.items()}
ALL = "all"  # the kinds whose libraries are installed, together
LONGEST_NAME = 255  # bytes, where the file system does not say


def export(
    segmentation: "Segmentation",
    folder: str | os.PathLike[str],
    kinds: Iterable[str],
    *,
    stem: str | None = None,
    overwrite: bool | Collection[str] = False,
    opacity: float = 0.5,
    segments: Sequence[int | str] | None = None,
    objects: NamedMasks = (),
    found_objects: "Objects | None" = None,
    styles: "Styles | None" = None,
    also: Iterable[Output] = (),
    kept: Collection[Path] = (),
) -> list[Path]:
    """Write files of a segmentation, all of them or none, and return their paths.

    Parameters
    ----------
    segmentation : Segmentation
        What to write.
    folder : path-like
        Where to; made if it is not there.
    kinds : iterable of str
        Keys of `KINDS`; "all" stands for all whose libraries are installed.
    stem : str, optional
        How the files' names begin: the picture's name without its ending. Shortened, with a mark
        of its own, where names would become too long for the file system.
    overwrite : bool or collection of str
        Whether files that are there may be replaced; or the kinds whose files may be.
    opacity : float
        Of the colours in the overlay, 0 to 1.
    segments : sequence of int or str, optional
        Only these, by number or name; pixels of others count as unassigned. All by default.
    objects : sequence of (str, ndarray of shape (h, w), bool)
        Name and mask of objects that were cut out: tables list them below the segments.
    found_objects : Objects, optional
        The objects of its classes, for kinds that tell of them; by default those of
        `segmentation.objects()`.
    styles : tuple of ChannelStyle, optional
        How the channels of the picture are shown in pictures of the result; by default as usual.
    also : iterable of Output
        More files to write with them.
    kept : collection of Path
        Files of other pictures that were just written, which stay even where files may be replaced.

    Returns
    -------
    list of Path
        The files, in the order of `kinds`.

    Raises
    ------
    AlreadyThereError
        If a file exists and may not be replaced; nothing is written then.
    BadSettingError
        If a kind is unknown or the opacity is out of range.
    CannotWriteError
        If a file cannot be written, or is kept and would be another; nothing is written then.
    MissingLibraryError
        If a kind needs a library that is not installed.
    NoSuchSegmentError
        If there is no segment of a number or name.
    """
    kinds = check_kinds(kinds)
    context = ExportContext.of(segmentation, segments, opacity, objects, found_objects, styles=styles)
    files = planned_files(context, Path(folder), kinds, stem, also)
    write_files(files, Path(folder), overwrite=overwrite, kept=kept)
    return [file.path for file in files]


def export_objects(
    objects: "Objects", folder: Path, kinds: Iterable[str], *, stem: str | None, overwrite: bool
) -> list[Path]:
    """Write files of objects and of the segmentation that they were found in, as `export` does."""
    from gmmseg.imaging.segmentation import Segmentation

    found = objects.segmentation
    assert isinstance(found, Segmentation)
    return export(found, folder, kinds, stem=stem, overwrite=overwrite, found_objects=objects)


@dataclass(frozen=True)
class PlannedFile:
    """A file that is to be written: its kind, empty for one that is no export, its path, what writes it."""

    kind: str
    path: Path
    output: Output


def planned_files(
    context: ExportContext,
    folder: Path,
    kinds: Iterable[str],
    stem: str | None = None,
    also: Iterable[Output] = (),
) -> list[PlannedFile]:
    """Return the files that `export` writes, in its order; the folder is made, and nothing else."""
    if not 0 <= context.opacity <= 1:
        raise BadSettingError("opacity", context.opacity, "a number from 0 to 1")
    kinds = list(kinds)
    check_in_bands(context.segmentation.image, kinds)
    outputs = [(kind, output) for kind in kinds for output in EXPORTERS[kind].outputs(context)]
    outputs += [("", output) for output in also]
    make_folder(folder)
    stem = Path(context.segmentation.image.name).stem if stem is None else stem
    paths = _destinations(folder, stem, outputs)
    return [PlannedFile(kind, path, output) for (kind, output), path in zip(outputs, paths, strict=True)]


def check_in_bands(image: "Image", kinds: Iterable[str], *, with_objects: bool = False) -> None:
    """Raise `NotInBandsError` for what is not made of a picture larger than memory: a kind, or objects."""
    if not image.is_lazy:
        return
    n = image.height * image.width
    there = ", ".join(kind for kind, each in EXPORTERS.items() if each.in_bands)
    for kind in kinds:
        if not EXPORTERS[kind].in_bands:
            raise NotInBandsError(image.name, n, f"the file {kind!r}", f"Choose among {there}")
    if with_objects:
        raise NotInBandsError(image.name, n, "objects", "Leave --objects out")


def write_files(
    files: Sequence[PlannedFile],
    folder: Path,
    *,
    overwrite: bool | Collection[str] = False,
    kept: Collection[Path] = (),
) -> None:
    """Write files, all of them or none; `overwrite` and `kept` as `export` takes them."""
    free = {file.path for file in files if overwrite is True or (overwrite and file.kind in overwrite)}
    anew = free.difference(kept)
    due = [file for file in files if not _says_it(file.path, file.output, exactly=file.path in anew)]
    growing = {file.path for file in due if _only_adds(file.path, file.output)}
    _refuse_to_change([file.path for file in due if file.path in kept and file.path not in growing])
    free |= growing
    barred = [file for file in due if file.path not in free]
    refuse_to_replace([file.path for file in barred if file.output.shared is None], folder)
    refuse_to_replace([file.path for file in barred], folder, "with other classes")
    with writing_together(overwrite=free) as begin:
        for file in due:
            make_folder(file.path.parent)
            file.output.write(begin(file.path))


def foresee(
    folder: str | os.PathLike[str],
    kinds: Iterable[str],
    stem: str,
    *,
    overwrite: bool,
    also: Iterable[str] = (),
) -> None:
    """Raise now what `export` would raise after the work: files in the way, or a folder closed to us.

    Looks only at files that are written whatever is found, for segments with names of their own making, and
    at those whose names end as `also` says.
    """
    place = Path(folder)
    if not overwrite:
        sure = [(EXPORTERS[kind].folder, EXPORTERS[kind].sure) for kind in kinds]
        refuse_to_replace(_paths(place, stem, [*sure, *(("", ending) for ending in also)]), place)
    there = next((path for path in (place, *_absolute(place).parents) if path.exists()), place)
    if there.is_dir() and not os.access(there, os.W_OK | os.X_OK):
        raise CannotWriteError(shown(place), "its folder may not be written to", "Choose another folder")
    if not there.is_dir() and there.exists():
        way = "a file of that name is in its place" if there == place else REASONS[errno.ENOTDIR][0]
        raise CannotWriteError(shown(place), way, "Choose another folder")


def first_file(stem: str, kind: str, segments: Sequence[str], objects: Sequence[str] = ()) -> str:
    """Return the name of the first file that `export` writes of a kind, with its folder.

    `segments` and `objects` are the names of those that are written; a name too long for the file system is
    shortened later.
    """
    if kind in OBJECT_KINDS:
        endings = object_suffixes(objects, [kind])
        return f"{stem}{endings[0]}" if endings else ""
    known = EXPORTERS[kind]
    ending = known.sure
    if known.outputs in (masks.masks, masks.cutouts, masks.mattes) and segments:
        ending = ending.replace("_1.", f"_{masks.word(1, segments[0], 'segment-1')}.")
    return f"{known.folder}/{stem}{ending}" if known.folder else f"{stem}{ending}"


def _absolute(folder: Path) -> Path:
    try:
        return folder.absolute()
    except FileNotFoundError:
        reason = "the folder that you are in is not there any more"
        raise CannotWriteError(shown(folder), reason, "Go to another folder first") from None


def name_endings() -> tuple[str, ...]:
    """Return what follows a picture's name in the names of its results, for every kind there is."""
    made = (re.sub(r"(_1)?\.[\w.]+$", "", kind.sure) for kind in EXPORTERS.values())
    return tuple(sorted({*RESULTS, *(ending for ending in made if ending)}))


def available() -> tuple[str, ...]:
    """Return the kinds whose libraries are installed: all of `KINDS` with the extra "formats"."""
    return tuple(kind for kind in EXPORTERS if _is_available(kind))


def _is_available(kind: str) -> bool:
    library = EXPORTERS[kind].library
    return not library or find_spec(library) is not None


def _says_it(path: Path, output: Output, *, exactly: bool) -> bool:
    """Return whether a file that pictures share says what it is to say; unless `exactly`, also if more."""
    existing = _existing(path, output)
    if existing is None or output.shared is None:
        return False
    return existing == output.shared or (existing.startswith(output.shared) and not exactly)


def _only_adds(path: Path, output: Output) -> bool:
    """Return whether a file that pictures share would go on saying what it says, and then more."""
    existing = _existing(path, output)
    return existing is not None and output.shared is not None and output.shared.startswith(existing)


def _existing(path: Path, output: Output) -> bytes | None:
    """Return what lies in the place of a file that pictures share; None if nothing, or if they do not."""
    if output.shared is None:
        return None
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
        raise CannotWriteError(shown(path), reason, remedy) from error


def _destinations(folder: Path, stem: str, made: Sequence[tuple[str, Output]]) -> list[Path]:
    own = [(kind, output.suffix) for kind, output in made if output.shared is None]
    named = iter(
        _paths(folder, stem, [(EXPORTERS[kind].folder if kind else "", suffix) for kind, suffix in own])
    )
    return [next(named) if output.shared is None else folder / output.suffix for _, output in made]


def refuse_to_replace(paths: Sequence[Path], folder: Path, what: str = "") -> None:
    """Raise `AlreadyThereError` if any of the paths exists."""
    there = tuple(shown(path.name) for path in paths if os.path.lexists(path))
    if there:
        raise AlreadyThereError(there, shown(folder), what)


def _refuse_to_change(kept: Sequence[Path]) -> None:
    if kept:
        reason = "a picture that was written before has other classes, and both share this file"
        remedy = "Give both the same segments, or each a folder of its own"
        raise CannotWriteError(shown(kept[0]), reason, remedy)


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """Return kinds, each once, those that "all" stands for in its place; raise if one is not to be had.

    Raises
    ------
    BadSettingError
        If there is no such kind.
    MissingLibraryError
        If a kind needs a library that is not installed.
    """
    named = [kinds] if isinstance(kinds, str) else kinds
    each = (available() if kind == ALL else (kind,) for kind in named)
    found = list(dict.fromkeys(chain.from_iterable(each)))
    for kind in found:
        if kind not in KINDS:
            raise BadSettingError("export", kind, f"one of {', '.join(KINDS)}, {ALL}")
        if not _is_available(kind):
            raise MissingLibraryError(kind, EXPORTERS[kind].library, EXPORTERS[kind].extra)
    return found


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, or raise `CannotWriteError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        reason = "a file of that name is in its place"
        raise CannotWriteError(shown(folder), reason, "Choose another folder") from None
    except OSError as error:
        reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
        raise CannotWriteError(shown(folder), reason, remedy) from error


def _paths(folder: Path, stem: str, endings: Sequence[tuple[str, str]]) -> list[Path]:
    """Return where files of (folder within, ending) go; the stem has room for the longest of any kind.

    So files of kinds that are written later have the same stem.
    """
    try:
        longest = os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):  # not every system or file system says
        longest = LONGEST_NAME
    stem = stem.replace("/", "-").replace("\0", "-") or "picture"
    every = [*(ending for _, ending in endings), *(kind.sure for kind in EXPORTERS.values())]
    room = longest - max(len(os.fsencode(ending)) for ending in every)
    return [folder / within / f"{_shortened(stem, room)}{ending}" for within, ending in endings]


def _shortened(stem: str, room: int) -> str:
    """Return a stem of at most `room` bytes; a shortened one ends in a hash of the whole."""
    whole = os.fsencode(stem)
    if len(whole) <= room:
        return stem
    mark = "~" + hashlib.sha256(whole).hexdigest()[:8]
    while len(os.fsencode(stem)) > room - len(mark):
        stem = stem[:-1]  # by characters: half of one would be no text
    return stem + mark
