"""A full disk, in memory: what was there stays, and the message names the file that did not fit."""

import os
import subprocess

import numpy as np
import pytest

from gmmseg.batch import EarlyEnd, ImageOutcome, Plan, Recipe, Run
from gmmseg.batch.manifest import Manifest
from gmmseg.errors import DiskFullError


@pytest.fixture
def disk(tmp_path):
    """Return a folder on a disk of 256 kB; skip where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder):
    """Write to the disk until it takes no more; return the file that does it."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            return path


def test_a_model_that_does_not_fit_leaves_the_old_one(model, disk):
    path = model.save(disk / "m.gmm.json")
    before = path.read_bytes()
    fill(disk)

    with pytest.raises(DiskFullError, match=r"m.gmm.json: the disk is full"):
        model.save(path, overwrite=True)

    assert path.read_bytes() == before
    assert sorted(each.name for each in disk.iterdir()) == ["ballast", "m.gmm.json"]


def test_a_line_that_does_not_fit_is_reported_once_and_leaves_no_part(disk):
    manifest = Manifest.of(disk)
    manifest.open({"recipe": "r"})
    before = manifest.path.read_bytes()
    fill(disk)

    with pytest.raises(DiskFullError, match=r"gmmseg-batch.jsonl: the disk is full"):
        manifest.add({"picture": "a" * 2**13, "status": "begun"})
    manifest.close()

    assert manifest.path.read_bytes() == before


def test_a_batch_stops_and_goes_on_when_there_is_room(model, save, disk, tmp_path, contents):
    rng = np.random.default_rng(0)
    for number in range(6):
        noise = rng.integers(0, 256, (150, 180, 3), np.uint8)
        save(tmp_path / "in" / f"{number}.png", noise)
    recipe = Recipe("model", model, kinds=("labels", "cutouts"))
    plan = Plan.of([tmp_path / "in"], disk / "out", recipe)

    events = list(Run(plan, workers=1).events())

    states = [event.line["status"] for event in events if isinstance(event, ImageOutcome)]
    assert states[-1] == "failed"
    assert set(states[:-1]) <= {"done"}
    assert len(states) < 6
    assert isinstance(events[-1], EarlyEnd)
    failed = next(event.line for event in events if isinstance(event, ImageOutcome) and "error" in event.line)
    assert "the disk is full" in failed["error"]
    assert f"{failed['stem']}_" in failed["error"]
    assert [name for name in contents(disk / "out") if name.startswith(".gmmseg")] == []
    subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
    list(Run(plan, workers=1).events())
    assert {line["status"] for line in Manifest.of(disk / "out").lines.values()} == {"done"}
