"""Two models compared: matched components and the Rand index by scikit-learn; what is refitted tells so."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from gmmseg import Image, Model, apply, compare_models, segment
from gmmseg.inspection.model_comparison import refitted
from gmmseg.io.models import digest_of

from .conftest import picture


@pytest.fixture(scope="module")
def other():
    return segment(picture(9), 3, method="global", position=0, colour="rgb", smoothing=0)


def test_components_of_two_fits_of_one_thing_are_matched(found, other, image):
    compared = compare_models(found.model, other.model, image)

    labels = [apply(model, image).labels.ravel() for model in (found.model, other.model)]
    assert compared.ari == pytest.approx(adjusted_rand_score(*labels))
    assert compared.changed < 0.01
    assert len(compared.matches) == 3
    assert max(each.jeffries_matusita for each in compared.matches) < 0.05
    raw = [
        each.mixture.means * each.features.scale + each.features.centre for each in (found.model, other.model)
    ]
    for each in compared.matches:
        np.testing.assert_allclose(raw[0][each.first - 1], raw[1][each.second - 1], atol=0.02)
    assert compared.text.startswith(f"adjusted Rand index {compared.ari:.4f}; ")


def test_a_component_without_a_partner_is_reported(found, image):
    fewer = segment(image, 2, method="global", position=0, colour="rgb").model

    compared = compare_models(found.model, fewer)

    assert len(compared.matches) == 2
    assert len(compared.first_alone) == 1
    assert compared.second_alone == ()
    assert compared.ari is None
    assert f"only in the first: component {compared.first_alone[0]}" in compared.text


def test_models_of_other_features_are_compared_by_labels_alone(found, image):
    lab = segment(image, 3, method="global", position=0).model

    compared = compare_models(found.model, lab, image)

    assert not compared.is_comparable
    assert compared.matches == ()
    assert compared.ari > 0.9
    assert "the models look at other features" in compared.text


def test_what_is_refitted_has_names_version_and_parent(found, other, tmp_path):
    segments = tuple(
        replace(each, name=f"kind {i}", colour=(i, i, i)) for i, each in enumerate(found.model.segments)
    )
    parent = replace(found.model, segments=segments)

    child = refitted(other.model, parent, "2026-11-30")

    assert child.provenance.version == 2
    assert child.provenance.parent == digest_of(parent)
    assert {each.name for each in child.segments} == {"kind 0", "kind 1", "kind 2"}
    for match in compare_models(parent, child).matches:
        assert match.first_name == match.second_name
    assert Model.load(child.save(tmp_path / "c.gmm.json")).provenance == child.provenance
    np.testing.assert_array_equal(
        apply(child, Image.from_array(picture(9))).labels,
        apply(other.model, Image.from_array(picture(9))).labels,
    )


def test_what_is_like_nothing_of_the_parents_keeps_a_name_of_its_own(found):
    strange = segment(np.dstack([255 - picture(2)[..., 2]] * 3), 2, method="global", position=0, colour="rgb")

    child = refitted(strange.model, found.model)

    names = [each.name for each in child.segments]
    assert len(set(names)) == len(names)
