"""The session controller: sends requests of the session to the engine and takes the results back."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.errors import GmmsegError, LostPictureError, UnreadableProjectError
from gmmseg.gui.compute.object_cuts import ObjectCuts
from gmmseg.gui.compute.region_maps import NAMES, RegionMaps, SegmentMaps
from gmmseg.gui.compute.tasks import JobFunction, Task, TaskRunner
from gmmseg.gui.widgets.numbers import percent
from gmmseg.io import autosave_files
from gmmseg.io.projects import is_project, older
from gmmseg.job import Job, Progress
from gmmseg.session import open_image as source
from gmmseg.session.component_edits import NEW
from gmmseg.session.compute import probability_maps
from gmmseg.session.compute.segmentation import SegmentationRequest, SegmentationResult, answering, of_fit
from gmmseg.session.contents import FitSummary
from gmmseg.session.document import Document, Edit, open_image, with_preview_settings, with_settings
from gmmseg.session.history import History
from gmmseg.session.images import OtherImages
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project import project
from gmmseg.session.project.project import Project, ReadImage
from gmmseg.session.session import Session


class SessionController(QObject):
    """Joins one session to one engine."""

    changed = Signal()  # the session
    failed = Signal(str, str)  # a sentence, details
    said = Signal(str)  # how something went well
    opened = Signal(str)  # path of a picture or project that is open now
    restored = Signal(object)  # the Project that is open now
    lost = Signal(str, object)  # path of a project, the LostPictureError
    damaged = Signal(str, object)  # path of a project that there are older states of, the error
    progressed = Signal(str, float)
    busied = Signal(bool)  # whether there is work

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session()
        self.runner = TaskRunner(self)
        self.reader = TaskRunner(self)  # a picture appears at once, even while kernels are being compiled
        self.object_cuts = ObjectCuts(self.session, self)
        self.regions = RegionMaps(self.session, self.runner, self)
        self.maps = SegmentMaps(self.session, self.runner, self)
        self.segmenting: Callable[..., Any] = answering
        self._asked: SegmentationRequest | None = None
        self._declined: SegmentationRequest | None = None
        self._glance: SegmentationRequest | None = (
            None  # about the small picture, ahead of the one about all of it
        )
        self._fit: tuple[SegmentationRequest | None, FitSummary] | None = (
            None  # what a project says of its answer
        )
        self._remark = ""
        self.session.listen(self._session_changed)
        for runner in (self.runner, self.reader):
            runner.finished.connect(self._finished)
            runner.failed.connect(self._engine_failed)
            runner.cancelled.connect(self._cancelled)
            runner.progressed.connect(self._engine_progressed)
            runner.busied.connect(self._busied)
        self.object_cuts.runner.busied.connect(self._busied)
        self.object_cuts.runner.progressed.connect(self._engine_progressed)
        self.object_cuts.failed.connect(self._engine_failed)
        self.object_cuts.cut.connect(self._cut)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being read or computed."""
        return any(runner.is_busy for runner in (self.runner, self.reader, self.object_cuts.runner))

    def open(self, path: Path, picture: Path | None = None) -> None:
        """Open the picture or project at `path`; what is open stays until the new one is there.

        `picture` is where the picture of a project is, if people have said so.
        """
        road: JobFunction = partial(source.opening, path)
        if is_project(path):
            is_rescued = path.parent == autosave_files.folder()
            road = partial(project.opening, path, picture=picture, is_rescued=is_rescued)
        self.reader.submit(Task.along("open", road, path))

    def fit_of(self, document: Document) -> FitSummary | None:
        """Return what the answer of a document will rest on, if its project says so."""
        return self._fit[1] if self._fit is not None and self._fit[0] == document.request else None

    def turn(self, found: ReadImage, others: OtherImages, *, is_saved: bool) -> None:
        """Show another picture of the project."""
        self._declined, self._remark = None, ""
        self._fit = (found.document.request, found.fit) if found.fit else None
        self.session.turn(found.document, found.history, others, is_saved=is_saved)
        if found.fit is None:
            self._glance_first()

    def apply(self, name: str, edit: Edit) -> None:
        """Change the document."""
        self._declined = None
        self.session.apply(name, edit)

    def preview(self, name: str, value: object) -> None:
        """Show what a setting would do, on the small picture."""
        if self.session.document.source is not None:
            edit = with_settings if name in NAMES else with_preview_settings
            self.session.propose(edit(**{name: value}))

    def change(self, name: str, value: object, title: str) -> None:
        """Change a setting."""
        before = self.session.document
        self.apply(title, with_settings(**{name: value}))
        if of_fit(self.session.document.settings) != of_fit(before.settings):
            self._remark = "" if self.session.document.prior_edits else lost(before)
        self._glance_first()

    def undo(self) -> None:
        """Go one act back."""
        self._declined, self._remark = None, ""
        name = self.session.undo()
        if name:
            self.said.emit(f"Undone: {name}")

    def redo(self) -> None:
        """Go one act forth."""
        self._declined = None
        name = self.session.redo()
        if name:
            self.said.emit(f"Redone: {name}")

    def again(self) -> None:
        """Ask again what was cancelled or failed."""
        self._declined = None
        self._ask()

    def cancel(self) -> None:
        """Stop what runs; a change that has no answer yet is taken back."""
        waiting = self.session.wanted is not None and self.runner.has("fit")
        if not self.is_busy:
            return
        for runner in (self.runner, self.reader, self.object_cuts.runner):
            runner.cancel()
        if waiting:
            self._declined = self.session.document.request
        self.session.propose(None)
        if waiting:
            past = self.session.history.past
            same = bool(past) and past[-1].document.source is self.session.document.source
            if same and past[-1].document.is_current:
                self.session.undo()
        self.said.emit("Cancelled")

    def warm_up(self) -> None:
        """Load what the first fit needs, while people still choose a picture."""
        self.runner.submit(Task.along("warm", _warming))

    def close(self) -> None:
        """Stop everything."""
        for runner in (self.object_cuts.runner, self.reader, self.runner):
            runner.close()

    def _glance_first(self) -> None:
        """Of a large picture, segment the small version first: its segments are there in a moment."""
        document, shown = self.session.document, self.session.shown
        source = document.source
        if source is None or document.is_current or source.small is source.image:
            return
        asked = shown.result.asked_for if shown.result else None
        glance = with_preview_settings()(document).request
        if asked != glance:
            self._glance = glance
            self.session.propose(with_preview_settings())

    def _session_changed(self) -> None:
        self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        wanted = self.session.wanted
        if wanted is None or wanted == self._declined:
            if wanted is None and self._asked is not None:
                self.runner.cancel({"fit"})
            self._asked = None
            return
        if wanted == self._asked:
            return
        self._asked = wanted
        road = partial(self.segmenting, wanted, self._known(wanted))
        if self._fit is not None and self._fit[0] == wanted:
            road = partial(project.relabelling_document, wanted, self._fit[1])
        job: Job[SegmentationResult] = Job(road)
        self.runner.submit(Task("fit", job, wanted))

    def _known(self, wanted: SegmentationRequest) -> SegmentationResult | None:
        """Return an answer by the mixture that is wanted, if there is one: of this picture or the whole."""
        source = self.session.document.source
        for result in (self.session.shown.result, self.session.document.result):
            if result is None or source is None or of_fit(result.request.settings) != of_fit(wanted.settings):
                continue
            whole = result.request.image is source.image and wanted.image is source.small
            if whole or result.request.image is wanted.image:
                return result
        return None

    @Slot(object, object)
    def _finished(self, task: Task, result: object) -> None:
        if isinstance(result, OpenImage) and isinstance(task.about, Path):
            self.put(open_image(result))
            self.opened.emit(str(task.about))
            self._glance_first()
        elif isinstance(result, Project):
            self._restore(result)
        elif isinstance(result, SegmentationResult):
            self._answered(result, time.perf_counter() - task.begun)

    def put(self, edit: Edit) -> None:
        """Have another picture open in place of all that is; undoing begins with it, and never closes it."""
        self._declined = self._fit = None
        self._remark = ""
        self.session.restore(edit(self.session.document), History(), None)

    def _restore(self, found: Project) -> None:
        self._declined = None
        self._fit = (found.document.request, found.fit) if found.fit else None
        self.session.restore(
            found.document,
            found.history,
            found.home,
            seen=found.seen,
            is_saved=found.is_saved,
            others=found.others,
        )
        self.restored.emit(found)
        self.opened.emit(str(found.path))

    def _answered(self, result: SegmentationResult, seconds: float) -> None:
        self._asked = None if self._asked == result.asked_for else self._asked
        if not self.session.take(result):
            return
        if result.asked_for == self._glance:
            self._glance = None
            self.session.settle()
            return
        proposal = self.session.proposal
        if proposal and proposal.request == self._glance and self.session.document.is_current:
            self._glance = None  # the whole picture was quicker
            self.session.propose(None)
        self._tell(result, seconds)

    def _tell(self, result: SegmentationResult, seconds: float) -> None:
        n = len(self.session.shown.looks)
        took = f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
        notes = result.segmentation.notes
        ended = result.inherited.lost if result.inherited else ()
        remarks = [
            *(first_sentence(n) for n in notes[-1:]),
            *ended,
            *([self._remark] if self._remark else []),
        ]
        note = "".join(f"{remark}   " for remark in remarks)
        self._remark = ""
        self.said.emit(f"{note}{n} segment{'s' if n != 1 else ''} · {took}")

    @Slot(int, float)
    def _cut(self, key: int, seconds: float) -> None:
        thing, source = self.session.document.object_of(key), self.session.document.source
        if thing is not None and thing.cut is not None and source is not None:
            share = percent(thing.cut.n_pixels / max(source.image.n_usable, 1))
            self.said.emit(f"{thing.name}: {share} of the picture · {1000 * seconds:.0f} ms")

    @Slot(object, object, str)
    def _engine_failed(self, task: Task, error: Exception, details: str) -> None:
        if task.lane == "fit" and task.about != self._asked:
            return  # about something that nobody waits for any more
        self.said.emit("")
        if task.lane in ("cut", "regions"):
            self._complain(task, error, details)
            return
        if task.lane == "fit" and task.about == self._glance:
            self._asked = self._glance = None
            self.session.propose(None)  # the whole picture may do better, or will say the same
            return
        self._complain(task, error, details)
        if task.lane == "fit":
            self._declined = self._asked
        self._asked = None
        if task.lane == "open":
            self._ask()  # the open picture may have been waiting

    def _complain(self, task: Task, error: Exception, details: str) -> None:
        if isinstance(error, LostPictureError):
            self.lost.emit(str(task.about), error)
            return
        if isinstance(error, UnreadableProjectError) and _has_older(task.about):
            self.damaged.emit(str(task.about), error)
            return
        expected = isinstance(error, (GmmsegError, OSError))
        name = task.about.name if isinstance(task.about, Path) else ""
        if expected:
            self.failed.emit(str(error), "")
        elif isinstance(error, MemoryError):
            self.failed.emit(f"There was not enough memory{f' to open {name}' if name else ''}.", details)
        else:
            what = {
                "open": f"Opening {name}",
                "fit": "Segmenting",
                "cut": "Selecting the object",
                "regions": "Finding regions",
            }.get(task.lane, "Drawing")
            kind = type(error).__name__
            self.failed.emit(
                f"{what} failed because of a fault in gmmseg ({kind}). Nothing was lost.", details
            )

    @Slot(object)
    def _cancelled(self, task: Task) -> None:
        if task.lane == "open" or (task.lane == "fit" and task.about == self._asked):
            self._asked = None
            self._ask()

    @Slot(object, object)
    def _engine_progressed(self, _task: Task, progress: Progress) -> None:
        self.progressed.emit(progress.stage, progress.fraction)

    @Slot(bool)
    def _busied(self, _is_busy: bool) -> None:
        self.busied.emit(self.is_busy)


