"""Files of earlier versions open, say the same, and give the same labels; finished work is up to date."""

import hashlib
import json
import re
import shutil
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from llvmlite import binding
from PIL import Image
from sklearn.metrics import adjusted_rand_score

import gmmseg
from gmmseg.assets import folder
from gmmseg.cli.main import DONE, run
from gmmseg.io import models, projects
from gmmseg.job import Job
from gmmseg.session.document import with_result
from gmmseg.session.project import project as opened_projects
from gmmseg.session.project.encoding import encoded
from gmmseg.session.project.project import opening, relabelling_document

GOLDEN = Path(__file__).parent
SAMPLES = folder("sample_images")
THINNING = 3  # every so many rows and columns are kept, to be compared on other processors

APPLIED = (
    ("lab", "chelsea.png"),
    ("lab", "rocket.jpg"),
    ("rgb_diagonal", "coffee.png"),
    ("hsv_tied", "rocket.jpg"),
    ("grey_spherical", "coins.png"),
    ("texture_light", "ihc.png"),
    ("texture_full", "astronaut.png"),
    ("pooled", "retina.jpg"),
    ("strips", "coins.png"),
)
"""Model file, and the sample picture that it is applied to."""

COMMON = {
    "method": "global",
    "start": "k-means++",
    "tolerance": 1e-4,
    "max_iterations": 100,
    "noise": 0.07,
    "min_region": 0,
}
FITTED = {
    "full covariances, lab": {
        "n_components": 5,
        "covariance_type": "full",
        "colour": "lab",
        "position": 0.5,
        "texture": "off",
        "restarts": 4,
        "smoothing": 0.5,
        "seed": 0,
    },
    "diagonal covariances, rgb, no place": {
        "n_components": 4,
        "covariance_type": "diag",
        "colour": "rgb",
        "position": 0.0,
        "texture": "off",
        "restarts": 2,
        "smoothing": 0.0,
        "seed": 1,
    },
    "tied covariances, light texture": {
        "n_components": 3,
        "covariance_type": "tied",
        "colour": "lab",
        "position": 1.0,
        "texture": "light",
        "restarts": 3,
        "smoothing": 1.0,
        "seed": 2,
    },
}
"""Settings, all of them said, that meadow.png is segmented with."""

UNNAMED = re.compile(r"^segment \d+$")
RECORD = json.loads((GOLDEN / "labels.json").read_text(encoding="utf-8"))
LEAST_AGREEMENT = 0.999
PROJECTS = {"one.gmmseg": 1, "three.gmmseg": 2}  # and the version of each
FINISHED = {
    "by_model": ["--model", "stripes.gmm.json", "--export", "labels,table,overlay"],
    "by_fits": [
        "--fit",
        "each",
        "-k",
        "3",
        "--method",
        "global",
        "--position",
        "0",
        "--smooth",
        "0.5",
        "--seed",
        "5",
        "--export",
        "labels",
    ],
}


def fitted(name: str) -> np.ndarray:
    """Return the labels of the meadow with settings of that name."""
    return gmmseg.segment(GOLDEN / "projects" / "meadow.png", **COMMON, **FITTED[name]).labels


def thinned(labels: np.ndarray) -> np.ndarray:
    """Return some of the labels, spread over the picture."""
    return labels[::THINNING, ::THINNING]


def processor() -> dict[str, str]:
    """Return what the last bits of a result may depend on: the instructions, and what makes them."""
    features = binding.get_host_cpu_features().flatten()
    return {
        "processor": binding.get_host_cpu_name(),
        "features": hashlib.sha256(features.encode()).hexdigest()[:16],
        **{name: version(name) for name in ("numpy", "numba", "scipy")},
    }


