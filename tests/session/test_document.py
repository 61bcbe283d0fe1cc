import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.session import document as edits
from gmmseg.session.document import Document
from gmmseg.session.edits import segments
from gmmseg.session.open_image import OpenImage
from gmmseg.settings import Settings


def names(document):
    return [style.name for style in document.segment_styles]


def test_a_fresh_document_names_and_colours_its_segments(document):
    assert names(document) == ["segment 1", "segment 2", "segment 3"]
    assert len({style.colour for style in document.segment_styles}) == 3
    np.testing.assert_allclose(document.shares, [0.5, 0.3, 0.2])
    assert document.is_current


def test_exported_labels_follow_the_order_that_people_chose(document):
    after = segments.move_segment(2, 0)(document)

    labels = after.segmentation().labels

    assert labels[0, [0, 25, 35]].tolist() == [2, 3, 1]
    assert [s.name for s in after.segmentation().model.segments] == ["segment 1", "segment 2", "segment 3"]


def test_names_that_nobody_gave_follow_their_numbers(document, answer_of):
    named = segments.rename_segment(1, "meadow")(document)

    moved = segments.move_segment(1, 0)(named)
    merged = segments.merge_segments([0, 1])(named)
    asking = edits.with_settings(n_components=5)(named)
    more = edits.with_result(answer_of(asking))(asking)
    asking = edits.with_settings(n_components=2)(more)
    fewer = edits.with_result(answer_of(asking))(asking)

    assert names(moved) == ["meadow", "segment 2", "segment 3"]
    assert names(merged) == ["segment 1", "segment 2"]
    for found in (more, fewer):
        expected = [f"segment {number}" for number, _ in enumerate(found.segment_styles, 1)]
        assert all(name in ("meadow", own) for name, own in zip(names(found), expected, strict=True))


def test_a_name_that_people_gave_stays_though_it_reads_like_one_that_nobody_gave(document):
    named = segments.rename_segment(2, "segment 1")(document)

    assert names(named) == ["segment 1 (2)", "segment 2", "segment 1"]  # no name twice
    assert names(segments.move_segment(2, 0)(named)) == ["segment 1", "segment 2", "segment 3"]
    assert names(segments.move_segment(0, 3)(named)) == ["segment 1 (2)", "segment 1", "segment 3"]


def test_an_untouched_document_gives_the_engines_own_labels(document):
    assert document.segmentation().labels is document.result.segmentation.labels


def test_names_and_colours_stay_when_the_number_of_segments_changes(document, answer_of):
    named = segments.recolour_segment(2, (1, 2, 3))(segments.rename_segment(2, "sea")(document))

    asking = edits.with_settings(n_components=4, seed=3)(named)
    after = edits.with_result(answer_of(asking))(asking)

    labels = after.segmentation().labels
    sea = next(style for style in after.segment_styles if style.name == "sea")
    assert sea.colour == (1, 2, 3)
    assert after.segment_styles[labels[0, 36] - 1] == sea


def test_settings_that_stay_change_nothing(document):
    assert edits.with_settings(n_components=3)(document) is document


def test_another_picture_keeps_the_settings_and_nothing_else(document):
    after = edits.open_image(document.source)(segments.rename_segment(0, "sky")(document))

    assert after.settings == document.settings
    assert after.segment_styles == ()
    assert after.result is None


def test_a_forgotten_answer_comes_back_under_the_same_names(document, answer_of):
    named = segments.rename_segment(1, "meadow")(document)
    forgotten = edits.without_result(named)

    after = edits.with_result(answer_of(forgotten))(forgotten)

    assert after.segment_styles == named.segment_styles


def test_an_empty_document_asks_nothing():
    assert Document().request is None
    assert not Document().is_current


def test_a_preview_asks_about_the_small_picture(document):
    after = edits.with_preview_settings(n_components=2)(document)

    assert after.request.image is document.source.small
    assert after.settings.n_components == 2


def test_a_preview_flattens_below_objects_as_large_as_they_are_there():
    pixels = np.random.default_rng(0).integers(0, 255, (600, 1200)).astype(np.uint8)
    document = Document(OpenImage.of(Image.from_array(pixels)), Settings(n_components=2, flatten=40.0))
    assert document.source.small.width == 600

    answered = edits.with_preview_settings()(document)

    assert answered.settings.flatten == 20.0
    assert edits.with_preview_settings(flatten=3.0)(document).settings.flatten == 2.0  # the least
    assert edits.with_preview_settings(flatten="auto")(document).settings.flatten == "auto"


def test_detail_of_regions_asks_nothing_and_keeps_merged_segments(document):
    both = segments.merge_segments([0, 1])(document)

    finer = edits.with_settings(detail=0.8, min_region=20)(both)

    assert finer.request == both.request
    assert finer.groups == both.groups
    assert finer.settings.detail == 0.8


def test_the_window_begins_with_the_settings_of_every_other_interface():
    assert Document().settings == Settings()
