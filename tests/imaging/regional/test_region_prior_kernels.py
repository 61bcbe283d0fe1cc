import numpy as np
import pytest

from gmmseg.imaging.regional import region_prior_kernels as kernels


@pytest.fixture
def regions():
    out = np.zeros((7, 9), np.int32)
    out[:, 4:] = 1
    out[5:, 7:] = -1
    return out


def weighed_rows(regions, top, ratios, posterior, reach=1):
    """Return posteriors (k, h, w) of rows from `top` on, weighed, and the only segment of tiles of three."""
    k, height, width = posterior.shape
    interior = np.empty(regions.shape, np.bool_)
    kernels.find_interior(regions, interior)
    is_there = ratios > 0
    only = np.where(is_there.sum(axis=1) == 1, is_there.argmax(axis=1) + 1, 0).astype(np.uint16)
    tiles, indices = np.empty((height, -(-width // 3)), np.uint16), np.empty(height * width, np.intp)
    n = kernels.find_unsettled(regions, interior, top, only, 3, reach, tiles, indices)
    found = np.ascontiguousarray(posterior.reshape(k, -1)[:, indices[:n]]).reshape(k, 1, n)
    out = np.full(posterior.shape, np.nan, np.float32)
    kernels.weigh_unsettled(regions, interior, top, only, 3, tiles, ratios, found, out)
    segments = np.repeat(tiles, 3, axis=1)[:, :width]
    assert (np.isnan(out).any(axis=0) == (segments > 0)).all()
    for c in range(k):
        out[c][segments > 0] = segments[segments > 0] == c + 1
    return out, tiles


def expected_by_hand(regions, ratios, y, x):
    window = regions[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
    return ratios[window[window >= 0]].mean(axis=0)


def test_what_is_expected_passes_from_region_to_region_over_two_pixels(regions):
    ratios = np.array([[1.5, 0.2], [0.1, 2.0]], np.float32)
    posterior = np.random.default_rng(0).random((2, 5, 9)).astype(np.float32)

    rows, tiles = weighed_rows(regions, 2, ratios, posterior)

    assert not tiles.any()
    for y, x in np.ndindex(5, 9):
        if regions[y + 2, x] < 0:
            assert not rows[:, y, x].any()
            continue
        weighed = posterior[:, y, x] * expected_by_hand(regions, ratios, y + 2, x)
        np.testing.assert_allclose(rows[:, y, x], weighed / weighed.sum(), rtol=1e-5)


def test_single_pixels_are_weighed_as_rows_are(regions):
    ratios = np.array([[1.5, 0.2], [0.0, 2.0]], np.float32)
    posterior = np.random.default_rng(0).random((2, 7, 9)).astype(np.float32)
    interior = np.empty(regions.shape, np.bool_)
    kernels.find_interior(regions, interior)
    indices = np.flatnonzero(regions.reshape(-1) >= 0)
    pixels = np.ascontiguousarray(posterior.reshape(2, -1).T[indices])

    rows, tiles = weighed_rows(regions, 0, ratios, posterior, reach=0)
    kernels.weigh_pixels(regions, interior, indices, ratios, pixels)

    assert tiles[:, 2].tolist() == [2, 2, 2, 0, 0, 0, 0]  # the second segment alone
    assert not weighed_rows(regions, 0, ratios, posterior)[1][:, 2].any()  # a pixel beside it is not sure
    np.testing.assert_array_equal(pixels, rows.reshape(2, -1).T[indices])


def test_settled_pixels_have_none_but_their_own_region_near(regions):
    interior = np.empty(regions.shape, np.bool_)

    kernels.find_interior(regions, interior)

    for y, x in np.ndindex(*regions.shape):
        window = regions[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
        assert interior[y, x] == (window == regions[y, x]).all()


def test_shares_without_a_cost_are_those_of_highest_likelihood():
    rng = np.random.default_rng(1)
    likelihood = rng.random((400, 2))  # of each sample under two segments of weights 0.5
    posterior = likelihood / likelihood.sum(axis=1, keepdims=True)
    out = np.empty((1, 2))

    kernels.fit_shares(
        posterior.astype(np.float32), np.array([0, 400]), np.array([0.5, 0.5]), 500, 0.0, 0.0, out
    )

    shares = np.linspace(0.001, 0.999, 999)
    values = np.log(shares[:, None] * likelihood[:, 0] + (1 - shares[:, None]) * likelihood[:, 1]).sum(axis=1)
    assert out[0, 0] == pytest.approx(shares[values.argmax()], abs=2e-3)


def test_a_segment_that_explains_less_than_it_costs_is_not_there():
    posterior = np.full((100, 2), [0.98, 0.02], np.float32)
    posterior[:3] = [0.1, 0.9]
    out = np.empty((2, 2))

    kernels.fit_shares(posterior, np.array([0, 100, 100]), np.array([0.75, 0.25]), 20, 0.06, 0.005, out)

    assert out[0].tolist() == [1.0, 0.0]
    assert out[1].tolist() == [0.75, 0.25]  # a region without samples is as the whole


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 2), (40, 70)])
def test_runs_of_a_region_are_weighed_as_pixels_are(shape):
    rng = np.random.default_rng(4)
    regions = np.kron(rng.integers(-1, 4, (shape[0] // 12 + 1, shape[1] // 12 + 1)), np.ones((12, 12)))
    regions = np.ascontiguousarray(regions[: shape[0], : shape[1]].astype(np.int32))
    ratios = np.array([[1.5, 0.2, 0], [0, 2, 0], [0.1, 0, 3], [1, 1, 1]], np.float32)
    posterior = rng.random((3, *shape)).astype(np.float32)
    interior = np.empty(shape, np.bool_)
    kernels.find_interior(regions, interior)
    indices = np.flatnonzero(regions.reshape(-1) >= 0)
    pixels = np.ascontiguousarray(posterior.reshape(3, -1).T[indices])

    rows, _ = weighed_rows(regions, 0, ratios, posterior)
    kernels.weigh_pixels(regions, interior, indices, ratios, pixels)

    np.testing.assert_array_equal(rows.reshape(3, -1).T[indices], pixels)
    for y, x in np.ndindex(*shape):
        window = regions[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
        assert interior[y, x] == (window == regions[y, x]).all()
