"""Which segments are exported."""

import numpy as np

from gmmseg.io.exporters.context import ExportContext


def test_all_segments_share_the_labels_of_the_segmentation(segmentation):
    context = ExportContext.of(segmentation, None, 0.5)

    assert context.numbers == (1, 2, 3)
    assert context.labels is segmentation.labels


def test_segments_are_given_by_number_or_name_in_any_order(segmentation):
    context = ExportContext.of(segmentation, ["grass / trees", 1, 1], 0.5)

    assert [(number, segment.name) for number, segment in context.segments] == [
        (1, "sky"),
        (3, "grass / trees"),
    ]
    np.testing.assert_array_equal(context.labels == 0, np.isin(segmentation.labels, (0, 2)))


def test_maps_are_the_probabilities_of_the_chosen_segments_in_256_steps(segmentation):
    maps = ExportContext.of(segmentation, [1, 3], 0.5).maps

    np.testing.assert_array_equal(maps, np.rint(segmentation.probabilities[[0, 2]] * 255))
