"""The files of docs/ecosystem/ that other programs run: what they call is what the commands take."""

import re
import runpy
import shlex
import subprocess
import sys
from functools import reduce
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

import gmmseg
from gmmseg.cli.main import run

FOLDER = Path(__file__).parent.parent / "docs" / "ecosystem"


@pytest.fixture
def photo(tmp_path):
    """Return a picture of two halves."""
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, 12:] = 200, 120, 40
    Pillow.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


class Parameter:
    """Stands for every kind of parameter that QGIS offers."""

    Double = 1

    def __init__(self, name, *words, **options):
        self.name = name


class Algorithm:
    """Stands for QGIS's class of algorithms: it keeps parameters and hands out their values."""

    def __init__(self):
        self.asked = []

    def addParameter(self, parameter):
        self.asked.append(parameter.name)

    def parameterAsRasterLayer(self, parameters, name, context):
        return SimpleNamespace(source=lambda: str(parameters[name]))

    def parameterAsString(self, parameters, name, context):
        return str(parameters[name])

    parameterAsFile = parameterAsFileOutput = parameterAsDouble = parameterAsString  # noqa: N815 - QGIS's names


class ProcessingError(Exception):
    """Stands for QGIS's error, whose text people see."""


class Feedback:
    def __init__(self):
        self.reported = []

    def pushInfo(self, text):
        self.reported.append(text)

    def isCanceled(self):
        return False


@pytest.fixture
def algorithm(monkeypatch):
    """Return the algorithm of the script, in a stand-in of QGIS."""
    core = ModuleType("qgis.core")
    core.QgsProcessingAlgorithm, core.QgsProcessingException = Algorithm, ProcessingError
    for kind in ("File", "FileDestination", "Number", "RasterLayer", "String"):
        setattr(core, f"QgsProcessingParameter{kind}", Parameter)
    monkeypatch.setitem(sys.modules, "qgis", ModuleType("qgis"))
    monkeypatch.setitem(sys.modules, "qgis.core", core)
    return runpy.run_path(str(FOLDER / "gmmseg_qgis.py"))["SegmentWithGmmseg"]()


def values(photo, command, **others):
    chosen = {"SEGMENTS": "2", "SMOOTHING": 1.0, "CHANNELS": "all", "MODEL": ""}
    return {"INPUT": photo, "COMMAND": command, "OUTPUT": photo.with_name("out.tif"), **chosen, **others}


@pytest.fixture
def command(tmp_path):
    """Return a command that runs gmmseg by this Python, as an installation has it."""
    if sys.platform == "win32":
        pytest.skip("the stand-in for the command is a shell script")
    script = tmp_path / "gmmseg"
    root = shlex.quote(str(FOLDER.parent.parent))
    words = f"PYTHONPATH={root} exec {shlex.quote(sys.executable)} -m gmmseg"
    script.write_text(f'#!/bin/sh\n{words} "$@"\n')
    script.chmod(0o755)
    return script


def test_qgis_gets_the_labels_that_the_command_writes(algorithm, photo, command):
    algorithm.initAlgorithm()

    found = algorithm.processAlgorithm(values(photo, command), None, Feedback())

    assert set(values(photo, command)) == set(algorithm.asked)
    np.testing.assert_array_equal(tifffile.imread(found["OUTPUT"]), gmmseg.segment(photo, 2).labels)
    assert not list(photo.parent.glob("*.parts"))


def test_qgis_shows_the_sentence_of_an_error(algorithm, photo, tmp_path):
    failing = tmp_path / "gmmseg"
    failing.write_text("#!/bin/sh\necho 'Setting n_components is 0.' >&2\nexit 2\n")
    failing.chmod(0o755)

    with pytest.raises(ProcessingError, match=r"^Setting n_components is 0\.$"):
        algorithm.processAlgorithm(values(photo, failing), None, Feedback())


def test_qgis_learns_where_no_command_is_found(algorithm, photo):
    with pytest.raises(ProcessingError, match="give its whole path"):
        algorithm.processAlgorithm(values(photo, "no-such-command"), None, Feedback())


def commands_of(text):
    """Return the commands in a text, with names of values as they are put in."""
    joined = re.sub(r'"\n\s*"', "", text)
    return re.findall(r"gmmseg (?:fit|apply) [^\"\n]+", joined)


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        (
            "Snakefile",
            {
                "{input:q}": "photo.png",
                "{params.segments}": "2",
                "{threads}": "1",
                "{output:q}": "model.gmm.json",
                "{input.model:q}": "model.gmm.json",
                "{input.picture:q}": "photo.png",
                "{params.out:q}": "masks",
            },
        ),
        (
            "main.nf",
            {
                "${pictures}": "photo.png",
                "${params.segments}": "2",
                "${task.cpus}": "1",
                "${model}": "model.gmm.json",
                "${picture}": "photo.png",
            },
        ),
    ],
)
def test_workflows_call_commands_that_write_what_they_declare(name, filled, photo, monkeypatch):
    monkeypatch.chdir(photo.parent)

    for text in commands_of((FOLDER / name).read_text(encoding="utf-8")):
        command = reduce(lambda line, pair: line.replace(*pair), filled.items(), text)
        assert run(shlex.split(command)[1:], open_window=len) == 0

    made = {path.name for path in photo.parent.rglob("*") if path.is_file()}
    assert {"model.gmm.json", "photo_labels.png", "photo_table.csv"} <= made


def test_the_macro_calls_a_command_that_writes_what_it_opens(photo, monkeypatch):
    pytest.importorskip("roifile", reason="needs roifile: pip install 'gmmseg[imagej]'")
    macro = (FOLDER / "Segment_with_gmmseg.ijm").read_text(encoding="utf-8")
    called = re.search(r"exec\(command, (.+)\);", macro)[1]
    values = {"segments": "2", "picture": str(photo), "kinds": "labels-tif,table,imagej-roi", "folder": "out"}
    words = [
        part[1:-1] if part[0] == '"' else "1.000" if "d2s" in part else values[part]
        for part in re.findall(r'"[^"]*"|d2s\([^)]*\)|\w+', called)
    ]
    monkeypatch.chdir(photo.parent)

    assert run(words, open_window=len) == 0

    opened = set(re.findall(r'"picture(_\w+\.\w+)"', macro))
    assert opened == {"_labels.tif", "_RoiSet.zip"}
    assert {f"photo{ending}" for ending in opened} <= {path.name for path in Path("out").iterdir()}
    assert macro.count("{") == macro.count("}")
    assert macro.count("(") == macro.count(")")


def test_snakemake_plans_a_model_and_its_application(photo):
    """Where snakemake is installed: it makes a model of all pictures, and applies it to each."""
    snakemake = pytest.importorskip("snakemake", reason="needs snakemake, in an environment of its own")
    assert snakemake is not None
    config = ["--config", f"pictures={photo.parent}", "out=masks"]
    command = [sys.executable, "-m", "snakemake", "-s", FOLDER / "Snakefile", "--cores", "1", "-n", *config]

    done = subprocess.run(command, cwd=photo.parent, capture_output=True, text=True, check=True)

    planned = dict(re.findall(r"^(\w+)\s+(\d+)$", done.stdout + done.stderr, re.MULTILINE))  # told twice
    assert planned == {"all": "1", "apply": "1", "model": "1", "total": "3"}
