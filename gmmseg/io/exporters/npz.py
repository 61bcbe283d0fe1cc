"""Probabilities as NumPy's own archive."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gmmseg.io.exporters.scene import Output, Scene


def outputs(scene: Scene) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_probabilities.npz", lambda path: write(path, scene))


def write(path: Path, scene: Scene) -> None:
    """Write `probabilities` (n_segments, h, w) float32, their `numbers` and `names`; nothing is pickled."""
    index = [number - 1 for number in scene.numbers]
    every = scene.segmentation.probabilities
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            probabilities=every if len(index) == len(every) else every[index],
            numbers=np.asarray(scene.numbers),
            names=np.asarray([segment.name for _, segment in scene.segments]),
        )
