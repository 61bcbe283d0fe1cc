"""The NumPy archive, read back with NumPy and no pickle."""

import numpy as np

from gmmseg.io.exporters import export


def test_probabilities_numbers_and_names_come_back(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-npz"], segments=[1, 3])

    with np.load(path, allow_pickle=False) as archive:
        assert list(archive["names"]) == ["sky", "grass / trees"]
        assert list(archive["numbers"]) == [1, 3]
        np.testing.assert_array_equal(archive["probabilities"], segmentation.probabilities[[0, 2]])
