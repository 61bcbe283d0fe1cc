"""PNG files that libpng decodes give what Pillow gives; all others are left to Pillow."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers import images, plain_png
from gmmseg.io.readers.raster import ReadRequest

PIXELS = np.random.default_rng(0).integers(0, 256, (21, 34, 3), np.uint8)
REQUEST = ReadRequest("a.png", "PNG", None, 10**6)


def png(pixels=PIXELS, **options):
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", **options)
    return stream.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def found(content, request=REQUEST):
    stream = BytesIO(content)
    with Image.open(stream, formats=["PNG"]) as picture:
        place = stream.tell()
        pixels = plain_png.pixels_of(stream, picture, request)
        assert stream.tell() == place
    return pixels


@pytest.mark.parametrize("level", [0, 1, 9])
def test_a_plain_picture_is_as_pillow_has_it(level):
    smooth = np.cumsum(PIXELS // 16, axis=1).astype(np.uint8)
    for pixels in (PIXELS, smooth):
        own = found(png(pixels, compress_level=level, dpi=(300, 300), icc_profile=b"x" * 200))

        assert own.flags.writeable
        np.testing.assert_array_equal(own, pixels)


def test_what_a_file_tells_besides_is_kept(tmp_path):
    (tmp_path / "a.png").write_bytes(png(dpi=(254, 254)))

    image = images.read(tmp_path / "a.png")

    np.testing.assert_array_equal(image.pixels, PIXELS)
    assert image.n_bits == 8
    assert image.mask is None
    assert "254 dots per inch" in image.notes[0]


def turned():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return exif


def with_text(key):
    text = PngImagePlugin.PngInfo()
    text.add_itxt(key, "<x/>")
    return text


OTHERS = {
    "grey": png(PIXELS[..., 0]),
    "transparent": png(np.dstack([PIXELS, PIXELS[..., 0]])),
    "a colour that is transparent": png(transparency=(1, 2, 3)),
    "turned": png(exif=turned()),
    "with XMP": png(pnginfo=with_text("XML:com.adobe.xmp")),
    "moving": png(save_all=True, append_images=[Image.fromarray(PIXELS[::-1])]),
    "with something behind the pixels": png()[:-12] + chunk(b"tEXt", b"a\0b") + chunk(b"IEND", b""),
    "cut short": png()[:-200],
    "broken": (lambda data: data[:300] + bytes([data[300] ^ 255]) + data[301:])(png()),
    "without an end": png()[:-12],
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_what_is_not_plain_is_left_to_pillow(content):
    assert found(content) is None


def test_a_picture_that_is_turned_is_upright_and_one_that_is_cut_short_is_refused(tmp_path):
    (tmp_path / "a.png").write_bytes(OTHERS["turned"])
    (tmp_path / "b.png").write_bytes(OTHERS["cut short"])

    np.testing.assert_array_equal(images.read(tmp_path / "a.png").pixels, np.rot90(PIXELS, -1))
    with pytest.raises(UnreadableImageError, match=r"b\.png"):
        images.read(tmp_path / "b.png")
    assert found(png(), replace(REQUEST, format="JPEG")) is None
