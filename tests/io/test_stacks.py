"""Labels of several pages as one stack."""

import csv
import json

import numpy as np
import pytest
import tifffile

from gmmseg.errors import AlreadyThereError, CannotWriteError, DifferentPagesError, MissingLibraryError
from gmmseg.imaging.image import Image
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io import stacks
from gmmseg.io.readers.page_axes import PageAxis
from gmmseg.io.readers.pages import ChosenPage
from gmmseg.io.stacks import STACK_KINDS, StackContext, StackGrid, foresee_stack, writing_stack

HEIGHT, WIDTH = 5, 7
TIMES, DEPTHS = PageAxis.of("T", 2), PageAxis.of("Z", 3)
BOTH = [
    ChosenPage(number, f"t{t:02d}_z{z:03d}", None, ((TIMES, t), (DEPTHS, z)))
    for number, (t, z) in enumerate([(t, z) for t in (1, 2) for z in (1, 2, 3)], 1)
]


@pytest.fixture(scope="module")
def model():
    import gmmseg

    picture = np.zeros((HEIGHT, WIDTH), np.uint8)
    picture[:, 3:] = 200
    return gmmseg.segment(picture, 2, position=0).model


@pytest.fixture(scope="module")
def labels():
    return np.random.default_rng(0).integers(0, 3, (6, HEIGHT, WIDTH), np.uint8)


@pytest.fixture
def write(model, labels, tmp_path):
    """Write pages, in an order of their own, and return the path of each kind's file."""

    def write(pages=BOTH, kinds=tuple(STACK_KINDS), order=None, pixel_size=None, shape=(HEIGHT, WIDTH)):
        image = Image.from_array(np.zeros((HEIGHT, WIDTH), np.uint8))
        object.__setattr__(image, "pixel_size", pixel_size)
        context = StackContext("a.tif", StackGrid.of(pages), pages, model.segments, image)
        with writing_stack(tmp_path, kinds, "a", context, overwrite=False) as (writer, paths):
            for number in order or range(len(pages)):
                each = Image.from_array(np.full(shape, number, np.uint8))
                found = Segmentation.applied(
                    model, each, np.resize(labels[number], shape), detail=0.5, min_region=0
                )
                writer.add(number, found, found.table())
        return dict(zip(kinds, paths, strict=True))

    return write


def test_axes_are_kept_in_every_kind(write, labels):
    paths = write(order=[5, 0, 3, 1, 4, 2])

    for kind in ("stack-tif", "stack-imagej", "stack-ome"):
        with tifffile.TiffFile(paths[kind]) as file:
            assert file.series[0].axes == "TZYX"
            assert (file.is_imagej, file.is_ome) == (kind == "stack-imagej", kind == "stack-ome")
            np.testing.assert_array_equal(file.asarray(), labels.reshape(2, 3, HEIGHT, WIDTH))


def test_napari_finds_pictures_and_labels(write, labels):
    zarr = pytest.importorskip("zarr")

    path = write()["stack-zarr"]

    root = zarr.open_group(path, mode="r")
    np.testing.assert_array_equal(root["labels/segments/0"][:], labels.reshape(2, 3, HEIGHT, WIDTH))
    assert root["0"][:, 0, :, 0, 0].tolist() == [[0, 1, 2], [3, 4, 5]]
    multiscale = json.loads((path / ".zattrs").read_text())["multiscales"][0]
    assert [axis["name"] for axis in multiscale["axes"]] == list("tczyx")
    assert root["labels"].attrs["labels"] == ["segments"]


def test_the_table_has_a_row_for_each_page_and_class(write, labels):
    path = write(kinds=["pages"])["pages"]

    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["page_name"], row["time"], row["z"], row["segment"]) for row in rows[6:8]] == [
        ("t02_z001", "2", "1", "1"),
        ("t02_z001", "2", "1", "2"),
    ]
    for row in rows:
        there = np.count_nonzero(labels[int(row["page"]) - 1] == int(row["segment"]))
        assert int(row["pixels"]) == there
        assert float(row["percent"]) == pytest.approx(100 * there / (HEIGHT * WIDTH), abs=1e-4)


def test_how_large_a_pixel_is_goes_along(write):
    from gmmseg.io.readers.images import read

    paths = write(pixel_size=(0.5, 0.25))

    for kind in ("stack-imagej", "stack-ome"):
        assert read(paths[kind], page=1).pixel_size == pytest.approx((0.5, 0.25))


def test_pages_that_fill_no_grid_lie_one_behind_the_other(write, labels):
    paths = write(pages=[BOTH[0], BOTH[4], BOTH[5]], kinds=["stack-tif", "stack-ome"])

    assert StackGrid.of([BOTH[0], BOTH[4], BOTH[5]]).codes == "I"
    with tifffile.TiffFile(paths["stack-tif"]) as file:
        assert file.series[0].axes == "IYX"
        np.testing.assert_array_equal(file.asarray(), labels[:3])
    with tifffile.TiffFile(paths["stack-ome"]) as file:
        assert file.series[0].axes == "ZYX"


def test_pages_that_were_left_out_read_as_nothing(write, labels):
    paths = write(kinds=["stack-tif"], order=[0, 2])

    found = tifffile.imread(paths["stack-tif"]).reshape(6, HEIGHT, WIDTH)
    np.testing.assert_array_equal(found[[0, 2]], labels[[0, 2]])
    assert not found[[1, 3, 4, 5]].any()


def test_one_page_is_a_stack_too(write, labels):
    paths = write(pages=[ChosenPage()])

    np.testing.assert_array_equal(tifffile.imread(paths["stack-ome"]), labels[0])
    np.testing.assert_array_equal(tifffile.imread(paths["stack-tif"]), labels[0])


def test_depth_before_time_is_put_in_order():
    pages = [
        ChosenPage(i, "", None, ((DEPTHS, z), (TIMES, t))) for i, (z, t) in enumerate(np.ndindex(3, 2), 1)
    ]
    pages = [
        ChosenPage(each.number, "", None, tuple((axis, n + 1) for axis, n in each.place)) for each in pages
    ]

    grid = StackGrid.of(pages)

    assert (grid.codes, grid.shape) == ("TZ", (2, 3))
    assert grid.indices == tuple(np.arange(6).reshape(2, 3).T.ravel())


def test_pages_of_another_size_are_refused_and_nothing_is_written(write, tmp_path):
    with pytest.raises(DifferentPagesError, match="its pages differ"):
        write(kinds=["stack-tif", "pages"], shape=(HEIGHT, WIDTH + 1))

    assert list(tmp_path.iterdir()) == []


def test_the_table_takes_pages_of_any_size(write):
    assert write(kinds=["pages"], shape=(HEIGHT, WIDTH + 1))["pages"].exists()


def test_what_imagej_has_no_room_for_is_reported(write, monkeypatch):
    monkeypatch.setattr(stacks, "LARGEST_IMAGEJ", 6 * HEIGHT * WIDTH - 1)

    with pytest.raises(CannotWriteError, match="Write stack-tif or stack-ome instead"):
        write(kinds=["stack-imagej"])


def test_files_in_the_way_and_a_missing_library_are_reported_before_the_work(write, tmp_path, monkeypatch):
    write(kinds=["pages"])

    with pytest.raises(AlreadyThereError):
        foresee_stack(tmp_path, ["pages"], "a", overwrite=False)
    foresee_stack(tmp_path, ["pages"], "a", overwrite=True)
    monkeypatch.setattr(stacks, "find_spec", lambda _: None)
    with pytest.raises(MissingLibraryError):
        foresee_stack(tmp_path, ["stack-zarr"], "a", overwrite=True)
