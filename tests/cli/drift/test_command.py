"""`gmmseg drift`, and `gmmseg fit --from-flagged`."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gmmseg as package
from gmmseg.batch.drift_record import DriftEntry, DriftRecord
from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.io.models import digest_of


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    halves = np.arange(30)[None, :, None] * 2 // 30
    picture = (60 + 90 * halves + np.random.default_rng(0).integers(0, 9, (20, 30, 3))).astype(np.uint8)
    Image.fromarray(picture).save("a.png")
    Image.fromarray(picture[:, ::-1] // 2).save("b.png")
    model = package.segment("a.png", 2, position=0).model
    model.save("m.gmm.json")
    return model


def entry(number, light, model, name="m"):
    return DriftEntry(f"2026-11-{number:02d}T12:00:00+00:00", name, digest_of(model), light, 0.1, 0.5, 0.0)


@pytest.fixture
def record(model):
    record = DriftRecord(Path("drift.jsonl"), keep=5)
    for number in range(20):
        record.add(entry(1 + number, "green", model))
    for number in range(5):
        record.add(entry(21 + number, "red", model), Path("b.png").read_bytes())
    return record


def test_whether_to_refit_is_reported_with_the_numbers(record, model, capsys):
    status = gmmseg("drift", "drift.jsonl", "--last", 20)

    # Wilson's interval of 5 in 20: (0.25 + z²/40 ± z √(0.25·0.75/20 + z²/1600)) / (1 + z²/20), z = 1.96
    assert status == DONE
    assert capsys.readouterr().out == (
        f"m ({digest_of(model)[:12]}): refit it\n"
        "  5 of 20 pictures are red (95 % interval 11% to 47%), surely more than 10%\n"
        "  20 pictures since 2026-11-06T12:00:00+00:00: 15 green, 5 red\n"
        "  50.0 % of the pixels unexplained\n"
        "  red or amber were 0 % of the older half and 50 % of the newer\n"
        "  1 picture kept: gmmseg fit --from-flagged drift.jsonl --parent MODEL -o NEW.gmm.json\n"
    )


def test_programs_get_json(record, capsys):
    gmmseg("drift", "drift.jsonl", "--json")

    (reported,) = json.loads(capsys.readouterr().out)["models"]
    assert (reported["verdict"], reported["n"], reported["lights"]["red"], reported["kept"]) == (
        "fine",
        25,
        5,
        1,
    )


def test_what_is_no_record_is_reported(model, capsys):
    assert gmmseg("drift", "none.jsonl") == FAILED
    assert gmmseg("drift", "a.png") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot use none.jsonl as a record of drift: there is no such file. "
        "Give the file of gmmseg serve --monitor.\n"
        "gmmseg: Cannot use a.png as a record of drift: no line of it is an entry. Give another file.\n"
    )


def test_a_model_is_refitted_from_the_pictures_that_were_kept(record, model, capsys):
    status = gmmseg(
        "fit", "--from-flagged", "drift.jsonl", "--parent", "m.gmm.json", "-k", 2, "-o", "n.gmm.json"
    )

    refitted = package.Model.load("n.gmm.json")
    assert status == DONE
    assert refitted.training.pictures == (package.read("b.png").digest,)
    assert (refitted.provenance.version, refitted.provenance.parent) == (2, digest_of(model))


def test_pictures_that_are_given_count_with_them(record):
    gmmseg("fit", "a.png", "--from-flagged", "drift.jsonl", "-k", 2, "-o", "n.gmm.json")

    digests = {package.read(name).digest for name in ("a.png", "b.png")}
    assert set(package.Model.load("n.gmm.json").training.pictures) == digests


def test_what_cannot_be_refitted_from_is_reported(record, model, capsys):
    other = package.segment("b.png", 2, position=0).model
    other.save("other.gmm.json")

    words = ("--from-flagged", "drift.jsonl", "-o", "n.json")
    assert gmmseg("fit", "--from-flagged", "drift.jsonl") == USAGE
    assert gmmseg("fit", *words, "--parent", "other.gmm.json") == FAILED
    record.add(entry(28, "red", other, "night"), Path("a.png").read_bytes())
    assert gmmseg("fit", *words) == USAGE
    assert gmmseg("fit", "--overwrite") == USAGE
    assert capsys.readouterr().err == (
        "gmmseg: The pictures of a service have no names: say where the model goes with -o. "
        "Try 'gmmseg fit --help'.\n"
        "gmmseg: Cannot begin: no picture that was flagged by that parent is kept beside drift.jsonl. "
        "Run gmmseg serve with --monitor and --keep.\n"
        "gmmseg: The pictures in drift.jsonl were unlike those of 2 models, m, night: choose one with "
        "--parent. Try 'gmmseg fit --help'.\n"
        "gmmseg: Give pictures, or a record of a service with --from-flagged. Try 'gmmseg fit --help'.\n"
    )


def test_only_pictures_that_are_there_are_counted_and_all_records_are_proposed(record, model, capsys):
    second = DriftRecord(Path("drift-2.jsonl"), keep=5)
    for number in range(5):
        second.add(entry(21 + number, "red", model), Path("a.png").read_bytes())
    words = ("fit", "--from-flagged", "drift.jsonl", "--from-flagged", "drift-2.jsonl")

    gmmseg("drift", "drift.jsonl", "drift-2.jsonl", "--last", 20)
    both = capsys.readouterr().out.splitlines()[-1]
    gmmseg(*words, "--parent", "m.gmm.json", "-k", 2, "-o", "n.gmm.json")
    next(Path("drift.jsonl-pictures").iterdir()).unlink()
    capsys.readouterr()
    gmmseg("drift", "drift.jsonl", "drift-2.jsonl", "--last", 20)
    one = capsys.readouterr().out.splitlines()[-1]

    assert both == (
        "  2 pictures kept: gmmseg fit --from-flagged drift.jsonl --from-flagged drift-2.jsonl "
        "--parent MODEL -o NEW.gmm.json"
    )
    assert set(package.Model.load("n.gmm.json").training.pictures) == {
        package.read(name).digest for name in ("a.png", "b.png")
    }
    assert one == "  1 picture kept: gmmseg fit --from-flagged drift-2.jsonl --parent MODEL -o NEW.gmm.json"
