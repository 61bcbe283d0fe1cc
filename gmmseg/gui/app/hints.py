"""Three hints for newcomers: each goes for good when it was followed, or when people have read it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from gmmseg.gui.canvas.tool_options import ToolOptions
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences

GONE = "gone"


@dataclass(frozen=True)
class Hint:
    """What newcomers are told, and the name it is remembered by."""

    name: str
    text: str


HINTS = (
    Hint("number", mark("More or fewer segments: the keys . and , or the slider of segments on the right.")),
    Hint("object", mark("To cut something out: take Select object by clicks (P) and click it.")),
    Hint("compare", mark("Hold C to see the bare picture; the wheel zooms where the cursor is.")),
)


class HintController(QObject):
    """Shows one hint after another in the bar of the hand, which has no options of its own."""

    def __init__(self, options: ToolOptions) -> None:
        super().__init__(options)
        self._options = options
        options.understood.connect(self._understood)
        self.refresh()

    @property
    def current(self) -> Hint | None:
        """The hint that is shown; None when all are gone."""
        return next((hint for hint in HINTS if preferences.text(f"hint/{hint.name}", "") != GONE), None)

    def refresh(self) -> None:
        """Show the first hint that is not gone."""
        self._options.show_hint(tr(self.current.text) if self.current else "")

    def follow(self, name: str) -> None:
        """Let a hint go: people do what it says."""
        if preferences.text(f"hint/{name}", "") != GONE:
            preferences.keep(f"hint/{name}", GONE)
            self.refresh()

    @Slot(str)
    def follow_tool(self, tool: str) -> None:
        """Let the hint about objects go when that tool is taken."""
        if tool == "click":
            self.follow("object")

    @Slot(str, object)
    def follow_setting(self, name: str, _value: object) -> None:
        """Let the hint about numbers go when one is chosen."""
        if name == "n_components":
            self.follow("number")

    @Slot()
    def follow_number(self) -> None:
        """Let the hint about numbers go when a key chose one."""
        self.follow("number")

    @Slot()
    def follow_comparison(self) -> None:
        """Let the hint about comparing go when people do."""
        self.follow("compare")

    @Slot()
    def _understood(self) -> None:
        if self.current is not None:
            self.follow(self.current.name)

    def begin_again(self) -> None:
        """Show all hints anew."""
        for hint in HINTS:
            preferences.keep(f"hint/{hint.name}", "")
        self.refresh()
