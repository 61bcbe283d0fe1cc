import errno
import io
import os
import zlib

import imagecodecs
import numpy as np
import pytest

from gmmseg.errors import NoSuchPageError, UnreadableImageError
from gmmseg.io import deep
from gmmseg.io.raster import Request


def request_for(kind, **wishes):
    return Request(**({"name": "a", "format": kind, "page": None, "max_pixels": 10**9} | wishes))


def noise(n_channels, top=65535):
    return np.random.default_rng(0).integers(0, top, (9, 7, n_channels), np.uint16, endpoint=True)


def chunk(kind, data):
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png_header(width, height, bits, colour):
    data = width.to_bytes(4) + height.to_bytes(4) + bytes([bits, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", data)


@pytest.mark.parametrize("n_channels", [2, 3, 4])
@pytest.mark.parametrize("kind", ["PNG", "JPEG2000"])
def test_16_bits_of_several_channels_keep_every_value(n_channels, kind):
    pixels = noise(n_channels)
    encode = imagecodecs.png_encode if kind == "PNG" else imagecodecs.jpeg2k_encode
    data = encode(pixels) if kind == "PNG" else encode(pixels, reversible=True, level=0)
    n_bits = deep.bits(data[:64], io.BytesIO(data), kind)

    raster = deep.decode(io.BytesIO(data), request_for(kind), n_bits)

    n_colours = 3 if n_channels >= 3 else 1
    np.testing.assert_array_equal(raster.pixels, pixels[..., :n_colours])
    assert (raster.mask is None) == (n_channels == 3)
    assert raster.span == (0, 65535)


def test_16_bit_grey_jpeg_2000_keeps_every_value():
    pixels = noise(1)
    data = imagecodecs.jpeg2k_encode(pixels[..., 0], reversible=True, level=0)

    raster = deep.decode(io.BytesIO(data), request_for("JPEG2000"), 16)

    np.testing.assert_array_equal(raster.pixels, pixels)


def test_a_16_bit_colour_declared_transparent_is_masked():
    pixels = np.array([[[1, 2, 3], [4, 5, 6]]], ">u2")
    rows = zlib.compress(b"\0" + pixels.tobytes())
    data = png_header(2, 1, 16, 2) + chunk(b"tRNS", pixels[0, 1].tobytes()) + chunk(b"IDAT", rows)
    data += chunk(b"IEND", b"")

    raster = deep.decode(io.BytesIO(data), request_for("PNG"), 16)

    assert raster.mask.tolist() == [[True, False]]
    np.testing.assert_array_equal(raster.pixels, pixels)


@pytest.mark.parametrize(
    ("bits", "colour", "expected"), [(16, 2, 16), (16, 6, 16), (16, 0, 8), (8, 2, 8), (4, 3, 8)]
)
def test_only_what_pillow_would_cut_down_is_deep(bits, colour, expected):
    head = png_header(2, 2, bits, colour)

    assert deep.bits(head, io.BytesIO(head), "PNG") == expected


def test_other_formats_are_not_deep():
    assert deep.bits(b"\xff\xd8\xff", io.BytesIO(b""), "JPEG") == 8
    assert deep.bits(b"\0\0\0\x0cjP", io.BytesIO(b"\0\0\0\x0cjP"), "JPEG2000") == 8


def test_a_header_that_promises_more_than_the_file_can_hold_is_refused():
    head = png_header(20_000, 20_000, 8, 2)

    with pytest.raises(UnreadableImageError) as caught:
        deep.check_plausible(head, len(head), request_for("PNG"))

    assert str(caught.value) == (
        "Cannot read a: its 33 bytes are too few for the 20000 x 20000 pixels it promises. "
        "Get a whole copy of the file."
    )


def test_the_emptiest_picture_that_deflate_can_pack_is_plausible():
    rows = zlib.compress(bytes(3001 * 1000), 9)
    head = png_header(1000, 1000, 8, 2)

    deep.check_plausible(head, len(head) + len(rows), request_for("PNG"))


def test_there_is_one_page():
    with pytest.raises(NoSuchPageError):
        deep.decode(io.BytesIO(imagecodecs.png_encode(noise(3))), request_for("PNG", page=2), 16)


def test_what_libraries_say_of_a_file_stays_off_the_error_stream(capfd):
    rows = zlib.compress((b"\0" + bytes(range(18))) * 2 + bytes(99))  # more than there are pixels
    header = (3).to_bytes(4) + (2).to_bytes(4) + bytes([16, 2, 0, 0, 0])
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    raster = deep.decode(io.BytesIO(data), request_for("PNG"), 16)
    os.write(2, b"ours")

    np.testing.assert_array_equal(raster.pixels[0, 0], [0x0001, 0x0203, 0x0405])
    assert capfd.readouterr() == ("", "ours")


def test_without_an_error_stream_there_is_nothing_to_silence(monkeypatch):
    def closed(_):
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(deep.os, "dup", closed)

    with deep.without_chatter():
        pass
