"""Sweeps of a picture: figures, suggestions, and that what is suggested is what one gets."""

import csv
import io
import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import gmmseg
from gmmseg.errors import BadSettingError, TooFewColoursError, UndefinedCriterionError
from gmmseg.inspection.sweep import HEADER, SweepProgress, kinds_of
from gmmseg.settings import Settings

COLOURS = np.array([(40, 60, 200), (230, 220, 60), (60, 150, 70), (200, 60, 50)])


@pytest.fixture(scope="module")
def flag():
    stripes = COLOURS[np.repeat(np.arange(4), 30)]
    grain = np.random.default_rng(0).normal(0, 6, (80, 120, 3))
    return (stripes[None] + grain).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def found(flag):
    return gmmseg.sweep(flag, (2, 6))


def test_a_grey_picture_is_in_no_colour_space(flag):
    found = gmmseg.sweep(flag[..., 0], (2, 3))

    assert " segments (full): " in found.suggestion.reason


@pytest.mark.parametrize("method", ["regional", "global"])
@pytest.mark.parametrize("criterion", ["auto", "bic", "stability"])
def test_what_is_suggested_is_what_a_range_of_the_same_settings_gives(flag, method, criterion):
    swept = gmmseg.sweep(flag, (2, 6), method=method, position=0, criterion=criterion)
    of_range = gmmseg.segment(flag, (2, 6), method=method, position=0, criterion=criterion)

    suggested = swept.suggestion.settings
    alone = gmmseg.segment(flag, suggested.n_components, method=method, position=0)
    assert suggested.n_components == len(of_range.model.segments) == 4
    np.testing.assert_array_equal(alone.labels, of_range.labels)


def test_the_suggestion_is_a_sentence_with_its_reason(flag, found):
    bic = gmmseg.sweep(flag, (2, 6), criterion="bic").suggestion.reason

    assert found.suggestion.reason.startswith("Suggests 4 segments (lab, full): ")
    assert bic.startswith("Suggests 4 segments (lab, full): their BIC is the lowest, ")


def test_thumbnails_show_what_segmenting_gives(flag, found):
    row = found.rows[2]

    labels = gmmseg.segment(flag, 4).labels

    assert row.settings.n_components == 4
    assert row.thumbnail.shape == (80, 120)  # no larger than the picture
    assert adjusted_rand_score(labels.ravel(), row.thumbnail.ravel()) > 0.99
    assert row.picture.shape == (80, 120, 3)


def test_what_stays_from_one_number_to_the_next_keeps_its_colour(found):
    pictures = found.pictures(found.kinds[0])

    four, five = pictures[2], pictures[3]
    same = (four == five).all(axis=2)
    first, second = found.rows[2].thumbnail, found.rows[3].thumbnail
    pairs, counts = np.unique(np.stack([first.ravel(), second.ravel()]), axis=1, return_counts=True)
    kept = sum(counts[pairs[0] == label].max() for label in np.unique(pairs[0]))
    assert same.sum() == kept  # of each segment the largest part
    assert len(np.unique(five.reshape(-1, 3), axis=0)) == len(np.unique(second))


def test_figures_as_people_read_them(found):
    row = found.rows[2]

    assert row.figure_text("bic") == f"{row.candidate.bic:,.0f}"
    assert row in found.best_of(row.kind, "bic")
    assert found.best_of(row.kind, "log_likelihood") == []


def test_the_text_says_that_neighbours_are_not_independent(found):
    assert found.sampling == (
        "Neighbouring pixels repeat each other: 4,800 of 9,600 pixels, evenly spread, "
        "count as 500 independent ones in AIC, BIC and ICL."
    )


def test_the_table_can_be_read_again(found):
    rows = list(csv.DictReader(io.StringIO(found.as_csv())))

    assert tuple(rows[0]) == HEADER
    assert [int(row["segments"]) for row in rows] == [2, 3, 4, 5, 6]
    assert [float(row["bic"]) for row in rows] == [row.candidate.bic for row in found.rows]
    assert [row["suggested"] for row in rows] == ["False", "False", "True", "False", "False"]
    values = json.loads(json.dumps(found.as_values()))
    assert values["suggestion"]["segments"] == 4
    assert values["complete"]