def _has_older(path: object) -> bool:
    """Return whether people may open a state before that of a project; rescued work opens it by itself."""
    return isinstance(path, Path) and path.parent != autosave_files.folder() and bool(older(path))


def first_sentence(note: str) -> str:
    """Return what a line has room for of a note; all of it is in the tooltip of what it is about."""
    return note.partition(". ")[0].rstrip(".")


def lost(before: Document) -> str:
    """Return a sentence about what ends when the segments of a document are found anew, or nothing."""
    if any(sum(key < NEW for key in group) > 1 for group in before.groups) and not before.changes:
        return "Merged segments were unmerged"
    return "Splits and deletions ended" if before.changes else "Locks ended" if before.locks else ""


def _warming(workers: Any) -> Any:
    """Walk the whole road once on a few pixels: modules are imported and kernels loaded."""
    import numpy as np

    from gmmseg.imaging.image import Image
    from gmmseg.settings import Settings

    yield Progress("Getting ready, which takes longer the first time", 0.1)
    pixels = np.arange(16 * 16 * 3, dtype=np.uint8).reshape(16, 16, 3)
    request = SegmentationRequest(
        Image.from_array(pixels), Settings(n_components=2, max_iterations=2, restarts=1)
    )
    result = yield from _silently(answering(request, None, workers))
    probability_maps.probabilities_at(result.segmentation.model, request.image, 0, 0)


def _silently(road: Any) -> Any:
    """Walk a road without its progress, but so that it can be cancelled."""
    while True:
        try:
            next(road)
        except StopIteration as end:
            return end.value
        yield Progress("Getting ready, which takes longer the first time", 0.5)
