"""Segment a picture again and again while people move sliders: the newest question wins.

Where only the smoothing is another, the mixture stays and the labels alone are made anew.
"""

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock, Thread

import numpy as np

from gmmseg.errors import GmmsegError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Cancelled, Job, Progress, Workers
from gmmseg.pipeline import labelling, segmenting
from gmmseg.settings import Settings

LOG = logging.getLogger("gmmseg.plugins")


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be segmented, and how.

    Attributes
    ----------
    image : Image
        The picture; two questions are about the same one only if it is the same object.
    settings : Settings
        How to segment it.
    seeds : NamedSeeds or None
        Pixels of known class, where the segments are to be these classes.
    """

    image: Image
    settings: Settings
    seeds: NamedSeeds | None = None

    def has_fit_of(self, other: "Question") -> bool:
        """Return whether the other question leads to the same mixture."""
        settings = replace(other.settings, smoothing=self.settings.smoothing)
        return self.image is other.image and settings == self.settings and self._has_seeds_of(other)

    def _has_seeds_of(self, other: "Question") -> bool:
        if self.seeds is None or other.seeds is None:
            return self.seeds is other.seeds
        return np.array_equal(self.seeds.labels, other.seeds.labels) and self.seeds.names == other.seeds.names


Known = tuple[Question, Segmentation]


def resegmenting(
    question: Question, known: Known | None, workers: Workers
) -> Generator[Progress, None, Segmentation]:
    """Yield progress and return the answer to a question.

    Where `known`, an earlier question with its answer, has the same fit, its mixture is used and segments
    keep their numbers: these are the labels that the mixture gives with the smoothing that is asked for.
    """
    if known is None or not question.has_fit_of(known[0]):
        return (yield from segmenting(question.image, question.settings, workers, question.seeds))
    before, smoothing = known[1], question.settings.smoothing
    seeds = None if question.seeds is None else question.seeds.labels
    model = replace(before.model, smoothing=smoothing)
    labels = yield from labelling(before.image, model, workers, smoothing=smoothing, seeds=seeds)
    return replace(before, model=model, labels=labels)


SegmentationOutcome = Segmentation | Exception
Report = Callable[[Question, SegmentationOutcome], object]


class LatestSegmentation:
    """Answers the newest of many questions on a thread of its own.

    A fit that nobody waits for any more is cancelled; labels of a mixture that is still asked for are
    finished, so that something is seen while a slider moves.

    Parameters
    ----------
    report : callable
        Called on that thread with a question and its answer: a segmentation, or the error that was met.
    """

    def __init__(self, report: Report) -> None:
        self._report, self._lock = report, Lock()
        self._next: Question | None = None
        self._running: tuple[Question, Job[Segmentation]] | None = None
        self._known: Known | None = None
        self._thread: Thread | None = None

    def ask(self, question: Question) -> None:
        """Answer this question as soon as possible, in place of those that wait."""
        with self._lock:
            self._next = question
            if self._running is not None and not question.has_fit_of(self._running[0]):
                self._running[1].cancel()
            if self._thread is None:
                self._thread = Thread(target=self._work, name="gmmseg-latest", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when there is nothing left to answer."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Forget what is not answered yet, and return when nothing runs any more."""
        with self._lock:
            self._next = None
            if self._running is not None:
                self._running[1].cancel()
        self.wait()

    def _work(self) -> None:
        while (begun := self._begin()) is not None:
            question, job = begun
            try:
                answer: SegmentationOutcome = job.run()
            except Cancelled:
                continue
            except GmmsegError as error:
                answer = error
            except Exception as error:  # noqa: BLE001 - the outer wall of this thread: it is told, not lost
                answer = error
            if isinstance(answer, Segmentation):
                self._known = question, answer
            try:
                self._report(question, answer)
            except Exception:  # of a widget that was closed, say: later questions are answered all the same
                LOG.exception("The answer could not be shown.")

    def _begin(self) -> tuple[Question, Job[Segmentation]] | None:
        with self._lock:
            question, self._next, self._running = self._next, None, None
            if question is None:
                self._thread = None
                return None
            self._running = question, Job(partial(resegmenting, question, self._known))
            return self._running
