"""Cards: figures by hand and by formula from the labels."""

import json
from dataclasses import replace

import numpy as np
import pytest

from gmmseg import Image, Model, apply, component_cards, segment
from gmmseg.errors import BadSettingError
from gmmseg.imaging.feature_units import FeatureUnits
from gmmseg.inspection.component_cards import jaccard_stability, with_component
from gmmseg.mixture.components import bhattacharyya

from .conftest import MEANS, SPREADS


def by_red(found):
    """Return the cards in the order of the Gaussians of the fixture: grey, orange, blue."""
    cards = component_cards(found)
    order = [int(np.abs(MEANS - card.components[0].means).sum(axis=1).argmin()) for card in cards]
    return [cards[order.index(i)] for i in range(3)]


def test_means_spreads_and_shares_are_those_of_the_gaussians(found):
    cards = by_red(found)

    for card, mean, spread in zip(cards, MEANS, SPREADS, strict=True):
        assert card.components[0].means == pytest.approx(mean, abs=1)
        assert card.components[0].spreads == pytest.approx(spread, rel=0.1)
        assert card.share == pytest.approx(1 / 3, abs=0.01)
        assert [each.mean for each in card.channels] == pytest.approx(mean, abs=1)
    assert sum(card.share for card in cards) == pytest.approx(1)


def test_effects_are_cohens_d(found, image):
    labels = found.labels.ravel()
    raw = image.pixels.reshape(-1, 3).astype(float)

    for card in component_cards(found):
        ours, rest = raw[labels == card.number], raw[labels != card.number]
        pooled = ((len(ours) - 1) * ours.var(axis=0, ddof=1) + (len(rest) - 1) * rest.var(axis=0, ddof=1)) / (
            len(raw) - 2
        )
        d = dict(zip(("red", "green", "blue"), (ours.mean(0) - rest.mean(0)) / np.sqrt(pooled), strict=True))
        for each in card.effects:
            assert each.effect == pytest.approx(d[each.feature], rel=2e-3, abs=2e-3)
        assert [abs(each.effect) for each in card.effects] == sorted(map(abs, d.values()), reverse=True) or (
            card.effects[0].feature == max(d, key=lambda name: abs(d[name]))
        )


def test_the_neighbour_is_nearest_by_bhattacharyya(found):
    mixture = found.model.mixture

    def distance(i, j):
        a, b = mixture.full_covariances[[i, j]]
        away, mean = mixture.means[i] - mixture.means[j], (a + b) / 2
        logs = np.log(np.linalg.det(mean) / np.sqrt(np.linalg.det(a) * np.linalg.det(b)))
        return away @ np.linalg.inv(mean) @ away / 8 + logs / 2

    for card in component_cards(found, stability=False):
        own = card.components[0].number - 1
        nearest = min((j for j in range(3) if j != own), key=lambda j: distance(own, j))

        other = found.model.segments[card.neighbour.number - 1].components[0]
        assert other == nearest
        assert card.neighbour.bhattacharyya == pytest.approx(distance(own, nearest))
        jm = 2 * (1 - np.exp(-distance(own, nearest)))
        assert card.neighbour.jeffries_matusita == pytest.approx(jm)
        assert card.neighbour.advice == "well apart"
        assert card.stability is None


def test_segments_of_several_gaussians_are_as_near_as_all_pairs_say(found):
    model = replace(found.model, segments=owning(found.model, [(0, 1), (2,)]))
    first, second = component_cards(model)
    weights, between = model.mixture.weights, np.exp(-bhattacharyya(model.mixture, model.mixture))

    roots = np.sqrt(weights[:2] / weights[:2].sum())
    assert first.neighbour.bhattacharyya == pytest.approx(-np.log(roots @ between[:2, 2]))
    assert second.neighbour.bhattacharyya == pytest.approx(first.neighbour.bhattacharyya)


def owning(model, groups):
    """Return segments that own these components."""
    return tuple(replace(model.segments[i], components=own) for i, own in enumerate(groups))


def test_segments_that_are_the_same_are_to_be_merged_and_unstable():
    rng = np.random.default_rng(5)
    picture = np.clip(rng.normal(100, 10, (64, 64, 3)), 0, 255).astype(np.uint8)
    found = segment(picture, 3, method="global", position=0, smoothing=0)

    cards = component_cards(found)

    assert "hardly apart: merge them?" in {card.neighbour.advice for card in cards}
    assert max(card.neighbour.jeffries_matusita for card in cards) < 1.9
    assert min(card.stability for card in cards) < 0.75
    assert max(card.uncertainty for card in cards) > 0.2


def test_segments_that_are_apart_are_stable(found):
    assert min(jaccard_stability(found)) > 0.95
    assert jaccard_stability(found) == jaccard_stability(found)


def test_one_segment_has_no_neighbour():
    (card,) = component_cards(segment(np.full((8, 8), 7, np.uint8), 1))

    assert card.neighbour is None
    assert card.effects == ()
    assert card.share == 1
    json.dumps(card.as_values(), allow_nan=False)


def test_a_model_alone_has_cards_from_its_moments(found):
    alone = component_cards(found.model)

    for card, known in zip(alone, component_cards(found), strict=True):
        assert card.share == pytest.approx(known.share, abs=0.01)
        assert card.channels == ()
        assert card.uncertainty is None
        assert card.effects[0].effect == pytest.approx(known.effects[0].effect, rel=0.05)
        json.dumps(card.as_values(), allow_nan=False)


def test_weight_and_mean_change_by_hand_and_the_picture_follows(found, image, tmp_path):
    units = FeatureUnits.of(found.model.features, image)
    heavier = with_component(found.model, 1, weight=0.8)
    moved = with_component(found.model, 1, mean={"red": 200, "green": 200, "blue": 0}, units=units)

    assert heavier.mixture.weights[0] == 0.8
    assert heavier.mixture.weights.sum() == pytest.approx(1)
    ratio = found.model.mixture.weights[1:] / heavier.mixture.weights[1:]
    assert ratio == pytest.approx(ratio[0])
    assert units.values(moved.mixture.means)[0] == pytest.approx([200, 200, 0])
    before, after = (np.count_nonzero(apply(m, image).labels == 1) for m in (found.model, moved))
    assert after < 0.1 * before
    assert Model.load(heavier.save(tmp_path / "m.json")).mixture.weights[0] == 0.8


ABOVE = "a number above 0 and below 1, with several components"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"weight": 2}, f"Setting weight is 2, but it must be {ABOVE}."),
        ({"mean": {"pink": 1}}, "Setting mean is 'pink', but it must be of features among red, green, blue."),
        ({"mean": [1.0]}, "Setting mean is [1.0], but it must be 3 numbers, for red, green, blue."),
    ],
)
def test_a_change_that_cannot_be_is_refused(found, how, sentence):
    with pytest.raises(BadSettingError) as caught:
        with_component(found.model, 1, **how)
    with pytest.raises(BadSettingError) as number:
        with_component(found.model, 4, weight=0.1)

    assert str(caught.value) == sentence
    assert str(number.value) == "Setting number is 4, but it must be a whole number from 1 to 3."


def test_segments_without_components_have_cards(found):
    from dataclasses import replace

    from gmmseg.imaging.model import Segment

    model = replace(found.model, segments=(*found.model.segments, Segment("other", (9, 9, 9), ())))

    *_, card = component_cards(apply(model, Image.from_array(found.image.pixels)))

    assert (card.components, card.share, card.neighbour, card.uncertainty) == ((), 0.0, None, None)
    json.dumps(card.as_values(), allow_nan=False)
