"""Kernels take their machine code from the library or from Numba, whichever has it."""

import os
import subprocess
import sys

import numpy as np
import pytest

from gmmseg.jit_kernels import exact_kernel, exact_part, kernel

ADDED = """
import sys
import numpy as np
import pytest
from gmmseg.imaging.filters.counting_kernels import count_labels
print(count_labels.name, "numba" in sys.modules)
"""


@exact_part
def twice(x):
    return 2 * x


@exact_kernel
def add_twice(values, out):
    """Add twice the values."""
    for i in range(values.size):
        out[i] += twice(values[i])


@kernel
def both(a, pair):
    return a + pair[0], a - pair[1]


def test_a_kernel_runs_with_its_parts():
    out = np.ones(3)

    assert add_twice(np.array([1.0, 2.0, 3.0]), out) is None

    np.testing.assert_array_equal(out, [3.0, 5.0, 7.0])
    assert add_twice.__doc__ == "Add twice the values."
    assert add_twice.name == "test_kernel_function.add_twice"


def test_python_cannot_call_a_part():
    with pytest.raises(TypeError, match=r"test_kernel_function.twice is a part of kernels"):
        twice(3)


def test_each_type_gets_its_own_code():
    whole = np.zeros(2, np.int64)

    add_twice(np.array([1, 2]), whole)

    np.testing.assert_array_equal(whole, [2, 4])
    assert both(5, (1, 2)) == (6, 3)
    assert both(0.5, (1, 2)) == (1.5, -1.5)


def test_importing_kernels_does_not_import_numba():
    done = subprocess.run([sys.executable, "-c", ADDED], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["counting_kernels.count_labels", "False"]


def test_signatures_are_recorded_where_asked(tmp_path):
    file = tmp_path / "signatures.txt"
    code = "import numpy, gmmseg; gmmseg.segment(numpy.zeros((4, 4), numpy.uint8))"

    subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"GMMSEG_RECORD_SIGNATURES": str(file)}, check=True
    )

    lines = file.read_text().splitlines()
    assert lines
    assert all(line.endswith(")") and "kernels" in line for line in lines)
