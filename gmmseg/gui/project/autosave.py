"""Autosave: unsaved work is kept every minute and after long computations, and recovered after a crash."""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from gmmseg.errors import GmmsegError, UnreadableProjectError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.translation import mark_n, tr, trn
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.io import autosave_files
from gmmseg.io.autosave_files import AutosaveFile
from gmmseg.io.projects import backup
from gmmseg.session.compute.segmentation import SegmentationResult
from gmmseg.session.contents import ProjectFile
from gmmseg.session.images import OtherImages
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.project import Project
from gmmseg.session.project.saving import SaveRequest, saving
from gmmseg.session.saved_state import SavedContent, saved_content
from gmmseg.session.session import Session

EVERY = 60_000  # milliseconds


class AutosaveController(QObject):
    """Keeps what is not saved where the next start finds it."""

    def __init__(
        self,
        *,
        session: Session,
        controller: SessionController,
        messages: MessageBar,
        save: SaveController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.controller, self.messages, self.save = session, controller, messages, save
        self.runner = TaskRunner(self)
        self._file: AutosaveFile | None = None
        self._last: tuple[OpenImage | None, SavedContent, OtherImages] | None = None  # what the file holds
        self._answer: SegmentationResult | None = None
        self._cuts = 0
        self._offered: list[Path] = []
        self._recovering: Path | None = None  # what was left, and is to be open
        self._recovered: Path | None = None  # what was left, and is open, but not kept as ours yet
        self._has_reported = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.keep)
        self.controller.restored.connect(self._restored)
        self.controller.opened.connect(self._opened)
        self.session.listen(self._changed)

    @property
    def is_kept(self) -> bool:
        """Whether what is not saved is kept as it is now."""
        document = self.session.document
        return (
            self._last == (document.source, saved_content(document), self.session.others)
            and not self.runner.is_busy
        )

    @Slot()
    def keep(self) -> None:
        """Keep what is not saved, if there is any and it is not kept already."""
        self._timer.stop()
        document = self.session.document
        now = (document.source, saved_content(document), self.session.others)
        if self.session.is_saved or document.source is None or now == self._last:
            return
        try:
            self._file = self._file or AutosaveFile.acquire()
        except GmmsegError as error:
            self._report(str(error))
            return
        others, path = self.session.others, self.session.project_path
        project_path = None if path is None else ProjectFile(path, self.session.seen)
        order = SaveRequest(document, self.session.history, self._file.path, project_path, others=others)
        job = partial(saving, order, backups=autosave_files.BACKUPS)
        kept = partial(self._kept, order, self._recovered)
        self.runner.submit(job, lane="keep", done=kept, failed=self._failed)

    def close(self) -> None:
        """Give up what was kept: the window closes, so it is saved or not wanted."""
        self._timer.stop()
        self.runner.close()
        if self._file is not None:
            self._file.release()

    def _changed(self) -> None:
        is_heavy = self._is_after_heavy_step()
        if self.session.is_saved:
            self._timer.stop()
            if self._last is not None and self._file is not None:
                self._last = None
                self.runner.cancel()
                self._file.clear()
            return
        if is_heavy:
            self.keep()
        elif not self._timer.isActive():
            self._timer.start()

    def _is_after_heavy_step(self) -> bool:
        """Return whether the engine has just answered, or cut an object out."""
        document = self.session.document
        cuts = sum(object_.is_cut for object_ in document.objects)
        is_new = document.is_current and document.result is not self._answer
        is_after = is_new or cuts != self._cuts
        self._answer, self._cuts = document.result if document.is_current else self._answer, cuts
        return is_after

    def _kept(self, order: SaveRequest, recovered: Path | None, _seen: object) -> None:
        self._last = (order.document.source, saved_content(order.document), order.others)
        self._has_reported = False
        if recovered is not None and recovered == self._recovered:  # what was left is kept as ours now
            autosave_files.discard(recovered)
            self._recovered = None
        self._changed()

    def _failed(self, error: Exception, _details: str) -> None:
        self._report(describe(error, tr("Saving")))

    def _report(self, sentence: str) -> None:
        if not self._has_reported:  # once, not every minute
            self._has_reported = True
            self.messages.show_problem(
                tr("Unsaved work cannot be kept for the case of a crash. {sentence}", sentence=sentence)
            )

    @Slot()
    def search(self) -> None:
        """Offer work that was left by a window that did not come to its end."""
        autosave_files.remove_stale()
        self._offered = autosave_files.abandoned()
        self._offer()

    def _offer(self) -> None:
        self._offered = [path for path in self._offered if path.is_file()]
        if not self._offered:
            return
        minutes = (time.time() - self._offered[0].stat().st_mtime) / 60
        self.messages.show_offer(
            tr("gmmseg was ended {ago} before your work was saved.", ago=ago(minutes)),
            (tr("Recover"), self.recover),
            (tr("Discard"), self.discard),
        )

    @Slot()
    def recover(self) -> None:
        """Open the work that was left."""
        self.messages.hide()
        self.save.confirm_then(self._recover)

    def _recover(self) -> None:
        path = self._offered.pop(0)
        self._recovering = path
        self._open(path)

    def _open(self, path: Path) -> None:
        failed, cancelled = partial(self._not_opened, path), partial(self._cancelled, path)
        self.controller.open(path, failed=failed, cancelled=cancelled)

    @Slot()
    def discard(self) -> None:
        """Remove the work that was left."""
        self.messages.hide()
        autosave_files.discard(self._offered.pop(0))
        self._offer()

    @Slot(object)
    def _restored(self, project: Project) -> None:
        if self._recovering is not None and project.path in _states(self._recovering):
            self._recovered, self._recovering = self._recovering, None
            self.keep()
            self._offer()

    @Slot(str)
    def _opened(self, path: str) -> None:
        if self._recovered is not None and Path(path) not in _states(self._recovered):
            self._recovered = None  # where it could not be kept as ours, it stays where it was left

    def _cancelled(self, path: Path) -> None:
        """Offer it again: it was not opened, and is all there is of that work."""
        if self._recovering is not None and path in _states(self._recovering):
            self._offered.insert(0, self._recovering)
            self._recovering = None
            self._offer()

    def _not_opened(self, path: Path, error: Exception) -> None:
        """Where the last state cannot be read, open the one before it."""
        if self._recovering is not None and isinstance(error, UnreadableProjectError):
            before = backup(self._recovering, 1)
            if before.is_file() and before != path:
                self._open(before)


def _states(path: Path) -> tuple[Path, Path]:
    """Return where unsaved work lies, and its state before the last one."""
    return path, backup(path, 1)


AGO = (  # minutes in a unit of time, and how many of it something was ago
    (1440, *mark_n("%n day ago,", "%n days ago,")),
    (60, *mark_n("%n hour ago,", "%n hours ago,")),
    (1, *mark_n("%n minute ago,", "%n minutes ago,")),
)


def ago(minutes: float) -> str:
    """Return how long ago something was, in words."""
    for length, one, many in AGO:
        n = int(minutes / length)
        if n > 0:  # a clock may have been set back
            return trn(one, many, n)
    return tr("a moment ago,")
