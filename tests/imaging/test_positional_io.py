"""Bytes at a place of a file, with what POSIX has and without it."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from gmmseg.imaging import positional_io
from gmmseg.imaging.positional_io import read_at, write_at

PIECE = 1024


@pytest.fixture(params=["posix", "windows"])
def descriptor(request, monkeypatch, tmp_path):
    if request.param == "windows":
        monkeypatch.delattr(os, "pread", raising=False)
        monkeypatch.delattr(os, "pwrite", raising=False)
    opened = os.open(tmp_path / "bytes", os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
    yield opened
    os.close(opened)


def test_threads_read_back_what_they_wrote_each_at_its_place(descriptor):
    def there_and_back(place):
        data = bytes([place]) * PIECE
        assert write_at(descriptor, memoryview(data), place * PIECE) == PIECE
        return read_at(descriptor, PIECE, place * PIECE) == data

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(there_and_back, reversed(range(64))))
    assert read_at(descriptor, 64 * PIECE + 1, 0) == b"".join(bytes([i]) * PIECE for i in range(64))
    assert read_at(descriptor, 5, 64 * PIECE - 2) == b"??"


def test_more_than_the_system_gives_at_once_is_read_and_written_in_pieces(descriptor, monkeypatch):
    monkeypatch.setattr(positional_io, "AT_ONCE", 1000)
    data = bytes(range(256)) * 16

    assert write_at(descriptor, data, 0) == 1000
    for begin in range(1000, len(data), 1000):
        write_at(descriptor, memoryview(data)[begin:], begin)

    assert read_at(descriptor, len(data), 0) == data
    assert read_at(descriptor, len(data), 100) == data[100:]
    assert read_at(descriptor, 2500, 1) == data[1:2501]
