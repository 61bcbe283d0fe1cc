"""TIFF files: raw labels, and the probability of every segment on a page of its own."""

import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np

from gmmseg.errors import shown
from gmmseg.imaging.units import PixelSize
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.layers import write_layers

PAGE_NAME = 285  # the TIFF tag
NO_DATA = 42113  # GDAL's, in text: the value that stands for nothing
LARGEST = 2**32 - 2**24  # bytes of pixels that plain TIFF, and so ImageJ's kind of it, has room for


@dataclass(frozen=True)
class TiffFrame:
    """A TIFF without its pixels.

    Attributes
    ----------
    shape : tuple of int
        Pages, rows and columns, or rows and columns; a last axis of one sample where that must be explicit.
    dtype : str
        Of the pixels.
    metadata : dict
        What the flavour says of them.
    flavour : {"imagej", "ome", ""}
        Whose conventions it follows; plain TIFF for none, with room for more than 4 GB unless ImageJ's.
    named : bool
        Whether pages get names.
    no_data : str
        What value stands for no data, if any does.
    """

    shape: tuple[int, ...]
    dtype: str
    metadata: dict[str, Any]
    flavour: Literal["imagej", "ome", ""]
    named: bool = False
    no_data: str = ""


def labels(context: ExportContext) -> Iterator[Output]:
    """Yield the raw labels."""
    yield Output("_labels.tif", lambda path: write_labels(path, context))


def probabilities(context: ExportContext) -> Iterator[Output]:
    """Yield the probabilities."""
    yield Output("_probabilities.tif", lambda path: write_probabilities(path, context))


def probabilities_ome(context: ExportContext) -> Iterator[Output]:
    """Yield the probabilities as microscopes' programs share them."""
    yield Output("_probabilities.ome.tif", lambda path: write_probabilities_ome(path, context))


def write_labels(path: Path, context: ExportContext) -> None:
    """Write labels as uint8 or uint16, as ImageJ opens them; its info lists the segments' names.

    ImageJ gets the range of numbers, so that it does not show them as black.
    """
    names = "\n".join(
        f"{number} = {name}" for number, name in zip(context.numbers, context.names, strict=True)
    )
    shown = {"min": 0.0, "max": float(context.segmentation.n_segments), "Info": names}
    with path.open("wb") as file:
        frame = TiffFrame(context.labels.shape, context.labels.dtype.str, shown, "imagej", no_data="0")
        offset = _write_frame(file, frame, context)
        file.seek(offset)
        file.write(np.ascontiguousarray(context.labels).data)


def write_object_numbers(path: Path, context: ExportContext, *, small: bool = False) -> None:
    """Write the numbers of objects as uint32, plain TIFF: ImageJ's kind of it knows no such pixels.

    If `small`, as uint16 where they fit.
    """
    found = context.found_objects
    is_small = small and int(found.numbers.max(initial=0)) <= np.iinfo(np.uint16).max
    kind = "<u2" if is_small else "<u4"
    with path.open("wb") as file:
        frame = TiffFrame(found.labels.shape, kind, {}, "", no_data="0")
        offset = _write_frame(file, frame, context, found.pixel_size)
        file.seek(offset)
        file.write(np.ascontiguousarray(found.labels, kind).data)


def write_probabilities(path: Path, context: ExportContext) -> None:
    """Write float32 probabilities 0 to 1, one page for each segment, named as ImageJ and as TIFF does it."""
    shape = (len(context.numbers), *context.labels.shape)
    large = 4 * math.prod(shape) > LARGEST
    info = f"probabilities: {context.calibration}"
    labels: dict[str, Any] = {"Labels": context.names, "Info": info}
    shown = {} if large else labels | {"mode": "grayscale", "min": 0.0, "max": 1.0}
    with path.open("w+b") as file:
        axes = {
            "axes": "CYX" if large else "CYXS"
        }  # one sample, explicitly: else a width of 1 is taken for it
        full = shape if large else (*shape, 1)
        frame = TiffFrame(full, "<f4", axes | shown, "" if large else "imagej", named=True)
        offset = _write_frame(file, frame, context)
        write_layers(file, offset, context)
        _name_pages(file, context)


def maps(context: ExportContext) -> Iterator[Output]:
    """Yield entropy, margin and log-density."""
    yield Output("_maps.tif", lambda path: write_maps(path, context))


