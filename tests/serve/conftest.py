"""A service that runs in a process of its own, with a model of pictures and one of rows."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest
from PIL import Image

import gmmseg
from gmmseg.io import table_models
from gmmseg.tables.clustering import ClusterOptions, cluster_table
from gmmseg.tables.table import DataTable

TOKEN = "correct-horse-battery-staple"
COLOURS = np.array([(200, 40, 40), (40, 180, 60), (40, 60, 200)], np.uint8)
START = "from gmmseg.cli.main import run; import sys; sys.exit(run(sys.argv[1:], open_window=len))"


def stripes(order=(0, 1, 2), shape=(24, 36), seed=0):
    """Return a picture of three upright stripes with grain, colours in the given order."""
    index = np.asarray(order)[np.arange(shape[1]) * 3 // shape[1]]
    picture = np.broadcast_to(COLOURS[index], (*shape, 3)).astype(np.int64)
    grain = np.random.default_rng(seed).integers(-9, 10, picture.shape)
    return (picture + grain).clip(0, 255).astype(np.uint8)


@dataclass
class Running:
    """A service in a process of its own."""

    process: subprocess.Popen
    address: str
    folder: Path

    def client(self, **options):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return httpx.Client(base_url=self.address, timeout=30, headers=headers, trust_env=False, **options)

    @property
    def workers(self):
        return [each.pid for each in psutil.Process(self.process.pid).children()]

    def until_ready(self):
        for _ in range(600):
            if httpx.get(f"{self.address}/ready", trust_env=False).status_code == 200:
                return
            time.sleep(0.05)
        pytest.fail("the service does not become ready")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.process.stdout.close()
        return status


@pytest.fixture(scope="session")
def start():
    """Return a function that begins a service of some words of the command in a folder."""
    return _started


def _started(folder, *words):
    log = (folder / "errors.txt").open("ab")
    with log:
        process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", *map(str, words), "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
    line = process.stdout.readline()
    found = re.match(r"Serving at (\S+) with", line)
    assert found, line + (folder / "errors.txt").read_text()
    return Running(process, found[1], folder)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """Return a folder with pictures, models and a token."""
    folder = tmp_path_factory.mktemp("service")
    for seed, name in enumerate(("a.png", "b.png")):
        Image.fromarray(stripes(seed=seed)).save(folder / name)
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (24, 36, 3), np.uint8)).save(folder / "odd.png")
    gmmseg.segment(stripes(), 3, position=0).model.save(folder / "stripes.gmm.json")
    rows = np.concatenate([np.random.default_rng(i).normal(4 * i, 1, (40, 2)) for i in range(2)])
    table = DataTable.of({"width": rows[:, 0], "length": 10 * rows[:, 1]})
    table_models.write(
        cluster_table(table, None, ClusterOptions(range(2, 3))).model, folder / "rows.gmm.json"
    )
    (folder / "token").write_text(TOKEN + "\n")
    (folder / "token").chmod(0o600)
    return folder
