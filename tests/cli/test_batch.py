"""`gmmseg batch`, from the words typed to the status, the streams and the files."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gmmseg as package
from gmmseg.batch.folder_lock import locked
from gmmseg.cli.main import BUSY, DONE, FAILED, INTERRUPTED, USAGE, run


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


def picture(name, seed=0, low=60):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    half = np.arange(30)[None, :, None] * 2 // 30
    grain = np.random.default_rng(seed).integers(0, 9, (20, 30, 3))
    Image.fromarray((low + 90 * half + grain).astype(np.uint8)).save(name)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("a.png", "b.png", "sub/c.png")):
        picture(f"in/{name}", seed)
    package.segment("in/a.png", 2, position=0).model.save("m.gmm.json")


BATCH = ("batch", "in", "out", "--model", "m.gmm.json")


def names(folder="out"):
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def test_a_page_for_people_is_written_when_asked_for(capsys):
    gmmseg(*BATCH, "--report")
    first = Path("out/gmmseg-batch.html").read_bytes()
    status = gmmseg(*BATCH, "--report")

    assert status == DONE
    assert b"3 pictures: 3 done." in first
    assert Path("out/gmmseg-batch.html").read_bytes() == first
    assert capsys.readouterr().out.count("the report is out/gmmseg-batch.html\n") == 2


def test_a_folder_becomes_masks_and_a_table(capsys):
    status = gmmseg(*BATCH)

    assert status == DONE
    assert names() == [
        "a_labels.png",
        "a_overlay.png",
        "b_labels.png",
        "b_overlay.png",
        "gmmseg-batch.csv",
        "gmmseg-batch.jsonl",
        "sub/c_labels.png",
        "sub/c_overlay.png",
    ]
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("3 pictures: 3 done, ")
    assert out[-1] == "  the table is out/gmmseg-batch.csv"


def test_labels_are_those_of_apply_whatever_the_number_of_workers():
    gmmseg("apply", "m.gmm.json", "in/b.png", "-o", "applied", "-q")

    gmmseg(*BATCH, "-q", "--workers", 2)

    assert Path("out/b_labels.png").read_bytes() == Path("applied/b_labels.png").read_bytes()


def test_json_lists_every_picture_and_the_worst_first(capsys):
    picture("in/sub/c.png", low=150)
    Path("in/bad.png").write_text("no picture")

    status = gmmseg(*BATCH, "--json", "-q")

    found = json.loads(capsys.readouterr().out)
    assert status == FAILED
    assert found["counts"] == {"done": 3, "failed": 1}
    assert [each["picture"] for each in found["pictures"]] == ["a.png", "b.png", "bad.png", "sub/c.png"]
    assert found["worst"] == ["sub/c.png"]


def test_programs_learn_by_codes_which_picture_failed_and_why_the_run_ended(capsys):
    Path("broken").mkdir()
    Path("broken/a.png").touch()

    status = gmmseg("batch", "broken", "out", "--json", "-q")

    found = json.loads(capsys.readouterr().out)
    empty = "Cannot read a.png: the file is empty. Get a whole copy of the file."
    assert status == FAILED
    assert found["pictures"][0]["error"] == {"code": "no-model", "message": empty}
    assert found["error"]["code"] == "no-model"
    assert found["error"]["message"].endswith(f"the first: {empty}")


def test_pictures_unlike_the_model_are_reported(capsys):
    picture("in/b.png", low=150)
    model = package.segment(
        "in/a.png", 2, position=0, method="global"
    ).model  # it knows each pixel of its own
    model.save("m.gmm.json", overwrite=True)

    gmmseg(*BATCH, "-q")
    gmmseg(*BATCH)

    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("3 pictures: 3 were up to date, ")
    assert out[1] == "1 unlike the model's own pictures, the worst first:"
    assert out[2].startswith("  red    b.png: 50 % of the pixels unexplained, log-likelihood ")


def test_a_dry_run_does_nothing(capsys):
    status = gmmseg(*BATCH, "--dry-run", "--template", "{number:02d}_{stem}")

    assert status == DONE
    assert not Path("out").exists()
    assert capsys.readouterr().out.splitlines() == [
        "3 pictures, labels, overlay to out:",
        "  a.png -> 01_a",
        "  b.png -> 02_b",
        "  sub/c.png -> 03_c",
    ]


def test_a_dry_run_says_what_is_done_and_what_is_made_again(capsys):
    gmmseg(*BATCH, "-q")
    Path("out/b_overlay.png").unlink()
    Path("in/bad.png").touch()
    Path("in/bad.png").unlink()
    Path("in/bad.png").symlink_to("nowhere")

    gmmseg(*BATCH, "--dry-run")
    words = capsys.readouterr().out.splitlines()
    gmmseg(*BATCH, "--dry-run", "--json")

    gone = "Cannot read bad.png: there is no such file. Check its name and folder."
    assert words == [
        "4 pictures, labels, overlay to out:",
        "  a.png -> a (up to date)",
        "  b.png -> b (again: b_overlay.png is gone)",
        f"  bad.png -> bad (would fail: {gone})",
        "  sub/c.png -> sub/c (up to date)",
    ]
    reported = json.loads(capsys.readouterr().out)["pictures"]
    assert [each["state"] for each in reported] == ["current", "again", "failed", "current"]


def test_a_second_run_with_other_kinds_adds_their_files(capsys):
    words = ("batch", "in", "out", "--fit", "each", "-k", 2)
    gmmseg(*words, "--export", "labels", "-q")
    first = {name: Path("out", name).read_bytes() for name in names()}

    gmmseg(*words, "--export", "labels,overlay", "--opacity", 0.7, "--dry-run")
    words_ahead = capsys.readouterr().out.splitlines()
    status = gmmseg(*words, "--export", "overlay", "--opacity", 0.7)

    assert words_ahead[1] == "  a.png -> a (to be added: overlay)"
    assert status == DONE
    assert capsys.readouterr().out.startswith("3 pictures: 3 done, ")
    assert set(names()) - set(first) == {f"{name}_overlay.png" for name in ("a", "b", "sub/c")}
    assert [name for name in first if Path("out", name).read_bytes() != first[name]] == ["gmmseg-batch.jsonl"]
    assert gmmseg(*words, "--export", "labels") == DONE
    assert capsys.readouterr().out.startswith("3 pictures: 3 were up to date, ")


def test_what_a_list_names_and_is_not_there_fails_and_the_others_are_done(capsys):
    Path("list.txt").write_text("in/a.png\ngone.png\nin/sub\n", encoding="utf-8")

    status = gmmseg("batch", "--list", "list.txt", "out", "--model", "m.gmm.json")

    streams = capsys.readouterr()
    assert status == FAILED
    assert streams.out.startswith("3 pictures: 2 done, 1 failed, ")
    sentence = "Cannot read gone.png: there is no such file. Check its name and folder."
    assert f"gmmseg: gone.png: {sentence}" in streams.err
    assert f"gone.png,failed,{',' * 13},{sentence}" in Path("out/gmmseg-batch.csv").read_text("utf-8")
    assert '"picture": "gone.png"' in Path("out/gmmseg-batch.jsonl").read_text("utf-8")


def test_where_there_are_notes_people_learn_where(capsys):
    frames = [Image.fromarray(np.full((9, 9), value, np.uint8)) for value in (10, 200)]
    Path("moving").mkdir()
    frames[0].save("moving/a.gif", save_all=True, append_images=frames[1:])

    gmmseg("batch", "moving", "out", "-k", 1)

    out = capsys.readouterr().out.splitlines()
    assert out[-2:] == [
        "  1 picture with notes, see the table",
        "  the table is out/gmmseg-batch.csv",
    ]


def test_a_time_limit_that_is_none_is_refused(capsys):
    assert gmmseg(*BATCH, "--timeout", "-1") == USAGE
    assert gmmseg(*BATCH, "--timeout", "0", "-q") == DONE
    assert "'-1' is not a number from 0 to 1e+06." in capsys.readouterr().err


def test_of_many_results_among_the_pictures_the_first_is_named(capsys):
    words = ("batch", "in", "in", "--model", "m.gmm.json", "-q")
    gmmseg(*words)

    gmmseg(*words)

    assert capsys.readouterr().err == (
        "gmmseg: 6 files were skipped, they look like results of other pictures: a_labels.png and so on.\n"
    )


def test_results_among_the_pictures_are_not_segmented_on_the_next_run(capsys):
    words = ("batch", "in/sub", "in/sub", "--model", "m.gmm.json", "-q")

    assert gmmseg(*words) == DONE
    first = names("in")
    assert gmmseg(*words) == DONE

    assert names("in") == first
    assert "gmmseg: c_labels.png: skipped, it looks like a result" in capsys.readouterr().err


def test_names_of_any_bytes_and_any_length_are_worked_on():
    strange = os.fsdecode(b"\xff '\";\n%s -.png")
    long = "x" * 250 + ".png"
    for name in (strange, long):
        picture(f"in/{name}")

    assert gmmseg(*BATCH, "-q") == DONE
    assert f"{strange[:-4]}_labels.png" in names()
    assert sum(name.startswith("xxx") for name in names()) == 2


def test_a_folder_that_is_in_use_is_refused_with_a_status_of_its_own(capsys):
    Path("out").mkdir()

    with locked(Path("out")):
        status = gmmseg(*BATCH, "-q")

    assert status == BUSY == 3
    assert capsys.readouterr().err.startswith(
        f"gmmseg: Another run is writing to out: process {os.getpid()} on"
    )


def test_resuming_needs_a_run_to_resume(capsys):
    assert gmmseg(*BATCH, "--resume") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot go on from out: no run is recorded there. Leave out --resume.\n"
    )
    assert gmmseg(*BATCH, "-q") == DONE
    assert gmmseg(*BATCH, "-q", "--resume") == DONE


WRONG = [
    (("batch", "in"), "Give the folder of pictures and the folder for results."),
    ((*BATCH, "--fit", "each"), "Give a model or a way to fit, not both: --model applies it as it is."),
    ((*BATCH, "--preset", "grains"), "--preset is for fits, and with --model there is none: leave it out."),
    ((*BATCH, "-k", 3), "--segments is for fits, and with --model there is none: leave it out."),
    (
        ("batch", "in", "out", "--regions", "all"),
        "--regions is for a model that is there: give one with --model.",
    ),
    (
        ("batch", "in", "out", "--adapt", 0.5),
        "--adapt moves a model: give one with --model, or --fit pooled.",
    ),
    ((*BATCH, "--export", "mask"), "There is no kind of export 'mask': choose from"),
    ((*BATCH, "--adapt", 1), "'1' is not a number from 0 to 0.99."),
    ((*BATCH, "--template", "../{stem}"), "Setting template is '../{stem}', but it must be a name with"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_wrong_options_are_named_before_any_work(capsys, words, sentence):
    assert gmmseg(*words) == USAGE
    assert sentence in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_file_in_the_place_of_the_folder_is_reported(capsys):
    Path("out").touch()

    assert gmmseg(*BATCH, "-q") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot write out: a file of that name is in its place. Choose another folder.\n"
    )


def test_a_folder_without_pictures_is_reported(capsys):
    assert gmmseg(*BATCH, "--pattern", "*.tif") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot begin: there are no pictures that match *.tif in in. "
        "Give another folder, or other patterns.\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_ends_with_its_status_and_the_next_goes_on(number):
    for index in range(30):
        picture(f"in/{index:02d}.png", index)
    root = Path(package.__file__).parents[1]
    words = [sys.executable, "-m", "gmmseg", *BATCH, "--workers", "1"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    process = subprocess.Popen(
        words, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    for _ in range(3):
        process.stderr.readline()

    process.send_signal(number)
    out, err = process.communicate(timeout=60)

    assert process.returncode == INTERRUPTED
    assert err.splitlines()[-1] == "gmmseg: Interrupted."
    assert "not tried" in out
    assert not [name for name in names() if name.startswith(".gmmseg")]
    assert gmmseg(*BATCH, "-q") == DONE
    assert len(names()) == 2 * 33 + 2


def test_a_run_whose_terminal_is_closed_ends_as_an_interrupted_one():
    for index in range(30):
        picture(f"in/{index:02d}.png", index)
    words = [sys.executable, "-c", ON_TERMINAL, sys.executable, "-m", "gmmseg", *BATCH, "--workers", "1"]
    environment = os.environ | {"PYTHONPATH": str(Path(package.__file__).parents[1])}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    while not any(name.endswith("_labels.png") for name in names()):
        os.read(ours, 2**16)

    os.close(ours)
    process.wait(60)

    assert process.returncode == INTERRUPTED
    assert "gmmseg-batch.csv" in names()
    assert not [name for name in names() if name.startswith(".gmmseg")]
    assert gmmseg(*BATCH, "-q") == DONE
    assert len(names()) == 2 * 33 + 2


def test_a_run_that_shall_outlive_its_terminal_does():
    picture("in/00.png", 0)
    words = ["nohup", sys.executable, "-c", NOTED]
    environment = os.environ | {"PYTHONPATH": str(Path(package.__file__).parents[1])}

    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == "True\n"


ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
NOTED = """
import signal
from gmmseg.__main__ import _end_on_signals
_end_on_signals()
print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)
"""


def annotated(name, *classes):
    """Write a label map in which the left of a picture is of one class, and the right of another."""
    marks = np.zeros((20, 30), np.uint8)
    for number, columns in zip((1, 2), (slice(2, 6), slice(22, 26)), strict=True):
        marks[4:16, columns] = number if number in classes else 0
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(marks).save(name)


def test_annotations_of_some_pictures_teach_the_classes_of_all(capsys):
    annotated("in/seeds/a.png", 1)
    annotated("in/seeds/c.png", 2)

    assert gmmseg("batch", "in", "out", "--seeds", "in/seeds", "--method", "global") == DONE

    assert "3 pictures: 3 done" in capsys.readouterr().out
    for name in ("a", "b", "sub/c"):
        labels = np.asarray(Image.open(f"out/{name}_labels.png"))
        assert set(labels[:, :14].ravel()) == {1}  # as the annotations have it, not by size
        assert set(labels[:, 16:].ravel()) == {2}


def test_a_second_run_with_the_same_annotations_has_nothing_to_do(capsys):
    annotated("seeds/a.png", 1, 2)
    words = ("batch", "in", "out", "--seeds", "seeds", "--method", "global")
    assert gmmseg(*words, "-q") == DONE

    assert gmmseg(*words) == DONE

    assert "3 pictures: 3 were up to date" in capsys.readouterr().out


def test_annotations_that_teach_nothing_are_one_sentence(capsys):
    annotated("seeds/z.png", 1, 2)
    annotated("a.png", 1, 2)

    assert gmmseg("batch", "in", "out", "--seeds", "seeds") == FAILED
    assert gmmseg("batch", "in", "out", "--seeds", "a.png") == FAILED
    assert gmmseg("batch", "in", "out", "--seeds", "nothing") == FAILED
    assert gmmseg("batch", "in", "out", "--seeds", "seeds", "--model", "m.gmm.json") == USAGE

    reported = [line for line in capsys.readouterr().err.splitlines() if line.startswith("gmmseg: ")]
    assert reported[:2] == [
        (
            "gmmseg: Cannot take seeds from seeds: none of the 3 pictures is among those that it annotates "
            "(1). Name the annotations as the pictures."
        ),
        (
            "gmmseg: Cannot take seeds from a.png: it is the annotations of one picture, and there are "
            "several. Give a folder of files named as the pictures, or COCO."
        ),
    ]
    assert reported[2].startswith(
        "gmmseg: Cannot read nothing as annotations: there is no such file. Give a label"
    )
    assert reported[3].startswith(
        "gmmseg: --seeds teach a model of all pictures: leave out --model and --fit each."
    )
