import pytest

from gmmseg.batch import group_report
from gmmseg.batch.object_tables import TABLES

HEADER = "image,class,class_name,count,area_percent,area_px_mean,area_um2_mean,circularity_mean\n"
ROW = "{group}/{i}.png,{number},{name},{count},{share},{area},{area},0.9\n"


@pytest.fixture
def done(plan):
    """Return a plan whose table of classes has two groups of three pictures, and two classes."""
    plan.folder.mkdir(exist_ok=True)
    rows = [
        ROW.format(group=group, i=i, number=number, name=name, count=base + i, share=base, area=base * 10 + i)
        for group, base in (("control", 5), ("treated", 9))
        for i in range(3)
        for number, name in ((2, "cells"), (10, "dust"))
    ]
    (plan.folder / TABLES["objects-summary-csv"]).write_text(HEADER + "".join(rows))
    return plan


def test_each_class_is_compared_for_itself_in_real_units(done):
    path = group_report.write(done, "folder")

    page = path.read_text(encoding="utf-8")
    assert path.name == "gmmseg-batch-comparison.html"
    assert page.index("<h2>cells</h2>") < page.index("<h2>dust</h2>")
    assert "area_um2_mean by folder" in page
    assert "area_px_mean" not in page
    assert "treated is higher by 40" in page  # the means are 51 and 91


def test_where_nothing_can_be_compared_there_is_no_page(done):
    table = done.folder / TABLES["objects-summary-csv"]
    table.write_text(HEADER + ROW.format(group="a", i=1, number=2, name="x", count=1, share=1, area=1))

    assert group_report.write(done, "folder") is None
    table.unlink()
    assert group_report.write(done, "folder") is None
