import pytest
from PySide6.QtCore import Qt

from gmmseg.batch import ImageOutcome, ImageStart, Picture
from gmmseg.gui.batch.table_model import (
    DRIFT,
    LIGHT_ROLE,
    PICTURE,
    SHARES,
    SHARES_ROLE,
    SORT_ROLE,
    STATE,
    BatchTableModel,
)

RED, BLUE = (200, 0, 0), (0, 0, 200)


def line(light="green", badness=0.1, status="done"):
    classes = [{"name": "sky", "percent": 75.0}, {"name": "sea", "percent": 25.0}]
    drift = {"light": light, "reason": f"it is {light}", "badness": badness}
    return {"status": status, "classes": classes, "drift": drift, "files": [["a_labels.png", 9, "labels"]]}


@pytest.fixture
def rows(qapp, tmp_path):
    rows = BatchTableModel()
    rows.show_pictures(
        [Picture(tmp_path / name, name, name[:-4]) for name in ("a.png", "sub/b.png", "c.png")]
    )
    rows.begin((RED, BLUE))
    return rows


def cell(rows, row, column, role=Qt.ItemDataRole.DisplayRole):
    return rows.data(rows.index(row, column), role)


def test_events_move_a_picture_from_waiting_to_done(rows):
    picture = rows.rows[1].picture
    states = [cell(rows, 1, STATE)]
    for event in (
        ImageStart(picture),
        ImageOutcome(picture, line()),
        ImageOutcome(picture, line(), fresh=False),
    ):
        rows.take(event)
        states.append(cell(rows, 1, STATE))

    assert states == ["Waiting", "Working", "Done", "Up to date"]
    assert cell(rows, 1, PICTURE) == "b.png"
    assert cell(rows, 1, SHARES, SHARES_ROLE) == [(0.75, RED), (0.25, BLUE)]
    assert cell(rows, 1, SHARES, Qt.ItemDataRole.ToolTipRole) == "sky: 75.0 %\nsea: 25.0 %"
    assert cell(rows, 1, DRIFT, Qt.ItemDataRole.ToolTipRole) == "it is green"
    assert cell(rows, 1, DRIFT, Qt.ItemDataRole.AccessibleTextRole) == "green: it is green"


def test_notes_are_reported_beside_the_reason(rows):
    rows.take(
        ImageOutcome(rows.rows[0].picture, {**line("red"), "notes": ["It was turned.", "It is other."]})
    )

    tip = "it is red\nIt was turned.\nIt is other."
    assert cell(rows, 0, DRIFT, Qt.ItemDataRole.ToolTipRole) == tip
    assert cell(rows, 0, DRIFT, Qt.ItemDataRole.AccessibleTextRole) == f"red: {tip}"
    assert cell(rows, 0, DRIFT) == "it is red"


def test_drift_is_ordered_by_light_and_then_by_how_bad(rows):
    failed = {"status": "failed", "error": "Cannot read it."}
    outcomes = (line("red", 2.0), line("amber", 9.0), failed)
    for row, outcome in zip(rows.rows, outcomes, strict=True):
        rows.take(ImageOutcome(row.picture, outcome))

    keys = [cell(rows, i, DRIFT, SORT_ROLE) for i in range(3)]
    assert keys[2] > keys[0] > keys[1]
    assert cell(rows, 2, DRIFT, LIGHT_ROLE) == "failed"
    assert cell(rows, 2, DRIFT) == "Cannot read it."
    assert rows.summary == "1 failed · 1 red · 1 amber"


def test_what_was_in_work_waits_again_when_the_run_stops(rows):
    rows.take(ImageStart(rows.rows[0].picture))

    rows.stop()

    assert cell(rows, 0, STATE) == "Waiting"


def test_a_thumbnail_is_asked_for_once_and_again_when_something_was_found(rows, qtbot):
    answered = []
    rows.wanted.connect(answered.append)
    for _ in range(3):
        cell(rows, 0, PICTURE, Qt.ItemDataRole.DecorationRole)

    rows.renew_thumbnail("a.png")
    cell(rows, 0, PICTURE, Qt.ItemDataRole.DecorationRole)

    assert answered == ["a.png", "a.png"]


def test_events_about_other_pictures_are_passed_over(rows, tmp_path):
    rows.take(ImageStart(Picture(tmp_path / "x", "x", "x")))

    assert [row.state for row in rows.rows] == ["Waiting"] * 3
