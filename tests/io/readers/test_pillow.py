import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from gmmseg.errors import NoSuchPageError, TooManyPixelsError
from gmmseg.io.readers import colour_conversion, pillow
from gmmseg.io.readers.raster import ReadRequest


def photo(size=(64, 48)):
    rows, columns = np.mgrid[: size[1], : size[0]]
    rgb = np.stack([rows * 5, columns * 3, (rows + columns) * 2], axis=2).astype(np.uint8)
    return Pillow.fromarray(rgb)


def decoded(data, kind, **wishes):
    request = ReadRequest(**({"name": "a", "format": kind, "page": None, "max_pixels": 10**6} | wishes))
    return pillow.decode(io.BytesIO(data), request)


def saved(picture, kind, **settings):
    stream = io.BytesIO()
    picture.save(stream, kind, **settings)
    return stream.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("kind", ["PNG", "BMP", "TGA", "GIF", "JPEG", "WEBP", "JPEG2000"])
def test_pixels_are_those_that_pillow_shows(mode, kind):
    if (mode, kind) == ("1", "JPEG2000"):
        pytest.skip("JPEG 2000 has no single bits")
    data = saved(photo().convert(mode), kind)
    with Pillow.open(io.BytesIO(data)) as picture:
        expected = np.asarray(picture.convert("RGB") if picture.mode == "P" else picture)

    raster = decoded(data, kind)

    np.testing.assert_array_equal(raster.pixels, expected.reshape(*expected.shape[:2], -1))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_the_exif_orientation_is_obeyed_and_noted(orientation, mode):
    picture = photo().convert(mode)
    picture.getexif()[274] = orientation
    data = saved(picture, "PNG", exif=picture.getexif())

    raster = decoded(data, "PNG")

    expected = np.asarray(ImageOps.exif_transpose(picture).convert("RGB" if mode == "RGBA" else mode))
    np.testing.assert_array_equal(raster.pixels, expected.reshape(*expected.shape[:2], -1))
    note = f"The picture was turned upright, as its EXIF orientation {orientation} asks."
    assert raster.notes == (() if orientation == 1 else (note,))


@pytest.mark.parametrize("exif", [b"Exif\0\0MM\0*\0\0", b"Exif\0\0garbage", b"", b"Exif\0\0" + b"\xff" * 99])
def test_broken_exif_does_no_harm(exif):
    raster = decoded(saved(photo(), "JPEG", exif=exif), "JPEG")

    assert raster.pixels.shape == (48, 64, 3)


@pytest.mark.parametrize("orientation", [0, 9, 99])
def test_an_unknown_orientation_is_none(orientation):
    picture = photo()
    picture.getexif()[274] = orientation

    raster = decoded(saved(picture, "JPEG", exif=picture.getexif()), "JPEG")

    assert raster.pixels.shape == (48, 64, 3)
    assert raster.notes == ()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_pixels_of_alpha_0_are_masked(kind):
    picture = photo()
    alpha = np.full((48, 64), 255, np.uint8)
    alpha[:10] = 0
    alpha[10:20] = 1
    picture.putalpha(Pillow.fromarray(alpha))

    raster = decoded(saved(picture, kind, lossless=True), kind)

    np.testing.assert_array_equal(raster.mask, alpha > 0)
    assert raster.pixels.shape == (48, 64, 3)


@pytest.mark.parametrize(("mode", "key"), [("L", 40), ("RGB", (5, 3, 4)), ("1", 1)])
def test_a_colour_declared_transparent_is_masked(mode, key):
    picture = photo().convert(mode)
    values = np.asarray(picture).reshape(48, 64, -1)

    raster = decoded(saved(picture, "PNG", transparency=key), "PNG")

    np.testing.assert_array_equal(raster.mask, (values != np.array(key)).any(axis=2))


