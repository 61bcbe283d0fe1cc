"""The entry point of `gmmseg` and `python -m gmmseg`: the command line, which can open the window."""

import os
import signal
import sys
from collections.abc import Sequence
from functools import partial

from gmmseg.errors import MissingLibraryError, NoWindowError


def main() -> int:
    """Run what the words after `gmmseg` ask for and return the exit status."""
    _end_on_signals()
    try:
        from gmmseg.cli.main import INTERRUPTED, run
    except KeyboardInterrupt:  # so early that nothing is there yet to say it
        sys.stderr.write("gmmseg: Interrupted.\n")
        return 130
    status = run(sys.argv[1:], open_window=_open_window)
    if status == INTERRUPTED:  # a kernel being compiled on another thread would hold the process for seconds
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def _end_on_signals() -> None:
    """Let being asked to end be like Ctrl-C: what is done is told, nothing is left over."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:  # as nohup asks
        terminals = [number for number in (1, 2) if os.isatty(number)]
        signal.signal(hangup, partial(_hung_up, terminals))


def _hung_up(terminals: Sequence[int], *_: object) -> None:
    """End as on Ctrl-C; what would be written to the terminal that was closed goes nowhere."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it may be told twice: by the terminal and by the shell
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in terminals:
        os.dup2(nowhere, number)
    os.close(nowhere)
    raise KeyboardInterrupt


def _open_window(paths: Sequence[str]) -> int:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        raise NoWindowError("there is no display")  # Qt would abort the process
    try:
        from gmmseg.gui.app.application import main as show  # Qt is loaded now and not before
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] in {"PySide6", "shiboken6"}:
            raise MissingLibraryError("the window", "PySide6", "window", "open") from error
        if str(error.name).startswith("gmmseg.gui"):
            raise NoWindowError("gmmseg-core comes without it, and pip install gmmseg brings it") from error
        raise
    except ImportError as error:  # a graphics library is missing on a server
        raise NoWindowError(str(error)) from error
    for name in ("SIGTERM", "SIGHUP"):  # raised inside Qt, an interruption would be lost
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    return show(paths)


if __name__ == "__main__":
    sys.exit(main())
