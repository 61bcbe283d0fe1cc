"""One model for the pages of a stack: fitted to some of them together or to the first, applied to all."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
    """Yield what is found on each page, or why nothing is; the next page is read meanwhile.

    No more than two pages are in memory.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="gmmseg-reading") as reader:
        try:
            coming = reader.submit(openers[0])
            for following in (*openers[1:], None):
                now = coming
                try:
                    image = now.result()
                except GmmsegError as error:
                    image, outcome = None, error
                del now
                if following is not None:
                    coming = reader.submit(following)
                yield outcome if image is None else _labelled(image, apply, threads)
                del image
        finally:
            coming.cancel()


def _labelled(image: Image, apply: Apply, threads: int | None) -> Outcome:
    try:
        return Job(lambda workers: apply(image, workers), threads=threads).run()
    except GmmsegError as error:
        return error


def apply_of(model: Model, settings: Settings) -> Apply:
    """Return what labels a page with a model, and divides its regions as settings say."""
    return lambda image, workers: applying(
        image, model, workers, detail=settings.detail, min_region=settings.min_region
    )
