"""Numbers as TIFF: raw labels, and the probability of every segment on a page of its own."""

import math
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from gmmseg.io.exporters.layers import write_layers
from gmmseg.io.exporters.scene import Output, Scene

PAGE_NAME = 285  # the TIFF tag
LARGEST = 2**32 - 2**24  # bytes of pixels that plain TIFF, and so ImageJ's kind of it, has room for


def labels(scene: Scene) -> Iterator[Output]:
    """Yield the raw labels."""
    yield Output("_labels.tif", lambda path: write_labels(path, scene))


def probabilities(scene: Scene) -> Iterator[Output]:
    """Yield the probabilities."""
    yield Output("_probabilities.tif", lambda path: write_probabilities(path, scene))


def probabilities_ome(scene: Scene) -> Iterator[Output]:
    """Yield the probabilities as microscopes' programs share them."""
    yield Output("_probabilities.ome.tif", lambda path: write_probabilities_ome(path, scene))


def write_labels(path: Path, scene: Scene) -> None:
    """Write labels as uint8 or uint16, as ImageJ opens them; its info lists the segments' names.

    ImageJ is told the range of numbers, so that it does not show them as black.
    """
    names = "\n".join(f"{number} = {name}" for number, name in zip(scene.numbers, scene.names, strict=True))
    shown = {"min": 0.0, "max": float(scene.segmentation.n_segments), "Info": names}
    with path.open("wb") as file:
        offset = _write_frame(file, scene.labels.shape, scene.labels.dtype.str, imagej=True, metadata=shown)
        file.seek(offset)
        file.write(np.ascontiguousarray(scene.labels).data)


def write_probabilities(path: Path, scene: Scene) -> None:
    """Write float32 probabilities 0 to 1, one page for each segment, named as ImageJ and as TIFF does it."""
    shape = (len(scene.numbers), *scene.labels.shape)
    large = 4 * math.prod(shape) > LARGEST
    shown = {} if large else {"Labels": scene.names, "mode": "grayscale", "min": 0.0, "max": 1.0}
    with path.open("w+b") as file:
        axes = {"axes": "CYX" if large else "CYXS"}  # one sample, told: else a width of 1 is taken for it
        full = shape if large else (*shape, 1)
        offset = _write_frame(file, full, "<f4", imagej=not large, metadata=axes | shown)
        write_layers(file, offset, scene)
        _name_pages(file, scene)


def write_probabilities_ome(path: Path, scene: Scene) -> None:
    """Write float32 probabilities 0 to 1 as OME-TIFF, a channel for each segment, named and coloured."""
    shape = (len(scene.numbers), *scene.labels.shape)
    named = f"{scene.image_name} {scene.names}"
    metadata = {
        "axes": "CYX",
        "Name": scene.image_name,
        "Channel": {"Name": scene.names, "Color": [_ome_colour(scene, number) for number in scene.numbers]},
        "UUID": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, named)}",  # the same file for the same result
    }
    with path.open("w+b") as file:
        offset = _write_frame(file, shape, "<f4", imagej=False, ome=True, metadata=metadata)
        write_layers(file, offset, scene)


def _ome_colour(scene: Scene, number: int) -> int:
    """Return red, green, blue and full opacity as the signed number that OME keeps them in."""
    return int.from_bytes(bytes([*scene.colours[number - 1], 255]), "big", signed=True)


def _write_frame(
    file: BinaryIO,
    shape: tuple[int, ...],
    dtype: str,
    *,
    imagej: bool,
    metadata: dict[str, Any],
    ome: bool = False,
) -> int:
    """Write everything but the pixels, which lie page after page from the offset that is returned.

    Pixels are left to the caller because errors of a write by tifffile do not say what went wrong.
    """
    import tifffile

    place = (PAGE_NAME, "s", 2, b"-\0", False)  # for names to come
    with tifffile.TiffWriter(file, imagej=imagej, ome=ome, bigtiff=not imagej, byteorder="<") as tiff:
        written = tiff.write(
            shape=shape,
            dtype=dtype,
            photometric="minisblack",
            metadata=metadata,
            extratags=[place] if len(shape) > 2 and not ome else [],
            returnoffset=True,
        )
    assert written is not None
    return written[0]


def _name_pages(file: BinaryIO, scene: Scene) -> None:
    """Write the names into the tags of their pages."""
    import tifffile

    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        for page, name in zip(tiff.pages, scene.names, strict=True):
            assert isinstance(page, tifffile.TiffPage)
            page.tags[PAGE_NAME].overwrite(name.encode() + b"\0")
