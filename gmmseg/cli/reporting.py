"""Text for the terminal: names on one line, numbers with their nouns, error lines."""

import os
import sys

from gmmseg.errors import spelled


def shown(text: str | os.PathLike[str]) -> str:
    """Return a name or sentence as one line that a terminal can show: control characters are spelled out."""
    return spelled(os.fspath(text))


def counted(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be."""
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


def complain(sentence: str, about: str | os.PathLike[str] | None = None) -> None:
    """Print one line on the error stream: the program, what it is about, what is wrong."""
    words = ["gmmseg", sentence] if about is None else ["gmmseg", os.fspath(about), sentence]
    print(shown(": ".join(words)), file=sys.stderr, flush=True)  # noqa: T201 - this is where words go out
