"""One model for the pages of a stack: fitted to some of them together or to the first, applied to all."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Literal

import numpy as np

from gmmseg.batch.workers.pooled_fit import Opener, pooling
from gmmseg.errors import GmmsegError
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.job import Job, Progress, Workers
from gmmseg.pipeline import applying, segmenting
from gmmseg.settings import Settings

StackFit = Literal["pooled", "first"]
STACK_FITS: tuple[StackFit, ...] = ("pooled", "first")
MOST_FITTED = 16  # pages, spread evenly: those between are like them

Outcome = Segmentation | GmmsegError
Apply = Callable[[Image, Workers], Generator[Progress, None, Segmentation]]


def fitting_stack(
    openers: Sequence[Opener], settings: Settings, workers: Workers, *, fit: StackFit = "pooled"
) -> Generator[Progress, None, Model]:
    """Yield progress and return the model of a stack.

    Parameters
    ----------
    openers : sequence of callable
        Each opens a page.
    settings : Settings
        Of the fit. By the regional method every page is labelled with the prior of its own regions.
    workers : Workers
        Threads to work on.
    fit : {"pooled", "first"}
        Whether the model is that of at most `MOST_FITTED` pages together, or of the first page.

    Raises
    ------
    NoModelError
        If none of several pages can be used.
    GmmsegError
        That of the first page, if it is to be fitted and cannot be used.
    """
    if fit == "first" or len(openers) == 1:
        model = (yield from segmenting(openers[0](), settings, workers)).model
    else:
        some = np.unique(np.linspace(0, len(openers) - 1, min(len(openers), MOST_FITTED)).round())
        model = yield from pooling([openers[int(i)] for i in some], settings, "equal", workers)
    return replace(model, regions="none" if model.regions == "none" else "all")


def label_pages(openers: Sequence[Opener], apply: Apply, *, threads: int | None = None) -> Iterator[Outcome]:
    """Yield what is found on each page, or why nothing is.

    The next page is labelled while the caller works on what was yielded, and the one after it is read when
    that is done. No more than two pages are in memory.
    """
    jobs: list[Job[Segmentation]] = []
    ended = Event()

    def labelled(reading: Future[Image]) -> Outcome:
        try:
            image = reading.result()
            job = Job(lambda workers: apply(image, workers), threads=threads)
            jobs[:] = [job]
            if ended.is_set():
                job.cancel()
            return job.run()
        except GmmsegError as error:
            return error

    with (
        ThreadPoolExecutor(1, thread_name_prefix="gmmseg-reading") as reader,
        ThreadPoolExecutor(1, thread_name_prefix="gmmseg-labelling") as labeller,
    ):
        try:
            coming: Future[Outcome] = labeller.submit(labelled, reader.submit(openers[0]))
            for following in openers[1:]:
                reading = reader.submit(following)
                outcome = coming.result()
                coming = labeller.submit(labelled, reading)
                del reading
                yield outcome
                del outcome
            yield coming.result()
        finally:
            ended.set()
            for job in jobs:
                job.cancel()
            coming.cancel()


def apply_of(model: Model, settings: Settings) -> Apply:
    """Return what labels a page with a model, and divides its regions as settings say."""
    return lambda image, workers: applying(
        image, model, workers, detail=settings.detail, min_region=settings.min_region
    )
