"""`gmmseg fit`."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gmmseg as package
from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.io.models import digest_of, text_of


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def picture(name, value=0, shape=(20, 30)):
    grain = np.random.default_rng(value).integers(0, 9, (*shape, 3))
    half = np.arange(shape[1])[None, :, None] * 2 // shape[1]
    Image.fromarray((60 + value + 90 * half + grain).astype(np.uint8)).save(name)
    return name


def test_a_picture_becomes_the_model_that_segmenting_finds(capsys):
    status = gmmseg("fit", picture("photo.png"), "-k", 2)

    assert status == DONE
    assert Path("photo.gmm.json").read_text() == text_of(package.segment("photo.png", 2).model)
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("2 segments from 1 picture by L*, a*, b*, ")
    assert out[-1] == "  wrote photo.gmm.json"


def test_several_pictures_become_one_model(capsys):
    words = [picture("a.png"), picture("b.png", 5), "-o", "both.gmm.json", "-k", 2, "--json", "-q"]

    status = gmmseg("fit", *words)

    found = json.loads(capsys.readouterr().out)
    assert (status, found["pictures"], found["file"]) == (DONE, 2, "both.gmm.json")
    assert sum(each["percent"] for each in found["segments"]) == pytest.approx(100)
    assert len(package.Model.load("both.gmm.json").training.pictures) == 2


def test_a_bad_picture_is_reported_and_the_model_is_of_the_others(capsys):
    Path("bad.png").write_text("no picture")

    status = gmmseg("fit", "bad.png", picture("a.png"), "-k", 2, "-o", "m.gmm.json", "-q")

    assert status == FAILED
    assert capsys.readouterr().err.startswith("gmmseg: bad.png: Cannot read bad.png: it is not a picture")
    assert Path("m.gmm.json").exists()


def test_a_picture_of_other_channels_is_reported_and_the_model_is_of_the_others(capsys):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save("grey.png")

    status = gmmseg("fit", picture("a.png"), "grey.png", "-k", 2, "-o", "m.gmm.json", "-q")

    assert status == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: grey.png: The model was made for pictures with L*, a* and b*, but grey.png has grey. "
        "Fit a model to pictures of the same kind, or to all of them in grey (--colour grey).\n"
    )
    assert len(package.Model.load("m.gmm.json").training.pictures) == 1


def test_a_picture_alone_that_is_bad_is_reported_once(capsys):
    assert gmmseg("fit", "missing.png", "-q") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: missing.png: Cannot read missing.png: there is no such file. Check its name and folder.\n"
    )


def test_a_model_that_is_there_is_not_replaced_unless_requested(capsys):
    picture("photo.png")
    Path("photo.gmm.json").write_text("mine")

    assert gmmseg("fit", "photo.png", "-k", 2) == FAILED
    assert "photo.gmm.json already exists in this folder" in capsys.readouterr().err
    assert Path("photo.gmm.json").read_text() == "mine"
    assert gmmseg("fit", "photo.png", "-k", 2, "--overwrite") == DONE


def test_a_model_file_is_json(capsys):
    assert gmmseg("fit", picture("photo.png"), "-o", "m.pkl") == USAGE
    assert "The output 'm.pkl' must end in .json." in capsys.readouterr().err


def annotated(name, classes=("dark", "light")):
    """Write LabelMe's annotations of the two classes of a picture of `picture`, or of one of them."""
    corners = {"dark": [[1, 1], [10, 15]], "light": [[18, 2], [27, 17]]}
    shapes = [{"label": each, "points": corners[each], "shape_type": "rectangle"} for each in classes]
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(json.dumps({"shapes": shapes, "imageHeight": 20, "imageWidth": 30}))


def test_a_model_learns_the_classes_of_annotations(capsys):
    annotated("a.json")

    assert gmmseg("fit", picture("a.png"), "--seeds", "a.json", "-o", "m.gmm.json", "-q") == DONE

    model = package.Model.load("m.gmm.json")
    assert [segment.name for segment in model.segments] == ["dark", "light"]
    labels = package.apply(model, "a.png").labels
    assert (labels[2:18, 2:10] == 1).all()
    assert (labels[2:18, 20:28] == 2).all()


def test_classes_of_several_pictures_are_one_by_their_names(capsys):
    picture("a.png")
    picture("b.png", 10)
    annotated("seeds/a.json", ["light"])
    annotated("seeds/b.json", ["dark"])

    assert gmmseg("fit", "a.png", "b.png", "--seeds", "seeds", "-o", "m.gmm.json", "-q") == DONE

    model = package.Model.load("m.gmm.json")
    assert [segment.name for segment in model.segments] == ["light", "dark"]
    assert len(model.training.pictures) == 2
    labels = package.apply(model, "b.png").labels
    assert (labels[2:18, 2:10] == 2).all()
    assert (labels[2:18, 20:28] == 1).all()


def test_one_class_in_all_pictures_is_too_few(capsys):
    for name in ("a", "b"):
        picture(f"{name}.png")
        annotated(f"seeds/{name}.json", ["light"])

    assert gmmseg("fit", "a.png", "b.png", "--seeds", "seeds", "-o", "m.gmm.json", "-q") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: Cannot learn from these seeds: in 2 pictures they mark one class only, 'light'. "
        "Mark at least two classes, as objects and background.\n"
    )
    assert not Path("m.gmm.json").exists()


def test_a_model_tells_its_day_where_asked_and_the_parent_it_was_refitted_from(capsys):
    gmmseg("fit", picture("a.png"), "-k", 2, "-o", "first.gmm.json", "-q")
    first = package.Model.load("first.gmm.json")
    named = replace(first, segments=tuple(replace(s, name=f"kind {s.name[-1]}") for s in first.segments))
    named.save("first.gmm.json", overwrite=True)

    how = ["-k", 2, "-q", "--parent", "first.gmm.json", "--dated"]
    status = gmmseg("fit", picture("a.png", 3), "-o", "second.gmm.json", *how)

    second = package.Model.load("second.gmm.json")
    assert status == DONE
    assert first.provenance.date == ""
    assert second.provenance.version == 2
    assert second.provenance.parent == digest_of(named)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", second.provenance.date)
    assert {each.name for each in second.segments} == {"kind 1", "kind 2"}


@pytest.mark.parametrize(
    ("words", "settings", "note"),
    [
        (
            ("--model", "variational", "-k", 6, "--concentration", 0.1),
            {"n_components": 6, "inference": "variational", "concentration": 0.1},
            (
                "A variational mixture of the whole picture keeps 2 components of at most 6; the other 4 "
                "were pruned, of no weight."
            ),
        ),
        (
            ("-k", "2-4", "--criterion", "bic"),
            {"n_components": (2, 4), "criterion": "bic"},
            "Found 2 segments: of 2 to 4, by BIC.",
        ),
    ],
)
def test_a_number_that_is_chosen_is_that_of_every_interface_and_reported(capsys, words, settings, note):
    status = gmmseg("fit", picture("photo.png"), *words)
    again = run(
        ["segment", "photo.png", *map(str, words), "--export", "labels", "-o", "out", "--quiet"],
        open_window=lambda _: pytest.fail("no window"),
    )

    found = package.segment("photo.png", **settings)
    assert (status, again) == (DONE, DONE)
    assert Path("photo.gmm.json").read_text() == text_of(found.model)
    np.testing.assert_array_equal(np.asarray(Image.open("out/photo_labels.png")), found.labels)
    assert f"  note: {note}" in capsys.readouterr().out.splitlines()
