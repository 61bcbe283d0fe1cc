"""Channels, light and units on the command line, from a file to what the files hold."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.imaging.model import Model


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cells(name="cells.ome.tif", channels=("DAPI", "GFP"), order=(0, 1), scale=1, seed=0):
    """Write discs of 10 um in DAPI, the right ones in GFP as well, at 0.5 um a pixel over `scale`."""
    y, x = np.mgrid[: 60 * scale, : 90 * scale] / scale
    noise = np.random.default_rng(seed).normal(0, 8, (2, *y.shape))
    stack = np.array([200.0, 300.0])[:, None, None] + noise
    for row, column in ((20, 20), (40, 45), (20, 70)):
        disc = np.hypot(y + 0.5 / scale - row, x + 0.5 / scale - column) <= 10
        stack[0][disc] += 900
        if column > 60:
            stack[1][disc] += 900
    side = 0.5 / scale
    metadata = {
        "axes": "CYX",
        "Channel": {"Name": list(channels)},
        "PhysicalSizeX": side,
        "PhysicalSizeY": side,
    }
    tifffile.imwrite(name, stack[list(order)].astype(np.uint16), ome=True, metadata=metadata)
    return stack.astype(np.uint16)


def table(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labels(path):
    with Image.open(path) as picture:
        return np.array(picture)


def test_a_chosen_channel_alone_decides_and_all_are_measured(here):
    stack = cells()

    status = gmmseg("segment", "cells.ome.tif", "-k", 2, "--channels", "GFP", "--export", "labels-tif,table")

    assert status == DONE
    found = tifffile.imread("gmmseg-out/cells.ome_labels.tif")
    assert (found[15:25, 65:75] == 2).all()
    assert (found[15:25, 15:25] == 1).all()
    for row in table("gmmseg-out/cells.ome_table.csv"):
        own = stack[0][found == int(row["segment"])].astype(float)
        reported = [float(row[f"DAPI_{name}"]) for name in ("mean", "sd", "min", "max", "median")]
        np.testing.assert_allclose(
            reported, [own.mean(), own.std(), own.min(), own.max(), np.median(own)], rtol=1e-6
        )
        assert float(row["area_um2"]) == int(row["pixels"]) * 0.25


def test_a_thing_has_the_same_area_at_two_resolutions(here):
    areas = []
    for scale in (1, 3):
        cells("a.ome.tif", scale=scale)
        gmmseg("segment", "a.ome.tif", "-k", 2, "--channels", "DAPI", "--export", "table", "--overwrite")
        areas.append(float(table("gmmseg-out/a.ome_table.csv")[1]["area_um2"]))

    assert areas[0] == pytest.approx(3 * np.pi * 5**2, rel=0.01)
    assert areas[1] == pytest.approx(areas[0], rel=0.01)


def test_a_model_of_a_chosen_channel_finds_it_in_another_order(here, capsys):
    cells()
    cells("swapped.ome.tif", ("GFP", "DAPI"), (1, 0))
    cells("other.ome.tif", ("RFP", "DAPI"))
    assert (
        gmmseg("fit", "cells.ome.tif", "-k", 2, "--channels", "2", "--flatten", 20, "-o", "m.gmm.json")
        == DONE
    )

    assert Model.load("m.gmm.json").features.preparation.channels == "GFP"
    assert gmmseg("apply", "m.gmm.json", "cells.ome.tif", "swapped.ome.tif") == DONE
    np.testing.assert_array_equal(
        labels("gmmseg-out/cells.ome_labels.png"), labels("gmmseg-out/swapped.ome_labels.png")
    )
    capsys.readouterr()
    assert gmmseg("apply", "m.gmm.json", "other.ome.tif") == FAILED
    missing = "other.ome.tif has no channel 'GFP' but RFP, DAPI. Use one of these names, or a number."
    reported = capsys.readouterr().err.splitlines()[-1]
    assert reported == f"gmmseg: other.ome.tif: Cannot use the channel GFP: {missing}"
    assert gmmseg("apply", "m.gmm.json", "other.ome.tif", "--channels", "RFP") == DONE


@pytest.mark.parametrize(
    "way", [["--fit", "each"], ["--fit", "pooled"], ["--fit", "pooled", "--method", "global"]]
)
def test_a_batch_computes_channels_alike_in_all_pictures(here, way):
    Path("in").mkdir()
    for number in range(2):
        cells(f"in/{number}.ome.tif", seed=number)
    asked = ["batch", "in", "out", "-k", 2, "--channels", "r=(GFP-DAPI)/(GFP+DAPI)", *way, "--flatten", 20]
    words = [*asked, "--export", "labels,table", "--pixel-size", "2mm", "--workers", 1]

    assert gmmseg(*words, "-q") == DONE
    first, second = (labels(f"out/{number}.ome_labels.png") for number in range(2))
    assert np.mean(first == second) > 0.97
    assert "area_m2" in table("out/0.ome_table.csv")[0]
    before = {path: path.stat().st_mtime_ns for path in Path("out").glob("*_labels.png")}
    assert gmmseg(*words, "-q") == DONE
    assert {path: path.stat().st_mtime_ns for path in Path("out").glob("*_labels.png")} == before


def test_a_cut_can_look_at_a_computed_channel(here):
    cells()

    assert (
        gmmseg("cut", "cells.ome.tif", "--click", "70,20", "--channels", "g=GFP-200", "-o", "a.png") == DONE
    )

    assert np.count_nonzero(labels("a.png")) == pytest.approx(np.pi * 10**2, rel=0.05)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--pixel-size", "0um"], "a side has to be above 0"),
        (["--pixel-size", "-1um"], "a side has to be above 0"),
        (["--pixel-size", "1e9m"], "is no side of a pixel"),
        (["--channels", "x=(a"], "a bracket is not closed"),
        (["--stains", "pink"], "'pink' is not usual, h-dab, estimate"),
        (["--flatten", "1"], "'1' is not 0, a number from 2 to 100000, or auto"),
    ],
)
def test_wrong_words_are_refused_before_any_work(here, capsys, words, part):
    cells()

    assert gmmseg("segment", "cells.ome.tif", *words) == USAGE

    assert part in capsys.readouterr().err
    assert not Path("gmmseg-out").exists()


def test_the_size_by_hand_goes_before_the_file_and_may_differ_by_side(here, capsys):
    cells()

    gmmseg("segment", "cells.ome.tif", "-k", 2, "--pixel-size", "2x3um", "--json")

    (found,) = json.loads(capsys.readouterr().out)["pictures"]
    assert all(row["area_um2"] == 6 * row["pixels"] for row in found["segments"])
