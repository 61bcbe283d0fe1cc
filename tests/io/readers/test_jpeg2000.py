import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import NoSuchPageError, TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers import colour_conversion, jpeg2000
from gmmseg.io.readers.raster import ReadRequest

SRGB, GREY, SYCC, CMYK = 16, 17, 18, 12
COLOURS = [(0, 0, 1), (1, 0, 2), (2, 0, 3)]  # number, type, colour
CHANNEL = (
    "Channel 4 is not declared as transparency and was taken as a channel; "
    "--alpha mask takes it for transparency."
)


def noise(n, dtype=np.uint8, low=1, high=255):
    return np.random.default_rng(0).integers(low, high, (6, 5, n), dtype)


def stream_of(pixels):
    return imagecodecs.jpeg2k_encode(pixels, reversible=True, level=0, codecformat="j2k")


def box(kind, data):
    return struct.pack(">I4s", 8 + len(data), kind) + data


def boxed(pixels, space=SRGB, channels=None, *, between=b"", colour=None):
    """Return a JP2 whose boxes say this of its colours and channels."""
    height, width, n = pixels.shape
    header = box(b"ihdr", struct.pack(">IIHBBBB", height, width, n, 7, 7, 0, 0))
    header += colour or box(b"colr", struct.pack(">BBBI", 1, 0, 0, space))
    if channels is not None:
        header += box(
            b"cdef", struct.pack(">H", len(channels)) + b"".join(struct.pack(">3H", *c) for c in channels)
        )
    parts = [box(b"jP  ", b"\r\n\x87\n"), box(b"ftyp", b"jp2 \0\0\0\0jp2 "), box(b"jp2h", header), between]
    return b"".join(parts) + box(b"jp2c", stream_of(pixels))


def decoded(data, **wishes):
    request = ReadRequest(
        **({"name": "a.jp2", "format": "JPEG2000", "page": None, "max_pixels": 10**6} | wishes)
    )
    return jpeg2000.decode(io.BytesIO(data), request)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("space", [SRGB, GREY])
def test_three_bands_keep_every_value_though_boxes_stand_between(dtype, space):
    pixels = noise(3, dtype, high=np.iinfo(dtype).max)

    raster = decoded(boxed(pixels, space, between=box(b"uuid", bytes(3000))))

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.span) == ("rgb", (0, np.iinfo(dtype).max))
    unknown = "Three channels of unknown meaning were read as red, green and blue."
    assert raster.notes == ((unknown,) if space == GREY else ())


@pytest.mark.parametrize("n", [5, 8])
def test_many_bands_are_channels(n):
    pixels = noise(n, np.uint16, high=65535)

    raster = decoded(boxed(pixels, GREY))

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.mask, raster.notes) == ("channels", None, ())


@pytest.mark.parametrize("space", [SRGB, GREY])
def test_a_fourth_band_that_nobody_calls_transparent_is_a_channel(space):
    pixels = noise(4, low=0)
    pixels[:2, :, 3] = 0

    raster = decoded(boxed(pixels, space))

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.mask, raster.notes) == ("channels", None, (CHANNEL,))


def test_a_bare_stream_of_four_bands_is_four_channels_and_can_be_masked():
    pixels = noise(4)
    pixels[0, :, 3] = 0

    bare, masked = decoded(stream_of(pixels)), decoded(stream_of(pixels), alpha="mask")

    assert (bare.meaning, bare.mask, bare.notes) == ("channels", None, (CHANNEL,))
    np.testing.assert_array_equal(masked.mask, pixels[..., 3] > 0)
    assert masked.pixels.shape == (6, 5, 3)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_that_is_declared_masks(mode):
    picture = Pillow.fromarray(noise(4)).convert(mode)
    alpha = np.full((6, 5), 255, np.uint8)
    alpha[:2] = 0
    picture.putalpha(Pillow.fromarray(alpha))
    stream = io.BytesIO()
    picture.save(stream, "JPEG2000")

    raster, channel = decoded(stream.getvalue()), decoded(stream.getvalue(), alpha="channel")

    np.testing.assert_array_equal(raster.mask, alpha > 0)
    np.testing.assert_array_equal(raster.pixels, np.asarray(picture)[..., :-1])
    assert raster.meaning == ("grey" if mode == "LA" else "rgb")
    np.testing.assert_array_equal(channel.pixels, np.asarray(picture))


