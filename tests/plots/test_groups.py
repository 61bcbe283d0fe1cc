import numpy as np

from gmmseg.plots.groups import box_plot, comparison_figure
from gmmseg.plots.sheet import sheet
from gmmseg.tables.comparison import compare_groups
from gmmseg.tables.table import DataTable

A, B = (1.0, 2.0, 3.0, 4.0, 5.0), (4.0, 6.0, 8.0)


def test_boxes_are_at_the_quartiles_and_every_value_has_its_dot():
    _, axes = sheet(1, 1)

    box_plot(axes[0, 0], ["a", "none", "b"], [A, (), B])

    boxes = [patch.get_path().vertices[:, 1] for patch in axes[0, 0].patches]
    assert [(box.min(), box.max()) for box in boxes] == [(2, 4), (5, 7)]
    dots = [set(line.get_ydata().tolist()) for line in axes[0, 0].lines if line.get_marker() == "o"]
    assert dots == [set(A), set(B)]
    assert [tick.get_text() for tick in axes[0, 0].get_xticklabels()] == ["a", "none", "b"]


def test_each_measure_has_its_axis_with_units_and_the_p_value():
    table = DataTable(
        {
            "image": tuple(f"{i}.png" for i in range(8)),
            "treatment": ("none",) * 4 + ("high",) * 4,
            **{name: np.arange(8.0) for name in ("area_mm2", "b", "c", "d")},
        }
    )
    found = compare_groups(table, "treatment", ["area_mm2", "b", "c", "d"])

    axes = comparison_figure(found).axes

    assert axes[0].get_ylabel() == "area (mm²)"
    assert axes[0].get_xlabel() == "treatment"
    assert axes[0].get_title(loc="left").startswith("A dot is one picture. Welch's t-test: p = ")
    assert [each.axison for each in axes] == [True] * 4 + [False] * 2
