import pytest

from gmmseg.gui.canvas.viewport import LEAST, MARGIN, MOST, Viewport


def test_a_fitted_picture_lies_in_the_middle_with_a_margin():
    camera = Viewport.fitting((800, 600), (1000, 500))

    assert camera.scale == pytest.approx((800 - 2 * MARGIN) / 1000)
    assert camera.x == pytest.approx(MARGIN, abs=1)
    assert camera.y == pytest.approx((600 - 500 * camera.scale) / 2, abs=1)


@pytest.mark.parametrize("scale", [0.1, 1.0, 7.3])
def test_zooming_keeps_what_lies_under_the_cursor(scale):
    camera = Viewport(2.0, -30.0, 40.0)
    before = camera.picture_point(123.0, 77.0)

    after = camera.at_scale(scale, (123.0, 77.0)).picture_point(123.0, 77.0)

    assert after == pytest.approx(before)


@pytest.mark.parametrize(("scale", "expected"), [(1e9, MOST), (1e-9, LEAST)])
def test_zoom_has_limits(scale, expected):
    assert Viewport().at_scale(scale, (0, 0)).scale == expected


def test_the_picture_cannot_be_pushed_out_of_view():
    camera = Viewport(1.0, 0.0, 0.0).moved(-1e6, 1e6, (800, 600), (100, 100))

    assert (camera.x, camera.y) == (300, 300)


def test_a_long_thin_picture_is_fitted_so_that_it_can_be_seen():
    camera = Viewport.fitting((800, 600), (40_000, 10))

    assert camera.scale == 0.8
    assert camera.picture_point(400, 300) == (20_000, 5)
