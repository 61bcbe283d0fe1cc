"""`gmmseg calibrate`."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image as Pillow

from gmmseg import Model, calibrate, segment
from gmmseg.cli.calibrate import calibrate as command
from gmmseg.errors import AlreadyThereError, BadSettingError, DifferentSizesError


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return paths of a model, a picture and its truth, and the segmentation."""
    folder = tmp_path_factory.mktemp("calibrate")
    rng = np.random.default_rng(0)
    truth = np.broadcast_to(np.arange(90) // 45 + 1, (80, 90)).astype(np.uint8)
    pixels = np.clip(100 + 40 * truth[..., None] + rng.normal(0, 25, (80, 90, 3)), 0, 255).astype(np.uint8)
    Pillow.fromarray(pixels).save(folder / "p.png")
    Pillow.fromarray(truth).save(folder / "truth.png")
    found = segment(pixels, 2, method="global", position=0, smoothing=0)
    return found.model.save(folder / "m.gmm.json"), folder / "p.png", folder / "truth.png", found, truth


def ran(*words):
    done = CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_figures_are_those_of_python_and_the_model_is_written(files, tmp_path):
    model, picture, truth, found, known = files

    values = json.loads(ran(model, picture, truth, "-o", tmp_path / "c.gmm.json", "--json"))

    result = calibrate(found, known)
    assert values["temperature"] == pytest.approx(result.temperature)
    assert values["before"]["ece"] == pytest.approx(result.before.ece)
    assert Model.load(tmp_path / "c.gmm.json").temperature == values["temperature"]
    assert values["file"] == str(tmp_path / "c.gmm.json")
    text = ran(model, picture, truth, "-q") + ran(model, picture, truth)
    assert text.startswith("temperature  ")


def test_the_reliability_diagram_is_written(files, tmp_path):
    model, picture, truth, *_ = files

    reported = ran(model, picture, truth, "--plot", tmp_path / "r.svg")

    assert "as it is, ECE" in (tmp_path / "r.svg").read_text()
    assert reported.endswith(f"  wrote {tmp_path / 'r.svg'}\n")
    with pytest.raises(BadSettingError):
        ran(model, picture, truth, "--plot", tmp_path / "r.bmp")


def test_bad_input_is_one_sentence(files, tmp_path):
    model, picture, truth, *_ = files
    Pillow.fromarray(np.ones((5, 6), np.uint8)).save(tmp_path / "small.png")
    (tmp_path / "there.json").write_text("{}")

    with pytest.raises(DifferentSizesError):
        ran(model, picture, tmp_path / "small.png")
    with pytest.raises(AlreadyThereError):
        ran(model, picture, truth, "-o", tmp_path / "there.json")
    done = CliRunner().invoke(command, [str(each) for each in (model, picture, truth, "-o", "x.txt")])
    assert done.exit_code == 2
    assert "The output 'x.txt' must end in .json." in done.output
