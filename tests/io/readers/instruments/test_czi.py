"""Files are put together byte by byte, as the format's description has them."""

import contextlib
import struct

import imagecodecs
import numpy as np
import pytest

from gmmseg.errors import TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers.images import pages_of, read

XML = b"""<ImageDocument><Metadata>
<Information><Image><ComponentBitCount>12</ComponentBitCount><Dimensions><Channels>
<Channel Id="Channel:0" Name="DAPI"><EmissionWavelength>461</EmissionWavelength></Channel>
<Channel Id="Channel:1" Name="GFP"><Color>#FF00FF00</Color></Channel></Channels></Dimensions></Image>
</Information>
<Scaling><Items><Distance Id="X"><Value>2.5e-07</Value></Distance>
<Distance Id="Y"><Value>5e-07</Value></Distance></Items></Scaling>
<DisplaySetting><Channels><Channel Id="Channel:0" Name="DAPI"><Color>#FF0000FF</Color></Channel></Channels>
</DisplaySetting></Metadata></ImageDocument>"""
KINDS = {("uint8", 1): 0, ("uint16", 1): 1, ("float32", 1): 2, ("uint8", 3): 3, ("uint16", 3): 4}


def segment(name, data):
    padded = data + b"\0" * (-len(data) % 32)
    return struct.pack("<16sqq", name, len(padded), len(data)) + padded


def entry(where, position, kind, compression):
    """Return the entry of a tile; `where` has start, size and stored size of each axis."""
    dimensions = b"".join(
        struct.pack("<4siifi", axis.encode(), start, size, 0.0, stored)
        for axis, (start, size, stored) in where.items()
    )
    head = struct.pack("<2siqiiBB4si", b"DV", kind, position, 0, compression, 0, 0, b"", len(where))
    return head + dimensions


def czi(tiles, xml=XML, compression=0, pack=bytes):
    """Return a file of tiles, each an array (h, w) or (h, w, 3) and where it starts on each axis."""
    out = bytearray(32 + 512)
    entries = []
    for pixels, start in tiles:
        height, width = pixels.shape[:2]
        n = pixels.shape[2] if pixels.ndim == 3 else 1
        kind = KINDS[pixels.dtype.name, n]
        where = {axis: (first, 1, 1) for axis, first in start.items() if axis not in ("X", "Y", "small")}
        times = start.get("small", 1)
        where |= {
            "X": (start.get("X", 0), width * times, width),
            "Y": (start.get("Y", 0), height * times, height),
        }
        stored = pixels[..., ::-1] if n == 3 else pixels
        data = pack(np.ascontiguousarray(stored).tobytes())
        own = entry(where, len(out), kind, compression)
        block = struct.pack("<iiq", 0, 0, len(data)) + own
        entries.append(own)
        out += segment(b"ZISRAWSUBBLOCK", block.ljust(256, b"\0") + data)
    directory = len(out)
    out += segment(b"ZISRAWDIRECTORY", struct.pack("<i124x", len(entries)) + b"".join(entries))
    metadata = len(out)
    out += segment(b"ZISRAWMETADATA", struct.pack("<ii248x", len(xml), 0) + xml)
    header = struct.pack("<iiii16s16siqqiq", 1, 0, 0, 0, b"", b"", 0, directory, metadata, 0, 0)
    out[: 32 + len(header)] = struct.pack("<16sqq", b"ZISRAWFILE", 512, 512) + header
    return bytes(out)


@pytest.fixture
def planes():
    return np.random.default_rng(0).integers(0, 4096, (2, 3, 20, 30)).astype(np.uint16)  # channel, depth


@pytest.fixture
def save(tmp_path):
    def saved(data):
        path = tmp_path / "cells.czi"
        path.write_bytes(data)
        return path

    return saved


def test_channels_are_put_together_and_depths_are_pages(save, planes):
    path = save(czi([(planes[c, z], {"C": c, "Z": z}) for c in range(2) for z in range(3)]))

    image = read(path, page="z=2")

    assert pages_of(path).text == "3 depths (z)"
    np.testing.assert_array_equal(image.pixels, planes[:, 1].transpose(1, 2, 0))
    assert image.channels == ("DAPI", "GFP")
    assert [info.colour for info in image.channel_info] == [(0, 0, 255), (0, 255, 0)]
    assert image.channel_info[0].wavelength == 461
    assert image.pixel_size == (0.5, 0.25)
    assert image.range == (0, 4095)


