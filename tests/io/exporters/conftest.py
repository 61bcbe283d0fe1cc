"""A small segmentation whose labels are known, made without the engine's fit."""

from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.objects.objects import Objects
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.mixture.em import Parameters

LABELS = np.array(
    [
        [1, 1, 1, 2, 2, 2, 0],
        [1, 1, 1, 2, 2, 2, 0],
        [3, 3, 1, 2, 2, 2, 0],
        [3, 3, 3, 2, 2, 2, 0],
        [3, 3, 3, 3, 3, 3, 0],
    ],
    np.uint8,
)
COLOURS = ((0, 114, 178), (230, 159, 0), (0, 158, 115))
NAMES = ("sky", "=2+3", "grass / trees")


@pytest.fixture(scope="module")
def make():
    """Return a function that makes a segmentation of given pixels (5, 7, ...) or of random ones."""

    def make(pixels=None, name="photo.jpg", names=NAMES) -> Segmentation:
        rng = np.random.default_rng(4)
        if pixels is None:
            pixels = rng.integers(0, 256, (5, 7, 3), np.uint8)
        image = Image.from_array(pixels, mask=LABELS > 0, name=name)
        features = Features.learn(image, "rgb")
        d = features.n_features
        mixture = Parameters(
            np.full(3, 1 / 3), rng.normal(size=(3, d)), np.broadcast_to(np.eye(d), (3, d, d)).copy()
        )
        segments = tuple(Segment(names[i], COLOURS[i], (i,)) for i in range(3))
        return Segmentation(image, Model(features, mixture, segments), LABELS.copy(), -1.0)

    return make


@pytest.fixture
def segmentation(make) -> Segmentation:
    """Return the segmentation of a random picture."""
    return make()


OBJECT_MAP = np.array(
    [
        [5, 5, 5, 9, 9, 9, 0],
        [5, 0, 5, 9, 9, 9, 0],
        [5, 5, 5, 9, 9, 9, 0],
        [0, 0, 0, 9, 9, 2, 0],
        [2, 2, 0, 0, 0, 2, 0],
    ],
    np.uint32,
)


@pytest.fixture
def odd_objects(segmentation) -> Objects:
    """Return objects that touch, with a hole, in two parts, and with gaps between their numbers."""
    return replace(
        segmentation.objects("all", min_area=1, split=0),
        labels=OBJECT_MAP.copy(),
        numbers=np.array([2, 5, 9], np.uint32),
        classes=np.array([3, 1, 2]),
    )
