"""What commands say: names on one line, numbers with their nouns, error lines; for programs JSON."""

import json
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import click

from gmmseg.errors import GmmsegError, IncompleteInstallationError, spelled

REQUESTED, PRINTED = (
    "gmmseg.json_asked",
    "gmmseg.json_told",
)  # what a run of the command line keeps of its JSON


def shown(text: str | os.PathLike[str]) -> str:
    """Return a name or sentence as one line that a terminal can show: control characters are spelled out."""
    return spelled(os.fspath(text))


def print_error(sentence: str, about: str | os.PathLike[str] | None = None) -> None:
    """Print one line on the error stream: the program, what it is about, what is wrong."""
    arguments = ["gmmseg", sentence] if about is None else ["gmmseg", os.fspath(about), sentence]
    print(shown(": ".join(arguments)), file=sys.stderr, flush=True)  # noqa: T201 - this is where words go out


class RefusedPictures:
    """Prints why pictures were refused: what was said of one before is not said again in whole."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}  # what was said, without the picture's name, and of which first

    def print(self, sentence: str, path: str | os.PathLike[str]) -> None:
        """Print one line on the error stream, about a picture that was refused with a sentence."""
        name = os.path.basename(os.fspath(path))  # noqa: PTH119 - of text, too
        reason = sentence.replace(shown(name), "*") if name else sentence
        if reason in self._first:
            print_error(f"refused like {self._first[reason]}, for the same reason.", path)
        else:
            self._first[reason] = name
            print_error(sentence, path)


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Return whether the words of a command ask for JSON, which must be known where they cannot be parsed."""
    options = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    return bool({"--json", "--format=json"} & {*options}) or ("--format", "json") in pairwise(options)


def print_json(document: Any) -> None:
    """Print a document in JSON; whatever goes wrong later prints no second one."""
    click.get_current_context().meta[PRINTED] = True
    click.echo(json.dumps(document, indent=2))


def error_record(code: str, sentence: str) -> dict[str, str]:
    """Return an error as JSON has it: a code that stays, and the sentence for people."""
    return {"code": code, "message": spelled(sentence)}


def known(error: Exception) -> Exception:
    """Return an error as it is shown: a library that is not there is no fault of gmmseg's."""
    if isinstance(error, ModuleNotFoundError):
        library = str(error.name).partition(".")[0]
        if library != "gmmseg":
            return IncompleteInstallationError(library)
    return error


def record_of(error: Exception) -> dict[str, str]:
    """Return an error at one of several pictures, tables or projects, as JSON has it."""
    error = known(error)
    if isinstance(error, GmmsegError):
        return error_record(error.code, str(error))
    if isinstance(error, MemoryError):
        return error_record(
            "out-of-memory",
            "There is not enough memory for it. Close other programs, or make the picture smaller.",
        )
    return error_record(
        "internal", f"This is a fault in gmmseg, please report it: {type(error).__name__}: {error}"
    )
