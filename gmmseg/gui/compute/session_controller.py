"""Where the session's questions go to the engine and answers come back. It draws nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gmmseg.errors import LostPictureError, UnreadableProjectError
from gmmseg.gui.compute.latest import Latest
from gmmseg.gui.compute.maps import NAMES, Maps
from gmmseg.gui.compute.object_cuts import ObjectCuts
from gmmseg.gui.compute.object_search import ObjectSearch
from gmmseg.gui.compute.selections import Selections
from gmmseg.gui.compute.sweeps import Sweeps
from gmmseg.gui.compute.tasks import JobFunction, TaskRunner, describe
from gmmseg.gui.translation import mark, tr, trn
from gmmseg.gui.widgets.numbers import duration, percent
from gmmseg.io import autosave_files
from gmmseg.io.projects import is_project, older
from gmmseg.job import Progress
from gmmseg.pipeline import FitProgress
from gmmseg.session import open_image as source
from gmmseg.session.component_edits import NEW
from gmmseg.session.compute import probability_maps
from gmmseg.session.compute.segmentation import SegmentationRequest, SegmentationResult, answering, of_fit
from gmmseg.session.contents import FitSummary
from gmmseg.session.document import Document, Edit, open_image, with_preview_settings, with_settings
from gmmseg.session.history import History
from gmmseg.session.image_set import ImagesRemoved, UndoStep
from gmmseg.session.images import OtherImages
from gmmseg.session.large.large_picture import USUAL
from gmmseg.session.open_image import OpenImage
from gmmseg.session.paging import moved_to
from gmmseg.session.project import project
from gmmseg.session.project.project import Project, ReadImage
from gmmseg.session.session import Session

APPLIED_AT_ONCE = 2**23  # pixels that a model which is there labels about as soon as a preview would be seen


class SessionController(QObject):
    """Joins one session to the threads that work for it."""

    changed = Signal()  # the session
    failed = Signal(str, str)  # a sentence, details
    status_message = Signal(str)  # how something went well
    opened = Signal(str)  # path of a picture or project that is open now
    stepped = Signal(
        object
    )  # the UndoStep that was undone or redone, if it was about which pictures there are
    restored = Signal(object)  # the Project that is open now
    lost = Signal(str, object)  # path of a project, the LostPictureError
    damaged = Signal(str, object)  # path of a project that there are older states of, the error
    progressed = Signal(str, float)
    fitted = Signal(str, int, float)  # what a mixture is fitted to, the iteration, its log-likelihood
    busied = Signal(bool)  # whether there is work

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session()
        self.runner = TaskRunner(self)
        self.reader = TaskRunner(self)  # a picture appears at once, even while kernels are being compiled
        report_progress = self._progressed
        self.object_cuts = ObjectCuts(self.session, progress=report_progress, parent=self)
        self.maps = Maps(self.session, self.runner, progress=report_progress, parent=self)
        self.object_search = ObjectSearch(self.session, self.runner, progress=report_progress, parent=self)
        self.selections = Selections(self.session, progress=report_progress, parent=self)
        self.sweeps = Sweeps(self.session, progress=report_progress, parent=self)
        self.segmenting: Callable[..., Any] = answering
        # previews are of the picture's small version: of a slider, and the first look at a large picture
        self.answers: Latest[SegmentationRequest, SegmentationResult] = Latest(
            self.runner, "fit", progress=report_progress, parent=self
        )
        self.previews: Latest[SegmentationRequest, SegmentationResult] = Latest(
            self.runner, "preview", progress=report_progress, parent=self
        )
        self._fit: tuple[SegmentationRequest | None, FitSummary] | None = (
            None  # what a project says of its answer
        )
        self._pending_note = ""
        self.large = replace(USUAL, as_saved=True)  # from when on pictures count as larger than memory
        self.is_live = True  # whether what people change is computed at once
        self._allowed: SegmentationRequest | None = None  # what is computed where it is not
        self._requests_later = False
        self.at_hand: SegmentationResult | None = None  # of a page that may be turned to
        self._n_opens = 0  # tells the newest file that is to be open from those it replaced
        self.session.listen(self._session_changed)
        for runner in self._runners:
            runner.busied.connect(self._busied)
        for latest in (self.answers, self.previews):
            latest.ready.connect(self._answered)
        self.answers.failed.connect(self._whole_failed)
        self.previews.failed.connect(self._preview_failed)
        self.maps.failed.connect(self._report_failure)
        self.selections.failed.connect(self._report_failure)
        self.object_cuts.failed.connect(self._cut_failed)
        self.object_cuts.cut.connect(self._cut)
        self.object_search.failed.connect(self._objects_failed)

    @property
    def _runners(self) -> tuple[TaskRunner, ...]:
        return self.object_cuts.runner, self.reader, self.sweeps.runner, self.runner

    @property
    def is_busy(self) -> bool:
        """Whether anything is being read or computed."""
        return any(runner.is_busy for runner in self._runners)

    def open(
        self,
        path: Path,
        picture: Path | None = None,
        *,
        failed: Callable[[Exception], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        as_large: bool = False,
    ) -> None:
        """Open the picture or project at `path`; what is open stays until the new one is there.

        `picture` is where the picture of a project is, if people chose it. With `as_large` a picture is
        opened tile by tile, however large it is. `failed` is called with the
        error if there is one, once it was shown; `cancelled` if people stopped it or opened another.
        """
        self._n_opens += 1
        job: JobFunction = partial(source.opening, path, options=self.large, as_large=as_large)
        done: Callable[[Any], object] = partial(self._picture_opened, path)
        if is_project(path):
            is_autosave = path.parent == autosave_files.folder()
            job = partial(project.opening, path, picture=picture, is_autosave=is_autosave, options=self.large)
            done = self._restore
        not_opened = partial(self._not_opened, path, failed)
        self.reader.submit(
            job,
            lane="open",
            done=partial(self._answer_open, self._n_opens, done, cancelled),
            failed=partial(self._answer_open, self._n_opens, not_opened, cancelled),
            cancelled=cancelled,
            progress=self._progressed,
        )

    def _answer_open(
        self,
        number: int,
        answer: Callable[..., object],
        cancelled: Callable[[], object] | None,
        *what: object,
    ) -> None:
        if number == self._n_opens:
            answer(*what)
        elif cancelled is not None:  # it had come to its end when people thought better of it
            cancelled()

    def fit_of(self, document: Document) -> FitSummary | None:
        """Return what the answer of a document will rest on, if its project says so."""
        return self._fit[1] if self._fit is not None and self._fit[0] == document.request else None

    def turn(self, found: ReadImage, others: OtherImages, *, is_saved: bool) -> ImagesRemoved | None:
        """Show another picture of the project; return what was taken out if the last one was to leave."""
        self._retry()
        self._pending_note = ""
        self._fit = (found.document.request, found.fit) if found.fit else None
        with self._requesting_once():
            removed = self.session.turn(found.document, found.history, others, is_saved=is_saved)
            if found.fit is None:
                self._preview_first()
        return removed

    def offer(self, result: SegmentationResult | None) -> None:
        """Have an answer at hand to a question that may come next; None lets go of it."""
        self.at_hand = result

    def has_at_hand(self, request: SegmentationRequest) -> bool:
        """Return whether the answer to a question is at hand already."""
        return self.at_hand is not None and self.at_hand.request == request

    def move(self, found: OpenImage) -> None:
        """Show another part of the large picture that is open; the model in force is applied to it."""
        document, history = self.session.document, self.session.history
        fit = self.fit_of(document)
        self._retry()
        moved, history = moved_to(document, history, found, fit)
        self._fit = None
        with self._requesting_once():
            self.session.move(moved, history)
            self._preview_first()

    def apply(self, name: str, edit: Edit) -> None:
        """Change the document."""
        self._retry()
        self.session.apply(name, edit)

    def preview(self, name: str, value: object) -> None:
        """Show what a setting would do, on the small picture."""
        if (self.is_live or name in NAMES) and self.session.document.source is not None:
            edit = with_settings if name in NAMES else with_preview_settings
            self.session.propose(edit(**{name: value}))

    def change(self, name: str, value: object, title: str) -> None:
        """Change a setting."""
        self.change_all({name: value}, title)

    def change_all(self, values: Mapping[str, object], title: str) -> None:
        """Change several settings, as one act."""
        before = self.session.document
        self.apply(title, with_settings(**values))
        if of_fit(self.session.document.settings) != of_fit(before.settings):
            self._pending_note = "" if self.session.document.prior_edits else lost(before)
        self._preview_first()

    def set_live(self, is_live: bool) -> None:
        """Let changes be computed at once, or only when people ask for it."""
        self.is_live = is_live
        self._ask()
        self.changed.emit()

    @property
    def is_held(self) -> bool:
        """Whether something waits to be computed until people ask for it."""
        return not self.is_live and self._held(self.session.wanted)

    def _held(self, wanted: SegmentationRequest | None) -> bool:
        first = self.session.shown.result is None  # a picture without segments gets some
        return not (self.is_live or wanted is None or first or wanted == self._allowed)

    def undo(self) -> None:
        """Take back what people did last."""
        self._retry()
        self._pending_note = ""
        self._tell_step(self.session.undo(), tr("Undone: {act}"))

    def redo(self) -> None:
        """Do again what people undid last."""
        self._retry()
        self._tell_step(self.session.redo(), tr("Redone: {act}"))

    def go_to(self, place: int) -> None:
        """Go to where `place` acts on the picture that is shown are done."""
        self._retry()
        self._pending_note = ""
        self.session.go_to(place)

    def _tell_step(self, step: UndoStep | None, what: str) -> None:
        if step is not None:
            if step.is_of_set:
                self.stepped.emit(step)
            self.status_message.emit(what.format(act=step.name))

    def again(self) -> None:
        """Ask again what was cancelled or failed, and what waits to be asked for."""
        self._retry()
        self._allowed = self.session.document.request
        self._ask()
        self.object_cuts.ask()
        self.object_search.ask()

    def _retry(self) -> None:
        """Let what was refused be asked again: people did something since."""
        for latest in (self.answers, self.previews, self.maps, self.object_cuts, self.object_search):
            latest.retry()

    def cancel(self) -> None:
        """Stop what runs; a change that has no answer yet is taken back."""
        if not self.is_busy:
            return
        waiting = self.answers.wanted is not None or self.previews.wanted is not None
        self.session.propose(None)  # from here on it is the document's own question that waits
        for latest in (self.answers, self.previews, self.maps, self.object_cuts, self.object_search):
            latest.cancel()
        for runner in self._runners:
            runner.cancel()
        self._n_opens += 1
        if waiting and not self.session.document.is_current:
            past = self.session.history.past
            same = bool(past) and past[-1].document.source is self.session.document.source
            if same and past[-1].document.is_current:
                self.session.undo_edit()
        self.status_message.emit(tr("Cancelled"))

    def warm_up(self) -> None:
        """Load what the first fit needs, while people still choose a picture."""
        self.runner.submit(
            _warming, lane="warm", done=lambda _: None, failed=self._warm_failed, progress=self._progressed
        )

    def close(self) -> None:
        """Stop everything."""
        for runner in (*self._runners, self.selections.runner):
            runner.close()

    def _preview_first(self) -> None:
        """Of a large picture, segment the small version first: its segments are there in a moment."""
        document, shown = self.session.document, self.session.shown
        source = document.source
        if source is None or document.is_current or source.small is source.image:
            return
        if document.model is not None and source.image.height * source.image.width <= APPLIED_AT_ONCE:
            return
        if self._held(self.session.wanted):
            return
        if shown.result is None or not self._is_preview(shown.result.original_request):
            self.session.propose(with_preview_settings())

    def _is_preview(self, request: SegmentationRequest) -> bool:
        """Return whether a question is the document's own, about the small version of a large picture."""
        source = self.session.document.source
        if source is None or source.small is source.image:
            return False
        return request == with_preview_settings()(self.session.document).request

    def _session_changed(self) -> None:
        self._ask()
        self.changed.emit()

    @contextmanager
    def _requesting_once(self) -> Iterator[None]:
        """Ask nothing before all is in place: what is asked for in between would run, and be cancelled."""
        self._requests_later = True
        try:
            yield
        finally:
            self._requests_later = False
            self._ask()

    def _ask(self) -> None:
        """Want the answer that the session waits for, if it does, and no other."""
        if self._requests_later:
            return
        wanted, source = self.session.wanted, self.session.document.source
        if self._held(wanted):
            wanted = None
        is_small = wanted is not None and source is not None and wanted.image is not source.image
        active, resting = (self.previews, self.answers) if is_small else (self.answers, self.previews)
        resting.want(None)
        active.want(wanted, partial(self._job_of, wanted))

    def _job_of(self, wanted: SegmentationRequest | None) -> JobFunction:
        assert wanted is not None
        if self.has_at_hand(wanted) and self.at_hand is not None:
            return partial(_giving, self.at_hand)
        if self._fit is not None and self._fit[0] == wanted:
            return partial(project.relabelling_document, wanted, self._fit[1])
        return partial(self.segmenting, wanted, self._known(wanted))

    def _known(self, wanted: SegmentationRequest) -> SegmentationResult | None:
        """Return an answer by the mixture that is wanted, if there is one: of this picture or the whole."""
        source = self.session.document.source
        for result in (self.session.shown.result, self.session.document.result):
            if result is None or source is None or of_fit(result.request.settings) != of_fit(wanted.settings):
                continue
            if result.request.model is not wanted.model:
                continue
            whole = result.request.image is source.image and wanted.image is source.small
            if whole or result.request.image is wanted.image:
                return result
        return None

    def _picture_opened(self, path: Path, found: OpenImage) -> None:
        self.put(open_image(found), path)

    def put(self, edit: Edit, path: Path) -> None:
        """Have another picture open in place of all that is; undoing begins with it, and never closes it."""
        self._retry()
        self._fit, self._pending_note = None, ""
        with self._requesting_once():
            self.session.restore(edit(self.session.document), History(), None)
            self.opened.emit(str(path))
            self._preview_first()

    def _restore(self, found: Project) -> None:
        self._retry()
        self._fit = (found.document.request, found.fit) if found.fit else None
        self.session.restore(
            found.document,
            found.history,
            found.project_path,
            seen=found.seen,
            is_saved=found.is_saved,
            others=found.others,
        )
        self.restored.emit(found)
        self.opened.emit(str(found.path))

    @Slot(object, object, float)
    def _answered(self, request: SegmentationRequest, result: SegmentationResult, seconds: float) -> None:
        for latest in (self.answers, self.previews):
            latest.forget()  # the session keeps what it needs, within a budget
        if not self.session.take(result):
            return
        if self.session.proposal is not None and self._is_preview(request):
            self.session.settle()
        else:
            self._report_result(result, seconds)

    def _report_result(self, result: SegmentationResult, seconds: float) -> None:
        n = len(self.session.shown.segment_styles)
        notes = [first_sentence(note) for note in result.segmentation.notes if not is_shown_elsewhere(note)]
        ended = result.inherited.lost if result.inherited else ()
        sentences = [*ended, *([self._pending_note] if self._pending_note else [])]
        self._pending_note = ""
        before = "".join(f"{sentence}   " for sentence in sentences)
        count = trn("%n segment · {time}", "%n segments · {time}", n, time=duration(seconds))
        self.status_message.emit(f"{before}{count}{''.join(f'   {note}' for note in notes[-1:])}")

    @Slot(int, float)
    def _cut(self, key: int, seconds: float) -> None:
        marked, source = self.session.document.object_of(key), self.session.document.source
        if marked is not None and marked.cut is not None and source is not None:
            share = percent(marked.cut.n_pixels / max(source.image.n_usable, 1))
            self.status_message.emit(
                tr(
                    "{name}: {share} of the picture · {time}",
                    name=marked.name,
                    share=share,
                    time=duration(seconds),
                )
            )

    @Slot(object, object, str)
    def _whole_failed(self, _request: SegmentationRequest, error: Exception, details: str) -> None:
        self._report_failure(error, details, tr("Segmenting"))

    @Slot(object, object, str)
    def _preview_failed(self, request: SegmentationRequest, error: Exception, details: str) -> None:
        if self._is_preview(request):
            self.status_message.emit("")
            self.session.propose(None)  # the whole picture may do better, or will say the same
        else:
            self._report_failure(error, details, tr("Segmenting"))

    @Slot(object, str)
    def _cut_failed(self, error: Exception, details: str) -> None:
        self._report_failure(error, details, tr("Selecting the object"))

    @Slot(object, str)
    def _objects_failed(self, error: Exception, details: str) -> None:
        self._report_failure(error, details, tr("Finding objects"))

    def _warm_failed(self, error: Exception, details: str) -> None:
        self._report_failure(error, details, tr("Getting ready"))

    @Slot(object, str, str)
    def _report_failure(self, error: Exception, details: str, what: str) -> None:
        self.status_message.emit("")
        self.failed.emit(describe(error, what), details)

    def _not_opened(
        self, path: Path, failed: Callable[[Exception], object] | None, error: Exception, details: str
    ) -> None:
        if isinstance(error, LostPictureError):
            self.status_message.emit("")
            self.lost.emit(str(path), error)
        elif isinstance(error, UnreadableProjectError) and _has_older(path):
            self.status_message.emit("")
            self.damaged.emit(str(path), error)
        else:
            self._report_failure(error, details, tr("Opening {name}", name=path.name))
        if failed is not None:
            failed(error)

    def _progressed(self, progress: Progress) -> None:
        self.progressed.emit(progress.stage, progress.fraction)
        if isinstance(progress, FitProgress):
            self.fitted.emit(progress.on, progress.iteration, progress.log_likelihood)

    @Slot(bool)
    def _busied(self, _is_busy: bool) -> None:
        self.busied.emit(self.is_busy)