def test_tiles_of_a_mosaic_are_put_where_they_lie(save, planes):
    whole = planes[0, 0]
    tiles = [
        (whole[:12, :17], {"M": 0, "X": 100, "Y": 50}),
        (whole[:12, 17:], {"M": 1, "X": 117, "Y": 50}),
        (whole[12:], {"M": 2, "X": 100, "Y": 62}),
        (whole[::2, ::2], {"X": 100, "Y": 50, "small": 2}),  # a smaller version
    ]

    image = read(save(czi(tiles)))

    np.testing.assert_array_equal(image.pixels[..., 0], whole)
    assert image.mask is None


def test_what_no_tile_covers_is_masked_out(save, planes):
    tiles = [(planes[0, 0], {"M": 0}), (planes[0, 1], {"M": 1, "X": 30, "Y": 20})]

    image = read(save(czi(tiles)))

    assert (image.height, image.width) == (40, 60)
    assert image.n_usable == 2 * 20 * 30
    assert image.notes == ("Pixels that the mosaic of tiles leaves out are masked out: 1200.",)


def test_scenes_are_series(save, planes):
    path = save(czi([(planes[0, 0], {"S": 0}), (planes[0, 1, :10], {"S": 1, "Y": 300})]))

    assert [(each.height, each.width) for each in pages_of(path).series] == [(20, 30), (10, 30)]
    np.testing.assert_array_equal(read(path, page=2).pixels[..., 0], planes[0, 1, :10])


def test_colours_are_red_green_blue(save):
    rgb = np.random.default_rng(1).integers(0, 256, (9, 7, 3)).astype(np.uint8)

    image = read(save(czi([(rgb, {})])))

    assert image.is_colour
    np.testing.assert_array_equal(image.pixels, rgb)


def split(data):
    """Return bytes as Zeiss packs them: a header, then the low bytes of all, then the high ones, by zstd."""
    return b"\3\1\1" + imagecodecs.zstd_encode(np.frombuffer(data, np.uint8).reshape(-1, 2).T.tobytes())


@pytest.mark.parametrize(
    ("compression", "pack"),
    [
        (2, imagecodecs.lzw_encode),
        (5, imagecodecs.zstd_encode),
        (6, lambda data: b"\1" + imagecodecs.zstd_encode(data)),
        (6, split),
        (4, lambda data: imagecodecs.jpegxr_encode(np.frombuffer(data, "<u2").reshape(20, 30), level=1.0)),
    ],
    ids=["lzw", "zstd", "zstd with a header", "zstd split", "jpeg xr"],
)
def test_packed_tiles(save, planes, compression, pack):
    image = read(save(czi([(planes[0, 0], {})], compression=compression, pack=pack)))

    np.testing.assert_array_equal(image.pixels[..., 0], planes[0, 0])


@pytest.mark.parametrize("xml", [b"", XML[:150], b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_damaged_metadata_leave_the_picture(save, planes, xml):
    image = read(save(czi([(planes[0, 0], {})], xml=xml)))

    np.testing.assert_array_equal(image.pixels[..., 0], planes[0, 0])
    assert len(image.notes) == 1
    assert "metadata" in image.notes[0]


def test_a_hostile_size_is_refused_before_anything_is_allocated(save, planes):
    path = save(czi([(planes[0, 0], {}), (planes[0, 0], {"X": 2**30, "Y": 2**30})]))

    with pytest.raises(TooManyPixelsError, match="1073741854 x 1073741844"):
        read(path)


def test_a_file_that_is_cut_short_is_one_sentence(save, planes):
    whole = czi([(planes[0, 0], {})])

    with pytest.raises(UnreadableImageError, match=r"^Cannot read cells.czi: its CZI data are damaged"):
        read(save(whole[:400]))


def test_an_unknown_packing_is_one_sentence(save, planes):
    with pytest.raises(UnreadableImageError) as caught:
        read(save(czi([(planes[0, 0], {})], compression=1000)))

    assert str(caught.value) == (
        "Cannot read cells.czi: its tiles are packed in the way 1000, and JPEG, JPEG XR, LZW and zstd are "
        "read. Save it uncompressed with ZEN."
    )


def test_bytes_that_are_changed_never_do_more_than_fail(save, planes):
    whole = bytearray(czi([(planes[c, 0], {"C": c}) for c in range(2)]))
    rng = np.random.default_rng(2)
    for _ in range(150):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 6):
            damaged[place] = rng.integers(0, 256)
        with contextlib.suppress(UnreadableImageError):
            read(save(bytes(damaged)), max_pixels=10**6)
