"""Progress of several pictures: a bar in a terminal, else a line for each, on the error stream.

Commands that process one picture after another show when each begins and how far it is; a batch shows
which have ended, with a rate and the time left.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gmmseg.cli.reporting import shown

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from gmmseg.job import Progress

LONG, FAR = 10, 0.05  # seconds, and share of a picture, from which on the time that is left is told
SILENT = 20  # seconds between two lines on the same picture
SETTLED = 3  # pictures after which a rate means something


@dataclass
class Watch:
    """Shows nothing, and counts."""

    total: int
    begun: int = 0
    ended: int = 0
    worked: int = 0
    since: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108 - late: tests set the clock
    since_begun: float = 0.0
    printed_at: float = 0.0

    def begin(self, name: str) -> None:  # noqa: ARG002 - others show it
        """Show that work on the next picture begins."""
        self.begun += 1
        self.since_begun = time.monotonic()

    def left(self, progress: "Progress") -> str:
        """Return in words what time the present picture will take, where it takes long."""
        gone = time.monotonic() - self.since_begun
        if self.begun == 0 or gone < LONG or progress.fraction < FAR:
            return ""
        left = gone * (1 - progress.fraction) / progress.fraction
        return f"about {int(left // 60)}:{int(left % 60):02d} left"

    def step(self, progress: "Progress") -> None:
        """Show how far the present picture is, or before the first the model of all."""

    def finish(self, name: str, *, fresh: bool) -> None:  # noqa: ARG002 - others show it
        """Show that a picture of a batch is done, now (fresh) or by an earlier run."""
        self.ended += 1
        self.worked += fresh

    def aside(self) -> AbstractContextManager[object]:
        """Return a context in which other things may be printed."""
        return nullcontext()

    @property
    def rate(self) -> float:
        """Pictures a second that were worked on."""
        return self.worked / max(time.monotonic() - self.since, 1e-9)

    @property
    def pace(self) -> str:
        """Rate and time left, in words."""
        if self.worked < SETTLED:
            return ""
        left = (self.total - self.ended) / max(self.rate, 1e-9)
        return f"{self.rate:.1f} pictures/s, {int(left // 60)}:{int(left % 60):02d} left"

    def numbered(self, name: str, number: int, *more: str) -> str:
        """Return a name with what number it is of how many, and more where there is any."""
        if self.total == 1:
            return shown(name)
        return f"{shown(name)} ({', '.join([f'{number} of {self.total}', *filter(None, more)])})"


class LineByLine(Watch):
    """Prints one line per picture: for logs, and for terminals that cannot move the cursor."""

    def begin(self, name: str) -> None:
        """Print the picture's name and number."""
        super().begin(name)
        self._print(self.numbered(name, self.begun))

    def step(self, progress: "Progress") -> None:
        """Print now and then how far a picture is that takes long."""
        if time.monotonic() - max(self.printed_at, self.since_begun) > SILENT:
            self.printed_at = time.monotonic()
            text = (f"  {progress.stage}, {progress.fraction:.0%}", self.left(progress))
            self._print(", ".join(filter(None, text)))

    def finish(self, name: str, *, fresh: bool) -> None:
        """Print the picture's name and number, and how long the rest will take."""
        super().finish(name, fresh=fresh)
        if fresh:
            self._print(self.numbered(name, self.ended, self.pace))

    def _print(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is where words go out


@dataclass
class ProgressBar(Watch):
    """Moves a bar in a terminal."""

    bar: "Bar" = None  # type: ignore[assignment]  # a field behind those with defaults must have one
    name: str = "Making the model"  # what is done before the first picture

    def begin(self, name: str) -> None:
        """Show the picture's name and number."""
        super().begin(name)
        self.name = self.numbered(name, self.begun)
        self._show(self.name, self.begun - 1)

    def step(self, progress: "Progress") -> None:
        """Show the stage and what time is left, and move the bar as far as the picture is."""
        done = self.begun - 1 + progress.fraction if self.begun else 0
        self._show(", ".join(filter(None, (f"{self.name}: {progress.stage}", self.left(progress)))), done)

    def finish(self, name: str, *, fresh: bool) -> None:
        """Move the bar."""
        super().finish(name, fresh=fresh)
        self._show(self.numbered(name, self.ended), self.ended)

    def _show(self, text: str, completed: float) -> None:
        self.bar.update(self.bar.task_ids[0], description=text, completed=completed, pace=self.pace)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while other things are printed."""
        self.bar.stop()
        try:
            yield
        finally:
            self.bar.start()


@contextmanager
def watching(total: int, *, quiet: bool) -> Iterator[Watch]:
    """Yield what shows the progress of `total` pictures: a bar in a terminal, else one line for each."""
    if quiet:
        yield Watch(total)
        return
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield LineByLine(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False),  # brackets in a file's name are no markup
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # else results would go to the error stream with the bar
        redirect_stderr=False,
    ) as bar:
        bar.add_task("", total=total, pace="")
        yield ProgressBar(total, bar=bar)
