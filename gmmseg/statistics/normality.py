"""Normality: Shapiro-Wilk, Kolmogorov-Smirnov, Q-Q points, and Mardia's test of several features.

Shapiro and Wilk (1965), "An analysis of variance test for normality", Biometrika 52, 591-611. Lilliefors
(1967), "On the Kolmogorov-Smirnov test for normality with mean and variance unknown", JASA 62, 399-402.
Mardia (1970), "Measures of multivariate skewness and kurtosis with applications", Biometrika 57, 519-530.

The tests take their values as independent: hand them thinned samples (`thinning`), not neighbouring pixels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 8  # values below which normality cannot be judged
RESAMPLES = 999  # of the Lilliefors test


@dataclass(frozen=True)
class NormalityTest:
    """How far values are from a normal distribution.

    Attributes
    ----------
    n : int
        Number of values.
    skewness, kurtosis : float
        Of the values; 0 and 0 (excess) for a normal distribution.
    shapiro_w, shapiro_p : float
        Shapiro-Wilk.
    ks_distance, ks_p : float
        Kolmogorov-Smirnov against the normal distribution of the sample's mean and standard deviation
        (n - 1), with the p-value for a distribution known beforehand, which is too large here.
    lilliefors_p : float
        The p-value that allows for mean and deviation having been estimated, by 999 simulated samples.
    """

    n: int
    skewness: float
    kurtosis: float
    shapiro_w: float
    shapiro_p: float
    ks_distance: float
    ks_p: float
    lilliefors_p: float


def normality(values: Floats) -> NormalityTest | None:
    """Return the tests of values (n,), or None where they are fewer than `FEWEST` or all equal."""
    from scipy import stats

    if len(values) < FEWEST or np.ptp(values) == 0:
        return None
    shapiro = stats.shapiro(values)
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    distance = stats.kstest(values, "norm", args=(mean, sd))
    simulated = stats.goodness_of_fit(
        stats.norm, values, statistic="ks", n_mc_samples=RESAMPLES, rng=np.random.default_rng(0)
    )
    return NormalityTest(
        len(values),
        float(stats.skew(values)),
        float(stats.kurtosis(values)),
        float(shapiro.statistic),
        float(shapiro.pvalue),
        float(distance.statistic),
        float(distance.pvalue),
        float(simulated.pvalue),
    )


@dataclass(frozen=True)
class MardiaTest:
    """Mardia's test that samples of several features are jointly normal.

    Attributes
    ----------
    n, d : int
        Numbers of samples and features.
    skewness, kurtosis : float
        Mardia's b1 and b2; 0 and d (d + 2) for a normal distribution.
    skewness_p, kurtosis_p : float
        p-values of n b1 / 6 by chi-squared with d (d + 1) (d + 2) / 6 degrees of freedom, and of b2 by the
        normal distribution with mean d (d + 2) and variance 8 d (d + 2) / n.
    """

    n: int
    d: int
    skewness: float
    kurtosis: float
    skewness_p: float
    kurtosis_p: float


def mardia(samples: Floats) -> MardiaTest | None:
    """Return the test of samples (n, d); None where they are too few, or their covariance is singular."""
    from scipy import stats

    n, d = samples.shape
    if n < max(FEWEST, d + 2):
        return None
    centred = samples - samples.mean(axis=0)
    covariance = centred.T @ centred / n
    spread = np.sqrt(np.diag(covariance))
    if not spread.all() or np.linalg.cond(covariance / np.outer(spread, spread)) > 1e12:
        return None
    products = centred @ np.linalg.solve(covariance, centred.T)
    skewness, kurtosis = float((products**3).mean()), float((np.diag(products) ** 2).mean())
    freedom = d * (d + 1) * (d + 2) / 6
    deviation = (kurtosis - d * (d + 2)) / np.sqrt(8 * d * (d + 2) / n)
    return MardiaTest(
        n,
        d,
        skewness,
        kurtosis,
        float(stats.chi2.sf(n * skewness / 6, freedom)),
        float(2 * stats.norm.sf(abs(deviation))),
    )


def qq_points(values: Floats) -> tuple[Floats, Floats]:
    """Return the quantiles of the standard normal distribution and the sorted values that answer to them.

    As `scipy.stats.probplot` has them, with Filliben's estimate of the order statistics' medians.
    """
    from scipy import stats

    expected, ordered = stats.probplot(values, fit=False)
    return np.asarray(expected), np.asarray(ordered)


def meaning(found: NormalityTest, level: float = 0.05) -> str:
    """Return one sentence on what the tests of a segment's channel mean for the model."""
    if found.shapiro_p >= level:
        return (
            f"No sign against one Gaussian in {found.n} nearly independent samples "
            f"(Shapiro-Wilk p = {found.shapiro_p:.2g})."
        )
    if abs(found.skewness) >= 0.5:
        side = "high" if found.skewness > 0 else "low"
        shape = f"it has a tail towards {side} values (skewness {found.skewness:.2g})"
        more = "a logarithm of the channel or " if found.skewness > 0 else ""
        act = f"{more}one more component would describe it better"
    elif found.kurtosis <= -0.5:
        shape = f"it is flat or has two humps (excess kurtosis {found.kurtosis:.2g})"
        act = "it may hold two things: one more component would tell"
    elif found.kurtosis >= 0.5:
        shape = f"its tails are heavy (excess kurtosis {found.kurtosis:.2g})"
        act = "probabilities far from the mean are too sure"
    else:
        shape = "its shape is close all the same"
        act = "the model may be used as it is"
    return f"Not one Gaussian (Shapiro-Wilk p = {found.shapiro_p:.2g}): {shape}; {act}."
