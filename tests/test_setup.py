"""What `make` says of a system where something is missing; fake programs stand for those of the system."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and its script are for other systems")


@pytest.fixture
def system(tmp_path):
    """Return a function that lets set-up look for libraries on a system with these programs alone."""

    def libraries(found, **programs):
        for name in ("sh", "dirname"):
            (tmp_path / name).symlink_to(shutil.which(name))
        listed = "\n".join(f"\t{name} (libc6,x86-64) => /lib/{name}" for name in found)
        for name, text in {"ldconfig": f"cat <<END\n{listed}\nEND", "id": "echo 1000", **programs}.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
            (tmp_path / name).chmod(0o755)
        (tmp_path / "cat").symlink_to(shutil.which("cat"))
        done = subprocess.run(
            [tmp_path / "sh", ROOT / "tools" / "setup.sh", "libraries"],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return libraries


def every_library():
    text = (
        (ROOT / "tools" / "setup.sh")
        .read_text(encoding="utf-8")
        .partition('LIBRARIES="')[2]
        .partition('"')[0]
    )
    return [entry.split(":") for entry in text.split()]


@pytest.mark.parametrize(
    ("installer", "how", "place"),
    [("apt-get", "On Debian, as root: apt-get install", 1), ("dnf", "On Fedora, as root: dnf install", 2)],
)
def test_missing_libraries_are_named_as_the_system_names_them(installer, how, place, system):
    present, *missing = every_library()

    said = system([present[0]], **{installer: "exit 1"})

    assert said.split(". ", 1)[1].split() == f"{how} {' '.join(each[place] for each in missing)}".split()


def test_nothing_is_said_where_nothing_is_missing(system):
    assert system([each[0] for each in every_library()]) == ""


def test_set_up_can_be_run_as_it_is():
    assert os.access(ROOT / "tools" / "setup.sh", os.X_OK)
