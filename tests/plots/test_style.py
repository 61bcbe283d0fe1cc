import sys

import numpy as np
import pytest

from gmmseg.errors import BadSettingError, MissingLibraryError
from gmmseg.plots import style


def sheet(look=style.LIGHT):
    paper = style.figure(2, 1, look)
    axes = paper.add_subplot()
    axes.plot([0, 1], [0, 1])
    style.dress(axes, look, title="a line")
    return paper


@pytest.mark.parametrize(("look", "paper"), [(style.LIGHT, (255,) * 3), (style.DARK, (0x1E, 0x20, 0x24))])
def test_a_sheet_is_drawn_on_light_or_dark_paper(look, paper):
    drawn = style.drawn(sheet(look))

    assert drawn.shape == (style.RESOLUTION, 2 * style.RESOLUTION, 3)
    np.testing.assert_array_equal(drawn[0, 0], paper)


@pytest.mark.parametrize(("suffix", "begin"), [(".png", b"\x89PNG"), (".SVG", b"<?xml"), (".pdf", b"%PDF")])
def test_the_same_sheet_gives_the_same_file(suffix, begin):
    first, second = (style.encoded(sheet(), suffix) for _ in range(2))

    assert first.startswith(begin)
    assert first == second


def test_other_files_are_refused_in_one_sentence():
    with pytest.raises(BadSettingError) as caught:
        style.checked(".gif")

    assert str(caught.value) == (
        "Setting plot is '.gif', but it must be a file that ends in .png, .svg or .pdf."
    )


def test_lines_have_the_colours_of_segments_lighter_on_dark_paper():
    assert style.line_colours(2)[0] == (0 / 255, 114 / 255, 178 / 255)
    assert all(c > 0.3 for c in style.line_colours(2, style.DARK)[0])
    assert style.line_colours(1) == [(0x1F / 255, 0x5F / 255, 0xD0 / 255)]


def test_without_matplotlib_plots_are_refused_with_what_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    for wanted in (lambda: style.figure(1, 1), lambda: style.checked(".png")):
        with pytest.raises(MissingLibraryError) as caught:
            wanted()
        assert str(caught.value) == (
            "Cannot draw plots: it needs the library matplotlib, which is not installed. "
            "Install it with pip install 'gmmseg[plots]'."
        )
