"""Every action that has a menu entry or a key, in one table, and what is done when it is called for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.views import VIEWS, View
from gmmseg.gui.widgets import icons
from gmmseg.session.edits.segments import is_splittable
from gmmseg.session.session import Session


@dataclass(frozen=True)
class ActionSpec:
    """An entry of a menu that does something: what calls it, what it is called, its keys."""

    name: str
    title: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""  # actions of one group exclude each other
    checkable: bool = False
    short: str = ""  # what a button says that has little room


@dataclass(frozen=True)
class SubMenu:
    """An entry that opens another menu, which is filled when it is opened."""

    name: str
    title: str


class Line:
    """A line between entries."""


LINE = Line()
ACTIONS: dict[str, tuple[ActionSpec | SubMenu | Line, ...]] = {
    "&File": (
        ActionSpec("open", "&Open…", ("Ctrl+O",), "open"),
        ActionSpec("open_large", "Open as &large picture…"),
        SubMenu("recent", "Open &recent"),
        SubMenu("samples", "Open sa&mple"),
        ActionSpec("add_pictures", "Add &pictures…", ("Ctrl+Shift+A",), "plus"),
        ActionSpec("remove_picture", "Remo&ve picture"),
        ActionSpec("batch", "&Batch…", ("Ctrl+Shift+O",)),
        LINE,
        ActionSpec("save", "&Save project", ("Ctrl+S",), "save"),
        ActionSpec("save_as", "Save project &as…", ("Ctrl+Shift+S",)),
        LINE,
        ActionSpec("export", "&Export…", ("Ctrl+E",), "export"),
        ActionSpec("label_whole", "Label the &whole picture…"),
        ActionSpec("save_model", "Save the mo&del…"),
        ActionSpec("export_code", "Export as &code…"),
        LINE,
        ActionSpec("quit", "&Quit", ("Ctrl+Q",)),
    ),
    "&Edit": (
        ActionSpec("undo", "&Undo", ("Ctrl+Z",), "undo"),
        ActionSpec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        LINE,
        ActionSpec("paste", "&Paste picture", ("Ctrl+V",)),
        ActionSpec("copy_overlay", "Copy &overlay", ("Ctrl+C",)),
        ActionSpec("copy_picture", "Copy p&icture"),
        ActionSpec("copy_mask", "Copy &mask", ("Ctrl+Shift+C",)),
        ActionSpec("copy_cutout", "Copy cu&t-out"),
        ActionSpec("copy_table", "Copy t&able"),
        LINE,
        ActionSpec("cancel", "&Cancel what runs", ("Esc",)),
    ),
    "&View": (
        *(
            ActionSpec(f"view_{view.name}", view.title, (str((i + 1) % 10),), group="view", checkable=True)
            for i, view in enumerate(VIEWS)
        ),
        LINE,
        ActionSpec("fainter", "&Less opaque", ("[",)),
        ActionSpec("stronger", "&More opaque", ("]",)),
        LINE,
        ActionSpec("fit", "&Fit in window", ("F", "Ctrl+0"), "fit"),
        ActionSpec("whole", "&Actual pixels", ("Z", "Ctrl+1")),
        ActionSpec("zoom_selection", "&Zoom to selection", ("Shift+Z",)),
        ActionSpec("zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+=", "+")),
        ActionSpec("zoom_out", "Zoom &out", ("Ctrl+-", "-")),
        LINE,
        ActionSpec("whole_labels", "Labels of t&he whole picture", checkable=True),
        ActionSpec("compare_views", "Compare with a &wipe", ("Shift+C",), checkable=True),
        ActionSpec("scale_bar", "Scale &bar", checkable=True),
        ActionSpec("safe_colours", "Colours &told apart by lightness", checkable=True),
        LINE,
        ActionSpec("page_before", "Previous pag&e or picture", ("PgUp",)),
        ActionSpec("page_after", "Next page or pi&cture", ("PgDown",)),
        ActionSpec("picture_before", "Pre&vious picture", ("Ctrl+PgUp",)),
        ActionSpec("picture_after", "&Next picture", ("Ctrl+PgDown",)),
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
        ActionSpec("learn", "Learn &from annotations…"),
        ActionSpec("split", "&Split in two", ("S",), "split"),
        ActionSpec("remove", "D&elete segment", ("Shift+Delete",), "delete"),
        ActionSpec("lock", "&Lock while others are painted", ("K",), "lock", checkable=True),
        LINE,
        ActionSpec("areas", "Areas &in units", checkable=True),
        ActionSpec("deal_colours", "Deal colours ane&w"),
        LINE,
        ActionSpec("raise", "Move &up", ("Alt+Up",)),
        ActionSpec("lower", "Move &down", ("Alt+Down",)),
    ),
    "O&bjects": (
        ActionSpec("count_objects", "&Count objects", ("J",), checkable=True),
        ActionSpec("object_table", "&Table of objects", ("T",), checkable=True, short="Table"),
        LINE,
        ActionSpec("merge_found", "&Merge selected objects", ("Ctrl+M",), "merge"),
        ActionSpec("delete_found", "&Delete selected objects", ("Ctrl+Delete",), "delete"),
        SubMenu("object_class", "Change c&lass"),
        ActionSpec("take_over", "Take &over cut-outs", ("Ctrl+J",)),
        ActionSpec("import_objects", "&Import objects…"),
    ),
    "&Model": (
        ActionSpec("more", "&More segments", ("Ctrl+Up", ".")),
        ActionSpec("fewer", "&Fewer segments", ("Ctrl+Down", ",")),
        ActionSpec("auto", "Choose &number automatically", ("A",)),
        ActionSpec("compare_numbers", "Com&pare numbers of segments…", ("Shift+A",), "compare"),
        ActionSpec("try_nine", "&Try nine…", ("Shift+R",)),
        ActionSpec("next_seed", "Ne&xt seed", ("R",)),
        LINE,
        ActionSpec("fit_view", "F&it to this view"),
        LINE,
        ActionSpec("describe_model", "Descri&be…", ("Ctrl+D",)),
        ActionSpec("compare_model", "Compare &with a model…"),
        LINE,
        ActionSpec("live", "&Live update", checkable=True, short="Live"),
        ActionSpec("again", "&Update once", ("F5",), "refresh"),
        ActionSpec("defaults", "&Default settings"),
    ),
    "Hel&p": (  # Alt+H shows one segment only
        ActionSpec("palette", "&Command palette…", ("Ctrl+Shift+P",)),
        ActionSpec("keys", "&Keyboard and mouse", ("?", "F1")),
        ActionSpec("tour", "&Guided tour"),
        ActionSpec("hints", "&Show hints again"),
        LINE,
        ActionSpec("about", "&About gmmseg"),
    ),
}
MOUSE = (
    ("Wheel", "zoom at the cursor"),
    ("Drag, space-drag, middle-drag", "move the picture"),
    ("Click on the picture", "choose that segment"),
    ("Click, right-click with a tool", "add to an object, remove from it"),
    ("Click on a mark", "remove it"),
    ("Shift-click on a counted object", "select one more"),
    ("Delete, M with objects selected", "delete, merge them"),
    ("Hold C", "see the bare picture"),
    ("Drag the line of a wipe", "compare with the picture or another result"),
    ("Arrow keys", "move the picture"),
    ("Point at a row", "see that segment alone"),
    ("Double-click a name", "rename the segment"),
    ("Alt-click an eye", "show only that segment"),
    ("Double-click a channel's name", "see that channel alone"),
    ("Space on a row", "hide or show it"),
    ("Double-click a setting's name", "reset it"),
)


Handler = Callable[[], object]


def specs() -> Iterator[ActionSpec]:
    """Yield every action, menu by menu."""
    yield from (entry for entries in ACTIONS.values() for entry in entries if isinstance(entry, ActionSpec))


class _Dispatcher(QObject):
    """Calls what belongs to the action that was triggered."""

    def __init__(self, handlers: Mapping[str, Handler], parent: QObject) -> None:
        super().__init__(parent)
        self._handlers = handlers

    @Slot()
    def call(self) -> None:
        self._handlers[self.sender().objectName()]()


def bind(handlers: Mapping[str, Handler], *, parent: QObject) -> dict[str, QAction]:
    """Return the actions by name, each of which calls its handler.

    Raises
    ------
    AssertionError
        If table and handlers do not name the same actions.
    """
    table = {spec.name: spec for spec in specs()}
    if table.keys() != handlers.keys():
        lonely, unknown = sorted(table.keys() - handlers.keys()), sorted(handlers.keys() - table.keys())
        raise AssertionError(f"actions without a handler: {lonely}; handlers without an action: {unknown}")
    dispatcher = _Dispatcher(handlers, parent)
    actions = {name: _action(spec, parent) for name, spec in table.items()}
    for action in actions.values():
        action.triggered.connect(dispatcher.call)
    return actions


def fill(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Put the actions into the menus of `bar`; return menus by their titles, sub-menus by their names."""
    menus: dict[str, QMenu] = {}
    for title, entries in ACTIONS.items():
        menu = bar.addMenu(title)
        menu.setToolTipsVisible(True)
        menus[title.replace("&", "")] = menu
        for entry in entries:
            if isinstance(entry, ActionSpec):
                menu.addAction(actions[entry.name])
            elif isinstance(entry, SubMenu):
                menus[entry.name] = menu.addMenu(entry.title)
            else:
                menu.addSeparator()
    return menus


