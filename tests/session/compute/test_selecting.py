"""The jobs behind tools that select."""

from functools import partial

import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import Box
from gmmseg.job import Job
from gmmseg.session.compute.selecting import (
    OutlineRequest,
    WireRequest,
    outlining,
    picking,
    preparing_selection,
    wiring,
)
from gmmseg.session.open_image import OpenImage


@pytest.fixture(scope="module")
def selectable(tmp_path_factory):
    pixels = (
        np.random.default_rng(0).normal(0, 4, (60, 80, 3)) + np.where(np.arange(80) < 40, 60, 180)[:, None]
    )
    image = Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8))
    source = OpenImage.of(image, tmp_path_factory.mktemp("pictures") / "halves.png")
    return run(partial(preparing_selection, source))


def run(job):
    return Job(job, threads=1).run()


def test_a_region_is_a_half(selectable):
    region = selectable.picker.region_at(30, 10, selectable.picker.usual_level)
    found = run(partial(picking, selectable.picker, region))

    assert found.n_pixels == pytest.approx(60 * 40, rel=0.02)


def test_the_costs_of_a_part_are_kept_for_the_next_point(selectable):
    box = Box(0, 0, 80, 60)
    first = run(partial(wiring, selectable.boundaries, WireRequest(box, None), None))
    second = run(partial(wiring, selectable.boundaries, WireRequest(box, (40.5, 2.5)), first))

    assert first.paths is None
    assert second.costs is first.costs
    path = np.array(second.paths.path((40.5, 57.5)))
    assert np.abs(path[:, 0] - 40.0).max() < 2


def test_parts_without_reach_stay_straight(selectable):
    corners = ((10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0))
    parts = tuple(((a, b), 0.0) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True))
    found = run(partial(outlining, selectable.boundaries, OutlineRequest(parts)))

    assert found.n_pixels == 400
    assert (found.left, found.top) in {(9, 9), (10, 10)}
