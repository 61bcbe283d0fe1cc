import io
import struct

import numpy as np
import pytest
import tifffile

from gmmseg.errors import NoSuchPageError, UnreadableImageError
from gmmseg.io.readers import tiff
from gmmseg.io.readers.raster import ReadRequest

PICTURE = np.random.default_rng(0).integers(0, 255, (8, 10, 3), np.uint8)
USABLE = np.ones((8, 10), bool)
USABLE[:2] = False
NOTE = "Pixels that the file's own mask leaves out are masked out: 20."


def decoded(stream, page=None):
    return tiff.decode(stream, ReadRequest("a.tif", "TIFF", page, 10**6))


def masks_as_gdal_writes_them(file, mask):
    file.write(mask, photometric="mask", subfiletype=4, compression="zlib", metadata=None)


def in_bytes(mask, **settings):
    """Return a picture and a mask of 8 bits, which tifffile would not write as one."""
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None)
        file.write(
            mask.astype(np.uint8) * 255, photometric="minisblack", subfiletype=2, metadata=None, **settings
        )
    was, now = (struct.pack("<HHII", 254, 4, 1, kind) for kind in (2, 4))
    assert was in stream.getvalue()
    return stream.getvalue().replace(was, now)


def test_a_mask_page_masks_and_is_no_page_to_choose():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None)
        masks_as_gdal_writes_them(file, USABLE)

    raster = decoded(stream)

    np.testing.assert_array_equal(raster.pixels, PICTURE)
    np.testing.assert_array_equal(raster.mask, USABLE)
    assert raster.notes == (NOTE,)
    with pytest.raises(NoSuchPageError):
        decoded(stream, page=2)


def test_a_mask_of_bytes_masks():
    raster = decoded(io.BytesIO(in_bytes(USABLE)))

    np.testing.assert_array_equal(raster.mask, USABLE)
    assert raster.notes == (NOTE,)


def test_each_picture_has_the_mask_that_follows_it():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None)
        file.write(PICTURE[::-1], photometric="rgb", metadata=None)
        masks_as_gdal_writes_them(file, USABLE)
        file.write(PICTURE, photometric="rgb", metadata=None)
        masks_as_gdal_writes_them(file, USABLE[::-1].copy())

    first, second, third = (decoded(stream, page).mask for page in (1, 2, 3))

    assert first is None
    np.testing.assert_array_equal(second, USABLE)
    np.testing.assert_array_equal(third, USABLE[::-1])


def test_a_mask_behind_smaller_versions_counts_and_theirs_does_not():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None)
        file.write(PICTURE[::2, ::2], photometric="rgb", subfiletype=1, metadata=None)
        file.write(USABLE[::2, ::2].copy(), photometric="mask", subfiletype=5, metadata=None)
        masks_as_gdal_writes_them(file, USABLE)

    np.testing.assert_array_equal(decoded(stream).mask, USABLE)


def test_a_mask_and_alpha_both_count():
    alpha = np.full((8, 10, 1), 255, np.uint8)
    alpha[-1] = 0
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(np.dstack([PICTURE, alpha]), photometric="rgb", extrasamples=["unassalpha"], metadata=None)
        masks_as_gdal_writes_them(file, USABLE)

    np.testing.assert_array_equal(decoded(stream).mask, USABLE & (alpha[..., 0] > 0))


def test_a_mask_is_turned_with_its_picture():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None, extratags=[(274, "H", 1, 6, True)])
        masks_as_gdal_writes_them(file, USABLE)

    np.testing.assert_array_equal(decoded(stream).mask, np.rot90(USABLE, -1))


def test_a_mask_that_leaves_out_nothing_is_not_reported():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(PICTURE, photometric="rgb", metadata=None)
        masks_as_gdal_writes_them(file, np.ones((8, 10), bool))

    raster = decoded(stream)

    assert (raster.mask, raster.notes) == (None, ())


def test_a_file_of_masks_alone_is_read():
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        masks_as_gdal_writes_them(file, USABLE)

    np.testing.assert_array_equal(decoded(stream).pixels[..., 0], USABLE)


def test_a_mask_that_is_cut_short_is_damage():
    data = in_bytes(USABLE)

    with pytest.raises(UnreadableImageError) as caught:
        decoded(io.BytesIO(data[:-40]))

    assert (
        str(caught.value) == "Cannot read a.tif: its TIFF data are cut short. Get a whole copy of the file."
    )
