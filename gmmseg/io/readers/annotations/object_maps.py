"""Reads annotations as an object map (a number for each object) or a class map (one for each class)."""

import gzip
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadAnnotationsError, BadLabelMapError, DifferentSizesError, MissingLibraryError
from gmmseg.io.readers import label_maps
from gmmseg.io.readers.annotations import coco, labelme, ome_zarr, qupath, roi, yolo
from gmmseg.io.readers.annotations.annotation import Annotation, PictureSize

JSON = (".json", ".geojson", ".gz")
ROIS = (".zip", ".roi")
SUFFIXES = (*JSON, ".txt", *ROIS, ".zarr")  # of what is no label map
MOST_BYTES = 2**30  # of a file, unpacked
MOST_PIXELS = 2**30
MOST_PAINTED = 2**34  # pixels of all objects together, as a hostile file may have the whole picture in each
LARGEST = 2**31 - 1  # number of an object
BROKEN = (
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError, OSError),
    *(EOFError, RuntimeError, NotImplementedError, struct.error, zipfile.BadZipFile, zlib.error),
)


Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class AnnotatedObjects:
    """Objects from a file of annotations.

    Attributes
    ----------
    labels : ndarray of shape (h, w), int64
        Number of the object that each pixel belongs to; 0 = none. Where objects overlap, the later one.
    n_overlapping : int
        Pixels that more than one object would have.
    n_left_out : int
        Annotations that are no single object: lines, points, crowds.
    n_outside : int
        Objects without a pixel in the picture.
    class_names : dict of int to str
        Class of each object whose class the file says, by its number.
    other_picture : str
        A sentence where the file names another picture; else empty.
    """

    labels: NDArray[np.int64]
    n_overlapping: int = 0
    n_left_out: int = 0
    n_outside: int = 0
    class_names: dict[int, str] = field(default_factory=dict)
    other_picture: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each thing the user should know."""
        sentences = (
            (self.n_overlapping, "Pixels of several objects, which went to the last"),
            (self.n_left_out, "Annotations that are no single object and were left out"),
            (self.n_outside, "Objects without a pixel in the picture"),
        )
        other = (self.other_picture,) if self.other_picture else ()
        return (*other, *(f"{what}: {n}." for n, what in sentences if n))


@dataclass(frozen=True, eq=False)
class AnnotatedClasses:
    """Classes from a file of annotations.

    Attributes
    ----------
    labels : ndarray of shape (h, w), int64
        Class of each pixel, from 1; 0 = none. Where annotations overlap, that of the later one.
    names : tuple of str
        Of the classes.
    notes : tuple of str
        One sentence for each thing the user should know.
    """

    labels: NDArray[np.int64]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Content:
    """What a file holds: annotations, or a map with the names of its values, and the order of its classes."""

    size: PictureSize
    annotations: Iterable[Annotation] = ()
    values: NDArray[np.int64] | None = None
    names: dict[int, str] = field(default_factory=dict)
    order: Sequence[str] = ()
    other_picture: str = ""


def read(path: str | Path, shape: PictureSize | None = None, *, picture: str = "") -> AnnotatedObjects:
    """Return the objects of a file of annotations.

    That is COCO's JSON, LabelMe's JSON, QuPath's GeoJSON (.gz, too), YOLO's text, ImageJ's regions (.roi or
    .zip), OME-Zarr, or a label map (PNG, TIFF, NPZ). A pixel belongs to an outline of COCO, QuPath or ImageJ
    if its centre is inside (even-odd); shapes of LabelMe and YOLO are filled with their sides, as LabelMe and
    trainers do it. Parts of one class and `group_id` are one object. Its `group_id`, name or id is its number
    where all of the file are whole numbers from 1, each once; else objects are numbered in their order.

    Parameters
    ----------
    path : str or path
        The file, or the folder of an OME-Zarr.
    shape : tuple of two int, optional
        Height and width that the picture must have; needed for GeoJSON, YOLO and ImageJ, which do not say it.
    picture : str
        Name of the picture, where the file is of several.

    Raises
    ------
    DifferentSizesError
        If the file is of a picture of another height and width than `shape`.
    BadAnnotationsError
        If the file is not there, or is broken, too large or of another kind.
    MissingLibraryError
        If a kind needs a library that is not installed.
    """
    return _guarded(Path(path), lambda file: _objects(_content(file, shape, picture)))


def read_classes(path: str | Path, shape: PictureSize, *, picture: str = "") -> AnnotatedClasses:
    """Return the classes of a file of annotations, in the file's order; those without a pixel are left out.

    Parameters and errors are those of `read`. The values of a label map are its classes.
    """
    return _guarded(Path(path), lambda file: _classes(_content(file, shape, picture)))


def pictures(path: Path) -> list[str]:
    """Return the names of the pictures that a COCO file is of; errors are those of `read`."""
    return _guarded(path, lambda file: [str(each["file_name"]) for each in json.loads(_text(file))["images"]])


def _guarded(path: Path, work: Callable[[Path], Found]) -> Found:
    """Return what comes of a file; whatever goes wrong is raised as one sentence."""
    try:
        return work(path)
    except (BadAnnotationsError, BadLabelMapError, DifferentSizesError, MissingLibraryError):
        raise
    except FileNotFoundError:
        raise BadAnnotationsError(path.name, "there is no such file") from None
    except RecursionError as error:
        raise BadAnnotationsError(path.name, "its lists are nested too deeply") from error
    except BROKEN as error:
        raise BadAnnotationsError(path.name, f"it is broken or of another kind ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    """Return what an error says for people."""
    if isinstance(error, KeyError):
        return f"something in it has no {error}"
    if isinstance(error, (TypeError, AttributeError, IndexError)):
        return "something in it is of another kind than it should be"
    return str(error)


def _content(path: Path, shape: PictureSize | None, picture: str) -> _Content:
    suffix = path.suffix.lower()
    if suffix == ".zarr" or path.is_dir():
        if not path.is_dir():
            path.stat()
            raise BadAnnotationsError(path.name, "it is no folder, as OME-Zarr is")
        values, names = ome_zarr.read(path)
        return _map(values, shape, names)
    if suffix not in SUFFIXES:
        maps = label_maps.read(path)
        if len(maps) > 1:
            raise BadAnnotationsError(path.name, f"it holds {len(maps)} label maps instead of one")
        return _map(maps[0].astype(np.int64), shape, {})
    if path.stat().st_size > MOST_BYTES:
        raise BadAnnotationsError(path.name, f"it has more than {MOST_BYTES:,} bytes")
    if suffix in JSON:
        return _json(json.loads(_text(path)), shape, picture)
    if shape is None:
        kind = "YOLO's text" if suffix == ".txt" else "a set of ImageJ's regions"
        raise ValueError(f"{kind} does not say how large its picture is")
    _check(shape)
    if suffix in ROIS:
        if find_spec("roifile") is None:
            raise MissingLibraryError("ImageJ's regions", "roifile", "imagej", "read")
        return _Content(shape, roi.shapes(path, shape))
    names = yolo.class_names(path)
    order = [names[number] for number in sorted(names)]
    return _Content(shape, yolo.shapes(_text(path), shape, names), order=order)


def _text(path: Path) -> str:
    """Return a file's text, unpacked as far as it is allowed to be large."""
    if path.suffix.lower() != ".gz":
        return path.read_text(encoding="utf-8-sig")
    with gzip.open(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadAnnotationsError(path.name, f"unpacked it has more than {MOST_BYTES:,} bytes")
    return content.decode("utf-8-sig")


def _map(values: NDArray[np.int64], shape: PictureSize | None, names: dict[int, str]) -> _Content:
    size = (values.shape[0], values.shape[1])
    _compare(size, shape)
    return _Content(size, values=values, names=names)


def _json(content: Any, shape: PictureSize | None, picture: str) -> _Content:
    if isinstance(content, dict) and ("annotations" in content or "shapes" in content):
        is_coco = "annotations" in content
        size = coco.shape_of(content, picture) if is_coco else labelme.shape_of(content)
        _check(size)
        _compare(size, shape)  # before a map of what it says is made
        named = coco.of_picture(content, picture).get("file_name") if is_coco else content.get("imagePath")
        other = _about_name(str(named or ""), picture)
        if is_coco:
            order = coco.class_order(content)
            return _Content(size, coco.shapes(content, size, picture), order=order, other_picture=other)
        return _Content(size, labelme.shapes(content, size), other_picture=other)
    if shape is None:
        raise ValueError("GeoJSON does not say how large its picture is")
    _check(shape)
    return _Content(shape, qupath.shapes(content, shape))


def _about_name(named: str, picture: str) -> str:
    """Return a sentence where a file names another picture than that it is taken for.

    Names that begin alike are those of one picture, of its results or of its pages.
    """
    own, wanted = PurePosixPath(named.replace("\\", "/")), PurePosixPath(picture).stem
    if not own.stem or not wanted or own.stem.startswith(wanted) or wanted.startswith(own.stem):
        return ""
    return f"By its names the file is of {own.name}, and was taken for {picture}."


def _compare(size: PictureSize, shape: PictureSize | None) -> None:
    if shape is not None and tuple(shape) != size:
        raise DifferentSizesError(shape, size)


def _check(size: PictureSize) -> None:
    if min(size) < 1 or size[0] * size[1] > MOST_PIXELS:
        raise ValueError(f"a picture of {size[1]} by {size[0]} pixels")


def _objects(content: _Content) -> AnnotatedObjects:
    """Return objects as a map; while it is filled, they are numbered in their order."""
    if content.values is not None:
        return AnnotatedObjects(content.values, class_names=content.names)
    laid = _Layout(content.size)
    classes: dict[int, str] = {}
    for at, each in enumerate(content.annotations):
        text = "" if each.key is None else str(each.key)
        number = laid.add((text, each.class_name if each.is_part else at), each)
        if number and each.class_name:
            classes[number] = each.class_name
    names = _names(laid.keys)
    return AnnotatedObjects(
        names[laid.labels],
        laid.n_overlapping,
        laid.n_left_out,
        len(laid.keys) - int(np.count_nonzero(np.unique(laid.labels))),
        {int(names[number]): name for number, name in classes.items()},
        content.other_picture,
    )


def _classes(content: _Content) -> AnnotatedClasses:
    """Return classes as a map; those that have pixels are numbered from 1 in the file's order."""
    if content.values is not None:
        values = np.maximum(content.values, 0)
        found, ranks = np.unique(values, return_inverse=True)
        shift = 0 if found[0] == 0 else 1
        numbers = found[found > 0].tolist()
        names = tuple(content.names.get(n) or f"class {n}" for n in numbers)
        return AnnotatedClasses(ranks.reshape(values.shape) + shift, names)
    laid, n_without = _Layout(content.size), 0
    for name in content.order:
        laid.keys.setdefault(name, len(laid.keys) + 1)
    for each in content.annotations:
        if not each.class_name and each.patch is not None:
            n_without += 1
        else:
            laid.add(each.class_name, each)
    found = np.unique(laid.labels[laid.labels > 0])
    ranks = np.zeros(len(laid.keys) + 1, np.int64)
    ranks[found] = np.arange(1, len(found) + 1)
    every = list(laid.keys)
    laid_out = AnnotatedObjects(laid.labels, laid.n_overlapping, laid.n_left_out)
    sentences = replace(laid_out, other_picture=content.other_picture).notes
    gone = [name for number, name in enumerate(every, 1) if number not in set(found.tolist())]
    if n_without:
        sentences += (f"Annotations without a class, which were left out: {n_without}.",)
    if gone:
        sentences += (f"Classes without a pixel in the picture: {', '.join(gone)}.",)
    return AnnotatedClasses(ranks[laid.labels], tuple(every[number - 1] for number in found), sentences)


class _Layout:
    """A map that annotations are laid onto, one after another: the later one has what they share."""

    def __init__(self, size: PictureSize) -> None:
        self.labels = np.zeros(size, np.int64)
        self.keys: dict[Any, int] = {}
        self.n_overlapping = self.n_left_out = self.n_painted = 0

    def add(self, key: Any, annotation: Annotation) -> int:
        """Lay the pixels of an annotation, and return the number that its key has; 0 if it has none."""
        if annotation.patch is None:
            self.n_left_out += 1
            return 0
        number = self.keys.setdefault(key, len(self.keys) + 1)
        left, top, inside = annotation.patch
        self.n_painted += inside.size
        if self.n_painted > MOST_PAINTED:
            raise ValueError(f"objects of more than {MOST_PAINTED:,} pixels together")
        place = self.labels[top : top + inside.shape[0], left : left + inside.shape[1]]
        self.n_overlapping += int(((place > 0) & (place != number) & inside).sum())
        place[inside] = number
        return number


def _names(keys: dict[Any, int]) -> NDArray[np.int64]:
    """Return the number of each object, by its place in the file from 1: as the file has it if it can."""
    texts = [text for text, _ in keys]
    plain = all(text.isascii() and text.isdigit() and 1 <= len(text) <= 10 for text in texts)
    numbers = [int(text) for text in texts] if plain else list(range(1, len(keys) + 1))
    if len(set(numbers)) < len(numbers) or not all(1 <= n <= LARGEST for n in numbers):
        numbers = list(range(1, len(keys) + 1))
    return np.array([0, *numbers], np.int64)
