import numpy as np
import pytest

from gmmseg.imaging.smoothing_kernels import CHUNK, exponential, links, mean_field, most_believed


def ties_of(planes, usable, precision):
    """Return the ties (4, h, w), their guards taken away, which must be zeros still."""
    height, width = usable.shape
    guard = width + 1
    out = np.zeros((4, height * width + 2 * guard), np.float32)
    links(planes, usable, np.float32(precision), out)
    assert not out[:, :guard].any()
    assert not out[:, -guard:].any()
    return out[:, guard:-guard].reshape(4, height, width)


def test_ties_fade_with_difference_and_distance_and_end_at_the_frame():
    planes = np.array([[[0, 1], [2, 0]]], np.float32)

    out = ties_of(planes, np.ones((2, 2), bool), 0.5)

    expected = np.zeros((4, 2, 2))
    expected[0, :, 0] = np.exp([-0.5, -2])  # right
    expected[1, 0, 1] = np.exp(-0.5) / np.sqrt(2)  # below left
    expected[2, 0] = np.exp([-2, -0.5])  # below
    expected[3, 0, 0] = 1 / np.sqrt(2)  # below right
    np.testing.assert_allclose(out, expected, rtol=1e-4)


def test_unusable_pixels_have_no_ties():
    usable = np.array([[True, False], [True, True]])

    out = ties_of(np.zeros((1, 2, 2), np.float32), usable, 1)

    assert out[0, 0, 0] == out[1, 0, 1] == out[2, 0, 1] == 0
    assert out[2, 0, 0] == out[0, 1, 0] == 1


def test_the_exponential_is_true_to_two_in_ten_thousand():
    x = np.linspace(-20, 0, 2001, dtype=np.float32)

    found = np.array([exponential(value) for value in x])

    np.testing.assert_allclose(found, np.exp(x), rtol=2e-4)
    assert exponential(np.float32(-1e6)) == exponential(np.float32(-20))


@pytest.mark.parametrize("width", [1, 2, 7, CHUNK + 3])
def test_a_step_hears_eight_neighbours(width):
    rng = np.random.default_rng(0)
    k, height, guard = 3, 4, width + 1
    planes = rng.normal(size=(2, height, width)).astype(np.float32)
    ties = np.zeros((4, height * width + 2 * guard), np.float32)
    links(planes, np.ones((height, width), bool), np.float32(0.3), ties)
    beliefs, out = np.zeros((2, k, height * width + 2 * guard), np.float32)
    beliefs[:, guard:-guard] = rng.dirichlet(np.ones(k), height * width).T
    logs = np.log(rng.dirichlet(np.ones(k), (height, width))).transpose(2, 0, 1).astype(np.float32)

    mean_field(np.ascontiguousarray(logs), ties, np.float32(0.6), beliefs, out)

    before = np.pad(beliefs[:, guard:-guard].reshape(k, height, width), ((0, 0), (1, 1), (1, 1)))
    around, heard = np.pad(planes, ((0, 0), (1, 1), (1, 1)), constant_values=np.inf), np.zeros(logs.shape)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            if (down, right) != (1, 1):
                there = np.s_[:, down : down + height, right : right + width]
                likeness = np.exp(-0.3 * ((around[there] - planes) ** 2).sum(axis=0))
                heard += likeness / np.hypot(down - 1, right - 1) * before[there]
    field = np.exp(logs + 0.6 * heard)
    found = out[:, guard:-guard].reshape(logs.shape)
    np.testing.assert_allclose(found, field / field.sum(axis=0), atol=1e-3)


def test_the_first_of_the_largest_beliefs_wins():
    beliefs = np.random.default_rng(1).integers(0, 4, (5, CHUNK + 9)).astype(np.float32)
    out = np.empty(CHUNK + 3, np.uint16)

    most_believed(beliefs, 3, out)

    np.testing.assert_array_equal(out, beliefs[:, 3:-3].argmax(axis=0))
