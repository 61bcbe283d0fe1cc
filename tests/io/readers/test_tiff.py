import io
import logging
import struct

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import (
    CameraFileError,
    NoSuchPageError,
    PageNeededError,
    TooManyPixelsError,
    UnreadableImageError,
)
from gmmseg.io.readers import tiff, tiff_validation
from gmmseg.io.readers.raster import ReadRequest

WHOLE = "Get a whole copy of the file."


def decoded(data, **wishes):
    request = ReadRequest(**({"name": "a.tif", "format": "TIFF", "page": None, "max_pixels": 10**6} | wishes))
    return tiff.decode(io.BytesIO(data), request)


def written(*arrays, **settings):
    stream = io.BytesIO()
    with tifffile.TiffWriter(
        stream, **{k: settings.pop(k) for k in ("imagej", "ome") if k in settings}
    ) as file:
        for array in arrays:
            file.write(array, **settings)
    return stream.getvalue()


def noise(shape, dtype):
    rng = np.random.default_rng(0)
    if np.dtype(dtype).kind == "f":
        return rng.normal(size=shape).astype(dtype)
    limits = np.iinfo(dtype)
    return rng.integers(limits.min, limits.max, shape, dtype, endpoint=True)


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "u4", "i4", "f2", "f4", "f8", ">u2", ">f4"])
@pytest.mark.parametrize("compression", [None, "lzw", "zlib", "packbits", "lzma"])
def test_grey_of_every_type_and_packing_keeps_its_values(dtype, compression):
    pixels = noise((9, 7), dtype.lstrip(">"))
    order = ">" if dtype.startswith(">") else "<"
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, compression=compression, photometric="minisblack", byteorder=order)

    raster = decoded(stream.getvalue())

    np.testing.assert_array_equal(raster.pixels[..., 0], pixels)
    assert raster.meaning == "grey"


@pytest.mark.parametrize("n_channels", [2, 4, 5, 13])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_any_number_of_channels_is_kept(n_channels, dtype):
    pixels = noise((6, 5, n_channels), dtype)
    data = written(pixels, photometric="minisblack", planarconfig="contig")

    raster = decoded(data)

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.meaning == "channels"


@pytest.mark.parametrize("size", [(3, 3), (4, 5), (3, 4)])
@pytest.mark.parametrize("planes", ["contig", "separate"])
@pytest.mark.parametrize("compression", [None, "lzw"])
def test_axes_are_read_and_not_guessed(size, planes, compression):
    pixels = noise((*size, 3), "u2")
    stored = pixels if planes == "contig" else pixels.transpose(2, 0, 1)
    data = written(stored, photometric="rgb", planarconfig=planes, compression=compression)

    raster = decoded(data)

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.meaning == "rgb"


def test_tiles_and_big_tiff_are_read():
    pixels = noise((70, 50, 3), "u1")
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, photometric="rgb", tile=(32, 16), compression="zlib", bigtiff=True)

    np.testing.assert_array_equal(decoded(stream.getvalue()).pixels, pixels)


def test_channels_on_pages_of_their_own_are_put_together():
    pixels = noise((4, 6, 5), "u2")
    data = written(pixels, imagej=True, metadata={"axes": "CYX"})

    raster = decoded(data)

    np.testing.assert_array_equal(raster.pixels, pixels.transpose(1, 2, 0))
    assert raster.meaning == "channels"


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_stack_asks_for_a_page_and_gives_the_one_asked_for(compression):
    pixels = noise((2, 3, 4, 6, 5), "u2")
    data = written(pixels, ome=True, metadata={"axes": "TCZYX"}, compression=compression)

    with pytest.raises(PageNeededError) as caught:
        decoded(data)
    raster = decoded(data, page=6)  # second time, second depth

    assert str(caught.value) == (
        "Cannot read a.tif: it is a stack of 2 times (t) x 4 depths (z). Choose one with --page, from 1 to "
        "8, take all with --page all, or the planes of an axis as channels with --as-channels."
    )
    np.testing.assert_array_equal(raster.pixels, pixels[1, :, 1].transpose(1, 2, 0))


