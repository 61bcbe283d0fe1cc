"""Which pictures belong to the project: they come and go, and the one order in which all is undone.

Every act, on a picture or on the set of pictures, gets a number from one counter when it is done, and a new
one when it is undone. So what people did last has the largest number of what can be undone, and what they
undid last the largest of what can be done again. Undoing never leads to another picture: of acts on pictures,
only those on the one that is shown count.

Pictures that were added go as they came. Those that were opened together stay: opening is where a project
begins, and no undo goes back behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gmmseg.session.history import History, Numbers
from gmmseg.session.images import ProjectImage


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
    number : int
        When this was done or undone, among all that was.
    """

    page: ProjectImage
    place: int
    was_shown: bool
    number: int = 0

    @property
    def name(self) -> str:
        """What was done, for people."""
        return f"Remove picture {self.page.name}"


@dataclass(eq=False)
class ImagesAdded:
    """Pictures that were added at once, or taken back again.

    Attributes
    ----------
    pages : tuple of ProjectImage
        The pictures, as they were when they were added or taken back.
    number : int
        As of a removal; 0 before the first of them is there.
    """

    pages: tuple[ProjectImage, ...] = ()
    number: int = 0

    @property
    def name(self) -> str:
        """What was done, for people."""
        n = len(self.pages)
        return f"Add {self.pages[0].name}" if n == 1 else f"Add {n} pictures"

    @property
    def keys(self) -> set[str]:
        """What tells these pictures from all others."""
        return {page.key for page in self.pages}

    def renew(self, pages: Iterable[ProjectImage]) -> None:
        """Take note of what became of the pictures."""
        now = {page.key: page for page in pages}
        self.pages = tuple(now.get(page.key, page) for page in self.pages)


@dataclass(frozen=True)
class Departure:
    """Why the picture that is shown leaves as soon as another one is shown.

    Attributes
    ----------
    added : ImagesAdded or None
        What it came with, if that is undone; None if it is taken out.
    again : bool
        Whether it is taken out by doing that again.
    """

    added: ImagesAdded | None = None
    again: bool = False


@dataclass(frozen=True)
class UndoStep:
    """What `undo` or `redo` did.

    Attributes
    ----------
    name : str
        The act, for people.
    is_of_set : bool
        Whether it was about which pictures there are.
    place : int or None
        Of the picture among all that is to be shown now; None if that stays.
    leaves : bool
        Whether the picture that is shown is to leave, so that any other is to be shown.
    removed : ImagesRemoved or None
        What was taken out again.
    """

    name: str
    is_of_set: bool = False
    place: int | None = None
    leaves: bool = False
    removed: ImagesRemoved | None = None


class ImageSetHistory:
    """What was taken out or added and can be undone, what was undone and can be done again, and when."""

    def __init__(self) -> None:
        self.past: list[ImagesRemoved | ImagesAdded] = []
        self.future: list[ImagesRemoved | ImagesAdded] = []
        self.leaving: Departure | None = None
        self._numbers: dict[str, Numbers] = {}  # of acts on pictures that are not shown, by their content
        self.last_number = 0  # of what was done or undone last

    def next_number(self) -> int:
        """Return the number of what is being done or undone."""
        self.last_number += 1
        return self.last_number

    def forget_undone(self) -> None:
        """Let nothing be done again: people did something new."""
        self.future = []

    def clear(self) -> None:
        """Forget all: another project is open."""
        self.past, self.future, self.leaving, self._numbers = [], [], None, {}

    def put_away(self, key: str, history: History) -> None:
        """Remember when what was done to a picture that is not shown any more."""
        self._numbers[key] = history.numbers

    def take_up(self, key: str, history: History) -> History:
        """Return the history of a picture that is to be shown, its acts numbered as they were."""
        numbers = self._numbers.pop(key, None)
        return history if numbers is None else history.numbered(numbers)

    def add(self, done: ImagesRemoved | ImagesAdded, *, again: bool = False) -> None:
        """Take note that a picture was taken out or that some were added, be it `again`."""
        if not again:
            self.forget_undone()
        done.number = self.next_number()
        self.past.append(done)

    def undo(self, done: ImagesRemoved | ImagesAdded) -> None:
        """Take note that something is undone now."""
        self.past.remove(done)
        done.number = self.next_number()
        self.future.append(done)

    def redo(self) -> ImagesRemoved | ImagesAdded:
        """Return what was undone last, which is to be added `again`."""
        return self.future.pop()

    def undoable(self, shown: str, history: History) -> ImagesRemoved | ImagesAdded | None:
        """Return what people did last, if that was to the set and not to the picture that is shown.

        Added pictures stay as long as something was done in one of them since.
        """
        last = self.past[-1] if self.past else None
        if last is None or last.number < history.last_done:
            return None
        if isinstance(last, ImagesAdded):
            unseen = [self._numbers[key] for key in last.keys - {shown} if key in self._numbers]
            if any(numbers.past and numbers.past[-1] > last.number for numbers in unseen):
                return None
        return last

    def redoable(self, history: History) -> ImagesRemoved | ImagesAdded | None:
        """Return what people undid last, if that was to the set and not to the picture that is shown."""
        last = self.future[-1] if self.future else None
        return None if last is None or last.number < history.last_undone else last
