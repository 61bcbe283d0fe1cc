from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from gmmseg.gui.widgets import controls


@pytest.fixture
def keep(qtbot):
    def kept(widget):
        qtbot.addWidget(widget)
        return widget

    return kept


def test_a_path_is_taken_without_blanks_and_with_the_home_folder_spelt_out(keep):
    line = keep(controls.way("Folder", " ~/pictures ", "Drop a folder here"))

    assert controls.path_in(line) == Path.home() / "pictures"
    assert line.accessibleName() == "Folder"
    assert line.placeholderText() == "Drop a folder here"


def test_a_choice_has_a_word_for_the_program_and_a_title_for_people(keep):
    box = keep(controls.choice("Model", (("a", "First", "What it does"), ("b", "Second", ""))))

    assert [box.itemText(i) for i in range(2)] == ["First", "Second"]
    assert [box.itemData(i) for i in range(2)] == ["a", "b"]


def test_a_named_field_has_its_name_as_its_buddy(keep):
    line = QLineEdit()

    whole = keep(controls.named("Name", line))

    (label,) = whole.findChildren(QLabel)
    assert (label.text(), label.buddy()) == ("Name", line)
