"""Files are put together byte by byte: a folder of TIFF and settings, and the same in a compound file."""

import contextlib
import io
import struct

import numpy as np
import pytest
import tifffile

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.images import pages_of, read

pytest.importorskip("oiffile", reason="needs oiffile, of the extra microscopy")

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SETTINGS = """[ProfileSaveInfo]
Name="FV10-ASW"
Version="1.0"
[Reference Image Parameter]
WidthConvertValue=0.25
WidthUnit="um"
HeightConvertValue=0.5
HeightUnit="um"
ValidBitCounts=12
[Channel 1 Parameters]
"CH Name"="CH1"
DyeName="DAPI"
EmissionWavelength=461
[Channel 2 Parameters]
DyeName="Alexa Fluor 488"
"""


def settings(text):
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def tiff_of(pixels):
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels)
    return stream.getvalue()


def plane_files(planes):
    """Return the files of planes (channel, depth, h, w) by their names."""
    return {
        f"s_C{c + 1:03d}Z{z + 1:03d}.tif": tiff_of(planes[c, z])
        for c in range(planes.shape[0])
        for z in range(planes.shape[1])
    }


def compound_file(files):
    """Return an OLE compound file, all its streams longer than are kept apart."""
    out, chains, first = b"", [], {}
    entries = [("Root Entry", 5, FREE if not files else 1, END, 0)]
    for i, (name, content) in enumerate(files.items()):
        data = content.ljust(4096, b"\0")
        n = -(-len(data) // SECTOR)
        first[name] = len(out) // SECTOR
        chains.append((first[name], n))
        out += data.ljust(n * SECTOR, b"\0")
        entries.append((name, 2, i + 2 if i + 1 < len(files) else FREE, first[name], len(data)))
    directory = b""
    for i, (name, kind, following, start, size) in enumerate(entries):
        word = (name + "\0").encode("utf-16-le")
        right, child = (FREE, following) if i == 0 else (following, FREE)
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", word, len(word), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size
        )
    n = -(-len(directory) // SECTOR)
    chains.append((len(out) // SECTOR, n))
    begin = len(out) // SECTOR
    out += directory.ljust(n * SECTOR, b"\0")
    n_tables = 1
    while (len(out) // SECTOR + n_tables) > n_tables * SECTOR // 4:
        n_tables += 1
    table = [FREE] * (n_tables * SECTOR // 4)
    for start, length in chains:
        table[start : start + length] = [*range(start + 1, start + length), END]
    tables = [len(out) // SECTOR + i for i in range(n_tables)]
    for number in tables:
        table[number] = TABLE
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"",
        0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, n_tables, begin,
        0, 4096, END, 0, END, 0,
    )  # fmt: skip
    listed = struct.pack("<109I", *tables, *[FREE] * (109 - n_tables))
    return (head + listed).ljust(SECTOR, b"\0") + out + struct.pack(f"<{len(table)}I", *table)


def oib(planes, text=SETTINGS):
    files = {"OibInfo.txt": b"", "Stream00000": settings(text)}
    listed = ['[OibSaveInfo]\nName="Oib"\nVersion="2.0.0.0"\nCompression=0\nMainFileName=Stream00000\n']
    listed.append('Stream00000="cells.oif"\n')
    for i, (name, data) in enumerate(plane_files(planes).items(), 1):
        files[f"Stream{i:05d}"] = data
        listed.append(f'Stream{i:05d}="Storage00001/{name}"\n')
    files["OibInfo.txt"] = settings("".join(listed))
    return compound_file(
        {
            name: data + b" \0" * 2048 if name.endswith("txt") or i == 1 else data
            for i, (name, data) in enumerate(files.items())
        }
    )


@pytest.fixture
def planes():
    return np.random.default_rng(0).integers(0, 4096, (2, 3, 20, 30)).astype(np.uint16)


def save_oif(folder, planes):
    path = folder / "cells.oif"
    path.write_bytes(settings(SETTINGS))
    beside = folder / "cells.oif.files"
    beside.mkdir()
    for name, data in plane_files(planes).items():
        (beside / name).write_bytes(data)
    return path


def save_oib(folder, planes):
    path = folder / "cells.oib"
    path.write_bytes(oib(planes))
    return path


@pytest.mark.parametrize("save", [save_oif, save_oib], ids=["oif", "oib"])
def test_channels_and_depths(tmp_path, planes, save):
    path = save(tmp_path, planes)

    image = read(path, page=2)

    assert pages_of(path).text == "3 depths (z)"
    np.testing.assert_array_equal(image.pixels, planes[:, 1].transpose(1, 2, 0))
    assert image.channels == ("DAPI", "Alexa Fluor 488")
    assert image.channel_info[0].wavelength == 461
    assert image.pixel_size == (0.5, 0.25)
    assert image.range == (0, 4095)


def test_an_oif_without_its_folder_is_one_sentence(tmp_path):
    path = tmp_path / "cells.oif"
    path.write_bytes(settings(SETTINGS))

    with pytest.raises(UnreadableImageError) as caught:
        read(path)

    assert str(caught.value) == (
        "Cannot read cells.oif: its pictures are not beside it. Keep it beside its folder cells.oif.files."
    )


def test_a_plane_that_is_missing_is_one_sentence(tmp_path, planes):
    path = save_oif(tmp_path, planes)
    (tmp_path / "cells.oif.files" / "s_C002Z003.tif").unlink()

    assert read(path, page=1).n_channels == 2
    with pytest.raises(UnreadableImageError, match="of channel 2 is missing"):
        read(path, page=3)


def test_settings_that_say_nothing_leave_the_picture(tmp_path, planes):
    path = tmp_path / "cells.oib"
    path.write_bytes(oib(planes[:1, :1], '[ProfileSaveInfo]\nName="a"\nVersion="1"\n'))

    image = read(path)

    np.testing.assert_array_equal(image.pixels[..., 0], planes[0, 0])
    assert (image.pixel_size, image.channels) == (None, ("grey",))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library forgets to close
def test_bytes_that_are_changed_never_do_more_than_fail(tmp_path, planes):
    whole = bytearray(oib(planes))
    path = tmp_path / "cells.oib"
    rng = np.random.default_rng(2)
    places = [*range(512), *range(len(whole) - 3 * SECTOR, len(whole)), *range(SECTOR, SECTOR + 4096)]
    for _ in range(60):
        damaged = bytearray(whole)
        for place in rng.choice(places, 4):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged)
        with contextlib.suppress(UnreadableImageError):
            read(path, page=1, max_pixels=10**6)
