"""One region of the hierarchy at a time."""

import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import region_tree
from gmmseg.imaging.regions.region_picking import STEP, RegionPicker


@pytest.fixture(scope="module", params=[1, 9], ids=["small", "reduced"])
def truth_and_picker(request):
    """A picture of four fields, as it is and nine times as large, where the hierarchy is of a reduced one."""
    side = 40 * request.param
    truth = np.repeat(np.repeat(np.arange(4).reshape(2, 2), side, axis=0), side, axis=1)
    colours = np.array([(200, 30, 30), (30, 160, 40), (40, 60, 200), (210, 200, 60)])
    pixels = colours[truth] + np.random.default_rng(0).normal(0, 6, (*truth.shape, 3))
    image = Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8))
    tree = region_tree(image)
    return truth, RegionPicker.of(image, tree)


def ancestors(parents, node):
    """The node itself, what it is merged into, and so on."""
    while node >= 0:
        yield node
        node = parents[node]


def test_every_node_holds_the_finest_regions_below_it(truth_and_picker):
    picker = truth_and_picker[1]
    tree, n = picker.tree, picker.tree.n_finest
    for node in (n, (n + len(tree.parents)) // 2, len(tree.parents) - 1):
        below = np.array([node in ancestors(tree.parents, finest) for finest in range(n)])
        inside = (picker.places >= picker.begins[node]) & (picker.places < picker.ends[node])

        np.testing.assert_array_equal(inside, below)
        rows, columns = np.nonzero(below[tree.base])
        assert picker.sizes[node] == len(rows)
        assert picker.boxes[node].tolist() == [rows.min(), columns.min(), rows.max() + 1, columns.max() + 1]


def test_what_is_picked_is_the_field_that_people_see(truth_and_picker):
    truth, picker = truth_and_picker
    height, width = truth.shape
    for row, column in (
        (height // 5, width // 5),
        (height // 5, 4 * width // 5),
        (4 * height // 5, width // 5),
    ):
        found = picker.pixels(picker.region_at(row, column, picker.usual_level))
        mask = np.zeros(truth.shape, bool)
        mask[found.top : found.top + found.mask.shape[0], found.left : found.left + found.mask.shape[1]] = (
            found.mask
        )

        true = truth == truth[row, column]
        assert (mask & true).sum() / (mask | true).sum() > 0.97


def test_steps_lead_from_the_finest_region_to_the_whole_and_back(truth_and_picker):
    picker = truth_and_picker[1]
    finest = picker.region_at(5, 5, 0.0)
    up = [finest]
    while (larger := picker.step_up(up[-1])) != up[-1]:
        assert picker.region_at(5, 5, picker.level_of(larger)) >= larger
        up.append(larger)

    sizes = picker.sizes[up]
    assert sizes[-1] == picker.tree.base.size
    assert (sizes[1:-1] >= STEP * sizes[:-2]).all()
    down = up[-1]
    while (smaller := picker.step_down(down, 5, 5)) != down:
        assert picker.sizes[smaller] < picker.sizes[down]
        down = smaller
    assert down == finest


def test_the_outline_in_squares_covers_the_pixels(truth_and_picker):
    picker = truth_and_picker[1]
    region = picker.region_at(5, 5, picker.usual_level)
    squares, pixels = picker.outline(region), picker.pixels(region)

    assert squares.n_pixels * picker.tree.factor**2 == pytest.approx(pixels.n_pixels, rel=0.03)


def test_pixels_that_are_not_usable_are_left_out():
    pixels = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    usable = np.ones((40, 40), bool)
    usable[:10] = False
    image = Image.from_array(pixels).masked(usable)
    picker = RegionPicker.of(image, region_tree(image))
    whole = picker.pixels(picker.region_at(20, 20, np.inf))

    assert whole.n_pixels <= usable.sum()
    assert not whole.mask[: max(0, 10 - whole.top)].any()
