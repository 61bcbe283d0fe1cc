"""Every action that has a menu entry or a key, in one table, and what is done when it is called for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.views import VIEWS, View
from gmmseg.gui.translation import mark, tr
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
    mark("&File"): (
        ActionSpec("open", mark("&Open…"), ("Ctrl+O",), "open"),
        SubMenu("recent", mark("Open &recent")),
        SubMenu("samples", mark("Open sa&mple")),
        ActionSpec("open_large", mark("Open as &large picture…")),
        ActionSpec("add_pictures", mark("Add &pictures…"), ("Ctrl+Shift+A",), "plus"),
        ActionSpec("remove_picture", mark("Remo&ve picture")),
        ActionSpec("batch", mark("&Batch…"), ("Ctrl+Shift+O",)),
        LINE,
        ActionSpec("save", mark("&Save project"), ("Ctrl+S",), "save"),
        ActionSpec("save_as", mark("Save project &as…"), ("Ctrl+Shift+S",)),
        LINE,
        ActionSpec("export", mark("&Export…"), ("Ctrl+E",), "export"),
        ActionSpec("label_whole", mark("Label the &whole picture…")),
        ActionSpec("save_model", mark("Save the mo&del…")),
        ActionSpec("export_code", mark("Export as &code…")),
        LINE,
        ActionSpec("quit", mark("&Quit"), ("Ctrl+Q",)),
    ),
    mark("&Edit"): (
        ActionSpec("undo", mark("&Undo"), ("Ctrl+Z",), "undo"),
        ActionSpec("redo", mark("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        LINE,
        ActionSpec("paste", mark("&Paste picture"), ("Ctrl+V",)),
        ActionSpec("copy_overlay", mark("Copy &overlay"), ("Ctrl+C",)),
        ActionSpec("copy_picture", mark("Copy p&icture")),
        ActionSpec("copy_mask", mark("Copy &mask"), ("Ctrl+Shift+C",)),
        ActionSpec("copy_cutout", mark("Copy cu&t-out")),
        ActionSpec("copy_table", mark("Copy t&able")),
        LINE,
        ActionSpec("cancel", mark("&Cancel what runs"), ("Esc",)),
    ),
    mark("&View"): (
        *(
            ActionSpec(f"view_{view.name}", view.title, (str((i + 1) % 10),), group="view", checkable=True)
            for i, view in enumerate(VIEWS)
        ),
        LINE,
        ActionSpec("fainter", mark("&Less opaque"), ("Ctrl+[",)),
        ActionSpec("stronger", mark("&More opaque"), ("Ctrl+]",)),
        LINE,
        ActionSpec("fit", mark("&Fit in window"), ("F", "Ctrl+0"), "fit"),
        ActionSpec("whole", mark("&Actual pixels"), ("Z", "Ctrl+1")),
        ActionSpec("zoom_selection", mark("&Zoom to selection"), ("Shift+Z",)),
        ActionSpec("zoom_in", mark("Zoom &in"), ("Ctrl++", "Ctrl+=", "+")),
        ActionSpec("zoom_out", mark("Zoom &out"), ("Ctrl+-", "-")),
        LINE,
        ActionSpec("whole_labels", mark("Labels of the whole pictu&re"), checkable=True),
        ActionSpec("compare_views", mark("Compare with a &wipe"), ("Shift+C",), checkable=True),
        ActionSpec("scale_bar", mark("Scale &bar"), checkable=True),
        ActionSpec("safe_colours", mark("Colours &told apart by lightness"), checkable=True),
        ActionSpec("patterns", mark("Patterns over segments"), checkable=True),
        LINE,
        ActionSpec("page_before", mark("Previous pag&e or picture"), ("PgUp",)),
        ActionSpec("page_after", mark("Next page or pi&cture"), ("PgDown",)),
        ActionSpec("picture_before", mark("Pre&vious picture"), ("Ctrl+PgUp",)),
        ActionSpec("picture_after", mark("&Next picture"), ("Ctrl+PgDown",)),
        LINE,
        ActionSpec("panels", mark("&Panels"), ("F9",), checkable=True),
        ActionSpec("full_screen", mark("F&ull screen"), ("F11",), checkable=True),
        LINE,
        ActionSpec("look_system", mark("Colours of the &system"), group="look", checkable=True),
        ActionSpec("look_light", mark("Lig&ht"), group="look", checkable=True),
        ActionSpec("look_dark", mark("&Dark"), group="look", checkable=True),
        SubMenu("language", mark("Lan&guage")),
    ),
    mark("&Tools"): (
        *(
            ActionSpec(f"tool_{tool.name}", tool.title, (tool.key,), tool.icon, group="tool", checkable=True)
            for tool in TOOLS
        ),
        LINE,
        ActionSpec("smaller_brush", mark("Smaller &brush"), ("[",)),
        ActionSpec("larger_brush", mark("La&rger brush"), ("]",)),
        LINE,
        ActionSpec("new_object", mark("&New object"), ("N",), "plus"),
        ActionSpec(
            "object_segment", mark("Add object as se&gment"), ("G",), "segment", short=mark("As segment")
        ),
        ActionSpec("delete_object", mark("&Delete object"), ("Delete",), "delete"),
        ActionSpec("export_objects", mark("&Export objects…"), ("Ctrl+Shift+E",), "export"),
    ),
    mark("&Segments"): (
        ActionSpec("rename", mark("&Rename…"), ("F2",)),
        ActionSpec("recolour", mark("&Colour…")),
        ActionSpec("toggle", mark("&Hide or show"), ("H",), "eye"),
        ActionSpec("solo", mark("Show &only this"), ("Alt+H",)),
        ActionSpec("show_all", mark("Show &all"), ("Shift+H",)),
        LINE,
        ActionSpec("merge", mark("&Merge selected"), ("M",), "merge"),
        ActionSpec("part", mark("Unmer&ge"), ("Shift+M",), "part"),
        LINE,
        ActionSpec("new_segment", mark("&New segment"), ("Shift+N",), "plus"),
        ActionSpec("learn", mark("Learn &from annotations…")),
        ActionSpec("split", mark("&Split in two"), ("S",), "split"),
        ActionSpec("remove", mark("D&elete segment"), ("Shift+Delete",), "delete"),
        ActionSpec("lock", mark("&Lock while others are painted"), ("K",), "lock", checkable=True),
        LINE,
        ActionSpec("areas", mark("Areas &in units"), checkable=True),
        ActionSpec("deal_colours", mark("Deal colours ane&w")),
        LINE,
        ActionSpec("raise", mark("Move &up"), ("Alt+Up",)),
        ActionSpec("lower", mark("Move &down"), ("Alt+Down",)),
    ),
    mark("O&bjects"): (
        ActionSpec("count_objects", mark("&Count objects"), ("J",), checkable=True),
        ActionSpec("object_table", mark("&Table of objects"), ("T",), checkable=True, short=mark("Table")),
        LINE,
        ActionSpec("merge_found", mark("&Merge selected objects"), ("Ctrl+M",), "merge"),
        ActionSpec("delete_found", mark("&Delete selected objects"), ("Ctrl+Delete",), "delete"),
        SubMenu("object_class", mark("Change c&lass")),
        ActionSpec("take_over", mark("Take &over cut-outs"), ("Ctrl+J",)),
        ActionSpec("import_objects", mark("&Import objects…")),
    ),
    mark("&Model"): (
        ActionSpec("more", mark("&More segments"), ("Ctrl+Up", ".")),
        ActionSpec("fewer", mark("&Fewer segments"), ("Ctrl+Down", ",")),
        ActionSpec("auto", mark("Choose &number automatically"), ("A",)),
        ActionSpec("compare_numbers", mark("Com&pare numbers of segments…"), ("Shift+A",), "compare"),
        ActionSpec("try_nine", mark("&Try nine…"), ("Shift+R",)),
        ActionSpec("next_seed", mark("Ne&xt seed"), ("R",)),
        LINE,
        ActionSpec("fit_view", mark("F&it to this view")),
        LINE,
        ActionSpec("describe_model", mark("Descri&be…"), ("Ctrl+D",)),
        ActionSpec("compare_model", mark("Compare &with a model…")),
        LINE,
        ActionSpec("live", mark("&Live update"), checkable=True, short=mark("Live")),
        ActionSpec("again", mark("&Update once"), ("F5",), "refresh"),
        ActionSpec("defaults", mark("&Default settings")),
    ),
    mark("Hel&p"): (  # Alt+H shows one segment only
        ActionSpec("palette", mark("&Command palette…"), ("Ctrl+Shift+P",)),
        ActionSpec("keys", mark("&Keyboard and mouse"), ("?", "F1")),
        ActionSpec("tour", mark("&Guided tour")),
        ActionSpec("hints", mark("&Show hints again")),
        LINE,
        ActionSpec("about", mark("&About gmmseg")),
    ),
}
MOUSE = (
    (mark("Wheel"), mark("zoom at the cursor")),
    (mark("Drag, space-drag, middle-drag"), mark("move the picture")),
    (mark("Click on the picture"), mark("choose that segment")),
    (mark("Click, right-click with a tool"), mark("add to an object, remove from it")),
    (mark("Click on a mark"), mark("remove it")),
    (mark("Wheel with Pick a region"), mark("a larger or smaller region; Ctrl+wheel zooms")),
    (
        mark("Arrow keys, Enter with Pick a region"),
        mark("the next region, take it; Shift+Up, Shift+Down: larger, smaller"),
    ),
    (
        mark("Click, double-click with Outline"),
        mark("set a point on a boundary, close; Shift: a straight line"),
    ),
    (mark("Backspace with Outline"), mark("take the last point back")),
    (mark("Drag with the wand"), mark("take in more or fewer pixels")),
    (mark("Shift-click on a counted object"), mark("select one more")),
    (mark("Delete, M with objects selected"), mark("delete, merge them")),
    (mark("Hold C"), mark("see the bare picture")),
    (mark("Drag the line of a wipe"), mark("compare with the picture or another result")),
    (mark("Arrow keys"), mark("move the picture")),
    (mark("Point at a row"), mark("see that segment alone")),
    (mark("Double-click a name"), mark("rename the segment")),
    (mark("Alt-click an eye"), mark("show only that segment")),
    (mark("Double-click a channel's name"), mark("see that channel alone")),
    (mark("Space on a row"), mark("hide or show it")),
    (mark("Double-click a setting's name"), mark("reset it")),
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
        menu = bar.addMenu(tr(title))
        menu.setToolTipsVisible(True)
        menus[title.replace("&", "")] = menu
        for entry in entries:
            if isinstance(entry, ActionSpec):
                menu.addAction(actions[entry.name])
            elif isinstance(entry, SubMenu):
                menus[entry.name] = menu.addMenu(tr(entry.title))
            else:
                menu.addSeparator()
    return menus


def refresh_icons(actions: Mapping[str, QAction]) -> None:
    """Draw icons anew, in the colours of now."""
    for spec in specs():
        if spec.icon:
            actions[spec.name].setIcon(icons.icon(spec.icon))


def _action(spec: ActionSpec, parent: QObject) -> QAction:
    action = QAction(tr(spec.title), parent)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    if spec.short:
        action.setIconText(tr(spec.short))
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
    segment_styles = shown.segment_styles if answered else ()
    rows = [row for row in selection if row < len(segment_styles)]
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
        "part": one and len(segment_styles[rows[0]].components) > 1,
        **dict.fromkeys(("toggle", "lock"), bool(rows)),
        **dict.fromkeys(("learn", "new_segment", "deal_colours", "compare_views"), answered),
        "split": one and is_splittable(segment_styles[rows[0]]),
        "remove": bool(rows) and len(segment_styles) > len(rows),
        **dict.fromkeys(("new_object", "copy_picture"), picture),
        "export_objects": session.document.is_current and bool(session.document.objects),
        **dict.fromkeys(("object_segment", "delete_object"), bool(session.document.objects) and current),
        **{f"tool_{tool.name}": picture for tool in TOOLS},
        **dict.fromkeys(("smaller_brush", "larger_brush"), picture),
        **dict.fromkeys(("zoom_selection", "safe_colours", "patterns"), answered),
        "show_all": any(style.hidden for style in segment_styles),
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
