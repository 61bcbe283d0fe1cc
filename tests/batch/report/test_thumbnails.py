"""Small pictures of results."""

import numpy as np

from gmmseg.batch import Run
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.report import thumbnails

WHITE = [(255, 255, 255)] * 3


def test_labels_are_drawn_over_the_picture(plan):
    list(Run(plan).events())
    line = Manifest.of(plan.folder).lines["a.png"]

    found = thumbnails.of_result(plan, line, 12, WHITE)

    bare = thumbnails.of_picture(plan.pictures[0].path, 12, plan.recipe)
    assert found.shape == bare.shape == (8, 12, 3)
    inside = found[:, [1, 5, 9]].astype(int) - bare[:, [1, 5, 9]]  # away from boundaries
    np.testing.assert_allclose(inside, (255 - bare[:, [1, 5, 9]].astype(int)) / 2, atol=1)


def test_a_file_outside_the_folder_is_not_opened(plan, save, tmp_path):
    plan.folder.mkdir()
    save(tmp_path / "x_overlay.png", picture=np.zeros((5, 5, 3), np.uint8))
    line = {"picture": "a.png", "files": [["../x_overlay.png", 1, "overlay 0.5"]]}

    found = thumbnails.of_result(plan, line, 12, WHITE)

    np.testing.assert_array_equal(found, thumbnails.of_picture(plan.pictures[0].path, 12, plan.recipe))


def test_what_cannot_be_read_is_none(plan, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"no")

    assert thumbnails.of_picture(tmp_path / "bad.png", 12, plan.recipe) is None
    assert thumbnails.of_result(plan, {"picture": "gone.png"}, 12, WHITE) is None
