"""Lines of a manifest, looked up in its file; tests/batch/test_manifest.py looks at whole manifests."""

import json
import random

import pytest

from gmmseg.batch import manifest_lines
from gmmseg.batch.manifest_lines import ManifestLines


def checked(values, version):
    """Return lines with a word, which version 1 had under another name."""
    word = values.get("w" if version == 1 else "word")
    return None if word is None else {"picture": values["picture"], "word": word}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return lines of a random file, and what a dictionary that holds them all says."""
    monkeypatch.setattr(manifest_lines, "MOST_RECENT", 7)
    rng, path = random.Random(0), tmp_path / "m"
    lines, held, place = ManifestLines(path, checked), {}, 0
    lines.begin_version(0, 2)
    with path.open("wb") as file:
        for number in range(300):
            name = f'p"{rng.randrange(60)}é\udcff.png'
            values = {"picture": name, "word": number, "more": "x" * rng.choice([1, 10_000])}
            if rng.random() < 0.1:
                del values["word"]  # it says nothing useful: what was known before counts
            text = json.dumps(values, sort_keys=True).encode() + b"\n"
            file.write(text)
            file.flush()
            lines.note(text, place)
            place += len(text)
            if "word" in values:
                held[name] = {"picture": name, "word": number}
    return lines, held


def test_the_last_line_that_says_something_counts(written):
    lines, held = written

    assert dict(lines.items()) == held
    assert len(lines) == len(held)
    assert all(lines[name] == line for name, line in held.items())
    assert "none.png" not in lines
    assert lines.get("none.png") is None


def test_lines_are_put_in_order_and_the_others_follow_as_they_came(written):
    lines, held = written
    names = list(held)
    order = [names[30], names[3], "none.png", names[30]]

    found = [json.loads(text) for text in lines.texts(iter(order))]

    rest = [name for name in lines if name not in order]
    assert [line["picture"] for line in found] == [names[30], names[3], *rest]
    assert sorted(rest) == sorted(set(names) - set(order))
    assert [line["word"] for line in found] == [held[line["picture"]]["word"] for line in found]


def test_lines_of_an_older_version_are_read_as_such_and_written_anew(tmp_path):
    path = tmp_path / "m"
    old = b'{"picture": "a", "w": 1}\n'
    new = b'{"picture": "b", "word": 2}\n'
    path.write_bytes(old + new)
    lines = ManifestLines(path, checked)
    lines.begin_version(0, 1)
    lines.note(old, 0)
    lines.begin_version(len(old), 2)
    lines.note(new, len(old))

    assert dict(lines) == {"a": {"picture": "a", "word": 1}, "b": {"picture": "b", "word": 2}}
    assert list(lines.texts(iter(["b"]))) == [new, b'{"picture": "a", "word": 1}\n']


def test_a_file_that_was_removed_is_still_known_if_it_was_held(tmp_path):
    path = tmp_path / "m"
    text = b'{"picture": "a", "word": 1}\n'
    path.write_bytes(text)
    held, late = ManifestLines(path, checked), ManifestLines(path, checked)
    for lines in (held, late):
        lines.begin_version(0, 2)
        lines.note(text, 0)
    held.hold()
    path.unlink()

    assert dict(held) == {"a": {"picture": "a", "word": 1}}
    assert dict(late) == {}
    held.release()
