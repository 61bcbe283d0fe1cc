"""OLE compound files, whose chains of sectors are checked before a library follows them.

Microsoft, "[MS-CFB]: Compound File Binary File Format". A chain that runs in a circle would never end.
"""

import struct
from collections.abc import Sequence
from typing import IO

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.instruments.acquisition import WHOLE
from gmmseg.io.readers.raster import ReadRequest

_HEADER = struct.Struct("<8s16sHHHHHHIIIIIIIIII")
_IN_HEADER = 109  # sectors of the table that the header itself lists
_END = 0xFFFFFFFA  # from here on numbers mean no sector


def check(stream: IO[bytes], request: ReadRequest) -> None:
    """Refuse a compound file whose chains of sectors leave the file or run in a circle.

    Raises
    ------
    UnreadableImageError
        If they do.
    """
    n_bytes = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(512)
    if len(head) < 512:
        raise _damaged(request)
    header = _HEADER.unpack(head[: _HEADER.size])
    shift, n_tables, minor_start, n_lists, list_start = (
        header[5],
        header[10],
        header[14],
        header[17],
        header[16],
    )
    if shift not in (9, 12) or n_lists > n_bytes >> shift or n_tables > n_bytes >> shift:
        raise _damaged(request)
    size = 1 << shift
    listed = list(struct.unpack(f"<{_IN_HEADER}I", head[76:512]))
    sector = list_start
    for _ in range(n_lists):
        numbers = _sector(stream, sector, size, request)
        listed += numbers[:-1].tolist()
        sector = int(numbers[-1])
    tables = [_sector(stream, number, size, request) for number in listed[:n_tables]]
    table = np.concatenate(tables) if tables else np.empty(0, np.uint32)
    _check_chains(table, request)
    minor = [_sector(stream, number, size, request) for number in _chain(table, minor_start)]
    if minor:
        _check_chains(np.concatenate(minor), request)


def _sector(stream: IO[bytes], number: int, size: int, request: ReadRequest) -> NDArray[np.uint32]:
    stream.seek((number + 1) * size)
    data = stream.read(size)
    if len(data) < size:
        raise _damaged(request)
    return np.frombuffer(data, "<u4")


def _chain(table: NDArray[np.uint32], number: int) -> Sequence[int]:
    """Return the sectors of a chain in a table without circles."""
    found = []
    while number < min(_END, len(table)):
        found.append(number)
        number = int(table[number])
    return found


def _check_chains(table: NDArray[np.uint32], request: ReadRequest) -> None:
    """Refuse a table in which a sector follows two others, itself or what comes behind it."""
    following = table[table < _END]
    if following.size and (following.max() >= len(table) or np.unique(following).size < following.size):
        raise _damaged(request)
    # Each sector follows one other at most, so that whatever no beginning leads to is a circle.
    is_followed = np.zeros(len(table), bool)
    is_followed[following] = True
    left = int(np.count_nonzero(table < _END))
    for number in np.flatnonzero(~is_followed & (table < _END)):
        left -= len(_chain(table, int(number))) - 1
    if left:
        raise _damaged(request)


def _damaged(request: ReadRequest) -> UnreadableImageError:
    return UnreadableImageError(request.name, "its chains of sectors are damaged", WHOLE)
