"""Files of a few hundred bytes that declare terabytes."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers import tiff, tiff_validation
from gmmseg.io.readers.raster import ReadRequest

WHOLE = "Get a whole copy of the file."
PLAIN = "Save it as a plain TIFF."
INLINE = {1: 4, 2: 4, 3: 2, 4: 1, 13: 1}  # values of a kind that stand in the tag itself


def page(*tags, data=bytes(64), width=8, height=8, packing=1):
    """Return a TIFF of one 8-bit grey page with further tags (code, kind, count, value or bytes)."""
    usual = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, packing), (262, 3, 1, 1)]
    codes = {tag[0] for tag in tags}
    if 322 not in codes:
        usual += [(273, 4, 1, data), (278, 4, 1, height), (279, 4, 1, len(data))]
    tags = sorted([*usual, *tags], key=lambda tag: tag[0])
    end, entries, rest = 8 + 2 + 12 * len(tags) + 4, b"", b""
    for code, kind, count, value in tags:
        if isinstance(value, bytes):
            where, rest = end + len(rest), rest + value
            entries += struct.pack("<HHII", code, kind, count, where)
        else:
            entries += struct.pack("<HHII", code, kind, count, value)
    return struct.pack("<4sIH", b"II*\0", 8, len(tags)) + entries + struct.pack("<I", 0) + rest


def described(text):
    return page((270, 2, len(text) + 1, text.encode() + b"\0"))


def ome(pixels, inside='<TiffData IFD="0"/>'):
    sizes = {"SizeX": 8, "SizeY": 8, "SizeC": 1, "SizeZ": 1, "SizeT": 1} | pixels
    said = " ".join(f'{name}="{value}"' for name, value in sizes.items())
    return described(
        f'<?xml version="1.0"?><OME xmlns="x"><Image ID="I">'
        f'<Pixels ID="P" DimensionOrder="XYCZT" Type="uint8" {said}>{inside}</Pixels></Image></OME>'
    )


def decoded(data, page=None):
    return tiff.decode(io.BytesIO(data), ReadRequest("a.tif", "TIFF", page, 10**9))


def sentence(data):
    with pytest.raises(UnreadableImageError) as caught:
        decoded(data)
    return str(caught.value)


def jpeg(width=16, height=16, claims=None):
    """Return a grey JPEG, whose header may claim another size."""
    stream = io.BytesIO()
    Pillow.new("L", (width, height), 77).save(stream, "JPEG")
    if claims is None:
        return stream.getvalue()
    there, claimed = (struct.pack(">BHH", 8, *size[::-1]) for size in ((width, height), claims))
    assert stream.getvalue().count(there) == 1
    return stream.getvalue().replace(there, claimed)


def micromanager():
    """Return a stack of two planes, the second of which is said to be the last of 20,000 times 20,000."""
    summary = b'{"MicroManagerVersion": "1", "Frames": 1}'
    head = 8 + 32 + len(summary)
    index = struct.pack("<II10I", 3453623, 2, 0, 0, 0, 0, head + 48, 0, 19_999, 19_999, 0, head + 48)
    said = struct.pack("<8I", 54773648, head, 0, 0, 0, 0, 2355492, len(summary)) + summary + index
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    tags += [(278, 4, 1, 8), (279, 4, 1, 64), (51123, 2, 8, 8)]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    start = struct.pack("<4sI", b"II*\0", 8 + len(said))
    return start + said + struct.pack("<H", len(tags)) + entries + bytes(4)


PLANES = {
    "Micro-Manager": micromanager(),
    "shape": described('{"shape": [1000000, 1000000, 8, 8]}'),
    "OME, depths and times": ome({"SizeZ": 20000, "SizeT": 20000}),
    "OME, sides": ome({"SizeX": 64_000_000, "SizeY": 8}),
    "OME, named": ome({}, '<TiffData PlaneCount="300000000"/>'),
    "OME, named often": ome({}, "<TiffData/>" * 100 + '<TiffData IFD="0" PlaneCount="1000001"/>'),
    "OME, modulo": described(
        '<OME xmlns="x"><StructuredAnnotations><XMLAnnotation ID="A" Namespace="modulo">'
        '<Value><Modulo><ModuloAlongT Start="0" End="400000000"/></Modulo></Value>'
        "</XMLAnnotation></StructuredAnnotations></OME>"
    ),
    "Leica": described(
        '<scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01"><collection><image><pixels>'
        '<dimension ifd="0" c="20000" z="20000"/></pixels></image></collection></scn>'
    ),
}


@pytest.mark.parametrize("kind", PLANES)
def test_planes_that_the_file_cannot_hold_are_counted_and_refused(kind):
    assert f" planes, and the file has {len(PLANES[kind]):,} bytes. {WHOLE}" in sentence(PLANES[kind])


def test_the_sentence_says_how_many_planes_and_bytes():
    data = PLANES["shape"]
    reason = f"it declares 1,000,000,000,000 planes, and the file has {len(data)} bytes"

    assert sentence(data) == f"Cannot read a.tif: {reason}. {WHOLE}"


def test_planes_that_are_there_are_read_and_the_missing_reported():
    stream = io.BytesIO()
    stack = np.random.default_rng(0).integers(0, 256, (3, 4, 9, 8), np.uint8)
    tifffile.imwrite(stream, stack, ome=True, metadata={"axes": "TZYX"})
    data = stream.getvalue().replace(b'SizeT="3"', b'SizeT="9"')

    raster = decoded(data, 12)

    np.testing.assert_array_equal(raster.pixels[..., 0], stack[2, 3])
    with pytest.raises(UnreadableImageError, match="one of its pages is missing"):
        decoded(data, 13)


def test_more_axes_than_an_array_can_have_are_refused():
    expected = f"Cannot read a.tif: it declares 90 axes, and an array has at most 64. {WHOLE}"

    assert sentence(described(f'{{"shape": [{", ".join("9" * 90)}]}}')) == expected
    assert sentence(described(f"shape=({','.join('9' * 91)})")) == expected


def test_texts_are_bounded(monkeypatch):
    monkeypatch.setattr(tiff_validation, "LONGEST_TEXT", 2**20)

    assert sentence(described("a" * 2**20)) == (
        f"Cannot read a.tif: its metadata are longer than 1 MB. {PLAIN}"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"<OME>{'<b/>' * 200_000}</OME>", "have more than 200,000 elements"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><OME>&b;</OME>', "have words of their own"),
        (f"<OME>{' ' * 2**20}</OME>", "are longer than 1 MB"),
        ("<OME><Image></Pixels></OME>", "are damaged XML"),
    ],
    ids=["elements", "entities", "length", "damage"],
)
def test_a_picture_opens_without_metadata_that_cannot_be_right(text, what, monkeypatch):
    monkeypatch.setattr(tiff_validation, "LONGEST_TEXT", 2**20)

    raster = decoded(described(text))

    assert raster.pixels.shape == (8, 8, 1)
    assert f"The file's metadata {what} and were passed over." in raster.notes


def test_pages_that_share_one_long_text_are_refused(monkeypatch):
    monkeypatch.setattr(tiff_validation, "SLACK", 2**10)
    monkeypatch.setattr(tiff_validation, "SHARED", 4)
    begin, n, text = 8, 10, b"a" * 10_000
    size = 2 + 12 + 4
    data = struct.pack("<4sI", b"II*\0", begin) + b"".join(
        struct.pack("<HHHIII", 1, 270, 2, len(text), begin + n * size, begin + (i + 1) * size * (i + 1 < n))
        for i in range(n)
    )  # fmt: skip

    size = f"{len(data + text):,} bytes"
    assert sentence(data + text) == (
        f"Cannot read a.tif: its tags declare more than 0 MB, and the file has {size}. {WHOLE}"
    )


def test_a_page_with_thousands_below_it_is_refused():
    assert sentence(page((330, 4, 5000, bytes(20000)))) == (
        "Cannot read a.tif: one of its pages has 5,000 below it, and at most 100 are read. "
        "Save it without smaller versions."
    )


def tiled(side, data, packing=8, width=16):
    return page(
        (322, 4, 1, side), (323, 4, 1, side), (324, 4, 1, data), (325, 4, 1, len(data)),
        width=width, height=16, packing=packing,
    )  # fmt: skip


def test_a_tile_may_be_larger_than_its_page_within_reason():
    data = zlib.compress(bytes([7]) * 256 * 256)

    assert (decoded(tiled(256, data)).pixels == np.full((16, 16, 1), 7)).all()
    assert sentence(tiled(65520, data)) == (
        f"Cannot read a.tif: its tiles (65520 x 65520) are larger than the page (16 x 16). {WHOLE}"
    )


@pytest.mark.parametrize("tile", [None, 16])
def test_a_jpeg_inside_is_no_larger_than_the_page_or_its_tiles(tile):
    def held(data):
        return tiled(tile, data, 7) if tile else page(width=16, height=16, packing=7, data=data)

    assert abs(decoded(held(jpeg())).pixels.astype(int) - 77).max() <= 1
    assert sentence(held(jpeg(claims=(65500, 65500)))) == (
        f"Cannot read a.tif: the JPEG inside (65500 x 65500) is larger than the page (16 x 16). {WHOLE}"
    )


def test_parts_that_are_the_whole_file_again_and_again_are_refused(monkeypatch):
    monkeypatch.setattr(tiff_validation, "SLACK", 2**10)
    n, packed = 16, zlib.compress(bytes(8)) + bytes(1000)
    offsets, sizes = struct.pack("<16I", *[8] * n), struct.pack("<16I", *[1000] * n)
    data = page(width=8, height=16, packing=8, data=packed)
    tags = [(256, 4, 1, 8), (257, 4, 1, 16), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (278, 4, 1, 1)]
    end = 8 + 2 + 12 * 8 + 4
    tags = sorted([*tags, (273, 4, n, end), (279, 4, n, end + 64)])
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    data = struct.pack("<4sIH", b"II*\0", 8, len(tags)) + entries + bytes(4) + offsets + sizes + packed

    assert sentence(data) == (
        f"Cannot read a.tif: its parts declare 0 MB, and the file has {len(data):,} bytes. {WHOLE}"
    )


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (jpeg(24, 17), (24, 17)),
        (b"\xff\xd8" + bytes(9000) + b"\xff" * 9000 + jpeg(24, 17)[2:], None),
        (b"\xff\xd8" + b"\1" * 9000 + b"\xff" * 9000 + jpeg(24, 17)[3:], (24, 17)),
        (b"\xff\xd8\xff\xe1\xff\xff" + bytes(65533) + jpeg(24, 17)[2:], (24, 17)),
        (b"\xff\xd8\xff\xda" + jpeg(24, 17)[2:], None),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
    ids=["plain", "no header", "garbage and fill", "far behind", "picture first", "cut", "empty"],
)
def test_the_size_of_a_jpeg_is_found_as_its_decoder_finds_it(data, size):
    if size is None:
        data = data.replace(jpeg(24, 17)[2:], b"")

    assert tiff_validation.jpeg_size(io.BytesIO(data), 0, len(data)) == size


def test_no_further_file_is_read_however_a_file_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "NDTiff.index").write_bytes(b"not to be read")
    stream = io.BytesIO()
    tifffile.imwrite(stream, np.full((9, 8), 5, np.uint8))
    data = stream.getvalue()

    raster = tiff.decode(io.BytesIO(data), ReadRequest("a_MMStack_1.tif", "TIFF", None, 10**9))

    assert (raster.pixels == 5).all()
