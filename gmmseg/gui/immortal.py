"""Keep None, True and False alive under a Qt binding that forgets to.

PySide6 6.12 returns these without counting the reference. From Python 3.12 they are immortal and
nothing happens; before, each call of a Qt method takes one reference away, and after some ten
thousand calls the interpreter aborts with "deallocating None". A head start of 2**40 references
outlasts any session. docs/decisions/0007-immortal-none.md tells more.
"""

import ctypes
import sys

HEAD_START = 2**40
MORTAL = (None, True, False, NotImplemented, ...)


def protect() -> None:
    """Give the constants that PySide6 returns more references than it can ever take away."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12) or sys.maxsize < HEAD_START:
        return
    for constant in MORTAL:
        count = ctypes.c_ssize_t.from_address(id(constant))  # CPython's objects begin with their count
        if 0 < count.value < HEAD_START:
            count.value += HEAD_START
