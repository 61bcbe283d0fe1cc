"""Label maps of OME-Zarr, of both versions of its layout."""

import numpy as np
import pytest
import zarr

from gmmseg.errors import BadAnnotationsError, DifferentSizesError
from gmmseg.io.readers.annotations import object_maps, ome_zarr

LABELS = np.array([[0, 3, 3], [70_000, 0, 3]], np.uint32)


def stored(path, array=LABELS, names=("cells",), layout=2, dataset="0"):
    root = zarr.open_group(path, mode="w", zarr_format=layout)
    labels = root.create_group("labels")
    wrapped = (lambda said: {"ome": said}) if layout == 3 else (lambda said: said)
    labels.attrs.update(wrapped({"labels": list(names)}))
    for name in names:
        group = labels.create_group(name)
        reported = {"properties": [{"label-value": 3, "name": "nucleus"}]}
        group.attrs.update(
            wrapped({"multiscales": [{"datasets": [{"path": dataset}]}], "image-label": reported})
        )
        made = group.create_array("0", shape=array.shape, dtype=array.dtype)
        made[...] = array
    return path


@pytest.mark.parametrize("layout", [2, 3])
@pytest.mark.parametrize("shape", [(2, 3), (1, 1, 1, 2, 3)])
@pytest.mark.parametrize("within", ["", "labels/cells"])
def test_the_map_and_the_names_of_its_values_come_back(tmp_path, layout, shape, within):
    path = stored(tmp_path / "a.zarr", LABELS.reshape(shape), layout=layout)

    values, names = ome_zarr.read(path / within)

    np.testing.assert_array_equal(values, LABELS)
    assert names == {3: "nucleus"}


def test_what_cannot_be_a_map_is_reported(tmp_path):
    for array, said in (
        (np.zeros((2, 3, 4), np.uint8), "it must be of one plane"),
        (np.zeros((2, 3), np.float32), "values of type float32, not whole numbers"),
    ):
        with pytest.raises(BadAnnotationsError, match=said):
            object_maps.read(stored(tmp_path / "a.zarr", array))
    with pytest.raises(
        BadAnnotationsError, match="it has 2 label maps instead of one; give the folder of one"
    ):
        object_maps.read(stored(tmp_path / "a.zarr", names=("a", "b")))
    with pytest.raises(DifferentSizesError):
        object_maps.read(stored(tmp_path / "a.zarr"), (9, 9))
    (tmp_path / "empty.zarr").mkdir()
    with pytest.raises(BadAnnotationsError):
        object_maps.read(tmp_path / "empty.zarr")


@pytest.mark.parametrize("way", ["../../secret", "/etc", "0/../..", 3])
def test_a_name_may_not_lead_out_of_the_folder(tmp_path, way):
    with pytest.raises(BadAnnotationsError, match="as a part of it"):
        object_maps.read(stored(tmp_path / "a.zarr", dataset=way))


def test_a_size_is_looked_at_before_a_chunk_is_unpacked(tmp_path):
    root = zarr.open_group(stored(tmp_path / "a.zarr"), mode="a")
    del root["labels/cells/0"]
    root.create_array("labels/cells/0", shape=(2**20, 2**20), chunks=(2**10, 2**10), dtype="u1")

    with pytest.raises(BadAnnotationsError, match=r"an array of shape \(1048576, 1048576\)"):
        object_maps.read(tmp_path / "a.zarr")
