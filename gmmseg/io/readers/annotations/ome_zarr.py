"""Label maps of OME-Zarr (NGFF 0.4 and 0.5): a folder of a picture with labels/, or that of one label map."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import MissingLibraryError

MOST_PIXELS = 2**30  # of a map, and of a chunk of it
PLAIN = re.compile(r"[\w.-]+(?:/[\w.-]+)*")  # a name within the folder, and not a way out of it


def read(path: Path) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Return the label map (h, w) in full size, and the names of its values as far as they have any.

    Raises
    ------
    MissingLibraryError
        If zarr is not installed.
    ValueError
        If it has no label map, several, or one of more dimensions.
    """
    try:
        import zarr
    except ImportError:
        raise MissingLibraryError("OME-Zarr", "zarr", "zarr", "read") from None
    root: Any = zarr.open_group(path, mode="r")
    group_attributes = attributes_of(root)
    if "image-label" not in group_attributes:
        root = root[_only(_labels_of(root))]
        group_attributes = attributes_of(root)
    array = root[plain_name(group_attributes["multiscales"][0]["datasets"][0]["path"])]
    return _values(array), _names(group_attributes.get("image-label") or {})


def attributes_of(group: Any) -> dict[str, Any]:
    """Return the attributes of OME, which stand at the top, or under "ome" from 0.5 on."""
    attributes = dict(group.attrs)
    return dict(attributes.get("ome") or attributes)


def _labels_of(root: Any) -> list[str]:
    if "labels" not in root:
        raise ValueError("it has no label map")
    return [f"labels/{plain_name(name)}" for name in attributes_of(root["labels"]).get("labels", ())]


def _only(names: list[str]) -> str:
    if len(names) != 1:
        raise ValueError(f"it has {len(names)} label maps instead of one; give the folder of one of them")
    return names[0]


def plain_name(name: Any) -> str:
    """Return the name of a part, or raise ValueError where it leads out of the folder."""
    if not isinstance(name, str) or not PLAIN.fullmatch(name) or ".." in name.split("/"):
        raise ValueError(f"it names {name!r} as a part of it")
    return name


def _values(array: Any) -> NDArray[np.int64]:
    """Return the numbers of an array, whose sizes are looked at before a chunk is unpacked."""
    shape = tuple(array.shape)
    if math.prod(shape) > MOST_PIXELS or math.prod(array.chunks) > MOST_PIXELS:
        raise ValueError(f"an array of shape {shape} in chunks of {array.chunks}")
    if len(shape) < 2 or any(n != 1 for n in shape[:-2]):
        raise ValueError(f"a label map of shape {shape}: it must be of one plane")
    if array.dtype.kind not in "bui":
        raise ValueError(f"values of type {array.dtype}, not whole numbers")
    return np.asarray(array[...]).reshape(shape[-2:]).astype(np.int64)


def _names(group_attributes: dict[str, Any]) -> dict[int, str]:
    return {
        int(each["label-value"]): str(each["name"])
        for each in group_attributes.get("properties") or ()
        if each.get("name") and each.get("label-value") is not None
    }
