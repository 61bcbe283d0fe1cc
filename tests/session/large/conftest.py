"""Small pyramids that count as large."""

import numpy as np
import pytest
import tifffile

from gmmseg.session.large.large_picture import LargeOptions


@pytest.fixture(scope="package")
def options():
    """Few pixels in memory."""
    return LargeOptions(
        limit=50_000, tile_bytes=2**20, part_pixels=60_000, at_once=20_000, overview_pixels=40_000
    )


@pytest.fixture(scope="package")
def pixels():
    """A picture of three colours, 400 x 560, with grain."""
    rng = np.random.default_rng(0)
    found = np.zeros((400, 560, 3))
    found[:, :250], found[:, 250:420], found[:, 420:] = (200, 40, 40), (40, 170, 50), (30, 50, 190)
    found += rng.normal(0, 5, found.shape)
    return np.clip(found, 0, 255).astype(np.uint8)


@pytest.fixture(scope="package")
def pyramid(pixels, tmp_path_factory):
    """The same as a file with smaller versions."""
    path = tmp_path_factory.mktemp("large") / "pyramid.tif"
    with tifffile.TiffWriter(path) as file:
        for i, step in enumerate((1, 2, 4)):
            file.write(
                pixels[::step, ::step],
                tile=(64, 64),
                photometric="rgb",
                subifds=2 if i == 0 else None,
                subfiletype=1 if i else 0,
            )
    return path


@pytest.fixture(scope="package")
def flat(pixels, tmp_path_factory):
    """The same without smaller versions."""
    path = tmp_path_factory.mktemp("large") / "flat.tif"
    tifffile.imwrite(path, pixels, tile=(64, 64), photometric="rgb")
    return path
