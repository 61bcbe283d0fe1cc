"""Every action that has a menu entry or a key, in one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.views import VIEWS, View
from gmmseg.gui.widgets import icons
from gmmseg.session.edits.segments import is_splittable
from gmmseg.session.session import Session


@dataclass(frozen=True)
class ActionSpec:
    """An entry of a menu: what calls it, what it is called, its keys; a dash draws a line."""

    name: str
    title: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""  # acts of one group exclude each other
    checkable: bool = False
    short: str = ""  # what a button says that has little room


LINE = ActionSpec("-")
MENUS: dict[str, tuple[ActionSpec, ...]] = {
    "&File": (
        ActionSpec("open", "&Open…", ("Ctrl+O",), "open"),
        ActionSpec("recent", "Open &recent"),
        ActionSpec("samples", "Open sa&mple"),
        ActionSpec("add_pictures", "Add &pictures…", ("Ctrl+Shift+P",), "plus"),
        ActionSpec("remove_picture", "Remo&ve picture"),
        ActionSpec("batch", "&Batch…", ("Ctrl+Shift+O",)),
        LINE,
        ActionSpec("save", "&Save project", ("Ctrl+S",), "save"),
        ActionSpec("save_as", "Save project &as…", ("Ctrl+Shift+S",)),
        LINE,
        ActionSpec("export", "&Export…", ("Ctrl+E",), "export"),
        ActionSpec("save_model", "Save the mo&del…"),
        LINE,
        ActionSpec("quit", "&Quit", ("Ctrl+Q",)),
    ),
    "&Edit": (
        ActionSpec("undo", "&Undo", ("Ctrl+Z",), "undo"),
        ActionSpec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        LINE,
        ActionSpec("cancel", "&Cancel what runs", ("Esc",)),
    ),
    "&View": (
        *(
            ActionSpec(f"view_{view.name}", view.title, (str(i + 1),), group="view", checkable=True)
            for i, view in enumerate(VIEWS)
        ),
        LINE,
        ActionSpec("fainter", "&Less opaque", ("[",)),
        ActionSpec("stronger", "&More opaque", ("]",)),
        LINE,
        ActionSpec("fit", "&Fit in window", ("F", "Ctrl+0"), "fit"),
        ActionSpec("whole", "&Actual pixels", ("Z", "Ctrl+1")),
        ActionSpec("zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+=", "+")),
        ActionSpec("zoom_out", "Zoom &out", ("Ctrl+-", "-")),
        LINE,
        ActionSpec("picture_before", "Pre&vious picture", ("PgUp",)),
        ActionSpec("picture_after", "&Next picture", ("PgDown",)),
        LINE,
        ActionSpec("panels", "&Panels", ("F9",), checkable=True),
        ActionSpec("full_screen", "F&ull screen", ("F11",), checkable=True),
        LINE,
        ActionSpec("look_system", "Colours of the &system", group="look", checkable=True),
        ActionSpec("look_light", "Li&ght", group="look", checkable=True),
        ActionSpec("look_dark", "&Dark", group="look", checkable=True),
    ),
    "&Tools": (
        *(
            ActionSpec(f"tool_{tool.name}", tool.title, (tool.key,), tool.icon, group="tool", checkable=True)
            for tool in TOOLS
        ),
        LINE,
        ActionSpec("new_object", "&New object", ("N",), "plus"),
        ActionSpec("object_segment", "Add object as se&gment", ("G",), "segment", short="As segment"),
        ActionSpec("delete_object", "&Delete object", ("Delete",), "delete"),
        ActionSpec("export_objects", "&Export objects…", ("Ctrl+Shift+E",), "export"),
    ),
    "&Segments": (
        ActionSpec("rename", "&Rename…", ("F2",)),
        ActionSpec("recolour", "&Colour…"),
        ActionSpec("toggle", "&Hide or show", ("H",), "eye"),
        ActionSpec("solo", "Show &only this", ("Alt+H",)),
        ActionSpec("show_all", "Show &all", ("Shift+H",)),
        LINE,
        ActionSpec("merge", "&Merge selected", ("M",), "merge"),
        ActionSpec("part", "Unmer&ge", ("Shift+M",), "part"),
        LINE,
        ActionSpec("new_segment", "&New segment", ("Shift+N",), "plus"),
        ActionSpec("split", "&Split in two", ("S",), "split"),
        ActionSpec("remove", "D&elete segment", ("Shift+Delete",), "delete"),
        ActionSpec("lock", "&Lock while others are painted", ("K",), "lock", checkable=True),
        LINE,
        ActionSpec("raise", "Move &up", ("Alt+Up",)),
        ActionSpec("lower", "Move &down", ("Alt+Down",)),
    ),
    "&Model": (
        ActionSpec("more", "&More segments", ("Ctrl+Up", ".")),
        ActionSpec("fewer", "&Fewer segments", ("Ctrl+Down", ",")),
        ActionSpec("auto", "Choose &number automatically", ("A",)),
        ActionSpec("luck", "Ne&xt seed", ("R",)),
        LINE,
        ActionSpec("again", "Re&compute", ("F5",)),
        ActionSpec("defaults", "&Default settings"),
    ),
    "Hel&p": (  # Alt+H shows one segment only
        ActionSpec("keys", "&Keyboard and mouse", ("?", "F1")),
        ActionSpec("about", "&About gmmseg"),
    ),
}
MOUSE = (
    ("Wheel", "zoom at the cursor"),
    ("Drag, space-drag, middle-drag", "move the picture"),
    ("Click on the picture", "choose that segment"),
    ("Click, right-click with a tool", "add to an object, remove from it"),
    ("Click on a mark", "remove it"),
    ("Hold C", "see the bare picture"),
    ("Arrow keys", "move the picture"),
    ("Point at a row", "see that segment alone"),
    ("Double-click a name", "rename the segment"),
    ("Alt-click an eye", "show only that segment"),
    ("Space on a row", "hide or show it"),
    ("Double-click a setting's name", "reset it"),
)


def build(window: QMainWindow, slots: Mapping[str, Any]) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Return the actions by name and the sub-menus by name, put into the menu bar of `window`.

    `slots` has for each act that does something a bound method to call.
    """
    actions: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    for title, acts in MENUS.items():
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        menus[title.replace("&", "")] = menu
        for act in acts:
            if act.name == "-":
                menu.addSeparator()
            elif act.name not in slots:
                menus[act.name] = menu.addMenu(act.title)
            else:
                actions[act.name] = _action(window, act, slots[act.name])
                menu.addAction(actions[act.name])
                if act.group:
                    groups.setdefault(act.group, QActionGroup(window)).addAction(actions[act.name])
    return actions, menus


