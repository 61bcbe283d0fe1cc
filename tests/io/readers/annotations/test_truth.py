"""Truths from label maps and from annotations."""

import json

import numpy as np
from PIL import Image as Pillow

from gmmseg.io.readers.annotations.truth import read_truth


def test_a_label_map_comes_as_it_is(tmp_path):
    labels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    Pillow.fromarray(labels).save(tmp_path / "truth.png")

    np.testing.assert_array_equal(read_truth(tmp_path / "truth.png", (3, 4), "photo"), labels)


def test_annotations_are_drawn_in_the_size_of_their_picture(tmp_path):
    square = [[1, 1], [4, 1], [4, 3], [1, 3]]
    said = {"shapes": [{"label": "leaf", "points": square, "shape_type": "polygon"}],
            "imagePath": "photo.png", "imageHeight": 5, "imageWidth": 6}  # fmt: skip
    (tmp_path / "photo.json").write_text(json.dumps(said))

    truth = read_truth(tmp_path / "photo.json", (5, 6), "photo")

    assert truth.shape == (5, 6)
    assert truth[2, 2] == 1
    assert truth[0, 0] == 0
