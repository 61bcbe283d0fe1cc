from gmmseg.gui.export import format_list
from gmmseg.gui.export.format_list import FormatList, title_of
from gmmseg.io.exporters import KINDS, OBJECT_KINDS


def test_every_kind_of_file_has_a_title_of_its_own():
    titles = {title_of(name) for name in KINDS}

    assert set(format_list.TITLES) <= {*KINDS, *OBJECT_KINDS}
    assert len(titles) == len(KINDS)


def test_a_kind_that_is_not_known_yet_goes_by_its_own_name():
    assert title_of("holy-grail") == "Holy grail"


def test_the_kinds_that_were_ticked_are_chosen(flagged, qtbot, parts):
    boxes = FormatList(parts.session.document, ["masks", "of-yesterday"])
    qtbot.addWidget(boxes)

    assert boxes.chosen == ("masks",)


def test_the_grid_scrolls_where_there_are_more_kinds_than_rows(flagged, qtbot, monkeypatch, parts):
    monkeypatch.setattr(format_list, "ROWS", 2)
    boxes = FormatList(parts.session.document, [])
    qtbot.addWidget(boxes)
    boxes.resize(boxes.minimumSize())
    boxes.show()
    qtbot.waitExposed(boxes)

    assert boxes.verticalScrollBar().maximum() > 0
    assert boxes.widget().width() >= boxes.widget().minimumSizeHint().width()
