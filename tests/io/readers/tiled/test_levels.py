"""Pictures with their smaller versions, tile by tile."""

import numpy as np
import pytest
import tifffile

from gmmseg.io.readers.tiled.levels import GRID, KeptOverview, PictureLevels, label_levels

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 255, (300, 420, 3)).astype(np.uint8)


def write(path, *levels, tile=(64, 64), ome=False, **kwargs):
    with tifffile.TiffWriter(path, ome=ome) as file:
        for i, level in enumerate(levels):
            file.write(
                level,
                tile=tile,
                photometric="rgb",
                subifds=len(levels) - 1 if i == 0 else None,
                subfiletype=1 if i else 0,
                **kwargs,
            )
    return path


@pytest.fixture
def pyramid(tmp_path):
    return write(tmp_path / "pyramid.tif", PIXELS, PIXELS[::2, ::2], PIXELS[::4, ::4])


def test_all_versions_are_there_with_their_tiles(pyramid):
    found = PictureLevels.of(pyramid)

    assert [level.factor for level in found.levels] == [1, 2, 4]
    for level, pixels in zip(found.levels, (PIXELS, PIXELS[::2, ::2], PIXELS[::4, ::4]), strict=True):
        tile, usable = level.source.tile(1, 1)
        assert usable is None
        assert np.array_equal(tile, pixels[64:128, 64:128])
    assert np.array_equal(found.levels[0].source.tile(4, 6)[0], PIXELS[256:, 384:])
    assert found.notes == ()


def test_a_version_that_does_not_fit_is_left_out_and_named(tmp_path):
    path = write(tmp_path / "odd.ome.tif", PIXELS, PIXELS[:100, :210], PIXELS[::4, ::4], ome=True)

    found = PictureLevels.of(path)

    assert [level.factor for level in found.levels] == [1, 4]
    assert found.notes == (
        "A smaller version in odd.ome.tif, 210 x 100, does not fit the picture, 420 x 300, and was left out.",
    )


def test_strips_are_put_together_until_they_can_be_reduced(tmp_path):
    path = tmp_path / "strips.tif"
    tifffile.imwrite(path, PIXELS, rowsperstrip=6, compression="zlib", photometric="rgb")

    source = PictureLevels.of(path).levels[0].source

    assert source.tile_shape[0] % GRID == 0
    rows = source.tile_shape[0]
    assert np.array_equal(source.tile(1, 0)[0], PIXELS[rows : 2 * rows])


def test_a_damaged_tile_is_named_where_it_is_in_the_picture_and_empty(tmp_path):
    path = write(tmp_path / "hurt.tif", PIXELS, PIXELS[::2, ::2], compression="zlib")
    with tifffile.TiffFile(path) as file:
        page = file.series[0].levels[1].pages[0]
        place, size = page.dataoffsets[1], page.databytecounts[1]
    data = bytearray(path.read_bytes())
    data[place : place + size] = b"\xff" * size
    path.write_bytes(data)

    found = PictureLevels.of(path)
    pixels, usable = found.levels[1].source.tile(0, 1)

    assert not pixels.any()
    assert not usable.any()
    assert found.damage.startswith("A tile of hurt.tif could not be read (")
    assert "at row 0, column 128: it is shown as empty." in found.damage


def test_labels_are_read_as_they_are_stored(tmp_path):
    labels = RNG.integers(0, 5, (200, 140)).astype(np.uint8)
    table = np.zeros((3, 256), np.uint16)
    path = tmp_path / "labels.tif"
    tifffile.imwrite(path, labels, tile=(64, 64), photometric="palette", colormap=table)

    assert np.array_equal(label_levels(path)[0].stored(1, 2), labels[64:128, 128:])


def test_an_overview_is_kept_for_the_file_as_it_is(tmp_path):
    path = tmp_path / "flat.tif"
    tifffile.imwrite(path, PIXELS, tile=(64, 64), photometric="rgb")
    small, usable = PIXELS[::8, ::8].copy(), np.ones((38, 53), bool)
    kept = KeptOverview.of(tmp_path / "kept", path, PIXELS.shape)

    kept.write(small, usable)

    assert np.array_equal(kept.read(small.shape, small.dtype)[0], small)
    assert kept.read((1, 1, 3), small.dtype) is None
    with path.open("ab") as file:
        file.write(b"more")
    assert KeptOverview.of(tmp_path / "kept", path, PIXELS.shape).read(small.shape, small.dtype) is None
