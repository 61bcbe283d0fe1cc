"""Write the source of the compiled inner loops for one number of features and one kind of covariance.

A Gaussian of d features needs d(d+1)/2 products per sample. A loop over a and b inside the loop over
samples would hide them from the compiler; written out, line by line, they become vector instructions
with everything in registers. So this module writes them out: `source(5, "full", "float32")` returns
the text of a Python module, which `kernels` compiles. `docs/kernels.md` walks through that text.

Three places of the text depend on d and on the covariance; each has its function below:
the squared distance of a sample (`_densities`), the whitening that all components of a tied mixture
share (`_whitening`), and the moments (`_moments`).
"""

from collections.abc import Callable

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial
from numpy.typing import NDArray

from gmmseg.mixture.kernels.kernels_template_parts import FRAME

Floats = NDArray[np.float64]

MOST_STRAIGHT = 16  # features up to which lines are written out; beyond, loops
TILE = (
    1024  # samples worked on at a time: a power of 2, so that it divides blocks; small enough for the cache
)

MomentIndices = tuple[int, int]


def source(n_features: int, covariance_type: str, real: str, at_once: int) -> str:
    """Return the source of the kernels for samples of `n_features` in `real`, "float32" or "float64".

    `at_once` is how many sums one sweep over a tile keeps in registers.
    """
    straight = n_features <= MOST_STRAIGHT
    d, kind = n_features, covariance_type
    passages = {
        "@DENSITIES": _densities(d, kind) if straight else _densities_loop(kind),
        "@WHITENING": _whitening(d, kind) if straight else _whitening_loop(kind),
        "@MOMENTS": _moments(d, kind, at_once) if straight else _moments_loop(kind),
    }
    fields = _numbers(real) | {
        "DESCRIPTION": f"{n_features} features, {covariance_type} covariances, {real}",
        "D": str(n_features),
        "TILE": str(TILE),
        "S": str(1 + n_features + len(entries(n_features, covariance_type))),
    }
    text = FRAME
    for name, lines in passages.items():
        text = text.replace(name, lines)
    for name, value in fields.items():
        text = text.replace(f"${name}$", value)
    return text


def entries(n_features: int, covariance_type: str) -> list[MomentIndices]:
    """Return the entries of the second moment that this covariance needs, in the order of their sums."""
    match covariance_type:
        case "full" | "tied":
            return [(a, b) for a in range(n_features) for b in range(a + 1)]
        case "diag":
            return [(a, a) for a in range(n_features)]
        case _:
            return [(0, 0)]  # spherical: one sum over all features


