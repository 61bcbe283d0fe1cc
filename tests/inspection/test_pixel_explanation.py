"""Why a pixel belongs to its segment, against scipy's densities."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis
from scipy.stats import entropy, multivariate_normal

from gmmseg import Image, apply, explain, segment
from gmmseg.errors import NoSuchPixelError


@pytest.mark.parametrize(("row", "column"), [(5, 10), (40, 33), (95, 95)])
def test_probabilities_distances_and_density_are_scipys(found, image, row, column):
    mixture = found.model.mixture
    sample = found.model.features.at(image, np.array([row * image.width + column]))[0].astype(np.float64)
    normal = zip(mixture.means, mixture.full_covariances, strict=True)
    densities = np.array(
        [w * multivariate_normal(*each).pdf(sample) for w, each in zip(mixture.weights, normal, strict=True)]
    )

    why = explain(found, row, column)

    shares = densities / densities.sum()
    assert why.segments[0].number - 1 == shares.argmax()
    assert why.log_density == pytest.approx(np.log(densities.sum()), abs=1e-3)
    assert why.entropy == pytest.approx(entropy(shares) / np.log(3), abs=1e-4)
    assert why.margin == pytest.approx(np.diff(np.sort(shares))[-1], abs=1e-4)
    for each in why.segments:
        at = each.component - 1
        inverse = np.linalg.inv(mixture.full_covariances[at])
        assert each.probability == pytest.approx(shares[each.number - 1], abs=1e-4)
        assert each.distance == pytest.approx(mahalanobis(sample, mixture.means[at], inverse), rel=1e-4)
        deviations = (sample - mixture.means[at]) / np.sqrt(np.diag(mixture.full_covariances[at]))
        np.testing.assert_allclose([f.deviations for f in each.features], deviations, rtol=1e-6)
        assert [f.value for f in each.features] == pytest.approx(image.pixels[row, column], abs=0.01)


def test_it_says_which_feature_is_far(found):
    why = explain(found, 5, 5)

    first, *others = why.segments
    assert first.text == "near in every feature"
    assert all(each.text.startswith("far in ") for each in others)
    blue = next(each for each in others if abs(each.farthest.deviations) > 15)
    assert blue.text.startswith("far in blue (-2")
    assert why.sentences[0] == f"Pixel (5, 5) is segment {why.label}."
    assert f"segment {first.number}: 100.0 %, near in every feature." in why.text


def test_a_line_says_which_feature_decides(found):
    why = explain(found, 5, 5)

    first, second = why.segments[:2]
    gaps = [
        abs(b.deviations) - abs(a.deviations) for a, b in zip(first.features, second.features, strict=True)
    ]
    feature = first.features[int(np.argmax(gaps))]
    assert why.verdict == f"{feature.feature} {feature.value:.3g} fits {first.name}, not {second.name}"
    assert first.brief == "near"
    assert second.brief == f"{second.farthest.feature} {second.farthest.deviations:+.1f} sd"
    assert replace(why, margin=0.1).verdict == f"Undecided between {first.name} and {second.name}"


def test_a_foreign_pixel_is_explained_by_nothing_and_rejected_where_asked(found, image):
    pixels = image.pixels.copy()
    pixels[0, 0] = (250, 10, 250)

    why = explain(apply(found.model, pixels), 0, 0)
    out = explain(apply(found.model, pixels, reject=0.01), 0, 0)

    assert why.rate < 1e-6
    assert not why.is_rejected
    assert why.sentences[1] == "Nothing explains it well: of the training pixels none are less likely."
    assert out.is_rejected
    assert out.label == 0
    assert out.sentences[:2] == (
        "Pixel (0, 0) is unassigned.",
        "No component explains it: it is rejected.",
    )


def test_neighbours_that_decide_are_named(found):
    labels = found.labels.copy()
    own = int(labels[48, 10])
    labels[48, 10] = own % 3 + 1

    why = explain(replace(found, labels=labels), 48, 10)

    assert why.sentences[1] == f"By itself it would be segment {own}: its neighbours, or people, decided."


def test_what_regions_say_is_reported():
    found = segment("sample_images/chelsea.png")

    text = [each.text for each in explain(found, 80, 120).segments]

    assert all("but" in each or each.startswith("far") for each in text[1:])


def test_json_has_no_infinity(found):
    json.dumps(explain(found, 0, 0).as_values(), allow_nan=False)


def test_a_pixel_that_is_not_there_is_refused(found):
    with pytest.raises(NoSuchPixelError) as outside:
        explain(found, 96, 3)
    masked = segment(Image.from_array(found.image.pixels, mask=np.arange(96 * 96).reshape(96, 96) > 10), 2)
    with pytest.raises(NoSuchPixelError) as unusable:
        explain(masked, 0, 3)

    assert str(outside.value) == (
        "There is no pixel at column 3, row 96: the picture has 96 x 96 pixels. "
        "Columns and rows count from 0."
    )
    assert str(unusable.value) == (
        "There is no pixel at column 3, row 0: it is transparent, masked out or not a number there. "
        "Columns and rows count from 0."
    )
