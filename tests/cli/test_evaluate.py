import csv
import io
import json

import numpy as np
import pytest
import tifffile
from click.testing import CliRunner
from PIL import Image

from gmmseg.cli.evaluate import evaluate
from gmmseg.errors import AlreadyThereError, CannotWriteError, NothingToCompareError, OwnInputError

TRUTH = np.repeat([[1, 1, 2, 2]], 4, axis=0).astype(np.uint8)


@pytest.fixture
def folders(tmp_path):
    for folder in ("results", "truths"):
        (tmp_path / folder).mkdir()
    for name, result in (("one", 3 - TRUTH), ("two", TRUTH * 0)):
        Image.fromarray(result).save(tmp_path / "results" / f"{name}.png")
        np.savez(tmp_path / "truths" / f"{name}.npz", segs=np.stack([TRUTH, TRUTH]))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(evaluate, [str(a) for a in arguments])


def test_two_files_give_one_line_per_measure(folders):
    done = run(folders / "results/one.png", folders / "truths/one.npz")

    assert done.exit_code == 0
    lines = dict(line.rsplit(maxsplit=1) for line in done.output.splitlines())
    assert lines["IoU"] == lines["covering"] == lines["bound. F"] == "1.0000"
    assert lines["VI"] == "0.0000"


def test_two_folders_give_one_line_per_picture_and_the_mean(folders):
    done = run(folders / "results", folders / "truths")

    lines = [line.split() for line in done.output.splitlines()]
    assert [line[0] for line in lines] == ["picture", "one", "two", "mean"]
    assert [line[1] for line in lines[1:]] == ["1.0000", "0.2500", "0.6250"]


