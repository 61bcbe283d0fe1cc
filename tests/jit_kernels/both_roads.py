"""Every kernel that a job calls gives the same bits as Numba's function and by way of a shared library.

This is no test file of its own: `test_library_kernels.py` runs it in a process whose memory does not stay.
Both roads are of one compilation: another one may rearrange the same sums otherwise, and end in other digits.
"""

import importlib.util
from pathlib import Path
from threading import Lock

import numpy as np
import pytest

import gmmseg
from gmmseg.jit_kernels import KernelFunction
from gmmseg.jit_kernels.library_kernels import SharedLibrary
from gmmseg.jit_kernels.signatures import flat, signature_of, writeable
from gmmseg.mixture.sklearn.gaussian_mixture import GaussianMixture

TOOL = Path(__file__).parents[2] / "tools" / "build_kernels.py"


@pytest.fixture(scope="module")
def tool(tmp_path_factory):
    """The tool that builds libraries, with a folder of its own for object files."""
    found = importlib.util.spec_from_file_location("build_kernels", TOOL)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    module.OBJECTS = tmp_path_factory.mktemp("objects")
    return module


@pytest.fixture
def compared(monkeypatch, tool, tmp_path):
    """A function that runs a job by Numba, builds a library of what it called, and compares both roads.

    It returns the names of the kernels that were compared.
    """

    def run(job):
        used: dict[tuple[str, tuple[str, ...]], KernelFunction] = {}
        names, one_at_a_time = set(), Lock()

        def noted(kernel, *given):
            types = tuple(writeable(each) for each in signature_of(given))
            used.setdefault((kernel.name, types), kernel)
            with one_at_a_time:  # other threads write into other rows of the same arrays
                copies = _copies(given)
                found = kernel.dispatcher()(*copies)
                _copy_back(given, copies)
            return found

        monkeypatch.setattr(KernelFunction, "__call__", noted)
        job()
        library = _library(tool, used, tmp_path)

        def both(kernel, *given):
            native = library.caller(kernel.name, signature_of(given))
            with one_at_a_time:
                copies = _copies(given)
                expected = kernel.dispatcher()(*copies)
                found = native(*given)
                _assert_same_bits(found, expected)
                _assert_same_bits(given, copies)
                names.add(kernel.name)
            return found

        monkeypatch.setattr(KernelFunction, "__call__", both)
        job()
        return names

    return run


def _library(tool, used, folder):
    """Return a library of Numba's own code for kernels that were called."""
    made = []
    for (name, types), kernel in used.items():
        overloads = kernel.dispatcher().overloads
        tool.native_code = lambda _, signature, overloads=overloads: overloads[signature]
        asked = {"name": name, "arguments": list(types), "read_only": [True] * len(flat(types))}
        made.append(tool.compile_one(asked | {"symbol": f"kernel_{len(made)}"}))
        assert "fault" not in made[-1]
    path = folder / "kernels.so"
    tool.link(made, path)
    return SharedLibrary(path, {"kernels": made})


def _copies(values):
    return tuple(
        _copies(each) if isinstance(each, tuple) else _copy(each) if isinstance(each, np.ndarray) else each
        for each in values
    )


def _copy(array):
    """Return a copy with the same order in memory, which decides the machine code.

    It may be written: the library is compiled for that.
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


def _copy_back(values, copies):
    for each, copy in zip(values, copies, strict=True):
        if isinstance(each, tuple):
            _copy_back(each, copy)
        elif isinstance(each, np.ndarray) and each.flags.writeable:
            each[...] = copy


def _assert_same_bits(found, expected):
    if isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            _assert_same_bits(one, other)
    else:
        assert np.asarray(found).tobytes() == np.asarray(expected).tobytes()


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
def test_segments_of_any_kind_of_picture_are_the_same_by_both_roads(compared, kind):
    names = compared(lambda: gmmseg.segment(picture(kind=kind)).objects().table())

    assert names >= {"counting_kernels.count_labels", "hierarchy_kernels.merge", "measuring_kernels.shapes"}
    assert len(names) > 20


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_mixtures_are_the_same_by_both_roads(compared, covariance):
    def job():
        gmmseg.segment(picture(), method="global", n_components=3, covariance_type=covariance)
        GaussianMixture(2, covariance_type=covariance, max_iter=5, tol=0.5, random_state=0).fit(
            picture(2, np.float64).reshape(-1, 2)
        )

    names = compared(job)

    assert names >= {f"kernels_{covariance}_5_float32.expect", f"kernels_{covariance}_2_float64.expect"}


def test_cuts_are_the_same_by_both_roads(compared):
    names = compared(lambda: gmmseg.cut(picture(), box=(10, 6, 30, 30)))

    assert any(name.startswith("graph_cut_kernels.") for name in names)
