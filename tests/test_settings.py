"""Settings: what each may be."""

from dataclasses import fields

import numpy as np
import pytest

from gmmseg.errors import BadSettingError
from gmmseg.settings import LIMITS, Settings

NAN, INFINITY = float("nan"), float("inf")
SEGMENTS = "a whole number from 1 to 1000, a range like 2-8 with the smaller number first, or auto"
WRONG = [
    *[("n_components", n, SEGMENTS) for n in (0, -1, 2.5, "a", NAN, 10**6)],
    *[("n_components", n, SEGMENTS) for n in ("8-2", (8, 2), (0, 3), (2, 1001), (2, 3, 4), range(0))],
    ("n_components", True, SEGMENTS),
    *[("seed", value, "a whole number from 0 to 4294967295") for value in (-1, 2**32, None, 1.0)],
    *[("position", value, "a number from 0 to 1000, or auto") for value in (-0.1, INFINITY, NAN, "1", False)],
    *[("tolerance", value, "a number from 0 to 1") for value in (-1e-9, 2, NAN)],
    *[("max_iterations", value, "a whole number from 1 to 10000") for value in (0, 10_001)],
    *[("restarts", value, "a whole number from 1 to 100") for value in (0, 101)],
    *[("noise", value, "a number from 1e-06 to 10") for value in (0, 11)],
    *[("covariance_type", value, "one of full, tied, diag, spherical") for value in ("Full", 3, None)],
    ("colour", "cmyk", "one of lab, rgb, hsv, grey"),
    ("criterion", "dic", "one of auto, icl, bic, aic, silhouette, davies_bouldin, stability"),
    ("inference", "bayes", "one of em, variational"),
    ("weight_prior", "pitman_yor", "one of dirichlet_process, dirichlet_distribution"),
    *[("concentration", value, "a number from 1e-06 to 1e+06, or auto") for value in (0, -1, NAN)],
    ("start", "zero", "one of k-means++, random, random_from_data"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_a_wrong_setting_is_refused_by_naming_its_range(name, value, expected):
    with pytest.raises(BadSettingError) as caught:
        Settings(**{name: value})

    assert str(caught.value) == f"Setting {name} is {value!r}, but it must be {expected}."


def test_numbers_of_numpy_become_plain_ones():
    settings = Settings(n_components=np.int64(3), position=np.float32(0.5), noise=1)

    kinds = {field.name: type(getattr(settings, field.name)) for field in fields(Settings)}
    assert (kinds["n_components"], kinds["position"], kinds["noise"]) == (int, float, float)
    assert settings == Settings(n_components=3, position=0.5, noise=1.0)


def test_every_setting_has_a_limit():
    assert {field.name for field in fields(Settings)} <= set(LIMITS)


@pytest.mark.parametrize("given", ["2-8", " 2 – 8 ", (2, 8), [2, 8], range(2, 9)])
def test_a_range_of_segments_can_be_said_in_several_ways(given):
    assert Settings(n_components=given) == Settings(n_components=(2, 8))


def test_a_range_of_one_number_is_that_number():
    assert Settings(n_components=(3, 3)).n_components == 3


@pytest.mark.parametrize(
    ("given", "candidates", "most"),
    [
        ({}, None, 12),
        ({"n_components": 4}, None, 4),
        ({"n_components": (3, 5)}, (3, 5), 5),
        ({"criterion": "bic"}, (2, 12), 12),
        ({"n_components": 4, "criterion": "bic"}, None, 4),
        ({"n_components": (3, 5), "inference": "variational"}, None, 5),
    ],
)
def test_a_criterion_chooses_of_a_range_unless_the_mixture_prunes_by_itself(given, candidates, most):
    settings = Settings(**given)

    assert (settings.candidates, settings.most_components) == (candidates, most)


def test_a_variational_mixture_is_one_of_the_whole_picture_by_appearance_alone():
    settings = Settings(inference="variational")

    assert settings.is_global
    assert settings.weight_of_position == 0
    assert Settings(method="global").weight_of_position == 0.5


def test_settings_are_written_by_what_is_not_the_default():
    assert repr(Settings()) == "Settings()"
    assert repr(Settings(n_components=(2, 5), smoothing=0.5)) == (
        "Settings(n_components=(2, 5), smoothing=0.5)"
    )
