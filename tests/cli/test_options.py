"""Options that commands share."""

import click
import pytest
from click.testing import CliRunner

from gmmseg.cli.options import SETTINGS, RangeOption, all_of, split_list
from gmmseg.settings import Number, Settings, WholeNumber


@pytest.mark.parametrize(
    ("limit", "word", "number"),
    [(WholeNumber(1, 9), "9", 9), (Number(0, 1), "1e-3", 0.001), (Number(0, 1), "1", 1.0)],
)
def test_words_become_numbers_within_a_limit(limit, word, number):
    assert RangeOption(limit).convert(word, None, None) == number


@pytest.mark.parametrize("word", ["0", "10", "1.5", "nine", "nan", ""])
def test_words_outside_it_are_refused_by_naming_it(word):
    with pytest.raises(click.BadParameter) as caught:
        RangeOption(WholeNumber(1, 9)).convert(word, None, None)

    assert caught.value.message == f"{word!r} is not a whole number from 1 to 9."


def test_options_left_out_are_the_settings_defaults():
    seen = {}

    @click.command()
    @all_of(SETTINGS)
    def command(**given):
        seen.update(given)

    CliRunner().invoke(command, [], catch_exceptions=False)

    assert seen.pop("threads") is None
    assert Settings(**seen) == Settings()


def test_comma_lists_and_repeats_are_one_list():
    assert split_list(("labels, overlay", "table,labels", "")) == ["labels", "overlay", "table"]