@pytest.mark.parametrize(
    "channels",
    [
        [(0, 1, 0), (1, 0, 1), (2, 0, 2), (3, 0, 3)],
        [(3, 0, 3), (2, 0, 2), (1, 0, 1), (0, 1, 0)],
    ],
)
def test_transparency_that_comes_first_is_found(channels):
    pixels = noise(4)
    pixels[..., 0] = 255
    pixels[:2, :, 0] = 0

    raster = decoded(boxed(pixels, SRGB, channels))

    np.testing.assert_array_equal(raster.pixels, pixels[..., 1:])
    np.testing.assert_array_equal(raster.mask, pixels[..., 0] > 0)


def test_colours_in_another_order_are_put_right():
    pixels = noise(3)

    raster = decoded(boxed(pixels, SRGB, [(0, 0, 3), (1, 0, 2), (2, 0, 1)]))

    np.testing.assert_array_equal(raster.pixels, pixels[..., ::-1])


def test_colours_that_transparency_was_multiplied_into_are_freed():
    pixels = np.full((4, 4, 4), 100, np.uint8)
    pixels[..., 3] = 200

    raster = decoded(boxed(pixels, SRGB, [*COLOURS, (3, 2, 0)]))

    assert np.unique(raster.pixels).tolist() == [128]
    assert raster.notes == ("Colours were freed from the transparency multiplied into them.",)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_signed_samples_keep_their_values(n):
    pixels = noise(n, np.int16, low=-2000, high=2000)

    raster = decoded(stream_of(pixels))

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert (raster.meaning, raster.span) == ("grey" if n == 1 else "channels", None)


def test_signed_colours_begin_at_the_lowest_number():
    pixels = noise(3, np.int8, low=-128, high=127)

    raster = decoded(boxed(pixels, SRGB))

    np.testing.assert_array_equal(raster.pixels, pixels.astype(int) + 128)
    assert (raster.meaning, raster.pixels.dtype, raster.span) == ("rgb", np.uint8, (0, 255))


def test_other_colours_are_converted():
    ycc = np.asarray(Pillow.fromarray(noise(3)).convert("YCbCr"))
    inks = np.zeros((6, 5, 4), np.uint8)
    inks[..., 0] = 255

    from_ycc = decoded(boxed(ycc, SYCC))
    from_inks = colour_conversion.settled(decoded(boxed(inks, CMYK)))

    np.testing.assert_allclose(from_ycc.pixels.astype(int), noise(3), atol=3)
    assert from_inks.pixels[0, 0].tolist() == [0, 255, 255]


def test_a_profile_is_handed_over():
    profile = imagecodecs.cms_profile("srgb")

    raster = decoded(boxed(noise(3), colour=box(b"colr", b"\2\0\0" + profile)))

    assert (raster.meaning, raster.profile, raster.notes) == ("rgb", profile, ())


def test_components_that_are_stored_smaller_are_enlarged():
    pixels = noise(3)
    data = bytearray(stream_of(pixels))
    for place in (8, 24):  # sides of the picture and of its tile
        struct.pack_into(">II", data, place, 10, 12)
    for component in range(3):
        data[43 + 3 * component : 45 + 3 * component] = b"\2\2"

    raster = decoded(bytes(data))

    assert raster.pixels.shape == (12, 10, 3)
    np.testing.assert_array_equal(raster.pixels[::2, ::2], pixels)


def claiming(place, layout, *values):
    data = bytearray(stream_of(noise(3)))
    struct.pack_into(layout, data, place, *values)
    return bytes(data)


def test_a_promise_of_many_pixels_is_refused_first():
    with pytest.raises(TooManyPixelsError) as caught:
        decoded(claiming(8, ">II", 60_000, 50_000))

    assert str(caught.value).startswith(
        "Cannot read a.jp2: its 60000 x 50000 = 3,000 MP exceed the limit of 1 MP."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            claiming(40, ">H", 16_384),
            "its 16384 components would take 0.0 GB. Read fewer components, or raise ",
        ),
        (
            claiming(8, ">II", 5, 0),
            "its JPEG2000 data are damaged: it claims 5 x 0 pixels. Get a whole copy ",
        ),
        (boxed(noise(3))[:60], "its JPEG2000 data are damaged: it holds no codestream. Get a whole copy of "),
        (
            b"\0\0\0\x0cjP  " + bytes(900),
            "its JPEG2000 data are damaged: it holds no codestream. Get a whole ",
        ),
    ],
    ids=["components", "rows", "cut", "boxes of no length"],
)
def test_what_cannot_be_is_refused_before_decoding(data, reason):
    with pytest.raises(UnreadableImageError) as caught:
        decoded(data)

    assert str(caught.value).startswith(f"Cannot read a.jp2: {reason}")


def test_there_is_one_page():
    with pytest.raises(NoSuchPageError):
        decoded(stream_of(noise(3)), page=2)
