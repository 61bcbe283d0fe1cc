"""The table of objects below the picture: filter, histogram, selection both ways, copies."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gmmseg.session.document import TableFilter
from gmmseg.session.history import History


@pytest.fixture
def panel(counting):
    QTest.keyClick(counting.canvas, Qt.Key.Key_T)
    return counting.object_mode.table


def at(window, x, y):
    return int(window.controller.object_search.objects.objects.labels[y, x])


def numbers(panel):
    return [int(panel.model.data(panel.model.index(row, 0))) for row in range(panel.model.rowCount())]


def seen(window):
    """The middle of each object on the canvas, with its number, by that number."""
    table, canvas = window.controller.object_search.objects.table, window.canvas
    half = QPointF(4 * canvas.camera.scale, 4 * canvas.camera.scale)
    columns = (table[name] for name in ("object", "centroid_x_px", "centroid_y_px"))
    middles = {
        int(number): canvas.place_of(float(x), float(y)) for number, x, y in zip(*columns, strict=True)
    }
    return {
        number: canvas.grab(QRectF(place - half, place + half).toRect()).toImage()
        for number, place in middles.items()
    }


def changed(window, before):
    """The numbers of objects that look otherwise than before."""
    return {number for number, image in seen(window).items() if image != before[number]}


def test_the_table_has_a_row_for_each_object(panel, counting):
    assert panel.isVisible()
    assert numbers(panel) == [1, 2, 3, 4]
    assert panel.count.text() == "4 objects"
    assert counting.actions_by_name["object_table"].isChecked()


def test_a_row_that_is_selected_lights_its_object_up(panel, counting):
    counting.view_controller.show("image")
    before = seen(counting)

    panel.view.selectRow(2)

    assert counting.object_mode.selection.numbers == (3,)
    assert changed(counting, before) == {3}


def test_objects_that_are_clicked_light_their_rows_up(panel, counting, mouse):
    mouse.click(20, 15)
    mouse.click(60, 15, Qt.KeyboardModifier.ShiftModifier)

    chosen = {index.row() for index in panel.view.selectionModel().selectedRows()}
    expected = {numbers(panel).index(at(counting, 20, 15)), numbers(panel).index(at(counting, 60, 15))}
    assert chosen == expected

    mouse.click(80, 30)

    assert counting.object_mode.selection.numbers == ()
    assert not panel.view.selectionModel().hasSelection()


def test_what_the_cursor_is_over_is_lit_in_picture_and_table(panel, counting, mouse):
    number = at(counting, 20, 15)
    row = numbers(panel).index(number)
    places = [panel.view.visualRect(panel.model.index(i, 0)).center() for i in range(4)]

    counting.canvas.hovered.emit(15, 20)
    lit = [panel.model.data(panel.model.index(i, 0), Qt.ItemDataRole.BackgroundRole) for i in range(4)]
    assert [i for i, colour in enumerate(lit) if colour is not None] == [row]

    counting.canvas.hovered.emit(-1, -1)
    counting.view_controller.show("image")
    other = (row + 1) % 4
    QTest.mouseMove(panel.view.viewport(), places[other])
    before = seen(counting)
    QTest.mouseMove(panel.view.viewport(), places[row])
    assert changed(counting, before) == {number, numbers(panel)[other]}


def test_an_object_out_of_view_is_brought_into_it(panel, counting, mouse):
    canvas = counting.canvas
    canvas.zoom_to(40.0)
    canvas.pan(-5000, -5000)
    number = at(counting, 20, 15)

    panel.view.selectRow(numbers(panel).index(number))

    assert canvas.rect().contains(canvas.place_of(20, 15).toPoint())


def test_a_condition_leaves_rows_out_and_says_how_many(panel, counting):
    counting.view_controller.show("image")
    before, table = seen(counting), panel.model.table
    least = float(np.median(np.asarray(table["area_px"], float)))

    panel.condition.setText(f"area > {least}")

    expected = np.asarray(table["object"])[np.asarray(table["area_px"]) > least].tolist()
    assert numbers(panel) == expected
    assert panel.count.text() == f"{len(expected)} of 4"
    assert changed(counting, before) == {1, 2, 3, 4} - set(expected)  # those have no number any more


def test_a_condition_that_is_none_is_reported_and_hides_nothing(panel):
    panel.condition.setText("area >")

    assert panel.problem.isVisible()
    assert "cannot be understood" in panel.problem.text()
    assert numbers(panel) == [1, 2, 3, 4]

    panel.condition.setText("")

    assert not panel.problem.isVisible()


def test_a_range_on_the_histogram_leaves_rows_out(panel):
    panel.measurement.setCurrentIndex(panel.measurement.findData("centroid_x_px"))
    panel.histogram.choose((0.0, 30.0))

    table = panel.model.table
    assert numbers(panel) == [
        n for n, x in zip(table["object"], table["centroid_x_px"], strict=True) if x <= 30
    ]

    panel.measurement.setCurrentIndex(0)

    assert numbers(panel) == [1, 2, 3, 4]


def test_a_selection_outlasts_sorting(panel, counting):
    panel.view.selectRow(0)
    column = panel.model.names.index("centroid_y_px")
    header = panel.view.horizontalHeader()
    panel.view.scrollTo(panel.model.index(0, column))
    title = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=title)

    rising = [float(panel.model.data(panel.model.index(row, column))) for row in range(4)]
    assert rising == sorted(rising)
    assert counting.object_mode.selection.numbers == (1,)
    rows = [index.row() for index in panel.view.selectionModel().selectedRows()]
    assert [numbers(panel)[row] for row in rows] == [1]


def test_rows_are_copied_for_a_spreadsheet(panel):
    panel.view.selectRow(1)
    QTest.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert rows[0][:3] == ["object", "class", "class_name"]
    assert [row[0] for row in rows[1:]] == ["2"]

    panel.view.clearSelection()
    panel.copy.click()

    assert QGuiApplication.clipboard().text().count("\n") == 5


def test_the_export_begins_with_the_tables(panel, counting, tmp_path):
    from gmmseg.gui.export.dialog import ExportDialog

    panel.export.click()

    dialog = counting.findChild(ExportDialog)
    assert {"objects-csv", "objects-summary-csv"} == set(dialog.what.chosen)
    dialog.close()


def test_the_table_goes_with_the_objects_and_comes_back(panel, counting, found_in):
    counting.object_mode.section.switch.click()
    found_in(counting)
    assert panel.isHidden()

    counting.object_mode.section.switch.click()
    found_in(counting)
    assert panel.isVisible()
    assert numbers(panel) == [1, 2, 3, 4]

    panel.close_button.click()
    assert panel.isHidden()


def test_the_filter_is_kept_in_the_project_and_is_no_step(panel, counting):
    before = counting.session.undoable
    panel.condition.setText("object > 1")
    panel.measurement.setCurrentIndex(panel.measurement.findData("centroid_x_px"))
    panel.histogram.choose((30.0, 90.0))

    kept = counting.session.document.table_filter

    assert (kept.condition, kept.measurement, kept.range) == ("object > 1", "centroid_x_px", (30.0, 90.0))
    assert counting.session.undoable == before
    assert 0 < len(numbers(panel)) < 4


def test_a_picture_that_is_opened_brings_its_filter(panel, counting, found_in):
    document = counting.session.document
    wanted = TableFilter("object > 1", "centroid_x_px", (0.0, 30.0))
    other = replace(document, source=replace(document.source), table_filter=wanted)

    counting.session.restore(other, History(), None)
    found_in(counting)

    assert panel.condition.text() == "object > 1"
    assert panel.measurement.currentData() == "centroid_x_px"
    assert panel.histogram.range == (0.0, 30.0)
    assert counting.session.document.table_filter == wanted