def refresh_icons(actions: Mapping[str, QAction]) -> None:
    """Draw icons anew, in the colours of now."""
    for spec in specs():
        if spec.icon:
            actions[spec.name].setIcon(icons.icon(spec.icon))


def _action(spec: ActionSpec, parent: QObject) -> QAction:
    action = QAction(spec.title, parent)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    if spec.short:
        action.setIconText(spec.short)
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(spec.checkable)
    if spec.group:
        name = f"group {spec.group}"
        group = parent.findChild(QActionGroup, name)
        if group is None:
            group = QActionGroup(parent)
            group.setObjectName(name)
        group.addAction(action)
    return action


def enabled(
    session: Session, selection: Sequence[int], view: View, *, current: bool = False
) -> dict[str, bool]:
    """Return for actions that are not always possible whether they are.

    `selection` are the rows of segments that are selected; `current` says whether an object is.
    """
    shown = session.shown
    picture, answered = session.document.source is not None, shown.result is not None
    looks = shown.looks if answered else ()
    rows = [row for row in selection if row < len(looks)]
    one = len(rows) == 1
    return {
        **dict.fromkeys(
            (
                *("export", "save_model", "export_code", "describe_model", "compare_model"),
                *("copy_overlay", "copy_mask", "copy_cutout", "copy_table"),
            ),
            session.document.is_current,
        ),
        "merge": len(rows) > 1,
        "part": one and len(looks[rows[0]].components) > 1,
        **dict.fromkeys(("toggle", "lock"), bool(rows)),
        **dict.fromkeys(("learn", "new_segment", "deal_colours", "compare_views"), answered),
        "split": one and is_splittable(looks[rows[0]]),
        "remove": bool(rows) and len(looks) > len(rows),
        **dict.fromkeys(("new_object", "copy_picture"), picture),
        "export_objects": session.document.is_current and bool(session.document.objects),
        **dict.fromkeys(("object_segment", "delete_object"), bool(session.document.objects) and current),
        **{f"tool_{tool.name}": picture for tool in TOOLS},
        **dict.fromkeys(("zoom_selection", "safe_colours"), answered),
        "show_all": any(look.hidden for look in looks),
        **dict.fromkeys(("rename", "recolour", "solo", "raise", "lower"), one),
        **_on_pictures(session),
        **dict.fromkeys(("fainter", "stronger"), answered and view.name == "overlay"),
        **{f"view_{v.name}": answered or (picture and v.name == "image") for v in VIEWS},
    }


def _on_pictures(session: Session) -> dict[str, bool]:
    """Return the same for actions that need a picture, or several."""
    of_view = ("fit", "whole", "zoom_in", "zoom_out")
    one = ("save", "save_as", *of_view, "again", "next_seed", "try_nine", "compare_numbers", "add_pictures")
    several = ("remove_picture", "picture_before", "picture_after")
    source = session.document.source
    pages = bool(session.others.pages) or (source is not None and source.pages is not None)
    return {
        **dict.fromkeys(("page_before", "page_after"), pages),
        "scale_bar": session.document.scale is not None,
        **dict.fromkeys(one, session.document.source is not None),
        **dict.fromkeys(several, bool(session.others.pages)),
    }
