"""How large a pixel is, from files that tifffile writes."""

import numpy as np
import pytest
import tifffile

from gmmseg.io.readers.images import read

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)


def size_of(tmp_path, **options):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PIXELS, **options)
    return read(path).pixel_size


@pytest.mark.parametrize(
    ("unit", "factor"),
    [(None, 1), ("\u00b5m", 1), ("\u03bcm", 1), ("nm", 1e-3), ("mm", 1e3), ("\u00c5", 1e-4)],
)
def test_ome_says_it_in_units_of_its_own(tmp_path, unit, factor):
    said = {"axes": "YX", "PhysicalSizeX": 0.65, "PhysicalSizeY": 1.3}
    units = {} if unit is None else {"PhysicalSizeXUnit": unit, "PhysicalSizeYUnit": unit}

    found = size_of(tmp_path, ome=True, metadata=said | units)

    np.testing.assert_allclose(found, (1.3 * factor, 0.65 * factor))


def test_the_page_that_is_read_has_its_own(tmp_path):
    path = tmp_path / "a.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as file:
        for size in (0.5, 2.0):
            file.write(PIXELS, metadata={"axes": "YX", "PhysicalSizeX": size, "PhysicalSizeY": size})

    assert read(path, page=2).pixel_size == (2.0, 2.0)


@pytest.mark.parametrize(
    ("unit", "factor"), [("um", 1), ("\\u00B5m", 1), ("micron", 1), ("mm", 1e3), ("inch", 25400)]
)
def test_imagej_says_it_as_resolution(tmp_path, unit, factor):
    found = size_of(tmp_path, imagej=True, resolution=(4, 2), metadata={"unit": unit, "axes": "YX"})

    np.testing.assert_allclose(found, (factor / 2, factor / 4))


@pytest.mark.parametrize(
    "options",
    [
        {"resolution": (72, 72), "resolutionunit": "INCH"},  # of a printer
        {"imagej": True, "resolution": (4, 4), "metadata": {"unit": "pixel", "axes": "YX"}},
        {"ome": True, "metadata": {"axes": "YX"}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": 0.65}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": -1, "PhysicalSizeY": 1}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": "1e999", "PhysicalSizeY": 1}},
        {"ome": True, "metadata": {"axes": "YX", "PhysicalSizeX": "wide", "PhysicalSizeY": 1}},
        {
            "ome": True,
            "metadata": {
                "axes": "YX",
                "PhysicalSizeX": 1,
                "PhysicalSizeY": 1,
                "PhysicalSizeXUnit": "reference frame",
                "PhysicalSizeYUnit": "pixel",
            },
        },
        {"description": "<OME><Pixels PhysicalSizeX='1' PhysicalSizeY=></OME>"},
        {"description": "<OME></OME>"},
    ],
)
def test_what_is_no_size_is_none(tmp_path, options):
    assert size_of(tmp_path, **options) is None


def test_a_turned_picture_has_its_sides_changed(tmp_path):
    said = {"axes": "YX", "PhysicalSizeX": 0.65, "PhysicalSizeY": 1.3}

    found = size_of(tmp_path, ome=True, metadata=said, extratags=[(274, "H", 1, 6, True)])

    np.testing.assert_allclose(found, (0.65, 1.3))
