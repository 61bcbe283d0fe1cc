"""`gmmseg measure`, and objects in `segment`, `apply` and `fit`."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import label

import gmmseg as package
from gmmseg.cli.main import DONE, FAILED, USAGE, run

ROW, COLUMN = np.mgrid[:60, :90]
DISCS = np.zeros((60, 90), bool)
for x, y in ((20, 15), (60, 15), (20, 44), (36, 44), (70, 40)):
    DISCS |= (COLUMN - x) ** 2 + (ROW - y) ** 2 <= 81  # the third and the fourth overlap


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(0).integers(0, 9, DISCS.shape)
    Image.fromarray((20 + 180 * DISCS + noise).astype(np.uint8)).save("a.png")
    Image.fromarray((20 + 180 * DISCS[::-1] + noise).astype(np.uint8)).save("b.png")


def rows(name):
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNKNOWN = (
    "There is no segment 7: there are 2, numbered from 1 and named segment 1, segment 2. "
    "Ask for one of these."
)
NO_CLASS = (
    "No class is chosen to make objects of: name at least one by its number or name, "
    "or leave the choice out for all classes but the largest."
)
NO_SIZE = "Setting typical_size is 0.0, but it must be a number above 0 and up to 1e+06."
LARGE = "Setting typical_size is 91.0, but it must be at most 90, the larger side of a.png in pixels."
NO_PIXEL = (
    "Invalid value for '--pixel-size': Cannot use the pixel size '0um': a side has to be above 0. Give "
    "width, or width x height, with a unit, as 0.25um or 0.25x0.5um (nm, um, mm, cm, m)."
)
NO_MODEL = "--regions is for a model that is there: give one with --model."
FIT = ("-k", 2, "--method", "global", "--position", 0)


def test_a_picture_becomes_a_table_of_its_objects(capsys):
    status = gmmseg("measure", "a.png", *FIT, "--pixel-size", "0.5um", "-o", "out")

    assert status == DONE
    found = rows("out/a_objects.csv")
    assert len(found) == 5
    assert sum(int(row["area_px"]) for row in found) == DISCS.sum()
    assert float(found[0]["area_um2"]) == int(found[0]["area_px"]) / 4
    assert sorted(path.name for path in Path("out").iterdir()) == ["a_objects.csv", "a_objects_overlay.png"]
    said = capsys.readouterr().out
    assert "  5 objects\n" in said
    diameters = np.array([float(row["equivalent_diameter_um"]) for row in found])
    inside = diameters[[row["touches_border"] == "0" for row in found]]
    assert f"diameter {inside.mean():.4g} ± {inside.std(ddof=1):.3g} um, typical size 1" in said
    assert "note: Objects are of all classes but the largest: 2 (segment 2)." in said


def test_options_say_how_objects_are_made():
    gmmseg("measure", "a.png", *FIT, "--split", 0, "-o", "whole", "-q")
    gmmseg("measure", "a.png", *FIT, "--split", "auto", "--typical-size", "auto", "-o", "divided", "-q")

    assert len(rows("whole/a_objects.csv")) == label(DISCS)[1] == 4
    assert len(rows("divided/a_objects.csv")) == 5


def test_programs_get_what_was_found(capsys):
    gmmseg("measure", "a.png", *FIT, "--classes", "segment 2", "--min-area", 30, "--json", "-q")

    (found,) = json.loads(capsys.readouterr().out)["pictures"]
    reported = found["found_objects"]
    assert (reported["count"], reported["specks"], reported["left_out"]) == (5, 0, 0)
    assert reported["options"] == {"classes": ["segment 2"], "min_area": 30}
    assert [each["number"] for each in reported["classes"]] == [2]


def test_where_nothing_is_found_there_is_a_header_and_a_word(capsys):
    status = gmmseg("measure", "a.png", *FIT, "--min-area", 100000, "-o", "out")

    assert status == DONE
    lines = Path("out/a_objects.csv").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("object,class,class_name,image,area_px,")
    assert "note: No objects were found." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--classes", 7), FAILED, f"gmmseg: a.png: {UNKNOWN}"),
        (("--classes", ","), USAGE, f"gmmseg: {NO_CLASS}"),
        (("--typical-size", 0), USAGE, f"gmmseg: {NO_SIZE}"),
        (("--typical-size", 91), FAILED, f"gmmseg: a.png: {LARGE}"),
        (("--pixel-size", "0um"), USAGE, f"gmmseg: {NO_PIXEL} Try 'gmmseg measure --help'."),
        (("--regions", "own"), USAGE, f"gmmseg: {NO_MODEL} Try 'gmmseg measure --help'."),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(words, status, sentence, capsys):
    assert gmmseg("measure", "a.png", *FIT, *words, "-q") == status
    assert capsys.readouterr().err == f"{sentence}\n"


def test_segment_measures_objects_where_it_is_asked_to(capsys):
    gmmseg("segment", "a.png", *FIT, "--objects", "--exclude-border", "-o", "out", "-q")

    names = ["a_labels.png", "a_objects.csv", "a_objects_overlay.png", "a_overlay.png"]
    assert sorted(path.name for path in Path("out").iterdir()) == names
    assert gmmseg("segment", "a.png", "--fill-holes") == USAGE
    assert "--fill-holes is for objects: add --objects." in capsys.readouterr().err


def test_a_model_with_objects_makes_the_same_of_other_pictures():
    gmmseg("fit", "a.png", *FIT, "--objects", "--classes", 2, "--split", 0, "-o", "m.gmm.json", "-q")

    gmmseg("apply", "m.gmm.json", "b.png", "-o", "out", "-q")
    gmmseg("measure", "b.png", "--model", "m.gmm.json", "--split", "auto", "-o", "divided", "-q")

    assert package.Model.load("m.gmm.json").objects.split == 0
    assert len(rows("out/b_objects.csv")) == 4
    assert len(rows("divided/b_objects.csv")) == 5


def test_python_gives_the_same_table():
    gmmseg("measure", "a.png", *FIT, "-o", "out", "-q")

    found = package.segment("a.png", 2, method="global", position=0).objects().table()

    for row, other in zip(rows("out/a_objects.csv"), found.rows(), strict=True):
        numbers = [(float(a), b) for a, b in zip(row.values(), other, strict=True) if not isinstance(b, str)]
        np.testing.assert_allclose(*zip(*numbers, strict=True), rtol=1e-8)


def test_groups_have_the_mean_of_their_pictures(capsys):
    for name, source in (("one/a.png", "a.png"), ("one/b.png", "b.png"), ("two/c.png", "a.png")):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(Path(source).read_bytes())

    status = gmmseg("measure", "one/a.png", "one/b.png", "two/c.png", *FIT, "--groups", "folder", "-o", "out")

    assert status == DONE
    assert capsys.readouterr().out.splitlines()[-1] == "the groups are in out/gmmseg-objects-groups.csv"
    groups = rows("out/gmmseg-objects-groups.csv")
    assert [(row["group"], row["n_images"]) for row in groups] == [("one", "2"), ("two", "1")]
    areas = [np.array([int(row["area_px"]) for row in rows(f"out/{n}_objects.csv")]).sum() for n in "ab"]
    assert float(groups[0]["area_total_px_mean"]) == pytest.approx(np.mean(areas), rel=1e-8)
    assert groups[1]["count_sd"] == ""


def test_no_table_of_groups_is_written_where_nothing_could_be_measured(capsys):
    status = gmmseg("measure", "missing.png", *FIT, "--groups", "folder", "-o", "out")

    assert status != DONE
    assert not Path("out", "gmmseg-objects-groups.csv").exists()
    assert "the groups are in" not in capsys.readouterr().out


def test_a_file_tells_the_groups_and_what_is_wrong_with_it_is_reported_before_the_work(capsys):
    Path("groups.csv").write_text("picture,group\na.png,control\n")

    assert gmmseg("measure", "a.png", "b.png", *FIT, "--groups", "groups.csv", "-o", "out", "-q") == DONE
    assert [row["group"] for row in rows("out/gmmseg-objects-groups.csv")] == ["control"]

    assert gmmseg("measure", "a.png", *FIT, "--groups", "groups.csv", "-o", "out", "-q") == FAILED
    assert "gmmseg-objects-groups.csv already exists" in capsys.readouterr().err
    Path("groups.csv").write_text("picture,group\nz.png,control\n")
    assert gmmseg("measure", "a.png", *FIT, "--groups", "groups.csv", "-o", "new", "-q") != DONE
    assert "this one names none of the pictures" in capsys.readouterr().err
    assert not Path("new").exists()
