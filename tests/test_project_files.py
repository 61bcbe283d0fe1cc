"""What surrounds the code: releases, citation, licences, the list of components, forms for reports."""

import importlib.metadata
import re
import runpy
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from gmmseg.version import __version__

ROOT = Path(__file__).parent.parent
RELEASE = runpy.run_path(str(ROOT / "tools" / "check_release.py"))
COMPONENTS = runpy.run_path(str(ROOT / "tools" / "components.py"))


@pytest.fixture
def tree(tmp_path):
    """Return a project that is ready to be released."""
    texts = {
        "gmmseg/version.py": '__version__ = "1.2.0"\n',
        "CHANGELOG.md": "# Changelog\n\n## 1.2.0 (2031-04-05)\n\n## 1.1.0 (2030-01-01)\n",
        "CITATION.cff": "cff-version: 1.2.0\nversion: 1.2.0\ndate-released: 2031-04-05\n",
        "resources/style.qss": "",
        "sample_images/cat.png": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def wheel(folder, *names, version="1.2.0", project="gmmseg"):
    path = folder / f"{project}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(f"gmmseg/{name}", "")
    return path


WHOLE = ("py.typed", "jit_kernels/library/kernels.json", "jit_kernels/library/k.so", "resources/style.qss",
         "sample_images/cat.png")  # fmt: skip


def test_a_release_that_is_whole_passes(tree):
    assert RELEASE["problems"](tree, [wheel(tree, *WHOLE)]) == []


@pytest.mark.parametrize(
    ("name", "text", "reported"),
    [
        (
            "CITATION.cff",
            "version: 1.1.0\ndate-released: 2031-04-05\n",
            ["CITATION.cff says version 1.1.0 and not 1.2.0."],
        ),
        (
            "CITATION.cff",
            "version: 1.2.0\n",
            ["CITATION.cff says date-released None, which is not the day in CHANGELOG.md."],
        ),
        (
            "CHANGELOG.md",
            "# Changelog\n\n## Unreleased\n",
            [
                "CHANGELOG.md begins with 'Unreleased' and not with '1.2.0 (YYYY-MM-DD)'.",
                "CITATION.cff says date-released 2031-04-05, which is not the day in CHANGELOG.md.",
            ],
        ),
    ],
)
def test_what_contradicts_the_version_is_reported(tree, name, text, reported):
    (tree / name).write_text(text)

    assert RELEASE["problems"](tree) == reported


def test_a_version_under_development_is_not_released(tree):
    (tree / "gmmseg/version.py").write_text('__version__ = "1.2.0.dev0"\n')

    assert RELEASE["problems"](tree)[0] == (
        "gmmseg/version.py says 1.2.0.dev0, which is no version to release: take .dev off."
    )


def test_a_wheel_without_the_library_or_of_another_version_is_reported(tree):
    name = "gmmseg-1.1.0-py3-none-any.whl"

    assert RELEASE["problems"](tree, [wheel(tree, "py.typed", version="1.1.0")]) == [
        f"{name} is not of version 1.2.0.",
        (
            f"{name} lacks gmmseg/jit_kernels/library/kernels.json, gmmseg/resources/style.qss, "
            "gmmseg/sample_images/cat.png."
        ),
        f"{name} brings no library of kernels: build it before the wheel.",
    ]


CORE = ("LICENSE", "py.typed", "jit_kernels/library/kernels.json", "jit_kernels/library/k.so",
        "resources/report.css")  # fmt: skip


def test_a_wheel_of_the_core_is_whole_without_icons_and_may_not_bring_the_window(tree):
    whole = wheel(tree, *CORE, project="gmmseg_core")
    assert RELEASE["problems"](tree, [whole]) == []

    more = wheel(tree, *CORE, "gui/app/application.py", project="gmmseg_core")
    assert RELEASE["problems"](tree, [more]) == [
        f"{more.name} brings the window, which gmmseg-core is without."
    ]


def test_the_citation_is_of_this_version_and_licence():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert cited["version"] == __version__
    assert cited["license"] == project()["license"]
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_page_of_licences_names_every_library_that_is_installed_with_gmmseg():
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = {row.split(" | ")[0].strip("| ") for row in page.splitlines() if row.startswith("| ")}
    needed = {re.match(r"[\w.-]+", each)[0].lower() for each in project()["dependencies"]}

    assert needed - rows == set()


def test_no_library_that_is_installed_with_gmmseg_is_under_the_gpl_alone():
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if re.search(r"(?<!L)GPL", row) and row.startswith("| ")]

    assert [row for row in rows if "LGPL" not in row] == []


def test_the_list_of_components_has_every_library_with_its_version_and_what_needs_it():
    listed = COMPONENTS["sbom"]()

    versions = {each["name"]: each["version"] for each in listed["components"]}
    needs = {each["ref"]: each["dependsOn"] for each in listed["dependencies"]}
    numba, llvmlite = (f"pkg:pypi/{name}@{versions[name]}" for name in ("numba", "llvmlite"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    assert versions["numba"] == importlib.metadata.version("numba")
    assert llvmlite in needs[numba]
    assert all(each["licenses"] for each in listed["components"])


@pytest.mark.parametrize("path", [*ROOT.glob(".github/**/*.yml"), ROOT / ".pre-commit-config.yaml"], ids=str)
def test_forms_and_settings_are_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_checks_before_a_commit_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]

    assert [each["repo"] for each in hooks] == ["local"]
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks[0]["hooks"])


def test_every_tested_python_is_named_and_types_are_shipped():
    classifiers = project()["classifiers"]

    assert "Programming Language :: Python :: 3.11" in classifiers
    assert project()["requires-python"] == ">=3.11"
    assert "Typing :: Typed" in classifiers
    assert (ROOT / "gmmseg" / "py.typed").exists()
