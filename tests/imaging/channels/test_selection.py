from dataclasses import replace

import numpy as np
import pytest

from gmmseg.errors import BadChannelsError
from gmmseg.imaging.channels import selection
from gmmseg.imaging.image import ChannelInfo, Image


def image_of(*names, wavelengths=()):
    image = Image.from_array(np.zeros((2, 3, len(names)), np.uint16), name="cells.tif")
    waves = wavelengths or [None] * len(names)
    info = tuple(ChannelInfo(name, None, wave) for name, wave in zip(names, waves, strict=True))
    return replace(image, channel_info=info)


def places(image, text):
    return [each.channel for each in selection.chosen(image, selection.items(text))]


def sentence(image, text):
    with pytest.raises(BadChannelsError) as error:
        selection.chosen(image, selection.items(text))
    return str(error.value)


def test_channels_are_found_by_name_number_and_any_case():
    image = image_of("DAPI", "GFP", "Alexa 488", "DAPI-405")

    assert places(image, "GFP,dapi") == [1, 0]
    assert places(image, "4,3") == [3, 2]
    assert places(image, 'Alexa 488,"DAPI-405"*2,b2') == [2, 3, 1]
    assert places(image, "DAPI-405") == [3]


def test_a_number_becomes_the_name_so_that_other_pictures_are_searched_by_it():
    found = selection.chosen(image_of("DAPI", "GFP"), selection.items("2*3,x=b1/b2"))

    assert [str(each.item) for each in found] == ["GFP*3", "x=DAPI/GFP"]
    assert [each.item.weight for each in found] == [3, 1]


def test_presets_find_their_light_by_name_or_by_wavelength():
    by_name = image_of("Blue", "Green", "Red", "NIR")
    by_wave = image_of("", "", wavelengths=(660.0, 842.0))

    (found,) = selection.chosen(by_name, selection.items("ndvi"))
    (other,) = selection.chosen(by_wave, selection.items("NDVI"))

    assert dict(found.operands) == {"nir": 3, "red": 2}
    assert dict(other.operands) == {"nir": 1, "red": 0}
    assert found.name == other.name == "NDVI"


def test_excess_green_of_a_colour_picture_takes_short_names():
    image = Image.from_array(np.zeros((2, 2, 3), np.uint8))

    (found,) = selection.chosen(image, selection.items("exg=2g-r-b"))

    assert dict(found.operands) == {"g": 1, "r": 0, "b": 2}


def test_each_thing_that_is_wrong_is_one_sentence():
    image = image_of("DAPI", "GFP")

    assert sentence(image, "RFP") == (
        "Cannot use the channel RFP: cells.tif has no channel 'RFP' but DAPI, GFP. "
        "Use one of these names, or a number."
    )
    assert sentence(image, "x=DAPI/RFP").startswith(
        "Cannot use the channel DAPI/RFP: cells.tif has no channel 'RFP' but DAPI, GFP."
    )
    assert "no channel '3'" in sentence(image, "3")
    assert sentence(image_of("DAPI", "DAPI"), "DAPI") == (
        "Cannot use the channel DAPI: channels 1 and 2 of cells.tif have this name. "
        "Give the number of the one you mean."
    )
    assert "it is asked for twice" in sentence(image, "DAPI,1")
    assert "no channel is named in it" in sentence(image, "x=2-3")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("DAPI,,GFP", "a name is missing beside a comma"),
        ("x=(a", "a bracket is not closed"),
        ("x=" + "(" * 30 + "a" + ")" * 30, "nested more than 20 deep"),
        ("a*0", "its weight is 0"),
        ("a*1e9", "its weight is 1e+09"),
        ("a+" * 300 + "a", "it has 601 characters"),
        (",".join(f"c{i}" for i in range(40)), "there are 40"),
        ("a" * 5000, "the list has 5000 characters"),
    ],
)
def test_what_can_be_no_choice_is_refused_before_a_picture_is_read(text, part):
    with pytest.raises(BadChannelsError, match=part.replace("+", r"\+")):
        selection.items(text)
