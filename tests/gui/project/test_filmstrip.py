from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from gmmseg.gui.project.filmstrip import Filmstrip, Tile


def test_one_picture_needs_no_strip(qtbot):
    strip = Filmstrip()
    qtbot.addWidget(strip)

    strip.show_tiles([Tile("a.png")], 0)
    assert not strip.isVisible()

    strip.show_tiles([Tile("a.png"), Tile("b.png")], 1)
    assert strip.isVisible()
    assert strip.currentRow() == 1


def test_enter_on_a_picture_chooses_it(qtbot):
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.show_tiles([Tile("a.png"), Tile("b.png", QPixmap(4, 4))], 0)

    with qtbot.waitSignal(strip.chosen) as chosen:
        strip.itemActivated.emit(strip.item(1))

    assert chosen.args == [1]


def test_a_picture_that_cannot_be_shown_says_why(qtbot):
    strip = Filmstrip()
    qtbot.addWidget(strip)

    strip.show_tiles([Tile("a.png"), Tile("b.png", problem="It is gone.")], 0)

    assert strip.item(1).toolTip() == "It is gone."
    assert strip.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "b.png: It is gone."


def test_names_that_differ_never_look_alike():
    from gmmseg.gui.project.filmstrip import distinct_names

    names = ["plot_2024_north_0001_left.png", "plot_2024_north_0002_left.png", "a.png"]

    seen = distinct_names(names, lambda name: len(name) <= 14)

    assert len(set(seen)) == 3
    assert seen[2] == "a.png"
    assert all(len(name) <= 14 for name in seen)
