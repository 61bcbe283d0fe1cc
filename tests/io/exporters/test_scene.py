"""Which segments are exported."""

import numpy as np

from gmmseg.io.exporters.scene import Scene


def test_all_segments_share_the_labels_of_the_segmentation(segmentation):
    scene = Scene.of(segmentation, None, 0.5)

    assert scene.numbers == (1, 2, 3)
    assert scene.labels is segmentation.labels


def test_segments_are_given_by_number_or_name_in_any_order(segmentation):
    scene = Scene.of(segmentation, ["grass / trees", 1, 1], 0.5)

    assert [(number, segment.name) for number, segment in scene.segments] == [
        (1, "sky"),
        (3, "grass / trees"),
    ]
    np.testing.assert_array_equal(scene.labels == 0, np.isin(segmentation.labels, (0, 2)))
