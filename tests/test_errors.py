"""Errors go from one process to another as they are; their sentences are compared where each is raised."""

import inspect
import pickle
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from gmmseg import errors
from gmmseg.errors import GmmsegError

FACTS = {
    str: "name",
    object: "anything",
    int: 3,
    bool: True,
    str | None: "name",
    tuple[str, ...]: ("red", "green"),
    tuple[int, ...]: (4, 5),
    tuple[tuple[str, int], ...]: (("Z", 3),),
}


@pytest.mark.parametrize(
    ("needed", "free", "reported"),
    [
        (2_500_000, 1_000_000, "more than 2.5 MB are needed and 1.0 MB are free"),
        (9_867, 4_096, "more than 9.9 kB are needed and 4.1 kB are free"),
        (0, 0, "nothing is free"),
    ],
)
def test_a_full_disk_is_reported_in_sizes_that_people_read(needed, free, reported):
    assert str(errors.DiskFullError("a", needed, free)) == (
        f"Cannot write a: the disk is full, {reported}. Free some space or choose a folder on another disk."
    )


def kinds(base: type[GmmsegError] = GmmsegError) -> Iterator[type[GmmsegError]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith(errors.__name__):
            yield kind
            yield from kinds(kind)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_an_error_survives_the_way_between_processes(kind):
    wanted = inspect.signature(kind).parameters.values()
    error = kind(*(FACTS[parameter.annotation] for parameter in wanted))

    again = pickle.loads(pickle.dumps(error))

    assert type(again) is kind
    assert str(again) == str(error)
    assert again.args == error.args
    assert vars(again) == vars(error)


def test_the_folder_that_one_is_in_has_no_name_and_is_reported_all_the_same():
    assert str(errors.UnreadableImageError(Path().name, "it is a folder", "Give a picture file")) == (
        "Cannot read this folder: it is a folder. Give a picture file."
    )


def test_what_would_move_the_cursor_of_a_terminal_is_spelled_out():
    error = errors.BadSettingError("kind", "x", "no \x1b[2J\r\n\u202e\x9b, but \u00e9")

    assert str(error) == "Setting kind is 'x', but it must be no \\x1b[2J\\r\\n\\u202e\\x9b, but \u00e9."
    assert str(errors.UnreadableImageError("a", "it says \udcff", "Go")) == (
        "Cannot read a: it says \N{REPLACEMENT CHARACTER}. Go."
    )


ROOT = Path(__file__).parent.parent


def test_the_codes_of_errors_stay():
    """Programs know errors by them: a code may be added to the list, but none renamed or taken away."""
    known = (ROOT / "tests" / "golden" / "error_codes.txt").read_text(encoding="utf-8").split()
    codes = [*map(errors.code_of, kinds()), *errors.OTHER_CODES]

    assert len(codes) == len(set(codes))
    assert sorted(codes) == known


def test_an_error_knows_its_code():
    assert errors.NoUsablePixelsError("a.png", 4).code == "no-usable-pixels"


def test_the_page_of_errors_is_what_the_module_says():
    page = runpy.run_path(str(ROOT / "tools" / "error_page.py"))["page"]

    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert written == page(), "Write it anew: python tools/error_page.py"


def test_a_number_has_its_noun():
    assert [errors.counted(n, "picture") for n in (0, 1, 2)] == ["0 pictures", "1 picture", "2 pictures"]