def _lines(indent: int, lines: list[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)


def _densities(d: int, kind: str) -> str:
    """Write the loop over a tile that turns samples into log densities of one component."""
    means = [f"m{a} = p[{a}]" for a in range(d)]
    deviations = [f"d{a} = x[{a} * TILE + i] - m{a}" for a in range(d)]
    if kind == "full":
        rows = entries(d, kind)
        factors = [f"w{a}_{b} = p[{d + j}]" for j, (a, b) in enumerate(rows)]
        whitened = [f"y{a} = " + " + ".join(f"w{a}_{b} * d{b}" for b in range(a + 1)) for a in range(d)]
    elif kind == "tied":  # samples are white already: whiten the mean alike
        means = [
            f"m{a} = " + " + ".join(f"p[{d + a * (a + 1) // 2 + b}] * p[{b}]" for b in range(a + 1))
            for a in range(d)
        ]
        factors, whitened = [], [f"y{a} = d{a}" for a in range(d)]
        deviations = [f"d{a} = white[{a} * TILE + i] - m{a}" for a in range(d)]
    elif kind == "diag":
        factors = [f"w{a} = p[{d + a}]" for a in range(d)]
        whitened = [f"y{a} = w{a} * d{a}" for a in range(d)]
    else:
        factors, whitened = [f"w = p[{d}]"], [f"y{a} = w * d{a}" for a in range(d)]
    distance = "log = scale - (" + " + ".join(f"y{a} * y{a}" for a in range(d)) + ")"
    body = [*deviations, *whitened, distance, "row[i] = log", "top[i] = larger(top[i], log)"]
    return _lines(4, [*means, *factors, "for i in range(TILE):", *("    " + line for line in body)])


def _whitening(d: int, kind: str) -> str:
    """Write the loop that whitens a tile for a tied mixture; nothing for others."""
    if kind != "tied":
        return "    return"
    factors = [f"w{a}_{b} = p[{d + j}]" for j, (a, b) in enumerate(entries(d, kind))]
    body = [f"x{a} = x[{a} * TILE + i]" for a in range(d)]
    body += [
        f"white[{a} * TILE + i] = " + " + ".join(f"w{a}_{b} * x{b}" for b in range(a + 1)) for a in range(d)
    ]
    return _lines(4, [*factors, "for i in range(TILE):", *("    " + line for line in body)])


def _moments(d: int, kind: str, at_once: int) -> str:
    """Write the sweeps over a tile that sum responsibilities and moments of one component."""
    pairs = entries(d, "diag" if kind == "spherical" else kind)
    first, rest = pairs[: max(at_once - 1 - d, 0)], pairs[max(at_once - 1 - d, 0) :]
    sweeps = [_sweep(d, first, with_first=True)]
    sweeps += [_sweep(d, rest[j : j + at_once], with_first=False) for j in range(0, len(rest), at_once)]
    outputs = ["n", *(f"f{a}" for a in range(d)), *(f"s{a}_{b}" for a, b in pairs)]
    if kind == "spherical":  # a single sum over features would make each wait for the one before
        outputs[1 + d :] = [" + ".join(outputs[1 + d :])]
    lines = [f"m{a} = p[{a}]" for a in range(d)] + [line for sweep in sweeps for line in sweep]
    return _lines(4, lines + [f"sums[{j}] = {name}" for j, name in enumerate(outputs)])


def _sweep(d: int, pairs: list[MomentIndices], *, with_first: bool) -> list[str]:
    """Write one sweep: as many sums as registers hold."""
    sums = (["n", *(f"f{a}" for a in range(d))] if with_first else []) + [f"s{a}_{b}" for a, b in pairs]
    rows = range(d) if with_first else sorted({a for a, _ in pairs})
    columns = range(d) if with_first else sorted({v for pair in pairs for v in pair})
    body = [f"d{a} = x[{a} * TILE + i] - m{a}" for a in columns]
    body += [f"v{a} = r * d{a}" for a in rows]
    if with_first:
        body += ["n += r", *(f"f{a} += v{a}" for a in range(d))]
    body += [f"s{a}_{b} += v{a} * d{b}" for a, b in pairs]
    loop = ["for i in range(TILE):", "    r = row[i] * share[i]", *("    " + line for line in body)]
    return [f"{name} = REAL(0)" for name in sums] + loop


def _densities_loop(kind: str) -> str:
    """Write `_densities` with loops, for more features than lines can be written out for."""
    factor = {"full": "p[D + a * (a + 1) // 2 + b]", "diag": "p[D + a]", "spherical": "p[D]"}.get(kind, "")
    lines = ["for i in range(TILE):", "    row[i] = scale", "for a in range(D):"]
    if kind == "tied":
        lines += [
            "    m = REAL(0)",
            "    for b in range(a + 1):",
            "        m += p[D + a * (a + 1) // 2 + b] * p[b]",
            "    for i in range(TILE):",
            "        y = white[a * TILE + i] - m",
            "        row[i] -= y * y",
        ]
    elif kind == "full":
        lines += [
            "    for i in range(TILE):",
            "        white[i] = REAL(0)",
            "    for b in range(a + 1):",
            f"        w = {factor}",
            "        m = p[b]",
            "        for i in range(TILE):",
            "            white[i] += w * (x[b * TILE + i] - m)",
            "    for i in range(TILE):",
            "        row[i] -= white[i] * white[i]",
        ]
    else:
        lines += [
            f"    w = {factor}",
            "    m = p[a]",
            "    for i in range(TILE):",
            "        y = w * (x[a * TILE + i] - m)",
            "        row[i] -= y * y",
        ]
    return _lines(4, [*lines, "for i in range(TILE):", "    top[i] = larger(top[i], row[i])"])


def _whitening_loop(kind: str) -> str:
    """Write `_whitening` with loops."""
    if kind != "tied":
        return "    return"
    return _lines(
        4,
        [
            "for a in range(D):",
            "    for i in range(TILE):",
            "        white[a * TILE + i] = REAL(0)",
            "    for b in range(a + 1):",
            "        w = p[D + a * (a + 1) // 2 + b]",
            "        for i in range(TILE):",
            "            white[a * TILE + i] += w * x[b * TILE + i]",
        ],
    )


def _moments_loop(kind: str) -> str:
    """Write `_moments` with loops."""
    inner = {
        "full": [
            "for b in range(a + 1):",
            "    m = p[b]",
            "    s = REAL(0)",
            "    for i in range(TILE):",
            "        s += white[i] * (x[b * TILE + i] - m)",
            "    sums[1 + D + a * (a + 1) // 2 + b] = s",
        ],
        "diag": [
            "s = REAL(0)",
            "for i in range(TILE):",
            "    s += white[i] * (x[a * TILE + i] - m)",
            "sums[1 + D + a] = s",
        ],
        "spherical": [
            "s = REAL(0)",
            "for i in range(TILE):",
            "    s += white[i] * (x[a * TILE + i] - m)",
            "sums[1 + D] += s",
        ],
    }["full" if kind == "tied" else kind]
    return _lines(
        4,
        [
            "n = REAL(0)",
            "for i in range(TILE):",
            "    n += row[i] * share[i]",
            "sums[0] = n",
            "sums[1 + D] = REAL(0)",
            "for a in range(D):",
            "    m = p[a]",
            "    f = REAL(0)",
            "    for i in range(TILE):",
            "        white[i] = row[i] * share[i] * (x[a * TILE + i] - m)",
            "        f += white[i]",
            "    sums[1 + a] = f",
            *("    " + line for line in inner),
        ],
    )


def _numbers(real: str) -> dict[str, str]:
    """Return what depends on the length of a number: its layout and the polynomials that suffice for it."""
    single = real == "float32"
    exp2 = _polynomial(np.exp2, 5 if single else 11, -0.5, 0.5)
    # log2(m) = t g(t^2) with t = (m - 1) / (m + 1); m from sqrt(1/2) to sqrt(2) gives t^2 up to 0.02944
    log2 = _polynomial(_log2_over_t, 3 if single else 8, 0.0, 0.02945)
    return {
        "REAL": real,
        "IR": "FloatType" if single else "DoubleType",
        "BITS": "32" if single else "64",
        "MANTISSA": "23" if single else "52",
        "BIAS": "127" if single else "1023",
        "LEAST": "-60" if single else "-200",
        "QUANTUM": "-19" if single else "-36",
        "EXP2": _horner(exp2, "f"),
        "LOG2": _horner(log2, "z"),
        "EXP_ERROR": "1.8e-7" if single else "4e-15",
        "LOG_ERROR": "1e-7" if single else "3e-16",
    }


def _polynomial(function: Callable[[Floats], Floats], degree: int, low: float, high: float) -> Floats:
    """Return the coefficients, lowest first, of a polynomial close to the best one on an interval."""
    chebyshev = Chebyshev.interpolate(function, degree, domain=[low, high])
    return np.asarray(chebyshev.convert(kind=Polynomial).coef)


def _log2_over_t(z: Floats) -> Floats:
    t = np.sqrt(z)
    return np.log2((1 + t) / (1 - t)) / t


def _horner(coefficients: Floats, variable: str) -> str:
    """Write a polynomial in the form that costs one multiplication and one addition per coefficient."""
    text = f"REAL({float(coefficients[-1])!r})"
    for value in coefficients[-2::-1]:
        text = f"({text} * {variable} + REAL({float(value)!r}))"
    return text
