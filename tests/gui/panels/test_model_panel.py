import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider

from gmmseg.gui.panels.model_panel import CHOICES, HINTS, TITLES, ModelPanel
from gmmseg.gui.panels.preparation_panel import HINTS as PREPARED_HINTS
from gmmseg.gui.panels.preparation_panel import TITLES as PREPARED
from gmmseg.gui.panels.preset_row import HINT as PRESET_HINT
from gmmseg.gui.widgets.controls import ResetLabel
from gmmseg.settings import LIMITS, OneOf, Settings


@pytest.fixture
def panel(qtbot):
    panel = ModelPanel()
    qtbot.addWidget(panel)
    for fold in panel.folds:
        fold.button.setChecked(True)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_every_choice_of_the_settings_is_offered():
    for name, offered in CHOICES.items():
        limit = LIMITS[name]
        assert isinstance(limit, OneOf)
        assert tuple(sorted(offered)) == tuple(sorted(limit.choices))


def test_a_typed_number_is_reported_once_it_is_whole(panel, qtbot):
    number = panel.rows["n_components"].number
    number.selectAll()
    reported = []
    panel.changed.connect(lambda name, value: reported.append((name, value)))

    qtbot.keyClicks(number, "12")
    assert reported == []
    qtbot.keyClick(number, Qt.Key.Key_Return)

    assert reported == [("n_components", 12)]


def test_dragging_previews_and_letting_go_settles(panel):
    slider = panel.rows["position"].slider
    previewed, changed = [], []
    panel.previewed.connect(lambda name, value: previewed.append((name, value)))
    panel.changed.connect(lambda name, value: changed.append((name, value)))

    slider.setSliderDown(True)
    slider.setValue(5)
    slider.setValue(20)
    slider.setSliderDown(False)

    assert previewed == [("position", 0.25), ("position", 1.0)]
    assert changed == [("position", 1.0)]


def test_a_double_click_on_the_name_resets(panel, qtbot):
    panel.show_settings(Settings(n_components=9))

    with qtbot.waitSignal(panel.changed) as reported:
        qtbot.mouseDClick(panel.rows["n_components"].label, Qt.MouseButton.LeftButton)

    assert reported.args == ["n_components", 5]


def test_choosing_a_colour_space_is_reported(panel, qtbot):
    with qtbot.waitSignal(panel.changed) as reported:
        qtbot.keyClick(panel.boxes["colour"], Qt.Key.Key_Down)

    assert reported.args == ["colour", "rgb"]


def test_showing_settings_tells_nobody(panel):
    reported = []
    panel.changed.connect(lambda *all_of_it: reported.append(all_of_it))
    settings = Settings(
        n_components=40, position=0.7, colour="grey", covariance_type="tied", seed=9, noise=0.2
    )

    panel.show_settings(settings)

    assert reported == []
    assert panel.rows["n_components"].value == 40
    assert panel.boxes["covariance_type"].currentData() == "tied"


def test_every_control_has_a_name_and_says_what_will_be_seen(panel):
    controls = [c for kind in (QSlider, QAbstractSpinBox, QComboBox) for c in panel.findChildren(kind)]

    every = {*TITLES.values(), "Preset", "Stains", "Flatten", "Size of an object"}
    assert {control.accessibleName() for control in controls} == every
    hints = {*HINTS.values(), *PREPARED_HINTS.values(), PRESET_HINT}
    assert all(control.accessibleDescription() in hints for control in controls)


def test_the_names_of_settings_can_be_read_in_full(panel):
    named = [*panel.findChildren(ResetLabel), panel.auto]

    cut = [each.text() for each in named if each.fontMetrics().horizontalAdvance(each.text()) > each.width()]

    assert len(named) == len(TITLES) + len(PREPARED) + len(["Preset", "Auto"])
    assert cut == []
