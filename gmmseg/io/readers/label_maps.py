"""Reads label maps: pictures whose values name segments and are not colours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadLabelMapError

Labels = NDArray[np.integer]
SUFFIXES = (".png", ".tif", ".tiff", ".npz", ".npy", ".bmp", ".gif")
KEYS = ("segs", "labels", "regions", "masks", "arr_0")  # names under which an .npz may hold label maps
MOST_PIXELS = 2**30
FEW = 64  # values that even a map of noise may have
RESTLESS = 0.5  # share of neighbours that differ: about 0.3 in a map of regions of nine pixels, 0.8 in photos
HEAD = 2**16  # bytes that say how a file is packed
CODESTREAM = b"\xff\x4f\xff\x51"  # how that of JPEG 2000 begins
STYLE, IRREVERSIBLE, SAMPLES = b"\xff\x52", 13, b"\xff\x93"  # its marker, and where that says so; of the end


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
        If the file is not there, cannot be read or holds something else: numbers that were packed with loss,
        or a photo's colours.
    """
    path = Path(path)
    try:
        _check_lossless(path)
        found = _arrays(path) if path.suffix.lower() in {".npz", ".npy"} else _picture(path)
    except BadLabelMapError:
        raise
    except FileNotFoundError as error:
        raise BadLabelMapError(path.name, "there is no such file") from error
    except Exception as error:  # a broken file makes readers raise anything
        from PIL import UnidentifiedImageError

        detail = "" if isinstance(error, UnidentifiedImageError) else f" ({error})"  # it says no more than we
        reason = f"it is broken or of another kind{detail}"
        raise BadLabelMapError(path.name, reason) from error
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


def _check_lossless(path: Path) -> None:
    """Refuse a file that keeps its values only roughly: a label that is off by one is another label."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for kind, is_it in LOSSY.items():
        if is_it(head):
            raise BadLabelMapError(path.name, f"it is {kind}, which keeps numbers only roughly")


def _is_lossy_webp(head: bytes) -> bool:
    """Return whether the first frame of a WebP is packed with loss: as VP8, not VP8L."""
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return False
    at = 12
    while at + 8 <= len(head):
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if name in {b"VP8 ", b"VP8L"}:
            return name == b"VP8 "
        at += 8 + (16 if name == b"ANMF" else size + size % 2)  # into a frame, past anything else
    return False


def _is_lossy_jpeg2000(head: bytes) -> bool:
    """Return whether a JPEG 2000 is transformed by the wavelet that loses."""
    begin = head.find(CODESTREAM)
    if begin < 0:
        return False
    end = head.find(SAMPLES, begin)
    at = head.find(STYLE, begin, end if end > 0 else len(head))
    return at > 0 and head[at + IRREVERSIBLE : at + IRREVERSIBLE + 1] == b"\0"


LOSSY: dict[str, Callable[[bytes], bool]] = {
    "a JPEG": lambda head: head.startswith(b"\xff\xd8\xff"),
    "an AVIF": lambda head: head[4:12] in {b"ftypavif", b"ftypavis"},
    "a lossy WebP": _is_lossy_webp,
    "a lossy JPEG 2000": _is_lossy_jpeg2000,
}
LOSSY_TIFF = {6, 7, 33003, 33005, 33007, 34892}  # compressions: kinds of JPEG, and those of slide scanners


def _tiff(path: Path) -> NDArray[np.generic]:
    import tifffile

    from gmmseg.io.readers import tiff
    from gmmseg.io.readers.raster import ReadRequest

    with path.open("rb") as stream:
        values = tiff.samples(stream, ReadRequest(path.name, "TIFF", None, MOST_PIXELS))
    with tiff.silence(), tifffile.TiffFile(path) as file:
        if any(series.keyframe.compression in LOSSY_TIFF for series in file.series):
            reason = "it is a TIFF packed with JPEG, which keeps numbers only roughly"
            raise BadLabelMapError(path.name, reason)
    return values


def _picture(path: Path) -> NDArray[np.generic]:
    """Return the numbers of a picture, if they look like labels."""
    values = _as_labels(_tiff(path) if path.suffix.lower() in {".tif", ".tiff"} else _decoded(path))
    if values.ndim == 2 and values.dtype.kind in "bui":
        _check_is_flat(path.name, values)
    return values


def _check_is_flat(name: str, values: NDArray[np.generic]) -> None:
    """Refuse what changes from pixel to pixel as photos and overlays on them do."""
    differ = np.mean(values[:, 1:] != values[:, :-1]) if values.shape[1] > 1 else 0.0
    if differ > RESTLESS and (n := len(np.unique(values))) > FEW:
        what = (
            f"it has {n:,} colours or values, and {differ:.0%} of neighbouring pixels differ, as in a photo"
        )
        raise BadLabelMapError(name, what)


def _decoded(path: Path) -> NDArray[np.generic]:
    from PIL import Image

    with Image.open(path) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise BadLabelMapError(path.name, f"it has {picture.width} by {picture.height} pixels")
        if picture.mode == "1":
            return np.asarray(picture)
        if picture.mode in {"P", "L", "I", "I;16", "I;16B"}:
            return np.asarray(picture)  # of a palette, the numbers: its colours are for people
        return np.asarray(picture.convert("RGB"))


def _as_labels(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return one number per colour where values are (h, w, 3 or 4) bytes, else the values."""
    if values.ndim != 3 or values.shape[2] not in {3, 4} or values.dtype != np.uint8:
        return values
    red, green, blue = (values[..., a].astype(np.int64) for a in range(3))
    return red << 16 | green << 8 | blue
