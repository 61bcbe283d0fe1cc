"""Pictures leave the project and come back: by a button, or as the last thing that was done is undone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gmmseg.gui.removals import Removal, Removals
from gmmseg.session.pages import Page

if TYPE_CHECKING:
    from gmmseg.gui.album import Album


class Leaving(QObject):
    """Takes pictures out of the project, and puts them back."""

    def __init__(self, album: "Album") -> None:
        super().__init__(album)
        self.album, self.session, self.message = album, album.session, album.message
        self.removals = Removals()
        self._is_to_leave = False  # the picture that is shown, when another one is

    def begin(self) -> None:
        """Forget what was taken out: another project is open."""
        self.removals.clear()
        self.stay()

    def follow(self) -> None:
        """Take note of what was done in the picture that is shown."""
        self.removals.follow(self.session, self._shown)

    def stay(self) -> None:
        """Let the picture that is shown stay after all."""
        self._is_to_leave = False

    def remove(self, place: int) -> None:
        """Take a picture out of the project; its file stays."""
        page = self.session.others.page(place)
        if page is not None:
            self._take_out(page)
            return
        self._is_to_leave = True
        unseen = self.album.unseen
        places = [i for i in range(self.album.count) if i != place]
        self.album.show(min(places, key=lambda i: (i in unseen, abs(i - place), i < place)))
        # the album may have turned at once, and `turned` done the rest

    def turned(self, left: Page) -> None:
        """Take out the picture that was shown until now, if it is to leave."""
        if self._is_to_leave:
            self.stay()
            self._take_out(left, was_shown=True)

    def missed(self) -> None:
        """Have the next picture shown: the one that was to come in place of what is to leave left first."""
        if self._is_to_leave and self.session.others.pages:
            self.remove(self.album.place)
        else:
            self.stay()

    def _take_out(self, page: Page, *, was_shown: bool = False) -> None:
        others = self.session.others
        place = next(i for i in range(self.album.count) if others.page(i) is page)
        self.removals.add(Removal(page, place, was_shown))
        self.album.forget_last()
        self.session.gather(others.without(page))
        sentence = f"{page.name} was taken out of the project; its file stays where it is."
        self.message.show_offer(sentence, ("Put it back", self._put_back))

    @Slot()
    def _put_back(self) -> None:
        self.message.hide()
        if self.removals.past:
            self._include(self.removals.undo())

    def _include(self, removal: Removal) -> int | None:
        """Put a picture back; return its place, None if it was added again meanwhile."""
        page = removal.page
        if self.album.place_of(page.key) is not None:
            return None
        place = min(removal.place, self.album.count)
        self.session.gather(self.session.others.including(page, place))
        return place

    @property
    def _shown(self) -> str:
        """The key of the picture that is shown; empty where none is."""
        return self.album.shown_key

    @property
    def undoable(self) -> Removal | None:
        """The removal that undoing is about now, if it is about one."""
        return self.removals.undoable(self._shown, self.session.history)

    @property
    def redoable(self) -> Removal | None:
        """The same for doing again; a project's last picture stays."""
        if not self.session.others.pages:
            return None
        return self.removals.redoable(self._shown, self.session.history)

    def undo(self) -> bool:
        """Put back the picture that was taken out, if that was done last; return whether it was."""
        if self.undoable is None:
            return False
        self.message.hide()
        removal = self.removals.undo()
        place = self._include(removal)
        if place is not None and removal.was_shown:
            self.album.show(place)
        self.album.desk.said.emit(f"Undone: {removal.name}")
        return True

    def redo(self) -> bool:
        """Take out again the picture that was put back, if that was undone last; return whether it was."""
        if self.redoable is None:
            return False
        removal = self.removals.redo()
        place = self.album.place_of(removal.page.key)
        if place is not None:
            self.remove(place)
            self.album.desk.said.emit(f"Redone: {removal.name}")
        return True
