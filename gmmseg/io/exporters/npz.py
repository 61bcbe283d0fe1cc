"""Probabilities as NumPy's NPZ archive."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from gmmseg.io.atomic import PREFIX
from gmmseg.io.exporters.context import ExportContext, Output
from gmmseg.io.exporters.layers import write_layers

CHUNK = 2**20  # bytes copied at a time


def outputs(context: ExportContext) -> Iterator[Output]:
    """Yield the one file."""
    yield Output("_probabilities.npz", lambda path: write(path, context))


def write(path: Path, context: ExportContext) -> None:
    """Write `probabilities` (n_segments, h, w) float32, their `numbers` and `names`; nothing is pickled.

    `calibration` says in words whether they are calibrated, `temperature` is 1 where they are not.

    As `numpy.savez` writes it, uncompressed: noise in the last digits would not shrink.
    """
    with path.open("wb") as file, zipfile.ZipFile(file, "w") as archive:
        with tempfile.TemporaryFile(dir=path.parent, prefix=PREFIX) as layers:  # without a name
            write_layers(layers, 0, context)
            layers.seek(0)
            _add_layers(archive, layers, (len(context.numbers), *context.labels.shape))
        _add(archive, "numbers", context.numbers)
        _add(archive, "names", context.names)
        _add(archive, "temperature", context.segmentation.model.temperature)
        _add(archive, "calibration", context.calibration)


def _add_layers(archive: zipfile.ZipFile, layers: BinaryIO, shape: tuple[int, ...]) -> None:
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    with archive.open(zipfile.ZipInfo("probabilities.npy"), "w", force_zip64=True) as member:
        np.lib.format.write_array_header_1_0(member, header)
        shutil.copyfileobj(layers, member, CHUNK)


def _add(archive: zipfile.ZipFile, name: str, values: ArrayLike) -> None:
    with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
        np.lib.format.write_array(member, np.asarray(values), allow_pickle=False)
