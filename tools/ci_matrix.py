"""Print the matrix of systems and Pythons of the workflow wheels.yml as JSON: python tools/ci_matrix.py.

What the classifiers in pyproject.toml name has to pass; the others are tried and may fail, until somebody
has seen them pass and names them there.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LINUX, WINDOWS, MACOS = "POSIX :: Linux", "Microsoft :: Windows", "MacOS"
# Runner of GitHub, its classifier, and the machine; musl and Windows on arm64 are not among them.
RUNNERS = [
    ("ubuntu-24.04", LINUX, "x86_64"),
    ("ubuntu-24.04-arm", LINUX, "aarch64"),
    ("windows-2025", WINDOWS, "amd64"),
    ("macos-15", MACOS, "arm64"),
    ("macos-15-intel", MACOS, "x86_64"),
]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def promised(classifiers: list[str]) -> tuple[set[str], set[str]]:
    """Return the systems and the Pythons that classifiers name."""
    systems = {
        each.removeprefix("Operating System :: ") for each in classifiers if each.startswith("Operating")
    }
    pythons = {
        each.rpartition(" ")[2]
        for each in classifiers
        if each.startswith("Programming Language :: Python ::")
    }
    return systems, pythons & set(PYTHONS)


def matrices(classifiers: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return a job for each wheel to be built, and for each wheel with each Python to be tried."""
    systems, pythons = promised(classifiers)
    builds = [
        {"runner": runner, "machine": machine, "may_fail": system not in systems}
        for runner, system, machine in RUNNERS
    ]
    trials = [
        {**build, "python": python, "may_fail": build["may_fail"] or python not in pythons}
        for build in builds
        for python in PYTHONS
    ]
    return {"builds": builds, "trials": trials}


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, jobs in matrices(project["classifiers"]).items():
        print(f"{name}={json.dumps({'include': jobs})}")
