"""Every command and program that a page of docs/ shows runs, on small pictures of the names it gives.

Those of the tutorial and the README, and what `>>>` shows, have tests of their own, which look at results.
"""

import json
import re
import runpy
import shlex
import shutil
import tomllib
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image as Pillow

import gmmseg
from gmmseg.batch.drift_record import DriftEntry, DriftRecord
from gmmseg.cli.main import commands, run
from gmmseg.io.models import digest_of

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
INSTRUMENTS = ROOT / "tests" / "io" / "readers" / "instruments"
# These wait for people, requests or what other machines do: only their words are checked.
WAITING = ("serve", "doctor", "photo.jpg")
ELSEWHERE = ("--cluster", "--join")
OWN_TESTS = {"tutorial.md"}
# What a page does not type: it begins where files of other pages lie, and few processes and fits are quick.
AGAIN = ["--overwrite"]
MORE = {
    **dict.fromkeys(("segment", "measure", "apply", "fit", "calibrate", "cluster"), AGAIN),
    "batch": ["--workers", "1"],
    "sweep": [*AGAIN, "-k", "2-2"],
}
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def blocks(page, kind):
    """Return what is fenced on a page as code of that kind."""
    return [text for name, text in FENCED.findall(page.read_text(encoding="utf-8")) if name == kind]


def lines(page):
    """Return the words of each line that a page shows for a shell; comments are not among them."""
    found = [shlex.split(line, comments=True) for block in blocks(page, "sh") for line in block.splitlines()]
    return [words for words in found if words]


PAGES = [page for page in sorted(DOCS.rglob("*.md")) if page.name not in OWN_TESTS]
TYPED = [page for page in PAGES if any(words[0] == "gmmseg" for words in lines(page))]


def picture(seed):
    """Return 40 x 60 pixels in colour, (h, w, 3): dark ground and bright discs."""
    rows, columns = np.ogrid[:40, :60]
    discs = [((rows - r) ** 2 + (columns - c) ** 2 < 60) for r, c in ((10, 12), (28, 30), (12, 46))]
    bright = np.logical_or.reduce(discs)[..., None]
    pixels = np.where(bright, (210, 150, 90), (30, 60, 40))
    return (pixels + np.random.default_rng(seed).integers(0, 20, (40, 60, 3))).astype(np.uint8)


def pictures(folder):
    """Write the pictures that pages speak of, in the formats of their names."""
    for seed, name in enumerate(
        ("photo.jpg", "photo.png", "photo.tif", "lawn.jpg", "other.jpg", "slide.png")
    ):
        Pillow.fromarray(np.tile(picture(seed), (3, 3, 1))[:90, :130]).save(folder / name)
    for seed, name in enumerate(("photos/day1.tif", "photos/day2.tif", "day1.tif", "day2.tif"), 6):
        tifffile.imwrite(folder / name, picture(seed))
    for seed, name in enumerate(("day1.png", "day2.png"), 10):
        Pillow.fromarray(picture(seed)).save(folder / name)
    for seed in range(4):
        group = "control" if seed < 2 else "treated"
        Pillow.fromarray(picture(20 + seed)).save(folder / "plots" / group / f"{seed}.png")
    for name in ("slide.svs", "slide.ome.tif"):
        tifffile.imwrite(folder / name, picture(40), tile=(16, 16), photometric="rgb")
    grey = picture(41)[..., 0].astype(np.uint16) * 10
    for name in ("cells.tif", "days/monday/a.tif", "days/tuesday/b.tif"):
        tifffile.imwrite(folder / name, grey)
    dyes = np.stack([grey, grey[::-1]])
    tifffile.imwrite(
        folder / "cells.ome.tif", dyes, metadata={"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP"]}}
    )
    stack = np.broadcast_to(grey, (2, 3, *grey.shape)).copy()
    tifffile.imwrite(folder / "stack.tif", stack, imagej=True, metadata={"axes": "TZYX"})
    bands = np.stack([grey, grey[::-1], grey[:, ::-1], grey[::-1, ::-1]])
    tifffile.imwrite(folder / "field.tif", bands, photometric="minisblack", planarconfig="separate")
    names = ("blue", "green", "red", "nir")
    said = "".join(
        f'<PAMRasterBand band="{i}"><Description>{n}</Description></PAMRasterBand>'
        for i, n in enumerate(names, 1)
    )
    (folder / "field.tif.aux.xml").write_text(f"<PAMDataset>{said}</PAMDataset>")
    czi = runpy.run_path(str(INSTRUMENTS / "test_czi.py"))["czi"]
    (folder / "cells.czi").write_bytes(czi([(dyes[c], {"C": c, "Z": z}) for c in range(2) for z in range(2)]))
    scan = runpy.run_path(str(INSTRUMENTS / "test_dicom.py"))["dicom"](stack[0])
    pydicom.dcmwrite(folder / "scan.dcm", scan, enforce_file_format=True)


