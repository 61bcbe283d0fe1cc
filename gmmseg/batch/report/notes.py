"""Notes on pictures in the report of a batch: beside each picture, or once where several share one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from gmmseg.io import html
from gmmseg.io.html import Markup

MOST = 20  # notes that several pictures have

ManifestLine = dict[str, Any]


def of_picture(line: ManifestLine) -> Markup:
    """Return the notes of a picture, folded away; nothing where there is none."""
    notes = line.get("notes", ())
    if not notes:
        return Markup("")
    return html.folded(f"{len(notes)} note{'' if len(notes) == 1 else 's'}", notes)


def of_several(lines: Iterable[ManifestLine]) -> Iterator[Markup]:
    """Yield a table of what is noted of more than one picture, the most frequent first."""
    counts = Counter(note for line in lines for note in dict.fromkeys(line.get("notes", ())))
    rows = [(note, n) for note, n in counts.most_common(MOST) if n > 1]
    if rows:
        yield html.heading("Noted of several pictures")
        yield html.table(("Note", "Pictures"), rows, numbers=(1,))
