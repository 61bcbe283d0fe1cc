"""`gmmseg sweep`."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

from gmmseg.cli import sweep as command
from gmmseg.cli.main import DONE, FAILED, INTERRUPTED, USAGE, run


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    colours = np.array([(40, 60, 200), (230, 220, 60), (60, 150, 70)])[np.repeat(np.arange(3), 20)]
    grain = np.random.default_rng(0).normal(0, 6, (40, 60, 3))
    Image.fromarray((colours[None] + grain).clip(0, 255).astype(np.uint8)).save("photo.png")
    return tmp_path


def gmmseg(*words):
    return run(["sweep", *map(str, words)], open_window=lambda _: pytest.fail("no window"))


def test_a_table_a_plot_and_a_suggestion_come_out(here, capsys):
    status = gmmseg("photo.png", "-k", "2-4", "--csv", "out.csv", "--plot", "out.svg", "--quiet")

    assert status == DONE
    assert capsys.readouterr().out == ""
    rows = list(csv.DictReader((here / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["segments"] for row in rows] == ["2", "3", "4"]
    assert [row["suggested"] for row in rows] == ["False", "True", "False"]
    assert (here / "out.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_people_learn_what_to_type_next(here, capsys):
    status = gmmseg(
        "photo.png",
        "-k",
        "2-4",
        "--method",
        "global",
        "--position",
        "0",
        "--criterion",
        "bic",
        "--smooth",
        "0",
    )

    lines = capsys.readouterr().out.splitlines()
    assert status == DONE
    assert any(line.split()[:2] == ["→", "3"] for line in lines)
    assert lines[-2].startswith("Suggests 3 segments (lab, full): their BIC is the lowest, ")
    assert lines[-1] == "  gmmseg segment photo.png -k 3 --method global --position 0 --smooth 0"


def test_programs_get_all_kinds_as_json(here, capsys):
    status = gmmseg("photo.png", "-k", "3-4", "--covariance", "full,diag", "--colour", "rgb", "--json")

    found = json.loads(capsys.readouterr().out)
    assert status == DONE
    assert [(each["covariance_type"], each["segments"]) for each in found["candidates"]] == [
        ("full", 3), ("full", 4), ("diag", 3), ("diag", 4),
    ]  # fmt: skip
    assert found["suggestion"]["colour"] == "rgb"


def test_interrupted_it_tells_and_writes_what_is_done(here, capsys, monkeypatch):
    class Interrupted(command.Job):
        def run(self, watch):
            def twice(progress):
                watch(progress)
                if isinstance(progress, command.SweepProgress) and len(progress.sweep.rows) == 2:
                    raise KeyboardInterrupt

            return super().run(twice)

    monkeypatch.setattr(command, "Job", Interrupted)

    status = gmmseg("photo.png", "-k", "2-5", "--csv", "out.csv")

    assert status == INTERRUPTED
    assert len((here / "out.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2
    assert "Interrupted: 2 of 4 mixtures were compared." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (
            ("-k", "4-2"),
            USAGE,
            (
                "Invalid value for '-k' / '--segments': '4-2' is not a whole number from 1 to 1000, a range "
                "like 2-8 with the smaller number first, or auto. Try 'gmmseg sweep --help'."
            ),
        ),
        (
            ("--covariance", "full,round"),
            USAGE,
            (
                "Invalid value for '--covariance': 'round' is not one of 'full', 'tied', 'diag', "
                "'spherical'. Try 'gmmseg sweep --help'."
            ),
        ),
        (
            ("--plot", "out.gif"),
            USAGE,
            "Setting plot is '.gif', but it must be a file that ends in .png, .svg or .pdf.",
        ),
        (
            ("--csv", "none/out.csv"),
            FAILED,
            "Cannot write none/out.csv: its folder is not there. Choose another folder.",
        ),
        (
            ("-k", "1", "--criterion", "silhouette"),
            FAILED,
            (
                "The silhouette is undefined for the number of segments that is tried: it compares segments, "
                "and needs at least two that have pixels. Try more segments, or choose another criterion, "
                "such as bic."
            ),
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(here, capsys, words, status, sentence):
    assert gmmseg("photo.png", *words, "--quiet") == status
    assert capsys.readouterr().err == f"gmmseg: {sentence}\n"


def test_a_file_that_is_there_is_kept_and_reported_before_the_work(here, capsys):
    (here / "out.csv").write_text("mine", encoding="utf-8")

    assert gmmseg("photo.png", "--csv", "out.csv") == FAILED
    assert (here / "out.csv").read_text(encoding="utf-8") == "mine"
