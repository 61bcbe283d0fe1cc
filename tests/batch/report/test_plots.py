"""Numbers and plots of the page about a batch."""

import numpy as np

from gmmseg.batch.report import plots


def test_shares_are_put_in_columns_and_classes_that_are_missing_have_none():
    lines = [{"classes": [{"percent": 30.0}, {"percent": 70.0}]}, {"classes": [{"percent": 100.0}]}]

    np.testing.assert_array_equal(plots.shares(lines), [[30, 70], [100, 0]])


def test_the_spread_of_numbers():
    assert plots.spread(np.array([1.0, 2.0, 6.0, 7.0])) == (4.0, np.sqrt(6.5), 1.0, 4.0, 7.0)


def test_dots_have_the_colours_of_their_classes():
    drawn = plots.over_pictures(np.array([[20.0, 80.0]] * 40), [(255, 0, 0), (0, 0, 255)])

    red = np.argwhere(
        (drawn == (255, 102, 102)).all(axis=2) | (drawn[..., 0] > drawn[..., 2] + 100).astype(bool)
    )
    blue = np.argwhere(drawn[..., 2] > drawn[..., 0].astype(int) + 100)
    assert red[:, 1].mean() < drawn.shape[1] / 2 < blue[:, 1].mean()
    assert red[:, 0].mean() < blue[:, 0].mean()
