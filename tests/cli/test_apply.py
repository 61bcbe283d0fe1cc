"""`gmmseg apply`."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gmmseg as package
from gmmseg.cli.main import DONE, FAILED, run


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    half = np.arange(30)[None, :, None] * 2 // 30
    for name in ("a.png", "b.png"):
        Image.fromarray((60 + 90 * half + rng.integers(0, 9, (20, 30, 3))).astype(np.uint8)).save(name)
    package.segment("a.png", 2).model.save("m.gmm.json")


def test_a_picture_gets_the_labels_that_its_own_model_gave_it():
    gmmseg("segment", "a.png", "-k", 2, "-o", "segmented", "-q")

    status = gmmseg("apply", "m.gmm.json", "a.png", "b.png", "-o", "applied", "-q")

    assert status == DONE
    name = "a_labels.png"
    assert (Path("segmented") / name).read_bytes() == (Path("applied") / name).read_bytes()
    assert sorted(path.name for path in Path("applied").iterdir()) == [
        "a_labels.png",
        "a_overlay.png",
        "b_labels.png",
        "b_overlay.png",
    ]


@pytest.mark.parametrize("regions", ["own", "all", "none"])
def test_regions_count_where_they_are_asked_for(regions):
    gmmseg("apply", "m.gmm.json", "a.png", "b.png", "-o", "applied", "-q", "--regions", regions)

    model = package.Model.load("m.gmm.json").using_regions(regions)
    for name in ("a", "b"):
        labels = np.asarray(Image.open(f"applied/{name}_labels.png"))
        np.testing.assert_array_equal(labels, model.apply(f"{name}.png").labels)
        assert model.uses_regions(package.read(f"{name}.png")) == (
            regions == "all" or (regions, name) == ("own", "a")
        )


def test_json_says_which_model_and_what_was_found(capsys):
    gmmseg("apply", "m.gmm.json", "b.png", "--json", "-q", "--export", "table")

    found = json.loads(capsys.readouterr().out)
    assert found["model"] == "m.gmm.json"
    assert sum(each["pixels"] for each in found["pictures"][0]["segments"]) == 600


def test_a_model_of_three_channels_does_not_fit_a_grey_picture(capsys):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save("grey.png")

    status = gmmseg("apply", "m.gmm.json", "grey.png", "b.png", "-q")

    assert status == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: grey.png: The model was made for pictures with L*, a* and b*, but grey.png has grey. "
        "Fit a model to pictures of the same kind, or to all of them in grey (--colour grey).\n"
    )
    assert Path("gmmseg-out/b_labels.png").exists()


def test_what_is_no_model_is_refused_before_any_work(capsys):
    Path("bad.gmm.json").write_bytes(b"cos\nsystem\n(S'touch executed'\ntR.")

    assert gmmseg("apply", "bad.gmm.json", "a.png") == FAILED
    assert capsys.readouterr().err.startswith("gmmseg: Cannot read bad.gmm.json as a model: it is not JSON")
    assert not Path("executed").exists()
    assert not Path("gmmseg-out").exists()
