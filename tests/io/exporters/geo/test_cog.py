"""The cloud-optimised GeoTIFF, read by tifffile, against the rules of GDAL's validator."""

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from gmmseg.io.exporters import export
from gmmseg.io.exporters.geo import cog
from gmmseg.io.readers import label_maps
from gmmseg.io.readers.georeference import PROJECTED, Place, place_of, tags_of
from gmmseg.io.readers.images import read

UTM = Place((500000.0, 10.0, 0.0, 4600000.0, 0.0, -10.0), 32633, PROJECTED)


@pytest.fixture
def small_tiles(monkeypatch):
    """Make tiles so small that a small picture has several of them, and smaller versions."""
    monkeypatch.setattr(cog, "TILE", 16)


@pytest.fixture
def large(segmentation):
    """Return a segmentation of 70 x 41 pixels with a place on earth, and the labels in it."""
    labels = np.random.default_rng(0).integers(0, 4, (41, 70)).astype(np.uint8)
    image = replace(
        segmentation.image,
        pixels=np.zeros((41, 70, 3), np.uint8), mask=labels > 0, georeference=tags_of(UTM),
    )  # fmt: skip
    return replace(segmentation, image=image, labels=labels)


def test_labels_and_their_smaller_versions(large, small_tiles, tmp_path):
    (path,) = export(large, tmp_path, ["labels-cog"])

    with tifffile.TiffFile(path) as file:
        pages = [page.asarray() for page in file.pages]
        assert [page.shape for page in pages] == [(41, 70), (21, 35), (11, 18), (6, 9)]
        assert [int(page.subfiletype) for page in file.pages] == [0, 1, 1, 1]
        assert file.pages[0].tags[42113].value == "0"
        colours = file.pages[0].colormap
    for i, page in enumerate(pages):
        np.testing.assert_array_equal(page, large.labels[:: 2**i, :: 2**i])
    assert (colours[:, 1:4] >> 8).T.tolist() == [[0, 114, 178], [230, 159, 0], [0, 158, 115]]


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="Linux says how much of a file is in memory"
)
def test_of_labels_in_a_file_a_row_of_tiles_is_in_memory_at_a_time(large, tmp_path, monkeypatch):
    monkeypatch.setattr(cog, "SEVERAL", 2**20)
    pixels = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (4096, 4096, 3))
    (np.indices((4096, 4096), np.uint8).sum(axis=0) % 4).astype(np.uint8).tofile(tmp_path / "labels")
    labels = np.memmap(tmp_path / "labels", np.uint8, "r", shape=(4096, 4096))
    image = replace(large.image, pixels=pixels, mask=None, georeference=())
    compress, seen, before = zlib.compress, [], of_files()
    monkeypatch.setattr(zlib, "compress", lambda *given: seen.append(of_files()) or compress(*given))

    (path,) = export(replace(large, image=image, labels=labels), tmp_path, ["labels-cog"])

    assert max(seen) - before < 0.75 * labels.size  # a row of tiles of a quarter of its size takes half
    with tifffile.TiffFile(path) as file:
        np.testing.assert_array_equal(file.pages[3].asarray(), labels[::8, ::8])


def of_files():
    """Return how many bytes of this process lie in files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("RssFile"))


def test_directories_come_first_and_tiles_from_the_smallest_version_on(large, small_tiles, tmp_path):
    for path in export(large, tmp_path, ["labels-cog", "probabilities-cog"]):
        with tifffile.TiffFile(path) as file:
            directories = [page.offset for page in file.pages]
            first_tiles = [min(page.dataoffsets) for page in file.pages]
            last_tiles = [max(page.dataoffsets) for page in file.pages]
            assert all(page.is_tiled for page in file.pages)
        assert directories[0] == 16
        assert directories == sorted(directories)
        assert directories[-1] < min(first_tiles)
        assert all(small < large for large, small in zip(first_tiles, last_tiles[1:], strict=False))


def test_probabilities_are_bands_with_names(large, small_tiles, tmp_path):
    cog_path, plain = export(large, tmp_path, ["probabilities-cog", "probabilities"])

    expected = tifffile.imread(plain)
    with tifffile.TiffFile(cog_path) as file:
        np.testing.assert_array_equal(file.pages[0].asarray(), expected)
        halves = file.pages[1].asarray()
        reported = file.pages[0].tags[42112].value
    np.testing.assert_allclose(
        halves[:, :20, :35], expected[:, :40].reshape(3, 20, 2, 35, 2).mean(axis=(2, 4)), rtol=1e-6
    )
    assert '<Item name="DESCRIPTION" sample="2" role="description">grass / trees</Item>' in reported
    image = read(cog_path)
    assert image.channel_names == ("sky", "=2+3", "grass / trees")
    assert place_of(image.georeference) == UTM


def test_it_is_read_back_as_a_label_map_in_its_place(large, small_tiles, tmp_path):
    (path,) = export(large, tmp_path, ["labels-cog"])

    (found,) = label_maps.read(path)

    np.testing.assert_array_equal(found, large.labels)
    assert place_of(read(path).georeference) == UTM


def test_without_a_map_the_size_of_pixels_is_reported(segmentation, tmp_path):
    own = replace(segmentation, image=replace(segmentation.image, pixel_size=(2.0, 0.5)))

    (path,) = export(own, tmp_path, ["labels-cog"])

    with tifffile.TiffFile(path) as file:
        (page,) = file.pages
        resolution = {name: page.tags[name].value for name in ("XResolution", "YResolution")}
        assert page.tags["ResolutionUnit"].value == 3
    assert resolution == {"XResolution": (20000, 1), "YResolution": (5000, 1)}
