"""TIFF files, read back with tifffile."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import tifffile
from PIL import Image as Picture

from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.io.exporters import export, tiff
from gmmseg.io.readers.images import read


def test_labels_are_raw_numbers_that_imagej_opens_with_names(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["labels-tif"])

    assert path.name == "photo_labels.tif"
    with tifffile.TiffFile(path) as file:
        assert file.is_imagej
        assert file.imagej_metadata["Info"] == "1 = sky\n2 = =2+3\n3 = grass / trees"
        found = file.asarray()
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, segmentation.labels)


def test_0_is_no_data_to_gis(segmentation, tmp_path):
    labels, probabilities = export(segmentation, tmp_path, ["labels-tif", "probabilities"])

    with tifffile.TiffFile(labels) as file:
        assert file.pages[0].tags[42113].value == "0"
        assert file.pages[0].nodata == 0
    with tifffile.TiffFile(probabilities) as file:
        assert 42113 not in file.pages[0].tags  # a probability of 0 is one
    assert read(labels).n_usable == (segmentation.labels > 0).sum()


def test_many_segments_give_16_bit_labels(segmentation, tmp_path):
    segments = tuple(Segment(f"segment {i + 1}", (i % 256, 0, 0), ()) for i in range(300))
    model = Model(segmentation.model.features, segmentation.model.mixture, segments)
    labels = np.arange(35, dtype=np.uint16).reshape(5, 7) + 260

    (path,) = export(replace(segmentation, model=model, labels=labels), tmp_path, ["labels-tif"])

    found = tifffile.imread(path)
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found, labels)


def test_every_segment_has_a_named_page_of_probabilities(make, tmp_path):
    segmentation = make(names=("sky", "=2+3", "été"))

    (path,) = export(segmentation, tmp_path, ["probabilities"])

    with tifffile.TiffFile(path) as file:
        assert file.is_imagej
        assert file.imagej_metadata["Labels"] == ["sky", "=2+3", "été"]
        names = [page.tags["PageName"].value for page in file.pages]
        pages = [page.asarray() for page in file.pages]
    assert names == ["sky", "=2+3", "été"]
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert page.dtype == np.float32
        np.testing.assert_array_equal(page, segmentation.probability(number))
    np.testing.assert_allclose(sum(pages)[segmentation.labels > 0], 1, atol=1e-5)


def test_chosen_segments_are_the_pages_and_pillow_reads_them_too(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities"], segments=[1, 3])

    picture = Picture.open(BytesIO(path.read_bytes()))
    assert picture.n_frames == 2
    for page, index in enumerate((0, 2)):
        picture.seek(page)
        np.testing.assert_array_equal(np.asarray(picture), segmentation.probabilities[index])


def test_what_plain_tiff_has_no_room_for_becomes_big_tiff(segmentation, tmp_path, monkeypatch):
    monkeypatch.setattr(tiff, "LARGEST", 100)

    (path,) = export(segmentation, tmp_path, ["probabilities"])

    with tifffile.TiffFile(path) as file:
        assert file.is_bigtiff
        assert [page.tags["PageName"].value for page in file.pages] == ["sky", "=2+3", "grass / trees"]
        np.testing.assert_array_equal(file.asarray(), segmentation.probabilities)


@pytest.mark.parametrize("shape", [(9, 1), (1, 9), (1, 1), (9, 3)])
def test_pictures_of_any_shape_have_a_page_for_each_segment(segmentation, tmp_path, shape):
    rng = np.random.default_rng(2)
    image = Image.from_array(rng.integers(0, 256, (*shape, 3), np.uint8), name="thin")
    thin = replace(segmentation, image=image, labels=np.ones(shape, np.uint8))

    path, labels = export(thin, tmp_path, ["probabilities", "labels-tif"])

    with tifffile.TiffFile(labels) as file:
        assert file.pages[0].shape == shape
    with tifffile.TiffFile(path) as file:
        assert [page.tags["PageName"].value for page in file.pages] == ["sky", "=2+3", "grass / trees"]
        assert [page.shape for page in file.pages] == [shape] * 3
        found = np.stack([page.asarray() for page in file.pages])
    np.testing.assert_array_equal(found, thin.probabilities)


def test_ome_channels_are_named_and_coloured_and_hold_the_probabilities(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-ome"])

    assert path.name == "photo_probabilities.ome.tif"
    with tifffile.TiffFile(path) as file:
        assert file.is_ome
        assert file.series[0].axes == "CYX"
        np.testing.assert_array_equal(file.asarray(), segmentation.probabilities)
        pixels = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]["Pixels"]
    assert [channel["Name"] for channel in pixels["Channel"]] == ["sky", "=2+3", "grass / trees"]
    assert pixels["Channel"][0]["Color"] == int.from_bytes(bytes([0, 114, 178, 255]), "big")
    assert pixels["Type"] == "float"


def test_names_with_control_signs_are_no_fault_in_ome_xml(segmentation, tmp_path):
    model = segmentation.model
    odd = [replace(each, name="\0\ud800<i>") for each in model.segments]
    image = replace(segmentation.image, name="\x1b[31mred.png")
    strange = replace(segmentation, image=image, model=replace(model, segments=tuple(odd)))

    (path,) = export(strange, tmp_path, ["probabilities-ome"])

    with tifffile.TiffFile(path) as file:
        root = ET.fromstring(file.ome_metadata)
    reported = [each.get("Name") for each in root.iter() if each.tag.endswith(("Channel", "Image"))]
    assert reported == ["\ufffd[31mred.png", *["\ufffd?<i>"] * 3]


def test_a_single_ome_channel_has_its_axis_too(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["probabilities-ome"], segments=[2])

    np.testing.assert_array_equal(tifffile.imread(path).reshape(5, 7), segmentation.probabilities[1])


GEOTIFF = [
    (33550, "d", 3, (0.5, 0.5, 0.0), True),
    (33922, "d", 6, (0.0, 0.0, 0.0, 441720.0, 3751320.0, 0.0), True),
    (34735, "H", 8, (1, 1, 0, 1, 1024, 0, 1, 1), True),
    (34737, "s", 0, "UTM zone 11N|", True),
]


@pytest.mark.parametrize("kind", ["labels-tif", "probabilities", "probabilities-ome"])
def test_a_place_on_earth_is_handed_on(segmentation, tmp_path, kind):
    source = tmp_path / "aerial.tif"
    tifffile.imwrite(source, segmentation.image.pixels, photometric="rgb", extratags=GEOTIFF, metadata=None)
    image = replace(read(source), mask=segmentation.image.mask)

    (path,) = export(replace(segmentation, image=image), tmp_path / "out", [kind])

    with tifffile.TiffFile(source) as before, tifffile.TiffFile(path) as after:
        for page in after.pages:  # programs of geography open each as a picture of its own
            for code, *_ in GEOTIFF:
                assert page.tags[code].value == before.pages[0].tags[code].value
            assert page.geotiff_tags == before.pages[0].geotiff_tags


def test_a_place_on_earth_does_not_outlive_a_turn(segmentation, tmp_path):
    tags = [*GEOTIFF, (274, "H", 1, 6, True)]
    tifffile.imwrite(
        tmp_path / "a.tif", segmentation.image.pixels, photometric="rgb", extratags=tags, metadata=None
    )

    image = read(tmp_path / "a.tif")

    assert image.georeference == ()
    assert "Its place on earth was dropped, since it was turned." in image.notes


SIZE = (1.3, 0.65)  # micrometres


@pytest.fixture
def measured(segmentation):
    """A segmentation of a picture that says how large its pixels are."""
    return replace(segmentation, image=replace(segmentation.image, pixel_size=SIZE))


def test_ome_tiff_says_how_large_a_pixel_is(measured, tmp_path):
    (path,) = export(measured, tmp_path, ["probabilities-ome"])

    with tifffile.TiffFile(path) as file:
        (pixels,) = ET.fromstring(file.ome_metadata).findall(".//{*}Pixels")
    assert (pixels.get("PhysicalSizeY"), pixels.get("PhysicalSizeX")) == ("1.3", "0.65")
    assert pixels.get("PhysicalSizeXUnit") == pixels.get("PhysicalSizeYUnit") == "\u00b5m"
    assert read(path, page=1).pixel_size == SIZE


@pytest.mark.parametrize("kind", ["labels-tif", "probabilities"])
def test_imagej_learns_how_large_a_pixel_is(measured, tmp_path, kind):
    (path,) = export(measured, tmp_path, [kind])

    with tifffile.TiffFile(path) as file:
        assert file.imagej_metadata["unit"] == "um"
        for code, side in ((283, SIZE[0]), (282, SIZE[1])):
            above, below = file.pages[0].tags[code].value
            np.testing.assert_allclose(below / above, side, rtol=1e-6)


def test_plain_tiff_tells_it_in_centimetres(measured, tmp_path, monkeypatch):
    monkeypatch.setattr(tiff, "LARGEST", 1)  # more than ImageJ's kind of it has room for

    (path,) = export(measured, tmp_path, ["probabilities"])

    with tifffile.TiffFile(path) as file:
        tags = file.pages[0].tags
        assert tags["ResolutionUnit"].value == 3
        above, below = tags["XResolution"].value
        np.testing.assert_allclose(1e4 * below / above, SIZE[1], rtol=1e-6)


def test_a_picture_of_no_known_size_says_nothing_of_it(segmentation, tmp_path):
    paths = export(segmentation, tmp_path, ["labels-tif", "probabilities-ome"])

    assert [read(path, page=1).pixel_size for path in paths] == [None, None]


def test_whether_probabilities_are_calibrated_is_reported(segmentation, tmp_path):
    calibrated = replace(segmentation, model=replace(segmentation.model, temperature=1.5))

    plain, ome = export(calibrated, tmp_path, ["probabilities", "probabilities-ome"])
    (before,) = export(segmentation, tmp_path / "before", ["probabilities"])

    with tifffile.TiffFile(plain) as file:
        assert file.imagej_metadata["Info"] == "probabilities: calibrated, temperature 1.5"
    with tifffile.TiffFile(ome) as file:
        assert "probabilities: calibrated, temperature 1.5" in file.ome_metadata
    with tifffile.TiffFile(before) as file:
        assert file.imagej_metadata["Info"] == "probabilities: not calibrated"


def test_maps_are_entropy_margin_and_log_density(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["maps-tif"])

    with tifffile.TiffFile(path) as file:
        assert file.imagej_metadata["Labels"] == ["entropy", "margin", "log-density"]
        entropy, margin, density = file.asarray()
    usable = segmentation.labels > 0
    np.testing.assert_array_equal(entropy, segmentation.uncertainty)
    two = np.sort(segmentation.probabilities, axis=0)
    np.testing.assert_allclose(margin[usable], (two[-1] - two[-2])[usable], atol=1e-6)
    assert np.isnan(density[~usable]).all()
    assert np.isfinite(density[usable]).all()
