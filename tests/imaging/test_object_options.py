"""Options of objects: what they may be, and how they are told."""

import pytest

from gmmseg.errors import BadSettingError, NoClassesError
from gmmseg.imaging.object_options import ObjectOptions, accepted_pixel_size


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("split", 1.5, "Setting split is 1.5, but it must be a number from 0 to 1."),
        ("split", True, "Setting split is True, but it must be a number from 0 to 1."),
        ("typical_size", 0, "Setting typical_size is 0.0, but it must be a number above 0 and up to 1e+06."),
        (
            "typical_size",
            -3,
            "Setting typical_size is -3.0, but it must be a number above 0 and up to 1e+06.",
        ),
        (
            "min_area",
            2.5,
            f"Setting min_area is 2.5, but it must be a whole number of pixels from 0 to {2**40}.",
        ),
        (
            "max_area",
            -1,
            f"Setting max_area is -1, but it must be a whole number of pixels from 0 to {2**40}.",
        ),
        ("fill_holes", 1, "Setting fill_holes is 1, but it must be true or false."),
        ("min_solidity", "x", "Setting min_solidity is 'x', but it must be a number from 0 to 1."),
        (
            "classes",
            (1.5,),
            "Setting classes is (1.5,), but it must be numbers or names of classes, or 'all'.",
        ),
    ],
)
def test_what_is_out_of_range_is_refused_in_one_sentence(name, value, sentence):
    with pytest.raises(BadSettingError) as caught:
        ObjectOptions(**{name: value})

    assert str(caught.value) == sentence


def test_no_class_at_all_is_refused():
    with pytest.raises(NoClassesError) as caught:
        ObjectOptions(classes=())

    assert str(caught.value) == (
        "No class is chosen to make objects of: name at least one by its number or name, "
        "or leave the choice out for all classes but the largest."
    )


def test_areas_must_leave_something_between_them():
    with pytest.raises(BadSettingError, match="max_area is 3, but it must be at least min_area, 5"):
        ObjectOptions(min_area=5, max_area=3)


def test_one_class_may_be_given_alone():
    assert ObjectOptions(classes=2).classes == (2,)
    assert ObjectOptions(classes="nucleus").classes == ("nucleus",)
    assert ObjectOptions(classes="all").classes == "all"


def test_options_come_back_from_their_values_which_say_only_what_differs():
    options = ObjectOptions(classes=(2, "cell"), split=0.8, typical_size=20, fill_holes=True)

    values = options.as_values()

    assert values == {"classes": [2, "cell"], "split": 0.8, "typical_size": 20.0, "fill_holes": True}
    assert ObjectOptions.from_values(values) == options
    assert ObjectOptions().as_values() == {}


def test_an_unknown_option_is_refused():
    with pytest.raises(BadSettingError, match="Setting colour is 'red', but it must be one of brightness, "):
        ObjectOptions().changed(colour="red")


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ("0.25um", (0.25, 0.25)),
        ("0.25 µm", (0.25, 0.25)),
        ("250nm", (0.25, 0.25)),
        ("0.5x0.25um", (0.25, 0.5)),  # width, then height, as people say sizes
        ("2mm", (2000, 2000)),
        ("30m", (3e7, 3e7)),
        (0.25, (0.25, 0.25)),
        ((0.5, 0.25), (0.5, 0.25)),  # height, then width, as arrays have them
    ],
)
def test_pixel_sizes_are_told_in_many_ways(given, size):
    assert accepted_pixel_size(given) == pytest.approx(size)


@pytest.mark.parametrize(
    "given", ["0um", "-1um", "5", "um", "1x2x3um", "1e99m", "nanum", "1furlong", "1.2.3um"]
)
def test_absurd_pixel_sizes_are_refused(given):
    with pytest.raises(BadSettingError, match=f"Setting pixel_size is '{given}', but it must be "):
        accepted_pixel_size(given)


@pytest.mark.parametrize("given", [0, -2.0, float("nan"), (1, 2, 3), (1e-3, 10.0), True])
def test_absurd_numbers_are_refused(given):
    with pytest.raises(BadSettingError, match="Setting pixel_size is"):
        accepted_pixel_size(given)
