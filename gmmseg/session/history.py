"""The undo history: documents before and after, within a budget of bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gmmseg.session.document import Document, without_result
from gmmseg.session.open_image import OpenImage

BUDGET = 500_000_000  # bytes
LONGEST = 1000  # entries


@dataclass(frozen=True)
class Entry:
    """A document, and the action that leads from it to the next one (or, when undone, came before it)."""

    name: str
    document: Document


@dataclass(frozen=True)
class History:
    """Entries before and after the present document; the nearest are last.

    Attributes
    ----------
    past : tuple of Entry
        What `undo` goes back to.
    future : tuple of Entry
        What `redo` goes forth to.
    budget : int
        Bytes that remembered pictures and answers may take; the oldest answers go first, since they
        can be computed again, then the oldest entries.
    """

    past: tuple[Entry, ...] = ()
    future: tuple[Entry, ...] = ()
    budget: int = BUDGET

    def pushed(self, name: str, document: Document) -> "History":
        """Return the history after the action `name` on `document`; undone entries are dropped."""
        return _trimmed(replace(self, past=(*self.past, Entry(name, document))[-LONGEST:], future=()))

    def undone(self, now: Document) -> tuple["History", Document]:
        """Return the history after one step back, and the document there."""
        entry = self.past[-1]
        future = (*self.future, Entry(entry.name, now))
        return _trimmed(replace(self, past=self.past[:-1], future=future)), entry.document

    def redone(self, now: Document) -> tuple["History", Document]:
        """Return the history after one step forth, and the document there."""
        entry = self.future[-1]
        past = (*self.past, Entry(entry.name, now))
        return _trimmed(replace(self, past=past, future=self.future[:-1])), entry.document

    def about(self, source: OpenImage | None) -> "History":
        """Return the history as far as it is about one picture without a break."""
        return replace(self, past=_near(self.past, source), future=_near(self.future, source))

    @property
    def nbytes(self) -> int:
        """Bytes of memory held; what several documents share counts once."""
        return _bytes(self.past) + _bytes(self.future)


def _near(entries: tuple[Entry, ...], source: OpenImage | None) -> tuple[Entry, ...]:
    """Return the entries, nearest last, from the first on that all are about the picture."""
    near = 0
    while near < len(entries) and entries[-near - 1].document.source is source:
        near += 1
    return entries[len(entries) - near :]


def _bytes(entries: Iterable[Entry]) -> int:
    held = {}
    for entry in entries:
        for part in entry.document.parts:
            held[id(part)] = part.nbytes
    return sum(held.values())


def _trimmed(history: History) -> History:
    """Return the history within its budget."""
    if history.nbytes <= history.budget:
        return history
    past, future = list(history.past), list(history.future)
    for entries in (future, past):
        for i, entry in enumerate(entries):
            entries[i] = replace(entry, document=without_result(entry.document))
            if _bytes(past) + _bytes(future) <= history.budget:
                return replace(history, past=tuple(past), future=tuple(future))
    for entries in (future, past):
        while entries and _bytes(past) + _bytes(future) > history.budget:
            entries.pop(0)
    return replace(history, past=tuple(past), future=tuple(future))
