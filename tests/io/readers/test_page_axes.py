"""Where pages lie, and what they are called."""

import numpy as np
import pytest

from gmmseg.errors import DifferentPagesError, NoSuchAxisError, NoSuchPageError
from gmmseg.io.readers.page_axes import PageAxis, Pages, PageSeries


def series(*axes, height=8, width=9, kind="uint8", is_reduced=False):
    made = []
    for code, length in axes:
        made.append(PageAxis.of(code, length, made))
    return PageSeries(tuple(made), height, width, 1, kind, is_reduced)


def pages(*each):
    return Pages("a.tif", each)


STACK = pages(series(("T", 10), ("Z", 5)))


def test_pages_are_named_by_where_they_lie():
    assert STACK.count == 50
    assert [STACK.name(number) for number in (1, 5, 6, 50)] == [
        "t01_z001",
        "t01_z005",
        "t02_z001",
        "t10_z005",
    ]
    assert pages(series(("T", 12345))).name(7) == "t00007"
    assert pages(series()).name(1) == ""
    assert pages(series(("Q", 2), ("Q", 3))).name(6) == "p002_p2003"
    assert pages(series(("X", 2))).name(2) == "x02"


def test_a_place_is_what_numpy_unravels():
    for number in range(1, 51):
        place = tuple(each for _, each in STACK.place(number))
        assert place == tuple(int(i) + 1 for i in np.unravel_index(number - 1, (10, 5)))


def test_what_lies_in_a_file_is_spelt_out():
    assert STACK.text == "10 times (t) x 5 depths (z)"
    assert pages(series(("Z", 5)), series(("Z", 3))).text == "2 series (s): 5 depths (z); 3 depths (z)"
    assert pages(series(("Z", 5)), series(("Z", 5))).text == "2 series (s) x 5 depths (z)"
    assert pages(series(("I", 2)), series()).text == "3 pages (p)"
    assert pages(series()).text == "1 page"


def test_several_series_are_an_axis_of_their_own():
    two = pages(series(("Z", 2)), series(("Z", 3)))

    assert [two.name(number) for number in range(1, 6)] == [
        "s01_z001",
        "s01_z002",
        "s02_z001",
        "s02_z002",
        "s02_z003",
    ]


def test_plain_pages_of_different_sizes_are_counted_through():
    three = pages(series(("I", 2)), series(height=4))

    assert [three.name(number) for number in (1, 2, 3)] == ["p001", "p002", "p003"]
    assert three.axis("page").length == 3


def test_smaller_versions_are_pages_that_nobody_means():
    found = pages(series(is_reduced=True), series(("Z", 2)))

    assert found.whole == (2, 3)
    assert found.is_stack
    assert not pages(series(("I", 2))).is_stack


def test_a_page_that_is_not_there_is_reported():
    for number in (0, 51):
        with pytest.raises(NoSuchPageError, match=f"it has 50 pages, and page {number} was asked for"):
            STACK.place(number)


def test_an_axis_is_meant_by_its_name_or_its_letter():
    assert STACK.axis("Time") is STACK.axis("t")
    with pytest.raises(NoSuchAxisError) as unknown:
        STACK.axis("w")
    with pytest.raises(NoSuchAxisError) as several:
        STACK.axis(None)
    with pytest.raises(NoSuchAxisError) as none:
        pages(series()).axis("z")

    there = "its pages lie along 10 times (t) and 5 depths (z)"
    assert str(unknown.value) == (
        f"Cannot read a.tif: {there}, and not along 'w'. Name one of these with --axis."
    )
    assert str(several.value) == f"Cannot read a.tif: {there}, and none was named. Name one with --axis."
    assert str(none.value) == (
        "Cannot read a.tif: it has one page, and no axis 'z'. Leave --axis and --as-channels out."
    )


@pytest.mark.parametrize("word", ["t", "z"])
def test_planes_of_an_axis_are_channels_of_one_picture(word):
    numbers = np.arange(1, 51).reshape(10, 5)
    numbers = numbers if word == "z" else numbers.T

    left, axis = STACK.as_channels(word)

    assert left.count == len(numbers)
    assert left.series[0].n_channels == numbers.shape[1]
    for number, planes in enumerate(numbers, 1):
        assert STACK.planes(number, axis) == tuple(planes)


def test_series_can_be_channels_where_they_are_alike():
    two = pages(series(("Z", 3)), series(("Z", 3)))

    left, axis = two.as_channels("s")

    assert (left.count, two.planes(2, axis)) == (3, (2, 5))


def test_planes_of_one_series_do_not_mix_with_those_of_another():
    two = pages(series(("Z", 2)), series(("Z", 3)))

    _, axis = two.as_channels("z")

    assert [two.planes(number, axis) for number in (1, 2)] == [(1, 2), (3, 4, 5)]


def test_plain_pages_are_channels_if_they_are_of_one_kind():
    alike = pages(series(("I", 2)))

    left, axis = alike.as_channels(None)

    assert (left.count, alike.planes(1, axis)) == (1, (1, 2))
    for other in (series(height=4), series(kind="uint16")):
        with pytest.raises(DifferentPagesError) as caught:
            pages(series(("I", 2)), other).as_channels(None)
    assert str(caught.value) == (
        "Cannot read a.tif: its pages differ (9 x 8 of uint8, and 9 x 8 of uint16), so that they make no "
        "common picture or stack. Take each page as a picture of its own with --page all, or only those "
        "that are alike."
    )