def test_csv_holds_every_figure(folders):
    done = run(folders / "results", folders / "truths", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert [row["picture"] for row in rows] == ["one", "two", "mean"]
    assert [float(row["vi"]) for row in rows] == [0, 1, 0.5]


def test_json_goes_to_a_file(folders):
    done = run(folders / "results", folders / "truths", "--format", "json", "-o", folders / "out.json")

    found = json.loads((folders / "out.json").read_text())
    assert done.output == ""
    assert found["pictures"]["two"]["pri"] == pytest.approx(7 / 15)
    assert found["mean"]["accuracy"] == pytest.approx(0.75)


def test_a_bad_pair_is_skipped_and_reported_and_the_others_count(folders):
    (folders / "results/two.png").write_bytes(b"nonsense")

    done = run(folders / "results", folders / "truths", "--format", "csv")

    assert done.exit_code == 1
    assert "gmmseg: skipped two: Cannot read two.png as a label map: it is broken" in done.output
    assert "one,1.000000" in done.output


def test_programs_learn_which_pair_was_bad_and_by_which_kind_of_error(folders):
    (folders / "results/two.png").write_bytes(b"nonsense")

    done = run(folders / "results", folders / "truths", "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert list(found["errors"]) == ["two"]
    assert found["errors"]["two"]["code"] == "bad-label-map"
    assert f"gmmseg: skipped two: {found['errors']['two']['message']}" in done.stderr


def test_an_ending_pairs_results_with_longer_names(folders):
    (folders / "results/one.png").rename(folders / "results/one-regions.png")

    done = run(folders / "results", folders / "truths", "--ending", "-regions")

    assert done.exit_code == 0
    assert "IoU         1.0000" in done.stdout
    assert done.stderr == "gmmseg: 1 of 2 truths have no result and do not count, the first: two.npz\n"


def test_folders_without_a_pair_are_reported(folders):
    done = run(folders / "results", folders / "truths", "--ending", "-nothing")

    assert isinstance(done.exception, NothingToCompareError)
    assert str(done.exception) == (
        "There is nothing to compare: of 2 results and 2 truths no two files have the same name. "
        "Name them alike, or say with --ending what follows in the results' names."
    )


def test_a_file_and_a_folder_are_reported(folders):
    done = run(folders / "results", folders / "truths/one.npz")

    assert isinstance(done.exception, NothingToCompareError)
    assert str(done.exception) == (
        "There is nothing to compare: results and one.npz are a file and a folder, not two of a kind. "
        "Give two files or two folders."
    )


def test_a_folder_that_is_not_there_is_reported(folders):
    done = run(folders / "nowhere", folders / "truths")

    assert str(done.exception) == (
        f"There is nothing to compare: {folders}/nowhere is not there. Check its name and folder."
    )


def test_names_in_csv_are_no_formulas(folders):
    (folders / "results/one.png").rename(folders / "results/=1+1.png")
    (folders / "truths/one.npz").rename(folders / "truths/=1+1.npz")

    done = run(folders / "results", folders / "truths", "--format", "csv")

    assert [row["picture"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["'=1+1", "two", "mean"]


def test_a_file_that_exists_is_kept_unless_requested(folders):
    kept = folders / "figures.csv"
    kept.write_text("kept")
    both = (folders / "results", folders / "truths", "-o", kept)

    refused = run(*both)
    left = kept.read_text()
    allowed = run(*both, "--overwrite")

    assert isinstance(refused.exception, AlreadyThereError)
    assert left == "kept"
    assert allowed.exit_code == 0
    assert kept.read_text().startswith("picture")


def test_what_is_compared_is_never_written_over(folders):
    result, truth = folders / "results/one.png", folders / "truths/one.npz"
    before = truth.read_bytes()

    done = run(result, truth, "-o", truth, "--overwrite")

    assert isinstance(done.exception, OwnInputError)
    assert truth.read_bytes() == before


def test_figures_that_cannot_be_written_are_reported_by_the_file(folders):
    done = run(folders / "results", folders / "truths", "-o", folders / "nowhere/figures.csv")

    assert isinstance(done.exception, CannotWriteError)
    assert "nowhere/figures.csv: its folder is not there. Choose another folder." in str(done.exception)


def test_objects_of_more_than_sixteen_bits_are_compared(tmp_path):
    truth = np.arange(1, 67_601, dtype=np.uint32).reshape(260, 260).repeat(3, axis=0).repeat(3, axis=1)
    result = np.where(truth == 67_600, 0, truth)
    for name, labels in (("truth", truth), ("result", result)):
        tifffile.imwrite(tmp_path / f"{name}.tif", labels)

    done = run(tmp_path / "result.tif", tmp_path / "truth.tif", "--objects", "--json")

    assert done.exit_code == 0
    found = json.loads(done.output)["pictures"]["result"]
    assert (found["n_truth"], found["n_result"]) == (67_600, 67_599)
    assert found["recall"][-1] == pytest.approx(67_599 / 67_600)


def test_classes_are_matched_or_are_those_of_the_same_number(folders):
    matched = run(folders / "results", folders / "truths", "--by-class", "matched")
    by_number = run(folders / "results", folders / "truths", "--by-class", "numbers")

    assert matched.output.splitlines()[4].split() == ["accuracy", "0.7500"]
    assert by_number.output.splitlines()[4].split() == ["accuracy", "0.0000"]


def test_objects_and_classes_are_two_questions(folders):
    done = run(folders / "results", folders / "truths", "--objects", "--by-class", "matched")

    assert done.exit_code == 2
    assert "--objects and --by-class compare different things: choose one." in done.output


def test_the_truth_of_objects_may_be_annotations(folders):
    corners = [[0, 0], [2, 0], [2, 4], [0, 4]]
    shape = {"geometry": {"type": "Polygon", "coordinates": [corners]}, "properties": {}}
    (folders / "more").mkdir()
    (folders / "more/one.geojson").write_text(json.dumps([shape, shape]))

    done = run(folders / "results", folders / "more", "--objects", "--json")

    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "gmmseg: one.geojson: Pixels of several objects, which went to the last: 8.",
        "gmmseg: one.geojson: Objects without a pixel in the picture: 1.",
    ]
    found = json.loads(done.stdout)["pictures"]["one"]
    assert (found["n_truth"], found["n_result"], found["recall"][0]) == (1, 2, 1)


def test_one_coco_file_is_the_truth_of_a_folder(folders):
    ring = [2, 0, 4, 0, 4, 4, 2, 4]  # where TRUTH is 2
    content = {
        "images": [
            {"id": number, "file_name": f"day/{name}.jpg", "height": 4, "width": 4}
            for number, name in ((5, "two"), (6, "one"), (7, "three"))
        ],
        "categories": [],
        "annotations": [{"id": 1, "image_id": 6, "segmentation": [ring]}],
    }
    (folders / "coco.json").write_text(json.dumps(content))
    Image.fromarray(np.where(TRUTH == 2, 9, 0).astype(np.uint8)).save(folders / "results" / "one.png")

    done = run(folders / "results", folders / "coco.json", "--objects", "--json")

    assert done.exit_code == 0
    assert "1 of 3 truths have no result and do not count, the first: three" in done.output
    reported = json.loads(done.output[done.output.index("{") :])["pictures"]
    assert list(reported) == ["two", "one"]
    assert reported["one"]["pq"] == 1.0


@pytest.mark.parametrize("suffix", ["geojson.gz", "txt", "zip"])
def test_truths_in_a_folder_may_be_of_any_kind(folders, suffix):
    import gzip

    from roifile import ImagejRoi, roiwrite

    ring = [[2, 0], [4, 0], [4, 4], [2, 4]]
    path = folders / "truths" / f"three.{suffix}"
    if suffix == "zip":
        roiwrite(path, [ImagejRoi.frompoints(ring)])
    elif suffix == "txt":
        path.write_text("0 0.75 0.5 0.5 1\n")
    else:
        feature = {"geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}
        path.write_bytes(gzip.compress(json.dumps(feature).encode()))
    Image.fromarray(np.where(TRUTH == 2, 9, 0).astype(np.uint8)).save(folders / "results" / "three.png")

    done = run(folders / "results", folders / "truths", "--objects", "--json")

    assert done.exit_code == 0
    assert json.loads(done.output)["pictures"]["three"]["pq"] == 1.0


def test_classes_of_annotations_are_a_truth_too(folders):
    shapes = [
        {"label": "right", "shape_type": "rectangle", "points": [[2, 0], [3, 3]]},
        {"label": "left", "shape_type": "rectangle", "points": [[0, 0], [1, 3]]},
    ]
    content = {"shapes": shapes, "imageHeight": 4, "imageWidth": 4}
    (folders / "truth.json").write_text(json.dumps(content))

    done = run(folders / "results/one.png", folders / "truth.json", "--by-class", "matched", "--json")

    assert done.exit_code == 0
    assert "gmmseg: truth.json: Classes of the truth: 1 right, 2 left." in done.output
    reported = json.loads(done.output[done.output.index("{") :])
    assert reported["pictures"]["one"]["mean_iou"] == 1.0
