"""What is read in bands, and what in memory."""

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import MissingImageError, UnreadableImageError
from gmmseg.io.readers.tiled import opening
from gmmseg.io.readers.tiled.opening import open_picture

PIXELS = np.arange(100 * 150 * 3, dtype=np.uint32).reshape(100, 150, 3).astype(np.uint8)


@pytest.fixture
def path(tmp_path):
    tifffile.imwrite(tmp_path / "picture.tif", PIXELS, tile=(32, 32), photometric="rgb")
    return tmp_path / "picture.tif"


def test_small_pictures_are_read_into_memory_and_large_ones_in_bands(path, monkeypatch):
    small = open_picture(path)
    monkeypatch.setattr(opening, "LARGE", 14_999)

    large, forced = open_picture(path), open_picture(path, stream=False)

    assert [image.is_lazy for image in (small, large, forced)] == [False, True, False]
    assert large.path == path


def test_bands_are_read_where_they_are_asked_for(path):
    image = open_picture(path, stream=True, pixel_size=(0.5, 0.5))

    assert image.is_lazy
    assert image.pixel_size == (0.5, 0.5)


def test_what_has_no_tiles_is_refused_where_bands_are_asked_for(tmp_path):
    Pillow.fromarray(PIXELS).save(tmp_path / "picture.png")

    with pytest.raises(UnreadableImageError) as caught:
        open_picture(tmp_path / "picture.png", stream=True)

    assert str(caught.value) == (
        "Cannot read picture.png: it is PNG, which cannot be read in bands. Save it as a tiled TIFF or "
        "OME-Zarr, or open it whole (without --stream)."
    )
    assert not open_picture(tmp_path / "picture.png").is_lazy


def test_the_limit_of_pixels_counts_in_bands_too(path):
    with pytest.raises(UnreadableImageError, match="exceed the limit"):
        open_picture(path, stream=True, max_pixels=1000)


def test_a_file_that_is_not_there_is_named(tmp_path):
    for stream in (True, None):
        with pytest.raises(MissingImageError):
            open_picture(tmp_path / "nothing.tif", stream=stream)


def test_a_small_folder_of_zarr_is_read_into_memory(tmp_path):
    zarr = pytest.importorskip("zarr")
    root = zarr.open_group(tmp_path / "a.zarr", mode="w", zarr_format=2)
    root.create_array("0", shape=(100, 150), dtype=np.uint8, chunks=(32, 48))[...] = PIXELS[..., 0]
    root.attrs.update({"multiscales": [{"axes": ["y", "x"], "datasets": [{"path": "0"}]}]})

    whole, bands = open_picture(tmp_path / "a.zarr"), open_picture(tmp_path / "a.zarr", stream=True)

    np.testing.assert_array_equal(whole.pixels[..., 0], PIXELS[..., 0])
    assert bands.is_lazy
