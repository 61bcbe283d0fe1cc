"""Which pages a selection means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmseg.errors import (
    BadSettingError,
    NoPagesSelectedError,
    NoSuchAxisError,
    NoSuchPageError,
    OnePageError,
    PageNeededError,
)
from gmmseg.io.readers.page_axes import PageAxis, Pages, PageSeries
from gmmseg.io.readers.page_selection import PageRequest, Selection


def stack(*axes):
    made = []
    for code, length in axes:
        made.append(PageAxis.of(code, length, made))
    return PageSeries(tuple(made), 8, 9, 1)


BOTH = Pages("a.tif", (stack(("T", 3), ("Z", 5)),))
LINE = Pages("a.tif", (stack(("I", 6)),))


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (3, [3]),
        ("3", [3]),
        ("1-5", [1, 2, 3, 4, 5]),
        ("2:4", [2, 3, 4]),
        ("::2", [1, 3, 5]),
        ("2::3", [2, 5]),
        (":3", [1, 2, 3]),
        ("5:", [5, 6]),
        ("all", [1, 2, 3, 4, 5, 6]),
        ("6, 1-2,2", [6, 1, 2]),
        ("page=4", [4]),
        ("p=all", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_numbers_ranges_and_steps_count_from_one(asked, numbers):
    assert list(Selection.of(asked).numbers(LINE)) == numbers


@given(st.integers(1, 20), st.integers(1, 9), st.integers(0, 12), st.integers(1, 30))
def test_a_slice_is_pythons_one_later_with_its_end(first, step, more, length):
    last = first + more
    pages = Pages("a", (stack(("I", length)),) if length > 1 else (stack(),))
    expected = list(range(1, length + 1))[first - 1 : last : step]

    if last > length:
        with pytest.raises(NoSuchPageError):
            Selection.of(f"{first}:{last}:{step}").numbers(pages)
    else:
        assert list(Selection.of(f"{first}:{last}:{step}").numbers(pages)) == expected


def test_axes_are_named_and_the_others_are_at_their_first():
    numbers = np.arange(1, 16).reshape(3, 5)

    assert list(Selection.of("t=2,z=1-3").numbers(BOTH)) == numbers[1, :3].tolist()
    assert list(Selection.of("z=2").numbers(BOTH)) == [numbers[0, 1]]
    assert list(Selection.of("z=::2").numbers(BOTH)) == numbers[0, ::2].tolist()
    assert list(Selection.of("z=4,time=all").numbers(BOTH)) == numbers[:, 3].tolist()
    assert list(Selection.of("2-3").numbers(BOTH, "z")) == numbers[0, 1:3].tolist()
    assert list(Selection.of("1-2,t=3").numbers(BOTH, "z")) == numbers[2, :2].tolist()
    assert list(Selection.of("7").numbers(BOTH)) == [7]


def test_series_are_an_axis_and_the_first_is_meant():
    two = Pages("a", (stack(("Z", 2)), stack(("Z", 3))))

    assert list(Selection.of("z=2").numbers(two)) == [2]
    assert list(Selection.of("s=2,z=3").numbers(two)) == [5]
    assert list(Selection.of("series=all").numbers(two)) == [1, 3]
    with pytest.raises(NoSuchPageError):
        Selection.of("s=1,z=3").numbers(two)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "0",
        "5-1",
        "1:2:0",
        "-1",
        "x",
        "1-",
        "3;4",
        "z=",
        "z=1,z=2",
        "1" * 11,
        "1," * 600,
        True,
        0,
        None,
    ],
)
def test_absurd_selections_are_refused(asked):
    with pytest.raises(
        BadSettingError, match="must be all, a number from 1, or a selection such as 1-5, ::2"
    ):
        Selection.of(asked)


def test_what_is_not_there_is_reported():
    with pytest.raises(NoSuchPageError) as page:
        Selection.of("1-99").numbers(BOTH, "z")
    with pytest.raises(NoPagesSelectedError) as none:
        Selection.of("20:").numbers(BOTH)
    with pytest.raises(NoSuchAxisError):
        Selection.of("3,t=2").numbers(BOTH)

    assert (
        str(page.value) == "Cannot read a.tif: it has 5 pages, and page 6 was asked for. Choose from 1 to 5."
    )
    assert str(none.value) == (
        "Cannot read a.tif: it has 3 times (t) x 5 depths (z), and '20:' selects none of them. Choose others."
    )


def test_one_picture_is_one_page_or_its_planes():
    assert PageRequest("t=2,z=3").planes(BOTH) == (8,)
    assert PageRequest(2, "z", True).planes(BOTH) == (6, 7, 8, 9, 10)
    assert PageRequest(3).is_simple
    assert not PageRequest("z=3").is_simple
    with pytest.raises(OnePageError) as several:
        PageRequest("all").planes(BOTH)
    with pytest.raises(PageNeededError):
        PageRequest(None, "z", True).planes(BOTH)
    assert str(several.value) == (
        "Cannot read a.tif: 'all' selects 15 pages, and one is wanted here. "
        "Ask for one of them by its number."
    )
