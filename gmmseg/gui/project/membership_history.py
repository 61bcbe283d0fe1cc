"""Pictures that were taken out of the project or added to it, to be undone in the order of what people did.

Each picture has a history of its own. So for every removal and addition it is counted how many acts were done
in each picture since: as long as there are any in the one that is shown, those are undone first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gmmseg.session.history import History
from gmmseg.session.images import ProjectImage
from gmmseg.session.session import Session


@dataclass(eq=False)
class ImagesRemoved:
    """A picture that was taken out, or put back again.

    Attributes
    ----------
    page : ProjectImage
        The picture.
    place : int
        Where it stood among all.
    was_shown : bool
        Whether it was the one that people saw.
    since : Counter
        For each picture the acts that were done in it since, less those that were undone.
    """

    page: ProjectImage
    place: int
    was_shown: bool
    since: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """What was done, for people."""
        return f"Take out {self.page.name}"

    def is_last(self, shown: str, history: History) -> bool:
        """Return whether nothing was done since in the picture that is shown, as far as its history goes."""
        return self.since[shown] <= 0 or not history.past


@dataclass(eq=False)
class ImagesAdded:
    """Pictures that were added at once, or taken back again.

    Attributes
    ----------
    pages : tuple of ProjectImage
        The pictures, as they were when they were added or taken back.
    since : Counter
        As for a removal.
    """

    pages: tuple[ProjectImage, ...] = ()
    since: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """What was done, for people."""
        n = len(self.pages)
        return f"Add {self.pages[0].name}" if n == 1 else f"Add {n} pictures"

    @property
    def keys(self) -> set[str]:
        """What tells these pictures from all others."""
        return {page.key for page in self.pages}

    def is_last(self, shown: str, history: History) -> bool:
        """Return whether nothing was done since in the picture that is shown, nor in the added ones."""
        unseen = self.keys - {shown}
        return (self.since[shown] <= 0 or not history.past) and all(self.since[key] <= 0 for key in unseen)

    def renew(self, pages: Iterable[ProjectImage]) -> None:
        """Take note of what became of the pictures."""
        now = {page.key: page for page in pages}
        self.pages = tuple(now.get(page.key, page) for page in self.pages)


class ImageSetHistory:
    """What was taken out or added and can be undone, and what was undone and can be done again."""

    def __init__(self) -> None:
        self.past: list[ImagesRemoved | ImagesAdded] = []
        self.future: list[ImagesRemoved | ImagesAdded] = []
        self._steps = self._acts = 0
        self._again: ImagesRemoved | None = None  # what is being taken out again, which ends nothing

    def follow(self, session: Session, shown: str) -> None:
        """Take note of what was done in the picture that is shown."""
        n, self._steps = session.steps - self._steps, session.steps
        if session.acts != self._acts:
            self._acts = session.acts
            self.future = []
        for each in (*self.past, *self.future):
            each.since[shown] += n

    def add(self, done: ImagesRemoved | ImagesAdded) -> None:
        """Take note that a picture was taken out, or that some were added."""
        again, self._again = self._again, None
        if again is None or not isinstance(done, ImagesRemoved) or again.page.key != done.page.key:
            self.future = []
        self.past.append(done)

    def undoable(self, shown: str, history: History) -> ImagesRemoved | ImagesAdded | None:
        """Return what people did last, if nothing was done in the picture that is shown since.

        Nor does what its history has forgotten stand before it.
        """
        return self.past[-1] if self.past and self.past[-1].is_last(shown, history) else None

    def redoable(self, shown: str, history: History) -> ImagesRemoved | ImagesAdded | None:
        """Return what people undid last, if nothing was undone in the picture that is shown since."""
        if not self.future:
            return None
        return self.future[-1] if self.future[-1].since[shown] >= 0 or not history.future else None

    def undo(self, done: ImagesRemoved | ImagesAdded) -> None:
        """Take note that something is undone now."""
        self.past.remove(done)
        done.since.clear()
        self.future.append(done)

    def redo(self) -> ImagesRemoved | ImagesAdded:
        """Return what was undone last, which is done again now; a removal is to be added by who does it."""
        done = self.future.pop()
        if isinstance(done, ImagesRemoved):
            self._again = done
        else:
            done.since.clear()
            self.past.append(done)
        return done

    def clear(self) -> None:
        """Forget all: another project is open."""
        self.past, self.future, self._again = [], [], None