def test_pages_that_follow_each_other_give_the_first_and_a_note():
    first, second = noise((4, 5), "u1"), noise((4, 5), "u1")[::-1]
    stream = io.BytesIO()
    Pillow.fromarray(first).save(stream, "TIFF", save_all=True, append_images=[Pillow.fromarray(second)])

    raster = decoded(stream.getvalue())

    np.testing.assert_array_equal(raster.pixels[..., 0], first)
    assert raster.notes == ("The first of 2 pages was read; ask for another with --page.",)
    np.testing.assert_array_equal(decoded(stream.getvalue(), page=2).pixels[..., 0], second)


def test_pages_of_different_kinds_can_be_asked_for():
    grey, colour = noise((4, 5), "u2"), noise((3, 2, 3), "u1")
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(grey, photometric="minisblack")
        file.write(colour, photometric="rgb")

    np.testing.assert_array_equal(decoded(stream.getvalue(), page=2).pixels, colour)
    with pytest.raises(NoSuchPageError) as caught:
        decoded(stream.getvalue(), page=3)
    assert str(caught.value) == (
        "Cannot read a.tif: it has 2 pages, and page 3 was asked for. Choose from 1 to 2."
    )


@pytest.mark.parametrize("orientation", range(1, 10))
def test_the_orientation_tag_is_obeyed(orientation):
    pixels = noise((4, 5, 3), "u2")
    tag = (274, "H", 1, orientation, True)

    raster = decoded(written(pixels, photometric="rgb", extratags=[tag]))

    turned = {
        2: pixels[:, ::-1],
        3: np.rot90(pixels, 2),
        4: pixels[::-1],
        5: pixels.swapaxes(0, 1),
        6: np.rot90(pixels, -1),
        7: np.rot90(pixels, 2).swapaxes(0, 1),
        8: np.rot90(pixels),
    }
    np.testing.assert_array_equal(raster.pixels, turned.get(orientation, pixels))
    note = f"The picture was turned upright, as its orientation tag {orientation} asks."
    assert raster.notes == ((note,) if orientation in turned else ())


def test_a_page_marked_as_smaller_is_not_preferred_and_can_be_asked_for():
    small, whole = noise((3, 4, 3), "u1"), noise((6, 8, 3), "u1")
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(small, photometric="rgb", subfiletype=1)
        file.write(whole, photometric="rgb")

    raster = decoded(stream.getvalue())

    np.testing.assert_array_equal(raster.pixels, whole)
    assert raster.notes == (
        "Page 2 of 2 was read, since page 1 is marked as a smaller version; ask for another with --page.",
    )
    np.testing.assert_array_equal(decoded(stream.getvalue(), page=1).pixels, small)


def test_smaller_versions_behind_a_page_are_not_reported():
    whole, small = noise((6, 8, 3), "u1"), noise((5, 3, 3), "u1")
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(whole, photometric="rgb")
        file.write(small, photometric="rgb", subfiletype=1)

    raster = decoded(stream.getvalue())

    np.testing.assert_array_equal(raster.pixels, whole)
    assert raster.notes == ()


def test_where_every_page_is_marked_as_smaller_the_first_is_read():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(noise((3, 4), "u1"), photometric="minisblack", subfiletype=1)
        file.write(noise((6, 8), "u1"), photometric="minisblack", subfiletype=1)

    assert decoded(stream.getvalue()).pixels.shape == (3, 4, 1)


def test_a_whole_picture_below_a_small_one_is_found():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(noise((3, 4, 3), "u1"), photometric="rgb", subfiletype=1, subifds=1)
        file.write(noise((6, 8, 3), "u1"), photometric="rgb")

    assert decoded(stream.getvalue()).pixels.shape == (6, 8, 3)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"photometric": "rgb", "extratags": [(50706, "B", 4, b"\1\4\0\0", True)]}, "DNG"),
        ({"photometric": "cfa", "extratags": [(271, "s", 0, "NIKON CORPORATION", True)]}, "Nikon"),
        ({"photometric": "cfa"}, "a sensor's mosaic"),
    ],
)
def test_what_a_sensor_saw_is_refused_by_name(settings, kind):
    pixels = noise((6, 8, 3) if settings["photometric"] == "rgb" else (6, 8), "u1")

    with pytest.raises(CameraFileError) as caught:
        decoded(written(pixels, **settings))

    assert str(caught.value) == (
        f"Cannot read a.tif: it is a camera's raw file ({kind}), which is to be developed first. "
        "Develop it with the camera's own program, darktable or RawTherapee, and save it as TIFF or PNG."
    )


