"""Presets: settings under a name."""

from dataclasses import fields

import pytest

from gmmseg.errors import BadSettingError
from gmmseg.presets import LONGEST_LINE, PRESETS, Preset
from gmmseg.settings import Settings


def test_every_preset_says_in_one_line_what_it_sets_and_names_settings():
    known = {each.name for each in fields(Settings)}

    for preset in PRESETS:
        assert preset.values.keys() <= known
        assert 20 < len(preset.about) <= LONGEST_LINE
        assert "\n" not in preset.about
    assert len({preset.name for preset in PRESETS}) == len(PRESETS) == 7


def test_photo_is_the_defaults():
    assert PRESETS[0].on(Settings(n_components=9, seed=4)) == Settings(seed=4)


def test_a_preset_knows_its_settings_whatever_the_seed():
    grains = PRESETS[-1]

    assert grains.is_in(grains.on(Settings(seed=3)))
    assert not grains.is_in(Settings())


def test_only_what_differs_from_the_defaults_is_kept():
    preset = Preset.of_settings("mine", "", Settings(n_components=4, colour="rgb", seed=7))

    assert dict(preset.values) == {"n_components": 4, "colour": "rgb"}


def test_a_wrong_value_is_refused():
    with pytest.raises(BadSettingError, match="smoothing"):
        Preset.of("mine", "", smoothing=-1)
