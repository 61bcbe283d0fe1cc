"""A picture of three Gaussians and its segmentation, for all tests of this folder."""

import numpy as np
import pytest

from gmmseg import Image, segment

MEANS = np.array([[70.0, 70, 70], [140, 90, 70], [90, 160, 200]])
SPREADS = np.array([[9.0, 7, 8], [6, 12, 7], [10, 8, 6]])


def picture(seed: int = 0, side: int = 96) -> np.ndarray:
    """Return pixels (side, side, 3) of three Gaussians, each on a third of the columns."""
    rng = np.random.default_rng(seed)
    owners = np.broadcast_to(np.arange(side) * 3 // side, (side, side))
    values = MEANS[owners] + SPREADS[owners] * rng.standard_normal((side, side, 3))
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def image() -> Image:
    return Image.from_array(picture(), name="three.png")


@pytest.fixture(scope="session")
def found(image):
    return segment(image, 3, method="global", position=0, colour="rgb", smoothing=0, noise=1e-3)
