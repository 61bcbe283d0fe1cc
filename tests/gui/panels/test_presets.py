"""Presets in the window, and the switch that lets changes wait."""

import json

import pytest
from PySide6.QtWidgets import QMessageBox

from gmmseg.io import preset_files
from gmmseg.presets import PRESETS

WAIT = 120_000


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(preset_files, "folder", lambda: tmp_path / "presets")
    return tmp_path


def choose(window, name):
    box = window.side.model.presets.box
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def test_a_preset_sets_several_controls_as_one_act(flagged, settled):
    before = len(flagged.session.history.past)
    choose(flagged, "grains")
    settled(flagged)

    assert PRESETS[-1].is_in(flagged.session.document.settings)
    assert len(flagged.session.history.past) == before + 1
    assert flagged.side.model.rows["smoothing"].value == 2.5
    assert flagged.side.model.presets.current is PRESETS[-1]

    flagged.side.model.changed.emit("smoothing", 1.0)
    assert flagged.side.model.presets.box.currentText() == "Own settings"


def test_settings_are_saved_as_a_preset_exported_and_deleted(flagged, home):
    presets = flagged.model_controller.presets
    presets.save("three")
    assert flagged.side.model.presets.current.name == "three"

    presets.export(str(home / "out.preset.json"))
    assert json.loads((home / "out.preset.json").read_text())["settings"] == {"n_components": 3}

    flagged.side.model.presets.deleting.emit()
    assert flagged.side.model.presets.current is None
    presets.take_in(str(home / "out.preset.json"))
    assert flagged.side.model.presets.current.name == "three"


def test_a_preset_of_ones_own_is_replaced_only_if_people_say_so(home, flagged):
    presets = flagged.model_controller.presets
    presets.save("mine")
    flagged.controller.change("n_components", 2, "change of segments")

    presets.save("Mine")
    presets.question.button(QMessageBox.StandardButton.Cancel).click()
    assert {each.name: each.values["n_components"] for each in preset_files.own()} == {"mine": 3}
    presets.save("mine")
    next(each for each in presets.question.buttons() if each.text() == "Replace").click()
    assert preset_files.own()[0].values["n_components"] == 2


def test_a_file_that_is_no_preset_is_reported(flagged, flags):
    flagged.model_controller.presets.take_in(str(flags))

    assert flagged.messages.text.text().startswith("Cannot read")


def test_changes_wait_for_update_once_where_live_is_off(flagged, qtbot, settled):
    flagged.actions_by_name["live"].trigger()
    flagged.side.model.changed.emit("n_components", 2)
    qtbot.wait(30)
    assert not flagged.controller.is_busy
    assert flagged.side.segments.count() == 3
    assert flagged.controller.is_held

    flagged.actions_by_name["again"].trigger()
    settled(flagged)
    assert flagged.side.segments.count() == 2
    assert not flagged.controller.is_held

    flagged.side.model.changed.emit("n_components", 3)
    flagged.actions_by_name["live"].trigger()  # what waits is computed at once
    settled(flagged)
    assert flagged.side.segments.count() == 3
