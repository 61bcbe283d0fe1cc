"""The table of objects: sorted and filtered as NumPy would, also where there are many."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gmmseg.gui.objects.table_model import ObjectTableModel, shown, title_of
from gmmseg.imaging.objects.object_table import ObjectTable

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def found(n):
    """Return objects whose numbers have gaps, as the model looks at them."""
    rng = np.random.default_rng(0)
    numbers = np.arange(2, 2 * n + 2, 2)
    areas = rng.integers(1, 50, n).astype(float)
    areas[::7] = np.nan
    table = ObjectTable(
        {
            "object": numbers.copy(),
            "class": rng.integers(1, 3, n),
            "class_name": [str(each) for each in rng.choice(["sky", "sea"], n)],
            "image": ["a.png"] * n,
            "area_um2": areas,
        }
    )
    return SimpleNamespace(table=table, objects=SimpleNamespace(numbers=numbers))


@pytest.fixture
def model(qapp):
    model = ObjectTableModel()
    model.show_objects(found(50), None)
    return model


def column(model, i):
    return [model.data(model.index(row, i)) for row in range(model.rowCount())]


def test_class_numbers_and_picture_have_no_column(model):
    assert model.names == ("object", "class_name", "area_um2")
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Area (µm²)"


def test_rows_are_sorted_and_what_is_not_a_number_is_last_going_up(model):
    areas = np.asarray(model.table["area_um2"])

    model.sort(2, UP)
    up = np.array([float(text) if text else np.nan for text in column(model, 2)])
    model.sort(2, DOWN)
    down = np.array([float(text) if text else np.nan for text in column(model, 2)])

    np.testing.assert_array_equal(up, np.sort(areas))
    np.testing.assert_array_equal(down[np.isfinite(down)], np.sort(areas[np.isfinite(areas)])[::-1])


def test_equal_rows_stay_in_the_order_of_their_numbers(model):
    model.sort(1, DOWN)
    rows = column(model, 1)
    numbers = [int(text) for text in column(model, 0)]

    assert rows == sorted(rows, reverse=True)
    assert numbers[: rows.count("sky")] == sorted(numbers[: rows.count("sky")])


def test_a_filter_keeps_the_order_and_numbers_lead_to_rows(model):
    kept = np.zeros(50, bool)
    kept[[3, 10, 20]] = True
    model.sort(0, DOWN)

    model.keep(kept)

    assert column(model, 0) == ["42", "22", "8"]
    assert model.numbers_at([0, 2]) == [42, 8]
    assert model.rows_of([8, 22, 100]) == [1, 2]


def test_a_selection_of_rows_beside_each_other_is_few_ranges(model):
    chosen = model.selection_of([0, 1, 2, 7, 9, 10])

    assert [(part.top(), part.bottom()) for part in chosen.toList()] == [(0, 2), (7, 7), (9, 10)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("object", "Object"),
        ("area_px", "Area (px)"),
        ("orientation_deg", "Orientation (°)"),
        ("red_sum_um2", "Red sum (µm²)"),
        ("circularity", "Circularity"),
    ],
)
def test_columns_have_titles_with_units(name, title):
    assert title_of(name) == title


def test_values_are_read_in_four_digits():
    assert [shown(value) for value in (np.int64(12345), 0.123456, 123456.7, np.nan, "sea")] == [
        "12345",
        "0.1235",
        "123457",
        "",
        "sea",
    ]
