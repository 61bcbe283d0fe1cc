"""The way in, for `gmmseg` and `python -m gmmseg`: the command line, and from it the window."""

import os
import signal
import sys
from collections.abc import Sequence

from gmmseg.errors import NoWindowError


def main() -> int:
    """Run what the words after `gmmseg` ask for and return the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being asked to end is like Ctrl-C
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


def _open_window(paths: Sequence[str]) -> int:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        raise NoWindowError("there is no display")  # Qt would abort the process
    try:
        from gmmseg.gui.app import main as show  # Qt is loaded now and not before
    except ImportError as error:  # a graphics library is missing on a server
        raise NoWindowError(str(error)) from error
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # raised inside Qt, an interruption would be lost
    return show(paths)


if __name__ == "__main__":
    sys.exit(main())
