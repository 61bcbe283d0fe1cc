"""Files to label maps: pictures whose values are names of segments, not colours."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadLabelMapError

Labels = NDArray[np.integer]
SUFFIXES = (".png", ".tif", ".tiff", ".npz", ".npy", ".bmp", ".gif")
KEYS = ("segs", "labels", "regions")  # names under which an .npz may hold label maps
MOST_PIXELS = 2**30


def read(path: str | Path) -> list[Labels]:
    """Return the label maps in a file, each (h, w) of integers, one per annotator.

    Parameters
    ----------
    path : str or path
        A PNG, TIFF or other picture without loss, whose grey values or palette numbers are labels (every
        colour of a colour picture is a label, black is 0), or an .npz or .npy file of integers, (h, w)
        or (annotators, h, w).

    Raises
    ------
    BadLabelMapError
        If the file is not there, cannot be read or holds something else.
    """
    path = Path(path)
    try:
        found = _arrays(path) if path.suffix.lower() in {".npz", ".npy"} else _picture(path)
    except BadLabelMapError:
        raise
    except FileNotFoundError as error:
        raise BadLabelMapError(path.name, "there is no such file") from error
    except Exception as error:  # a broken file makes readers raise anything
        raise BadLabelMapError(path.name, f"it is broken or of another kind ({error})") from error
    if found.ndim not in {2, 3} or 0 in found.shape:
        raise BadLabelMapError(path.name, f"its shape is {found.shape}")
    if found.dtype.kind not in "bui":
        raise BadLabelMapError(path.name, f"its values are of type {found.dtype}, not whole numbers")
    return list(found.reshape(-1, *found.shape[-2:]).astype(np.int64))


def _arrays(path: Path) -> NDArray[np.generic]:
    loaded = np.load(path, allow_pickle=False)
    if isinstance(loaded, np.ndarray):
        return loaded
    with loaded as archive:
        for key in KEYS:
            if key in archive:
                _check_member(archive, key, path)
                return np.asarray(archive[key])
        raise BadLabelMapError(path.name, f"it holds {', '.join(archive) or 'nothing'}")


def _check_member(archive: Any, key: str, path: Path) -> None:
    """Refuse a member that unfolds to more than any label map has; a small file can hold it."""
    member = archive.zip.NameToInfo.get(f"{key}.npy") or archive.zip.NameToInfo.get(key)
    if member is not None and member.file_size > MOST_PIXELS * 8:
        raise BadLabelMapError(path.name, f"{key!r} in it would take {member.file_size / 1e9:.0f} GB")


def _picture(path: Path) -> NDArray[np.generic]:
    if path.suffix.lower() in {".tif", ".tiff"}:
        from gmmseg.io import tiff
        from gmmseg.io.raster import Request

        with path.open("rb") as stream:
            return _as_labels(tiff.samples(stream, Request(path.name, "TIFF", None, MOST_PIXELS)))
    from PIL import Image

    with Image.open(path) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise BadLabelMapError(path.name, f"it has {picture.width} by {picture.height} pixels")
        if picture.mode == "1":
            return np.asarray(picture)
        if picture.mode in {"P", "L", "I", "I;16", "I;16B"}:
            return np.asarray(picture)  # of a palette, the numbers: its colours are for people
        return _as_labels(np.asarray(picture.convert("RGB")))


def _as_labels(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return one number per colour where values are (h, w, 3 or 4) bytes, else the values."""
    if values.ndim != 3 or values.shape[2] not in {3, 4} or values.dtype != np.uint8:
        return values
    red, green, blue = (values[..., a].astype(np.int64) for a in range(3))
    return red << 16 | green << 8 | blue
