from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QWidget

from gmmseg.gui.widgets import preferences


@pytest.fixture(autouse=True)
def nothing_remembered(qapp):
    preferences.settings().clear()


def test_recent_pictures_come_newest_first_and_once(tmp_path):
    for name in ("a.png", "b.png", "a.png"):
        (tmp_path / name).touch()
        preferences.remember(tmp_path / name)

    assert [path.name for path in preferences.recent()] == ["a.png", "b.png"]


def test_pictures_that_are_gone_are_not_offered(tmp_path):
    for name in ("a.png", "b.png"):
        (tmp_path / name).touch()
        preferences.remember(tmp_path / name)
    (tmp_path / "a.png").unlink()

    assert [path.name for path in preferences.recent()] == ["b.png"]


def test_only_so_many_are_kept(tmp_path):
    for i in range(preferences.MOST_RECENT + 3):
        (tmp_path / f"{i}.png").touch()
        preferences.remember(tmp_path / f"{i}.png")

    assert len(preferences.recent()) == preferences.MOST_RECENT


def test_forgetting_forgets(tmp_path):
    (tmp_path / "a.png").touch()
    preferences.remember(tmp_path / "a.png")

    preferences.forget_recent()

    assert preferences.recent() == []


def test_words_are_kept():
    preferences.keep("appearance", "dark")

    assert preferences.text("appearance", "system") == "dark"
    assert preferences.text("unknown", "default") == "default"


@pytest.mark.parametrize("stored", [QByteArray(b"junk"), "junk", None])
def test_a_geometry_that_is_none_gives_the_best_size(qtbot, stored):
    preferences.settings().setValue("geometry", stored)
    widget = QWidget()
    qtbot.addWidget(widget)

    preferences.restore_geometry(widget)

    screen = widget.screen().availableGeometry()
    assert widget.width() == min(preferences.SIZE[0], screen.width() - 8)
    assert widget.height() == min(preferences.SIZE[1], screen.height() - 40)  # a frame has room, too


def test_a_window_that_was_on_a_screen_now_gone_comes_back_into_view(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(QRect(90_000, 90_000, 300, 200))
    preferences.save_geometry(widget)

    preferences.restore_geometry(widget)

    assert widget.screen().availableGeometry().contains(widget.geometry().center())


def test_panels_are_as_wide_as_they_were(window, qtbot):
    window.splitter.setSizes([window.splitter.width() - 312, 312])
    wide = window.splitter.sizes()[1]
    window.close()

    from gmmseg.gui.app.main_window import MainWindow

    another = MainWindow()
    qtbot.addWidget(another)
    another.show()
    qtbot.waitExposed(another)

    qtbot.waitUntil(lambda: another.splitter.sizes()[1] == wide)
    assert wide > another.side.minimumWidth()
    another.close()


def test_a_window_is_no_larger_than_the_screen_and_its_frame_is_on_it(qtbot, qapp):
    window, room = QWidget(), qapp.primaryScreen().availableGeometry()
    qtbot.addWidget(window)

    preferences.centre(window, (10_000, 10_000))

    assert window.width() < room.width()
    assert window.height() < room.height()
    assert room.contains(window.pos())


def test_what_an_earlier_version_remembered_is_known(window, qtbot, tmp_path, parts):
    """The keys of the file of settings never change."""
    from gmmseg.gui.batch.form import BatchForm

    golden = Path(__file__).parents[2] / "golden"
    (tmp_path / "projects").mkdir()
    for name in ("one.gmmseg", "first.png"):
        (tmp_path / "projects" / name).touch()
    text = (golden / "gmmseg.conf").read_text(encoding="utf-8").replace("@HERE@", str(tmp_path))
    preferences.settings().sync()
    Path(preferences.settings().fileName()).write_text(text, encoding="utf-8")
    preferences.settings().sync()

    form = BatchForm(parts.controller)
    qtbot.addWidget(form)

    assert [path.name for path in preferences.recent()] == ["one.gmmseg", "first.png"]
    assert form.model.text() == str(tmp_path / "models" / "lab.gmm.json")
    assert form.template.text() == "{folder}/{number:03d}-{stem}"
    assert form.chosen_kinds == ("labels", "table")
    assert (preferences.text("appearance", ""), preferences.text("side", "")) == ("dark", "411")
    assert preferences.text("export/template", "") == "{name}-k{k}"
    assert preferences.text("export/kinds", "") == "labels,overlay"
    assert preferences.text("export/pictures", "") == "all"
