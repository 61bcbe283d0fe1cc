"""Comparing numbers of segments in the window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

import gmmseg
from gmmseg.inspection.sweep import SweepProgress
from gmmseg.settings import Settings

WAIT = 60_000


@pytest.fixture
def compared(qtbot, flagged):
    """The window with the picture of three bands, and its dialog with 2 to 4 segments compared."""
    controller = flagged.sweep_controller
    controller.sweeps.start([Settings((2, 4))])
    qtbot.waitUntil(lambda: not controller.sweeps.is_busy, timeout=WAIT)
    flagged.actions_by_name["compare_numbers"].trigger()
    return controller.dialog


def texts(dialog):
    return [dialog.thumbnails.item(i).text() for i in range(dialog.thumbnails.count())]


def test_each_number_has_a_thumbnail_and_one_is_suggested_with_its_reason(compared):
    assert texts(compared) == ["2", "3 · suggested · in use", "4"]
    assert compared.verdict.text().startswith("Suggests 3 segments (lab, full): ")
    assert compared.sampling.text().startswith("Neighbouring pixels repeat each other: ")
    assert compared.use.text() == "Use 3 segments"
    assert compared.start.text() == "Compare"


def test_a_click_adopts_a_number_and_undo_takes_it_back(qtbot, flagged, compared, settled, tmp_path):
    item = compared.thumbnails.item(0)
    at = compared.thumbnails.visualItemRect(item).center()

    qtbot.mouseClick(compared.thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: flagged.session.document.is_current, timeout=WAIT)
    settled(flagged)

    document = flagged.session.document
    assert document.settings.n_components == 2
    labels = gmmseg.segment(tmp_path / "flags.png", 2).labels
    np.testing.assert_array_equal(document.segmentation().labels, labels)
    assert texts(compared)[0] == "2 · in use"
    flagged.controller.undo()
    assert flagged.session.document.settings.n_components == 3


def test_the_button_adopts_what_is_suggested(qtbot, flagged, compared, settled):
    flagged.controller.change("n_components", 2, "change of segments")
    settled(flagged)

    qtbot.mouseClick(compared.use, Qt.MouseButton.LeftButton)
    settled(flagged)

    assert flagged.session.document.settings.n_components == 3


def test_another_criterion_suggests_by_itself_without_another_sweep(qtbot, flagged, compared):
    compared.criterion.setCurrentIndex(compared.criterion.findData("silhouette"))

    assert compared.verdict.text().startswith(
        "Suggests 3 segments (lab, full): their silhouette is the highest"
    )
    assert not flagged.sweep_controller.sweeps.is_busy


def test_the_table_has_all_figures_and_a_click_adopts(qtbot, flagged, compared, settled):
    table = compared.table
    compared.views.setCurrentWidget(table)

    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["2", "→ 3", "4"]
    best = [row for row in range(3) if table.item(row, 5).font().bold()]
    silhouettes = [row.candidate.silhouette for row in compared.sweep.rows]
    assert best == np.flatnonzero(silhouettes == np.max(silhouettes)).tolist()
    at = table.visualItemRect(table.item(0, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settled(flagged)
    assert flagged.session.document.settings.n_components == 2


def test_while_it_works_what_is_to_come_is_blank_and_all_curves_have_their_axes(compared):
    sweep = compared.sweep
    half = replace(sweep, rows=sweep.rows[:1])

    compared.low.setValue(2)
    compared.high.setValue(4)
    compared.show_sweep(None, is_busy=True)
    compared.show_stage("Finding regions")
    assert texts(compared) == ["2", "3", "4"]
    assert compared.stage.text() == "Finding regions…"
    compared.show_sweep(half, is_busy=True)
    assert texts(compared) == ["2", "3", "4"]
    assert compared.verdict.text() == "There is no suggestion yet."
    assert compared.stage.text() == "1 of 3"
    compared.plot.grab()
    axes = compared.plot.all_axes
    assert len(axes) == 6
    assert axes[0].get_xlim() == (1.6, 4.4)
    compared.show_sweep(half, is_busy=False)
    assert compared.stage.text() == "1 of 3, stopped"


def test_a_click_on_any_curve_adopts_the_number_below(qtbot, flagged, compared, settled):
    compared.plot.grab()
    axes = compared.plot.all_axes[3]
    x, y = axes.transData.transform((2, np.mean(axes.get_ylim())))

    qtbot.mouseClick(
        compared.plot, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(compared.plot.height() - y))
    )
    settled(flagged)

    assert flagged.session.document.settings.n_components == 2


def test_stopped_half_way_what_is_done_stays(qtbot, flagged, compared):
    sweeps = flagged.sweep_controller.sweeps
    compared.low.setValue(2)
    compared.high.setValue(60)
    compared.all_covariances.setChecked(True)
    stopped = []

    def stop_after_two(sweep):
        if len(sweep.rows) >= 2 and not stopped:
            stopped.append(sweep)
            qtbot.mouseClick(compared.start, Qt.MouseButton.LeftButton)

    sweeps.grown.connect(stop_after_two)
    qtbot.mouseClick(compared.start, Qt.MouseButton.LeftButton)
    assert compared.start.text() == "Stop"
    qtbot.waitUntil(lambda: not sweeps.is_busy, timeout=WAIT)

    assert stopped
    assert compared.sweep.rows
    assert not compared.sweep.is_complete
    assert compared.start.text() == "Compare"


def test_what_is_wrong_is_one_sentence(qtbot, flagged, compared, monkeypatch):
    def failing(*_):
        yield SweepProgress("", 0.0, compared.sweep)
        raise gmmseg.GmmsegError("It cannot be compared.")

    monkeypatch.setattr("gmmseg.gui.compute.sweeps.sweeping", failing)
    qtbot.mouseClick(compared.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not flagged.sweep_controller.sweeps.is_busy, timeout=WAIT)

    qtbot.waitUntil(lambda: compared.verdict.text() == "It cannot be compared.")


def test_without_a_picture_there_is_nothing_to_compare(window):
    assert not window.actions_by_name["compare_numbers"].isEnabled()


def test_a_variational_mixture_is_a_choice_of_the_model(qtbot, flagged, settled):
    panel = flagged.side.model
    box = panel.boxes["inference"]

    box.setCurrentIndex(box.findData("variational"))
    settled(flagged)

    settings = flagged.session.document.settings
    assert settings.inference == "variational"
    assert panel.boxes["weight_prior"].isEnabled()
    assert not panel.boxes["method"].isEnabled()
    assert panel.boxes["method"].currentData() == "global"
    notes = flagged.session.shown.result.segmentation.notes
    assert notes[-1].startswith(
        "A variational mixture of the whole picture keeps 3 components of at most 3; "
    )


def test_concentration_is_shown_as_one_over_the_most_there_may_be_until_it_is_set(flagged, settled):
    panel = flagged.side.model
    assert panel.rows["concentration"].value == pytest.approx(0.33)  # of 3 segments

    panel.rows["concentration"].chosen.emit(0.05)
    settled(flagged)
    assert flagged.session.document.settings.concentration == 0.05

    panel.rows["concentration"].label.reset.emit()
    settled(flagged)
    assert flagged.session.document.settings.concentration == "auto"
