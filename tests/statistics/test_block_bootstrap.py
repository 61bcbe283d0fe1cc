import numpy as np
import pytest
from scipy import stats

from gmmseg.statistics.block_bootstrap import block_counts, block_side, shares


def test_blocks_count_labels_and_leave_the_unassigned_out():
    labels = np.array([[1, 1, 2, 0, 2], [1, 2, 2, 2, 2]])

    np.testing.assert_array_equal(block_counts(labels, 2, 2), [[3, 1], [0, 3], [0, 2]])


def test_the_share_is_that_of_the_pixels_and_its_interval_scipys():
    labels = np.random.default_rng(0).integers(0, 3, (40, 50))

    found = shares(labels, 2, 10)

    assert found[0].estimate == pytest.approx(np.sum(labels == 1) / np.sum(labels > 0), rel=1e-12)
    counts = np.array(
        [
            [np.sum(block == 1), np.sum(block > 0)]
            for rows in np.split(labels, 4)
            for block in np.split(rows, 5, axis=1)
        ]
    )
    oracle = stats.bootstrap(
        (counts[:, 0], counts[:, 1]),
        lambda a, b: a.sum() / b.sum(),
        paired=True,
        vectorized=False,
        n_resamples=1999,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert (found[0].low, found[0].high) == pytest.approx((oracle.low, oracle.high), rel=1e-9)


def test_pixels_that_go_together_make_the_interval_wider():
    scattered = np.random.default_rng(1).integers(1, 3, (80, 80))
    patches = np.kron(np.random.default_rng(1).integers(1, 3, (10, 10)), np.ones((8, 8), int))

    width = [found.high - found.low for found in (shares(scattered, 2, 8)[0], shares(patches, 2, 8)[0])]

    assert width[1] > 4 * width[0]


def test_blocks_are_longer_than_neighbours_are_alike_and_not_too_few():
    assert block_side((400, 400), 10) == 20
    assert block_side((100, 100), 20) == 25
    assert block_side((100, 100), 30) is None
