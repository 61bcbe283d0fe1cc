"""What the scikit-learn face asks of its input."""

import numpy as np
import pytest

from gmmseg.mixture import estimator_checks


def test_classes_are_shared_out_among_components():
    classes, owners = estimator_checks.classes([4, -1, 2, -1], 4, 5)

    np.testing.assert_array_equal(classes, [4, -1, 2, -1])
    np.testing.assert_array_equal(owners, [2, 4, 2, 4, 2])


@pytest.mark.parametrize("y", [None, [0, 1, 2, 1], [-1, -1, -1, -1], [0.5, -1, 0.5, -1]])
def test_without_labelled_and_unlabelled_samples_there_are_no_classes(y):
    assert estimator_checks.classes(y, 4, 5) == (None, None)


def test_weights_get_a_mean_of_one():
    np.testing.assert_array_equal(estimator_checks.positive(np.array([0.0, 2.0, 6.0, 0.0])), [0, 1, 3, 0])
