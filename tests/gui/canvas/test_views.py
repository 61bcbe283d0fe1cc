import numpy as np
import pytest

from gmmseg.gui.canvas import views
from gmmseg.session.edits import segments


@pytest.fixture
def document(flagged, parts):
    return parts.session.document


def view(name):
    return next(v for v in views.VIEWS if v.name == name)


def test_the_bare_picture_has_nothing_over_it(document):
    assert views.label_layer(document, view("image"), 0.5, -1) is None


def test_the_overlay_has_the_segments_colours_at_its_opacity(document):
    layer = views.label_layer(document, view("overlay"), 0.4, -1)

    assert [tuple(row) for row in layer.table[1:, :3]] == [style.colour for style in document.segment_styles]
    assert layer.table[:, 3].tolist() == [0, 102, 102, 102]


def test_a_hidden_segment_is_not_drawn(document):
    layer = views.label_layer(segments.hide_segment(1)(document), view("segments"), 0.5, -1)

    assert layer.table[:, 3].tolist() == [0, 255, 0, 255]


def test_mean_colours_are_those_of_the_segments(document):
    layer = views.label_layer(document, view("mean"), 0.5, -1)

    np.testing.assert_allclose(layer.table[1:, :3], [(200, 30, 30), (30, 180, 40), (20, 40, 190)], atol=2)


def test_a_merged_segment_has_one_mean_colour(document):
    layer = views.label_layer(segments.merge_segments([0, 1])(document), view("mean"), 0.5, -1)

    expected = (np.array([200, 30, 30]) * 20 + np.array([30, 180, 40]) * 12) / 32
    np.testing.assert_allclose(layer.table[1:3, :3], [expected, expected], atol=2)


def test_pointing_at_a_segment_dims_the_others(document):
    layer = views.label_layer(document, view("overlay"), 0.5, 1)

    assert layer.table[2, 3] == 128
    assert layer.table[1].tolist() == layer.table[3].tolist() == [24, 24, 26, 184]


def test_ramps_rise_in_lightness():
    for name in ("probability", "uncertainty"):
        rgb = views.ramp_of(view(name))[:, :3].astype(float)

        lightness = rgb @ [0.2126, 0.7152, 0.0722]

        assert (np.diff(lightness) > -0.5).all()
        assert lightness[-1] - lightness[0] > 150


def test_others_recede_behind_segments_that_are_selected_but_less(document):
    layer = views.label_layer(document, view("overlay"), 0.5, -1, {0, 2})

    assert layer.table[1, 3] == layer.table[3, 3] == 128
    assert layer.table[2].tolist() == [24, 24, 26, 115]
