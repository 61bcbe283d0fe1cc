from pathlib import Path

import pytest
from matplotlib.colors import to_hex

from gmmseg.errors import BadSettingError
from gmmseg.imaging.rendering.colours import palette
from gmmseg.plots.sheet import DARK, axis_label, caption, colours, file_format, save, sheet, shortened


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


def test_colours_are_those_of_segments():
    assert [tuple(round(255 * part) for part in colour) for colour in colours(3)] == list(palette(3))


@pytest.mark.parametrize(("name", "kind"), [("a.PNG", "png"), ("b.svg", "svg"), ("c.pdf", "pdf")])
def test_the_ending_says_the_format(name, kind):
    assert file_format(Path(name)) == kind


def test_other_endings_are_refused():
    with pytest.raises(BadSettingError) as caught:
        file_format(Path("a.jpg"))

    assert str(caught.value) == "Setting plot is 'a.jpg', but it must be a file that ends in png, svg, pdf."


@pytest.mark.parametrize(("kind", "begin"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_same_figure_gives_the_same_bytes(tmp_path, kind, begin):
    written = []
    for name in ("a", "b"):
        figure, axes = sheet(1, 1)
        axes[0, 0].plot([0, 1], [0, 1])
        save(figure, tmp_path / name, kind)
        written.append((tmp_path / name).read_bytes())

    assert written[0].startswith(begin)
    assert written[0] == written[1]


def test_long_names_are_cut_and_no_formulas():
    assert shortened(["a" * 30, "5 $"]) == ["a" * 17 + "…", r"5 \$"]
