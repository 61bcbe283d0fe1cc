"""Differences between groups: Welch's t-test, ANOVA, Mann-Whitney, Kruskal-Wallis, and paired ones.

The tests are scipy's; each value must stand for one independent unit, as a picture or an animal, and not for
a pixel. Welch (1947), "The generalization of 'Student's' problem when several different population variances
are involved", Biometrika 34, 28-35.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.statistics.effect_sizes import Interval

Floats = NDArray[np.float64]

FEWEST = 3  # values of a group below which no test is made


@dataclass(frozen=True)
class HypothesisTest:
    """A test of no difference.

    Attributes
    ----------
    name : str
        What it is called.
    statistic : float
        Its statistic, as scipy gives it: t, U, F, H, W or chi-squared.
    p_value : float
        Probability of a statistic at least as extreme without any difference, two-sided, 0 to 1.
    degrees_of_freedom : tuple of float
        Of t (one) and F (between and within); empty for tests on ranks.
    """

    name: str
    statistic: float
    p_value: float
    degrees_of_freedom: tuple[float, ...] = ()


def welch(first: Floats, second: Floats, confidence: float = 0.95) -> tuple[HypothesisTest, Interval]:
    """Return Welch's t-test of `first` (n,) against `second` (m,), and the difference of their means.

    The difference is first minus second, with its interval, in the unit of the values.
    """
    from scipy import stats

    found = stats.ttest_ind(first, second, equal_var=False)
    low, high = found.confidence_interval(confidence)
    difference = Interval(float(first.mean() - second.mean()), float(low), float(high))
    return _t_test("Welch's t-test", found), difference


def paired_t(first: Floats, second: Floats, confidence: float = 0.95) -> tuple[HypothesisTest, Interval]:
    """Return the paired t-test of values (n,) of the same units, and their mean difference."""
    from scipy import stats

    found = stats.ttest_rel(first, second)
    low, high = found.confidence_interval(confidence)
    difference = Interval(float((first - second).mean()), float(low), float(high))
    return _t_test("paired t-test", found), difference


def _t_test(name: str, found: object) -> HypothesisTest:
    statistic, p_value, freedom = (float(getattr(found, each)) for each in ("statistic", "pvalue", "df"))
    return HypothesisTest(name, statistic, p_value, (freedom,))


def mann_whitney(first: Floats, second: Floats) -> HypothesisTest:
    """Return the Mann-Whitney U test of two independent groups; exact where they are small without ties."""
    from scipy import stats

    found = stats.mannwhitneyu(first, second, alternative="two-sided")
    return HypothesisTest("Mann-Whitney U test", float(found.statistic), float(found.pvalue))


def wilcoxon(first: Floats, second: Floats) -> HypothesisTest:
    """Return the Wilcoxon signed-rank test of values (n,) of the same units; some must differ."""
    from scipy import stats

    found = stats.wilcoxon(first, second)
    return HypothesisTest("Wilcoxon signed-rank test", float(found.statistic), float(found.pvalue))


def anova(groups: Sequence[Floats]) -> HypothesisTest:
    """Return the one-way analysis of variance of two or more independent groups."""
    from scipy import stats

    found = stats.f_oneway(*groups)
    freedom = (float(len(groups) - 1), float(sum(map(len, groups)) - len(groups)))
    return HypothesisTest("one-way ANOVA", float(found.statistic), float(found.pvalue), freedom)


def alexander_govern(groups: Sequence[Floats]) -> HypothesisTest:
    """Return the Alexander-Govern test: as ANOVA, for groups of unequal spread; each must have some."""
    from scipy import stats

    found = stats.alexandergovern(*groups)
    return HypothesisTest("Alexander-Govern test", float(found.statistic), float(found.pvalue))


def kruskal_wallis(groups: Sequence[Floats]) -> HypothesisTest:
    """Return the Kruskal-Wallis H test of two or more independent groups; not all values may be equal."""
    from scipy import stats

    found = stats.kruskal(*groups)
    return HypothesisTest("Kruskal-Wallis H test", float(found.statistic), float(found.pvalue))


def friedman(groups: Sequence[Floats]) -> HypothesisTest:
    """Return the Friedman test of three or more measurements (n,) of the same units."""
    from scipy import stats

    found = stats.friedmanchisquare(*groups)
    return HypothesisTest("Friedman test", float(found.statistic), float(found.pvalue))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values corrected for how many there are, in their order.

    The smallest of m is multiplied by m, the next by m - 1 and so on; none becomes less than one before it,
    nor more than 1. The chance of any false rejection among them then stays below the level.

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 65-70.
    """
    values = np.asarray(p_values, np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    out = np.empty_like(values)
    out[order] = np.minimum(stepped, 1.0)
    return tuple(out.tolist())
