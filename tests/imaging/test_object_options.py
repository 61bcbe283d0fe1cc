"""Options of objects: what they may be, and how they are told."""

import pytest

from gmmseg.errors import BadSettingError, NoClassesError
from gmmseg.imaging.object_options import ObjectOptions


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
