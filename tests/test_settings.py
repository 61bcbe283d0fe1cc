"""Settings: what each may be."""

from dataclasses import fields

import numpy as np
import pytest

from gmmseg.errors import BadSettingError
from gmmseg.settings import LIMITS, Settings

NAN, INFINITY = float("nan"), float("inf")
WRONG = [
    *[("n_components", n, "a whole number from 1 to 1000, or auto") for n in (0, -1, 2.5, "a", NAN, 10**6)],
    ("n_components", True, "a whole number from 1 to 1000, or auto"),
    *[("seed", value, "a whole number from 0 to 4294967295") for value in (-1, 2**32, None, 1.0)],
    *[("position", value, "a number from 0 to 1000, or auto") for value in (-0.1, INFINITY, NAN, "1", False)],
    *[("tolerance", value, "a number from 0 to 1") for value in (-1e-9, 2, NAN)],
    *[("max_iterations", value, "a whole number from 1 to 10000") for value in (0, 10_001)],
    *[("restarts", value, "a whole number from 1 to 100") for value in (0, 101)],
    *[("noise", value, "a number from 1e-06 to 10") for value in (0, 11)],
    *[("covariance_type", value, "one of full, tied, diag, spherical") for value in ("Full", 3, None)],
    ("colour", "cmyk", "one of lab, rgb, hsv, grey"),
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
