"""What a request asks for."""

import pytest

from gmmseg.errors import BadRequestError
from gmmseg.io.exporters import KINDS as EXPORTS
from gmmseg.serve.outputs import KINDS, OUTPUTS, UnacceptableError, chosen


@pytest.mark.parametrize(
    ("asked", "accept", "found"),
    [
        ("", "", "labels"),
        ("", "*/*", "labels"),
        ("", "image/*", "labels"),
        ("", "text/html, image/tiff;q=0.5, application/json;q=0.9", "table"),
        ("", "application/*", "probabilities-npz"),
        ("", "application/json;q=0, text/csv", "csv"),
        ("", "application/json;q=x, text/csv", "csv"),
        ("overlay", "application/json", "overlay"),
    ],
)
def test_the_name_counts_first_and_then_what_is_most_wanted(asked, accept, found):
    assert chosen(asked, accept) == found


def test_what_there_is_not_is_reported():
    with pytest.raises(BadRequestError, match="there is no output 'music'"):
        chosen("music", "")
    with pytest.raises(UnacceptableError):
        chosen("", "text/html")


def test_every_output_is_an_export_or_the_table():
    assert set(KINDS) <= set(EXPORTS)
    assert [name for name, output in OUTPUTS.items() if not output.kind] == ["table"]
