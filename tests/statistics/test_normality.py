import numpy as np
import pytest
from scipy import stats

from gmmseg.statistics.normality import mardia, meaning, normality, qq_points

NORMAL = np.random.default_rng(5).normal(3, 2, 200)
SKEWED = np.random.default_rng(5).exponential(2, 200)


def test_the_tests_are_scipys():
    found = normality(SKEWED)

    shapiro = stats.shapiro(SKEWED)
    distance = stats.kstest(SKEWED, "norm", args=(SKEWED.mean(), SKEWED.std(ddof=1)))
    assert (found.shapiro_w, found.shapiro_p) == pytest.approx((shapiro.statistic, shapiro.pvalue), rel=1e-9)
    assert (found.ks_distance, found.ks_p) == pytest.approx((distance.statistic, distance.pvalue), rel=1e-9)
    assert (found.skewness, found.kurtosis) == pytest.approx((stats.skew(SKEWED), stats.kurtosis(SKEWED)))


def test_estimated_means_make_the_plain_kolmogorov_smirnov_test_too_mild():
    found = normality(np.random.default_rng(8).exponential(1, 40))

    assert found.lilliefors_p < found.ks_p / 2


def test_few_or_equal_values_are_not_judged():
    assert normality(np.arange(7.0)) is None
    assert normality(np.full(50, 3.0)) is None


def test_mardias_figures_are_those_of_the_formula():
    samples = np.random.default_rng(2).gamma(2, 1, (60, 2))

    found = mardia(samples)

    inverse = np.linalg.inv(np.cov(samples.T, bias=True))
    centred = samples - samples.mean(axis=0)
    skewness = np.mean([(a @ inverse @ b) ** 3 for a in centred for b in centred])
    kurtosis = np.mean([(a @ inverse @ a) ** 2 for a in centred])
    assert (found.skewness, found.kurtosis) == pytest.approx((skewness, kurtosis), rel=1e-9)
    assert found.skewness_p == pytest.approx(stats.chi2.sf(60 * skewness / 6, 4), rel=1e-9)
    z = (kurtosis - 8) / np.sqrt(64 / 60)
    assert found.kurtosis_p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-9)


def test_mardia_of_one_feature_is_its_skewness_and_kurtosis():
    found = mardia(SKEWED[:, None])

    assert found.skewness == pytest.approx(stats.skew(SKEWED) ** 2)
    assert found.kurtosis == pytest.approx(stats.kurtosis(SKEWED, fisher=False))


def test_mardia_needs_samples_in_every_direction():
    flat = np.column_stack([NORMAL, 2 * NORMAL])

    assert mardia(flat) is None
    assert mardia(np.column_stack([NORMAL, np.zeros(200)])) is None
    assert mardia(np.eye(8)) is None


def test_points_of_a_qq_plot_are_scipys():
    expected, ordered = qq_points(SKEWED)

    oracle = stats.probplot(SKEWED, fit=False)
    np.testing.assert_allclose(expected, oracle[0], rtol=1e-12)
    np.testing.assert_array_equal(ordered, np.sort(SKEWED))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (NORMAL, "No sign against one Gaussian in 200 nearly independent samples"),
        (SKEWED, "a tail towards high values"),
        (-SKEWED, "a tail towards low values"),
        (np.concatenate([NORMAL, NORMAL + 12]), "flat or has two humps"),
        (np.random.default_rng(5).standard_t(2, 200) - 0.2, "tail"),
    ],
)
def test_it_is_said_what_the_tests_mean_for_the_model(values, words):
    assert words in meaning(normality(values))
