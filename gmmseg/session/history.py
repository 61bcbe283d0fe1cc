"""The undo history: documents before and after, within a budget of bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gmmseg.session.document import Document, Held, without_result
from gmmseg.session.open_image import OpenImage

BUDGET = 500_000_000  # bytes
LONGEST = 1000  # entries


@dataclass(frozen=True)
class Entry:
    """A document, and the act that leads from it to the next one (or, when undone, came before it).

    `number` says when the act was done or undone, among all acts of a session; 0 where that is not known.
    """

    name: str
    document: Document
    number: int = 0


@dataclass(frozen=True)
class Numbers:
    """When acts were done (`past`) or undone (`future`), the nearest last."""

    past: tuple[int, ...] = ()
    future: tuple[int, ...] = ()


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

    def pushed(self, name: str, document: Document, number: int = 0) -> "History":
        """Return the history after the act `name` on `document`; what was undone is gone."""
        past = (*self.past, Entry(name, document, number))[-LONGEST:]
        return _trimmed(replace(self, past=past, future=()))

    def undone(self, now: Document, number: int = 0) -> tuple["History", Document]:
        """Return the history after one step back, and the document there."""
        entry = self.past[-1]
        future = (*self.future, Entry(entry.name, now, number))
        return _trimmed(replace(self, past=self.past[:-1], future=future)), entry.document

    def redone(self, now: Document, number: int = 0) -> tuple["History", Document]:
        """Return the history after one step forth, and the document there."""
        entry = self.future[-1]
        past = (*self.past, Entry(entry.name, now, number))
        return _trimmed(replace(self, past=past, future=self.future[:-1])), entry.document

    def about(self, source: OpenImage | None) -> "History":
        """Return the history as far as it is about one picture without a break."""
        return replace(self, past=_near(self.past, source), future=_near(self.future, source))

    @property
    def last_done(self) -> int:
        """When the last act that can be undone was done; 0 without one."""
        return self.past[-1].number if self.past else 0

    @property
    def last_undone(self) -> int:
        """When the last act that can be done again was undone; 0 without one."""
        return self.future[-1].number if self.future else 0

    @property
    def numbers(self) -> Numbers:
        """When each act was done or undone."""
        return Numbers(*(tuple(entry.number for entry in part) for part in (self.past, self.future)))

    def numbered(self, numbers: Numbers) -> "History":
        """Return the history with these numbers on its entries, the nearest matched first."""
        return replace(
            self, past=_numbered(self.past, numbers.past), future=_numbered(self.future, numbers.future)
        )

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


def _numbered(entries: tuple[Entry, ...], numbers: tuple[int, ...]) -> tuple[Entry, ...]:
    missing = max(len(entries) - len(numbers), 0)
    near = (*[0] * missing, *numbers[max(len(numbers) - len(entries), 0) :])
    return tuple(replace(entry, number=number) for entry, number in zip(entries, near, strict=True))


def _bytes(entries: Iterable[Entry]) -> int:
    held: dict[int, Held] = {}
    before: Document | None = None
    for entry in entries:
        document = entry.document
        if before is None or not (
            document.result is before.result
            and document.objects is before.objects
            and document.source is before.source
        ):  # most acts change neither
            held.update((id(part), part) for part in document.parts)
        before = document
    return sum(part.nbytes for part in held.values())


def _trimmed(history: History) -> History:
    """Return the history within its budget."""
    if history.nbytes <= history.budget:
        return history
    past, future = list(history.past), list(history.future)
    for entries in (future, past):
        for i, entry in enumerate(entries):
            if not entry.document.has_answers:  # it was let go of before
                continue
            entries[i] = replace(entry, document=without_result(entry.document))
            if _bytes(past) + _bytes(future) <= history.budget:
                return replace(history, past=tuple(past), future=tuple(future))
    for entries in (future, past):
        while entries and _bytes(past) + _bytes(future) > history.budget:
            entries.pop(0)
    return replace(history, past=tuple(past), future=tuple(future))