def write_maps(path: Path, context: ExportContext) -> None:
    """Write entropy over its maximum, margin and log-density (nats, NaN where unusable) on named pages."""
    found = context.segmentation
    names = ["entropy", "margin", "log-density"]
    pages = [
        np.ascontiguousarray(page, "<f4") for page in (found.uncertainty, found.margin, found.log_density)
    ]
    large = 4 * len(pages) * found.labels.size > LARGEST
    info = f"probabilities: {context.calibration}"
    shown = {} if large else {"Labels": names, "mode": "grayscale", "Info": info}
    axes = {"axes": "CYX" if large else "CYXS"}  # one sample, explicitly, as above
    shape = (len(pages), *found.labels.shape)
    frame = TiffFrame(shape if large else (*shape, 1), "<f4", axes | shown, "" if large else "imagej")
    with path.open("w+b") as file:
        offset = _write_frame(file, frame, context)
        file.seek(offset)
        for page in pages:
            file.write(page.data)


def write_probabilities_ome(path: Path, context: ExportContext) -> None:
    """Write float32 probabilities 0 to 1 as OME-TIFF, a channel for each segment, named and coloured."""
    shape = (len(context.numbers), *context.labels.shape)
    name, names = (
        shown(context.image_name),
        [shown(each) for each in context.names],
    )  # XML knows no control signs
    named = f"{name} {names}"
    metadata: dict[str, Any] = {
        "axes": "CYX",
        "Name": name,
        "Description": f"probabilities: {context.calibration}",
        "Channel": {"Name": names, "Color": [_ome_colour(context, number) for number in context.numbers]},
        "UUID": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, named)}",  # the same file for the same result
    }
    if (size := context.segmentation.image.pixel_size) is not None:
        metadata |= {f"PhysicalSize{axis}": side for axis, side in zip("YX", size, strict=True)}
        metadata |= {f"PhysicalSize{axis}Unit": "\u00b5m" for axis in "YX"}
    with path.open("w+b") as file:
        offset = _write_frame(file, TiffFrame(shape, "<f4", metadata, "ome"), context)
        write_layers(file, offset, context)


def _ome_colour(context: ExportContext, number: int) -> int:
    """Return red, green, blue and full opacity as the signed number that OME keeps them in."""
    return int.from_bytes(bytes([*context.colours[number - 1], 255]), "big", signed=True)


def _write_frame(
    file: BinaryIO, frame: TiffFrame, context: ExportContext, pixel_size: PixelSize | None = None
) -> int:
    """Write everything but the pixels, which lie page after page from the offset that is returned.

    Pixels are left to the caller because errors of a write by tifffile do not say what went wrong.
    """
    import tifffile

    imagej, ome = frame.flavour == "imagej", frame.flavour == "ome"
    tags: list[Any] = [(*tag, False) for tag in context.segmentation.image.georeference]  # for every page
    if frame.no_data:
        tags.append((NO_DATA, "s", 0, frame.no_data, False))
    if frame.named:
        tags.append((PAGE_NAME, "s", 2, b"-\0", False))  # for names to come
    with tifffile.TiffWriter(file, imagej=imagej, ome=ome, bigtiff=not imagej, byteorder="<") as tiff:
        written = tiff.write(
            shape=frame.shape,
            dtype=frame.dtype,
            photometric="minisblack",
            extratags=tags,
            returnoffset=True,
            **_sized(frame, pixel_size or _known_size(context)),
        )
    assert written is not None
    return written[0]


def _known_size(context: ExportContext) -> PixelSize | None:
    """Return how large a pixel is; where the place on earth says it, nothing else has to."""
    image = context.segmentation.image
    return None if image.georeference else image.pixel_size


def _sized(frame: TiffFrame, size: PixelSize | None) -> dict[str, Any]:
    """Return the metadata of a frame, and how large a pixel is as its flavour tells it."""
    if size is None or frame.flavour == "ome":  # which has it among the metadata
        return {"metadata": frame.metadata}
    height, width = size
    if frame.flavour == "imagej":
        return {"metadata": frame.metadata | {"unit": "um"}, "resolution": (1 / width, 1 / height)}
    return {"metadata": frame.metadata, "resolution": (1e4 / width, 1e4 / height), "resolutionunit": 3}  # cm


def _name_pages(file: BinaryIO, context: ExportContext) -> None:
    """Write the names into the tags of their pages."""
    import tifffile

    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        for page, name in zip(tiff.pages, context.names, strict=True):
            assert isinstance(page, tifffile.TiffPage)
            page.tags[PAGE_NAME].overwrite(name.encode() + b"\0")
