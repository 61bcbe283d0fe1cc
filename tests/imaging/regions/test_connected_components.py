from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import ndimage

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.connected_components import absorb_small, counts, full_size, renumber


def test_full_size_follows_colours_between_squares():
    pixels = np.zeros((300, 300, 3), np.uint8)
    pixels[:, 151:] = 220  # inside a square of the reduced picture
    image = Image.from_array(pixels)
    small = np.zeros((150, 150), np.int32)
    small[:, 76:] = 1

    found = full_size(image, small, 2)

    np.testing.assert_array_equal(found[100], pixels[100, :, 0] > 0)


def test_small_pieces_and_holes_join_the_longest_neighbour():
    labels = np.ones((12, 12), np.int32)
    labels[:, 6:] = 2
    labels[0, 5:7] = 3  # a piece below 5 pixels, more of it at 2
    labels[1, 6:8] = 3
    labels[5:8, 1:4] = 4  # 9 pixels: a hole in 1
    labels[4:7, 9:12] = 5  # 9 pixels at the frame: no hole

    found = absorb_small(labels, 5)

    assert set(np.unique(found)) == {1, 2, 5}
    assert found[0, 6] == 2
    assert (found[5:8, 1:4] == 1).all()


def test_pieces_among_pieces_are_absorbed_too():
    labels = np.arange(1, 101, dtype=np.int32).reshape(10, 10)

    found = renumber(absorb_small(labels, 4))

    assert np.bincount(found.ravel())[1:].min() >= 4


def test_a_lone_piece_stays():
    labels = np.zeros((5, 5), np.int32)
    labels[2, 2] = 1

    np.testing.assert_array_equal(absorb_small(labels, 4), labels)


def test_regions_are_connected_and_numbered_in_row_order():
    labels = np.array([[7, 0, 7], [2, 2, 7]], np.int32)

    np.testing.assert_array_equal(renumber(labels), [[1, 0, 2], [3, 3, 2]])


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (40, 50), (90, 120)])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("spread", [0, 1.5])
def test_pieces_of_each_label_are_counted_as_scipy_counts_them(shape, kind, spread):
    noise = np.random.default_rng(len(shape) + shape[1]).normal(size=shape)
    labels = np.clip(np.rint(1 + 9 * ndimage.gaussian_filter(noise, spread)), 0, 4).astype(kind)

    found = counts(labels, 5)

    np.testing.assert_array_equal(found, [ndimage.label(labels == label)[1] for label in range(6)])


def test_a_comb_and_a_spiral_are_one_piece_each():
    comb = np.zeros((9, 9), np.uint8)
    comb[:, ::2] = 1
    comb[-1] = 1  # joins what began as five
    spiral = np.array([[1, 1, 1, 1], [0, 0, 0, 1], [1, 1, 0, 1], [1, 1, 1, 1]], np.uint8)

    np.testing.assert_array_equal(counts(comb, 1), [4, 1])
    np.testing.assert_array_equal(counts(spiral, 1), [1, 1])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32])
def test_labels_of_any_type_keep_it(kind):
    labels = np.ones((6, 6), kind)
    labels[2, 2] = 200

    found = absorb_small(labels, 2)

    assert found.dtype == kind
    assert (found == 1).all()


def test_labels_without_small_pieces_stay_as_they_are():
    labels = np.repeat([[1, 2]], 20, axis=0).repeat(10, axis=1).astype(np.int32)

    np.testing.assert_array_equal(absorb_small(labels, 4), labels)


def test_more_small_pieces_than_room_was_made_for_are_absorbed(monkeypatch):
    labels = np.random.default_rng(0).integers(1, 4, (40, 50)).astype(np.int32)
    expected = absorb_small(labels, 6)
    monkeypatch.setattr("gmmseg.imaging.regions.connected_components.CODES", 5)

    np.testing.assert_array_equal(absorb_small(labels, 6), expected)


def test_bands_of_rows_in_any_order_give_what_the_whole_gives(monkeypatch):
    labels = np.random.default_rng(3).integers(0, 4, (50, 40)).astype(np.uint8)
    whole = absorb_small(labels, 4)
    monkeypatch.setattr("gmmseg.imaging.regions.connected_components.ROWS", 7)

    with ThreadPoolExecutor(2) as pool:
        assert np.array_equal(absorb_small(labels, 4, pool.map), whole)
    backwards = absorb_small(labels, 4, lambda f, items: map(f, reversed(items)))
    assert np.array_equal(backwards, whole)
