import pytest

from gmmseg.errors import BadPixelSizeError
from gmmseg.imaging.units import area_units, length_text, pixel_size_of, round_length


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ("0.25um", (0.25, 0.25)),
        ("0.25x0.5um", (0.5, 0.25)),
        ("0.25 × 0.5 µm", (0.5, 0.25)),
        ("10m", (1e7, 1e7)),
        ("2cm", (2e4, 2e4)),
        ("3mm", (3e3, 3e3)),
        ("65nm", (0.065, 0.065)),
        (0.5, (0.5, 0.5)),
        ((0.5, 0.25), (0.5, 0.25)),
    ],
)
def test_sizes_are_height_and_width_in_micrometres(given, size):
    assert pixel_size_of(given) == pytest.approx(size)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("0um", "a side has to be above 0"),
        ("-1um", "a side has to be above 0"),
        ("1x0um", "a side has to be above 0"),
        ("nanum", "a side has to be above 0"),
        ("1e9m", "1e+15 um is no side of a pixel, which has 1e-06 to 1e+12 um"),
        ("0.25", "it is not a number, or two, with a unit"),
        ("1x2x3um", "it is not a number, or two, with a unit"),
        ("1furlong", "it is not a number, or two, with a unit"),
        ("", "it is not a number, or two, with a unit"),
        ((1, 2, 3), "it is not one or two numbers"),
        (True, "it is not one or two numbers"),
        ("1x2000um", "its sides may differ 1,000 times at most"),
    ],
)
def test_what_is_no_size_is_refused_in_one_sentence(given, reason):
    with pytest.raises(BadPixelSizeError) as error:
        pixel_size_of(given)

    assert str(error.value) == (
        f"Cannot use the pixel size {str(given)!r}: {reason}. Give width, or width x height, with a unit, as "
        f"0.25um or 0.25x0.5um (nm, um, mm, cm, m)."
    )


def test_areas_are_in_units_that_suit_the_picture():
    assert area_units(None) == ()
    assert area_units((0.5, 0.25)) == (("um2", pytest.approx(0.125)), ("mm2", pytest.approx(1.25e-7)))
    assert area_units((84.7, 84.7))[0] == ("mm2", pytest.approx(0.00717409))  # a scan of 300 dots per inch
    assert area_units((1e3, 1e3)) == (("mm2", pytest.approx(1)), ("m2", pytest.approx(1e-6)))
    assert area_units((2e4, 2e4)) == (("m2", pytest.approx(4e-4)), ("ha", pytest.approx(4e-8)))
    assert area_units((1e7, 1e7)) == (("m2", pytest.approx(100)), ("ha", pytest.approx(0.01)))


def test_lengths_are_reported_in_a_unit_that_suits():
    assert [length_text(x) for x in (0.065, 84.6667, 2e3, 1e7)] == ["65 nm", "84.67 um", "2 mm", "10 m"]


@pytest.mark.parametrize(("most", "length"), [(1.0, 1.0), (1.9, 1.0), (7.3, 5.0), (0.03, 0.02), (50.0, 50.0)])
def test_a_round_length_is_the_largest_that_has_room(most, length):
    assert round_length(most) == pytest.approx(length)
