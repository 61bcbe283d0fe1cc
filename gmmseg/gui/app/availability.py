"""Which acts make sense now."""

from collections.abc import Sequence

from gmmseg.gui.canvas.toolbox import TOOLS
from gmmseg.gui.canvas.views import VIEWS, View
from gmmseg.session.edits.segments import is_splittable
from gmmseg.session.session import Session


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
