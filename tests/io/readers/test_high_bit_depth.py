import errno
import io
import os
import zlib

import imagecodecs
import numpy as np
import pytest

from gmmseg.errors import NoSuchPageError, UnreadableImageError
from gmmseg.io.readers import high_bit_depth, plain_png
from gmmseg.io.readers.raster import ReadRequest


def request_for(kind, **wishes):
    return ReadRequest(**({"name": "a", "format": kind, "page": None, "max_pixels": 10**9} | wishes))


def noise(n_channels, top=65535):
    return np.random.default_rng(0).integers(0, top, (9, 7, n_channels), np.uint16, endpoint=True)


def chunk(kind, data):
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png_header(width, height, bits, colour):
    data = width.to_bytes(4) + height.to_bytes(4) + bytes([bits, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", data)


@pytest.mark.parametrize("n_channels", [2, 3, 4])
def test_16_bits_of_several_channels_keep_every_value(n_channels):
    pixels = noise(n_channels)

    raster = high_bit_depth.decode(io.BytesIO(imagecodecs.png_encode(pixels)), request_for("PNG"))

    n_colours = 3 if n_channels >= 3 else 1
    np.testing.assert_array_equal(raster.pixels, pixels[..., :n_colours])
    assert (raster.mask is None) == (n_channels == 3)
    assert raster.span == (0, 65535)


def test_alpha_that_is_wanted_as_a_channel_is_one():
    pixels = noise(4)

    raster = high_bit_depth.decode(
        io.BytesIO(imagecodecs.png_encode(pixels)), request_for("PNG", alpha="channel")
    )

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.mask, raster.notes) == ("channels", None, ())


def test_a_16_bit_colour_declared_transparent_is_masked():
    pixels = np.array([[[1, 2, 3], [4, 5, 6]]], ">u2")
    rows = zlib.compress(b"\0" + pixels.tobytes())
    data = png_header(2, 1, 16, 2) + chunk(b"tRNS", pixels[0, 1].tobytes()) + chunk(b"IDAT", rows)
    data += chunk(b"IEND", b"")

    raster = high_bit_depth.decode(io.BytesIO(data), request_for("PNG"))

    assert raster.mask.tolist() == [[True, False]]
    assert raster.notes == ("Pixels of the colour that the file calls transparent are masked out: 1.",)
    np.testing.assert_array_equal(raster.pixels, pixels)


@pytest.mark.parametrize(
    ("bits", "colour", "expected"),
    [(16, 2, True), (16, 6, True), (16, 0, False), (8, 2, False), (4, 3, False)],
)
def test_only_what_pillow_would_cut_down_is_deep(bits, colour, expected):
    assert high_bit_depth.is_deep(png_header(2, 2, bits, colour), "PNG") == expected


def test_other_formats_are_not_deep():
    assert not high_bit_depth.is_deep(b"\xff\xd8\xff", "JPEG")
    assert not high_bit_depth.is_deep(png_header(2, 2, 16, 2), "TIFF")


def test_a_header_that_promises_more_than_the_file_can_hold_is_refused():
    head = png_header(20_000, 20_000, 8, 2)

    with pytest.raises(UnreadableImageError) as caught:
        high_bit_depth.check_plausible(head, len(head), request_for("PNG"))

    assert str(caught.value) == (
        "Cannot read a: its 33 bytes are too few for the 20000 x 20000 pixels it promises. "
        "Get a whole copy of the file."
    )


def test_the_emptiest_picture_that_deflate_can_pack_is_plausible():
    rows = zlib.compress(bytes(3001 * 1000), 9)
    head = png_header(1000, 1000, 8, 2)

    high_bit_depth.check_plausible(head, len(head) + len(rows), request_for("PNG"))


def test_there_is_one_page():
    with pytest.raises(NoSuchPageError):
        high_bit_depth.decode(io.BytesIO(imagecodecs.png_encode(noise(3))), request_for("PNG", page=2))


def test_what_libraries_say_of_a_file_stays_off_the_error_stream(capfd):
    rows = zlib.compress((b"\0" + bytes(range(18))) * 2 + bytes(99))  # more than there are pixels
    header = (3).to_bytes(4) + (2).to_bytes(4) + bytes([16, 2, 0, 0, 0])
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    raster = high_bit_depth.decode(io.BytesIO(data), request_for("PNG"))
    os.write(2, b"ours")

    np.testing.assert_array_equal(raster.pixels[0, 0], [0x0001, 0x0203, 0x0405])
    assert capfd.readouterr() == ("", "ours")


def test_without_an_error_stream_there_is_nothing_to_silence(monkeypatch):
    def closed(_):
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(plain_png.os, "dup", closed)

    done = False
    with plain_png.without_chatter():
        done = True

    assert done
