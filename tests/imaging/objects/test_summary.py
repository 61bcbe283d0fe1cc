"""Objects summed up."""

import numpy as np
import pytest

from gmmseg.imaging.objects.object_table import ObjectTable
from gmmseg.imaging.objects.summary import statistics, summarise, summarise_groups

AREAS = np.array([10, 20, 30, 100])


def table(size=None):
    columns = {
        "object": np.array([1, 2, 3, 4]),
        "class": np.array([2, 2, 2, 3]),
        "class_name": ["cell"] * 3 + ["speck"],
        "image": ["a.png"] * 4,
        "area_px": AREAS,
        "orientation_deg": np.array([0.0, 90, 0, 0]),
        "touches_border": np.array([0, 0, 1, 0]),
    }
    return ObjectTable(columns | ({} if size is None else {"area_um2": AREAS * size}))


def row(found, index=0):
    return dict(zip(found.names, list(found.rows())[index], strict=True))


def test_objects_at_the_border_count_but_have_no_say_in_sizes():
    found = row(summarise(table(), {2: "cell", 3: "speck"}, "a.png", (1000, None)))

    assert (found["count"], found["count_inside"], found["count_border"]) == (3, 2, 1)
    assert found["area_total_px"] == 60
    assert found["area_percent"] == 6
    assert found["density_per_megapixel"] == 3000
    assert found["area_px_mean"] == 15
    assert found["area_px_sd"] == pytest.approx(np.std([10, 20], ddof=1))
    assert found["area_px_cv"] == pytest.approx(np.std([10, 20], ddof=1) / 15)
    assert (found["area_px_p10"], found["area_px_median"], found["area_px_p90"]) == (11, 15, 19)


def test_angles_and_places_have_no_mean():
    found = summarise(table(), {2: "cell"}, "a.png", (1000, None))

    assert not any(name.startswith("orientation") for name in found.names)


def test_density_is_per_square_millimetre_where_the_size_of_a_pixel_is_known():
    found = row(summarise(table(0.25), {2: "cell"}, "a.png", (1000, (0.5, 0.5))))

    assert found["density_per_mm2"] == pytest.approx(3 / 250e-6)
    assert found["area_total_um2"] == 15
    assert "density_per_megapixel" not in found


def test_density_on_a_map_is_per_hectare():
    found = row(summarise(table(), {2: "cell"}, "a.png", (1000, (1e7, 1e7))))  # of 10 m

    assert found["density_per_ha"] == pytest.approx(3 / 10)
    assert (found["area_total_m2"], found["area_total_ha"]) == pytest.approx((6000, 0.6))


def test_a_class_without_objects_has_a_row_of_nothing():
    found = row(summarise(table(), {2: "cell", 5: "none"}, "a.png", (1000, None)), 1)

    assert (found["count"], found["area_total_px"]) == (0, 0)
    assert np.isnan(found["area_px_mean"])


def test_without_classes_there_is_a_header_and_no_row():
    found = summarise(table(), {}, "a.png", (1000, None))

    assert len(found) == 0
    assert "area_px_mean" in found.names


def test_one_value_has_no_deviation():
    mean, sd, low, middle, high, cv = statistics(np.array([4.0]))

    assert (mean, low, middle, high) == (4, 4, 4, 4)
    assert np.isnan([sd, cv]).all()


def test_each_picture_of_a_group_counts_once():
    tables = [
        (group, summarise(table(), {2: "cell"}, name, (area, None)))
        for group, name, area in (("x", "a.png", 1000), ("x", "b.png", 500), ("y", "c.png", 1000))
    ]

    found = summarise_groups(tables)

    first, second = row(found, 0), row(found, 1)
    assert (first["group"], first["n_images"], second["group"], second["n_images"]) == ("x", 2, "y", 1)
    assert first["area_percent_mean"] == pytest.approx((6 + 12) / 2)
    assert first["area_percent_sd"] == pytest.approx(np.std([6, 12], ddof=1))
    assert np.isnan(second["area_percent_sd"])
