"""Bytes of an open file read and written at a place, by several threads at once: pread and pwrite of POSIX.

Where the system has neither, as Windows, each call moves the position of the file and then reads or writes,
one call at a time. A descriptor given to these functions is for them alone: others would lose their place.
"""

import os
from threading import Lock

AT_ONCE = 2**30  # bytes: systems read and write no more than 2 GiB in one call, or refuse to
_POSITION = Lock()  # of all files: a call is short against decoding what it reads


def read_at(descriptor: int, n_bytes: int, offset: int) -> bytes:
    """Return bytes from `offset` on, fewer than `n_bytes` where the file ends."""
    first = _read_once(descriptor, min(n_bytes, AT_ONCE), offset)
    if len(first) == n_bytes or not first:
        return first
    found = bytearray(first)
    while len(found) < n_bytes:
        more = _read_once(descriptor, min(n_bytes - len(found), AT_ONCE), offset + len(found))
        if not more:
            break
        found += more
    return bytes(found)


def _read_once(descriptor: int, n_bytes: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, n_bytes, offset)
    with _POSITION:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, n_bytes)


def write_at(descriptor: int, data: bytes | memoryview, offset: int) -> int:
    """Write bytes from `offset` on and return how many were written: it may be some of them only."""
    data = memoryview(data)[:AT_ONCE]
    if hasattr(os, "pwrite"):
        return os.pwrite(descriptor, data, offset)
    with _POSITION:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.write(descriptor, data)
