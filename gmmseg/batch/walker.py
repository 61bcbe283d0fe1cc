"""One picture after another through a worker, every step of it in the manifest."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from queue import SimpleQueue
from typing import Any

from gmmseg.batch.crew import Worker
from gmmseg.batch.events import Begun, Finished, Line
from gmmseg.batch.manifest import BEGUN, DONE, FAILED, SKIPPED, Manifest
from gmmseg.batch.plan import Picture, Plan
from gmmseg.batch.preparing import file_digest
from gmmseg.batch.recipe import Recipe
from gmmseg.errors import GmmsegError
from gmmseg.io.exporters import foresee


@dataclass(frozen=True)
class Walker:
    """Takes pictures one at a time through a worker, and keeps the manifest; threads may share it."""

    plan: Plan
    recipe: Recipe
    manifest: Manifest
    events: "SimpleQueue[Any]"

    def walk(self, picture: Picture, worker: Worker) -> bool:
        """Do what is left to do with a picture; return whether the disk is full."""
        known = self.manifest.lines.get(picture.name)
        line: Line = {"picture": picture.name, "stem": picture.stem, "recipe": self.recipe.digest}
        try:
            line["sha256"] = file_digest(picture.path)
            if known is not None and self._is_current(known, line):
                self.events.put(Finished(picture, known, fresh=False))
                return False
            overwrite = self.plan.overwrite or _was_interrupted(known, line)
            way = PurePosixPath(picture.stem)
            place = self.plan.folder / way.parent
            foresee(place, self.recipe.kinds, way.name, overwrite=overwrite)
            self.manifest.add({**line, "status": BEGUN})
        except GmmsegError as error:
            return self._finish(picture, {**line, "status": FAILED, "error": str(error)}, known)
        self.events.put(Begun(picture))
        answer = worker.ask(
            {
                "path": str(picture.path),
                "name": picture.name,
                "folder": str(self.plan.folder),
                "stem": picture.stem,
                "overwrite": overwrite,
            }
        )
        return False if answer is None else self._finish(picture, {**line, **answer}, known)

    def _is_current(self, known: Line, line: Line) -> bool:
        """Return whether a picture was done from the same file in the same way and its results are there."""
        same = all(known.get(name) == line[name] for name in ("stem", "recipe", "sha256"))
        finished = known.get("status") in (DONE, SKIPPED)
        return same and finished and all(_is_there(self.plan.folder, each) for each in known["files"])

    def _finish(self, picture: Picture, line: Line, known: Line | None) -> bool:
        """Tell the outcome; where nothing came of it, what is known of results that are there stays known."""
        full = bool(line.pop("disk_full", False))
        kept = line["status"] == FAILED and known is not None and known["status"] == DONE
        try:
            self.manifest.add(known if kept and known is not None else line)
        except GmmsegError as error:
            line, full = {**line, "status": FAILED, "error": str(error)}, True
        self.events.put(Finished(picture, line))
        return full


def _was_interrupted(known: Line | None, line: Line) -> bool:
    """Return whether files that are there can only be those of a run that was killed on this picture."""
    return known is not None and known.get("status") == BEGUN and known.get("stem") == line["stem"]


def _is_there(folder: Path, file: Any) -> bool:
    try:
        name, size = file
        return os.stat(folder / name).st_size == size  # noqa: PTH116 - thousands of them
    except (OSError, ValueError, TypeError):
        return False
