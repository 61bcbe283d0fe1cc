"""Presets of people's own."""

import json

import pytest

import gmmseg
from gmmseg.errors import BadSettingError, NoSuchPresetError, UnreadablePresetError
from gmmseg.io import preset_files
from gmmseg.presets import PRESETS, Preset
from gmmseg.settings import Settings

MINE = Preset.of("my coins", "Coins on felt.", n_components=(2, 5), colour="grey")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(preset_files, "folder", lambda: tmp_path / "presets")
    return tmp_path


@pytest.mark.parametrize("name", ["plants on soil", "Plants-on-Soil", "plants_on_soil"])
def test_signs_between_words_do_not_matter(name):
    assert preset_files.find(name) is PRESETS[3]


def test_python_takes_a_preset_as_keyword_arguments():
    assert gmmseg.Settings(**gmmseg.preset("grains")) == PRESETS[-1].on(Settings())


def test_one_that_was_saved_is_found_and_deleted():
    preset_files.save(MINE)
    assert preset_files.own() == (MINE,)
    assert preset_files.find("my coins") == MINE

    preset_files.delete("my coins")
    assert preset_files.own() == ()


def test_one_in_a_file_is_found_by_its_path(home):
    path = preset_files.save(MINE, home / "a.preset.json")

    assert preset_files.find(path) == MINE


def test_an_unknown_name_is_reported_with_those_there_are():
    preset_files.save(MINE)

    with pytest.raises(NoSuchPresetError) as caught:
        preset_files.find("coin")
    assert str(caught.value) == (
        "There is no preset 'coin': choose from photo, fluorescence, stained slide, plants on soil, "
        "document, aerial, grains, my coins, or give the file of one."
    )


@pytest.mark.parametrize("name", ["", " x", "../x", "a/b", "n" * 61, ".x", "a\nb"])
def test_a_name_that_cannot_be_one_of_a_file_is_refused(name):
    with pytest.raises(BadSettingError, match="name of the preset"):
        preset_files.save(Preset.of(name, ""))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "x"}, 'its format is "x", but it must be one of gmmseg preset'),
        ({"version": 2}, "its version is 2, but it must be a whole number from 1 to 1"),
        ({"settings": {"k": 3}}, "there is no setting 'k'"),
        ({"settings": {"n_components": 0}}, "Setting n_components is 0"),
        ({"settings": {"channels": {"a": 1}}}, "Setting channels is"),
        ({"settings": []}, "its settings is [], but it must be a record with names"),
    ],
)
def test_a_file_that_is_none_is_reported_in_one_sentence(home, change, said):
    path = preset_files.save(MINE, home / "a.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    with pytest.raises(UnreadablePresetError) as caught:
        preset_files.read(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"{" * 50, b" " * 200_000])
def test_junk_is_no_preset_and_does_no_harm_among_others(home, content):
    preset_files.save(MINE)
    (home / "presets" / "b.preset.json").write_bytes(content)

    with pytest.raises(UnreadablePresetError):
        preset_files.read(home / "presets" / "b.preset.json")
    assert preset_files.own() == (MINE,)
