"""A service: its models, worker processes, counts and record, from its start to its end."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from gmmseg.batch.drift_record import FLAGGED, DriftEntry, DriftRecord
from gmmseg.batch.recipe import Recipe
from gmmseg.errors import CannotWriteError, GmmsegError
from gmmseg.io.locks import alive
from gmmseg.serve.metrics import Metrics
from gmmseg.serve.options import ServiceOptions
from gmmseg.serve.outputs import KINDS
from gmmseg.serve.rows import columns_of, predicted
from gmmseg.serve.served_models import ModelStore, ServedModel
from gmmseg.serve.service_workers import ServiceWorkers
from gmmseg.serve.uploads import Upload

SPOOL = "gmmseg-serve-"
SHARED_MEMORY, ENOUGH = Path("/dev/shm"), 2**30  # noqa: S108 - folders in it are made by mkdtemp
LOOK = 1.0  # seconds between looks at the models' files


class Service:
    """What answers requests.

    Parameters
    ----------
    files : sequence of path-like
        Model files, as `ModelStore` takes them.
    options : ServiceOptions
        Its limits.
    report : callable
        Is given a sentence when something happens that whoever runs the service should know.

    Raises
    ------
    GmmsegError
        If a model cannot be read, or the record cannot be written.
    """

    def __init__(
        self,
        files: Sequence[str | Path],
        options: ServiceOptions,
        report: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.options, self._report = options, report
        self.models = ModelStore(files, options.max_pixels)
        self.metrics = Metrics()
        self.record = None if options.monitor is None else DriftRecord(options.monitor, options.keep)
        self.spool: Path | None = None  # while it runs
        self.failure: GmmsegError | None = None  # why it could not start
        self.workers: ServiceWorkers | None = None
        self._recording = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        self._can_predict = False

    async def start(self) -> None:
        """Start the processes, and begin to look at the models' files."""
        try:
            self.spool = new_spool()
        except OSError as error:
            self.failure = CannotWriteError(
                tempfile.gettempdir(),
                (error.strerror or str(error)).lower(),
                "Set TMPDIR to a folder that can be written",
            )
            raise self.failure from error
        for each in self.models.all:
            self.metrics.models.labels(each.name, each.digest).set(1)
        recipes = [each.recipe for each in self.models.all if each.recipe is not None]
        if recipes:
            self.workers = ServiceWorkers(recipes[0], self.options, self.metrics, self.spool)
            self.workers.start()
        self._watching = asyncio.create_task(self._watch())

    async def end(self) -> None:
        """End the processes and remove what they left."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self.workers is not None:
            await self.workers.end()
        if self.spool is not None:
            await asyncio.to_thread(shutil.rmtree, self.spool, ignore_errors=True)
        if self.record is not None:
            self.record.close()

    @property
    def is_ready(self) -> bool:
        """Whether requests can be answered at once."""
        return self._can_predict and (self.workers is None or self.workers.is_ready)

    async def _watch(self) -> None:
        """Load what rows need, so that no request waits for it; then watch the models' files for ever."""
        await asyncio.to_thread(self._predict_once)
        self._can_predict = True
        while True:
            await asyncio.sleep(LOOK)
            await self.reload()

    def _predict_once(self) -> None:
        for each in self.models.all:
            predicted(each.model, np.zeros((1, len(columns_of(each.model)))))

    async def reload(self) -> None:
        """Read models again whose files have changed."""
        before = {each.name: each.digest for each in self.models.all}
        n_failures = self.models.n_failures
        for each in await asyncio.to_thread(self.models.reload, self._report):
            self.metrics.reloads.inc()
            self.metrics.models.remove(each.name, before[each.name])
            self.metrics.models.labels(each.name, each.digest).set(1)
        self.metrics.reload_failures.inc(self.models.n_failures - n_failures)

    def new_folder(self) -> Path:
        """Return a folder for one request, which whoever asks removes."""
        return Path(tempfile.mkdtemp(dir=self.spool))

    async def label(self, served: ServedModel, upload: Upload, kind: str, page: int | None) -> dict[str, Any]:
        """Return what came out of a picture, as `image_task.process` says; errors are those of `ask`."""
        assert self.workers is not None
        recipe: Recipe | None = served.recipe
        assert recipe is not None
        task: dict[str, Any] = {
            "path": str(upload.path),
            "name": "picture",
            "folder": str(upload.path.parent),
            "stem": "out",
            "kinds": [kind] if kind else [],
            "free": list(KINDS),
            "brief": bool(kind),
        }
        if page is not None:
            task["reading"] = {"page": page}
        answer = await self.workers.ask(task, recipe)
        if answer["status"] == "done":
            await self._count(served, upload, answer)
        return answer

    async def _count(self, served: ServedModel, upload: Upload, answer: dict[str, Any]) -> None:
        drift = answer["drift"]
        self.metrics.pixels.labels(served.name).inc(answer["width"] * answer["height"])
        self.metrics.lights.labels(served.name, drift["light"]).inc()
        self.metrics.unexplained.labels(served.name).observe(drift["unexplained"])
        if self.record is None:
            return
        entry = DriftEntry(
            datetime.now(UTC).isoformat(timespec="seconds"),
            served.name,
            served.digest,
            drift["light"],
            drift["fall"],
            drift["unexplained"],
            drift["shift"],
        )
        is_kept = self.options.keep > 0 and entry.light in FLAGGED
        picture = upload.path.read_bytes() if is_kept else None
        try:
            async with self._recording:  # one line after the other
                await asyncio.to_thread(self.record.add, entry, picture, upload.path.suffix)
        except GmmsegError as error:
            self.metrics.errors.labels(error.code).inc()
            self._report(str(error))


def new_spool() -> Path:
    """Return a folder for pictures while they are worked on: in memory, where there is enough of it.

    Folders of services that were killed are removed.
    """
    base = Path(tempfile.gettempdir())
    with suppress(OSError):
        if shutil.disk_usage(SHARED_MEMORY).free >= ENOUGH:
            base = SHARED_MEMORY
    for old in base.glob(f"{SPOOL}*"):
        number = old.name.removeprefix(SPOOL).partition("-")[0]
        if number.isdigit() and not alive(int(number)):
            shutil.rmtree(old, ignore_errors=True)

    return Path(tempfile.mkdtemp(prefix=f"{SPOOL}{os.getpid()}-", dir=base))
