"""Start gmmseg in a bundle that PyInstaller makes."""

import sys
from multiprocessing import freeze_support


def own_program() -> str | None:
    """Return the program that gmmseg asks of another Python, if it is one of its own two; else None.

    Batches start their workers, and doctor a trial window, as `python -c PROGRAM`; in a bundle `python` is
    the bundle itself.
    """
    words = [word for word in sys.argv[1:4] if word != "-P"]
    if words[:1] != ["-c"]:
        return None
    from gmmseg.batch.workers.worker_process import START_CODE
    from gmmseg.cli.doctor.checks import WINDOW

    return next((code for code in (START_CODE, WINDOW) if words[1:2] == [code]), None)


if __name__ == "__main__":
    freeze_support()
    program = own_program()
    if program is not None:
        sys.argv = ["-c", *sys.argv[sys.argv.index(program) + 1 :]]
        exec(program, {"__name__": "__main__"})  # noqa: S102 - one of gmmseg's own two, compared above
    else:
        from gmmseg.__main__ import main

        sys.exit(main())
