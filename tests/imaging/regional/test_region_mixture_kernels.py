import numpy as np
import pytest

from gmmseg.imaging.regional import region_mixture_kernels

REACH = 2


@pytest.fixture
def maps():
    """Components within regions, the regions, and two planes of looks."""
    rng = np.random.default_rng(4)
    regions = rng.integers(0, 2, (5, 6)).repeat(3, axis=0).repeat(3, axis=1).astype(np.int32)
    components = rng.integers(-1, 3, regions.shape).astype(np.int16)
    return components, regions, rng.normal(size=(2, *regions.shape)).astype(np.float32)


def near_by_hand(components, regions):
    out = np.zeros(components.shape, np.uint64)
    for y, x in np.ndindex(*components.shape):
        if components[y, x] < 0:
            continue
        window = np.s_[max(y - REACH, 0) : y + REACH + 1, max(x - REACH, 0) : x + REACH + 1]
        there = components[window][regions[window] == regions[y, x]]
        out[y, x] = sum(1 << int(c) for c in set(there.tolist()) if c >= 0)
    return out


def near(components, regions):
    out = np.empty(components.shape, np.uint64)
    region_mixture_kernels.near_components(components, regions, out)
    return out


def pairs_by_hand(components, regions):
    height, width = components.shape
    for y, x in np.ndindex(height, width):
        for row, column in ((y, x + 1), (y + 1, x)):
            if row < height and column < width and components[y, x] >= 0 and components[row, column] >= 0:
                yield (y, x), (row, column)


def test_components_near_a_pixel_are_those_of_its_region_within_two_pixels(maps):
    components, regions, _ = maps

    np.testing.assert_array_equal(near(components, regions), near_by_hand(components, regions))


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (24, 30)])
def test_components_near_are_found_inside_regions_and_at_their_rims(shape):
    rng = np.random.default_rng(5)
    regions = np.kron(rng.integers(-1, 3, (3, 3)), np.ones((9, 11)))[: shape[0], : shape[1]]
    regions = np.ascontiguousarray(regions.astype(np.int32))
    components = np.where(regions < 0, -1, rng.integers(0, 3, shape)).astype(np.int16)

    np.testing.assert_array_equal(near(components, regions), near_by_hand(components, regions))


def test_pixels_are_counted_by_component_and_what_is_near(maps):
    components, regions, _ = maps
    around, counts = near(components, regions), np.zeros((2, 3, 8), np.int64)

    region_mixture_kernels.count_neighbourhoods(components, regions, around, counts)

    for region, component, bits in np.ndindex(2, 3, 8):
        there = (regions == region) & (components == component) & (around == bits)
        assert counts[region, component, bits] == there.sum()


def test_contacts_within_a_region_add_up(maps):
    components, regions, planes = maps
    around = near(components, regions)
    numbers, steps = np.zeros((2, 2, 3, 3))

    region_mixture_kernels.add_contacts(components, regions, around, planes, numbers, steps)

    wanted = np.zeros((2, 2, 3, 3))
    for here, there in pairs_by_hand(components, regions):
        a, b = int(components[here]), int(components[there])
        third = (int(around[here]) | int(around[there])) & ~(1 << a | 1 << b)
        if regions[here] == regions[there] and not third:
            step = ((planes[(slice(None), *here)] - planes[(slice(None), *there)]) ** 2).sum()
            for i, j in ((a, b), (b, a)):
                wanted[0, regions[here], i, j] += 1
                wanted[1, regions[here], i, j] += step
    np.testing.assert_array_equal(numbers, wanted[0])
    np.testing.assert_allclose(steps, wanted[1], rtol=1e-5)


def test_contacts_across_regions_are_those_of_pixels_with_no_other_component_near():
    components = np.zeros((4, 4), np.int16)
    regions = np.array([[0, 0, 1, 1]] * 4, np.int32)
    planes = np.array([[[0, 0, 3, 3]] * 4], np.float32)
    codes, steps = np.empty(32, np.int64), np.empty(32)

    n = region_mixture_kernels.crossing_contacts(
        components, regions, near(components, regions), planes, 3, codes, steps
    )

    assert n == 4
    assert set(codes[:n].tolist()) == {0 * 2**31 + 3}  # component 0 of region 0, component 0 of region 1
    assert steps[:n].tolist() == [9.0] * 4


def test_the_interior_is_away_from_other_regions():
    regions = np.zeros((5, 7), np.int32)
    regions[:, 5:] = 1
    out = np.empty(regions.shape, np.bool_)

    region_mixture_kernels.interior(regions, 2, out)

    np.testing.assert_array_equal(out, np.array([[True] * 3 + [False] * 4] * 5))
