"""ilastik's HDF5, read back with h5py."""

import json
from dataclasses import replace

import h5py
import numpy as np

from gmmseg.io.exporters import export


def test_probabilities_lie_by_row_column_and_segment(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-h5"])

    with h5py.File(path) as file:
        dataset = file["exported_data"]
        assert dataset.dtype == np.float32
        np.testing.assert_array_equal(dataset[...], np.moveaxis(segmentation.probabilities, 0, 2))


def test_axes_are_read_as_vigra_does(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-h5"])

    with h5py.File(path) as file:
        axes = json.loads(file["exported_data"].attrs["axistags"])["axes"]
        assert [axis["key"] for axis in axes] == ["y", "x", "c"]
        assert [axis["typeFlags"] for axis in axes] == [2, 2, 1]
        assert list(file["exported_data"].attrs["channel_names"]) == ["sky", "=2+3", "grass / trees"]


def test_only_exported_segments_are_written(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-h5"], segments=[3])

    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["exported_data"][..., 0], segmentation.probabilities[2])


def test_whether_they_are_calibrated_is_reported(segmentation, tmp_path):
    calibrated = replace(segmentation, model=replace(segmentation.model, temperature=1.5))

    (path,) = export(calibrated, tmp_path, ["probabilities-h5"])

    with h5py.File(path) as file:
        assert file["exported_data"].attrs["calibration"] == "calibrated, temperature 1.5"
        assert file["exported_data"].attrs["temperature"] == 1.5