def gmmseg_(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


def check(name, labels):
    """Check labels bit for bit on the processor that they were found on, elsewhere by their agreement."""
    with np.load(GOLDEN / "labels.npz") as maps:
        kept = maps[name]
    assert thinned(labels).shape == kept.shape
    assert adjusted_rand_score(kept.ravel(), thinned(labels).ravel()) >= LEAST_AGREEMENT
    if processor() == RECORD["processor"]:
        assert hashlib.sha256(np.ascontiguousarray(labels).tobytes()).hexdigest() == RECORD["sha256"][name]


@pytest.fixture
def golden(tmp_path):
    """Return a copy of the golden files that may be written to."""
    return shutil.copytree(GOLDEN, tmp_path / "golden", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


@pytest.mark.parametrize(("model", "sample"), APPLIED)
def test_a_model_gives_the_labels_that_it_gave(model, sample):
    labels = gmmseg.Model.load(GOLDEN / "models" / f"{model}.gmm.json").apply(SAMPLES / sample).labels

    check(f"{model} {sample}", labels)


@pytest.mark.parametrize("path", sorted((GOLDEN / "models").iterdir()), ids=lambda path: path.name)
def test_a_model_is_written_as_it_was_read(path):
    text = path.read_text(encoding="utf-8")

    assert models.text_of(models.read(path)) == text


@pytest.mark.parametrize("name", FITTED)
def test_settings_give_the_labels_that_they_gave(name):
    check(name, fitted(name))


def contents(values):
    """Return what a project says, with models where they are pointed to: one may stand in it twice."""
    of_file = {"format", "version", "checksum", "gmmseg", "models"}
    leaf = {name: value for name, value in values.items() if name not in of_file}
    for each in leaf["settings"]:  # before version 3 there was one method
        each.setdefault("method", "global")
    for look in leaf["looks"]:  # names that nobody gave follow their number since then
        look["name"] = UNNAMED.sub("segment", look["name"])
        look.pop("given", None)
    looks = leaf.pop("looks")  # each stands in a table once, whatever it is called
    for document in leaf["documents"]:
        document["looks"] = [looks[i] for i in document["looks"]]
    if leaf["fit"]:
        leaf["fit"] = {**leaf["fit"], "model": values["models"][leaf["fit"]["model"]]}
    leaf["marks"] = [
        {**mark, "model": values["models"][mark["model"]]} if "model" in mark else mark
        for mark in values["marks"]
    ]
    for name in ("before", "after"):
        if name in leaf:
            leaf[name] = [contents(each) for each in leaf[name]]
    return leaf


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_is_saved_as_it_was_opened(name, golden):
    """With all that is in it: documents, history, models, other pictures."""
    path = golden / "projects" / name
    before = json.loads(path.read_text(encoding="utf-8"))
    assert before["version"] == PROJECTS[name]

    project = Job(partial(opening, path)).run()
    document = project.document
    result = Job(partial(relabelling_document, document.request, project.fit)).run()
    document = with_result(result)(document)
    values = encoded(document, project.history, path.parent, None, project.others)

    kept = {"before": [], "after": []} | before  # the first version had one picture
    assert contents(values) == contents(kept)
    assert project.project_path == path
    assert project.notes == ()


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_that_is_saved_again_has_the_same_bytes(name, golden):
    path = golden / "projects" / name
    before = path.read_bytes()
    content = projects.read(path).record.values

    projects.write({key: value for key, value in content.items() if key != "checksum"}, path)

    if PROJECTS[name] == projects.VERSION:
        assert path.read_bytes() == before
    assert projects.read(path).record.values == projects.read(
        path.with_name(f"{name}.bak1")
    ).record.values | {"version": projects.VERSION}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_shows_the_labels_and_objects_that_it_showed(name, golden, capsys):
    path = golden / "projects" / name

    assert gmmseg_("export", path, "--export", "labels,object-masks", "-o", golden / "out", "--json") == DONE

    for reported in json.loads(capsys.readouterr().out)["projects"]:
        file = next(each for each in reported["files"] if each.endswith("_labels.png"))
        stem = file.rsplit("/", 1)[-1].removesuffix("_labels.png")
        with Image.open(file) as picture:
            check(stem, np.asarray(picture))
        names = [UNNAMED.sub("segment", segment["name"]) for segment in reported["segments"]]
        assert names == [UNNAMED.sub("segment", name) for name in RECORD["segments"][stem]]
        assert [thing["name"] for thing in reported["objects"]] == RECORD["objects"][stem]
    assert len(list((golden / "out").glob("*_labels.png"))) == len(opened_projects.pages_in(path))


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_batch_is_up_to_date(name, golden, monkeypatch, capsys):
    monkeypatch.chdir(golden / "batch")
    files = {file: file.read_bytes() for file in (golden / "batch").rglob("*") if file.is_file()}
    times = {file: file.stat().st_mtime_ns for file in files if "gmmseg-batch" not in file.name}
    words = ["batch", "pictures", name, *FINISHED[name], "--workers", "1"]

    assert gmmseg_(*words, "--dry-run") == DONE
    reported = capsys.readouterr().out
    assert reported.count("up to date") >= 3
    assert gmmseg_(*words, "-q") == DONE

    after = {file: file.read_bytes() for file in (golden / "batch").rglob("*") if file.is_file()}
    assert after == files
    assert {file: file.stat().st_mtime_ns for file in times} == times
