import numpy as np
from scipy import stats

from gmmseg.plots.normality import qq_plot
from gmmseg.plots.sheet import sheet

VALUES = np.random.default_rng(0).normal(5, 2, 60)


def test_values_stand_against_the_quantiles_of_scipy():
    _, axes = sheet(1, 1)

    qq_plot(axes[0, 0], VALUES, "length_mm", (0.0, 0.4, 0.7))

    points = axes[0, 0].collections[0].get_offsets()
    np.testing.assert_allclose(points, np.column_stack(stats.probplot(VALUES, fit=False)))
    line = axes[0, 0].lines[0]
    slope = np.diff(line.get_ydata()) / np.diff(line.get_xdata())
    np.testing.assert_allclose(slope, VALUES.std(ddof=1))
    assert axes[0, 0].get_ylabel() == "length (mm)"
    assert f"Shapiro-Wilk p = {stats.shapiro(VALUES).pvalue:.2g}" in axes[0, 0].get_title(loc="left")
