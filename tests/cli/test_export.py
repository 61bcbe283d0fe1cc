"""`gmmseg export`: the files of a project, without a window."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.imaging.seeds import Click
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.session import open_image
from gmmseg.session.compute.object_cutting import ObjectCutter
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.edits.segments import rename_segment
from gmmseg.session.history import History
from gmmseg.session.images import OtherImages, ProjectImage
from gmmseg.session.objects import Object
from gmmseg.session.project.encoding import encoded
from gmmseg.settings import Settings

ROOT = Path(__file__).parents[2]


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture(autouse=True)
def shown(tmp_path, monkeypatch):
    """A project of a picture of two halves; what it showed when it was saved."""
    monkeypatch.chdir(tmp_path)
    half = np.arange(30)[None, :, None] * 2 // 30
    noise = np.random.default_rng(0).integers(0, 9, (20, 30, 3))
    Image.fromarray((60 + 90 * half + noise).astype(np.uint8)).save("photo.png")
    asking = Document(Job(partial(open_image.opening, Path("photo.png"))).run(), Settings(n_components=2))
    document = with_result(Job(partial(answering, asking.request, None)).run())(asking)
    document = rename_segment(0, "left")(document)
    document = replace(document, objects=(Object(1, "thing", (1, 2, 3), (Click(22, 10),)),))
    projects.write(encoded(document, History(), tmp_path), tmp_path / "p.gmmseg")
    return document


def test_labels_and_objects_are_those_that_the_window_showed(shown, capsys):
    status = gmmseg("export", "p.gmmseg", "--export", "labels,object-masks", "-o", "out", "--json")

    assert status == DONE
    labels = np.asarray(Image.open("out/p_labels.png"))
    np.testing.assert_array_equal(labels, shown.segmentation().labels)
    mask = np.asarray(Image.open("out/p_object_mask_1_thing.png")) > 0
    np.testing.assert_array_equal(mask, ObjectCutter(shown.source.image).mask((Click(22, 10),)))
    (reported,) = json.loads(capsys.readouterr().out)["projects"]
    assert [segment["name"] for segment in reported["segments"]] == ["left", "segment 2"]
    (thing,) = reported["objects"]
    assert (thing["number"], thing["name"], thing["pixels"]) == (1, "thing", mask.sum())
    assert thing["percent"] == pytest.approx(100 * mask.mean(), abs=1e-4)
    assert reported["files"] == ["out/p_labels.png", "out/p_object_mask_1_thing.png"]


def test_labels_and_overlay_are_written_by_default(capsys):
    assert gmmseg("export", "p.gmmseg") == DONE

    assert sorted(path.name for path in Path("gmmseg-out").iterdir()) == ["p_labels.png", "p_overlay.png"]
    assert capsys.readouterr().out.startswith("p.gmmseg: 2 segments in 30 × 20 pixels, ")


def test_objects_are_listed_below_the_segments(capsys):
    assert gmmseg("export", "p.gmmseg", "--export", "table", "-o", "out") == DONE

    lines = capsys.readouterr().out.splitlines()
    reported = [line.split()[-1] if line.startswith("    1") else line for line in lines[1:-1]]
    assert reported[0] == "left"
    assert reported[-2:] == ["  and 1 object", "thing"]
    with Path("out/p_table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["segment"], row["object"], row["name"]) for row in rows] == [
        ("1", "", "left"),
        ("2", "", "segment 2"),
        ("", "1", "thing"),
    ]


def test_objects_alone_bring_nothing_else():
    assert gmmseg("export", "p.gmmseg", "--export", "object-cutouts", "-q") == DONE

    assert [path.name for path in Path("gmmseg-out").iterdir()] == ["p_object_1_thing.png"]


def test_files_that_are_there_are_not_replaced_unless_asked(capsys):
    assert gmmseg("export", "p.gmmseg", "-q") == DONE
    assert gmmseg("export", "p.gmmseg", "-q") == FAILED
    assert "already exist" in capsys.readouterr().err
    assert gmmseg("export", "p.gmmseg", "-q", "--overwrite") == DONE


def test_a_bad_project_is_reported_and_the_others_are_done(capsys):
    Path("bad.gmmseg").write_bytes(b"\x80\x04cos")

    assert gmmseg("export", "bad.gmmseg", "missing.gmmseg", "p.gmmseg", "-q", "-o", "out") == FAILED

    assert capsys.readouterr().err == (
        "gmmseg: bad.gmmseg: Cannot read bad.gmmseg as a project: it is not text. "
        "Give a file that gmmseg has saved.\n"
        "gmmseg: missing.gmmseg: Cannot read missing.gmmseg as a project: there is no such file. "
        "Check its name and folder.\n"
    )
    assert Path("out/p_labels.png").exists()


def test_a_lost_picture_is_reported_and_can_be_shown(capsys, tmp_path):
    away = tmp_path.parent / f"{tmp_path.name}-away.png"
    Path("photo.png").rename(away)

    assert gmmseg("export", "p.gmmseg", "-q") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: p.gmmseg: The picture photo.png of the project p.gmmseg is not at photo.png any more. "
        "Put it beside the project, or say where it is.\n"
    )
    assert gmmseg("export", "p.gmmseg", "-q", "--picture", away) == DONE


def test_wrong_words_are_refused(capsys):
    assert gmmseg("export", "p.gmmseg", "--export", "nonsense") == USAGE
    assert "There is no kind of export 'nonsense'" in capsys.readouterr().err
    assert gmmseg("export", "p.gmmseg", "q.gmmseg", "--picture", "x.png") == USAGE
    assert "give one project" in capsys.readouterr().err


def test_no_window_is_loaded(tmp_path):
    words = ["export", str(tmp_path / "p.gmmseg"), "-q", "-o", str(tmp_path / "out")]
    code = (
        f"import sys; from gmmseg.cli.main import run; status = run({words}, open_window=None); "
        "sys.exit(status or any('PySide6' in name for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    assert (tmp_path / "out" / "p_labels.png").exists()


@pytest.fixture
def pair(shown, tmp_path):
    """A project of two pictures."""
    Image.fromarray(np.asarray(Image.open("photo.png"))[:, ::-1]).save("other.png")
    other = Document(Job(partial(open_image.opening, Path("other.png"))).run(), Settings(n_components=3))
    others = OtherImages(after=(ProjectImage.of(other, History()),))
    projects.write(encoded(shown, History(), tmp_path, others=others), tmp_path / "pair.gmmseg")


@pytest.mark.usefixtures("pair")
def test_every_picture_of_a_project_is_written_under_both_names(shown):
    assert gmmseg("export", "pair.gmmseg", "--export", "labels", "-q") == DONE

    files = sorted(path.name for path in Path("gmmseg-out").iterdir())
    assert files == ["pair_other_labels.png", "pair_photo_labels.png"]
    labels = np.asarray(Image.open("gmmseg-out/pair_photo_labels.png"))
    np.testing.assert_array_equal(labels, shown.segmentation().labels)
    assert np.asarray(Image.open("gmmseg-out/pair_other_labels.png")).max() == 3


@pytest.mark.usefixtures("pair")
def test_a_lost_picture_of_a_project_does_not_keep_the_others_back(capsys):
    Path("photo.png").unlink()

    assert gmmseg("export", "pair.gmmseg", "--export", "labels", "-q") == FAILED

    assert [path.name for path in Path("gmmseg-out").iterdir()] == ["pair_other_labels.png"]
    assert "photo.png of the project pair.gmmseg is not at photo.png any more" in capsys.readouterr().err


@pytest.mark.usefixtures("pair")
def test_where_one_of_several_pictures_is_cannot_be_said():
    assert gmmseg("export", "pair.gmmseg", "--picture", "photo.png") == USAGE
