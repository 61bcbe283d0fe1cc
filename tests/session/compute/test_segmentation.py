from dataclasses import replace

import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.pipeline import segmenting
from gmmseg.session.compute.segmentation import SegmentationRequest, answering
from gmmseg.settings import Settings


def test_other_smoothing_of_a_known_answer_gives_the_labels_of_a_new_fit(question):
    first = Job(lambda workers: answering(question, None, workers), threads=1).run()
    tidier = replace(question, settings=replace(question.settings, smoothing=4.0))

    known = Job(lambda workers: answering(tidier, first, workers), threads=1).run()
    anew = Job(lambda workers: answering(tidier, None, workers), threads=1).run()

    assert known.segmentation.labels.tobytes() == anew.segmentation.labels.tobytes()
    assert known.segmentation.log_likelihood == anew.segmentation.log_likelihood
    assert known.base.smoothing == 4.0


def test_an_answer_has_the_labels_of_the_one_pipeline(flags, question):
    expected = Job(lambda workers: segmenting(flags, question.settings, workers), threads=2).run()

    result = Job(lambda workers: answering(question, None, workers), threads=1).run()

    np.testing.assert_array_equal(result.segmentation.labels, expected.labels)


def test_counts_and_means_are_those_of_the_labels(flags, question):
    result = Job(lambda workers: answering(question, None, workers), threads=1).run()

    assert result.counts.tolist() == [0, 30 * 20, 30 * 12, 30 * 8]
    for label, columns in ((1, slice(0, 20)), (2, slice(20, 32)), (3, slice(32, 40))):
        expected = np.asarray(flags.pixels)[:, columns].reshape(-1, 3).mean(axis=0)
        np.testing.assert_allclose(result.means[label], expected, atol=0.51)


def test_a_merged_group_wins_where_its_components_win_together(flags, question):
    first = Job(lambda workers: answering(question, None, workers), threads=1).run()
    merging = SegmentationRequest(flags, question.settings, frozenset({(0, 2), (1,)}))

    result = Job(lambda workers: answering(merging, first, workers), threads=1).run()

    together = first.segmentation.probabilities[[0, 2]].sum(axis=0)
    wins = together > first.segmentation.probabilities[1]
    owner = next(i for i, s in enumerate(result.segmentation.model.segments) if s.components == (0, 2))
    np.testing.assert_array_equal(result.segmentation.labels == owner + 1, wins)


def test_merging_gives_the_same_labels_with_and_without_the_model_at_hand(flags, question):
    first = Job(lambda workers: answering(question, None, workers), threads=1).run()
    merging = SegmentationRequest(flags, question.settings, frozenset({(0, 1), (2,)}))

    known = Job(lambda workers: answering(merging, first, workers), threads=1).run()
    anew = Job(lambda workers: answering(merging, None, workers), threads=1).run()

    np.testing.assert_array_equal(known.segmentation.labels, anew.segmentation.labels)


def test_questions_about_equal_pictures_differ_unless_it_is_the_same_picture(flags):
    other = flags.noted()

    assert SegmentationRequest(flags, Settings()) == SegmentationRequest(flags, Settings())
    assert SegmentationRequest(flags, Settings()) != SegmentationRequest(other, Settings())


def test_mean_colours_of_channels_are_those_that_people_see():
    from gmmseg.imaging.rendering.composite import composite, usual_styles

    pixels = np.random.default_rng(0).integers(0, 300, (30, 40, 2)).astype(np.uint16)
    pixels[:, :15] += 1000
    image = Image.from_array(pixels)
    request = SegmentationRequest(image, Settings(n_components=2, method="global"))

    found = Job(lambda workers: answering(request, None, workers), threads=1).run()

    shown, labels = composite(image, usual_styles(image)), found.segmentation.labels
    for label in (1, 2):
        np.testing.assert_allclose(found.means[label], shown[labels == label].mean(axis=0), atol=0.51)


def test_a_rate_of_rejects_of_a_known_answer_gives_the_labels_of_segmenting(flags, question):
    first = Job(lambda workers: answering(question, None, workers), threads=1).run()
    rejecting = replace(question, settings=replace(question.settings, reject=0.1))

    known = Job(lambda workers: answering(rejecting, first, workers), threads=1).run()
    again = Job(lambda workers: answering(question, known, workers), threads=1).run()

    expected = Job(lambda workers: segmenting(flags, rejecting.settings, workers), threads=2).run()
    np.testing.assert_array_equal(known.segmentation.labels, expected.labels)
    assert (expected.labels == 0).any()
    np.testing.assert_array_equal(again.segmentation.labels, first.segmentation.labels)


def test_an_edited_model_can_be_saved_and_rejects_at_its_rate(flags, question, tmp_path):
    from gmmseg.imaging.model import Model
    from gmmseg.session.component_edits import SplitComponent

    edited = replace(
        question,
        settings=replace(question.settings, reject=0.1),
        changes=(SplitComponent(0, 10_000, 10_001),),
    )

    found = Job(lambda workers: answering(edited, None, workers), threads=1).run().segmentation

    model = Model.load(found.model.save(tmp_path / "m.gmm.json"))
    assert model.mixture.n_components == 4
    np.testing.assert_array_equal(model.apply(flags).labels, found.labels)
    assert 0.05 < found.n_rejected / flags.n_usable < 0.15
