"""ImageJ's regions, made with roifile as ImageJ makes them."""

import zipfile

import numpy as np
import pytest
from roifile import ROI_TYPE, ImagejRoi

from gmmseg.io.readers.annotations import object_maps, roi

SHAPE = (9, 11)


def saved(folder, region, name="cell.roi"):
    path = folder / name
    path.write_bytes(region.tobytes())
    return path


def pixels(path):
    (found,) = roi.shapes(path, SHAPE)
    whole = np.zeros(SHAPE, bool)
    left, top, inside = found.patch
    whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return whole


def test_a_rectangle_has_its_right_and_lower_side_outside(tmp_path):
    region = ImagejRoi(roitype=ROI_TYPE.RECT, left=2, top=1, right=5, bottom=4)

    whole = pixels(saved(tmp_path, region))

    assert np.argwhere(whole).tolist() == [[y, x] for y in (1, 2, 3) for x in (2, 3, 4)]


def test_an_oval_has_the_pixels_whose_middles_are_inside(tmp_path):
    region = ImagejRoi(roitype=ROI_TYPE.OVAL, left=1, top=1, right=9, bottom=7)
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] + 0.5

    np.testing.assert_array_equal(
        pixels(saved(tmp_path, region)), ((x - 5) / 4) ** 2 + ((y - 4) / 3) ** 2 <= 1
    )


def test_curves_of_a_path_are_followed(tmp_path):
    region = ImagejRoi(roitype=ROI_TYPE.RECT, left=0, top=0, right=8, bottom=8)
    path = [0, 0, 0, 1, 8, 0, 2, 8, 8, 0, 8, 4]  # a line, then a curve of second degree about (8, 8)
    region.multi_coordinates, region.shape_roi_size = np.array(path, np.float32), len(path)
    t = np.linspace(0, 1, 400)
    curve = np.column_stack([8 * (1 - t) ** 2 + 16 * t * (1 - t), 16 * t * (1 - t) + 8 * t**2])

    whole = pixels(saved(tmp_path, region))

    from matplotlib.path import Path as Polygon

    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] + 0.5
    inside = Polygon(np.concatenate([[(0, 0)], curve])).contains_points(
        np.column_stack([x.ravel(), y.ravel()])
    )
    np.testing.assert_array_equal(whole, inside.reshape(SHAPE))


@pytest.mark.parametrize(
    ("name", "props", "group", "expected"),
    [
        ("nucleus 12", "", 0, "nucleus"),
        ("0123-0456", "", 3, "group 3"),
        ("0123-0456", "", 0, ""),
        ("7", "author: me\nclass: cell body\n", 2, "cell body"),
    ],
)
def test_a_class_is_a_property_a_name_or_a_group(tmp_path, name, props, group, expected):
    region = ImagejRoi.frompoints([[1, 1], [4, 1], [4, 4]], name=name)
    region.props, region.group = props, group

    (found,) = roi.shapes(saved(tmp_path, region), SHAPE)

    assert (found.key, found.class_name) == (name, expected)


def test_lines_and_points_have_no_pixels(tmp_path):
    region = ImagejRoi(roitype=ROI_TYPE.LINE, x2=4.0, y2=4.0)

    (found,) = roi.shapes(saved(tmp_path, region), SHAPE)

    assert found.patch is None


def test_a_set_that_unfolds_to_too_much_or_holds_no_region_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.roi", bytes(5000))
    monkeypatch.setattr(roi, "MOST_BYTES", 4000)

    with pytest.raises(object_maps.BadAnnotationsError, match="regions of more than 4,000 bytes together"):
        object_maps.read(path, SHAPE)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(object_maps.BadAnnotationsError, match=r"there is no \.roi in it"):
        object_maps.read(path, SHAPE)


@pytest.mark.parametrize("content", [b"", b"Iout", b"PK\x03\x04" + bytes(80)])
def test_a_broken_region_is_reported(tmp_path, content):
    path = tmp_path / "cell.roi"
    path.write_bytes(content)

    with pytest.raises(
        object_maps.BadAnnotationsError, match=r"^Cannot read cell\.roi as annotations: it is broken"
    ):
        object_maps.read(path, SHAPE)
