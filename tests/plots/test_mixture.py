import numpy as np
from scipy import stats

from gmmseg.plots.mixture import densities, ellipse, histogram, log_likelihoods, scatter
from gmmseg.plots.sheet import sheet
from gmmseg.plots.style import line_colours as colours

RANDOM = np.random.default_rng(0)


def test_the_histogram_is_a_density_and_so_are_the_curves():
    values = np.concatenate([RANDOM.normal(0, 1, 600), RANDOM.normal(6, 2, 400)])
    components = [(0.6, 0.0, 1.0), (0.4, 6.0, 2.0)]
    _, axes = sheet(1, 1)

    histogram(axes[0, 0], values, components, colours(2), "red")

    bars = axes[0, 0].patches[0].get_data()
    assert 0.99 < np.sum(bars.values * np.diff(bars.edges)) <= 1
    x = axes[0, 0].lines[1].get_xdata()
    np.testing.assert_allclose(axes[0, 0].lines[1].get_ydata(), 0.4 * stats.norm.pdf(x, 6, 2))
    total = 0.6 * stats.norm.pdf(x) + 0.4 * stats.norm.pdf(x, 6, 2)
    np.testing.assert_allclose(axes[0, 0].lines[2].get_ydata(), total)


def test_samples_have_the_colours_of_their_components_and_components_their_ellipses():
    samples = RANDOM.normal(0, 1, (10, 2))
    labels = np.arange(10) % 2
    _, axes = sheet(1, 1)

    scatter(
        axes[0, 0],
        samples,
        labels,
        [(np.zeros(2), np.eye(2)), (np.ones(2), np.eye(2))],
        colours(2),
        columns=("a_mm", "b"),
    )

    for label, line in enumerate(axes[0, 0].lines[:2]):
        assert line.get_color() == colours(2)[label]
        np.testing.assert_array_equal(np.column_stack(line.get_data()), samples[labels == label])
    assert [text.get_text() for text in axes[0, 0].texts] == ["1", "2"]
    assert (axes[0, 0].get_xlabel(), axes[0, 0].get_ylabel()) == ("a (mm)", "b")


def test_every_point_of_an_ellipse_is_two_deviations_from_the_mean():
    mean, covariance = np.array([1.0, 2.0]), np.array([[4.0, 1.0], [1.0, 2.0]])

    away = ellipse(mean, covariance) - mean[:, None]

    squared = np.einsum("in,ij,jn->n", away, np.linalg.inv(covariance), away)
    np.testing.assert_allclose(squared, 4)


def test_densities_are_scipys_with_their_weights():
    x = np.linspace(-3, 9, 50)

    curves = densities([(0.3, 0.0, 1.0), (0.7, 5.0, 2.0)], x)

    np.testing.assert_allclose(
        curves, [0.3 * stats.norm.pdf(x, 0, 1), 0.7 * stats.norm.pdf(x, 5, 2)], rtol=1e-12
    )


def test_log_likelihoods_are_drawn_over_their_iterations():
    _, grid = sheet(1, 1)
    axes = grid[0, 0]

    log_likelihoods(axes, [(1, -3.0), (4, -2.5), (5, -2.4)])

    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[1, -3], [4, -2.5], [5, -2.4]])
