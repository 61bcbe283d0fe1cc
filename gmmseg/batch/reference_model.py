"""The model that all pictures of a batch are labelled with: loaded, or fitted before the first picture."""

import hashlib
import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.picture_list import names_of
from gmmseg.batch.plan import Picture, Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import (
    AlreadyThereError,
    GmmsegError,
    MissingImageError,
    NoModelError,
    NoPicturesError,
    UnreadableImageError,
)
from gmmseg.imaging.model import Model
from gmmseg.io import models
from gmmseg.io.atomic import shown
from gmmseg.job import Cancelled, Progress

MODEL = "gmmseg-batch.gmm.json"
MOST_POOLED = 2**14  # pictures that a model is fitted to: with more, samples of each would fill the memory

ManifestLine = dict[str, Any]

LARGE = 2**24  # bytes of a file from which on its size and time of change are noted, too
FACTS = "file"


def remove_outdated_model(plan: Plan, manifest: Manifest) -> None:
    """Remove the model that another recipe made, so that it is never taken for that of this one.

    Raises
    ------
    AlreadyThereError
        If there is one that may not be replaced.
    """
    path = plan.folder / MODEL
    if plan.recipe.model is not None or manifest.header.get("recipe") == plan.recipe.digest:
        return
    if os.path.lexists(path) and not plan.overwrite:
        raise AlreadyThereError((MODEL,), shown(plan.folder))
    path.unlink(missing_ok=True)


def preparing_model(
    plan: Plan, worker: WorkerProcess
) -> Generator[Progress, None, tuple[Recipe, dict[str, str]]]:
    """Yield progress and return the recipe with its model, which a worker makes, and what was lost over it.

    A model that an earlier run of the same recipe made is used again, so that pictures that were added
    later fall into the same classes. Lost are pictures that the worker's process hung or died of: the
    error of each, by its name.

    Raises
    ------
    Cancelled
        If the worker is ended meanwhile.
    NoModelError
        If no picture can be used; it has a reason for each.
    """
    recipe, path = plan.recipe, plan.folder / MODEL
    if recipe.model is not None:
        return recipe, {}
    lost: dict[str, str] = {}
    if load_reference(path) is None:
        model, lost = yield from _making(plan, worker)
        models.write(model, path, overwrite=True)
    return replace(recipe, model=models.read(path)), lost


def _making(plan: Plan, worker: WorkerProcess) -> Generator[Progress, None, tuple[Model, dict[str, str]]]:
    """Yield progress and return the model of all pictures but those that the process hangs or dies of.

    Of more than `MOST_POOLED` it is the model of so many, spread evenly over the list.
    """
    lost: dict[str, str] = {}
    pictures = plan.pictures
    while len(lost) < len(pictures):
        numbers = [number for number, name in enumerate(names_of(pictures)) if name not in lost]
        n = min(len(numbers), MOST_POOLED)
        left = [pictures[numbers[place * len(numbers) // n]] for place in range(n)]
        opening, answer = yield from _fit_in_worker(left, worker)
        if "model" in answer:
            return models.from_text(answer["model"]), lost
        if "reasons" in answer:
            lost |= dict(zip((picture.name for picture in left), answer["reasons"], strict=True))
        elif "killed" in answer and opening is not None:
            lost[left[opening].name] = answer["error"]
        else:
            raise NoPicturesError(
                f"no model could be made: {answer['error'].rstrip('.')}", "See to that first"
            )
    raise NoModelError(tuple(lost[name] for name in names_of(pictures)), _place(plan))


def _fit_in_worker(
    pictures: list[Picture], worker: WorkerProcess
) -> Generator[Progress, None, tuple[int | None, ManifestLine]]:
    """Yield progress and return which picture was being read last, and the answer to all."""
    opening = None
    task: ManifestLine = {"pool": [str(picture.path) for picture in pictures]}
    if any(picture.reading for picture in pictures):
        task["readings"] = [picture.reading for picture in pictures]
    for line in worker.messages(task):
        if "status" in line:
            return opening, line
        opening = line.get("opening", opening)
        if "progress" in line:
            opening = opening if "pixels" not in line else None  # all are read
            yield Progress(*line["progress"])
    raise Cancelled


def _place(plan: Plan) -> str:
    """Return the folder that all pictures are in, as far as there is one."""
    folders = [str(picture.path.parent) for picture in plan.pictures]
    try:
        return shown(os.path.commonpath(folders))
    except ValueError:  # some are named from the root and some are not
        return ""


def load_reference(path: Path) -> Model | None:
    """Return the model in a file, None if there is none that can be read."""
    try:
        return models.read(path)
    except GmmsegError:
        return None


class FileHashes:
    """SHA-256 of files with several pages: each is made once, as long as the file stays as it is."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int, int], str] = {}
        self._lock = Lock()

    def known(self, picture: Picture, line: ManifestLine | None) -> str | None:
        """Return the hash that the manifest has of a large file which is as it was; None for any other."""
        if line is None or FACTS not in line or not isinstance(line.get("sha256"), str):
            return None
        return line["sha256"] if line[FACTS] == self.facts(picture) else None

    def facts(self, picture: Picture) -> list[int] | None:
        """Return size and time of change of a large file: with them it need not be read to be known again."""
        try:
            found = picture.path.stat()
        except (OSError, ValueError):
            return None
        return [found.st_size, found.st_mtime_ns] if found.st_size >= LARGE else None

    def of(self, picture: Picture) -> str:
        """Return the hash of a picture's file, or raise what `file_digest` raises."""
        if not picture.reading:
            return file_digest(picture.path)
        with self._lock:  # a second thread waits rather than read gigabytes, too
            try:
                facts = picture.path.stat()
            except (OSError, ValueError):
                return file_digest(picture.path)  # which says what is wrong
            key = (str(picture.path), facts.st_size, facts.st_mtime_ns, facts.st_ino)
            if key not in self._known:
                self._known[key] = file_digest(picture.path)
            return self._known[key]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, or raise the error that reading it as a picture would."""
    try:
        if not path.is_file():  # a pipe would be waited for
            path.stat()
            if path.is_dir():
                os.scandir(path).close()  # one that is closed to us says so
            raise UnreadableImageError(path.name, "it is not a file", "Give a picture file")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise MissingImageError(path.name) from None
    except UnreadableImageError:
        raise
    except (OSError, ValueError) as error:  # a zero byte in a name is a ValueError
        reason = f"the system says {(getattr(error, 'strerror', None) or str(error)).lower()!r}"
        raise UnreadableImageError(path.name, reason, "Check its path and permissions") from None
