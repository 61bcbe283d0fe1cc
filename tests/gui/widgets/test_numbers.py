"""Numbers as people read them."""

import pytest

from gmmseg.gui.widgets.numbers import area, percent


@pytest.mark.parametrize(
    ("share", "text"), [(0.412, "41.2 %"), (0.0001, "< 0.1 %"), (0, "0.0 %"), (1, "100.0 %")]
)
def test_exact_shares_have_one_decimal(share, text):
    assert percent(share, exact=True) == text


@pytest.mark.parametrize(
    ("pixels", "size", "text"),
    [
        (12_345, None, "12,345 px"),
        (1_000, (0.5, 0.5), "250.0 um²"),  # a quarter of a square micrometre each
        (8_000_000, (0.5, 0.5), "2.00 mm²"),
        (30_000, (1e6, 1e6), "3.00 ha"),  # a square metre each
        (-1, None, "…"),
    ],
)
def test_areas_are_in_the_unit_that_needs_fewest_digits(pixels, size, text):
    assert area(pixels, size) == text
