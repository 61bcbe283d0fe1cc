"""Whether groups of a batch's pictures differ in their objects: a page with plots, tests and effect sizes."""

from pathlib import Path

from gmmseg.batch.object_tables import TABLES, members
from gmmseg.batch.plan import Plan
from gmmseg.errors import NothingToCompareError, UnreadableTableError
from gmmseg.io import comparison_page
from gmmseg.io.atomic import writing
from gmmseg.io.readers import tables
from gmmseg.tables.comparison import compare_groups, natural_order
from gmmseg.tables.group_comparison import GroupComparison
from gmmseg.tables.table import DataTable

NAME = "gmmseg-batch-comparison.html"
AREAS = ("area_um2_mean", "area_mm2_mean", "area_m2_mean", "area_px_mean")  # of which the first that is there
MEASURES = ("count", "area_percent", *AREAS, "circularity_mean")


def write(plan: Plan, grouping: str) -> Path | None:
    """Write the page and return its path; None where there is nothing to compare.

    Each picture counts once, by what was summed up of its objects; classes are compared each for itself.
    Errors are those of `object_tables.groups`.
    """
    try:
        table = tables.read(plan.folder / TABLES["objects-summary-csv"])
    except UnreadableTableError:  # no picture is done yet
        return None
    classes = sorted(set(table.texts("class")), key=natural_order)
    found = [each for number in classes for each in _of_class(table, number, grouping)]
    if not found:
        return None
    path = plan.folder / NAME
    with writing(path, overwrite=True) as temporary:
        temporary.write_text(comparison_page.page("Groups compared", found), encoding="utf-8")
    return path


def _of_class(table: DataTable, number: str, grouping: str) -> list[tuple[str, GroupComparison]]:
    """Return the comparison of a class of objects under its name; nothing where there are too few groups."""
    own = table.rows([each == number for each in table.texts("class")])
    measures = [name for name in MEASURES if name in own.number_names]
    areas = [name for name in measures if name in AREAS]
    measures = [name for name in measures if name not in areas[1:]]
    try:
        found = compare_groups(own, grouping, measures, groups=members(own, grouping))
    except NothingToCompareError:
        return []
    return [(own.texts("class_name")[0] or f"class {number}", found)]
