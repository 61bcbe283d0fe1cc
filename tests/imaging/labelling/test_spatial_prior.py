import numpy as np
import pytest

from gmmseg.imaging.labelling.spatial_prior import ROUNDS, precision, smooth, stripes, winners


def random_posterior(k=3, shape=(12, 14), seed=0):
    return np.random.default_rng(seed).dirichlet(np.ones(k), shape).transpose(2, 0, 1).astype(np.float32)


def brute_smooth(posterior, planes, strength, beta):
    """Mean field of a Potts model on eight neighbours, pixel by pixel."""
    _, height, width = posterior.shape
    logs, marginals = np.log(np.maximum(posterior, 1e-6)).astype(float), posterior.astype(float)
    for _ in range(ROUNDS):
        messages = np.zeros_like(marginals)
        for y, x in np.ndindex(height, width):
            for dy, dx in np.ndindex(3, 3):
                v, u = y + dy - 1, x + dx - 1
                if (v, u) == (y, x) or not (0 <= v < height and 0 <= u < width):
                    continue
                similarity = np.exp(-beta * ((planes[:, y, x] - planes[:, v, u]) ** 2).sum())
                messages[:, y, x] += similarity / np.hypot(dy - 1, dx - 1) * marginals[:, v, u]
        field = np.exp(logs + strength * messages)
        marginals = field / field.sum(axis=0)
    return marginals


def test_smoothing_is_the_mean_field_of_a_potts_model():
    posterior = random_posterior()
    planes = np.random.default_rng(1).normal(size=(2, 12, 14)).astype(np.float32)

    found = smooth(posterior, planes, 0.4, edge_precision=0.3)

    np.testing.assert_allclose(found, brute_smooth(posterior, planes, 0.4, 0.3), atol=1e-4)


def test_strength_0_changes_nothing():
    posterior = random_posterior()

    assert smooth(posterior, posterior, 0.0) is posterior


def test_a_speck_goes_and_an_edge_of_the_picture_stays():
    planes = np.zeros((1, 20, 20), np.float32)
    planes[:, :, 10:] = 50
    posterior = np.full((2, 20, 20), 0.2, np.float32)
    posterior[0, :, :10], posterior[1, :, 10:] = 0.8, 0.8
    posterior[:, 5, 5] = 0.1, 0.9

    found = smooth(posterior, planes, 1.0).argmax(axis=0)

    np.testing.assert_array_equal(found, planes[0] > 0)


def test_unusable_pixels_are_not_heard():
    posterior = np.full((2, 9, 9), 0.5, np.float32)
    posterior[:, :, :4] = np.array([0.99, 0.01], np.float32)[:, None, None]
    usable = np.ones((9, 9), bool)
    usable[:, 3] = False  # a wall

    found = smooth(posterior, np.zeros((1, 9, 9), np.float32), 1.0, usable=usable)

    np.testing.assert_allclose(found[:, :, 4:], 0.5, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (2, 2)])
def test_the_smallest_pictures_can_be_smoothed(shape):
    posterior = random_posterior(shape=shape)

    found = smooth(posterior, np.ones((1, *shape), np.float32), 2.0)

    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-5)


def test_stripes_with_rows_around_them_give_what_the_whole_gives():
    posterior = random_posterior(shape=(60, 7))
    planes = np.random.default_rng(2).normal(size=(1, 60, 7)).astype(np.float32)
    whole = smooth(posterior, planes, 0.7, edge_precision=0.5)

    for begin in (0, 20, 40):
        top, bottom = max(begin - ROUNDS, 0), min(begin + 20 + ROUNDS, 60)
        part = smooth(posterior[:, top:bottom].copy(), planes[:, top:bottom], 0.7, edge_precision=0.5)

        np.testing.assert_array_equal(part[:, begin - top : begin + 20 - top], whole[:, begin : begin + 20])


def test_stripes_cover_every_row_once_with_enough_around():
    parts = list(stripes(5000, 3000))

    assert [row for part in parts for row in range(part.begin, part.end)] == list(range(5000))
    assert all(part.top == max(part.begin - ROUNDS, 0) for part in parts)
    assert all(part.bottom == min(part.end + ROUNDS, 5000) for part in parts)


def test_precision_is_half_the_inverse_of_the_usual_squared_difference():
    planes = np.array([[[0, 2, 4]], [[1, 1, 1]]], np.float32)

    assert precision(planes) == pytest.approx(1 / 8)
    assert precision(planes[1:]) == precision(planes[:, :, :1]) == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (12, 14)])
def test_winners_are_most_probable_once_smoothed(shape):
    posterior = random_posterior(shape=shape)
    planes = np.random.default_rng(1).normal(size=(2, *shape)).astype(np.float32)

    found = winners(posterior, planes, 0.4, edge_precision=0.3)

    expected = smooth(posterior, planes, 0.4, edge_precision=0.3).argmax(axis=0)
    np.testing.assert_array_equal(found, expected)
