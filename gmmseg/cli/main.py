"""The command line as a whole: the table of commands, and how errors become one line and an exit status."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from gmmseg.cli.reporting import (
    PRINTED,
    REQUESTED,
    asks_for_json,
    error_record,
    known,
    print_error,
    print_json,
    record_of,
)
from gmmseg.errors import BadSettingError, BusyFolderError, GmmsegError, NoClassesError
from gmmseg.version import __version__

DONE, FAILED, USAGE, BUSY, INTERRUPTED = 0, 1, 2, 3, 130
STATUSES = {
    BadSettingError: USAGE,
    NoClassesError: USAGE,
    BusyFolderError: BUSY,
}  # of what ends a command, where it is not FAILED

# Each lives in gmmseg/cli/<name>.py as a click command called <name>, which is imported when it is used.
COMMANDS = {
    "segment": "Find segments in pictures and write masks.",
    "sweep": "Compare numbers of segments, and other settings, on a picture.",
    "fit": "Make a model from one or several pictures.",
    "apply": "Give pictures the segments of a model.",
    "measure": "Find objects in pictures, count and measure them.",
    "batch": "Work through a folder of pictures, with several processes.",
    "export": "Write the files of a project that was saved in the window.",
    "cut": "Cut one object out of a picture by a box, clicks or strokes.",
    "evaluate": "Compare results with truths.",
    "cluster": "Find clusters in a table of numbers.",
    "compare": "Tell whether groups differ in what was measured.",
    "describe": "Say what a model is and why a pixel has its label; write methods and recipes.",
    "serve": "Label pictures and rows over HTTP, as a service.",
    "drift": "Say whether a model that serves should be refitted.",
    "calibrate": "Make the probabilities of a model as sure as they are right.",
    "doctor": "Say what is installed, whether it works, and what is missing.",
}

STOPPED = "Interrupted."

OpenWindow = Callable[[Sequence[str]], int]


class Commands(click.Group):
    """The commands by name; a path in the place of a command opens the window on it."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:  # noqa: D102 - overrides click's
        context.meta[REQUESTED] = asks_for_json(args)
        return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> Any:  # noqa: D102 - overrides click's
        try:
            return self._invoked(context)
        except BaseException as error:
            if context.meta[REQUESTED] and not context.meta.get(PRINTED) and (record := _record(error)):
                print_json({"gmmseg": __version__, "error": record})
            raise

    def _invoked(self, context: click.Context) -> Any:
        """Return what the command returns, or raise an error as people know it."""
        try:
            return super().invoke(context)
        except ModuleNotFoundError as error:
            if (wrapped := known(error)) is error or os.environ.get("GMMSEG_DEBUG"):
                raise
            raise wrapped from error

    def list_commands(self, _: click.Context) -> list[str]:  # noqa: D102 - overrides click's
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:  # noqa: D102 - overrides click's
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"gmmseg.cli.{name}"), name)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102 - overrides click's
        with formatter.section("Commands"):  # from the table: nothing is imported to print it
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(  # noqa: D102 - overrides click's
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in COMMANDS:
            return super().resolve_command(context, args)
        if _means_a_picture(args[0]):
            return "window", _window, args
        near = "".join(f" Did you mean {name!r}?" for name in get_close_matches(args[0], COMMANDS, 1))
        raise click.UsageError(f"There is no command or file {args[0]!r}.{near}", context)


@click.command("window", context_settings={"ignore_unknown_options": True})
@click.argument("paths", nargs=-1, type=click.Path())
@click.pass_context
def _window(context: click.Context, paths: tuple[str, ...]) -> int:
    for path in paths:
        if not os.path.lexists(path):
            raise click.UsageError(f"There is no file {path!r}.", context.parent)
    open_window: OpenWindow = context.obj
    return open_window(paths)


def _means_a_picture(word: str) -> bool:
    return os.path.lexists(word) or bool(Path(word).suffix) or os.sep in word


@click.group(
    "gmmseg",
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="[PICTURE... | COMMAND [ARGS]...]",
    epilog="""\b
Examples:
  gmmseg                            open the window
  gmmseg photo.jpg                  open the window on a picture
  gmmseg segment photo.jpg -o out   write masks without a window
  gmmseg segment --help             all that can be set
""",
)
@click.version_option(__version__, "-V", "--version", prog_name="gmmseg")
@click.pass_context
def commands(context: click.Context) -> int | None:
    """Turn pictures into masks with Gaussian mixtures.

    Without a command, open the window.
    """
    if context.invoked_subcommand is None:
        open_window: OpenWindow = context.obj
        return open_window(())
    return None


def run(arguments: Sequence[str], *, open_window: OpenWindow) -> int:
    """Run the command line and return its exit status: 0, 1 (failed), 2 (usage), 3 (busy), 130 (interrupted).

    Parameters
    ----------
    arguments : sequence of str
        The words after the program's name.
    open_window : callable
        Opens the window on some paths and returns an exit status. It is handed in since this floor
        may not import the window's.
    """
    _prepare()
    try:
        status = commands.main(list(arguments), "gmmseg", standalone_mode=False, obj=open_window)
        sys.stdout.flush()
        return status or DONE
    except NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        print_error(_explained(error))
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        print_error(STOPPED)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        _let_output_go_nowhere()
    except click.ClickException as error:
        print_error(error.format_message())
    except GmmsegError as error:
        print_error(str(error))
        return STATUSES.get(type(error), FAILED)
    except OSError as error:
        print_error(_system_message(error))
        if error.filename is None:  # the error is about the output
            _let_output_go_nowhere()
    return FAILED


def _let_output_go_nowhere() -> None:
    """Point the output at nothing, so that Python's last flush does not fail again."""
    with suppress(OSError):  # what is not a file needs it not
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _system_message(error: OSError) -> str:
    """Return the sentence for an error of the system that no other code explained."""
    if _is_stranded():
        return "The folder that you are in is not there any more. Go to another folder first."
    if error.filename is None:
        return f"Cannot print: the system says {error.strerror!r}. Free some space or print elsewhere."
    where = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else str(error.filename)
    remedy = "Check its path, its permissions and its disk"
    return f"Cannot use {where}: the system says {error.strerror!r}. {remedy}."


def _is_stranded() -> bool:
    """Return whether the folder one is in was removed, so that nothing can be named from it."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _explained(error: click.UsageError) -> str:
    """Return what is wrong with a command and where to look."""
    path = error.ctx.command_path if error.ctx else "gmmseg"
    sentence = error.format_message()
    stop = "" if sentence.endswith((".", "?")) else "."
    return f"{sentence}{stop} Try '{path} --help'."


def _record(error: BaseException) -> dict[str, str] | None:
    """Return the record, for JSON, of what ended a command; None if nothing failed or nobody reads it."""
    code, sentence = "", ""
    match error:
        case click.exceptions.Exit() | SystemExit() | BrokenPipeError():
            return None
        case click.UsageError():
            code, sentence = "usage", _explained(error)
        case click.Abort() | KeyboardInterrupt():
            code, sentence = "interrupted", STOPPED
        case click.ClickException():
            code, sentence = "system", error.format_message()
        case OSError() if not isinstance(error, GmmsegError):
            code, sentence = "system", _system_message(error)
        case Exception():
            return record_of(error)
    return error_record(code, sentence) if code else None


def _prepare() -> None:
    """Let any name be printed, also where no stream is, and forget threads that Numba cannot count."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    count = os.environ.get("NUMBA_NUM_THREADS", "1")
    if not (count.isascii() and count.isdigit() and int(count) > 0):
        print_error(f"NUMBA_NUM_THREADS is {count!r}, which is not a number of threads; it is ignored.")
        del os.environ["NUMBA_NUM_THREADS"]
