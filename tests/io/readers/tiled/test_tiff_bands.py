"""TIFF in bands: the pixels, masks and facts of the reader of whole pictures, whatever the layout."""

import numpy as np
import pytest
import tifffile

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.images import read
from gmmseg.io.readers.raster import ReadRequest
from gmmseg.io.readers.tiled import tiff_bands

RNG = np.random.default_rng(0)
ROWS, COLUMNS = np.mgrid[:100, :150]
SOFT = np.stack([ROWS * 2, COLUMNS, (ROWS + COLUMNS) % 256], axis=-1).astype(np.uint8)
GREY = SOFT[..., 2].copy()
DEEP = SOFT.astype(np.uint16) * 200
CHANNELS = np.moveaxis(DEEP, 2, 0).copy()
RGBA = np.dstack([SOFT, (GREY > 60) * 255]).astype(np.uint8)
TILE, RGB = {"tile": (32, 48)}, {"photometric": "rgb"}
LAYOUTS = {
    "JPEG tiles": (SOFT, {**TILE, **RGB, "compression": "jpeg"}),
    "subsampled": (SOFT, {**TILE, **RGB, "compression": "jpeg", "subsampling": (2, 2)}),
    "deflate with predictor": (SOFT, {**TILE, **RGB, "compression": "zlib", "predictor": True}),
    "strips": (SOFT, {**RGB, "rowsperstrip": 17, "compression": "zlib"}),
    "plain": (SOFT, RGB),
    "plain, 16 bits, big endian": (DEEP, {**RGB, "byteorder": ">"}),
    "plain tiles": (SOFT, {**TILE, **RGB}),
    "grey": (GREY, TILE),
    "white is zero": (GREY, {**TILE, "photometric": "miniswhite"}),
    "planar": (CHANNELS, {**TILE, **RGB, "planarconfig": "separate", "compression": "zlib"}),
    "plain planar": (CHANNELS, {**RGB, "planarconfig": "separate"}),
    "transparency": (RGBA, {**TILE, **RGB, "extrasamples": ["unassalpha"], "compression": "zlib"}),
    "one bit": (GREY > 100, TILE),
    "channels on pages": (CHANNELS, {**TILE, "metadata": {"axes": "CYX"}, "ome": True}),
    "palette": (
        GREY,
        {**TILE, "photometric": "palette", "colormap": RNG.integers(0, 65535, (3, 256), np.uint16)},
    ),
    "no data": (GREY, {**TILE, "extratags": [(42113, 2, 4, "200", True)]}),
}


def opened(path, page=None):
    return tiff_bands.read(path, ReadRequest(path.name, "TIFF", page, 10**9, "auto", path))


def decoded(image):
    pixels = image.pixels
    bands = [pixels.decoded(number) for number in range(pixels.n_bands)]
    masks = [np.ones(band.shape[:2], bool) if usable is None else usable for band, usable in bands]
    return np.concatenate([band for band, _ in bands]), np.concatenate(masks)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pixels_and_facts_are_those_of_the_reader_of_whole_pictures(tmp_path, layout):
    path = tmp_path / "picture.tif"
    tifffile.imwrite(path, LAYOUTS[layout][0], **LAYOUTS[layout][1])
    whole = read(path)

    bands = opened(path)

    pixels, mask = decoded(bands)
    usable = np.ones(mask.shape, bool) if whole.mask is None else whole.mask
    np.testing.assert_array_equal(mask, usable)
    np.testing.assert_array_equal(pixels[usable], whole.pixels[usable])
    assert (bands.range, bands.channels, bands.n_bits) == (whole.range, whole.channels, whole.n_bits)
    assert bands.pixel_size == whole.pixel_size


def pyramid(path, smaller=(50, 75)):
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        file.write(SOFT, **TILE, **RGB, subifds=1)
        file.write(
            np.ascontiguousarray(SOFT[: 2 * smaller[0] : 2, : 2 * smaller[1] : 2]),
            **TILE,
            **RGB,
            subfiletype=1,
        )


def test_of_a_pyramid_the_largest_version_is_read(tmp_path):
    pyramid(tmp_path / "pyramid.tif")

    image = opened(tmp_path / "pyramid.tif")

    np.testing.assert_array_equal(decoded(image)[0], SOFT)
    assert image.notes == ()


def test_another_page_is_read_where_it_is_asked_for(tmp_path):
    with tifffile.TiffWriter(tmp_path / "two.tif") as file:
        file.write(GREY, **TILE)
        file.write(SOFT[:60], **TILE, **RGB)

    np.testing.assert_array_equal(decoded(opened(tmp_path / "two.tif", 2))[0], SOFT[:60])


def test_a_damaged_tile_is_named_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "picture.tif"
    tifffile.imwrite(path, SOFT, **TILE, **RGB, compression="zlib")
    with tifffile.TiffFile(path) as file:
        offset = file.pages[0].dataoffsets[5]  # the second row and column of tiles
    data = bytearray(path.read_bytes())
    data[offset : offset + 8] = b"nonsense"
    path.write_bytes(data)

    image = opened(path)
    pixels, mask = decoded(image)

    expected = np.ones((100, 150), bool)
    expected[32:64, 48:96] = False
    np.testing.assert_array_equal(mask, expected)
    np.testing.assert_array_equal(pixels[expected], SOFT[expected])
    assert "at row 32, column 48 (48 x 32 pixels)" in image.pixels.source.damage.sentence


def test_a_file_that_is_cut_short_gives_the_tiles_that_are_there(tmp_path):
    path = tmp_path / "picture.tif"
    tifffile.imwrite(path, SOFT, **TILE, **RGB)
    path.write_bytes(path.read_bytes()[:-2000])

    image = opened(path)
    mask = decoded(image)[1]

    assert not mask[99, 149]
    assert mask[:64].all()
    assert "its data lie behind the end of the file" in image.pixels.source.damage.sentence


@pytest.mark.parametrize(
    ("pixels", "options", "reason"),
    [
        (
            SOFT.astype(np.float32),
            {**TILE, **RGB},
            "read in bands, it holds float32, of which black and white follow from all pixels",
        ),
        (
            SOFT,
            {**TILE, **RGB, "extratags": [(274, 3, 1, 6, True)]},
            "read in bands, it is to be turned, as its orientation tag asks",
        ),
    ],
)
def test_what_bands_cannot_give_is_said_before_work(tmp_path, pixels, options, reason):
    path = tmp_path / "picture.tif"
    tifffile.imwrite(path, pixels, **options)

    with pytest.raises(UnreadableImageError) as caught:
        opened(path)

    assert caught.value.reason == reason


@pytest.mark.parametrize("tile", [(32, 48), None])
def test_the_mask_on_a_page_behind_counts(tmp_path, tile):
    mask = (GREY > 60) & (ROWS > 10)
    with tifffile.TiffWriter(tmp_path / "picture.tif") as file:
        file.write(SOFT, **TILE, **RGB)
        file.write(mask, tile=tile, photometric="mask", subfiletype=4, compression="zlib")
    whole = read(tmp_path / "picture.tif")

    bands = opened(tmp_path / "picture.tif")

    np.testing.assert_array_equal(whole.mask, mask)
    np.testing.assert_array_equal(bands.mask[:100], mask)
    assert bands.notes == whole.notes
