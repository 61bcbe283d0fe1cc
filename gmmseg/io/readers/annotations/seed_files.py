"""Seeds from annotations that were drawn elsewhere: their classes teach the model, which has their names."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from gmmseg.errors import DifferentSizesError, UnusableSeedsError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import MOST_CLASSES, UNLABELLED, NamedSeeds
from gmmseg.io.readers import label_maps
from gmmseg.io.readers.annotations import object_maps

WITHIN = ("", "labels")  # folders in a folder of annotations; YOLO's are in labels/
SUFFIXES = (*object_maps.SUFFIXES, *label_maps.SUFFIXES)


def read(path: str | Path, image: Image, *, least: int = 2) -> NamedSeeds:
    """Return the seeds that a file of annotations has for a picture.

    Parameters
    ----------
    path : str or path
        What `object_maps.read` takes; or a folder, where the file is that of the picture's name.
    image : Image
        The picture.
    least : int
        How many classes there must be: 2, unless it is one of several pictures.

    Raises
    ------
    UnusableSeedsError
        If the file is of a picture of another size, marks less classes than `least` in this one, or too many;
        or a folder has none or several for it.
    BadAnnotationsError, BadLabelMapError
        If it cannot be read.
    MissingLibraryError
        If a kind needs a library that is not installed.
    """
    path = file_for(Path(path), image)
    shape = image.height, image.width
    try:
        found = object_maps.read_classes(path, shape, picture=image.name)
    except DifferentSizesError as error:
        height, width = error.truth
        what = (
            f"it is of a picture of {width} by {height} pixels and {image.name} has {shape[1]} by {shape[0]}"
        )
        raise UnusableSeedsError(path.name, what, "Give the annotations of this picture") from None
    labels = found.labels if image.mask is None else np.where(image.mask, found.labels, 0)
    marked = np.unique(labels[labels > 0])
    names = [found.names[number - 1] for number in marked.tolist()]
    if len(names) < least:
        what = f"it marks one class only, {names[0]!r}" if names else "it marks no usable pixel of a class"
        remedy = "Mark at least two classes, as objects and background"
        raise UnusableSeedsError(path.name, f"{what}, in {image.name}", remedy)
    if len(names) > MOST_CLASSES:
        what = f"it has {len(names):,} classes, and at most {MOST_CLASSES:,} can be told apart"
        raise UnusableSeedsError(path.name, what, "Give a map of classes, not of objects")
    ranks = np.full(int(labels.max()) + 1, UNLABELLED, np.int16)
    ranks[marked] = np.arange(len(marked))
    return NamedSeeds(ranks[labels], tuple(names), found.notes)


def annotated(path: Path, names: Sequence[str]) -> list[int]:
    """Return which of several pictures, by their names, are annotated: their places, from 0.

    Parameters
    ----------
    path : Path
        A folder of annotations, each named as its picture, or a COCO file of several pictures.
    names : sequence of str
        Those of the pictures, without their folders.

    Raises
    ------
    UnusableSeedsError
        If the file is of one picture, or none of these pictures is annotated.
    BadAnnotationsError
        If it cannot be read.
    """
    if path.is_dir() and path.suffix.lower() != ".zarr":
        there = {each.stem.removesuffix(".geojson") for each in _files(path)}
    elif path.suffix.lower() == ".json" or not path.exists():
        there = {PurePosixPath(name.replace("\\", "/")).stem for name in object_maps.pictures(path)}
    else:
        what = "it is the annotations of one picture, and there are several"
        raise UnusableSeedsError(path.name, what, "Give a folder of files named as the pictures, or COCO")
    found = [i for i, name in enumerate(names) if PurePosixPath(name).stem in there]
    if not found:
        what = f"none of the {len(names)} pictures is among those that it annotates ({len(there)})"
        raise UnusableSeedsError(path.name, what, "Name the annotations as the pictures")
    return found


def file_for(path: Path, image: Image) -> Path:
    """Return the file of a picture in a folder of annotations; a file, and OME-Zarr, as it is."""
    if not path.is_dir() or path.suffix.lower() == ".zarr":
        return path
    stem = Path(image.name).stem
    there = [each for each in _files(path) if each.stem.removesuffix(".geojson") == stem]
    if len(there) != 1:
        what = f"{len(there) or 'none'} of the files in this folder has the name {stem}, and one must"
        remedy = "Name the annotations as the picture, with their own ending"
        raise UnusableSeedsError(path.name, what, remedy)
    return there[0]


def _files(folder: Path) -> Iterator[Path]:
    """Yield what may be annotations in a folder of them."""
    for within in WITHIN:
        if (folder / within).is_dir():
            yield from (
                each for each in sorted((folder / within).iterdir()) if each.suffix.lower() in SUFFIXES
            )
