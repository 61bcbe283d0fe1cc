from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.colours import palette
from gmmseg.session import document as documents
from gmmseg.session.edits import segments as edits
from gmmseg.session.open_image import OpenImage
from gmmseg.settings import Settings


def names(document):
    return [style.name for style in document.segment_styles]


def test_renaming_changes_one_name_and_asks_nothing(document):
    after = edits.rename_segment(1, "  green   band ")(document)

    assert names(after) == ["segment 1", "green band", "segment 3"]
    assert after.is_current


@pytest.mark.parametrize("name", ["", "   ", "segment 2"])
def test_a_name_that_says_nothing_new_changes_nothing(document, name):
    assert edits.rename_segment(1, name)(document) is document


def test_hiding_others_twice_shows_all_again(document):
    once = edits.show_only(1)(document)
    twice = edits.show_only(1)(once)

    assert [style.hidden for style in once.segment_styles] == [True, False, True]
    assert [style.hidden for style in twice.segment_styles] == [False, False, False]


@pytest.mark.parametrize(
    ("index", "to", "expected"),
    [(0, 3, [2, 3, 1]), (2, 0, [3, 1, 2]), (0, 2, [2, 1, 3]), (1, 1, [1, 2, 3]), (1, 2, [1, 2, 3])],
)
def test_moving_puts_a_segment_before_another(document, index, to, expected):
    after = edits.move_segment(index, to)(document)

    assert [style.components[0] + 1 for style in after.segment_styles] == expected
    assert names(after) == ["segment 1", "segment 2", "segment 3"]


def test_merging_keeps_name_and_colour_of_the_first_and_asks_for_labels(document, answer_of):
    after = edits.merge_segments([2, 0])(edits.rename_segment(0, "warm")(document))

    assert names(after) == ["warm", "segment 2"]
    assert after.segment_styles[0].components == (0, 2)
    assert not after.is_current
    np.testing.assert_allclose(after.shares, [0.7, 0.3])  # what is known already is shown meanwhile
    done = documents.with_result(answer_of(after))(after)
    assert names(done) == ["warm", "segment 2"]
    assert done.segmentation().labels[0, [0, 25, 35]].tolist() == [1, 2, 1]


def test_a_merged_segment_comes_apart_again(document, answer_of):
    merged = edits.merge_segments([0, 1])(document)
    merged = documents.with_result(answer_of(merged))(merged)

    after = edits.unmerge_segment(0)(merged)
    after = documents.with_result(answer_of(after))(after)

    assert [style.components for style in after.segment_styles] == [(0,), (1,), (2,)]
    assert len(set(names(after))) == 3
    np.testing.assert_allclose(after.shares, [0.5, 0.3, 0.2])


def test_merged_segments_of_several_components_come_apart_into_themselves(answer_of):
    """Striped segments have a component for each kind of stripe: these are not what people merged."""
    pixels = np.zeros((60, 80, 3))
    pixels[:, :40], pixels[:, 40:64], pixels[:, 64:] = (200, 30, 30), (30, 180, 40), (20, 40, 190)
    pixels[::2] += 40
    pixels += np.random.default_rng(0).normal(0, 12, pixels.shape)
    image = Image.from_array(np.clip(pixels, 0, 255).astype(np.uint8), name="stripes.png")
    asking = documents.Document(OpenImage.of(image), Settings(n_components=3))
    found = documents.with_result(answer_of(asking))(asking)
    own = [style.components for style in found.segment_styles]
    assert len(own[0]) > 1
    merged = edits.merge_segments([0, 1])(found)
    merged = documents.with_result(answer_of(merged))(merged)

    after = edits.unmerge_segment(0)(merged)

    assert sorted(style.components for style in after.segment_styles) == sorted(own)
    after = documents.with_result(answer_of(after))(after)
    np.testing.assert_allclose(sorted(after.shares), sorted(found.shares))


def test_showing_all_shows_all(document):
    after = edits.show_all(edits.hide_segment(0)(document))

    assert not any(style.hidden for style in after.segment_styles)


def test_dealt_colours_are_of_the_palette_and_those_that_touch_differ_more(document):
    alike = document
    for row, colour in enumerate([(0, 114, 178), (86, 180, 233), (1, 2, 3)]):
        alike = edits.recolour_segment(row, colour)(alike)

    after = edits.deal_colours(alike)

    assert sorted(style.colour for style in after.segment_styles) == sorted(palette(3))
    assert after.is_current
    assert names(after) == names(document)


def test_few_segments_of_many_get_the_first_colours(document, answer_of):
    segment_styles = tuple(
        replace(style, colour=colour)
        for style, colour in zip(document.segment_styles, palette(12)[9:], strict=True)
    )
    many = replace(document, segment_styles=segment_styles)

    fewer = documents.with_settings(n_components=2)(many)
    after = documents.with_result(answer_of(fewer))(fewer)

    assert {style.colour for style in after.segment_styles} == set(palette(2))
