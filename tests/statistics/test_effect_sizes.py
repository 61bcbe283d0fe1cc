import math

import numpy as np
import pytest
from scipy import stats

from gmmseg.statistics import effect_sizes

A = np.array([4.1, 5.2, 6.0, 5.5, 4.8])
B = np.array([6.3, 7.1, 5.9, 8.2, 7.7])
C = np.array([5.0, 9.0, 7.5, 6.1, 8.8])


def test_hedges_g_is_the_standardised_difference_and_its_interval_inverts_the_noncentral_t():
    found = effect_sizes.hedges_g(B, A)

    pooled = math.sqrt((A.var(ddof=1) + B.var(ddof=1)) / 2)
    correction = math.gamma(4) / (math.sqrt(4) * math.gamma(3.5))
    assert found.estimate == pytest.approx(correction * (B.mean() - A.mean()) / pooled, rel=1e-12)
    t, per_t = (B.mean() - A.mean()) / (pooled * math.sqrt(2 / 5)), correction * math.sqrt(2 / 5)
    assert stats.nct.cdf(t, 8, found.low / per_t) == pytest.approx(0.975, abs=1e-9)
    assert stats.nct.cdf(t, 8, found.high / per_t) == pytest.approx(0.025, abs=1e-9)


def test_the_effect_turns_its_sign_with_the_groups():
    forth, back = effect_sizes.hedges_g(B, A), effect_sizes.hedges_g(A, B)

    assert (forth.estimate, forth.low, forth.high) == pytest.approx((-back.estimate, -back.high, -back.low))


def test_an_enormous_effect_has_an_interval_too():
    found = effect_sizes.hedges_g(A + 1e9, A)

    assert 0 < found.low < found.estimate < found.high


def test_the_effect_of_pairs_is_in_deviations_of_the_differences():
    found = effect_sizes.paired_g(B, A)

    differences = B - A
    correction = math.gamma(2) / (math.sqrt(2) * math.gamma(1.5))
    assert found.estimate == pytest.approx(correction * differences.mean() / differences.std(ddof=1))
    assert found.low < found.estimate < found.high


def test_cliffs_delta_counts_which_is_above():
    found = effect_sizes.cliffs_delta(B, A)

    above = sum(b > a for a in A for b in B) - sum(b < a for a in A for b in B)
    u = stats.mannwhitneyu(B, A).statistic
    assert found.estimate == pytest.approx(above / 25)
    assert found.estimate == pytest.approx(2 * u / 25 - 1)
    assert -1 <= found.low < found.estimate < found.high <= 1


def test_groups_apart_have_a_delta_of_one_and_an_interval_that_is_as_wide_as_they_are_few():
    few = effect_sizes.cliffs_delta(np.arange(3.0) + 10, np.arange(3.0))
    many = effect_sizes.cliffs_delta(np.arange(100.0) + 1000, np.arange(100.0))

    z2 = stats.norm.ppf(0.975) ** 2
    assert (few.estimate, few.high) == (1, 1)
    assert few.low == pytest.approx((3 - z2) / (3 + z2))
    assert many.low == pytest.approx((100 - z2) / (100 + z2))


def test_the_interval_of_cliffs_delta_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(3)
    truth = 2 * stats.norm.cdf(1 / math.sqrt(2)) - 1  # of two normals one deviation apart
    held = []
    for _ in range(300):
        found = effect_sizes.cliffs_delta(random.normal(1, 1, 15), random.normal(0, 1, 15))
        held.append(found.low <= truth <= found.high)

    assert 0.91 <= np.mean(held) <= 0.985


def test_eta_squared_is_the_share_between_groups():
    found = effect_sizes.eta_squared([A, B, C])

    f = stats.f_oneway(A, B, C).statistic
    assert found.estimate == pytest.approx(f * 2 / (f * 2 + 12), rel=1e-12)
    noncentrality = 15 * found.high / (1 - found.high)
    assert stats.ncf.cdf(f, 2, 12, noncentrality) == pytest.approx(0.025, abs=1e-9)
    assert 0 <= found.low < found.estimate < found.high
