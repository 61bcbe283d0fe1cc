from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.seeds import Stroke
from gmmseg.job import Job
from gmmseg.session.component_edits import KEPT, NEW, RemoveComponent, SegmentLock, SplitComponent
from gmmseg.session.compute.replay import classes
from gmmseg.session.compute.segmentation import SegmentationRequest, answering
from gmmseg.settings import Settings


def ask(question, known=None):
    return Job(lambda workers: answering(question, known, workers), threads=1).run()


@pytest.fixture
def plain(flags):
    return ask(SegmentationRequest(flags, Settings(n_components=3, method="global", noise=0.1)))


def test_classes_are_groups_singles_and_painted_ones():
    stroke = Stroke(((0.0, 0.0),), 1.0, NEW)

    assert classes([0, 1, 2], [(0, 2)], [stroke]) == [(0, 2), (1,), (NEW,)]
    assert classes([0, 1], [(0, 2), (5, 6)], []) == [(0, 2), (1,)]


def test_a_stroke_moves_pixels_to_its_segment(plain):
    green_to_red = Stroke(((25.0, 15.0),), 3.0, 0)

    result = ask(replace(plain.request, strokes=(green_to_red,)), plain)

    assert result.keys == ((0,), (1,), (2,))
    labels = result.segmentation.labels
    y, x = np.mgrid[:30, :40]
    assert (labels[np.hypot(x - 25, y - 15) <= 3] == 1).all()
    assert len(result.segmentation.model.segments[0].components) == 2


def test_a_new_class_grows_from_its_stroke(plain):
    new = Stroke(((36.0, 5.0), (36.0, 25.0)), 2.0, NEW)

    result = ask(replace(plain.request, strokes=(new,)), plain)

    assert result.keys == ((0,), (1,), (2,), (NEW,))
    assert (result.segmentation.labels[:, 34:39] == 4).mean() > 0.8


def test_a_kept_class_finds_what_is_its_own_in_another_fit(plain):
    kept = Stroke(((25.0, 15.0),), 2.0, KEPT)

    result = ask(replace(plain.request, strokes=(kept,)), plain)

    assert (1, KEPT) in result.keys
    number = result.keys.index((1, KEPT)) + 1
    np.testing.assert_array_equal(result.segmentation.labels == number, plain.segmentation.labels == 2)


def test_the_answer_is_the_same_with_a_known_model_and_without(plain):
    question = replace(plain.request, strokes=(Stroke(((25.0, 15.0),), 3.0, 0),), groups=frozenset({(1, 2)}))

    first, second = ask(question), ask(question, plain)

    assert first.segmentation.labels.tobytes() == second.segmentation.labels.tobytes()


def test_a_locked_segment_is_not_moved_by_strokes_after_the_lock(plain):
    stroke = Stroke(((8.0, 5.0),), 4.0, 2)
    question = replace(plain.request, strokes=(stroke,))

    free = ask(question, plain).segmentation.model.mixture
    held = ask(replace(question, locks=frozenset({SegmentLock(0, 0)})), plain).segmentation.model.mixture

    assert not np.array_equal(free.means[0], plain.base.mixture.means[0])
    np.testing.assert_array_equal(held.means[0], plain.base.mixture.means[0])


def test_a_removed_segment_leaves_its_pixels_to_others(plain):
    result = ask(replace(plain.request, changes=(RemoveComponent(1),)), plain)

    assert result.keys == ((0,), (2,))
    assert (result.segmentation.labels > 0).all()


def test_a_split_segment_is_two(plain):
    result = ask(replace(plain.request, changes=(SplitComponent(0, NEW, NEW + 1),)), plain)

    assert result.keys == ((1,), (2,), (NEW,), (NEW + 1,))
    assert result.counts.sum() == 1200
