"""Several pictures, one after another; `gmmseg segment` and `gmmseg apply` try the rest."""

from dataclasses import replace

import numpy as np
import pytest

from gmmseg.cli.main import DONE, FAILED
from gmmseg.cli.pictures import PictureRun, work_through
from gmmseg.pipeline import segmenting
from gmmseg.settings import Settings


@pytest.fixture
def request_for(tmp_path):
    def make(pipeline, kinds=("labels",), *, overwrite=False):
        writing = {"overwrite": overwrite, "kept": set()}
        return PictureRun(pipeline, {}, 1, {}, tmp_path / "out", list(kinds), writing)

    return make


def test_a_fault_in_one_picture_is_reported_as_such_and_the_others_go_on(
    request_for, tmp_path, capsys, monkeypatch
):
    from PIL import Image

    monkeypatch.delenv("GMMSEG_DEBUG", raising=False)
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in paths:
        Image.fromarray(np.zeros((4, 5), np.uint8)).save(path)

    def pipeline(image, workers):
        if image.name == "a.png":
            raise ZeroDivisionError("x")
        return segmenting(image, Settings(1), workers)

    status = work_through(paths, request_for(pipeline), as_json=False, quiet=True)

    assert status == FAILED
    sentence = "This is a fault in gmmseg, please report it: ZeroDivisionError: x"
    assert capsys.readouterr().err == f"gmmseg: {paths[0]}: {sentence}\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b_labels.png"]


def test_a_picture_with_other_classes_than_those_before_leaves_the_file_that_they_share(
    request_for, tmp_path, capsys
):
    from PIL import Image

    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in paths:
        Image.fromarray(np.tile(np.arange(6, dtype=np.uint8) * 40, (4, 2))).save(path)
    out = tmp_path / "out"

    def pipeline(image, workers):
        found = yield from segmenting(image, Settings(2), workers)
        if image.name == "a.png":
            return found
        segments = [replace(segment, name=f"{segment.name} of b") for segment in found.model.segments]
        return replace(found, model=replace(found.model, segments=tuple(segments)))

    request = request_for(pipeline, ("yolo",), overwrite=True)
    status = work_through(paths, request, as_json=False, quiet=True)

    assert status == FAILED
    assert capsys.readouterr().err == (
        f"gmmseg: {paths[1]}: Cannot write {out / 'data.yaml'}: a picture that was written before has other "
        "classes, and both share this file. Give both the same segments, or each a folder of its own.\n"
    )
    assert (out / "data.yaml").read_text().count("segment") == 2


def test_nothing_to_do_is_done(request_for):
    assert work_through([], request_for(lambda *_: None), as_json=False, quiet=True) == DONE
