import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg.errors import BadLabelMapError
from gmmseg.io import label_maps

LABELS = np.array([[0, 1, 2], [2, 2, 1]], np.uint8)


def test_a_palette_picture_gives_its_numbers_not_its_colours(tmp_path):
    picture = Image.frombytes("P", (3, 2), LABELS.tobytes())
    picture.putpalette([0, 0, 0, 9, 9, 9, 200, 9, 9])
    picture.save(tmp_path / "a.png")

    (found,) = label_maps.read(tmp_path / "a.png")

    np.testing.assert_array_equal(found, LABELS)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.npy"])
def test_sixteen_bits_come_back_whole(tmp_path, name):
    labels = (LABELS.astype(np.uint16)) * 300
    write = {"png": lambda p: Image.fromarray(labels).save(p), "tif": lambda p: tifffile.imwrite(p, labels)}
    write.get(name[2:], lambda p: np.save(p, labels))(tmp_path / name)

    (found,) = label_maps.read(tmp_path / name)

    np.testing.assert_array_equal(found, labels)


def test_every_colour_of_a_colour_picture_is_a_label_and_black_is_0(tmp_path):
    colours = np.array([(0, 0, 0), (9, 8, 7), (7, 8, 9)], np.uint8)
    Image.fromarray(colours[LABELS]).save(tmp_path / "a.png")

    (found,) = label_maps.read(tmp_path / "a.png")

    assert (found[LABELS == 0] == 0).all()
    assert len(np.unique(found)) == 3


def test_an_archive_gives_one_map_per_annotator(tmp_path):
    np.savez(tmp_path / "a.npz", segs=np.stack([LABELS, LABELS + 1]), other=np.ones(3))

    found = label_maps.read(tmp_path / "a.npz")

    assert len(found) == 2
    np.testing.assert_array_equal(found[1], LABELS + 1)


ADVICE = (
    "Give a PNG or TIFF whose values are labels, or an .npz with label maps (h, w) under 'segs' or 'labels'."
)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"other": np.ones(3)}, "it holds other"),
        ({"segs": np.ones((2, 2))}, "its values are of type float64, not whole numbers"),
        ({"segs": np.ones(4, int)}, "its shape is (4,)"),
    ],
)
def test_an_archive_of_something_else_is_refused(tmp_path, content, what):
    np.savez(tmp_path / "a.npz", **content)

    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / "a.npz")

    assert str(caught.value) == f"Cannot read a.npz as a label map: {what}. {ADVICE}"


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / "a.png")

    assert str(caught.value) == f"Cannot read a.png as a label map: there is no such file. {ADVICE}"


@pytest.mark.parametrize("name", ["a.png", "a.npz", "a.tif"])
def test_a_broken_file_is_said(tmp_path, name):
    (tmp_path / name).write_bytes(b"nonsense")

    with pytest.raises(BadLabelMapError, match="it is broken or of another kind"):
        label_maps.read(tmp_path / name)


def test_an_archive_with_objects_is_not_unpickled(tmp_path):
    np.savez(tmp_path / "a.npz", segs=np.array([{"a": 1}], object))

    with pytest.raises(BadLabelMapError, match="Object arrays cannot be loaded"):
        label_maps.read(tmp_path / "a.npz")


def test_what_declares_or_unfolds_to_more_than_there_can_be_is_refused(tmp_path, monkeypatch):
    shape = '{"shape": [1000000, 1000000, 2, 3]}'
    tifffile.imwrite(tmp_path / "a.tif", LABELS, description=shape, metadata=None)
    np.savez_compressed(tmp_path / "a.npz", labels=np.zeros(1000, np.int64))

    with pytest.raises(BadLabelMapError, match="it declares 1,000,000,000,000 planes"):
        label_maps.read(tmp_path / "a.tif")
    monkeypatch.setattr(label_maps, "MOST_PIXELS", 999)
    with pytest.raises(BadLabelMapError, match="'labels' in it would take 0 GB"):
        label_maps.read(tmp_path / "a.npz")


def test_a_stack_of_label_maps_is_one_for_each_annotator(tmp_path):
    maps = np.arange(2 * 5 * 7, dtype=np.uint8).reshape(2, 5, 7)
    tifffile.imwrite(tmp_path / "a.tif", maps, photometric="minisblack")

    np.testing.assert_array_equal(label_maps.read(tmp_path / "a.tif"), maps)