def refresh_icons(actions: Mapping[str, QAction]) -> None:
    """Draw icons anew, in the colours of now."""
    for act in (act for acts in MENUS.values() for act in acts):
        if act.icon and act.name in actions:
            actions[act.name].setIcon(icons.icon(act.icon))


def _action(window: QMainWindow, act: ActionSpec, slot: Any) -> QAction:
    action = QAction(act.title, window)
    action.setObjectName(act.name)
    action.setShortcuts([QKeySequence(key) for key in act.keys])
    if act.short:
        action.setIconText(act.short)
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(act.checkable)
    action.triggered.connect(slot)
    return action


def abilities(
    session: Session, chosen: Sequence[int], view: View, *, current: bool = False
) -> dict[str, bool]:
    """Return for acts that are not always possible whether they are.

    `chosen` are the rows of segments that are selected; `current` says whether an object is.
    """
    shown = session.shown
    picture, answered = session.document.source is not None, shown.result is not None
    looks = shown.looks if answered else ()
    rows = [row for row in chosen if row < len(looks)]
    one = len(rows) == 1
    return {
        **dict.fromkeys(("export", "save_model"), session.document.is_current),
        "merge": len(rows) > 1,
        "part": one and len(looks[rows[0]].components) > 1,
        **dict.fromkeys(("toggle", "lock"), bool(rows)),
        "new_segment": answered,
        "split": one and is_splittable(looks[rows[0]]),
        "remove": bool(rows) and len(looks) > len(rows),
        "new_object": picture,
        "export_objects": session.document.is_current and bool(session.document.objects),
        **dict.fromkeys(("object_segment", "delete_object"), bool(session.document.objects) and current),
        **{f"tool_{tool.name}": picture for tool in TOOLS},
        "show_all": any(look.hidden for look in looks),
        **dict.fromkeys(("rename", "recolour", "solo", "raise", "lower"), one),
        **_on_pictures(session),
        **dict.fromkeys(("fainter", "stronger"), answered and view.name == "overlay"),
        **{f"view_{v.name}": answered or (picture and v.name == "image") for v in VIEWS},
    }


def _on_pictures(session: Session) -> dict[str, bool]:
    """Return the same for acts that need a picture, or several."""
    one = ("save", "save_as", "fit", "whole", "zoom_in", "zoom_out", "again", "luck", "add_pictures")
    several = ("remove_picture", "picture_before", "picture_after")
    return {
        **dict.fromkeys(one, session.document.source is not None),
        **dict.fromkeys(several, bool(session.others.pages)),
    }