def test_every_combination_is_a_kind_once():
    varied = {"colour": ("lab", "rgb"), "position": (0.0, 0.5), "covariance_type": ("full", "diag")}

    kinds = kinds_of(Settings(), varied)

    assert len(kinds) == 8
    assert kinds_of(Settings(), {"colour": ("lab", "lab")}) == [Settings()]


def test_kinds_of_other_features_are_compared_by_stability_not_by_likelihood(flag):
    swept = gmmseg.sweep(
        flag, (2, 5), colour=["rgb", "lab"], covariance_type="all", method="global", position=0
    )

    assert swept.is_complete
    assert len(swept.rows) == 2 * 4 * 4
    assert len(swept.kinds) == 8
    suggested = swept.suggestion.settings
    assert (suggested.colour, suggested.n_components) == ("rgb", 4)  # as stable, and named first


def test_cancelled_half_way_what_is_done_stays(flag):
    kept = []

    def watch(progress):
        if isinstance(progress, SweepProgress):
            kept.append(progress.sweep)
            if len(kept) == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gmmseg.sweep(flag, (2, 6), method="global", watch=watch)

    assert [row.candidate.n_components for row in kept[-1].rows] == [2, 3, 4]
    assert not kept[-1].is_complete
    assert kept[-1].suggestion is not None


def test_figures_are_the_same_bits_on_any_number_of_threads(flag):
    one, two = (gmmseg.sweep(flag, (2, 4), threads=n) for n in (1, 2))

    assert [row.candidate for row in one.rows] == [row.candidate for row in two.rows]


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        (
            {"n_components": (5, 9)},
            TooFewColoursError,
            "Cannot compare 5 to 9 segments of array: it has only 3 different colours. Ask for at most 3.",
        ),
        (
            {"n_components": (1, 1), "criterion": "silhouette"},
            UndefinedCriterionError,
            (
                "The silhouette is undefined for the number of segments that is tried: it compares segments, "
                "and needs at least two that have pixels. Try more segments, or choose another criterion, "
                "such as bic."
            ),
        ),
        (
            {"n_components": (9, 2)},
            BadSettingError,
            (
                "Setting n_components is (9, 2), but it must be a whole number from 1 to 1000, a range like "
                "2-8 with the smaller number first, or auto."
            ),
        ),
        (
            {"criterion": "dic"},
            BadSettingError,
            (
                "Setting criterion is 'dic', but it must be one of auto, icl, bic, aic, silhouette, "
                "davies_bouldin, stability."
            ),
        ),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(given, error, sentence):
    three = np.zeros((20, 30, 3), np.uint8)
    three[:, 10:], three[:, 20:] = 100, 200

    with pytest.raises(error) as caught:
        gmmseg.sweep(three, **given)

    assert str(caught.value) == sentence


def test_no_more_segments_are_tried_than_there_are_colours():
    three = np.zeros((20, 30, 3), np.uint8)
    three[:, 10:], three[:, 20:] = 100, 200

    swept = gmmseg.sweep(three, (2, 6))

    assert [row.candidate.n_components for row in swept.rows] == [2, 3]
    assert swept.notes == (
        "The picture has only 3 different colours: more segments than these were not tried.",
    )


def test_masked_pixels_have_no_label_in_thumbnails(flag):
    mask = np.ones(flag.shape[:2], bool)
    mask[:10] = False

    swept = gmmseg.sweep(flag, (3, 4), mask=mask)

    assert (swept.rows[0].thumbnail[:10] == 0).all()
    assert (swept.rows[0].thumbnail[10:] > 0).all()


def test_curves_and_thumbnails_are_drawn(found):
    axes = found.plot(criterion="bic")
    paper = found.figure()

    line = axes.get_lines()[0]
    np.testing.assert_allclose(line.get_ydata(), [row.candidate.bic for row in found.rows])
    assert len([each for part in paper.subfigs for each in part.get_axes()]) == 6 + 5
