"""Questions that follow each other while sliders move."""

from threading import Event

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadChannelsError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import NamedSeeds, classes_in
from gmmseg.job import Job
from gmmseg.plugins.resegmentation import LatestSegmentation, Question, resegmenting
from gmmseg.settings import Settings


@pytest.fixture(scope="module")
def picture():
    """Return a noisy picture of three stripes."""
    steps = np.repeat([40, 110, 200], 20)[None].repeat(40, axis=0)
    noise = np.random.default_rng(0).normal(0, 30, (40, 60))
    return Image.from_array(np.clip(steps + noise, 0, 255).astype(np.uint8))


def answer(question, known=None):
    return Job(lambda workers: resegmenting(question, known, workers)).run()


def test_a_first_answer_is_what_segment_gives(picture):
    found = answer(Question(picture, Settings(3, smoothing=0.5)))

    np.testing.assert_array_equal(found.labels, gmmseg.segment(picture, 3, smoothing=0.5).labels)


def test_another_smoothing_keeps_the_mixture_and_labels_as_its_model_does(picture):
    first = Question(picture, Settings(3, smoothing=0.0))
    known = first, answer(first)

    found = answer(Question(picture, Settings(3, smoothing=2.0)), known)

    assert found.model.mixture is known[1].model.mixture
    assert found.model.smoothing == 2.0
    assert (found.labels != known[1].labels).any()
    np.testing.assert_array_equal(found.labels, gmmseg.apply(found.model, picture).labels)


def test_another_number_of_segments_is_another_fit(picture):
    first = Question(picture, Settings(3))

    found = answer(Question(picture, Settings(2)), (first, answer(first)))

    np.testing.assert_array_equal(found.labels, gmmseg.segment(picture, 2).labels)


def test_seeds_decide_the_fit_and_stay_under_every_smoothing(picture):
    marked = np.zeros((40, 60), np.uint8)
    marked[5:9, 2:6], marked[5:9, 50:54] = 1, 2
    seeds = NamedSeeds(classes_in(marked, (40, 60)), ("dark", "bright"))
    first = Question(picture, Settings(3), seeds)
    known = first, answer(first)

    found = answer(Question(picture, Settings(3, smoothing=0.0), seeds), known)

    assert [segment.name for segment in found.model.segments] == ["dark", "bright"]
    assert found.model.mixture is known[1].model.mixture
    assert set(found.labels[marked == 1]) == {1}
    assert set(found.labels[marked == 2]) == {2}
    assert not first.has_fit_of(Question(picture, Settings(3)))


def test_the_newest_question_is_answered_and_those_before_it_may_not_be(picture):
    reported = []
    latest = LatestSegmentation(lambda question, found: reported.append((question, found)))

    for n in (2, 3, 4, 5, 3):
        latest.ask(Question(picture, Settings(n)))
    latest.wait()

    assert reported[-1][0].settings.n_components == 3
    np.testing.assert_array_equal(reported[-1][1].labels, gmmseg.segment(picture, 3).labels)


def test_an_error_is_reported_and_the_next_question_answered(picture):
    reported = []
    latest = LatestSegmentation(lambda _, found: reported.append(found))

    latest.ask(Question(picture, Settings(2, channels="infrared")))
    latest.wait()
    latest.ask(Question(picture, Settings(2)))
    latest.wait()

    assert isinstance(reported[0], BadChannelsError)
    assert reported[1].n_segments == 2


def test_what_was_asked_for_last_can_be_forgotten(picture):
    reported, begun, go_on = [], Event(), Event()

    def slow(_, found):
        reported.append(found)
        begun.set()
        go_on.wait(10)

    latest = LatestSegmentation(slow)
    latest.ask(Question(picture, Settings(2)))
    begun.wait(10)
    latest.ask(Question(picture, Settings(3)))

    go_on.set()
    latest.stop()

    assert len(reported) <= 2
    latest.wait()
