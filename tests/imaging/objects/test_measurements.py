"""What is measured of objects, against scikit-image, SciPy and formulas."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, zoom
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from skimage.measure import label, regionprops_table

from gmmseg.imaging.image import Image
from gmmseg.imaging.objects.measurements import (
    ObjectPixels,
    channel_names,
    file_values,
    shape_columns,
    value_columns,
)

SAME = {  # where scikit-image measures the same thing in the same way
    "area_px": "area",
    "area_filled_px": "area_filled",
    "perimeter_px": "perimeter_crofton",
    "extent": "extent",
    "equivalent_diameter_px": "equivalent_diameter_area",
    "box_top_px": "bbox-0",
    "box_left_px": "bbox-1",
    "box_bottom_px": "bbox-2",
    "box_right_px": "bbox-3",
}
VALUES = {"mean": "mean", "sd": "std", "min": "min", "max": "max", "median": "median"}


@pytest.fixture(scope="module")
def labels():
    rng = np.random.default_rng(0)
    return label(gaussian_filter(rng.normal(size=(90, 130)), 2.5) > 0.03, connectivity=1).astype(np.uint32)


@pytest.fixture(scope="module")
def object_pixels(labels):
    return ObjectPixels(labels, np.arange(1, labels.max() + 1))


@pytest.fixture(scope="module")
def columns(object_pixels):
    return shape_columns(object_pixels.shapes(None, (1.0, 1.0)), None)


@pytest.fixture(scope="module")
def oracle(labels):
    names = ("axis_major_length", "axis_minor_length", "orientation", "centroid", "bbox")
    wanted = {*names, *SAME.values()} - {f"bbox-{i}" for i in range(4)}
    return regionprops_table(labels, properties=tuple(sorted(wanted)))


def corners(mask):
    rows, columns = np.nonzero(mask)
    return np.concatenate([np.c_[columns + dx, rows + dy] for dx in (0, 1) for dy in (0, 1)])


@pytest.mark.parametrize("name", SAME)
def test_what_scikit_image_measures_alike_is_the_same(columns, oracle, name):
    np.testing.assert_allclose(columns[name], oracle[SAME[name]], rtol=1e-12)


def test_centroids_count_from_the_corner_of_the_picture(columns, oracle):
    np.testing.assert_allclose(columns["centroid_y_px"], oracle["centroid-0"] + 0.5, rtol=1e-12)
    np.testing.assert_allclose(columns["centroid_x_px"], oracle["centroid-1"] + 0.5, rtol=1e-12)


def test_axes_are_those_of_pixels_that_are_squares_not_points(columns, oracle):
    major = np.sqrt(oracle["axis_major_length"] ** 2 + 16 / 12)
    minor = np.sqrt(oracle["axis_minor_length"] ** 2 + 16 / 12)

    np.testing.assert_allclose(columns["major_axis_px"], major, rtol=1e-10)
    np.testing.assert_allclose(columns["minor_axis_px"], minor, rtol=1e-10)
    np.testing.assert_allclose(columns["aspect_ratio"], major / minor, rtol=1e-10)
    np.testing.assert_allclose(columns["eccentricity"], np.sqrt(1 - (minor / major) ** 2), atol=1e-7)


def test_orientation_runs_counter_clockwise_from_x(columns, oracle):
    expected = (90 + np.degrees(oracle["orientation"])) % 180
    apart = np.abs(columns["orientation_deg"] - expected)
    long = columns["aspect_ratio"] > 1 + 1e-9  # what is round has none

    assert np.minimum(apart, 180 - apart)[long].max() < 1e-6
    assert (columns["orientation_deg"] >= 0).all()
    assert (columns["orientation_deg"] < 180).all()


@pytest.mark.parametrize("angle", [0, 30, 60, 90, 120, 150])
def test_the_orientation_of_a_bar_is_its_angle(angle):
    rows, columns = np.mgrid[-40:41, -40:41]
    turn = np.radians(angle)
    along, across = columns * np.cos(turn) - rows * np.sin(turn), columns * np.sin(turn) + rows * np.cos(turn)
    bar = ((np.abs(along) < 29.5) & (np.abs(across) < 5.5)).astype(np.uint32)

    found = shape_columns(ObjectPixels(bar, np.array([1])).shapes(None, (1.0, 1.0)), None)

    assert found["orientation_deg"][0] == pytest.approx(angle, abs=0.2)


def test_hulls_are_those_of_the_pixels_corners(columns, labels):
    for index in range(len(columns["area_px"])):
        own = corners(labels == index + 1)
        hull = ConvexHull(own)
        edges = np.diff(own[[*hull.vertices, hull.vertices[0]]], axis=0)
        normals = np.c_[-edges[:, 1], edges[:, 0]] / np.hypot(*edges.T)[:, None]

        assert columns["area_convex_px"][index] == pytest.approx(hull.volume)
        assert columns["feret_max_px"][index] == pytest.approx(pdist(own).max())
        assert columns["feret_min_px"][index] == pytest.approx(np.ptp(own @ normals.T, axis=0).min())


def test_ratios_follow_from_the_others(columns):
    area, perimeter = columns["area_px"], columns["perimeter_px"]

    np.testing.assert_allclose(columns["circularity"], 4 * np.pi * area / perimeter**2)
    np.testing.assert_allclose(columns["solidity"], area / columns["area_convex_px"])


def test_a_line_one_pixel_wide_has_a_width():
    line = np.zeros((5, 20), np.uint32)
    line[2, 3:15] = 1

    found = shape_columns(ObjectPixels(line, np.array([1])).shapes(None, (1.0, 1.0)), None)

    assert found["minor_axis_px"][0] == pytest.approx(4 / np.sqrt(12))
    assert found["aspect_ratio"][0] == pytest.approx(12)
    assert found["solidity"][0] == 1


@pytest.mark.parametrize(
    "name",
    [
        *("area_um2", "area_convex_um2", "area_filled_um2", "major_axis_um", "minor_axis_um", "feret_max_um"),
        *("feret_min_um", "orientation_deg", "solidity", "centroid_x_um", "centroid_y_um", "eccentricity"),
    ],
)
def test_pixels_that_are_not_square_are_scaled_before_anything_is_measured(name):
    """Half as high pixels: the same as a picture of square ones in which each is there four by two times."""
    mask = np.pad(gaussian_filter(np.random.default_rng(3).normal(size=(20, 20)), 3) > 0, 1).astype(np.uint32)
    own = label(mask, connectivity=1).astype(np.uint32)
    numbers = np.arange(1, own.max() + 1)
    fine = np.kron(own, np.ones((2, 1), np.uint32))  # square pixels of 0.25, two for each of 0.5 x 0.25

    found = shape_columns(ObjectPixels(own, numbers).shapes(None, (0.5, 0.25)), (0.5, 0.25))
    expected = shape_columns(ObjectPixels(fine, numbers).shapes(None, (0.25, 0.25)), (0.25, 0.25))

    np.testing.assert_allclose(found[name], expected[name], rtol=1e-9)


def test_the_perimeter_of_pixels_that_are_not_square_is_that_of_what_they_show():
    rows, columns = np.mgrid[:300, :300]
    disc = (np.hypot(rows - 150, columns - 150) < 120).astype(np.uint32)
    flat = disc[::2]

    found = shape_columns(
        ObjectPixels(np.ascontiguousarray(flat), np.array([1])).shapes(None, (2.0, 1.0)), (2.0, 1.0)
    )

    assert found["perimeter_um"][0] == pytest.approx(2 * np.pi * 120, rel=0.01)


def test_without_a_pixel_size_nothing_claims_a_unit(columns):
    assert not any("um" in name for name in columns)


def test_objects_touch_the_border_at_the_frame_and_beside_what_is_masked_out():
    labels = np.zeros((7, 9), np.uint32)
    labels[0, 0], labels[3, 3], labels[3, 6], labels[5, 1] = 1, 2, 3, 4
    usable = np.ones(labels.shape, bool)
    usable[3, 7] = False

    found = ObjectPixels(labels, np.arange(1, 5)).shapes(usable, (1.0, 1.0))

    assert shape_columns(found, None)["touches_border"].tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_values_are_those_that_scikit_image_finds(labels, object_pixels, dtype):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 200, (*labels.shape, 2)).astype(dtype)
    image = Image.from_array(pixels)

    found = value_columns(object_pixels, image, None)

    expected = regionprops_table(
        labels, pixels.astype(float), [f"intensity_{word}" for word in VALUES.values()]
    )
    for channel, name in enumerate(("channel_1", "channel_2")):
        for ours, theirs in VALUES.items():
            np.testing.assert_allclose(
                found[f"{name}_{ours}"], expected[f"intensity_{theirs}-{channel}"], rtol=1e-9
            )


def test_sums_are_also_reported_by_area(labels, object_pixels):
    image = Image.from_array(np.full(labels.shape, 7, np.uint8))

    found = value_columns(object_pixels, image, (0.5, 0.25))

    counts = np.bincount(labels.ravel())[1:]
    np.testing.assert_array_equal(found["grey_sum"], 7 * counts)
    np.testing.assert_allclose(found["grey_sum_um2"], 7 * counts * 0.125)


@pytest.mark.parametrize(("unit", "in_um"), [("um", 1.0), ("mm", 1e3), ("m", 1e6)])
def test_units_are_those_that_suit_the_size_of_a_pixel(labels, object_pixels, unit, in_um):
    """Pixels of 0.5 x 0.25 of each unit: numbers are the same in all, and so is what has no unit."""
    size = (0.5 * in_um, 0.25 * in_um)
    image = Image.from_array(np.full(labels.shape, 7, np.uint8))

    found = shape_columns(object_pixels.shapes(None, size), size) | value_columns(object_pixels, image, size)

    expected = shape_columns(object_pixels.shapes(None, (0.5, 0.25)), (0.5, 0.25))
    for name, column in expected.items():
        np.testing.assert_allclose(found[name.replace("um", unit)], column, rtol=1e-9)
    counts = np.bincount(labels.ravel())[1:]
    np.testing.assert_allclose(found[f"area_{unit}2"], counts * 0.125)
    np.testing.assert_allclose(found[f"grey_sum_{unit}2"], 7 * counts * 0.125)
    assert ("area_ha" in found) == (unit == "m")
    if unit == "m":
        np.testing.assert_allclose(found["area_ha"], counts * 0.125e-4)


def test_values_that_were_scaled_to_be_kept_apart_are_those_of_the_file(labels, object_pixels):
    fine = 1e6 + np.random.default_rng(2).random(labels.shape)  # float32 has no room for these

    image = Image.from_array(fine)
    found = value_columns(object_pixels, image, None)

    assert file_values(image) != (1.0, 0.0)
    expected = regionprops_table(labels, fine, ["intensity_mean", "intensity_std", "intensity_median"])
    np.testing.assert_allclose(found["grey_mean"], expected["intensity_mean"], rtol=1e-12)
    np.testing.assert_allclose(found["grey_sd"], expected["intensity_std"], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found["grey_sum"] / found["grey_mean"], np.bincount(labels.ravel())[1:])


def test_channels_are_named_without_blanks_and_none_twice():
    assert channel_names(("DAPI (405)", "channel 2", "DAPI 405", "=1+2")) == (
        "DAPI_405",
        "channel_2",
        "DAPI_405_3",
        "1_2",
    )


def test_the_same_numbers_come_out_on_any_number_of_threads(labels):
    large = zoom(labels, 2, order=0)
    numbers = np.arange(1, large.max() + 1)
    alone = ObjectPixels(large, numbers).shapes(None, (1.0, 1.0))

    with ThreadPoolExecutor(3) as workers:
        together = ObjectPixels(large, numbers, workers).shapes(None, (1.0, 1.0))

    np.testing.assert_array_equal(alone, together)
