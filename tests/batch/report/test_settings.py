"""The settings of a fit in words."""

from dataclasses import fields

from gmmseg.batch.report.settings import WORDS, told
from gmmseg.settings import Settings


def test_every_setting_is_told():
    assert set(WORDS) == {field.name for field in fields(Settings)}


def test_settings_are_words_and_numbers_that_can_be_typed_again():
    settings = Settings(n_components=3, tolerance=1e-5, seed=2**32 - 1, min_region=123_456_789)

    words = told(settings)

    assert words.startswith(
        "segments 3; method regional; covariances full; colour space lab; weight of the place auto; "
    )
    assert "; least gain of a step 1e-05; most steps 100; " in words
    assert words.endswith("; smallest region in pixels 123456789; seed 4294967295")
