import numpy as np

from gmmseg.mixture.parameters import Parameters
from gmmseg.plots.dendrogram import dendrogram, merges
from gmmseg.plots.sheet import sheet
from gmmseg.plots.style import line_colours as colours

MIXTURE = Parameters(
    np.full(3, 1 / 3), np.array([[0.0], [2.0], [10.0]]), np.ones((3, 1, 1)), "full"
)  # of one width, the distance is that of the means squared, by 8


def test_what_is_nearest_is_merged_first_and_the_rest_by_the_mean_distance():
    first, second = merges(MIXTURE)

    assert sorted(first[:2]) == [0, 1]
    np.testing.assert_allclose(first[2], 4 / 8)
    np.testing.assert_allclose(second[2], (100 / 8 + 64 / 8) / 2)


def test_leaves_are_named_in_their_colours():
    _, axes = sheet(1, 1)

    dendrogram(axes[0, 0], MIXTURE, ["sky", "sea", "sand"], colours(3))

    order = [tick.get_text() for tick in axes[0, 0].get_xticklabels()]
    assert sorted(order) == ["sand", "sea", "sky"]
    expected = [colours(3)[["sky", "sea", "sand"].index(name)] for name in order]
    np.testing.assert_allclose(axes[0, 0].collections[0].get_facecolors()[:, :3], expected)
    assert len(axes[0, 0].lines) == 2
