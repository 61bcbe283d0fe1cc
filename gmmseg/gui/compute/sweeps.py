"""Sweeps are computed on a thread of their own, so that what is adopted is segmented while they go on."""

from collections.abc import Generator, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.gui.compute.tasks import TaskRunner, Watcher
from gmmseg.imaging.image import Image
from gmmseg.inspection.sweep import Sweep, SweepProgress, sweeping
from gmmseg.job import Progress, Workers
from gmmseg.session.session import Session
from gmmseg.settings import Settings


class Sweeps(QObject):
    """Compares numbers of segments of the picture that is open; what is done stays when it is stopped."""

    grown = Signal(object)  # the Sweep as far as it is
    staged = Signal(str)  # what is being done
    ended = Signal()  # it is complete, was stopped, or has failed
    failed = Signal(object, str)  # the exception, its traceback

    def __init__(
        self, session: Session, *, progress: Watcher | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = TaskRunner(self)
        self.image: Image | None = None  # that the sweep is of
        self._progress = progress
        self._newest: Sweep | None = None
        self.is_busy = False  # whether there is a sweep at work
        self._number = 0  # tells the newest sweep from those that it replaced
        session.listen(self._session_changed)

    def start(self, kinds: Sequence[Settings]) -> None:
        """Compare the numbers of segments of some kinds of mixtures, in place of what was compared before."""
        source = self.session.document.source
        if source is None:
            return
        self.image, self._newest, self.is_busy = source.image, None, True
        self._number += 1
        self.runner.submit(
            partial(self._sweeping, self._number, source.image, kinds),
            lane="sweep",
            done=partial(self._end, self._number),
            failed=partial(self._fail, self._number),
            cancelled=partial(self._end, self._number),
            progress=self._watch,
        )

    def stop(self) -> None:
        """Stop; what is done stays."""
        self.runner.cancel()

    def _sweeping(
        self, number: int, image: Image, kinds: Sequence[Settings], workers: Workers
    ) -> Generator[Progress, None, Sweep]:
        """Yield progress and return a sweep; what is done is kept, however it ends."""
        steps = sweeping(image, kinds, workers)
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                return end.value
            if isinstance(progress, SweepProgress) and number == self._number:
                self._newest = progress.sweep
            yield progress

    def _watch(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress(progress)
        self.staged.emit(progress.stage)
        if isinstance(progress, SweepProgress) and self._newest is not None:
            self.grown.emit(progress.sweep)

    def _end(self, number: int, _: object = None) -> None:
        """Tell what is done, unless another sweep or picture came in its place."""
        if number != self._number:
            return
        self.is_busy = False
        if self._newest is not None:
            self.grown.emit(self._newest)
        self.ended.emit()

    def _fail(self, number: int, error: Exception, details: str) -> None:
        if number != self._number:
            return
        self.is_busy = False
        self.ended.emit()
        self.failed.emit(error, details)

    @Slot()
    def _session_changed(self) -> None:
        """Stop where another picture is open."""
        source = self.session.document.source
        if self.image is not None and (source is None or source.image is not self.image):
            self.image, self._newest, self.is_busy = None, None, False
            self._number += 1
            self.stop()
            self.ended.emit()
