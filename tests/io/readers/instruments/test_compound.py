import io
import struct

import pytest

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.instruments import compound
from gmmseg.io.readers.raster import ReadRequest

REQUEST = ReadRequest("a.oib", "OIB", None, 10**6)
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def with_table(numbers, *, n_tables=1, n_lists=0, minor=END):
    """Return a compound file whose first sector is its table of sectors."""
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"",
        0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, n_tables, 1,
        0, 4096, minor, 0, 0, n_lists,
    )  # fmt: skip
    listed = struct.pack("<109I", 0, *[FREE] * 108)
    table = [TABLE, *numbers]
    return io.BytesIO(
        (head + listed).ljust(512, b"\0") + struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    )


@pytest.mark.parametrize("numbers", [[2, 3, END], [3, END, 2], [], [END, END]])
def test_chains_that_end_are_good(numbers):
    compound.check(with_table(numbers), REQUEST)


@pytest.mark.parametrize("numbers", [[1], [2, 1], [3, 3, END], [2, 3, 4, 2], [127, 900]])
def test_chains_that_run_in_a_circle_meet_or_leave_the_table_are_refused(numbers):
    with pytest.raises(UnreadableImageError) as caught:
        compound.check(with_table(numbers), REQUEST)

    assert str(caught.value) == (
        "Cannot read a.oib: its chains of sectors are damaged. Get a whole copy of the file."
    )


@pytest.mark.parametrize("more", [{"n_tables": 2**31}, {"n_lists": 2**31}, {"n_lists": 2}])
def test_tables_that_are_not_there_are_refused(more):
    with pytest.raises(UnreadableImageError):
        compound.check(with_table([END], **more), REQUEST)


def test_a_header_that_is_cut_short_is_refused():
    with pytest.raises(UnreadableImageError):
        compound.check(io.BytesIO(b"\xd0\xcf\x11\xe0"), REQUEST)
