"""Pages of real files: counted without decoding, chosen, read."""

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import DifferentPagesError, UnreadableImageError
from gmmseg.io.readers import pages
from gmmseg.io.readers.images import read
from gmmseg.io.readers.pages import EVERY, FIRST, PageChoice

SHAPE = (2, 3, 6, 7)


@pytest.fixture
def voxels():
    return np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8)


@pytest.fixture(params=["ome", "imagej", "shaped", "ome, packed"])
def path(request, tmp_path, voxels):
    flavour, _, packed = request.param.partition(", ")
    options = {"ome": True} if flavour == "ome" else {"imagej": flavour == "imagej"}
    name = tmp_path / ("a.ome.tif" if flavour == "ome" else "a.tif")
    compression = "zlib" if packed else None
    tifffile.imwrite(
        name, voxels, photometric="minisblack", metadata={"axes": "TZYX"}, compression=compression, **options
    )
    return name


def test_axes_of_every_flavour_are_found_without_decoding(path, monkeypatch):
    for kind in (tifffile.TiffPage, tifffile.TiffFrame, tifffile.TiffPageSeries):
        monkeypatch.setattr(kind, "asarray", lambda *_, **__: pytest.fail("decoded"))

    found = pages.of(path)

    assert [(axis.name, axis.length) for axis in found.axes] == [("time", 2), ("z", 3)]
    assert (found.count, found.name(6), found.text) == (6, "t02_z003", "2 times (t) x 3 depths (z)")


def test_every_page_is_read_as_it_was_written(path, voxels):
    for number, page in enumerate(EVERY.of(path)):
        image = read(path, **page.reading)
        np.testing.assert_array_equal(image.pixels[..., 0], voxels.reshape(-1, 6, 7)[number])


def test_planes_are_read_as_channels(path, voxels):
    of_depth = read(path, page=2, axis="z", as_channels=True)
    of_time = [read(path, **each.reading) for each in PageChoice.requested("all", "t", True).of(path)]

    np.testing.assert_array_equal(of_depth.pixels, np.moveaxis(voxels[1], 0, 2))
    np.testing.assert_array_equal(of_time[2].pixels, np.moveaxis(voxels[:, 2], 0, 2))
    assert not of_depth.is_colour


def test_a_page_can_be_asked_for_by_its_place(path, voxels):
    np.testing.assert_array_equal(read(path, page="t=2,z=3").pixels[..., 0], voxels[1, 2])
    np.testing.assert_array_equal(read(path, page=3, axis="z").pixels[..., 0], voxels[0, 2])


def test_channels_of_a_page_are_no_axis_of_pages(tmp_path):
    voxels = np.random.default_rng(0).integers(0, 2**16, (2, 3, 4, 6, 7), np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", voxels, imagej=True, metadata={"axes": "TZCYX"})

    found = pages.of(tmp_path / "a.tif")
    joined = read(tmp_path / "a.tif", page=2, axis="z", as_channels=True)

    assert (found.text, found.series[0].n_channels) == ("2 times (t) x 3 depths (z)", 4)
    np.testing.assert_array_equal(joined.pixels, np.moveaxis(voxels[1].reshape(12, 6, 7), 0, 2))


@pytest.mark.parametrize("suffix", ["gif", "png", "webp"])
def test_frames_of_animations_are_times(tmp_path, suffix):
    rng = np.random.default_rng(0)
    frames = [Pillow.fromarray(rng.integers(0, 256, (6, 7, 3), np.uint8)) for _ in range(3)]
    path = tmp_path / f"a.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], lossless=True)

    found = pages.of(path)

    assert (found.text, found.name(3), found.is_stack) == ("3 times (t)", "t03", False)
    assert [each.number for each in PageChoice.requested("::2").of(path)] == [1, 3]
    assert read(path, as_channels=True).pixels.shape == (6, 7, 9)


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "ppm", "jp2"])
def test_a_picture_of_one_page_has_one(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Pillow.fromarray(np.zeros((6, 7, 3), np.uint8)).save(path)

    assert pages.of(path).count == 1
    assert [each.name for each in EVERY.of(path)] == [""]


def test_plain_pages_of_several_sizes_are_pictures_of_their_own(tmp_path):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        for height in (6, 6, 4):
            file.write(np.zeros((height, 7), np.uint8), metadata=None)

    assert [each.name for each in EVERY.of(path)] == ["p001", "p002", "p003"]
    assert read(path, page=3).height == 4
    with pytest.raises(DifferentPagesError):
        read(path, as_channels=True)


def test_smaller_versions_are_left_out_of_all(tmp_path):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(np.zeros((4, 4), np.uint8), subfiletype=1, metadata=None)
        for _ in range(2):
            file.write(np.zeros((8, 8), np.uint8), metadata=None)

    assert [each.number for each in EVERY.of(path)] == [2, 3]
    assert FIRST.of(path)[0].reading == {}


def test_channels_that_take_too_much_are_refused(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((40, 9, 9), np.float64), metadata={"axes": "ZYX"})

    with pytest.raises(UnreadableImageError, match="its 40 channels would take"):
        read(path, as_channels=True, max_pixels=81 * 4)


def test_a_file_that_is_no_picture_is_reported(tmp_path):
    (tmp_path / "a.tif").write_bytes(b"II*\0" + bytes(20))

    with pytest.raises(UnreadableImageError, match="Cannot read"):
        pages.of(tmp_path / "a.tif")


def test_a_stack_is_one_whose_first_page_does_not_stand_for_all(tmp_path):
    for name, axes in (("z.tif", "ZYX"), ("i.tif", "IYX")):
        tifffile.imwrite(tmp_path / name, np.zeros((2, 6, 7), np.uint8), metadata={"axes": axes})

    assert pages.stack_in(tmp_path / "z.tif").count == 2
    assert pages.stack_in(tmp_path / "i.tif") is None
