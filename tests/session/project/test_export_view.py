"""What a project shows without a window is what the window shows of it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.imaging.seeds import Box, Click, Stroke
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.session import open_image
from gmmseg.session.compute.object_cutting import ObjectCutter
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits.appearance import merge_segments, rename_segment
from gmmseg.session.history import History
from gmmseg.session.objects import Object
from gmmseg.session.project import project as road
from gmmseg.session.project.encoding import encoded
from gmmseg.session.project.export_view import reproducing
from gmmseg.settings import Settings


def walked(road_):
    return Job(road_, threads=1).run()


@pytest.mark.parametrize("with_model", [True, False])
def test_segments_and_objects_are_those_that_were_saved(flags, tmp_path, with_model):
    Pillow.fromarray(flags.pixels).save(tmp_path / "flags.png")
    asking = Document(walked(partial(open_image.opening, tmp_path / "flags.png")), Settings(n_components=3))
    before = with_result(walked(partial(answering, asking.request, None)))(asking)
    before = rename_segment(0, "grass")(merge_segments([0, 2])(before))
    before = with_result(walked(partial(answering, before.request, before.result)))(before)
    marks = (Box(2, 2, 25, 28), Click(10, 10), Stroke(((3.0, 3.0), (9.0, 3.0)), 2.0, 0))
    before = replace(before, objects=(Object(1, "dog", (1, 2, 3), marks),))
    kept = before if with_model else replace(before, result=None)
    path = projects.write(encoded(kept, History(), tmp_path), tmp_path / "p.gmmseg")

    found = walked(partial(reproducing, walked(partial(road.opening, path))))

    np.testing.assert_array_equal(found.segmentation.labels, before.segmentation().labels)
    assert [segment.name for segment in found.segmentation.model.segments] == ["grass", "segment 2"]
    ((name, mask),) = found.objects
    carver = ObjectCutter(before.source.image)
    for n in range(1, 4):  # as in the window: mark after mark
        one_by_one = carver.mask(marks[:n])
    assert name == "dog"
    np.testing.assert_array_equal(mask, one_by_one)
