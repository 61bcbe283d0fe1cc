from matplotlib.colors import to_hex

from gmmseg.plots.sheet import axis_label, caption, sheet, shortened
from gmmseg.plots.style import DARK


def test_a_dark_sheet_is_dark_and_its_words_are_light():
    figure, axes = sheet(1, 2, DARK)
    caption(axes[0, 1], "A caption")

    assert to_hex(figure.get_facecolor()) == to_hex(axes[0, 0].get_facecolor()) == DARK.paper
    assert axes[0, 0].xaxis.label.get_color() == DARK.ink
    assert axes[0, 1].get_title(loc="left") == "A caption"


def test_units_stand_in_brackets():
    assert axis_label("area_mm2") == "area (mm²)"
    assert axis_label("feret_max_px") == "feret max (px)"
    assert axis_label("income_per_year") == "income per year"
    assert axis_label("mm") == "mm"


def test_long_names_are_cut_and_no_formulas():
    assert shortened(["a" * 30, "5 $"]) == ["a" * 17 + "…", r"5 \$"]
