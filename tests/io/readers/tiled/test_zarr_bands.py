"""OME-Zarr in bands, against the array that was written."""

import json

import numpy as np
import pytest

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.tiled import zarr_bands

zarr = pytest.importorskip("zarr")
ROWS, COLUMNS = np.mgrid[:100, :150]
SOFT = np.stack([ROWS * 2, COLUMNS, (ROWS + COLUMNS) % 256]).astype(np.uint8)
AXES = [{"name": name, "type": "space", "unit": "micrometer"} for name in "tczyx"]


def written(path, array, axes, omero=None):
    root = zarr.open_group(path, mode="w", zarr_format=2)
    made = root.create_array(
        "0", shape=array.shape, dtype=array.dtype, chunks=(1,) * (array.ndim - 2) + (32, 48)
    )
    made[...] = array
    scale = [1.0] * (array.ndim - 2) + [0.25, 0.5]
    level = {"path": "0", "coordinateTransformations": [{"type": "scale", "scale": scale}]}
    said = {"multiscales": [{"version": "0.4", "axes": axes, "datasets": [level]}]}
    root.attrs.update(said | ({"omero": omero} if omero else {}))


def decoded(image):
    return np.concatenate([image.pixels.decoded(n)[0] for n in range(image.pixels.n_bands)])


def test_colours_are_read_by_their_axes(tmp_path):
    colours = [{"label": c, "color": c} for c in ("FF0000", "00FF00", "0000FF")]
    written(tmp_path / "a.zarr", SOFT[None, :, None], AXES, {"channels": colours})

    image = zarr_bands.read(tmp_path / "a.zarr", 10**9)

    np.testing.assert_array_equal(decoded(image), np.moveaxis(SOFT, 0, 2))
    assert image.is_colour
    assert image.pixel_size == (0.25, 0.5)
    assert image.pixels.band_rows == 32


def test_channels_keep_their_names(tmp_path):
    named = [{"label": c, "color": "FFFFFF"} for c in ("DAPI", "GFP", "Cy5")]
    written(tmp_path / "a.zarr", SOFT.astype(np.uint16), AXES[1:2] + AXES[3:], {"channels": named})

    image = zarr_bands.read(tmp_path / "a.zarr", 10**9)

    assert image.channels == ("DAPI", "GFP", "Cy5")
    assert image.range == (0.0, 65535.0)


def test_a_damaged_chunk_is_named_and_not_usable(tmp_path):
    written(tmp_path / "a.zarr", SOFT[0], AXES[3:])
    (tmp_path / "a.zarr" / "0" / "1.2").write_bytes(b"nonsense")

    image = zarr_bands.read(tmp_path / "a.zarr", 10**9)
    _, usable = image.pixels.decoded(1)

    assert usable[:, :96].all()
    assert not usable[:, 96:144].any()
    assert "at row 32, column 96 (48 x 32 pixels)" in image.pixels.source.damage.sentence


@pytest.mark.parametrize(
    ("array", "axes", "reason"),
    [
        (np.zeros((4, 100, 150), np.uint8), AXES[2:], "it is a stack of planes (4 on z)"),
        (np.zeros((100, 150), np.int32), AXES[3:], "its values are int32, whose black and white follow from"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, array, axes, reason):
    written(tmp_path / "a.zarr", array, axes)

    with pytest.raises(UnreadableImageError) as caught:
        zarr_bands.read(tmp_path / "a.zarr", 10**9)

    assert reason in str(caught.value)


def test_a_folder_without_a_picture_is_refused(tmp_path):
    (tmp_path / ".zgroup").write_text(json.dumps({"zarr_format": 2}), encoding="utf-8")

    with pytest.raises(UnreadableImageError, match="it is no OME-Zarr that can be read"):
        zarr_bands.read(tmp_path, 10**9)
