"""The session: the one place where the document changes, and who is notified of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gmmseg.io.file_reference import Fingerprint
from gmmseg.session.compute.segmentation import SegmentationRequest, SegmentationResult
from gmmseg.session.document import Document, Edit, with_result
from gmmseg.session.edits.objects import set_cut
from gmmseg.session.history import Entry, History
from gmmseg.session.image_set import Departure, ImagesAdded, ImageSetHistory, ImagesRemoved, UndoStep
from gmmseg.session.images import NO_OTHERS, OtherImages, ProjectImage
from gmmseg.session.objects import Cut, Object
from gmmseg.session.open_image import OpenImage
from gmmseg.session.saved_state import SavedState

Listener = Callable[[], object]
PictureKeys = tuple[str, ...]


class Session:
    """Holds the present document, its history, and a proposal while a slider moves."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or Document()
        self.history = History()
        self.keeping = SavedState()
        self.proposal: Document | None = None
        self.others = NO_OTHERS
        self.image_set = ImageSetHistory()
        self._listed: PictureKeys = ()  # the pictures that the project's file has, if there is one
        self._listeners: list[Listener] = []

    @property
    def shown(self) -> Document:
        """What people should see: the proposal, if there is one, else the document."""
        return self.proposal or self.document

    def listen(self, listener: Listener) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def apply(self, name: str, edit: Edit) -> None:
        """Change the document by an action of the user, which `undo` reverts.

        Changes of settings of the same name that follow each other before the engine has answered count
        as one, unless something else was done between them.
        """
        before, after = self.document, edit(self.document)
        if after is not before and self.proposal is not None and _is_previewed(after, self.proposal):
            after = _carrying(after, self.proposal)
        self.proposal = None
        if after is not before:
            waiting = bool(self.history.past) and not before.is_current and before.source is not None
            waiting = waiting and after.settings != before.settings
            is_next = self.history.last_done == self.image_set.last_number
            is_next = is_next and not self.history.future
            if not (waiting and is_next and self.history.past[-1].name == name):
                self.history = self.history.pushed(name, before, self.image_set.next_number())
                self.image_set.forget_undone()
            self.document = after
            self.keeping.meet(after)
        self._notify()

    def amend(self, edit: Edit) -> None:
        """Change the document by a computed result, which is no step of its own in the history."""
        self._follow(edit(self.document))
        self._notify()

    def restore(
        self,
        document: Document,
        history: History,
        project_path: Path | None,
        *,
        seen: Fingerprint | None = None,
        is_saved: bool = True,
        others: OtherImages = NO_OTHERS,
    ) -> None:
        """Put a document from a file in place of everything, and remember where and as what it is saved."""
        self.document, self.history, self.proposal = document, history, None
        self.others, self._listed = others, keys_of(document, others)
        self.image_set.clear()
        self.keeping.begin(document, project_path, seen=seen, is_saved=is_saved)
        self._notify()

    def turn(
        self, document: Document, history: History, others: OtherImages, *, is_saved: bool
    ) -> ImagesRemoved | None:
        """Show another picture of the same project; the one that was shown is among `others` now.

        If that was to leave, it does, and what was taken out is returned.
        """
        project_path, seen, left = self.project_path, self.seen, self.shown_key
        self.image_set.put_away(left, self.history)
        self.document, self.proposal, self.others = document, None, others
        self.history = self.image_set.take_up(self.shown_key, history)
        self.keeping.begin(document, project_path, seen=seen, is_saved=is_saved)
        removed = self._let_leave(left)
        self._notify()
        return removed

    @property
    def shown_key(self) -> str:
        """What tells the picture that is shown from the others; empty where none is."""
        return "" if self.document.source is None else key_of(self.document.source)

    @property
    def place(self) -> int:
        """Where the picture that is shown stands among all."""
        return len(self.others.before)

    @property
    def n_images(self) -> int:
        """How many pictures there are."""
        return len(self.others.pages) + (self.document.source is not None)

    def place_of(self, key: str) -> int | None:
        """Return the place of the picture with that content, None if there is none."""
        before, after = ([page.key for page in part] for part in (self.others.before, self.others.after))
        keys = [*before, self.shown_key, *after]
        return keys.index(key) if key in keys else None

    def gather(self, others: OtherImages) -> None:
        """Have other pictures beside the one that is shown: some came into the project or left it."""
        self._gather(others)
        self._notify()

    def add_image(self, page: ProjectImage, added: ImagesAdded | None = None) -> None:
        """Have one more picture, as part of what people added at once; None: it was opened, which stays.

        A picture that comes late, when its adding was undone and cannot be done again any more, is dropped.
        """
        if added is not None:
            is_known = added in self.image_set.past or added in self.image_set.future
            if added.number and not is_known:
                return
            added.pages = (*added.pages, page)
            if not is_known:
                self._note(added)
        if added is None or added in self.image_set.past:  # else it comes when that is done again
            self._gather(OtherImages(self.others.before, (*self.others.after, page)))
        self._notify()

    def remove_image(self, place: int) -> ImagesRemoved | None:
        """Take a picture out of the project; the one that is shown leaves, later, when another one is."""
        removed = self._remove(place, again=False)
        self._notify()
        return removed

    def put_back(self, removed: ImagesRemoved) -> None:
        """Put a picture back that was taken out, unless that was undone already."""
        if removed in self.image_set.past:
            self.image_set.undo(removed)
            self._include(removed)
            self._notify()

    def stay(self) -> None:
        """Let the picture that is shown stay after all."""
        self.image_set.leaving = None

    def _remove(self, place: int, *, again: bool) -> ImagesRemoved | None:
        page = self.others.page(place)
        if page is None:
            self.image_set.leaving = Departure(again=again)
            return None
        removed = ImagesRemoved(page, place, was_shown=False)
        self._take_out(removed, again=again)
        return removed

    def _take_out(self, removed: ImagesRemoved, *, again: bool) -> None:
        self._note(removed, again=again)
        self._gather(self.others.without(removed.page))

    def _note(self, done: ImagesRemoved | ImagesAdded, *, again: bool = False) -> None:
        """Take note of an act on the set of pictures; a new one ends what could be done again."""
        self.image_set.add(done, again=again)
        if not again:
            self.history = replace(self.history, future=())

    def _include(self, removed: ImagesRemoved) -> int | None:
        """Put a picture back; return its place, None if it was added again meanwhile."""
        if self.place_of(removed.page.key) is not None:
            return None
        place = min(removed.place, self.n_images)
        self._gather(self.others.including(removed.page, place))
        return place

    def _let_leave(self, left: str) -> ImagesRemoved | None:
        """Take out the picture that was shown until now, if it was to leave."""
        leaving, self.image_set.leaving = self.image_set.leaving, None
        place = self.place_of(left)
        page = None if place is None else self.others.page(place)
        if leaving is None or place is None or page is None:
            return None
        if leaving.added is not None:
            leaving.added.renew([page])
            self._gather(self.others.without(page))
            return None
        removed = ImagesRemoved(page, place, was_shown=True)
        self._take_out(removed, again=leaving.again)
        return removed

    def _gather(self, others: OtherImages) -> None:
        self.history = self.history.about(self.document.source)  # what is undone leads to no other project
        self.others = others

    def mark_saved(
        self,
        saved: Document,
        project_path: Path,
        seen: Fingerprint | None = None,
        others: OtherImages = NO_OTHERS,
    ) -> None:
        """Remember that a document was saved, with others; those of now may have gone on."""
        self.keeping.save(saved, project_path, seen)
        self._listed = keys_of(saved, others)
        if self.others == others:
            self.others = others.saved()
        self._notify()

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost with the document."""
        pages = self.others.pages
        listed = self.project_path is None or self._listed == keys_of(self.document, self.others)
        return listed and self.keeping.is_saved(self.document) and all(page.is_saved for page in pages)

    @property
    def seen(self) -> Fingerprint | None:
        """What the file of the document was when it was opened or saved last, if that is known."""
        return self.keeping.seen(self.document)

    @property
    def project_path(self) -> Path | None:
        """The file that the document is saved in, if any."""
        return self.keeping.project_path(self.document)

    def propose(self, edit: Edit | None) -> None:
        """Show what an edit would lead to, without making it; None ends the proposal."""
        if edit is None and self.proposal is None:
            return
        base = self.proposal or self.document
        after = edit(self.document) if edit else None
        if after is not None and after.source is not None and base.source is not None:
            after = _carrying(after, base)
        self.proposal = after
        self._notify()

    def settle(self) -> None:
        """End the proposal; its result stays in view until the document has its own."""
        if self.proposal is not None:
            carried, self.proposal = _carrying(self.document, self.proposal), None
            self._follow(carried)
            self._notify()

    def take(self, result: SegmentationResult) -> bool:
        """Take in a result, if it is still wanted; return whether it was."""
        if self.proposal is not None and self.proposal.request == result.original_request:
            self.proposal = with_result(result)(self.proposal)
            self._notify()
        elif self.document.request == result.original_request:
            self.amend(with_result(result))
        else:
            return False
        return True

    def take_cut(self, key: int, cut: Cut) -> bool:
        """Take in the mask of an object, if its marks are still the same; return whether they were."""
        edit = set_cut(key, cut)
        if all(document is None or edit(document) is document for document in (self.document, self.proposal)):
            return False
        self.proposal = edit(self.proposal) if self.proposal is not None else None
        self.amend(edit)
        return True

    @property
    def uncut(self) -> Object | None:
        """The object that waits to be cut out, if any."""
        return next((object_ for object_ in self.shown.objects if not object_.is_cut), None)

    @property
    def wanted(self) -> SegmentationRequest | None:
        """The request that waits for a result, if any."""
        return None if self.shown.is_current else self.shown.request

    @property
    def undoable(self) -> str:
        """The name of what `undo` would take back; empty at the beginning."""
        done = self.image_set.undoable(self.shown_key, self.history)
        return done.name if done is not None else _last_name(self.history.past)

    @property
    def redoable(self) -> str:
        """The name of what `redo` would do again; empty at the end."""
        again = self._redoable_of_set()
        return (
            again.name if again is not None else self.history.future[-1].name if self.history.future else ""
        )

    def undo(self) -> UndoStep | None:
        """Take back what people did last, to the picture that is shown or to the set; None at the start."""
        done = self.image_set.undoable(self.shown_key, self.history)
        if done is None:
            return self.undo_edit()
        self.image_set.undo(done)
        step = self._take_back(done) if isinstance(done, ImagesAdded) else self._put_again(done)
        self._notify()
        return step

    def undo_edit(self) -> UndoStep | None:
        """Go one act back in the picture that is shown; None at the beginning."""
        if not self.history.past:
            return None
        name = self.history.past[-1].name
        self.history, self.document = self.history.undone(self.document, self.image_set.next_number())
        self.proposal = None
        self._notify()
        return UndoStep(name)

    def go_to(self, place: int) -> None:
        """Go back or forth in the picture that is shown to where `place` acts are done."""
        place = min(max(place, 0), len(self.history.past) + len(self.history.future))
        if place == len(self.history.past):
            return
        while len(self.history.past) > place:
            self.history, self.document = self.history.undone(self.document, self.image_set.next_number())
        while len(self.history.past) < place:
            self.history, self.document = self.history.redone(self.document, self.image_set.next_number())
        self.proposal = None
        self._notify()

    def redo(self) -> UndoStep | None:
        """Do again what people undid last, to the picture that is shown or to the set; None at the end."""
        if self._redoable_of_set() is not None:
            again = self.image_set.redo()
            step = self._add_again(again) if isinstance(again, ImagesAdded) else self._remove_again(again)
        elif self.history.future:
            step = UndoStep(self.history.future[-1].name)
            self.history, self.document = self.history.redone(self.document, self.image_set.next_number())
            self.proposal = None
        else:
            return None
        self._notify()
        return step

    def _redoable_of_set(self) -> ImagesRemoved | ImagesAdded | None:
        """Return what of the set can be done again now; a project's last picture stays."""
        again = self.image_set.redoable(self.history)
        return again if self.others.pages or isinstance(again, ImagesAdded) else None

    def _take_back(self, added: ImagesAdded) -> UndoStep:
        """Take pictures out that were added; the one that is shown has to be left first."""
        pages, others = [page for page in self.others.pages if page.key in added.keys], self.others
        added.renew(pages)
        for page in pages:
            others = others.without(page)
        self._gather(others)
        leaves = self.shown_key in added.keys and bool(others.pages)
        if leaves:
            self.image_set.leaving = Departure(added)
        return UndoStep(added.name, is_of_set=True, leaves=leaves)

    def _put_again(self, removed: ImagesRemoved) -> UndoStep:
        place = self._include(removed)
        return UndoStep(removed.name, is_of_set=True, place=place if removed.was_shown else None)

    def _add_again(self, added: ImagesAdded) -> UndoStep:
        self._note(added, again=True)
        gone = [page for page in added.pages if self.place_of(page.key) is None]
        self._gather(OtherImages(self.others.before, (*self.others.after, *gone)))
        return UndoStep(added.name, is_of_set=True)

    def _remove_again(self, removed: ImagesRemoved) -> UndoStep | None:
        place = self.place_of(removed.page.key)
        if place is None:
            return None
        again = self._remove(place, again=True)
        return UndoStep(removed.name, is_of_set=True, leaves=again is None, removed=again)

    def _follow(self, after: Document) -> None:
        self.keeping.follow(self.document, after)
        self.document = after

    def _notify(self) -> None:
        for listener in list(self._listeners):
            listener()


def _last_name(entries: tuple[Entry, ...]) -> str:
    return entries[-1].name if entries else ""


def key_of(source: OpenImage) -> str:
    """Return what tells a picture's content from others."""
    return source.key or str(id(source))


def keys_of(document: Document, others: OtherImages) -> PictureKeys:
    """Return what tells a project's pictures from all others, in their order; nothing where there is one."""
    source = document.source
    if source is None or not others.pages:
        return ()
    shown = source.key
    return (*(page.key for page in others.before), shown, *(page.key for page in others.after))


def _is_previewed(after: Document, proposal: Document) -> bool:
    """Return whether a proposal, perhaps of the small picture, shows what a document will be."""
    return after.settings == replace(proposal.settings, flatten=after.settings.flatten)


def _carrying(after: Document, base: Document) -> Document:
    """Return `after` showing the latest answer there is until its own comes."""
    if base.result is None or after.is_current:
        return after
    return replace(after, segment_styles=base.segment_styles, answered=base.answered, result=base.result)
