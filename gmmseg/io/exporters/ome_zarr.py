"""Picture and label map as OME-Zarr (NGFF 0.4): a folder that viewers such as napari load in chunks."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.band_sums import resident_dropped
from gmmseg.imaging.image import Image
from gmmseg.io.exporters.context import ExportContext, Output, as_text

VERSION = "0.4"
CHUNK = 1024  # pixels a side
NAME = "segments"


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one folder."""
    yield Output("_labels.ome.zarr", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write the picture (c, y, x) and, in labels/segments, the label map (y, x) with names and colours."""
    path.unlink()  # the file that was to hold it
    path.mkdir()
    if context.segmentation.image.is_lazy:
        _write_levels(path, context)
        return
    for key, data in _stored(context).items():
        target = path / key
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(data)


def _stored(context: ExportContext) -> dict[str, bytes]:
    """Return the files of the folder, packed, by name; writing them is left to the caller, and its errors."""
    import zarr
    from zarr.storage import MemoryStore

    files: dict[str, Any] = {}
    root = zarr.open_group(MemoryStore(files), mode="w", zarr_format=2)
    root.attrs.update(
        {"multiscales": [_multiscale(context, context.image_name, "cyx")], "omero": _omero(context)}
    )
    pixels = context.segmentation.image.source.pixels
    _add(root, np.ascontiguousarray(np.moveaxis(pixels, 2, 0)))
    root.create_group("labels").attrs.update({"labels": [NAME]})
    labels = root.create_group(f"labels/{NAME}")
    labels.attrs.update(
        {"multiscales": [_multiscale(context, NAME, "yx")], "image-label": _image_label(context)}
    )
    _add(labels, context.labels)
    return {key: bytes(files[key].to_bytes()) for key in sorted(files)}


def _write_levels(path: Path, context: ExportContext) -> None:
    """Write the label map (y, x) of a picture larger than memory with its smaller versions, band by band.

    The picture is not copied: the folder is that of the label map.
    """
    import zarr

    root, labels = zarr.open_group(path, mode="w", zarr_format=2), context.labels
    steps = [1]
    while max(labels.shape) > CHUNK * steps[-1]:
        steps.append(2 * steps[-1])
    for i, step in enumerate(steps):
        level = labels[::step, ::step]
        made = _made(root, str(i), level.shape, level.dtype)
        for top in range(0, len(level), CHUNK):
            made[top : top + CHUNK] = np.ascontiguousarray(level[top : top + CHUNK])
            resident_dropped(labels)
    image_label = _image_label(context) | {"source": {}}
    multiscale = _multiscale(context, NAME, "yx", steps)
    root.attrs.update({"multiscales": [multiscale], "image-label": image_label})


def _add(group: Any, array: NDArray[Any]) -> None:
    _made(group, "0", array.shape, array.dtype)[...] = array


def _made(group: Any, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Any:
    from numcodecs import Zlib

    return group.create_array(
        name,
        shape=shape,
        dtype=dtype,
        chunks=(1,) * (len(shape) - 2) + tuple(min(CHUNK, n) for n in shape[-2:]),
        compressors=Zlib(1),
        chunk_key_encoding={"name": "v2", "separator": "/"},
    )


def _multiscale(context: ExportContext, name: str, axes: str, steps: Sequence[int] = (1,)) -> dict[str, Any]:
    size = context.segmentation.image.pixel_size
    space = {"type": "space"} if size is None else {"type": "space", "unit": "micrometer"}
    kinds = [{"name": axis} | ({"type": "channel"} if axis == "c" else space) for axis in axes]
    datasets = [
        {
            "path": str(i),
            "coordinateTransformations": [
                {
                    "type": "scale",
                    "scale": [1.0] * (len(axes) - 2) + [step * side for side in size or (1.0, 1.0)],
                }
            ],
        }
        for i, step in enumerate(steps)
    ]
    return {"version": VERSION, "name": name, "axes": kinds, "datasets": datasets}


def _omero(context: ExportContext) -> dict[str, Any]:
    """Return what viewers need to show the channels: names, colours, the span from black to white.

    Of channels that are not red, green and blue the first is shown, in grey, as everywhere here.
    """
    image = context.segmentation.image.source
    low, high = image.range
    colours = _colours(image)
    channels = [
        {
            "label": name,
            "color": colour,
            "active": image.is_colour or index == 0,
            "coefficient": 1,
            "family": "linear",
            "inverted": False,
            "window": {"min": low, "max": high, "start": low, "end": high},
        }
        for index, (name, colour) in enumerate(zip(map(as_text, image.channel_names), colours, strict=True))
    ]
    model = "color" if image.is_colour else "greyscale"
    return {
        "version": VERSION,
        "name": context.image_name,
        "channels": channels,
        "rdefs": {"defaultT": 0, "defaultZ": 0, "model": model},
    }


def _colours(image: Image) -> tuple[str, ...]:
    """Return the colour of each channel as viewers take it; white where the file says nothing."""
    if image.is_colour:
        return "FF0000", "00FF00", "0000FF"
    channel_colours = [info.colour for info in image.channel_info] or [None] * image.n_channels
    return tuple("FFFFFF" if colour is None else bytes(colour).hex().upper() for colour in channel_colours)


def _image_label(context: ExportContext) -> dict[str, Any]:
    numbered = list(zip(context.numbers, context.names, strict=True))
    return {
        "version": VERSION,
        "colors": [{"label-value": n, "rgba": [*context.colours[n - 1], 255]} for n, _ in numbered],
        "properties": [{"label-value": n, "name": name} for n, name in numbered],
        "source": {"image": "../../"},
    }
