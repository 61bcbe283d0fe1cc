"""The NumPy archive, read back with NumPy and no pickle."""

from dataclasses import replace

import numpy as np

from gmmseg.io.exporters import export


def test_probabilities_numbers_and_names_come_back(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-npz"], segments=[1, 3])

    with np.load(path, allow_pickle=False) as archive:
        assert list(archive["names"]) == ["sky", "grass / trees"]
        assert list(archive["numbers"]) == [1, 3]
        np.testing.assert_array_equal(archive["probabilities"], segmentation.probabilities[[0, 2]])


def test_whether_they_are_calibrated_is_reported(segmentation, tmp_path):
    calibrated = replace(segmentation, model=replace(segmentation.model, temperature=1.5))

    for number, (found, words) in enumerate(
        ((segmentation, "not calibrated"), (calibrated, "calibrated, temperature 1.5"))
    ):
        (path,) = export(found, tmp_path / str(number), ["probabilities-npz"])

        with np.load(path, allow_pickle=False) as archive:
            assert str(archive["calibration"]) == words
            assert float(archive["temperature"]) == found.model.temperature
