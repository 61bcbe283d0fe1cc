import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gmmseg.gui.app import actions


@pytest.fixture
def handlers():
    """A handler for every action, which does nothing."""
    return {spec.name: (lambda: None) for spec in actions.specs()}


def test_every_action_calls_its_own_handler(handlers, qapp):
    called = []
    for name in handlers:
        handlers[name] = lambda name=name: called.append(name)
    parent = QObject()

    bound = actions.bind(handlers, parent=parent)
    for action in bound.values():
        action.trigger()

    assert called == [spec.name for spec in actions.specs()]


def test_an_action_without_a_handler_is_wrong_code(handlers, qapp):
    del handlers["undo"]

    with pytest.raises(AssertionError, match=r"^actions without a handler: \['undo'\]"):
        actions.bind(handlers, parent=QObject())


def test_a_handler_without_an_action_is_wrong_code(handlers, qapp):
    handlers["dance"] = print

    with pytest.raises(AssertionError, match=r"handlers without an action: \['dance'\]$"):
        actions.bind(handlers, parent=QObject())


def test_no_two_actions_have_one_name():
    names = [spec.name for spec in actions.specs()]

    assert len(names) == len(set(names))


def test_actions_of_a_group_exclude_each_other(handlers, qapp):
    bound = actions.bind(handlers, parent=(parent := QObject()))

    bound["look_dark"].setChecked(True)
    bound["look_light"].setChecked(True)

    assert not bound["look_dark"].isChecked()
    assert bound["look_dark"].actionGroup() is not bound["view_image"].actionGroup()
    assert parent.children()


def test_menus_hold_the_table_in_its_order(handlers, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)

    menus = actions.fill(window.menuBar(), actions.bind(handlers, parent=window))

    titles = [action.text() for action in window.menuBar().actions()]
    first = [action.menu() is not None for action in menus["File"].actions()][:4]
    assert titles == list(actions.ACTIONS)
    assert first == [False, True, True, False]  # recent and samples open further menus
    assert [action.objectName() for action in menus["Edit"].actions() if not action.isSeparator()] == [
        "undo",
        "redo",
        "paste",
        "copy_overlay",
        "copy_picture",
        "copy_mask",
        "copy_cutout",
        "copy_table",
        "cancel",
    ]
    assert menus["Edit"].actions()[2].isSeparator()


def test_every_menu_with_keys_is_on_the_sheet_of_keys():
    from gmmseg.gui.app.shortcuts_dialog import COLUMNS

    shown = {title for column in COLUMNS for title in column}
    keyed = {
        title
        for title, entries in actions.ACTIONS.items()
        if any(isinstance(entry, actions.ActionSpec) and entry.keys for entry in entries)
    }
    assert keyed - shown <= {"Hel&p"}
