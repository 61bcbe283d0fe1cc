"""Sends one picture after another to a worker process and records every step in the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from queue import SimpleQueue
from typing import Any

from gmmseg.batch.events import ImageOutcome, ImageStart, ManifestLine
from gmmseg.batch.image_status import ImageStatus, status_of
from gmmseg.batch.manifest import FAILED, Manifest
from gmmseg.batch.manifest_entries import (
    begun_entry,
    completed_entry,
    ended_entry,
    entry_of,
    failed_entry,
    with_file_hash,
)
from gmmseg.batch.plan import Picture, Plan
from gmmseg.batch.recipe import Recipe
from gmmseg.batch.reference_model import FileHashes
from gmmseg.batch.workers.worker_process import WorkerProcess
from gmmseg.errors import GmmsegError

CRASHED = "That was while the model of all pictures was made; it was not tried again."


@dataclass(frozen=True)
class BegunPicture:
    """A picture that is begun: what a worker is asked, and what the manifest said and says.

    Attributes
    ----------
    picture : Picture
        Which.
    task : dict
        What a worker is asked, as `ImageTask` takes it.
    before : dict
        The line of the manifest that says that it is begun.
    known : dict or None
        The line that was there.
    kinds : tuple of str
        Files that are written.
    """

    picture: Picture
    task: ManifestLine
    before: ManifestLine
    known: ManifestLine | None
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Dispatcher:
    """Processes pictures one at a time by a worker and keeps the manifest; threads may share it.

    Attributes
    ----------
    plan, recipe, manifest
        What is to be done, how, and what is done.
    events : SimpleQueue
        Where outcomes are put.
    lost : mapping of str to str
        Names of pictures that a process hung or died of before, each with the error.
    hashes : FileHashes
        Those of files that have several pages.
    """

    plan: Plan
    recipe: Recipe
    manifest: Manifest
    events: "SimpleQueue[Any]"
    crashed: Mapping[str, str] = field(default_factory=dict)
    hashes: FileHashes = field(default_factory=FileHashes)

    @cached_property
    def digest(self) -> str:
        """The mark of the recipe: the same for all pictures, and a model is in it."""
        return self.recipe.digest

    def run_picture(self, picture: Picture, worker: WorkerProcess) -> bool:
        """Do what is left to do with a picture; return whether the disk is full."""
        begun = self.begin(picture)
        if isinstance(begun, bool):
            return begun
        answer = worker.ask(begun.task)
        return False if answer is None else self.finish(begun, answer)

    def begin(self, picture: Picture) -> BegunPicture | bool:
        """Record that a picture is begun, and return what is to be done.

        Where nothing is, which is reported, whether the disk is full.
        """
        known = self.manifest.lines.get(picture.name)
        line = entry_of(picture, self.digest)
        try:
            line = with_file_hash(line, picture, self.hashes, known)
            status = status_of(picture, self.plan, line, known)
            if known is not None and status.state == "current":
                return self.report_current(picture, known)
            if picture.name in self.crashed:
                return self.report_failed(picture, f"{self.crashed[picture.name]} {CRASHED}", line)
            before = begun_entry(line, known, status.kinds)
            self.manifest.add(before)
        except GmmsegError as error:
            return self.report_failed(picture, str(error), line, code=error.code)
        self.events.put(ImageStart(picture))
        return BegunPicture(picture, self._task(picture, status), before, known, status.kinds)

    def finish(self, begun: BegunPicture, answer: ManifestLine) -> bool:
        """Record what came of a picture that was begun; return whether the disk is full."""
        line = ended_entry(begun.before, answer, begun.kinds)
        known = begun.before if "killed" in answer else begun.known
        return self.report_finished(begun.picture, line, known)

    def _task(self, picture: Picture, status: ImageStatus) -> ManifestLine:
        return {
            "path": str(picture.path),
            "name": picture.name,
            "folder": str(self.plan.folder),
            "stem": picture.stem,
            "kinds": status.kinds,
            "free": sorted(status.free),
            **({"reading": picture.reading} if picture.reading else {}),
        }

    def report_current(self, picture: Picture, known: ManifestLine) -> bool:
        """Report that a picture is up to date, also if it was begun for more kinds than are asked for."""
        if completed_entry(known) != known:
            self.manifest.add(completed_entry(known))
        self.events.put(ImageOutcome(picture, completed_entry(known), fresh=False))
        return False

    def report_failed(
        self, picture: Picture, reason: str, line: ManifestLine | None = None, *, code: str = "worker-ended"
    ) -> bool:
        """Report that a picture failed, and why."""
        begin = entry_of(picture, self.digest) if line is None else line
        known = self.manifest.lines.get(picture.name)
        return self.report_finished(
            picture, {**begin, "status": FAILED, "error": reason, "code": code}, known
        )

    def report_finished(self, picture: Picture, line: ManifestLine, known: ManifestLine | None) -> bool:
        """Report the outcome; where a picture failed, entries of files that exist are kept."""
        full = bool(line.pop("disk_full", False))
        try:
            self.manifest.add(failed_entry(line, known) if line["status"] == FAILED else line)
        except GmmsegError as error:
            line, full = {**line, "status": FAILED, "error": str(error), "code": error.code}, True
        self.events.put(ImageOutcome(picture, line))
        return full
