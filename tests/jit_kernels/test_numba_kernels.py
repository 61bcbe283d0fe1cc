"""Compiled code is kept in a private folder, and does without it."""

import os
import subprocess
import sys
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from numba.core import config

from gmmseg.jit_kernels import library_kernels, numba_kernels

PROGRAM = """
import numpy as np
from gmmseg.jit_kernels import numba_kernels
from gmmseg.jit_kernels.kernel_function import kernel
SOURCE = "@kernel\\ndef double(x):\\n    return 2 * x\\n"
made = numba_kernels.compiled(SOURCE, "kernels_double", {"kernel": kernel})
print(made.double(21), numba_kernels.folder() is not None)
"""


def run(folder):
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def kept(folder):
    return sorted(folder.rglob("*.nbi")) + sorted(folder.rglob("*.nbc"))


def test_code_is_kept_in_a_folder_closed_to_others(tmp_path):
    assert run(tmp_path) == ["42", "True"]

    assert len(kept(tmp_path)) == 2
    (folder,) = [path for path in tmp_path.iterdir() if (path / "kernels_double.py").exists()]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("edited", ["mixture/kernels_one.py", "imaging/other_kernels.py"])
def test_an_edit_in_any_kernel_module_leads_to_another_folder(tmp_path, monkeypatch, edited):
    monkeypatch.setattr(library_kernels, "PACKAGE", tmp_path / "package")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    for name in ("mixture/kernels_one.py", "imaging/other_kernels.py", "imaging/plain.py"):
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_text("ROWS = 1")
    monkeypatch.setattr(numba_kernels, "fingerprint", library_kernels.fingerprint.__wrapped__)
    folder = numba_kernels.folder.__wrapped__  # what is asked once a process is asked again

    before = folder()
    (tmp_path / "package/imaging/plain.py").write_text("ROWS = 2")
    same = folder()
    (tmp_path / "package" / edited).write_text("ROWS = 2")

    assert before == same
    assert folder() != before


@pytest.mark.parametrize("content", [b"", b"\x80\x04truncated", b"no pickle at all"])
def test_a_damaged_cache_is_made_anew(tmp_path, content):
    run(tmp_path)
    for path in kept(tmp_path):
        path.write_bytes(content)

    assert run(tmp_path) == ["42", "True"]

    assert all(path.read_bytes() != content for path in kept(tmp_path))


def test_kernels_work_where_nothing_can_be_kept(tmp_path):
    file = tmp_path / "a file, not a folder"
    file.touch()

    assert run(file) == ["42", "False"]


def test_a_source_found_on_disk_is_not_run(tmp_path):
    run(tmp_path)
    (text,) = tmp_path.rglob("kernels_double.py")
    text.write_text("raise SystemExit('someone else wrote this')")

    assert run(tmp_path) == ["42", "True"]


def test_a_folder_that_others_can_write_is_not_used(tmp_path):
    run(tmp_path)
    (text,) = tmp_path.rglob("kernels_double.py")
    text.parent.chmod(0o777)

    assert run(tmp_path) == ["42", "False"]


def test_scipy_is_imported_only_when_compiled_code_multiplies_matrices():
    code = """if True:
        import sys
        import numba, numpy
        from gmmseg.jit_kernels import kernel

        assert kernel(lambda x: x + 1)(1) == 2
        assert "scipy.linalg" not in sys.modules
        numpy.testing.assert_array_equal(numba.njit(lambda a: a @ a)(numpy.eye(2)), numpy.eye(2))
        assert "scipy.linalg" in sys.modules
    """

    subprocess.run([sys.executable, "-c", code], check=True)


def test_threads_that_declare_kernels_at_once_all_find_the_private_folder(monkeypatch, tmp_path):
    before, seen = config.CACHE_DIR, []
    began, second_came, first_left = Event(), Event(), Event()

    def cache(name):  # the second begins while the first is inside, and ends after it, if they are let
        if name == "first":
            began.set()
            second_came.wait(0.2)
        else:
            second_came.set()
            first_left.wait(5)
        seen.append(config.CACHE_DIR)

    def declare_first():
        numba_kernels.keep(SimpleNamespace(py_func="first"))
        first_left.set()

    monkeypatch.setattr(numba_kernels, "ForgivingCache", cache)
    monkeypatch.setattr(numba_kernels, "folder", lambda: tmp_path)
    threads = [
        Thread(target=declare_first),
        Thread(target=numba_kernels.keep, args=(SimpleNamespace(py_func="second"),)),
    ]

    threads[0].start()
    began.wait()
    threads[1].start()
    for thread in threads:
        thread.join()

    assert seen == [str(tmp_path)] * 2
    assert before == config.CACHE_DIR


def test_where_nothing_may_be_compiled_one_sentence_says_so():
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", "from gmmseg.jit_kernels import kernel; kernel(lambda x: x)(1)"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.stderr.splitlines()[-1] == (
        "gmmseg.errors.NothingCompiledError: The environment variable NUMBA_DISABLE_JIT is 1, so that "
        "nothing is compiled, but the inner loops of gmmseg run as machine code only. Unset it for gmmseg."
    )
