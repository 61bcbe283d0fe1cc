"""One function that writes any kinds of files of a segmentation, all of them or none."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gmmseg.errors import AlreadyThereError, BadSettingError, CannotWriteError
from gmmseg.io.atomic import REASONS, shown, writing_together
from gmmseg.io.exporters import labels, masks, npz, pictures, table, tiff
from gmmseg.io.exporters.scene import Kind, Output, Scene

if TYPE_CHECKING:
    from gmmseg.imaging.segmentation import Segmentation

EXPORTERS: dict[str, Kind] = {
    "labels": Kind(
        "Label map as a PNG in colours; pixel value = segment number, 0 = unassigned.", labels.outputs
    ),
    "overlay": Kind("Picture with the segments' colours over it, PNG.", pictures.overlay),
    "table": Kind("Pixels, percent and mean colour of each segment, CSV.", table.outputs),
    "labels-tif": Kind("Raw segment numbers, 8 or 16 bits, TIFF.", tiff.labels),
    "masks": Kind("A mask for each segment: 255 inside, 0 outside, PNG.", masks.masks),
    "cutouts": Kind("The picture for each segment, transparent outside it, PNG.", masks.cutouts),
    "mean": Kind("Picture with every segment in its mean colour, PNG.", pictures.mean),
    "boundaries": Kind("Picture with the segments' boundaries drawn on it, PNG.", pictures.boundaries),
    "uncertainty": Kind(
        "How undecided each pixel is: black sure, pale yellow undecided, PNG.", pictures.uncertainty
    ),
    "probability-maps": Kind(
        "A grey map for each segment: 0 impossible, 255 certain, PNG.", pictures.probability_maps
    ),
    "probabilities": Kind(
        "Probability of each segment on a page of its own, float32 TIFF.", tiff.probabilities
    ),
    "probabilities-npz": Kind("The same as a NumPy archive, NPZ.", npz.outputs),
}
KINDS: dict[str, str] = {name: kind.summary for name, kind in EXPORTERS.items()}
LONGEST_NAME = 255  # bytes, where the file system does not say


def export(
    segmentation: "Segmentation",
    folder: str | os.PathLike[str],
    kinds: Iterable[str],
    *,
    stem: str | None = None,
    overwrite: bool = False,
    opacity: float = 0.5,
    segments: Sequence[int | str] | None = None,
) -> list[Path]:
    """Write files of a segmentation, all of them or none, and return their paths.

    Parameters
    ----------
    segmentation : Segmentation
        What to write.
    folder : path-like
        Where to; made if it is not there.
    kinds : iterable of str
        Keys of `KINDS`.
    stem : str, optional
        How the files' names begin: the picture's name without its ending. Shortened, with a mark
        of its own, where names would become too long for the file system.
    overwrite : bool
        Whether files that are there may be replaced.
    opacity : float
        Of the colours in the overlay, 0 to 1.
    segments : sequence of int or str, optional
        Only these, by number or name; pixels of others count as unassigned. All by default.

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
        If a file cannot be written; nothing is written then.
    NoSuchSegmentError
        If there is no segment of a number or name.
    """
    _check(kinds := list(dict.fromkeys([kinds] if isinstance(kinds, str) else kinds)), opacity)
    scene = Scene.of(segmentation, segments, opacity)
    outputs = list(chain.from_iterable(EXPORTERS[kind].outputs(scene) for kind in kinds))
    place = Path(folder)
    _make(place)
    paths = _paths(place, stem if stem is not None else Path(segmentation.image.name).stem, outputs)
    there = tuple(shown(path.name) for path in paths if os.path.lexists(path))
    if there and not overwrite:
        raise AlreadyThereError(there, shown(place))
    with writing_together(overwrite=overwrite) as begin:
        for path, output in zip(paths, outputs, strict=True):
            output.write(begin(path))
    return paths


def _check(kinds: list[str], opacity: float) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise BadSettingError("export", kind, f"one of {', '.join(KINDS)}")
    if not 0 <= opacity <= 1:
        raise BadSettingError("opacity", opacity, "a number from 0 to 1")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        reason = "a file of that name is in its place"
        raise CannotWriteError(shown(folder), reason, "Choose another folder") from None
    except OSError as error:
        reason, remedy = REASONS.get(error.errno, (str(error.strerror), "Choose another folder"))
        raise CannotWriteError(shown(folder), reason, remedy) from error


def _paths(folder: Path, stem: str, outputs: Sequence[Output]) -> list[Path]:
    """Return where the files go, with a stem that leaves room for the longest of their endings."""
    try:
        longest = os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):  # not every system or file system says
        longest = LONGEST_NAME
    stem = stem.replace("/", "-").replace("\0", "-") or "picture"
    room = longest - max((len(os.fsencode(output.suffix)) for output in outputs), default=0)
    return [folder / f"{_shortened(stem, room)}{output.suffix}" for output in outputs]


def _shortened(stem: str, room: int) -> str:
    """Return a stem of at most `room` bytes; a shortened one ends in a hash of the whole."""
    whole = os.fsencode(stem)
    if len(whole) <= room:
        return stem
    mark = "~" + hashlib.sha256(whole).hexdigest()[:8]
    while len(os.fsencode(stem)) > room - len(mark):
        stem = stem[:-1]  # by characters: half of one would be no text
    return stem + mark
