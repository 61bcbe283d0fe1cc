"""Pictures that were taken out of the project, to be put back in the order in which people did things.

Each picture has a history of its own. So for every removal it is counted how many acts were done in each
picture since: as long as there are any in the one that is shown, those are undone first.
"""

from collections import Counter
from dataclasses import dataclass, field

from gmmseg.session.history import History
from gmmseg.session.pages import Page
from gmmseg.session.session import Session


@dataclass(eq=False)
class Removal:
    """A picture that was taken out, or put back again.

    Attributes
    ----------
    page : Page
        The picture.
    place : int
        Where it stood among all.
    was_shown : bool
        Whether it was the one that people saw.
    since : Counter
        For each picture the acts that were done in it since, less those that were undone.
    """

    page: Page
    place: int
    was_shown: bool
    since: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """What was done, for people."""
        return f"Take out {self.page.name}"


class Removals:
    """What was taken out and can be put back, and what was put back and can be taken out again."""

    def __init__(self) -> None:
        self.past: list[Removal] = []
        self.future: list[Removal] = []
        self._steps = self._acts = 0
        self._again: Removal | None = None  # what is being taken out again, which ends nothing

    def follow(self, session: Session, shown: str) -> None:
        """Take note of what was done in the picture that is shown."""
        n, self._steps = session.steps - self._steps, session.steps
        if session.acts != self._acts:
            self._acts = session.acts
            self.future = []
        for removal in (*self.past, *self.future):
            removal.since[shown] += n

    def add(self, removal: Removal) -> None:
        """Take note that a picture was taken out."""
        if self._again is None or self._again.page.key != removal.page.key:
            self.future = []
        self._again = None
        self.past.append(removal)

    def undoable(self, shown: str, history: History) -> Removal | None:
        """Return the removal that people did last, if nothing was done in the picture that is shown since.

        Nor does what its history has forgotten stand before it.
        """
        return self.past[-1] if self.past and (self.past[-1].since[shown] <= 0 or not history.past) else None

    def redoable(self, shown: str, history: History) -> Removal | None:
        """Return the removal that people undid last, if nothing was undone in the picture shown since."""
        if not self.future:
            return None
        return self.future[-1] if self.future[-1].since[shown] >= 0 or not history.future else None

    def undo(self) -> Removal:
        """Return the last removal, which is undone now."""
        removal = self.past.pop()
        self.future.append(Removal(removal.page, removal.place, removal.was_shown))
        return removal

    def redo(self) -> Removal:
        """Return the removal that was undone last, which is done again now."""
        self._again = self.future.pop()
        return self._again

    def clear(self) -> None:
        """Forget all: another project is open."""
        self.past, self.future, self._again = [], [], None
