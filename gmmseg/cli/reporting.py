"""What the command line says while it works: complaints, progress and names, on the error stream."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from gmmseg.pipeline import Progress


def shown(text: str | os.PathLike[str]) -> str:
    """Return a name or sentence as one line that a terminal can show: control characters are spelled out."""
    return "".join(c if c.isprintable() else _spelled(c) for c in os.fspath(text))


def counted(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _spelled(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # a byte of a file's name that is not UTF-8
        return "\ufffd"
    return character.encode("unicode_escape").decode()


def complain(sentence: str, about: str | os.PathLike[str] | None = None) -> None:
    """Print one line on the error stream: the program, what it is about, what is wrong."""
    words = ["gmmseg", sentence] if about is None else ["gmmseg", os.fspath(about), sentence]
    print(shown(": ".join(words)), file=sys.stderr, flush=True)  # noqa: T201 - this is where words go out


class Watch(Protocol):
    """Shows how far the work on several pictures has come."""

    def begin(self, name: str) -> None:
        """Show that work on the next picture begins."""

    def step(self, progress: "Progress") -> None:
        """Show how far the present picture is."""

    def aside(self) -> AbstractContextManager[object]:
        """Return a context in which other things may be printed."""


class Silent:
    """Shows nothing."""

    def begin(self, name: str) -> None:
        """Do nothing."""

    def step(self, progress: "Progress") -> None:
        """Do nothing."""

    def aside(self) -> AbstractContextManager[object]:
        """Return a context that does nothing."""
        return nullcontext()


@dataclass
class Lines(Silent):
    """Prints one line per picture: for logs, and for terminals that cannot move the cursor."""

    total: int
    begun: int = 0

    def begin(self, name: str) -> None:
        """Print the picture's name and number."""
        self.begun += 1
        print(f"{shown(name)} ({self.begun} of {self.total})", file=sys.stderr, flush=True)  # noqa: T201 - see above


@dataclass
class Moving:
    """Moves a bar in a terminal."""

    bar: "Bar"
    task: "TaskID"
    total: int
    begun: int = 0
    name: str = ""

    def begin(self, name: str) -> None:
        """Show the picture's name and number."""
        self.begun += 1
        self.name = shown(name)
        if self.total > 1:
            self.name += f" ({self.begun} of {self.total})"
        self.bar.update(self.task, description=self.name, completed=self.begun - 1)

    def step(self, progress: "Progress") -> None:
        """Show the stage and move the bar."""
        self.bar.update(
            self.task,
            description=f"{self.name}: {progress.stage}",
            completed=self.begun - 1 + progress.fraction,
        )

    def aside(self) -> AbstractContextManager[object]:
        """Return a context in which the bar is away."""
        return away(self.bar)


@contextmanager
def away(bar: "Bar") -> Iterator[None]:
    """Take a bar away while other things are printed."""
    bar.stop()
    try:
        yield
    finally:
        bar.start()


@contextmanager
def watching(total: int, *, quiet: bool) -> Iterator[Watch]:
    """Yield what shows the progress of `total` pictures: a bar in a terminal, else one line for each."""
    if quiet:
        yield Silent()
        return
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False),  # brackets in a file's name are no markup
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # else results would go to the error stream with the bar
        redirect_stderr=False,
    ) as bar:
        yield Moving(bar, bar.add_task("", total=total), total)
