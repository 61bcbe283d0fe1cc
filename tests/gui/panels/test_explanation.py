"""The section that explains, and what describes, compares and writes the model as code."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

import gmmseg
from gmmseg.gui.panels.explanation.description_dialog import DescriptionDialog
from gmmseg.gui.panels.explanation.segment_card import EffectBar
from gmmseg.session.component_edits import AdjustComponent


@pytest.fixture
def explained(flagged, qtbot):
    """The window with the section open on the first segment, its card there."""
    section = flagged.side.explanation
    qtbot.mouseClick(section.fold.button, Qt.MouseButton.LeftButton)
    flagged.side.segments.choose(0)
    qtbot.waitUntil(lambda: section.title.text() != "" and section.title.isVisibleTo(section), timeout=20_000)
    return flagged


def settle(qtbot, window):
    qtbot.waitUntil(
        lambda: window.session.document.is_current and not window.controller.is_busy, timeout=20_000
    )


def hover(qtbot, window, column, row):
    place = window.canvas.place_of(column + 0.5, row + 0.5).toPoint()
    qtbot.mouseMove(window.canvas, place + QPoint(1, 1))
    qtbot.mouseMove(window.canvas, place)


def test_closed_it_computes_nothing(flagged):
    flagged.side.segments.choose(0)

    assert flagged.explanation.cards.known is None
    assert flagged.explanation.cards.wanted is None


def test_the_card_is_that_of_the_chosen_segment(explained, qtbot):
    section, document = explained.side.explanation, explained.session.document
    cards = gmmseg.component_cards(document.segmentation())

    assert section.title.text() == "segment 1  50 %"
    near, texts = cards[0].neighbour, section.card.texts
    place = texts.index("Nearest")
    assert texts[place + 1 : place + 4] == [near.name, f"{near.jeffries_matusita:.2f}", "well apart"]
    bars = section.card.findChildren(EffectBar)
    assert [bar.effect for bar in bars] == [each.effect for each in cards[0].effects]
    explained.side.segments.choose(2)
    assert section.title.text() == "segment 3  20 %"
    assert not section.card.merge.isVisibleTo(section)


def test_segments_that_overlap_are_merged_by_the_button_on_the_card(explained, qtbot):
    section, card = explained.side.explanation, explained.explanation.cards.known[1][0]
    near = replace(card.neighbour, jeffries_matusita=0.5)
    section.show_card(
        replace(card, neighbour=near), ("L*", "a*", "b*"), colours=[(0, 0, 0), (9, 9, 9), (1, 1, 1)]
    )

    qtbot.mouseClick(section.card.merge, Qt.MouseButton.LeftButton)
    settle(qtbot, explained)

    assert len(explained.session.document.segment_styles) == 2


def test_a_pixel_is_explained_while_the_cursor_is_on_it(explained, qtbot):
    section = explained.side.explanation

    hover(qtbot, explained, 35, 10)

    why = gmmseg.explain(explained.session.document.segmentation(), 10, 35)
    lines = section.reason.lines
    assert lines[0] == why.verdict
    assert lines[1] == f"{why.segments[0].name} 100 %: near"
    assert lines[2].endswith(" sd")
    hover(qtbot, explained, -3, -3)
    assert section.reason.lines == ["Point at a pixel to see why it has its label."]


def test_a_name_that_people_give_is_the_cards(explained, qtbot):
    section = explained.side.explanation

    explained.side.segments.renamed.emit(0, "roof")
    qtbot.waitUntil(lambda: section.title.text() == "roof  50 %", timeout=20_000)


def test_a_component_adjusted_by_hand_moves_the_labels_and_is_undone(explained, qtbot):
    section, session = explained.side.explanation, explained.session
    before = session.document.segmentation().labels
    qtbot.mouseClick(section.adjust.button, Qt.MouseButton.LeftButton)
    row = section.means[0]

    row.number.setValue(row.value - 60)
    wanted = row.value
    settle(qtbot, explained)

    (change,) = session.document.changes
    assert isinstance(change, AdjustComponent)
    assert change.mean is not None
    card = gmmseg.component_cards(session.document.segmentation(), stability=False)[0]
    assert card.components[0].means[0] == pytest.approx(wanted, abs=0.01)
    qtbot.waitUntil(lambda: section.title.text() != "" and bool(section.means), timeout=20_000)
    section.weight.number.setValue(0.25)
    settle(qtbot, explained)
    assert session.document.segmentation().model.mixture.weights.max() <= 0.999
    explained.actions_by_name["undo"].trigger()
    explained.actions_by_name["undo"].trigger()
    settle(qtbot, explained)
    np.testing.assert_array_equal(session.document.segmentation().labels, before)


def test_rejected_pixels_are_unassigned_and_reported(explained, qtbot):
    window, row = explained, explained.side.model.rows["reject"]

    row.number.setValue(0.1)
    settle(qtbot, window)

    found = window.session.document.segmentation()
    expected = gmmseg.segment(window.session.document.source.path, 3, reject=0.1)
    np.testing.assert_array_equal(found.labels, expected.labels)
    assert found.n_rejected > 0
    y, x = np.argwhere(found.labels == 0)[0]
    hover(qtbot, window, x, y)
    assert window.side.explanation.reason.lines[0] == "No component explains it: it is rejected."
    assert window.session.document.shares.sum() < 1


@pytest.mark.parametrize("name", ["margin", "density"])
def test_maps_of_margin_and_density_are_views(flagged, qtbot, name):
    flagged.actions_by_name[f"view_{name}"].trigger()

    maps = flagged.controller.maps
    qtbot.waitUntil(lambda: maps.of_probabilities.known is not None, timeout=20_000)
    assert maps.of_probabilities.known[0][1] == name
    found = flagged.session.document.result.segmentation
    wanted = 1 - found.margin if name == "margin" else found.novelty
    np.testing.assert_allclose(maps.of_probabilities.known[1][0] / 255, wanted, atol=0.003)


def ran(path, folder, monkeypatch):
    """Run a script in a folder and return the labels it wrote."""
    monkeypatch.chdir(folder)
    exec(compile(path.read_text(), "code.py", "exec"), {"__name__": "code"})
    (found,) = Path("gmmseg-out").glob("*_labels.png")
    return np.asarray(Pillow.open(found))


def test_code_makes_the_labels_again_as_fitted_merged_painted_and_repainted(
    flagged, qtbot, tmp_path, monkeypatch
):
    session, explanation = flagged.session, flagged.explanation
    acts = (
        lambda: None,
        lambda: flagged.side.segments.moved.emit(2, 0),
        lambda: (flagged.side.segments.choose(0), flagged.segment_controller.paint([(30, 5), (30, 20)], 2)),
        lambda: flagged.side.model.changed.emit("reject", 0.05),
    )
    for number, act in enumerate(acts):
        act()
        settle(qtbot, flagged)
        folder = tmp_path / str(number)
        folder.mkdir()
        explanation.save_code(str(folder / "again.py"))

        labels = ran(folder / "again.py", folder, monkeypatch)

        np.testing.assert_array_equal(labels, session.document.segmentation().labels)
    assert "gmmseg.segment(" in (tmp_path / "0" / "again.py").read_text()
    assert "SEEDS = (" in (tmp_path / "2" / "again.py").read_text()


def test_where_code_goes_is_asked(flagged, qtbot, tmp_path):
    flagged.actions_by_name["export_code"].trigger()
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]
    dialog.fileSelected.emit(str(tmp_path / "flags"))
    dialog.done(0)

    assert (tmp_path / "flags.py").is_file()


def dialog_of(qtbot, window):
    qtbot.waitUntil(lambda: bool(window.findChildren(DescriptionDialog)), timeout=20_000)
    return window.findChildren(DescriptionDialog)[0]


def test_the_model_is_described_saved_and_its_methods_copied(flagged, qtbot, tmp_path):
    flagged.actions_by_name["describe_model"].trigger()
    dialog = dialog_of(qtbot, flagged)

    assert "Segmentation was done with gmmseg" in dialog.browser.toPlainText()
    for name, begin in (("a.html", "<!DOCTYPE html>"), ("a.md", "# flags.png"), ("a.json", "{")):
        dialog.save(str(tmp_path / name))
        assert (tmp_path / name).read_text().startswith(begin)
    dialog.copy_methods()
    assert QApplication.clipboard().text().startswith("Segmentation was done with gmmseg")
    dialog.close()


def test_another_model_is_compared(flagged, qtbot, tmp_path):
    path = flagged.session.document.segmentation().model.save(tmp_path / "m.gmm.json")

    flagged.explanation.compare_with(str(path))

    dialog = dialog_of(qtbot, flagged)
    assert dialog.browser.toPlainText().startswith("adjusted Rand index 1.0000; 0.00 % of the pixels")
    dialog.close()


def test_a_file_that_is_no_model_is_reported(flagged, tmp_path):
    (tmp_path / "x.json").write_text("{}")

    flagged.explanation.compare_with(str(tmp_path / "x.json"))

    assert flagged.messages.isVisible()


def test_without_a_picture_there_is_nothing_to_explain(window, qtbot):
    qtbot.mouseClick(window.side.explanation.fold.button, Qt.MouseButton.LeftButton)

    assert window.side.explanation.summary.text() == "Choose a segment in the list to see what it is."
    assert not window.actions_by_name["describe_model"].isEnabled()
    assert not window.actions_by_name["export_code"].isEnabled()
