import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from gmmseg.gui.panels.segment_list import SegmentList
from gmmseg.gui.panels.segment_row import RowLayout
from gmmseg.gui.widgets.numbers import percent
from gmmseg.imaging.seeds import Box
from gmmseg.session.document import SegmentStyle
from gmmseg.session.edits.scale import set_pixel_size

STYLES = (
    SegmentStyle("sky", (0, 0, 255), (0,)),
    SegmentStyle("grass", (0, 255, 0), (1,)),
    SegmentStyle("dog", (99, 60, 20), (2,), hidden=True),
)


@pytest.fixture
def rows(qtbot):
    rows = SegmentList()
    qtbot.addWidget(rows)
    rows.resize(320, 300)
    rows.show_segments(STYLES, (0.6, 0.3, 0.1))
    rows.show()
    qtbot.waitExposed(rows)
    return rows


def places(rows, row):
    return RowLayout.of(rows.visualItemRect(rows.item(row)))


def click(rows, qtbot, place, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, modifier, place)


@pytest.mark.parametrize(
    ("share", "text"), [(0.412, "41 %"), (0.0433, "4.3 %"), (0.0001, "< 0.1 %"), (0, "0.0 %"), (1, "100 %")]
)
def test_shares_are_written_for_people(share, text):
    assert percent(share) == text


def test_f2_renames_in_the_list_that_has_the_keyboard(flagged, qtbot, parts):
    flagged.object_controller.begin(Box(2, 2, 10, 10), "Select object")
    flagged.side.segments.choose(0)
    objects = flagged.side.objects
    flagged.activateWindow()
    qtbot.waitUntil(flagged.isActiveWindow)
    objects.setFocus()

    qtbot.keyClick(objects, Qt.Key.Key_F2)

    assert objects.findChild(QLineEdit).text() == "object 1"
    assert flagged.side.segments.findChild(QLineEdit) is None
    qtbot.waitUntil(lambda: parts.session.uncut is None and not parts.controller.is_busy, timeout=120_000)


def test_every_row_can_be_read_aloud(rows):
    texts = [rows.item(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(rows.count())]

    assert texts == ["sky, 60.0 %", "grass, 30.0 %", "dog, 10.0 %, hidden"]


def test_the_eye_hides_and_does_not_select(rows, qtbot):
    with qtbot.waitSignal(rows.toggled) as reported:
        click(rows, qtbot, places(rows, 1).eye.center())

    assert reported.args == [1]
    assert rows.chosen == []


def test_the_eye_with_alt_shows_one_alone(rows, qtbot):
    with qtbot.waitSignal(rows.soloed) as reported:
        click(rows, qtbot, places(rows, 1).eye.center(), Qt.KeyboardModifier.AltModifier)

    assert reported.args == [1]


def test_the_swatch_asks_for_a_colour(rows, qtbot):
    with qtbot.waitSignal(rows.recolouring) as reported:
        click(rows, qtbot, places(rows, 2).swatch.center())

    assert reported.args[0] == 2


def test_a_double_click_renames(rows, qtbot):
    place = places(rows, 0).name.center()
    click(rows, qtbot, place)
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    field = rows.findChild(QLineEdit)

    with qtbot.waitSignal(rows.renamed) as reported:
        field.selectAll()
        qtbot.keyClicks(field, "heaven")
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert reported.args == [0, "heaven"]


def test_pointing_tells_the_row_and_leaving_tells_none(rows, qtbot):
    with qtbot.waitSignal(rows.pointed) as reported:
        qtbot.mouseMove(rows.viewport(), places(rows, 1).name.center())
    assert reported.args == [1]

    with qtbot.waitSignal(rows.pointed) as reported:
        qtbot.mouseMove(rows.viewport(), QPoint(100, 250))
    assert reported.args == [-1]


def test_space_hides_and_alt_with_an_arrow_moves(rows, qtbot):
    rows.choose(1)
    with qtbot.waitSignal(rows.toggled) as reported:
        qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert reported.args == [1]

    with qtbot.waitSignal(rows.moved) as reported:
        qtbot.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert reported.args == [1, 3]


def test_showing_other_styles_keeps_the_selection(rows):
    rows.choose(1)

    rows.show_segments(STYLES[:2], (0.7, 0.3))

    assert rows.count() == 2
    assert rows.chosen == [1]


def test_areas_are_shown_on_demand_in_the_unit_of_the_scale(flagged):
    rows, role = flagged.side.segments, Qt.ItemDataRole.AccessibleTextRole
    flagged.actions_by_name["areas"].trigger()
    assert [rows.item(row).data(role) for row in range(3)] == [
        "segment 1, 600 px",
        "segment 2, 360 px",
        "segment 3, 240 px",
    ]

    flagged.controller.apply("Set scale", set_pixel_size((1000.0, 1000.0)))
    assert rows.item(0).data(role) == "segment 1, 600.0 mm²"

    flagged.actions_by_name["areas"].trigger()
    assert rows.item(0).data(role) == "segment 1, 50.0 %"


def test_selecting_one_dims_the_others_until_escape(flagged):
    before = flagged.canvas.layer.table.copy()
    flagged.side.segments.choose(0)
    dimmed = flagged.canvas.layer.table.copy()
    flagged.actions_by_name["cancel"].trigger()

    assert (dimmed[1] == before[1]).all()
    assert (dimmed[2:4, :3] == 24).all() or (dimmed[2:4, :3] == [24, 24, 26]).all()
    assert (flagged.canvas.layer.table == before).all()
