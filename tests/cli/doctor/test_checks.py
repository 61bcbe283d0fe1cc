"""What the doctor looks at."""

import importlib.metadata
import json
import platform

import psutil
import pytest

from gmmseg.cli.doctor import checks
from gmmseg.cli.doctor.checks import Check, is_older
from gmmseg.jit_kernels import library_kernels, numba_kernels
from gmmseg.version import __version__


@pytest.fixture
def named(monkeypatch):
    """Pretend that gmmseg names these libraries, of which there are some."""
    needs = ["here>=1.2", "old>=2.10; python_version > '3'", "gone>=3", 'spare>=1; extra == "more"',
             "here>=1.2; extra == 'more'", "gone; extra == 'all'", "x>=1; extra == 'dev'"]  # fmt: skip
    has = {"here": "1.2.0rc1", "old": "2.9.7"}
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needs)
    monkeypatch.setattr(checks, "installed", has.get)


def test_libraries_that_are_missing_or_too_old_are_problems_with_the_command_that_mends_them(named):
    assert list(checks.libraries()) == [
        Check("Libraries", "here", "1.2.0rc1"),
        Check("Libraries", "old", "2.9.7, but at least 2.10 is needed", "problem",
              "pip install --upgrade 'old>=2.10'"),
        Check("Libraries", "gone", "missing", "problem", "pip install 'gone>=3'"),
    ]  # fmt: skip


def test_extras_say_what_brings_them(named):
    assert list(checks.extras()) == [
        Check("Extras", "all", "gone: not installed", "note", "pip install 'gmmseg[all]'"),
        Check("Extras", "more", "without spare", "note", "pip install 'gmmseg[more]'"),
    ]


def test_a_checkout_that_is_no_package_is_reported_and_is_no_fault(monkeypatch):
    def unknown(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", unknown)

    (reported,) = checks.libraries()

    assert reported.state == "note"
    assert list(checks.extras()) == []


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [
        ("2.10", "2.9", False),
        ("2.9", "2.10", True),
        ("1.0", "1", False),
        ("1", "1.0.1", True),
        ("3.0rc1", "3.0", False),
        ("3", "", False),
    ],
)
def test_versions_are_compared_number_by_number(version, least, older):
    assert is_older(version, least) is older


def test_the_system_and_the_machine_are_those_of_this_process():
    found = {each.name: each.value for each in [*checks.system(), *checks.machine()]}

    assert found["gmmseg"].startswith(f"{__version__} in ")
    assert found["Python"].startswith(platform.python_version())
    assert found["memory"].endswith(f"{psutil.virtual_memory().total / 1e9:.1f} GB")


def test_a_processor_has_the_name_that_linux_gives_it(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: Fast 9\nflags\t: avx\n")

    assert checks.processor(tmp_path / "cpuinfo") == "Fast 9"
    assert checks.processor(tmp_path / "none") == (platform.processor() or platform.machine())


TABLE = {"machine": platform.machine().lower(), "sources": "", "file": "none.so", "kernels": []}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (None, "there is none"),
        ("{", "its table is damaged"),
        (json.dumps({**TABLE, "machine": "z80"}), "it is for z80"),
        (json.dumps({**TABLE, "sources": "other"}), "it was made of other sources"),
        (json.dumps({**TABLE, "sources": library_kernels.fingerprint()}), "the system cannot load it ("),
    ],
)
def test_why_the_library_of_kernels_is_not_used(tmp_path, table, reason):
    path = tmp_path / "kernels.json"
    if table is not None:
        path.write_text(table)

    assert checks.why_no_library(path).startswith(reason)


def test_kernels_that_must_be_compiled_are_reported_with_the_way_to_a_library(monkeypatch, tmp_path):
    monkeypatch.setattr(library_kernels, "shared_library", lambda: None)
    monkeypatch.setattr(library_kernels, "TABLE", tmp_path / "kernels.json")

    found = checks.kernels()

    assert found.state == "note"
    assert found.value == "not in use: there is none; kernels are compiled at the first start"

    monkeypatch.setenv("GMMSEG_CPU", "native")
    assert checks.kernels().value == "not in use: GMMSEG_CPU=native compiles for this processor"


def test_a_cache_folder_that_cannot_be_used_is_a_problem(monkeypatch):
    monkeypatch.setattr(numba_kernels, "folder", lambda: None)

    assert checks.cache_folder().state == "problem"


@pytest.mark.parametrize(
    ("display", "code", "state", "value"),
    [
        ("", "print('offscreen')", "ok", "the window can be opened, platform offscreen"),
        ("", "import sys; sys.exit('no display')", "note", "no window can be opened: no display"),
        (":9", "import sys; sys.exit('no display')", "problem", "no window can be opened: no display"),
        (
            ":9",
            "import nothing_there",
            "note",
            "no window can be opened: ModuleNotFoundError: No module named 'nothing_there'",
        ),
        (":9", "import time; time.sleep(9)", "problem", "did not start within 0.5 s"),
        (":9", "import os; os._exit(7)", "problem", "no window can be opened: exit status 7"),
    ],
)
def test_another_process_says_whether_a_window_can_be_opened(monkeypatch, display, code, state, value):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    found = checks.window(code, timeout=0.5 if "sleep" in code else 20)

    assert (found.state, found.value) == (state, value)
    assert bool(found.advice) is (state != "ok")


def test_variables_that_change_something_are_reported(monkeypatch):
    monkeypatch.setenv("GMMSEG_CPU", "native")
    monkeypatch.setenv("SECRET_TOKEN", "x")

    found = {each.name: each.value for each in checks.variables()}

    assert found["GMMSEG_CPU"] == "native"
    assert "SECRET_TOKEN" not in found


def test_what_cannot_be_looked_at_for_want_of_a_library_is_reported_and_the_rest_goes_on(monkeypatch):
    def check():
        yield Check("A", "one", "fine")
        raise ModuleNotFoundError("No module named 'psutil'", name="psutil")

    rest = Check("B", "two", "fine")
    monkeypatch.setattr(checks, "SECTIONS", (("A", check), ("B", lambda: iter([rest]))))

    assert list(checks.every_check()) == [
        Check("A", "one", "fine"),
        Check("A", "not known", "to look takes psutil, which cannot be loaded", "problem"),
        rest,
    ]
