"""The two distributions that are made of one tree: gmmseg, and gmmseg-core without its window."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WITHOUT = {"numba", "PySide6-Essentials", "matplotlib"}  # gmmseg-core


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the names of the files in a wheel of gmmseg-core."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    done = subprocess.run(command, cwd=ROOT / "tools" / "core", capture_output=True, text=True, check=False)
    if "build_kernels" in done.stderr:
        pytest.skip("the library of kernels is not built here")
    assert done.returncode == 0, done.stderr
    (file,) = folder.iterdir()
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def project(path):
    return tomllib.loads((ROOT / path / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_both_need_the_same_but_for_what_the_window_and_plots_and_compiling_need():
    whole, core = project("."), project("tools/core")
    left_out = {each for each in whole["dependencies"] if each.partition(">=")[0] in WITHOUT}

    assert len(left_out) == len(WITHOUT)
    assert set(core["dependencies"]) == set(whole["dependencies"]) - left_out
    assert {each for extra in core["optional-dependencies"].values() for each in extra} == {
        each for each in left_out if not each.startswith("PySide6")
    }
    assert core["scripts"] == whole["scripts"]
    assert core["requires-python"] == whole["requires-python"]


def test_the_core_has_every_module_but_the_windows(wheel):
    modules = {file.relative_to(ROOT).as_posix() for file in (ROOT / "gmmseg").rglob("*.py")}

    assert {name for name in wheel if name.endswith(".py")} == {
        name for name in modules if not name.startswith("gmmseg/gui/")
    }
    assert {"gmmseg/LICENSE", "gmmseg/py.typed", "gmmseg/resources/report.css"} <= set(wheel)
    assert any(name.startswith("gmmseg/jit_kernels/library/kernels-") for name in wheel)
