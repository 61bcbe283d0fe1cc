import numpy as np
import pytest
from scipy import stats

from gmmseg.statistics import group_differences

A = np.array([4.1, 5.2, 6.0, 5.5, 4.8])
B = np.array([6.3, 7.1, 5.9, 8.2, 7.7])
C = np.array([5.0, 9.0, 7.5, 6.1, 8.8])


def test_welch_is_that_of_the_textbook():
    found, difference = group_differences.welch(B, A)

    va, vb = A.var(ddof=1) / 5, B.var(ddof=1) / 5
    freedom = (va + vb) ** 2 / (va**2 / 4 + vb**2 / 4)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(va + vb)
    assert found.statistic == pytest.approx((B.mean() - A.mean()) / np.sqrt(va + vb), rel=1e-12)
    assert found.degrees_of_freedom == pytest.approx((freedom,), rel=1e-12)
    assert found.p_value == pytest.approx(2 * stats.t.sf(found.statistic, freedom), rel=1e-12)
    assert (difference.low, difference.high) == pytest.approx(
        (difference.estimate - half, difference.estimate + half), rel=1e-12
    )


def test_the_paired_test_is_that_of_one_sample_of_differences():
    found, difference = group_differences.paired_t(B, A)

    one = stats.ttest_1samp(B - A, 0)
    assert (found.statistic, found.p_value) == pytest.approx((one.statistic, one.pvalue), rel=1e-12)
    assert difference.estimate == pytest.approx(np.mean(B - A))


@pytest.mark.parametrize(
    ("made", "oracle"),
    [
        (group_differences.mann_whitney(A, B), stats.mannwhitneyu(A, B)),
        (group_differences.wilcoxon(A, B), stats.wilcoxon(A, B)),
        (group_differences.anova([A, B, C]), stats.f_oneway(A, B, C)),
        (group_differences.alexander_govern([A, B, C]), stats.alexandergovern(A, B, C)),
        (group_differences.kruskal_wallis([A, B, C]), stats.kruskal(A, B, C)),
        (group_differences.friedman([A, B, C]), stats.friedmanchisquare(A, B, C)),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_tests_are_scipys(made, oracle):
    assert (made.statistic, made.p_value) == pytest.approx((oracle.statistic, oracle.pvalue), rel=1e-12)


def test_analysis_of_variance_tells_its_degrees_of_freedom():
    assert group_differences.anova([A, B, C]).degrees_of_freedom == (2, 12)


def test_holm_multiplies_by_how_many_are_left_and_never_falls():
    # 0.01 * 4, 0.02 * 3, then 0.03 * 2, and 0.04, which is less than what was before it
    assert group_differences.holm([0.02, 0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.06, 0.04, 0.06))
    assert group_differences.holm([0.9, 0.8]) == (1.0, 1.0)
    assert group_differences.holm([]) == ()
