"""Numbers as TIFF: raw labels, and the probability of every segment on a page of its own."""

from collections.abc import Iterator
from pathlib import Path

from gmmseg.io.exporters.scene import Output, Scene

PAGE_NAME = 285  # the TIFF tag


def labels(scene: Scene) -> Iterator[Output]:
    """Yield the raw labels."""
    yield Output("_labels.tif", lambda path: write_labels(path, scene))


def probabilities(scene: Scene) -> Iterator[Output]:
    """Yield the probabilities."""
    yield Output("_probabilities.tif", lambda path: write_probabilities(path, scene))


def write_labels(path: Path, scene: Scene) -> None:
    """Write labels as uint8 or uint16, as ImageJ opens them; its info lists the segments' names."""
    import tifffile

    names = "\n".join(f"{number} = {segment.name}" for number, segment in scene.segments)
    with path.open("wb") as file:
        tifffile.imwrite(file, scene.labels, imagej=True, metadata={"Info": names})


def write_probabilities(path: Path, scene: Scene) -> None:
    """Write float32 probabilities 0 to 1, one page for each segment, its name in the tag PageName."""
    import tifffile

    with path.open("wb") as file, tifffile.TiffWriter(file, bigtiff=_is_large(scene)) as tiff:
        for number, segment in scene.segments:
            name = segment.name.encode("utf-8", "replace") + b"\0"
            tiff.write(
                scene.segmentation.probability(number),
                photometric="minisblack",
                compression="zlib",
                compressionargs={"level": 1},
                predictor=True,
                metadata=None,
                extratags=[(PAGE_NAME, "s", len(name), name, True)],
            )


def _is_large(scene: Scene) -> bool:
    """Return whether the pages may pass the 4 GiB that plain TIFF ends at."""
    return len(scene.numbers) * scene.labels.size * 4 > 2**31