def test_a_stack_of_unknown_pages_says_how_many_there_are():
    data = written(noise((5, 6, 8), "u1"), photometric="minisblack")

    with pytest.raises(PageNeededError) as caught:
        decoded(data)

    assert str(caught.value) == (
        "Cannot read a.tif: it is a stack of 5 pages. Choose one with --page, from 1 to 5, "
        "take all with --page all, or the planes of an axis as channels with --as-channels."
    )


def header(width, height, *tags):
    """Return a TIFF of one 8-bit grey page without any pixels."""
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), *tags]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return struct.pack("<4sIH", b"II*\0", 8, len(tags)) + entries + struct.pack("<I", 0)


def endless():
    pages = tiff_validation.MOST_PAGES + 2
    return b"II*\0" + struct.pack("<I", 8) + b"".join(
        struct.pack("<HI", 0, 8 + 6 * (i + 1)) for i in range(pages)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"II*\0", f"it holds no image data. {WHOLE}"),
        (b"II*\0" + struct.pack("<IHI", 8, 0, 8), f"it holds no image data. {WHOLE}"),
        (header(5, 5), f"it holds no image data. {WHOLE}"),
        (header(5, 5, (273, 4, 1, 8), (279, 4, 1, 0)), f"it holds no image data. {WHOLE}"),
        (header(900, 900, (273, 4, 1, 8), (279, 4, 1, 900 * 900)), f"its TIFF data are cut short. {WHOLE}"),
        (endless(), "it has more than 10000 pages. Split it into smaller files."),
        (written(noise((9, 9), "u1"))[:-20], f"its TIFF data are cut short. {WHOLE}"),
        (
            written(noise((2, 2, 3), "u4"), photometric="rgb"),
            (
                "it stores colours as uint32, for which no two programs agree on what is white. "
                "Save it with 8 or 16 bits, or as float."
            ),
        ),
        (
            written(noise((9, 9, 3), "u1"), photometric="rgb", compression="jpegxl"),
            "its TIFF data are packed with JPEGXL. Save it with LZW or deflate compression.",
        ),
    ],
    ids=[
        "empty",
        "circle",
        "no strips",
        "no bytes",
        "header only",
        "pages",
        "cut",
        "uint32 colours",
        "JPEG XL",
    ],
)
def test_what_cannot_be_decoded_is_refused_before_trying(data, reason):
    with pytest.raises(UnreadableImageError) as caught:
        decoded(data)

    assert str(caught.value) == f"Cannot read a.tif: {reason}"


def test_a_promise_of_many_pixels_is_refused_first():
    with pytest.raises(TooManyPixelsError) as caught:
        decoded(header(200_000, 200_000, (273, 4, 1, 8), (279, 4, 1, 9)), max_pixels=500_000_000)

    assert str(caught.value) == (
        "Cannot read a.tif: its 200000 x 200000 = 40,000 MP exceed the limit of 500 MP. "
        "Raise the limit with --max-pixels 40000000000 if you trust the file."
    )


def test_a_promise_of_many_channels_is_refused_first():
    stream = io.BytesIO()
    tifffile.imwrite(stream, np.zeros((10, 10, 90), "u1"), photometric="minisblack", planarconfig="contig")

    with pytest.raises(UnreadableImageError) as caught:
        decoded(stream.getvalue(), max_pixels=100)

    assert str(caught.value) == (
        "Cannot read a.tif: its 90 channels would take 0.0 GB. Read fewer channels, or raise --max-pixels."
    )


def test_odd_tags_are_not_chattered_about(caplog):
    data = written(noise((4, 4), "u1"), extratags=[(65000, "H", 1, 7, True)])
    broken = data.replace(struct.pack("<HHI", 65000, 3, 1), struct.pack("<HHI", 65000, 99, 1))

    with caplog.at_level(logging.DEBUG):
        decoded(broken)

    assert broken != data
    assert caplog.records == []


def test_planes_that_are_put_together_band_by_band_stand_where_they_belong():
    planes = np.random.default_rng(0).integers(0, 65_535, (3, 400, 300)).astype(np.uint16)
    data = written(planes, ome=True, metadata={"axes": "CYX"}, photometric="minisblack")

    assert np.array_equal(decoded(data).pixels, np.moveaxis(planes, 0, -1))
