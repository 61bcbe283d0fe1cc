"""The shared library gives the same bits as Numba, and refuses what it has no code for."""

import json
import os
import subprocess
import sys
from ctypes import c_int, c_ssize_t, c_void_p
from pathlib import Path

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from gmmseg.jit_kernels import library_kernels
from gmmseg.jit_kernels.library_kernels import TABLE, SharedLibrary, fingerprint, shared_library

ROOT = Path(__file__).parents[2]
SIGNATURES = ROOT / "gmmseg" / "jit_kernels" / "signatures.txt"


@pytest.fixture(scope="module")
def library() -> SharedLibrary:
    found = shared_library()
    if found is None:
        assert "CI" not in os.environ, "the library of kernels was not built"
        pytest.skip("no library of kernels for these sources: make setup builds it")
    return found


@pytest.fixture
def table() -> dict:
    return json.loads(TABLE.read_text(encoding="utf-8"))


def test_both_roads_give_the_same_bits():
    file = Path(__file__).with_name("both_roads.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(file)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-4000:]
    assert "8 passed" in done.stdout


def test_a_picture_is_segmented_without_numba(library):
    code = "import sys, numpy, gmmseg; gmmseg.segment(numpy.eye(40)); print('numba' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False"]


def test_every_recorded_signature_is_in_the_library(library, table):
    lines = [line for line in SIGNATURES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    for line in lines:
        name, _, types = line[:-1].partition("(")
        assert library.caller(name, tuple(types.split("; "))) is not None, line
    assert len(table["kernels"]) <= len(lines)


@pytest.mark.parametrize(
    "change",
    [
        lambda kernel: {"name": "no_kernels.at_all"},
        lambda kernel: {"arguments": [*kernel["arguments"], "int64"]},
        lambda kernel: {"arguments": ["float32[5]A", *kernel["arguments"][1:]]},
    ],
)
def test_what_the_library_has_no_code_for_is_refused(library, table, change):
    kernel = table["kernels"][0] | change(table["kernels"][0])

    assert library.caller(kernel["name"], tuple(kernel["arguments"])) is None


def test_an_array_that_a_kernel_may_write_must_be_writeable(library, table):
    written = next(
        kernel
        for kernel in table["kernels"]
        if "[" in kernel["arguments"][-1] and not kernel["read_only"][-1]
    )
    *others, last = written["arguments"]

    assert library.caller(written["name"], (*others, last)) is not None
    assert library.caller(written["name"], (*others, f"{last}r")) is None


@pytest.mark.parametrize(
    "change",
    [
        {"sources": "of another version"},
        {"machine": "another"},
        {"file": "nowhere.so"},
        {"file": "kernels.json"},
        {"kernels": 3},
    ],
)
def test_a_library_that_does_not_fit_is_not_used(monkeypatch, tmp_path, library, table, change):
    for name in ("kernels.json", table["file"]):
        (tmp_path / name).write_bytes((TABLE.parent / name).read_bytes())
    (tmp_path / "kernels.json").write_text(json.dumps(table | change))
    monkeypatch.setattr(library_kernels, "FOLDER", tmp_path)
    monkeypatch.setattr(library_kernels, "TABLE", tmp_path / "kernels.json")

    assert shared_library.__wrapped__() is None


def test_native_code_is_compiled_where_asked(monkeypatch, library):
    monkeypatch.setenv("GMMSEG_CPU", "native")

    assert shared_library.__wrapped__() is None


@pytest.mark.parametrize("edited", ["mixture/kernels_one.py", "imaging/other_kernels.py"])
def test_an_edit_in_any_kernel_module_is_seen(tmp_path, monkeypatch, edited):
    monkeypatch.setattr(library_kernels, "PACKAGE", tmp_path)
    for name in ("mixture/kernels_one.py", "imaging/other_kernels.py", "imaging/plain.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("ROWS = 1")
    mark = fingerprint.__wrapped__

    before = mark()
    (tmp_path / "imaging/plain.py").write_text("ROWS = 2")
    same = mark()
    (tmp_path / edited).write_text("ROWS = 2")

    assert before == same
    assert mark() != before


def test_a_kernel_that_got_no_memory_says_so():
    kernel = {"name": "some_kernels.one", "arguments": ["int64"], "returns": "none"}

    class Failing:
        def __call__(self, result, words):
            return 1

    with pytest.raises(MemoryError, match=r"some_kernels.one could not get the memory"):
        library_kernels.caller_of(Failing(), kernel)(3)


@pytest.mark.parametrize("steps", [(1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2), (1, -1, 1), (-1, -1, -1)])
@pytest.mark.parametrize("shape", [(24,), (2, 12), (12, 2), (2, 3, 4), (4, 3, 2), (1, 24, 1), (2, 1, 3, 4)])
def test_the_runtime_lays_out_an_array_anew_as_numpy_does(library, steps, shape):
    """Numba asks for it where a kernel takes an array in another shape; numpy's word is law."""
    whole = np.arange(4 * 6 * 8, dtype=np.int16).reshape(4, 6, 8)
    array = whole[: 2 * abs(steps[0]) :, : 3 * abs(steps[1]), : 4 * abs(steps[2])][
        :: steps[0], :: steps[1], :: steps[2]
    ]
    reshape = library.code.numba_attempt_nocopy_reshape
    reshape.argtypes = [c_ssize_t, c_void_p, c_void_p, c_ssize_t, c_void_p, c_void_p, c_ssize_t, c_int]
    numbers = {n: (c_ssize_t * n) for n in (1, 2, 3, 4)}
    strides = numbers[len(shape)]()

    done = reshape(
        *(3, numbers[3](*array.shape), numbers[3](*array.strides)),
        *(len(shape), numbers[len(shape)](*shape), strides, array.itemsize, 0),
    )

    try:
        expected = array.reshape(shape, copy=False)
    except ValueError:
        assert done == 0
    else:
        assert done == 1
        used = [(a, b) for a, b, n in zip(strides, expected.strides, shape, strict=True) if n > 1]
        assert [a for a, _ in used] == [b for _, b in used]


def test_labels_are_the_same_whatever_numpy_and_blas_make_of_the_processor(library):
    """They have code of their own for each level of processors, as the library has not."""
    dispatched = [level for level in __cpu_dispatch__ if __cpu_features__.get(level)]
    code = f"""if True:
        import hashlib, gmmseg
        picture = {str(ROOT / "sample_images" / "chelsea.png")!r}
        for options in ({{}}, {{"method": "global", "n_components": 4}}):
            print(hashlib.sha256(gmmseg.segment(picture, **options).labels.tobytes()).hexdigest())
    """
    digests = [
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | changes, capture_output=True, text=True, check=True
        ).stdout
        for changes in (
            {},
            {"NPY_DISABLE_CPU_FEATURES": " ".join(dispatched)},
            {"OPENBLAS_CORETYPE": "Nehalem"},
        )
    ]

    assert digests[0].count("\n") == 2
    assert set(digests) == {digests[0]}
