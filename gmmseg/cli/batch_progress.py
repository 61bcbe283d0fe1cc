"""How far a batch is: a bar with rate and time left in a terminal, else a line for each picture."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gmmseg.cli.reporting import away, shown

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from gmmseg.pipeline import Progress

SETTLED = 3  # pictures after which a rate means something


@dataclass
class Silent:
    """Shows nothing."""

    total: int
    ended: int = 0
    worked: int = 0
    begun: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108 - late: tests set the clock

    def prepare(self, progress: "Progress") -> None:
        """Show how far the making of the model is."""

    def finish(self, name: str, *, fresh: bool) -> None:  # noqa: ARG002 - others show it
        """Show that a picture is done, now (fresh) or by an earlier run."""
        self.ended += 1
        self.worked += fresh

    def aside(self) -> AbstractContextManager[object]:
        """Return a context in which other things may be printed."""
        return nullcontext()

    @property
    def rate(self) -> float:
        """Pictures a second that were worked on."""
        return self.worked / max(time.monotonic() - self.begun, 1e-9)

    @property
    def pace(self) -> str:
        """Rate and time left, in words."""
        if self.worked < SETTLED:
            return ""
        left = (self.total - self.ended) / max(self.rate, 1e-9)
        return f"{self.rate:.1f} pictures/s, {int(left // 60)}:{int(left % 60):02d} left"


class Lines(Silent):
    """Prints one line for each picture."""

    def finish(self, name: str, *, fresh: bool) -> None:
        """Print the picture's name and number, and how long the rest will take."""
        super().finish(name, fresh=fresh)
        if fresh:
            pace = f", {self.pace}" if self.pace else ""
            print(f"{shown(name)} ({self.ended} of {self.total}{pace})", file=sys.stderr, flush=True)  # noqa: T201 - for people


@dataclass
class Moving(Silent):
    """Moves a bar in a terminal."""

    bar: "Bar | None" = None

    def prepare(self, progress: "Progress") -> None:
        """Show the stage."""
        assert self.bar is not None
        self.bar.update(self.bar.task_ids[0], description=f"Making the model: {progress.stage}")

    def finish(self, name: str, *, fresh: bool) -> None:
        """Move the bar."""
        super().finish(name, fresh=fresh)
        assert self.bar is not None
        words = f"{shown(name)} ({self.ended} of {self.total})"
        self.bar.update(self.bar.task_ids[0], description=words, completed=self.ended, pace=self.pace)

    def aside(self) -> AbstractContextManager[object]:
        """Return a context in which the bar is away."""
        assert self.bar is not None
        return away(self.bar)


@contextmanager
def watching(total: int, *, quiet: bool) -> Iterator[Silent]:
    """Yield what shows the progress of a batch of `total` pictures."""
    if quiet:
        yield Silent(total)
        return
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    with Progress(
        TextColumn("{task.description}", markup=False),  # brackets in a file's name are no markup
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        bar.add_task("", total=total, pace="")
        yield Moving(total, bar=bar)