def _giving(result: SegmentationResult, _workers: Any) -> Any:
    """Return what was found ahead, as a job."""
    yield Progress(mark("Preparing the view"), 0.95)
    return result


def _has_older(path: Path) -> bool:
    """Return whether people may open a state before that of a project; rescued work opens it by itself."""
    return path.parent != autosave_files.folder() and bool(older(path))


def first_sentence(note: str) -> str:
    """Return what a line has room for of a note; all of it is in the tooltip of what it is about."""
    return note.partition(". ")[0].rstrip(".")


def is_shown_elsewhere(note: str) -> bool:
    """Return whether a note is about the number of segments, which Auto tells of, or about options."""
    return note.startswith("Chose ") or " --" in note


def lost(before: Document) -> str:
    """Return a sentence about what ends when the segments of a document are found anew, or nothing."""
    if any(sum(key < NEW for key in group) > 1 for group in before.groups) and not before.changes:
        return tr("Merged segments were unmerged")
    return tr("Splits and deletions ended") if before.changes else tr("Locks ended") if before.locks else ""


def _warming(workers: Any) -> Any:
    """Segment a few pixels once: modules are imported and kernels loaded."""
    import numpy as np

    from gmmseg.imaging.image import Image
    from gmmseg.settings import Settings

    yield Progress(mark("Getting ready, which takes longer the first time"), 0.1)
    pixels = np.arange(16 * 16 * 3, dtype=np.uint8).reshape(16, 16, 3)
    request = SegmentationRequest(
        Image.from_array(pixels), Settings(n_components=2, max_iterations=2, restarts=1)
    )
    result = yield from _silently(answering(request, None, workers))
    probability_maps.probabilities_at(result.segmentation.model, request.image, 0, 0)


def _silently(job: Any) -> Any:
    """Do a job without its progress, but so that it can be cancelled."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value
        yield Progress(mark("Getting ready, which takes longer the first time"), 0.5)
