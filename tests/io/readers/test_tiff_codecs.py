import io
import struct
import zlib

import numpy as np
import pytest
import tifffile

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers import tiff
from gmmseg.io.readers.raster import ReadRequest

PICTURE = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)


def written(pixels=PICTURE, **settings):
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, **{"photometric": "rgb", "tile": (32, 32)} | settings)
    return stream.getvalue()


def decoded(data):
    return tiff.decode(io.BytesIO(data), ReadRequest("a.tif", "TIFF", None, 10**6))


def sentence(data):
    with pytest.raises(UnreadableImageError) as caught:
        decoded(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("compression", "arguments"),
    [("webp", {"lossless": True}), ("lerc", None), ("lerc", {"compression": "deflate"})],
)
@pytest.mark.parametrize("tile", [(32, 32), None])
def test_webp_and_lerc_are_read(compression, arguments, tile):
    data = written(compression=compression, compressionargs=arguments, tile=tile)

    np.testing.assert_array_equal(decoded(data).pixels, PICTURE)


def test_lossy_webp_is_read():
    smooth = np.mgrid[:64, :64].sum(axis=0)[..., None].repeat(3, axis=2).astype(np.uint8)

    raster = decoded(written(smooth, compression="webp", compressionargs={"level": 90}))

    assert np.abs(raster.pixels.astype(int) - smooth).mean() < 3


def test_floats_in_lerc_are_read():
    pixels = np.random.default_rng(0).random((64, 64), np.float32)

    raster = decoded(written(pixels, photometric="minisblack", compression="lerc"))

    np.testing.assert_array_equal(raster.pixels[..., 0], pixels)


def test_lerc_in_zstandard_says_what_to_do():
    data = written(compression="lerc", compressionargs={"compression": "zstd"})

    assert sentence(data) == (
        "Cannot read a.tif: its TIFF data are packed with LERC in Zstandard. "
        "Save it with LZW or deflate compression."
    )


def test_a_lerc_that_leaves_pixels_out_is_refused_as_they_would_be_0():
    data = written(compression="lerc")
    place = data.index(b"Lerc2 ") + 26

    assert struct.unpack_from("<i", data, place) == (32 * 32,)
    assert sentence(data[:place] + struct.pack("<i", 1000) + data[place + 4 :]) == (
        "Cannot read a.tif: its TIFF data are packed with a LERC that leaves pixels out. "
        "Save it with LZW or deflate compression."
    )


@pytest.mark.parametrize(
    ("start", "shift", "claim", "what"),
    [
        (b"Lerc2 ", 14, struct.pack("<ii", 30_000, 30_000) + struct.pack("<ii", 3, 900_000_000), "LERC"),
        (b"VP8L", 9, struct.pack("<I", 9999 | 9999 << 14), "WEBP"),
    ],
)
def test_what_claims_to_be_larger_than_its_page_is_refused(start, shift, claim, what):
    data = written(compression=what.lower(), compressionargs={"lossless": True} if what == "WEBP" else None)
    place = data.index(start) + shift
    side = "30000 x 30000" if what == "LERC" else "10000 x 10000"

    assert sentence(data[:place] + claim + data[place + len(claim) :]) == (
        f"Cannot read a.tif: the {what} inside ({side}) is larger than its part of the page (32 x 32). "
        "Get a whole copy of the file."
    )


@pytest.mark.parametrize(
    ("compression", "start", "shift"), [("webp", b"RIFF", 0), ("lerc", b"Lerc2 ", 0), ("webp", b"VP8L", 0)]
)
def test_damage_is_reported(compression, start, shift):
    data = written(
        compression=compression, compressionargs={"lossless": True} if start != b"Lerc2 " else None
    )

    reported = sentence(data.replace(start, b"\0" * len(start)))

    assert reported.startswith("Cannot read a.tif: its ")


def test_a_lerc_that_unfolds_to_more_than_its_part_is_damage():
    data = written(compression="lerc", compressionargs={"compression": "deflate"}, tile=None)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        begin, size = file.pages[0].dataoffsets[0], file.pages[0].databytecounts[0]
    bomb = zlib.compress(b"Lerc2 " + bytes(10**6)).ljust(size, b"\0")

    found = sentence(data[:begin] + bomb + data[begin + size :])

    assert len(bomb) == size
    assert found.startswith("Cannot read a.tif: its LERC data are damaged.")
