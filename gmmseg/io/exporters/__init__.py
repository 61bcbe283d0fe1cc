"""Segmentation to files: what can be written, and writing it."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from gmmseg.errors import FileExistsAlreadyError
from gmmseg.imaging.rendering import label_picture
from gmmseg.imaging.segmentation import Segmentation

KINDS = {
    "labels": "Label map as a PNG that any viewer shows in colours.",
    "overlay": "Picture with the segments' colours over it, PNG.",
}


def export(
    segmentation: Segmentation,
    folder: Path,
    kinds: Iterable[str],
    *,
    stem: str | None = None,
    overwrite: bool = False,
    opacity: float = 0.5,
) -> list[Path]:
    """Write the kinds of files asked for, and return their paths."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    colours = tuple(segment.colour for segment in segmentation.model.segments)
    files = []
    for kind in kinds:
        file = folder / f"{stem or Path(segmentation.image.name).stem}_{kind}.png"
        if file.exists() and not overwrite:
            raise FileExistsAlreadyError(str(file))
        picture = label_picture(segmentation.labels, colours)
        if kind == "overlay":
            blend = segmentation.image.display() * (1 - opacity) + picture * opacity
            picture = np.rint(blend).astype(np.uint8)
        Image.fromarray(picture).save(file)
        files.append(file)
    return files
