import numpy as np

from gmmseg.session import pyramid


def test_a_level_of_a_picture_is_the_mean_of_four_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (600, 512, 3), dtype=np.uint8)

    levels = pyramid.averaged(pixels)

    expected = np.floor(pixels.reshape(300, 2, 256, 2, 3).mean(axis=(1, 3)) + 0.5)
    np.testing.assert_array_equal(levels[1], expected)


def test_a_level_of_labels_keeps_what_most_of_four_pixels_say():
    blocks = {
        (1, 2, 3, 3): 3,
        (1, 2, 2, 3): 2,
        (1, 2, 3, 2): 2,
        (4, 2, 4, 3): 4,
        (1, 1, 2, 2): 1,
        (1, 2, 3, 4): 1,
    }
    labels = np.zeros((512, 512), np.uint8)
    for i, (a, b, c, d) in enumerate(blocks):
        labels[0:2, 2 * i : 2 * i + 2] = [[a, b], [c, d]]

    levels = pyramid.voted(labels)

    assert levels[1][0, : len(blocks)].tolist() == list(blocks.values())


def test_a_small_picture_has_one_level():
    levels = pyramid.averaged(np.zeros((300, 40), np.uint8))

    assert [level.shape for level in levels] == [(300, 40)]


def test_a_long_thin_picture_ends_at_one_row():
    levels = pyramid.voted(np.ones((3, 40_000), np.uint8))

    assert [level.shape for level in levels] == [(3, 40_000), (1, 20_000)]
