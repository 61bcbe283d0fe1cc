import pytest
from PySide6.QtCore import Qt

from gmmseg.errors import UnreadableModelError
from gmmseg.gui.batch.form import EACH, FILE, OPEN, POOLED, BatchForm
from gmmseg.settings import Settings


@pytest.fixture
def form(window, qtbot, parts):
    form = BatchForm(parts.controller)
    qtbot.addWidget(form)
    form.show()
    return form


def choose(form, source):
    form.source.setCurrentIndex(form.source.findData(source))


def test_what_is_missing_is_said_in_the_order_of_the_form(form, tmp_path):
    sentences = [form.missing]
    form.show_folder(str(tmp_path))
    choose(form, OPEN)
    sentences.append(form.missing)
    choose(form, FILE)
    sentences.append(form.missing)
    choose(form, EACH)
    sentences.append(form.missing)
    for row in range(form.kinds.count()):
        form.kinds.item(row).setCheckState(Qt.CheckState.Unchecked)
    sentences.append(form.missing)

    assert sentences == [
        "Choose the folder of pictures.",
        "Open a picture, or choose another model.",
        "Choose the model file.",
        "",
        "Tick at least one kind of file.",
    ]


def test_results_go_beside_the_pictures_until_people_choose_a_folder(form, tmp_path):
    form.show_folder(str(tmp_path / "one"))
    followed = form.folder.text()
    form.show_results(str(tmp_path / "mine"))
    form.show_folder(str(tmp_path / "two"))

    assert followed == str(tmp_path / "one-segments")
    assert form.folder.text() == str(tmp_path / "mine")


def test_the_example_follows_the_template_or_says_what_is_wrong(form):
    form.show_count("3 pictures", "sub/cat.jpg")
    form.template.setText("{folder}/x{number:03d}_{stem}")
    good = form.example.text()
    form.template.setText("../{stem}")

    assert good == "as in sub/x001_cat_labels.png"
    assert form.example.text().startswith("Setting template is '../{stem}', but it must be a name with")


def test_a_fit_has_the_settings_of_the_window_and_nothing_to_adapt(form, tmp_path):
    form.show_folder(str(tmp_path))
    form.adapt.show_value(0.4)
    choose(form, POOLED)
    pooled = form.order().recipe
    choose(form, EACH)

    assert (pooled.source, pooled.adapt, pooled.settings) == (
        "pooled",
        0.4,
        form.controller.session.document.settings,
    )
    assert form.order().recipe.adapt == 0
    assert not form.adapt.isEnabled()


def test_a_model_file_that_is_none_is_refused_with_a_sentence(form, tmp_path):
    (tmp_path / "x.gmm.json").write_text("no model")
    form.show_folder(str(tmp_path))
    choose(form, FILE)
    form.model.setText(str(tmp_path / "x.gmm.json"))

    with pytest.raises(UnreadableModelError):
        form.order()


def test_kinds_are_ticked_by_keyboard(form, qtbot):
    form.kinds.setFocus()
    form.kinds.setCurrentRow(2)
    before = form.chosen_kinds

    qtbot.keyClick(form.kinds, Qt.Key.Key_Space)

    assert set(form.chosen_kinds) - set(before) == {"table"}


def test_every_control_has_a_name(form):
    from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPushButton, QSpinBox

    parts = [
        part
        for kind in (QComboBox, QLineEdit, QListWidget, QPushButton, QSpinBox)
        for part in form.findChildren(kind)
    ]
    inner = {"qt_spinbox_lineedit"}
    nameless = [part for part in parts if part.objectName() not in inner and not part.accessibleName()]
    assert nameless == []


def test_with_a_model_sliders_of_the_fit_change_nothing(flagged, qtbot, tmp_path, parts):
    form = BatchForm(parts.controller)
    qtbot.addWidget(form)
    form.show_folder(str(tmp_path))
    recipe = form.order().recipe

    settings = parts.session.document.settings
    assert settings.n_components == 3
    assert recipe.settings == Settings(detail=settings.detail, seed=settings.seed)
    assert len(recipe.model.segments) == 3


@pytest.mark.parametrize("source", [OPEN, POOLED])
def test_a_rate_of_rejects_goes_to_the_model_or_to_the_fits(flagged, qtbot, source, tmp_path):
    form = BatchForm(flagged.controller)
    qtbot.addWidget(form)
    choose(form, source)
    form.show_folder(str(tmp_path))
    without = form.order().recipe

    form.reject.number.setValue(0.01)
    recipe = form.order().recipe

    if source == OPEN:
        assert (without.model.reject, recipe.model.reject) == (0, 0.01)
    else:
        assert (without.settings.reject, recipe.settings.reject) == (0, 0.01)