def grey_png(n_bits, key):
    """Return a grey PNG of 4 x 2 samples 0, 1, 0, 1 .. of so many bits, with a colour called transparent."""
    samples = [0, 1, 0, 1]
    if n_bits == 16:
        row = b"".join(each.to_bytes(2) for each in samples)
    else:
        bits = "".join(f"{each:0{n_bits}b}" for each in samples)
        row = int(bits.ljust(-len(bits) % 8 + len(bits), "0"), 2).to_bytes(-(-len(bits) // 8))
    chunks = [
        (b"IHDR", (4).to_bytes(4) + (2).to_bytes(4) + bytes([n_bits, 0, 0, 0, 0])),
        (b"tRNS", key.to_bytes(2)),
        (b"IDAT", zlib.compress((b"\0" + row) * 2)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in chunks
    )


@pytest.mark.parametrize("n_bits", [1, 2, 4, 8, 16])
def test_grey_declared_transparent_is_masked_whatever_its_bits(n_bits):
    raster = decoded(grey_png(n_bits, 1), "PNG")

    assert raster.mask.tolist() == [[True, False, True, False]] * 2
    assert raster.notes == ("Pixels of the colour that the file calls transparent are masked out: 4.",)


def test_of_a_transparent_grey_only_the_bits_of_a_sample_count():
    assert decoded(grey_png(8, 0x0101), "PNG").mask.tolist() == [[True, False, True, False]] * 2


def test_a_transparent_grey_that_is_nowhere_masks_nothing():
    raster = decoded(grey_png(4, 9), "PNG")

    assert raster.mask.all()
    assert raster.notes == ()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_that_is_wanted_as_a_channel_is_one(mode):
    picture = photo().convert(mode)

    raster = decoded(saved(picture, "PNG"), "PNG", alpha="channel")

    np.testing.assert_array_equal(raster.pixels, np.asarray(picture))
    assert (raster.meaning, raster.mask) == ("channels", None)


def test_alpha_that_looks_like_a_channel_is_noted():
    picture = photo()
    picture.putalpha(photo().convert("L"))

    raster = decoded(saved(picture, "PNG"), "PNG")

    note = (
        "Channel 4 is declared as transparency and was taken for that, though most of it lies between none "
        "and full (pixels masked out: 1); --alpha channel takes it as a channel."
    )
    assert raster.notes == (note,)


@pytest.mark.parametrize("mode", ["P", "PA", "CMYK", "YCbCr", "HSV", "RGBX"])
def test_an_image_that_is_given_is_taken_in_colours(mode):
    picture = photo().quantize(8).convert("PA") if mode == "PA" else photo().convert(mode)

    raster = colour_conversion.settled(pillow.as_given(picture))

    np.testing.assert_allclose(raster.pixels.astype(int), np.asarray(picture.convert("RGB")), atol=1)
    assert raster.meaning == "rgb"


def test_an_image_that_is_given_keeps_its_rows():
    stream = io.BytesIO()
    picture = photo()
    picture.getexif()[274] = 6
    picture.save(stream, "PNG", exif=picture.getexif())

    with Pillow.open(stream) as given:
        raster = pillow.as_given(given)

    np.testing.assert_array_equal(raster.pixels, np.asarray(photo()))


def test_grey_with_alpha_stays_one_channel():
    raster = decoded(saved(photo().convert("LA"), "PNG"), "PNG")

    assert raster.pixels.shape == (48, 64, 1)
    assert raster.meaning == "grey"


def test_a_palette_with_transparency_is_converted_and_masked():
    picture = photo().quantize(8)

    raster = decoded(saved(picture, "PNG", transparency=3), "PNG")

    np.testing.assert_array_equal(raster.mask, np.asarray(picture) != 3)
    np.testing.assert_array_equal(raster.pixels, np.asarray(picture.convert("RGB")))
    assert raster.notes == ("Colours were converted from palette to RGB.",)


def test_16_bit_grey_keeps_every_value():
    pixels = np.arange(65536, dtype=np.uint16).reshape(256, 256)

    raster = decoded(saved(Pillow.fromarray(pixels), "PNG"), "PNG")

    np.testing.assert_array_equal(raster.pixels[..., 0], pixels)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_gives_its_first_frame_with_a_note_or_the_one_asked_for(kind):
    frames = [photo().point(lambda value, add=add: value // 2 + add) for add in (0, 60, 120)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)

    first, third = decoded(data, kind), decoded(data, kind, page=3)

    assert first.notes[0] == "The first of 3 frames was read; ask for another with --page."
    assert abs(third.pixels.mean() - first.pixels.mean() - 120) < 2
    with pytest.raises(NoSuchPageError) as caught:
        decoded(data, kind, page=4)
    assert str(caught.value) == (
        "Cannot read a: it has 3 pages, and page 4 was asked for. Choose from 1 to 3."
    )


def test_a_camera_file_of_several_pictures_gives_the_first_silently():
    data = saved(photo(), "MPO", save_all=True, append_images=[photo((32, 24))])

    raster = decoded(data, "JPEG")

    assert raster.pixels.shape == (48, 64, 3)
    assert raster.notes == ()
    assert decoded(data, "JPEG", page=2).pixels.shape == (24, 32, 3)


def test_the_preview_behind_a_cameras_photo_is_no_page():
    data = saved(photo(), "MPO", save_all=True, append_images=[photo((32, 24))])
    first = data.index(struct.pack("<L", 0x030000))  # the list of pictures: 16 bytes for each, its kind first
    preview = data[: first + 16] + struct.pack("<L", 0x010001) + data[first + 20 :]
    request = ReadRequest("a", "JPEG", None, 10**6)

    assert pillow.described(io.BytesIO(data), request).axes[0].length == 2
    assert pillow.described(io.BytesIO(preview), request).axes == ()


def test_the_empty_fourth_byte_of_a_bmp_is_no_transparency():
    data = saved(Pillow.new("RGBA", (2, 2), (1, 2, 3, 0)), "BMP")

    raster = decoded(data, "BMP")

    assert raster.mask is None
    assert raster.pixels[0, 0].tolist() == [1, 2, 3]


@pytest.mark.parametrize("n_pixels", [64 * 48 - 1, 64 * 48 // 2 - 1])
def test_every_picture_over_the_limit_is_refused(n_pixels):
    with pytest.raises(TooManyPixelsError):
        decoded(saved(photo(), "PNG"), "PNG", max_pixels=n_pixels)


def test_limits_and_filters_are_left_as_they_were():
    before = Pillow.MAX_IMAGE_PIXELS, list(warnings.filters)

    decoded(saved(photo(), "PNG"), "PNG")

    assert (Pillow.MAX_IMAGE_PIXELS, list(warnings.filters)) == before
