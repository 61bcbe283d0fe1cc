"""The shared library gives the same bits as Numba, and refuses what it has no code for."""

import json
import os
import subprocess
import sys
from ctypes import c_int, c_ssize_t, c_void_p
from pathlib import Path
from threading import Lock

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

import gmmseg
from gmmseg.jit_kernels import KernelFunction, library_kernels
from gmmseg.jit_kernels.library_kernels import TABLE, SharedLibrary, fingerprint, shared_library
from gmmseg.jit_kernels.signatures import signature_of
from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture

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


@pytest.fixture
def compared(monkeypatch, library):
    """Have every kernel called twice, by both roads with copies of the same arguments; return which were."""
    names, one_at_a_time = set(), Lock()

    def code_for(kernel, arguments):
        native = library.caller(kernel.name, signature_of(arguments))
        compiled = kernel.dispatcher()
        is_exact = "reassoc" not in (compiled.targetoptions.get("fastmath") or ())
        assert_same = _assert_same_bits if is_exact else _assert_nearly_same
        if native is None:
            return compiled

        def both(*given):
            with one_at_a_time:  # other threads write into other rows of the same arrays
                copies = _copies(given)
                expected = compiled(*copies)
                found = native(*given)
                names.add(kernel.name)
                assert_same(found, expected)
                assert_same(given, copies)
            return found

        return both

    monkeypatch.setattr(KernelFunction, "code_for", code_for)
    monkeypatch.setattr(KernelFunction, "__call__", lambda kernel, *given: kernel.code_for(given)(*given))
    return names


def _copies(values):
    return tuple(
        _copies(each) if isinstance(each, tuple) else _copy(each) if isinstance(each, np.ndarray) else each
        for each in values
    )


def _copy(array):
    """Return a copy with the same order in memory, which decides the machine code.

    It may be written: that is the type the library was compiled for.
    """
    base = np.zeros(array.size * array.itemsize, np.uint8) if array.flags.c_contiguous else None
    if base is not None:
        copy = base.view(array.dtype).reshape(array.shape)
    else:
        span = (
            1
            + sum((n - 1) * abs(step) for n, step in zip(array.shape, array.strides, strict=True))
            // array.itemsize
        )
        copy = np.lib.stride_tricks.as_strided(np.zeros(span, array.dtype), array.shape, array.strides)
    copy[...] = array
    return copy


def _assert_same_bits(found, expected):
    if isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            _assert_same_bits(one, other)
    else:
        assert np.asarray(found).tobytes() == np.asarray(expected).tobytes()


def _assert_nearly_same(found, expected):
    """Where sums may be rearranged, two compilations of one source may differ in the last digits."""
    if isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            _assert_nearly_same(one, other)
    elif np.asarray(found).dtype.kind == "f":
        single = np.asarray(found).dtype == np.float32
        rtol, atol = (1e-3, 1e-5) if single else (1e-6, 1e-9)
        np.testing.assert_allclose(found, expected, rtol, atol)
    else:
        np.testing.assert_array_equal(found, expected)


def picture(channels=3, kind=np.uint8, size=(40, 48)):
    generator = np.random.default_rng(channels)
    rows, columns = np.indices(size)
    plain = np.where((rows - 20) ** 2 + (columns - 24) ** 2 < 150, 0.7, 0.2)[..., None] * np.linspace(
        0.6, 1, channels
    )
    values = np.clip(plain + generator.normal(0, 0.04, (*size, channels)), 0, 1)
    return (
        (values * np.iinfo(kind).max).astype(kind) if np.issubdtype(kind, np.integer) else values.astype(kind)
    )


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_segments_of_any_kind_of_picture_are_the_same_from_library_and_numba(compared, kind):
    gmmseg.segment(picture(kind=kind)).objects()

    assert {"counting_kernels.count", "hierarchy_kernels.merge", "measuring_kernels.shapes"} & compared
    assert len(compared) > 20


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_mixtures_are_the_same_from_library_and_numba(compared, covariance):
    gmmseg.segment(picture(), method="global", n_components=3, covariance_type=covariance)
    GaussianMixture(2, covariance_type=covariance, max_iter=5, tol=0.5, random_state=0).fit(
        picture(2, np.float64).reshape(-1, 2)
    )

    assert {f"kernels_{covariance}_5_float32.expect", f"kernels_{covariance}_2_float64.expect"} <= compared


def test_cuts_are_the_same_from_library_and_numba(compared):
    gmmseg.cut(picture(), box=(10, 6, 30, 30))

    assert any(name.startswith("graph_cut_kernels.") for name in compared)


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
