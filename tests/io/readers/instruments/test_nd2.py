"""Files are put together byte by byte, as the library reads those of a microscope."""

import contextlib
import struct
import zlib

import numpy as np
import pytest

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.images import pages_of, read

pytest.importorskip("nd2", reason="needs nd2, of the extra microscopy")

MAGIC = 0x0ABECEDA


def variant(name, value):
    """Return a name and a value as Nikon's binary metadata hold them."""
    word = (name + "\0").encode("utf-16-le")

    def head(kind):
        return struct.pack("BB", kind, len(word) // 2) + word

    if isinstance(value, dict):
        parts = [variant(key, each) for key, each in value.items()]
        inside = b"".join(parts)
        length = len(head(11)) + 12 + len(inside)
        return head(11) + struct.pack("<IQ", len(parts), length) + inside + b"\0" * (8 * len(parts))
    if isinstance(value, bool):
        return head(1) + struct.pack("B", value)
    if isinstance(value, int):
        return head(3) + struct.pack("<I", value)
    if isinstance(value, float):
        return head(6) + struct.pack("<d", value)
    return head(8) + (value + "\0").encode("utf-16-le")


def nd2_file(frames, *, n_channels, loops=(), compress=False, missing=(), claim=None, probe=True):
    """Return a file of frames (h, w, components), and loops from the outermost: their kind and count."""
    height, width, n = frames[0].shape
    item = frames[0].dtype.itemsize
    attributes = {
        "uiWidth": width, "uiWidthBytes": width * n * item, "uiHeight": claim or height, "uiComp": n,
        "uiBpcInMemory": 8 * item, "uiBpcSignificant": 8 * item, "uiSequenceCount": len(frames),
        "uiTileWidth": width, "uiTileHeight": height,
        "eCompression": 0 if compress else 2, "dCompressionParam": 0.0, "ePixelType": 1,
        "uiVirtualComponents": n,
    }  # fmt: skip
    point = {"eType": 1, "dTValue": 1.0, "dWavelength": 520.0}
    light = {"m_EmissionSpectrum": {"uiCount": 1, "pPoint": {"Point0": point}}}
    planes = {
        f"Plane{i}": {
            "uiCompCount": n // n_channels, "sDescription": f"dye {i + 1}", "uiColor": (255, 65280)[i % 2],
            "pFluorescentProbe": light if probe else {},
        }
        for i in range(n_channels)
    }  # fmt: skip
    picture = {
        "dCalibration": 0.25, "bCalibrated": True, "dAspect": 1.0, "dObjectiveMag": 20.0,
        "sPicturePlanes": {"uiCount": n_channels, "uiCompCount": n, "sPlaneNew": planes},
    }  # fmt: skip
    experiment = {}
    inner = {}
    for kind, count in reversed(loops):
        inner = {
            "eType": kind,
            "uLoopPars": {
                "uiCount": count,
                "dPeriod": 1.0,
                "dStart": 0.0,
                "dDuration": 1.0,
                "dZStep": 1.0,
                "dZLow": 0.0,
                "dZHigh": 1.0,
            },
            "uiNextLevelCount": 1 if inner else 0,
            "uiLevel": 0,
            **({"ppNextLevelEx": {"i0000000000": inner}} if inner else {}),
        }
    experiment = inner
    chunks = [
        (b"ImageAttributesLV!", variant("SLxImageAttributes", attributes)),
        (b"ImageMetadataSeqLV|0!", variant("SLxPictureMetadata", picture)),
        *([(b"ImageMetadataLV!", variant("SLxExperiment", experiment))] if experiment else []),
    ]
    for i, frame in enumerate(frames):
        data = frame.tobytes()
        if i not in missing:
            packed = zlib.compress(data) if compress else data
            chunks.append((b"ImageDataSeq|%d!" % i, struct.pack("<d", float(i)) + packed))
    return chunked(chunks)


def chunk(name, data, n_name=None):
    n_name = n_name or -(-len(name) // 16) * 16
    return struct.pack("<IIQ", MAGIC, n_name, len(data)) + name.ljust(n_name, b"\0") + data


def chunked(chunks):
    out = chunk(b"ND2 FILE SIGNATURE CHUNK NAME01!", b"Ver3.0".ljust(64, b"\0"), 32)
    listed = b""
    for name, data in chunks:
        listed += name + struct.pack("<QQ", len(out), len(data))
        # samples begin 4096 bytes behind the beginning of their chunk, and 8 behind a time
        out += chunk(name, data, 4096 - 16 - 8 + 8 - 8 if name.startswith(b"ImageDataSeq") else None)
    start = len(out)
    end = b"ND2 CHUNK MAP SIGNATURE 0000001!"
    out += chunk(b"ND2 FILEMAP SIGNATURE NAME 0001!", listed + end + struct.pack("<Q", start), 32)
    return out + end + struct.pack("<Q", start)


@pytest.fixture
def frames():
    return list(np.random.default_rng(0).integers(0, 65536, (6, 20, 30, 2)).astype(np.uint16))


@pytest.fixture
def save(tmp_path):
    def saved(data):
        path = tmp_path / "cells.nd2"
        path.write_bytes(data)
        return path

    return saved


TIME, DEPTH = 1, 4


@pytest.mark.parametrize("compress", [False, True])
def test_times_depths_and_channels(save, frames, compress):
    path = save(nd2_file(frames, n_channels=2, loops=[(TIME, 2), (DEPTH, 3)], compress=compress))

    image = read(path, page="t=2,z=3")

    assert pages_of(path).text == "2 times (t) x 3 depths (z)"
    np.testing.assert_array_equal(image.pixels, frames[5])
    assert image.channels == ("dye 1", "dye 2")
    assert [info.colour for info in image.channel_info] == [(255, 0, 0), (0, 255, 0)]
    assert image.channel_info[1].wavelength == 520
    assert image.pixel_size == (0.25, 0.25)


def test_colours(save):
    rgb = np.random.default_rng(1).integers(0, 256, (8, 12, 3)).astype(np.uint8)

    image = read(save(nd2_file([rgb], n_channels=1)))

    assert image.is_colour
    np.testing.assert_array_equal(image.pixels, rgb)


def test_channels_that_are_not_given_leave_the_size_of_pixels(save, frames):
    image = read(save(nd2_file(frames[:1], n_channels=2, probe=False)))

    np.testing.assert_array_equal(image.pixels, frames[0])
    assert image.pixel_size == (0.25, 0.25)
    assert image.notes == ("What it says of its channels is odd or damaged, and was left out.",)


def test_a_frame_that_is_missing_is_no_black_picture(save, frames):
    path = save(nd2_file(frames[:2], n_channels=2, loops=[(TIME, 2)], missing=[1]))

    np.testing.assert_array_equal(read(path, page=1).pixels, frames[0])
    with pytest.raises(UnreadableImageError, match="frame 2 is missing"):
        read(path, page=2)


def test_a_hostile_size_is_refused(save, frames):
    path = save(nd2_file(frames[:1], n_channels=2, claim=10**6))

    with pytest.raises(UnreadableImageError) as caught:
        read(path)

    assert str(caught.value) == (
        "Cannot read cells.nd2: it declares pages of 120,000,000 bytes, more than it has. "
        "Get a whole copy of the file."
    )


def test_a_frame_that_unfolds_without_end_is_refused(save, frames):
    data = nd2_file([np.zeros((20, 30, 2), np.uint16)], n_channels=2, compress=True)
    bomb = nd2_file([np.zeros((2000, 30, 2), np.uint16)], n_channels=2, compress=True, claim=20)

    assert read(save(data)).pixels.max() == 0
    with pytest.raises(UnreadableImageError, match="frame 1 is not of the size that is declared"):
        read(save(bomb))


def test_a_file_that_is_cut_short_is_one_sentence(save, frames):
    with pytest.raises(
        UnreadableImageError, match=r"its ND2 data are damaged or cut short \(its map of chunks"
    ):
        read(save(nd2_file(frames[:1], n_channels=2)[:-100]))


def test_bytes_that_are_changed_never_do_more_than_fail(save, frames):
    whole = bytearray(nd2_file(frames, n_channels=2, loops=[(TIME, 2), (DEPTH, 3)]))
    rng = np.random.default_rng(2)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in rng.integers(0, 4000, 6):
            damaged[place] = rng.integers(0, 256)
        with contextlib.suppress(UnreadableImageError):
            read(save(bytes(damaged)), page=1, max_pixels=10**6)
