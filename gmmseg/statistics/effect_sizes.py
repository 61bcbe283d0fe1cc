"""Effect sizes with confidence intervals: Hedges' g, Cliff's delta, eta squared.

Hedges (1981), "Distribution theory for Glass's estimator of effect size", J. Educ. Statist. 6(2), 107-128.
Cliff (1993), "Dominance statistics: ordinal analyses to answer ordinal questions", Psych. Bull. 114(3),
494-509. Steiger (2004), "Beyond the F test", Psych. Methods 9(2), 164-182.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_STEPS = 40  # of a search
LARGEST_T = 1e4  # that noncentral t distributions are asked about


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its confidence interval, in the unit of what is estimated."""

    estimate: float
    low: float
    high: float


def hedges_g(first: Floats, second: Floats, confidence: float = 0.95) -> Interval:
    """Return the difference of two means in standard deviations, corrected for small groups.

    g = J(n + m - 2) (mean - mean') / s with the pooled standard deviation s and
    J(v) = Γ(v/2) / (sqrt(v/2) Γ((v-1)/2)). The interval is that of the noncentral t distribution, which
    takes the spreads of the groups as equal.
    """
    n, m = len(first), len(second)
    freedom = n + m - 2
    pooled = math.sqrt(((n - 1) * first.var(ddof=1) + (m - 1) * second.var(ddof=1)) / freedom)
    per_t = math.sqrt(1 / n + 1 / m)
    t = float(first.mean() - second.mean()) / (pooled * per_t)
    return _standardised(t, freedom, per_t, confidence)


def paired_g(first: Floats, second: Floats, confidence: float = 0.95) -> Interval:
    """Return the mean difference of pairs in standard deviations of the differences, corrected likewise."""
    differences = first - second
    per_t = 1 / math.sqrt(len(differences))
    t = float(differences.mean()) / (float(differences.std(ddof=1)) * per_t)
    return _standardised(t, len(differences) - 1, per_t, confidence)


def _standardised(t: float, freedom: int, per_t: float, confidence: float) -> Interval:
    """Return the effect whose t statistic is given, with `per_t` standard deviations for each unit of t."""
    from scipy import stats

    correction = math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)) / math.sqrt(freedom / 2)

    def level(noncentrality: float) -> float:
        return float(stats.nct.cdf(t, freedom, noncentrality))

    scale = max(1.0, abs(t) / LARGEST_T)  # beyond, the ends grow with t, and scipy's function has no value
    t /= scale
    per_t *= scale
    step = math.sqrt(1 + t**2 / (2 * freedom))  # about one standard error
    low = _crossing(level, (1 + confidence) / 2, t, step)
    high = _crossing(level, (1 - confidence) / 2, t, step)
    return Interval(correction * t * per_t, correction * low * per_t, correction * high * per_t)


def cliffs_delta(first: Floats, second: Floats, confidence: float = 0.95) -> Interval:
    """Return how much oftener a value of `first` is above one of `second` than below, from -1 to 1.

    It is the rank-biserial correlation of the Mann-Whitney test, 2 U / (n m) - 1. The interval is Cliff's
    for unequal spreads, made asymmetric so that it stays between -1 and 1.
    """
    from scipy import stats

    n, m = len(first), len(second)
    signs = np.sign(first[:, None] - second[None, :])
    delta = float(signs.mean())
    rows, columns = signs.mean(axis=1) - delta, signs.mean(axis=0) - delta
    within = float(((signs - delta) ** 2).sum())
    variance = (m**2 * float(rows @ rows) + n**2 * float(columns @ columns) - within) / (
        n * m * (n - 1) * (m - 1)
    )
    variance = max(variance, (1 - delta**2) / (n * m - 1))
    z = float(stats.norm.ppf((1 + confidence) / 2))
    if abs(delta) == 1:  # the formula would give no width, which is more than so few values tell
        least = (min(n, m) - z**2) / (min(n, m) + z**2)
        return Interval(delta, least, 1.0) if delta > 0 else Interval(delta, -1.0, -least)
    middle, root = delta - delta**3, z * math.sqrt(variance)
    width = root * math.sqrt((1 - delta**2) ** 2 + z**2 * variance)
    below = 1 - delta**2 + z**2 * variance
    return Interval(delta, max((middle - width) / below, -1.0), min((middle + width) / below, 1.0))


def eta_squared(groups: Sequence[Floats], confidence: float = 0.95) -> Interval:
    """Return the share of the variance that lies between groups, 0 to 1.

    The interval comes from the noncentral F distribution, as Steiger has it.
    """
    from scipy import stats

    values = np.concatenate(groups)
    whole = float(((values - values.mean()) ** 2).sum())
    within = sum(float(((each - each.mean()) ** 2).sum()) for each in groups)
    between, n = len(groups) - 1, len(values)
    freedom = n - len(groups)
    statistic = ((whole - within) / between) / (within / freedom)

    def level(noncentrality: float) -> float:
        return float(stats.ncf.cdf(statistic, between, freedom, noncentrality))

    at_none = level(0.0)
    low, high = (
        0.0 if at_none <= wanted else _crossing(level, wanted, 0.0, 1 + statistic * between / 4)
        for wanted in ((1 + confidence) / 2, (1 - confidence) / 2)
    )
    return Interval(1 - within / whole, low / (low + n), high / (high + n))


def _crossing(level: Callable[[float], float], wanted: float, start: float, step: float) -> float:
    """Return where a falling function takes a value, looked for in growing steps from `start`.

    The search ends where the function has no value any more: the last place is then the answer.
    """
    from scipy import optimize

    falling = level(start) > wanted
    near, far = start, start
    for _ in range(MOST_STEPS):
        near, far = far, far + (step if falling else -step)
        at = level(far)
        if math.isnan(at):
            return near
        if (at > wanted) != falling:
            low, high = min(near, far), max(near, far)
            return float(optimize.brentq(lambda at: level(at) - wanted, low, high, xtol=1e-10))
        step *= 1.5
    return far
