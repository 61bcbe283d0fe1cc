"""OME-Zarr, read back with zarr."""

from dataclasses import replace

import numpy as np
import pytest
import zarr

from gmmseg.errors import AlreadyThereError
from gmmseg.io.exporters import export


def test_picture_and_labels_come_back(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["zarr"])

    group = zarr.open_group(path, mode="r")
    np.testing.assert_array_equal(group["0"][...], np.moveaxis(segmentation.image.pixels, 2, 0))
    np.testing.assert_array_equal(group["labels/segments/0"][...], segmentation.labels)
    assert group["labels/segments/0"].dtype == np.uint8


def test_metadata_are_those_of_ngff(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["zarr"])

    group = zarr.open_group(path, mode="r")
    (scales,) = group.attrs["multiscales"]
    assert [axis["name"] for axis in scales["axes"]] == ["c", "y", "x"]
    assert scales["datasets"][0]["path"] == "0"
    assert group["labels"].attrs["labels"] == ["segments"]
    label = group["labels/segments"].attrs["image-label"]
    assert label["colors"][0] == {"label-value": 1, "rgba": [0, 114, 178, 255]}
    assert label["properties"][1] == {"label-value": 2, "name": "=2+3"}
    assert label["source"] == {"image": "../../"}


def channels_of(path):
    return zarr.open_group(path, mode="r").attrs["omero"]["channels"]


def test_channels_are_described_as_ngff_has_it(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["zarr"])

    assert zarr.open_group(path, mode="r").attrs["omero"]["rdefs"]["model"] == "color"
    found = channels_of(path)
    assert [each["label"] for each in found] == ["red", "green", "blue"]
    assert [each["color"] for each in found] == ["FF0000", "00FF00", "0000FF"]
    assert all(each["active"] for each in found)
    assert found[0]["window"] == {"min": 0, "max": 255, "start": 0, "end": 255}


def test_channels_that_are_no_colours_are_grey_and_one_is_shown(make, tmp_path):
    pixels = np.random.default_rng(1).integers(0, 2**16, (5, 7, 5), np.uint16)

    (path,) = export(make(pixels), tmp_path, ["zarr"])

    found = channels_of(path)
    assert [each["active"] for each in found] == [True, False, False, False, False]
    assert {each["color"] for each in found} == {"FFFFFF"}
    assert found[4]["label"] == "channel 5"
    assert found[4]["window"]["end"] == 65535


def test_a_folder_that_is_there_is_replaced_whole_and_only_when_requested(segmentation, make, tmp_path):
    (path,) = export(segmentation, tmp_path, ["zarr"])
    (path / "mine").write_text("left over")

    with pytest.raises(AlreadyThereError):
        export(make(), tmp_path, ["zarr"])
    export(make(), tmp_path, ["zarr"], overwrite=True)

    assert not (path / "mine").exists()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_scale_and_unit_are_the_pictures(segmentation, tmp_path):
    found = replace(segmentation, image=replace(segmentation.image, pixel_size=(1.3, 0.65)))

    (path,) = export(found, tmp_path, ["zarr"])

    group = zarr.open_group(path, mode="r")
    for part, scale in ((group, [1, 1.3, 0.65]), (group["labels/segments"], [1.3, 0.65])):
        (scales,) = part.attrs["multiscales"]
        assert scales["datasets"][0]["coordinateTransformations"] == [{"type": "scale", "scale": scale}]
        assert [axis.get("unit") for axis in scales["axes"] if axis["type"] == "space"] == ["micrometer"] * 2
