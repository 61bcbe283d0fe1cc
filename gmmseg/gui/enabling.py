"""Which acts make sense now."""

from collections.abc import Sequence

from gmmseg.gui.views import VIEWS, View
from gmmseg.session.session import Session


def abilities(session: Session, chosen: Sequence[int], view: View) -> dict[str, bool]:
    """Return for acts that are not always possible whether they are, given the rows that are selected."""
    shown, history = session.shown, session.history
    picture, answered = session.document.source is not None, shown.answer is not None
    looks = shown.looks if answered else ()
    rows = [row for row in chosen if row < len(looks)]
    one = len(rows) == 1
    return {
        "export": session.document.is_answered,
        "undo": bool(history.past),
        "redo": bool(history.future),
        "merge": len(rows) > 1,
        "part": one and len(looks[rows[0]].components) > 1,
        "toggle": bool(rows),
        "show_all": any(look.hidden for look in looks),
        **dict.fromkeys(("rename", "recolour", "solo", "raise", "lower"), one),
        **dict.fromkeys(("fit", "whole", "zoom_in", "zoom_out", "again", "luck"), picture),
        **dict.fromkeys(("fainter", "stronger"), answered and view.name == "overlay"),
        **{f"view_{v.name}": answered or (picture and v.name == "image") for v in VIEWS},
    }