def annotations(folder):
    """Write what was drawn elsewhere: seeds, and the true objects and classes."""
    bright = (picture(41)[..., 0] > 120).astype(np.uint8)
    corners = {"cell": ((8, 8), (16, 14)), "ground": ((2, 32), (14, 38))}  # x, y
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[a, b], [c, b], [c, d], [a, d], [a, b]]]},
            "properties": {"objectType": "annotation", "classification": {"name": name}},
        }
        for name, ((a, b), (c, d)) in corners.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    for name in ("cells", "annotations/day1", "annotations/day2"):
        (folder / f"{name}.geojson").write_text(text)
    tifffile.imwrite(folder / "truth.tif", bright)
    Pillow.fromarray(np.tile(bright + 1, (3, 3))[:90, :130]).save(folder / "truth.png")
    for name in ("a", "b"):
        for ending in ("objects", "labels"):
            for place in ("found", "masks"):
                tifffile.imwrite(folder / place / f"{name}_{ending}.tif", bright + (ending == "labels"))
        tifffile.imwrite(folder / "truths" / f"{name}.tif", bright)
    tifffile.imwrite(folder / "cells_objects.tif", bright)
    runs = {"counts": [0, 8, 40 * 60 - 8], "size": [40, 60]}
    images = [
        {"id": i, "file_name": f"{name}.png", "height": 40, "width": 60} for i, name in enumerate("ab", 1)
    ]
    marked = [{"id": i, "image_id": i, "category_id": 1, "segmentation": runs, "iscrowd": 0} for i in (1, 2)]
    content = {"images": images, "annotations": marked, "categories": [{"id": 1, "name": "cell"}]}
    (folder / "coco.json").write_text(json.dumps(content))


def tables(folder):
    """Write tables of customers of three kinds, and of flowers."""
    random = np.random.default_rng(0)
    rows = np.repeat([[20, 300, 10, 5], [40, 900, 50, 1], [60, 600, 90, 9]], 15, axis=0) + random.normal(
        0, 3, (45, 4)
    )
    text = "\n".join(
        ["age,income,score,spending", *(",".join(f"{value:.2f}" for value in row) for row in rows)]
    )
    for name in ("customers", "new-customers", "iris"):
        (folder / f"{name}.csv").write_text(text)


def model():
    """Write a model of photos, grey or in colour."""
    words = shlex.split("fit photo.jpg day1.png -k 3 --colour grey -o cells.gmm.json")
    assert run(words, open_window=len) == 0


def record():
    """Write what a service with that model would have kept of 19 pictures, most of them red."""
    digest = digest_of(gmmseg.Model.load("cells.gmm.json"))
    kept = DriftRecord(Path("drift.jsonl"), keep=5)
    for number in range(1, 20):
        light = "red" if number > 5 else "green"
        entry = DriftEntry(f"2026-11-{number:02d}T12:00:00+00:00", "cells", digest, light, 0.1, 0.5, 0.0)
        kept.add(entry, Path("photo.png").read_bytes() if number == 19 else None)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a folder with what pages speak of."""
    folder = tmp_path_factory.mktemp("pages")
    for name in ("photos", "days/monday", "days/tuesday", "plots/control", "plots/treated", "annotations"):
        (folder / name).mkdir(parents=True)
    for name in ("found", "truths", "masks"):
        (folder / name).mkdir()
    pictures(folder)
    annotations(folder)
    tables(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        model()
    return folder


@pytest.fixture
def folder(prepared, tmp_path, monkeypatch):
    """Return the present folder, a copy of the prepared one."""
    here = tmp_path / "here"
    shutil.copytree(prepared, here)
    monkeypatch.chdir(here)
    return here


def parsed(words):
    """Let the command line read words, without doing what they ask for."""
    with commands.make_context("gmmseg", list(words)) as context:
        name, command, rest = commands.resolve_command(context, list(words))
        command.make_context(name, rest, parent=context).close()


def done(words):
    """Run a command; what waits or needs other machines is only read."""
    if words[0] in WAITING or any(option in words for option in ELSEWHERE):
        parsed(words)
        if "--monitor" in words:
            record()
        return 0
    return run([*words, *MORE.get(words[0], [])], open_window=len)


@pytest.mark.parametrize("page", TYPED, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_commands_of_a_page_succeed(page, folder):
    for words in lines(page):
        if words[0] == "gmmseg":
            assert done(words[1:]) == 0, shlex.join(words)


def test_extras_and_scripts_that_pages_name_are_there():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]

    for page in PAGES:
        for words in lines(page):
            named = re.findall(r"\[([\w,]+)\]", words[-1]) if words[:2] == ["pip", "install"] else []
            assert set(",".join(named).split(",")) - {""} <= set(extras), words
            if words[0] == "python" and words[1].endswith(".py"):
                assert (ROOT / words[1]).is_file(), words


def programs(name):
    return [text for text in blocks(DOCS / name, "python") if not text.startswith(">>> ")]


def test_programs_of_pages_run(folder, monkeypatch):
    monkeypatch.setattr(mpl, "rcParams", {**mpl.rcParams})
    segmentation = gmmseg.segment("photo.jpg", 2)

    for name in ("large_pictures.md", "notebooks.md", "sweep.md"):
        names = {"gmmseg": gmmseg, "segmentation": segmentation}
        for text in programs(name):
            if "interactive" not in text:  # a widget: tests/plugins has tests of it
                exec(text, names)
