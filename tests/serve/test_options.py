"""Limits and tokens of a service."""

import os

import pytest

from gmmseg.errors import BadSettingError, BadTokenFileError
from gmmseg.job import available_threads
from gmmseg.serve.options import ServiceOptions, token_in


@pytest.mark.parametrize(
    "wrong",
    [{"max_bytes": 0}, {"max_megapixels": -1}, {"timeout": 0}, {"queue": -1}, {"workers": 0}, {"keep": -1}],
)
def test_limits_are_checked(wrong):
    with pytest.raises(BadSettingError):
        ServiceOptions(**wrong)


def test_there_is_a_worker_for_each_processor_unless_requested_otherwise():
    assert ServiceOptions().n_workers == available_threads()
    assert ServiceOptions(workers=5).n_workers == 5
    assert ServiceOptions(max_megapixels=2.5).max_pixels == 2_500_000


@pytest.fixture
def write(tmp_path):
    def write(content, mode=0o600):
        path = tmp_path / "token"
        path.write_bytes(content)
        path.chmod(mode)
        return path

    return write


def test_a_token_is_one_word_of_a_file_of_its_owners(write):
    assert token_in(write(b"0123456789abcdef\n")) == "0123456789abcdef"


def no_word(n_bytes, n_words):
    reported = f"and holds {n_bytes} bytes in {n_words} words. Make one: openssl rand -hex 32."
    return f"it must hold one word of 16 to 4096 ASCII characters, {reported}"


OPEN = "others can read it (its mode is 644). Close it to them: chmod 600 token."


@pytest.mark.parametrize(
    ("content", "mode", "reported"),
    [
        (b"0123456789abcdef", 0o644, OPEN),
        (b"short", 0o600, no_word(5, 1)),
        (b"", 0o600, no_word(0, 0)),
        (b"two words of a token", 0o600, no_word(20, 5)),
    ],
)
def test_other_files_are_refused(write, content, mode, reported):
    with pytest.raises(BadTokenFileError) as caught:
        token_in(write(content, mode))

    assert str(caught.value) == f"Cannot take the token from token: {reported}"


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    for name, reported in (
        ("pipe", "it is not a file"),
        ("none", "the system says 'no such file or directory'"),
    ):
        with pytest.raises(BadTokenFileError, match=reported):
            token_in(tmp_path / name)
