"""All labels of a picture larger than memory: what they need, how they are made, parts to look at."""

import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import AlreadyThereError, DiskFullError, GmmsegError
from gmmseg.imaging.labelling.label_file import LabelFile, n_allocated
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import label_type
from gmmseg.io.exporters import export, foresee
from gmmseg.io.exporters.registry import check_in_bands
from gmmseg.io.readers.tiled.levels import label_levels
from gmmseg.io.readers.tiled.opening import open_picture
from gmmseg.job import Progress, Workers
from gmmseg.pipeline import applying
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.part import PicturePart
from gmmseg.session.large.tile_cache import TileCache

LABELS = "labels-cog"  # the kind of file that is looked at afterwards
SECONDS_PER_MEGAPIXEL = 0.12  # of one thread: two readings and the labels, where nothing was measured
READING = 0.04  # of these, for reading alone and for writing
WRITTEN = 0.95  # share of a job at which labels are done and files are written
CACHED = 2**26  # bytes of labels that are kept to be looked at


@dataclass(frozen=True)
class LabellingCost:
    """What labelling a whole picture takes.

    Attributes
    ----------
    n_bytes : int
        Disk space while it runs: the labels once as they are, and once more in the file that is written.
    free : int
        Bytes that are free there.
    seconds : float
        Time, estimated.
    """

    n_bytes: int
    free: int
    seconds: float

    @property
    def has_room(self) -> bool:
        """Whether the disk has room for the files."""
        return self.n_bytes <= self.free

    @classmethod
    def of(
        cls, picture: LargePicture, model: Model, folder: Path, n_threads: int, speed: float = 0.0
    ) -> "LabellingCost":
        """Return what it takes to label a picture into a folder, on so many threads.

        `speed` are seconds that a megapixel of a part of it took, where that was measured.
        """
        width, height = picture.size
        n_bytes = 2 * width * height * np.dtype(label_type(len(model.segments))).itemsize
        try:
            place = next((each for each in (folder, *folder.parents) if each.exists()), folder)
            free = shutil.disk_usage(place).free
        except OSError:
            free = 0
        each = max(speed + READING / max(n_threads, 1), SECONDS_PER_MEGAPIXEL / max(n_threads, 1))
        return cls(n_bytes, free, width * height / 1e6 * each)


@dataclass(frozen=True)
class LabelOutput:
    """Where the files of the labels of a whole picture go.

    Attributes
    ----------
    folder : Path
        It is made where it is not there.
    stem : str
        How their names begin.
    kinds : tuple of str
        Kinds of files, of those that can be had of such pictures; `LABELS` first.
    overwrite : bool
        Whether files that are there are replaced.
    """

    folder: Path
    stem: str
    kinds: tuple[str, ...] = (LABELS,)
    overwrite: bool = False

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """The names of files that are there."""
        try:
            foresee(self.folder, self.kinds, self.stem, overwrite=False)
        except AlreadyThereError as error:
            return error.files
        except (GmmsegError, OSError, ValueError):  # what else is wrong with the folder is told elsewhere
            return ()
        return ()


def labelling_whole(
    picture: LargePicture, model: Model, output: LabelOutput, workers: Workers
) -> Generator[Progress, None, tuple[Path, ...]]:
    """Yield progress and return the files of the labels of a whole picture.

    When it is cancelled, or ended by force, labels that are done stay in a hidden folder beside the results
    and count when it is done again with the same model.

    Parameters
    ----------
    picture : LargePicture
        The picture.
    model : Model
        What labels it, for the whole picture.
    output : LabelOutput
        Which files, and where they go.
    workers : Workers
        Who works.

    Raises
    ------
    NotInBandsError
        If model or kinds need the whole picture in memory.
    AlreadyThereError
        If there are files that may not be replaced.
    DiskFullError
        If there is no room for the labels.
    CannotWriteError
        If the folder cannot be written to.
    UnreadableImageError
        If the picture's file has gone, or is another one.
    """
    yield Progress("Opening the whole picture", 0.0)
    folder, stem, kinds = output.folder, output.stem, output.kinds
    page = None if picture.page is None else picture.page.number
    image = open_picture(picture.path, stream=True, page=page)
    model.check_is_in_bands(image)
    check_in_bands(image, kinds)
    cost = LabellingCost.of(picture, model, folder, 1)
    beside = LabelFile.beside(folder / stem)
    begun = sum(n_allocated(file.stat()) for file in _files(beside.folder))
    if cost.n_bytes > cost.free + begun:
        raise DiskFullError(str(folder), cost.n_bytes, cost.free)
    foresee(folder, kinds, stem, overwrite=output.overwrite)
    beside.take(image)
    steps = applying(image, model, workers)
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            found = end.value
            break
        yield Progress(progress.stage, progress.fraction * WRITTEN)
    yield Progress("Writing the labels", WRITTEN)
    files = export(found, folder, list(kinds), stem=stem, overwrite=output.overwrite)
    LabelFile.of(image).remove()
    return tuple(files)


def _files(folder: Path | None) -> list[Path]:
    return (
        [] if folder is None or not folder.is_dir() else [file for file in folder.iterdir() if file.is_file()]
    )


class WholeLabels:
    """The label map of a whole picture in a file with smaller versions.

    Parameters
    ----------
    path : Path
        The file.
    model : Model
        What made it.
    """

    def __init__(self, path: Path, model: Model) -> None:
        self.path, self.model = path, model
        self._levels = label_levels(path)
        self._tiles: TileCache[NDArray[np.integer]] = TileCache(CACHED)

    def is_of(self, model: Model | None, smoothing: float, reject: float) -> bool:
        """Return whether the labels are those that a model gives, wherever in the picture it is applied."""
        if model is None or model.mixture is not self.model.mixture:
            return False
        own = [segment.components for segment in self.model.segments]
        same = own == [segment.components for segment in model.segments]
        return same and (smoothing, reject) == (self.model.smoothing, self.model.reject)

    def labels(self, part: PicturePart) -> NDArray[np.integer]:
        """Return the labels (h, w) of the pixels of a part: of each, that in its middle."""
        rows = (np.arange(part.top, part.bottom) + 0.5) * part.down / part.whole[1]
        columns = (np.arange(part.left, part.right) + 0.5) * part.across / part.whole[0]
        wanted = part.whole[0] / part.across
        fine = [i for i, level in enumerate(self._levels) if level.shape[1] >= wanted * 0.99]
        number = fine[-1] if fine else 0
        height, width = self._levels[number].shape[:2]
        down = np.minimum((rows * height).astype(np.intp), height - 1)
        across = np.minimum((columns * width).astype(np.intp), width - 1)
        high, wide = self._levels[number].tile_shape
        top, left = int(down[0]) // high * high, int(across[0]) // wide * wide
        strips = [
            np.concatenate(
                [self._tile(number, i, j) for j in range(left // wide, int(across[-1]) // wide + 1)], axis=1
            )
            for i in range(top // high, int(down[-1]) // high + 1)
        ]
        return np.concatenate(strips)[np.ix_(down - top, across - left)]

    def _tile(self, level: int, down: int, across: int) -> NDArray[np.integer]:
        kept = self._tiles.get((level, down, across))
        if kept is None:
            kept = np.array(self._levels[level].stored(down, across))
            self._tiles.put((level, down, across), kept, kept.nbytes)
        return kept
