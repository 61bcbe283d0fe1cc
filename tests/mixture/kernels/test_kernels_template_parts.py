"""What all kernels share: exponentials and logarithms, run by the interpreter."""

import math

import numpy as np
import pytest

from gmmseg.mixture.kernels.kernels_template import source


@pytest.mark.parametrize(("real", "error"), [("float32", 2e-7), ("float64", 4e-15)])
def test_polynomials_stay_within_their_error(real, error):
    text = source(1, "diag", real, 12)
    names = {
        "np": np,
        "REAL": np.float64,
        "part": lambda function: function,
        "larger": max,
        "anchored": lambda number: np.floor(number + 0.5),
        "fraction": lambda number, whole: number - whole,
        "scaled": lambda number, whole: number * 2.0**whole,
        "exponent": lambda number: math.frexp(number)[1] - 1,
    }
    body = text[text.index("@part\ndef exp2") : text.index("@part\ndef load")]
    exec(body, names)

    powers = [names["exp2"](t) for t in np.linspace(-20, 0, 1001)]
    logarithms = [names["log2"](v) for v in np.geomspace(1, 300, 1001)]

    np.testing.assert_allclose(powers, np.exp2(np.linspace(-20, 0, 1001)), rtol=error)
    np.testing.assert_allclose(logarithms, np.log2(np.geomspace(1, 300, 1001)), atol=error * 4)
