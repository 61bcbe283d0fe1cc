"""Files of objects."""

import csv
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

import gmmseg
from gmmseg.errors import TooManyObjectsError
from gmmseg.io.exporters import export
from gmmseg.io.exporters.context import ExportContext
from gmmseg.io.exporters.object_files import write_csv


@pytest.fixture
def objects(segmentation):
    return segmentation.objects("all", min_area=1, split=0)


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_a_row_for_each_object(segmentation, objects, tmp_path):
    (path,) = export(segmentation, tmp_path, ["objects-csv"], found_objects=objects)

    rows = read(path)
    assert [row["object"] for row in rows] == ["1", "2", "3"]
    assert [row["area_px"] for row in rows] == [str(n) for n in np.bincount(objects.labels.ravel())[1:]]
    assert rows[1]["class_name"] == "'=2+3"  # a spreadsheet would run it
    assert rows[0]["image"] == "photo.jpg"


def test_what_is_not_a_number_is_empty(objects, tmp_path):
    write_csv(tmp_path / "s.csv", objects.summary)

    assert read(tmp_path / "s.csv")[0]["count"] == "1"
    assert read(tmp_path / "s.csv")[0]["area_px_sd"] == ""


def test_label_maps_hold_the_numbers(segmentation, objects, tmp_path):
    tif, png = export(segmentation, tmp_path, ["objects-tif", "objects-png"], found_objects=objects)

    raw = tifffile.imread(tif)
    assert raw.dtype == np.uint32
    np.testing.assert_array_equal(raw, objects.labels)
    np.testing.assert_array_equal(np.asarray(Image.open(png)), objects.labels)


@pytest.mark.parametrize(("largest", "expected"), [(65_535, np.uint16), (65_536, np.uint32)])
def test_cellpose_gets_sixteen_bits_where_they_do(segmentation, objects, tmp_path, largest, expected):
    labels = np.where(objects.labels == 3, np.uint32(largest), objects.labels)
    numbers = np.array([1, 2, largest], np.uint32)
    found = replace(objects, labels=labels, numbers=numbers)

    (path,) = export(segmentation, tmp_path, ["objects-cellpose"], found_objects=found)

    assert path.name == "photo_cp_masks.tif"
    values = tifffile.imread(path)
    assert values.dtype == expected
    np.testing.assert_array_equal(values, labels)


def test_the_tiff_says_how_large_a_pixel_is_as_was_given(segmentation, tmp_path):
    objects = segmentation.objects("all", min_area=1, pixel_size=(0.5, 0.25))

    (path,) = export(segmentation, tmp_path, ["objects-tif"], found_objects=objects)

    with tifffile.TiffFile(path) as tiff:
        tags = tiff.pages[0].tags
        width, unit = tags["XResolution"].value, tags["ResolutionUnit"].value
    assert unit == 3  # centimetres
    assert width[1] / width[0] == pytest.approx(0.25e-4)


def test_a_png_is_refused_where_a_number_does_not_fit(segmentation, objects, tmp_path):
    many = replace(
        objects, labels=objects.labels + np.uint32(2**16), numbers=objects.numbers + np.uint32(2**16)
    )

    with pytest.raises(TooManyObjectsError) as caught:
        export(segmentation, tmp_path / "out", ["objects-csv", "objects-png"], found_objects=many)

    assert str(caught.value) == (
        "Cannot write objects-png: the largest number of an object is 65,539, "
        "and its pixels hold at most 65,535. Choose objects-tif, which has 32 bits."
    )
    assert not (tmp_path / "out").exists()


def test_parquet_holds_the_same_columns(segmentation, objects, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")

    (path,) = export(segmentation, tmp_path, ["objects-parquet"], found_objects=objects)

    table = parquet.read_table(path)
    assert tuple(table.column_names) == objects.table().names
    assert table["class_name"].to_pylist()[1] == "=2+3"  # nothing runs it here
    np.testing.assert_allclose(table["perimeter_px"].to_numpy(), objects.table()["perimeter_px"])


def test_the_overlay_draws_a_line_in_each_of_two_objects_that_touch(segmentation, objects, tmp_path):
    (path,) = export(segmentation, tmp_path, ["objects-overlay"], found_objects=objects)

    picture = np.asarray(Image.open(path).convert("RGB"))
    assert picture[1, 2].tolist() == [0, 163, 255]  # the class's colour, as bright as it can be
    assert picture[1, 3].tolist() == [255, 176, 0]
    np.testing.assert_array_equal(picture[0, 0], segmentation.image.display()[0, 0])


def test_objects_that_are_not_given_are_those_of_the_segmentation(segmentation):
    context = ExportContext.of(segmentation, None, 0.5)

    assert context.found_objects.chosen == segmentation.objects().chosen
    assert context.found_objects is context.found_objects


def test_no_objects_are_objects_too(segmentation):
    none = segmentation.objects(min_area=1000)

    assert ExportContext.of(segmentation, None, 0.5, (), none).found_objects is none


def test_cutouts_are_cropped_and_hold_their_object_alone(tmp_path):
    picture = np.full((60, 90, 3), (30, 40, 200), np.uint8)
    row, column = np.mgrid[:60, :90]
    discs = [(column - x) ** 2 + (row - 30) ** 2 <= 144 for x in (25, 49)]  # they touch
    picture[discs[0] | discs[1]] = (220, 60, 30)
    objects = gmmseg.segment(picture, 2, position=0).objects([2])
    assert len(objects) == 2

    (path,) = objects.save(tmp_path, ["objects-cutouts"], stem="photo")

    assert path == tmp_path / "photo_objects_cutouts"
    assert sorted(each.name for each in path.iterdir()) == ["1.png", "2.png"]
    for number in (1, 2):
        with Image.open(path / f"{number}.png") as file:
            cutout = np.asarray(file)
        own = objects.labels == number
        assert abs(int((cutout[..., 3] > 127).sum()) - int(own.sum())) < 0.05 * own.sum()
        seen = cutout[..., 3] > 25
        assert np.abs(cutout[seen][:, :3].astype(int) - (220, 60, 30)).max() < 30  # no blue of the ground
        assert cutout.shape[1] < 40
