"""Which pictures belong to the project: they leave it and come back, by a button or as an act is undone.

Pictures that were added go as they came. Those that were opened together stay: opening is where a project
begins, and no undo goes back behind it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gmmseg.session.history import History
from gmmseg.session.images import OtherImages, ProjectImage
from gmmseg.session.session import Session

if TYPE_CHECKING:
    from gmmseg.gui.project.image_list import ImageList


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


class Membership(QObject):
    """Takes pictures out of the project and puts them back; those that were added, the other way round."""

    def __init__(self, image_list: "ImageList") -> None:
        super().__init__(image_list)
        self.image_list, self.session, self.message = image_list, image_list.session, image_list.messages
        self.history = ImageSetHistory()
        self._is_to_leave = False  # the picture that is shown, when another one is
        self._taken_back: ImagesAdded | None = None  # what that picture came with, if it leaves by an undo
        self._expected: dict[Path, ImagesAdded] = {}  # what each file will have come with

    def begin(self) -> None:
        """Forget what was taken out or added: another project is open."""
        self.history.clear()
        self._expected = {}
        self.stay()

    def expect(self, paths: Iterable[Path]) -> None:
        """Count the pictures in these files, when they are there, as added by one act."""
        self._expected.update(dict.fromkeys(paths, ImagesAdded()))

    def admit(self, path: Path, page: ProjectImage) -> bool:
        """Take note that a picture is there; return whether it is still to come into the project."""
        addition = self._expected.pop(path, None)
        if addition is None:
            return True  # it was opened
        addition.pages = (*addition.pages, page)
        if addition in self.history.future:
            return False  # undone before all were there: it comes when that is done again
        if addition not in self.history.past:
            self.history.add(addition)
        return True

    def follow(self) -> None:
        """Take note of what was done in the picture that is shown."""
        self.history.follow(self.session, self._shown)

    def stay(self) -> None:
        """Let the picture that is shown stay after all."""
        self._is_to_leave, self._taken_back = False, None

    def remove(self, place: int) -> None:
        """Take a picture out of the project; its file stays."""
        page = self.session.others.page(place)
        if page is not None:
            self._take_out(page)
            return
        self._is_to_leave = True
        self._show_near(place)

    def _show_near(self, place: int) -> None:
        unseen = self.image_list.unseen
        places = [i for i in range(self.image_list.count) if i != place]
        self.image_list.show(min(places, key=lambda i: (i in unseen, abs(i - place), i < place)))
        # the album may have turned at once, and `turned` done the rest

    def turned(self, left: ProjectImage) -> None:
        """Take out the picture that was shown until now, if it is to leave."""
        addition, is_to_leave = self._taken_back, self._is_to_leave
        self.stay()
        if addition is not None:
            self._take_back(addition, [left])
        elif is_to_leave:
            self._take_out(left, was_shown=True)

    def missed(self) -> None:
        """Have the next picture shown: the one that was to come in place of what is to leave left first."""
        if self._is_to_leave and self.session.others.pages:
            self.remove(self.image_list.place)
        else:
            self.stay()

    def _take_out(self, page: ProjectImage, *, was_shown: bool = False) -> None:
        others = self.session.others
        place = next(i for i in range(self.image_list.count) if others.page(i) is page)
        removal = ImagesRemoved(page, place, was_shown)
        self.history.add(removal)
        self._forget([page])
        sentence = f"{page.name} was taken out of the project; its file stays where it is."
        self.message.show_offer(sentence, ("Put it back", partial(self._put_back, removal)))

    def _forget(self, pages: Iterable[ProjectImage]) -> None:
        others = self.session.others
        for page in pages:
            others = others.without(page)
        self.image_list.forget_last()
        self.session.gather(others)

    def _put_back(self, removal: ImagesRemoved) -> None:
        self.message.hide()
        if removal in self.history.past:
            self.history.undo(removal)
            self._include(removal)

    def _include(self, removal: ImagesRemoved) -> int | None:
        """Put a picture back; return its place, None if it was added again meanwhile."""
        page = removal.page
        if self.image_list.place_of(page.key) is not None:
            return None
        place = min(removal.place, self.image_list.count)
        self.session.gather(self.session.others.including(page, place))
        return place

    @property
    def _shown(self) -> str:
        """The key of the picture that is shown; empty where none is."""
        return self.image_list.shown_key

    @property
    def undoable(self) -> ImagesRemoved | ImagesAdded | None:
        """The removal or addition that undoing is about now, if it is about one."""
        return self.history.undoable(self._shown, self.session.history)

    @property
    def redoable(self) -> ImagesRemoved | ImagesAdded | None:
        """The same for doing again; a project's last picture stays."""
        again = self.history.redoable(self._shown, self.session.history)
        return again if self.session.others.pages or isinstance(again, ImagesAdded) else None

    def undo(self) -> bool:
        """Take back the removal or addition that was the last thing done; return whether one was."""
        last = self.undoable
        if last is None:
            return False
        self.message.hide()
        self.history.undo(last)
        if isinstance(last, ImagesAdded):
            self._take_back(last, [page for page in self.session.others.pages if page.key in last.keys])
        else:
            place = self._include(last)
            if place is not None and last.was_shown:
                self.image_list.show(place)
        self.image_list.controller.said.emit(f"Undone: {last.name}")
        return True

    def _take_back(self, addition: ImagesAdded, pages: list[ProjectImage]) -> None:
        """Take pictures out that were added; the one that is shown has to be left first."""
        addition.renew(pages)
        self._forget(pages)
        if self._shown in addition.keys:
            self._taken_back = addition
            self._show_near(self.image_list.place)

    def redo(self) -> bool:
        """Do the removal or addition again that was undone last, if it was; return whether it was."""
        if self.redoable is None:
            return False
        again = self.history.redo()
        if isinstance(again, ImagesAdded):
            self._add_again(again)
        else:
            place = self.image_list.place_of(again.page.key)
            if place is None:
                return True
            self.remove(place)
        self.image_list.controller.said.emit(f"Redone: {again.name}")
        return True

    def _add_again(self, addition: ImagesAdded) -> None:
        others = self.session.others
        gone = [page for page in addition.pages if self.image_list.place_of(page.key) is None]
        self.session.gather(OtherImages(others.before, (*others.after, *gone)))
