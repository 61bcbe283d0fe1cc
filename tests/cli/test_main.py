"""The command line as a whole, as its users start it: in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gmmseg
from gmmseg.cli.main import COMMANDS, DONE, FAILED, INTERRUPTED, USAGE, commands, run
from gmmseg.cli.reporting import print_json

ROOT = Path(gmmseg.__file__).parent.parent
COMMAND = [sys.executable, "-m", "gmmseg"]
NO_SUCH_FILE = "Cannot read none.png: there is no such file. Check its name and folder."


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def gmmseg_process(*words, folder, **more):
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def photo(tmp_path):
    rows, columns = np.mgrid[:40, :60]
    pixels = np.stack([rows * 6, columns * 4, (rows // 10 + columns // 20) * 30], axis=-1).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_no_words_open_the_window_and_words_that_name_pictures_open_it_on_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "-b.png"):
        Path(name).touch()
    opened = []

    def open_window(paths):
        opened.append(tuple(paths))
        return 0

    statuses = [
        run(words, open_window=open_window) for words in ([], ["a.png"], ["a.png", "a.png"], ["--", "-b.png"])
    ]

    assert statuses == [DONE] * 4
    assert opened == [(), ("a.png",), ("a.png", "a.png"), ("-b.png",)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["missing.png"], "There is no file 'missing.png'. Try 'gmmseg --help'."),
        (["segmnt"], "There is no command or file 'segmnt'. Did you mean 'segment'? Try 'gmmseg --help'."),
    ],
)
def test_a_word_that_is_neither_is_one_sentence(words, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    status = run(words, open_window=lambda _: 0)

    assert status == USAGE
    assert capsys.readouterr().err == f"gmmseg: {sentence}\n"


WRONG = [  # of each command: words, code and exit status
    (["segment", "none.png", "-k", "many"], "usage", USAGE),
    (["segmnt"], "usage", USAGE),
    (["apply", "none.gmm.json", "a.png"], "unreadable-model", FAILED),
    (["batch", "none", "out"], "no-pictures", FAILED),
    (["measure", "a.png", "--model", "none.gmm.json"], "unreadable-model", FAILED),
    (["cut", "none.png", "--box", "1,1,2,2"], "missing-image", FAILED),
    (["sweep", "none.png"], "missing-image", FAILED),
    (["describe", "none.gmm.json"], "unreadable-model", FAILED),
    (["calibrate", "none.gmm.json", "a.png", "b.png"], "unreadable-model", FAILED),
    (["cluster", "none.csv"], "unreadable-table", FAILED),
    (["compare", "none.csv", "--group", "a", "--measure", "b"], "unreadable-table", FAILED),
    (["evaluate", "none", "b.png"], "bad-label-map", FAILED),
]


@pytest.mark.parametrize(("words", "code", "expected"), WRONG, ids=lambda each: str(each)[:20])
def test_what_ends_a_command_is_reported_to_programs_by_its_code(
    words, code, expected, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    status = run([*words, "--json"], open_window=len)

    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert status == expected
    assert document.keys() == {"gmmseg", "error"}
    assert document["error"]["code"] == code
    assert printed.err == f"gmmseg: {document['error']['message']}\n"


def test_a_picture_that_cannot_be_read_has_its_own_error(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    status = run(["segment", "none.png", "--json", "--quiet"], open_window=len)

    printed = capsys.readouterr()
    (reported,) = json.loads(printed.out)["pictures"]
    assert status == FAILED
    assert reported == {"path": "none.png", "error": {"code": "missing-image", "message": NO_SUCH_FILE}}
    assert printed.err == f"gmmseg: none.png: {NO_SUCH_FILE}\n"


@pytest.mark.parametrize(
    ("trouble", "code", "message"),
    [
        (KeyboardInterrupt(), "interrupted", "Interrupted."),
        (
            ZeroDivisionError("x"),
            "internal",
            "This is a fault in gmmseg, please report it: ZeroDivisionError: x",
        ),
        (
            OSError(5, "it broke", "a.png"),
            "system",
            "Cannot use a.png: the system says 'it broke'. Check its path, its permissions and its disk.",
        ),
    ],
)
def test_an_interruption_a_fault_and_the_system_have_codes_too(trouble, code, message, capsys, monkeypatch):
    def fail(*_, **__):
        raise trouble

    monkeypatch.setattr("gmmseg.cli.sweep.read", fail)
    with suppress(ZeroDivisionError):  # a fault is no end that was meant: its traceback is for the report
        run(["sweep", "a.png", "--json"], open_window=len)

    assert json.loads(capsys.readouterr().out)["error"] == {"code": code, "message": message}


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_library_that_is_missing_is_one_sentence_and_no_fault(words, capsys, monkeypatch):
    def fail(*_, **__):
        raise ModuleNotFoundError("No module named 'scipy.special'", name="scipy.special")

    monkeypatch.setattr("gmmseg.cli.sweep.read", fail)

    status = run(["sweep", "a.png", *words], open_window=len)

    printed = capsys.readouterr()
    sentence = (
        "Cannot go on: gmmseg needs scipy, which is not installed or not whole. "
        "gmmseg doctor lists what is missing, each with the command that brings it."
    )
    assert status == FAILED
    assert printed.err == f"gmmseg: {sentence}\n"
    if words:
        error = {"code": "incomplete-installation", "message": sentence}
        assert json.loads(printed.out)["error"] == error


def test_one_document_is_printed_also_if_something_goes_wrong_behind_it(capsys, monkeypatch):
    def reported_and_broken(*_, **__):
        print_json({"done": 1})
        raise KeyboardInterrupt

    monkeypatch.setattr("gmmseg.cli.sweep.read", reported_and_broken)

    assert run(["sweep", "a.png", "--json"], open_window=len) == INTERRUPTED
    assert json.loads(capsys.readouterr().out) == {"done": 1}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_found_and_explains_itself(name, capsys):
    status = run([name, "--help"], open_window=lambda _: 0)

    assert status == DONE
    assert f"Usage: gmmseg {name} " in capsys.readouterr().out
    assert commands.get_command(None, name).name == name


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"doctor"}))
def test_a_command_without_words_explains_itself_as_a_wrong_command(name, capsys):
    status = run([name], open_window=lambda _: 0)

    lines = capsys.readouterr().err.splitlines()
    assert status == USAGE
    assert lines[0].startswith(f"Usage: gmmseg {name} ")
    assert "  -h, --help" in "\n".join(lines)


def test_help_and_version_load_nothing_large():
    code = (
        "import sys; from gmmseg.cli.main import run;"
        "run([sys.argv[1]], open_window=None);"
        "print(*sorted({'numpy', 'numba', 'PySide6', 'rich', 'PIL'} & set(sys.modules)))"
    )

    for word, begins in (
        ("--help", "Usage: gmmseg "),
        ("--version", f"gmmseg, version {gmmseg.__version__}"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, word], env=environment(), capture_output=True, text=True, check=True
        )

        assert done.stdout.startswith(begins)
        assert done.stdout.splitlines()[-1] == ""


def test_the_process_and_python_find_the_same_labels_on_any_number_of_threads(photo):
    expected = gmmseg.segment(photo, 4, seed=7, threads=1)

    done = gmmseg_process(
        "segment", photo.name, "-k", "4", "--seed", "7", "--threads", "2", "--json", "-q", folder=photo.parent
    )

    found = json.loads(done.stdout)["pictures"][0]
    assert done.stderr == b""
    assert found["log_likelihood"] == expected.log_likelihood
    assert [s["pixels"] for s in found["segments"]] == np.bincount(expected.labels.ravel())[1:].tolist()


def test_no_display_is_one_sentence(photo):
    done = gmmseg_process(
        "photo.png", folder=photo.parent, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM=""
    )

    assert done.returncode == FAILED
    assert done.stderr.decode() == (
        "gmmseg: Cannot open the window: there is no display. "
        "Use it on a desktop, or work without it: gmmseg segment --help says how.\n"
    )


def test_without_qt_the_window_is_one_sentence_with_what_brings_it(photo):
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from gmmseg.__main__ import main\n"
        f"sys.argv = ['gmmseg', {str(photo)!r}]\n"
        "sys.exit(main())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )

    assert done.returncode == FAILED
    assert done.stderr == (
        "gmmseg: Cannot open the window: it needs the library PySide6, which is not installed. "
        "Install it with pip install 'gmmseg[window]'.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_names_that_are_no_text_survive_in_a_poor_locale(photo):
    names = [b"\xff.png", b"two\nlines.png", b"-dash.png", b"100%s.png", "\U0001f600.png".encode()]
    for name in names:
        os.link(photo, os.path.join(os.fsencode(photo.parent), name))  # noqa: PTH118 - pathlib takes no bytes

    done = gmmseg_process(
        "segment", "-k", "2", "--", *names, folder=photo.parent, LC_ALL="C", PYTHONIOENCODING="ascii",
        NUMBA_NUM_THREADS="abc",
    )  # fmt: skip

    written = [os.fsencode(file.name) for file in (photo.parent / "gmmseg-out").iterdir()]
    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[0] == (
        b"gmmseg: NUMBA_NUM_THREADS is 'abc', which is not a number of threads; it is ignored."
    )
    assert done.returncode == DONE
    assert sorted(written) == sorted(
        name[:-4] + end for name in names for end in (b"_labels.png", b"_overlay.png")
    )


def test_what_the_system_says_of_a_file_is_reported_with_its_name(monkeypatch, capsys, tmp_path):
    def closed(*_, **__):
        raise PermissionError(13, "Permission denied", str(tmp_path / "a"))

    monkeypatch.setattr(commands, "main", closed)

    status = run([], open_window=lambda _: 0)

    assert status == FAILED
    assert capsys.readouterr().err == (
        f"gmmseg: Cannot use {tmp_path / 'a'}: the system says 'Permission denied'. "
        "Check its path, its permissions and its disk.\n"
    )


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="needs signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_it_with_one_word_and_status_130(tmp_path, number):
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png", compress_level=1)
    process = subprocess.Popen(
        [*COMMAND, "segment", "noise.png", "-k", "60", "--tolerance", "0"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    process.stderr.readline()  # work has begun
    time.sleep(0.5)

    process.send_signal(number)
    _, said = process.communicate(timeout=20)

    assert process.returncode == 130
    assert said.decode().strip() == "gmmseg: Interrupted."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_printed_is_one_sentence():
    command = f"'{sys.executable}' -m gmmseg --help"

    full = subprocess.run(
        f"{command} > /dev/full", shell=True, env=environment(), capture_output=True, check=False
    )
    closed = subprocess.run(f"{command} >&-", shell=True, env=environment(), capture_output=True, check=False)

    assert full.returncode == FAILED
    assert full.stderr.decode() == (
        "gmmseg: Cannot print: the system says 'No space left on device'. "
        "Free some space or print elsewhere.\n"
    )
    assert (closed.returncode, closed.stderr) == (DONE, b"")


def test_a_folder_that_was_left_behind_is_reported(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    status = run(["segment", "../a.png"], open_window=len)

    assert status == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: The folder that you are in is not there any more. Go to another folder first.\n"
    )
