"""`gmmseg serve` up to where it begins; tests/serve runs it."""

import numpy as np
import pytest

import gmmseg as package
from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.cli.serve import command
from gmmseg.cli.serve.command import is_loopback
from gmmseg.serve import server


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = np.repeat(np.arange(24, dtype=np.uint8)[:, None], 24, axis=1) // 12 * 90
    picture = picture + np.random.default_rng(0).integers(0, 9, (24, 24), np.uint8)
    package.segment(picture, 2, position=0).model.save("m.gmm.json")


@pytest.fixture
def asked(monkeypatch):
    """Return what the server was asked for, which begins and ends at once."""
    given = {}

    def pretend(models, options, *, host, port, report, begun):
        given.update(models=models, options=options, host=host, port=port)
        begun(f"http://{host}:{port}", [{"name": "m", "takes": "pictures", "classes": ["sky", "sea"]}])

    monkeypatch.setattr(server, "run", pretend)
    return given


def test_it_says_what_is_served_and_warns_without_a_token(asked, capsys):
    status = gmmseg("serve", "m.gmm.json", "--workers", 3)

    said = capsys.readouterr()
    assert status == DONE
    assert said.out == (
        "Serving at http://127.0.0.1:8000 with 3 workers; Ctrl-C stops it\n"
        "  m: pictures to sky, sea\n"
        "  try: curl --data-binary @photo.png 'http://127.0.0.1:8000/v1/segment' -o labels.png\n"
    )
    assert said.err == (
        "gmmseg: No token: whoever reaches http://127.0.0.1:8000 from this machine can use it. "
        "Give --token-file.\n"
    )
    assert (asked["host"], asked["options"].token, asked["options"].n_workers) == ("127.0.0.1", None, 3)


def test_a_token_is_read_and_then_nothing_is_warned_of(asked, capsys, tmp_path):
    (tmp_path / "token").write_text("0123456789abcdef")
    (tmp_path / "token").chmod(0o600)

    gmmseg("serve", "m.gmm.json", "--token-file", "token", "-q", "--host", "0.0.0.0")

    assert capsys.readouterr() == ("", "")
    assert asked["options"].token == "0123456789abcdef"


def test_a_token_that_others_can_read_is_refused(asked, capsys, tmp_path):
    (tmp_path / "token").write_text("0123456789abcdef")
    (tmp_path / "token").chmod(0o640)

    assert gmmseg("serve", "m.gmm.json", "--token-file", "token") == FAILED
    assert "others can read it (its mode is 640)" in capsys.readouterr().err
    assert asked == {}


def test_pictures_are_kept_beside_a_record_only(capsys):
    assert gmmseg("serve", "m.gmm.json", "--keep", 3) == USAGE
    assert "give one with --monitor" in capsys.readouterr().err


def test_what_is_not_installed_is_reported_with_what_brings_it(monkeypatch, capsys):
    monkeypatch.setattr(command, "find_spec", lambda _: None)

    assert gmmseg("serve", "m.gmm.json") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot serve a model: it needs the library fastapi, which is not installed. "
        "Install it with pip install 'gmmseg[serve]'.\n"
    )


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_loopback_is_known(host, is_it):
    assert is_loopback(host) is is_it
