"""The session: the one place where the document changes, and who is notified of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gmmseg.io.file_reference import Fingerprint
from gmmseg.session.compute.segmentation import SegmentationRequest, SegmentationResult
from gmmseg.session.document import Document, Edit, with_result
from gmmseg.session.edits.objects import set_cut
from gmmseg.session.history import History
from gmmseg.session.images import NO_OTHERS, OtherImages
from gmmseg.session.objects import Cut, Object
from gmmseg.session.saved_state import SavedState

Listener = Callable[[], object]
Keys = tuple[str, ...]


class Session:
    """Holds the present document, its history, and a proposal while a slider moves."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or Document()
        self.history = History()
        self.keeping = SavedState()
        self.proposal: Document | None = None
        self.others = NO_OTHERS
        self._listed: Keys = ()  # the pictures that the project's file has, if there is one
        self._listeners: list[Listener] = []
        self.acts = self.steps = 0  # acts that were done; the same with those redone, less those undone

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
        as one.
        """
        before, after = self.document, edit(self.document)
        if after is not before and self.proposal is not None and after.settings == self.proposal.settings:
            after = _carrying(after, self.proposal)
        self.proposal = None
        if after is not before:
            waiting = bool(self.history.past) and not before.is_current and before.source is not None
            waiting = waiting and after.settings != before.settings
            if not (waiting and self.history.past[-1].name == name and not self.history.future):
                self.history = self.history.pushed(name, before)
                self.acts += 1
                self.steps += 1
            self.document = after
            self.keeping.meet(after)
        self._tell()

    def amend(self, edit: Edit) -> None:
        """Change the document by a computed result, which is no step of its own in the history."""
        self._follow(edit(self.document))
        self._tell()

    def restore(
        self,
        document: Document,
        history: History,
        home: Path | None,
        *,
        seen: Fingerprint | None = None,
        is_saved: bool = True,
        others: OtherImages = NO_OTHERS,
    ) -> None:
        """Put a document from a file in place of everything, and remember where and as what it is saved."""
        self.document, self.history, self.proposal = document, history, None
        self.others, self._listed = others, keys_of(document, others)
        self.keeping.begin(document, home, seen=seen, is_saved=is_saved)
        self._tell()

    def turn(self, document: Document, history: History, others: OtherImages, *, is_saved: bool) -> None:
        """Show another picture of the same project; the one that was shown is among `others` now."""
        home, seen = self.home, self.seen
        self.document, self.history, self.proposal = document, history, None
        self.others = others
        self.keeping.begin(document, home, seen=seen, is_saved=is_saved)
        self._tell()

    def gather(self, others: OtherImages) -> None:
        """Replace the other pictures of the project: some were added or removed."""
        self.history = self.history.about(self.document.source)  # what is undone leads to no other project
        self.others = others
        self._tell()

    def mark_saved(
        self, saved: Document, home: Path, seen: Fingerprint | None = None, others: OtherImages = NO_OTHERS
    ) -> None:
        """Remember that a document was saved, with others; those of now may have gone on."""
        self.keeping.save(saved, home, seen)
        self._listed = keys_of(saved, others)
        if self.others == others:
            self.others = others.saved()
        self._tell()

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost with the document."""
        pages = self.others.pages
        listed = self.home is None or self._listed == keys_of(self.document, self.others)
        return listed and self.keeping.is_saved(self.document) and all(page.is_saved for page in pages)

    @property
    def seen(self) -> Fingerprint | None:
        """What the file of the document was when it was opened or saved last, if that is known."""
        return self.keeping.seen(self.document)

    @property
    def home(self) -> Path | None:
        """The file that the document is saved in, if any."""
        return self.keeping.home(self.document)

    def propose(self, edit: Edit | None) -> None:
        """Show what an edit would lead to, without making it; None ends the proposal."""
        if edit is None and self.proposal is None:
            return
        base = self.proposal or self.document
        after = edit(self.document) if edit else None
        if after is not None and after.source is not None and base.source is not None:
            after = _carrying(after, base)
        self.proposal = after
        self._tell()

    def settle(self) -> None:
        """End the proposal; its result stays in view until the document has its own."""
        if self.proposal is not None:
            carried, self.proposal = _carrying(self.document, self.proposal), None
            self._follow(carried)
            self._tell()

    def take(self, result: SegmentationResult) -> bool:
        """Take in a result, if it is still wanted; return whether it was."""
        if self.proposal is not None and self.proposal.request == result.asked_for:
            self.proposal = with_result(result)(self.proposal)
            self._tell()
        elif self.document.request == result.asked_for:
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
        return next((thing for thing in self.shown.objects if not thing.is_cut), None)

    @property
    def wanted(self) -> SegmentationRequest | None:
        """The request that waits for a result, if any."""
        return None if self.shown.is_current else self.shown.request

    def undo(self) -> str | None:
        """Undo one action; return its name, or None at the beginning."""
        if not self.history.past:
            return None
        name = self.history.past[-1].name
        self.history, self.document = self.history.undone(self.document)
        self.steps -= 1
        self.proposal = None
        self._tell()
        return name

    def redo(self) -> str | None:
        """Redo one action; return its name, or None at the end."""
        if not self.history.future:
            return None
        name = self.history.future[-1].name
        self.history, self.document = self.history.redone(self.document)
        self.steps += 1
        self.proposal = None
        self._tell()
        return name

    def _follow(self, after: Document) -> None:
        self.keeping.follow(self.document, after)
        self.document = after

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def keys_of(document: Document, others: OtherImages) -> Keys:
    """Return what tells a project's pictures from all others, in their order; nothing where there is one."""
    source = document.source
    if source is None or not others.pages:
        return ()
    shown = source.key
    return (*(page.key for page in others.before), shown, *(page.key for page in others.after))


def _carrying(after: Document, base: Document) -> Document:
    """Return `after` showing the latest answer there is until its own comes."""
    if base.result is None or after.is_current:
        return after
    return replace(after, looks=base.looks, asked=base.asked, result=base.result)
