import numpy as np

from gmmseg.io import comparison_page
from gmmseg.tables.comparison import compare_groups
from gmmseg.tables.table import DataTable


def test_a_page_has_a_plot_groups_and_tests_of_every_measure_and_no_markup_of_names():
    table = DataTable({"g": ("a",) * 4 + ("<b>",) * 4, "m": np.array([1.0, 2, 3, 4, 11, 12, 13, 14])})

    page = comparison_page.page("Leaves", [("cells", compare_groups(table, "g", ["m"], control="a"))])

    assert "<h1>Leaves</h1>" in page
    assert "<h2>cells</h2>" in page
    assert page.count('<img alt="" src="data:image/png;base64,') == 1
    assert "<td>&lt;b&gt; against a</td><td>10 (7.77 to 12.2)</td>" in page  # as scipy has it, by t of 6
    assert "<b>" not in page


def test_what_is_not_tested_is_reported_why():
    table = DataTable({"g": ("a", "a", "a", "b"), "m": np.arange(4.0)})

    page = comparison_page.page("Leaves", [("cells", compare_groups(table, "g", ["m"]))])

    assert (
        "<td>b against a</td><td>–</td><td>–</td><td>–</td><td>–</td><td>–</td><td>no test, since b has 1"
        in page
    )
