"""Arrays with named axes as pictures: by a stand-in, and by xarray where it is installed."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadArrayError
from gmmseg.io.readers.labelled_arrays import of_labelled


@dataclass
class Axis:
    """Stands for a coordinate of xarray."""

    values: Any
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def ndim(self):
        return self.values.ndim

    @property
    def size(self):
        return self.values.size

    @property
    def dtype(self):
        return self.values.dtype


@dataclass
class Labelled:
    """Stands for an array of xarray."""

    values: Any
    dims: tuple[str, ...]
    coords: dict[str, Axis] = field(default_factory=dict)
    name: str | None = "field"

    def transpose(self, *dims):
        order = [self.dims.index(dim) for dim in dims]
        return Labelled(self.values.transpose(order), dims, self.coords, self.name)


PIXELS = np.arange(2 * 5 * 4, dtype=np.uint8).reshape(2, 5, 4)


def test_axes_are_found_by_name_and_channels_named_by_their_coordinate():
    bands = {"band": Axis(np.array(["nir", "red"]))}

    image = of_labelled(Labelled(PIXELS, ("band", "y", "x"), bands))

    assert (image.name, image.channels) == ("field", ("nir", "red"))
    np.testing.assert_array_equal(image.pixels, np.moveaxis(PIXELS, 0, -1))


def test_rows_and_columns_may_lie_anywhere():
    image = of_labelled(Labelled(PIXELS[0], ("lon", "lat"), name=None))

    assert image.name == "array"
    np.testing.assert_array_equal(image.pixels[..., 0], PIXELS[0].T)


def test_even_coordinates_with_a_unit_say_how_large_a_pixel_is():
    micrometres = {"units": "micrometer"}
    places = {"y": Axis(np.arange(5) * 2.0, micrometres), "x": Axis(np.arange(4) * 0.5, micrometres)}

    assert of_labelled(Labelled(PIXELS[0], ("y", "x"), places)).pixel_size == (2.0, 0.5)
    places["x"] = Axis(np.array([0.0, 1.0, 3.0, 4.0]), micrometres)
    assert of_labelled(Labelled(PIXELS[0], ("y", "x"), places)).pixel_size is None


def test_other_axes_are_refused_in_one_sentence():
    with pytest.raises(BadArrayError) as caught:
        of_labelled(Labelled(PIXELS, ("time", "y", "station")))

    assert str(caught.value) == (
        "Cannot use this array as a picture: its axes are time, y, station. "
        "Expected axes y and x, and at most one more for channels."
    )


def test_xarray_there_and_back():
    xarray = pytest.importorskip("xarray")
    pixels = np.zeros((6, 9), np.uint8)
    pixels[:, 6:] = 200
    array = xarray.DataArray(
        pixels,
        dims=("y", "x"),
        coords={
            "y": ("y", np.arange(6) * 0.5, {"units": "um"}),
            "x": ("x", np.arange(9) * 0.5, {"units": "um"}),
        },
    )

    found = gmmseg.segment(array, 2)

    np.testing.assert_array_equal(found.labels, gmmseg.segment(pixels, 2).labels)
    assert found.image.pixel_size == (0.5, 0.5)
    assert found.to_xarray().x.attrs == {"units": "um"}


def test_a_set_of_several_arrays_is_no_picture():
    xarray = pytest.importorskip("xarray")

    with pytest.raises(BadArrayError, match="one of its variables"):
        gmmseg.segment(xarray.Dataset({"a": (("y", "x"), PIXELS[0])}))
