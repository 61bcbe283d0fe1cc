"""Bundles, desktops' catalogues and the workflow that builds wheels: what they name is there."""

import re
import runpy
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from gmmseg.batch.workers.worker_process import START_CODE
from gmmseg.cli.doctor.checks import WINDOW
from gmmseg.version import __version__

ROOT = Path(__file__).parent.parent
MATRIX = runpy.run_path(str(ROOT / "tools" / "ci_matrix.py"))
CONTENTS = runpy.run_path(str(ROOT / "tools" / "bundle" / "contents.py"))
START = runpy.run_path(str(ROOT / "tools" / "bundle" / "start.py"))
CATALOGUE = ROOT / "resources" / "io.github.gmmseg.gmmseg.metainfo.xml"


def test_what_classifiers_name_has_to_pass_and_the_rest_is_tried():
    classifiers = [
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.12",
    ]

    found = MATRIX["matrices"](classifiers)

    assert {job["runner"] for job in found["builds"] if not job["may_fail"]} == {
        "ubuntu-24.04",
        "ubuntu-24.04-arm",
    }
    binding = {(job["runner"], job["python"]) for job in found["trials"] if not job["may_fail"]}
    assert binding == {("ubuntu-24.04", "3.12"), ("ubuntu-24.04-arm", "3.12")}
    assert len(found["trials"]) == 5 * 4


def test_the_workflow_calls_what_is_there():
    text = (ROOT / ".github" / "workflows" / "wheels.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]

    assert set(jobs) == {"matrix", "checks", "build", "try", "sdist", "bundle"}
    assert all(set(job.get("needs", [])) <= {*jobs, *"matrix"} for job in jobs.values())
    named = set(re.findall(r"\b(?:tools|tests)/[\w./]+", text))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in targets for target in re.findall(r"run: make (\w+)", text))


def test_every_python_of_the_classifiers_is_tried():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    _, pythons = MATRIX["promised"](project["classifiers"])

    assert pythons
    assert pythons <= set(MATRIX["PYTHONS"])


def test_the_catalogue_names_the_entry_of_the_desktops_menu():
    entry = ET.parse(CATALOGUE).getroot()

    assert entry.findtext("id") == CATALOGUE.name.removesuffix(".metainfo.xml")
    assert (ROOT / "resources" / entry.findtext("launchable")).is_file()
    mime = ET.parse(ROOT / "resources" / "gmmseg-mime.xml").getroot()
    assert entry.findtext("provides/mediatype") == mime[0].get("type")


def test_the_entry_of_the_menu_names_the_specification_that_has_its_keys():
    """Validators refuse a newer one than they know, 1.5 among them, and with it the package."""
    head, *lines = (ROOT / "resources" / "gmmseg.desktop").read_text(encoding="utf-8").splitlines()
    entry = dict(line.split("=", 1) for line in lines)

    assert head == "[Desktop Entry]"
    assert entry.pop("Version") == "1.1"
    assert set(entry) <= {
        *("Type", "Name", "GenericName", "Comment", "Icon", "Exec", "TryExec", "Terminal"),
        *("Categories", "MimeType", "Keywords", "StartupWMClass", "StartupNotify"),
    }


def test_a_flatpak_takes_files_that_are_there():
    manifest = yaml.safe_load((ROOT / "tools" / "bundle" / "flatpak.yml").read_text(encoding="utf-8"))
    commands = " ".join(manifest["modules"][0]["build-commands"])

    assert manifest["id"] == CATALOGUE.name.removesuffix(".metainfo.xml")
    for name in re.findall(r"-Dm644 (\S+)", commands):
        assert (ROOT / "resources" / name).is_file()


def test_a_bundle_brings_the_sources_that_the_library_of_kernels_was_made_of():
    """They are compared by their digest: without them, the library would not be used."""
    brought = CONTENTS["kernel_sources"](ROOT)

    assert {Path(file) for file, _ in brought} == set((ROOT / "gmmseg").rglob("*kernels*.py"))
    assert all((ROOT / folder / Path(file).name).is_file() for file, folder in brought)
    assert CONTENTS["version_of"](ROOT) == __version__


def test_a_bundle_leaves_out_the_plugins_of_other_programs():
    assert CONTENTS["hidden_imports"]("gmmseg.gui.app.application")
    assert not CONTENTS["hidden_imports"]("gmmseg.plugins.napari_widget")


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (["-P", "-c", START_CODE, "/somewhere"], START_CODE),
        (["-c", WINDOW], WINDOW),
        (["-c", "import os"], None),
        (["segment", "-c"], None),
        ([], None),
    ],
)
def test_a_bundle_stands_for_python_in_gmmsegs_own_two_programs_alone(words, program, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["gmmseg", *words])

    assert START["own_program"]() == program
