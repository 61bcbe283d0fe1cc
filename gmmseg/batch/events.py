"""Events that a run emits while it goes on."""

from dataclasses import dataclass
from typing import Any

from gmmseg.batch.plan import Picture
from gmmseg.job import Progress

ManifestLine = dict[str, Any]


@dataclass(frozen=True)
class ModelProgress:
    """The model is being made from all pictures; how far that is."""

    progress: Progress


@dataclass(frozen=True)
class ImageStart:
    """Work on a picture begins."""

    picture: Picture


@dataclass(frozen=True)
class ImageOutcome:
    """There is an outcome for a picture.

    Attributes
    ----------
    picture : Picture
        Which.
    line : dict
        What the manifest says about it: its `status` is "done", "failed" (with an `error`) or "skipped".
    fresh : bool
        False where it was done by an earlier run and nothing had to be done now.
    """

    picture: Picture
    line: ManifestLine
    fresh: bool = True


@dataclass(frozen=True)
class EarlyEnd:
    """The run ends before all pictures were tried, or without its table, and why.

    Attributes
    ----------
    reason : str
        One sentence.
    code : str
        What programs know the reason by, as that of an error.
    """

    reason: str
    code: str = "cannot-write"


@dataclass(frozen=True)
class WorkerRefusal:
    """A worker that has joined the cluster while the run goes on is given no work.

    Attributes
    ----------
    worker : str
        Its address.
    reason : str
        What is wrong with it, and what to do, in two sentences.
    """

    worker: str
    reason: str


Event = ModelProgress | ImageStart | ImageOutcome | WorkerRefusal | EarlyEnd
