import pytest

from gmmseg.errors import MissingReaderError
from gmmseg.io.readers import formats
from gmmseg.io.readers.images import read
from gmmseg.io.readers.instruments import files


def test_every_kind_is_a_format_that_is_read():
    assert set(files.KINDS) == set(formats.INSTRUMENTS)


def test_a_library_that_is_absent_is_named_with_its_extra(tmp_path, monkeypatch):
    path = tmp_path / "cells.lif"
    path.write_bytes(b"\x70\0\0\0" + b"\0" * 600)
    monkeypatch.setattr(files, "find_spec", lambda name: None)

    with pytest.raises(MissingReaderError) as caught:
        read(path)

    assert str(caught.value) == (
        "Cannot read cells.lif: it is in the format Leica's LIF, which needs the library liffile, and that "
        "is not installed. Install it with pip install 'gmmseg[microscopy]'."
    )
