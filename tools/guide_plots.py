"""Draw the plots of docs/guide anew, all or some by name: `python tools/guide_plots.py [NAME...]`."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage.color import rgb2lab
from sklearn.cluster import DBSCAN, HDBSCAN, SpectralClustering
from sklearn.datasets import make_moons

import gmmseg
from gmmseg.assets import path
from gmmseg.imaging.segment_statistics import segment_statistics
from gmmseg.plots.groups import box_plot
from gmmseg.plots.mixture import ellipse, histogram, scatter
from gmmseg.plots.normality import qq_plot
from gmmseg.plots.sheet import caption, sheet
from gmmseg.plots.style import LIGHT, encoded
from gmmseg.plots.style import line_colours as colours

FOLDER = Path(__file__).parent.parent / "docs" / "guide" / "pictures"
COLOURS = 64  # of a plot: enough for lines and dots, and a third of the size
MORE_COLOURS = {"anomalies": 256}  # a photo takes most of them
Array = Any


def three_gaussians() -> Array:
    """Return 300 points (300, 2) around three means, seed 42."""
    random = np.random.RandomState(42)
    return np.vstack([random.normal(mean, 1, (100, 2)) for mean in ((0, 0), (5, 5), (10, 0))])


def lab(name: str, n: int) -> Array:
    """Return Lab colours (n, 3) of pixels of a sample picture, evenly spread."""
    pixels = np.asarray(Image.open(path("sample_images", name)).convert("RGB")).reshape(-1, 3)
    places = np.linspace(0, len(pixels) - 1, n).astype(np.intp)
    return rgb2lab(pixels[places])


def parts(fitted: Any, column: int) -> list[tuple[float, float, float]]:
    """Return weight, mean and deviation of one feature in each component."""
    return [
        (float(weight), float(mean[column]), float(np.sqrt(covariance[column, column])))
        for weight, mean, covariance in zip(fitted.weights_, fitted.means_, full(fitted), strict=True)
    ]


def full(fitted: Any) -> Array:
    """Return the covariances of a fitted mixture as matrices, whatever their type."""
    k, d = fitted.means_.shape
    match fitted.covariance_type:
        case "full":
            return fitted.covariances_
        case "tied":
            return np.broadcast_to(fitted.covariances_, (k, d, d))
        case "diag":
            return fitted.covariances_[:, :, None] * np.eye(d)
    return fitted.covariances_[:, None, None] * np.eye(d)


def density() -> Any:
    """Draw the grey values of coins, with one, two and four components."""
    grey = np.asarray(Image.open(path("sample_images", "coins.png")), np.float64).reshape(-1, 1)[::7]
    figure, axes = sheet(1, 3, size=(3.4, 2.8))
    for k, panel in zip((1, 2, 4), axes[0], strict=True):
        fitted = gmmseg.GaussianMixture(k, random_state=0).fit(grey)
        histogram(panel, grey[:, 0], parts(fitted, 0), colours(k), "grey value")
        caption(panel, f"{k} component{'s' if k > 1 else ''}: mean log-density {fitted.score(grey):.3f}")
    return figure


def em() -> Any:
    """Draw three steps of EM and the log-likelihood of all of them."""
    X = three_gaussians()
    start = np.array([[1.0, 4.0], [3.0, 4.5], [5.0, 3.0]])
    mixture = gmmseg.GaussianMixture(3, means_init=start, tol=1e-7, max_iter=60)
    states = [(each.means_.copy(), each.covariances_.copy(), each.lower_bound_) for each in mixture.steps(X)]
    figure, axes = sheet(1, 4, size=(2.9, 2.7))
    for step, panel in zip((1, 5, len(states)), axes[0], strict=False):
        means, covariances, _ = states[step - 1]
        panel.scatter(*X.T, s=4, color=LIGHT.ink, alpha=0.3, linewidths=0)
        for mean, covariance, colour in zip(means, covariances, colours(3), strict=True):
            panel.plot(*ellipse(mean, covariance), color=colour, linewidth=1.8)
        panel.set(xlabel="x", ylabel="y", xlim=(-4, 14), ylim=(-4, 9))
        caption(panel, f"After iteration {step}")
    panel = axes[0, 3]
    panel.plot(range(1, len(states) + 1), [bound for _, _, bound in states], marker="o", markersize=3)
    panel.set(xlabel="iteration", ylabel="mean log-likelihood (nats)", xticks=(1, 4, 8, 12))
    caption(panel, "It never falls")
    return figure


def starts() -> Any:
    """Draw the log-likelihood that twenty fits end at, by how they begin."""
    X = lab("coffee.png", 1500)
    figure, axes = sheet(1, 1, size=(6.0, 2.6))
    names = ("k-means++", "random", "random_from_data")
    found = []
    for name in names:
        fits = [
            gmmseg.GaussianMixture(6, init_params=name, random_state=seed, max_iter=300).fit(X)
            for seed in range(20)
        ]
        found.append([fit.score(X) for fit in fits])
    box_plot(axes[0, 0], [name.replace("_", " ") for name in names], found)
    axes[0, 0].set(xlabel="how the fit begins", ylabel="log-likelihood (nats)")
    caption(axes[0, 0], "Six components on colours of coffee.png; a dot is one start")
    return figure


def covariance() -> Any:
    """Draw the four covariance types on colours of a stained tissue."""
    X = lab("ihc.png", 1500)[:, [1, 2]]
    figure, axes = sheet(1, 4, size=(2.9, 2.8))
    for kind, panel in zip(("full", "tied", "diag", "spherical"), axes[0], strict=True):
        fitted = gmmseg.GaussianMixture(3, covariance_type=kind, random_state=0, n_init=3).fit(X)
        ellipses = list(zip(fitted.means_, full(fitted), strict=True))
        scatter(panel, X, fitted.predict(X), ellipses, colours(3), columns=("a*", "b*"))
        panel.set_aspect("equal", adjustable="datalim")  # or balls would look like eggs
        caption(panel, f"{kind}: BIC {fitted.bic(X):,.0f}")
    return figure


def scaling() -> Any:
    """Draw customers in years and in thousands, clustered by balls as they are and after scaling."""
    random = np.random.default_rng(0)
    groups = ((25, 30_000), (60, 31_000), (42, 45_000))
    values = np.concatenate([random.normal(mean, (4, 6_000), (80, 2)) for mean in groups])
    figure, axes = sheet(1, 2, size=(4.2, 2.9))
    for scale, panel in zip(("none", "standard"), axes[0], strict=True):
        table = {"age": values[:, 0].copy(), "income": values[:, 1].copy()}
        found = gmmseg.cluster(table, 3, scale=scale, covariance_type="spherical", restarts=5)
        ellipses = list(zip(found.model.means, found.model.covariances, strict=True))
        scatter(panel, values, found.labels - 1, ellipses, colours(3), columns=("age (years)", "income"))
        panel.set(xlim=(5, 80), ylim=(5_000, 70_000))
        caption(panel, "As it is: income decides alone" if scale == "none" else "Each column to deviation 1")
    return figure


def choosing() -> Any:
    """Draw criteria over the number of clusters, on three Gaussians."""
    found = gmmseg.cluster(three_gaussians(), (1, 9), scale="none", seed=42)
    figure, axes = sheet(1, 4, size=(2.9, 2.6))
    titles = ("BIC and ICL: lowest", "Silhouette: highest", "Davies-Bouldin: lowest", "Stability: highest")
    names = (("bic", "icl"), ("silhouette",), ("davies_bouldin",), ("stability",))
    for panel, title, criteria in zip(axes[0], titles, names, strict=True):
        for criterion, colour in zip(criteria, colours(2), strict=False):
            values = [getattr(each, criterion) for each in found.candidates]
            panel.plot(range(1, 10), values, marker="o", markersize=3, color=colour, label=criterion.upper())
        if len(criteria) > 1:
            panel.legend(fontsize=7)
        panel.axvline(3, color=LIGHT.ink, linewidth=0.8, linestyle=":")
        panel.set(xlabel="clusters", xticks=range(1, 10))
        caption(panel, title)
    return figure


def methods() -> Any:
    """Draw a mixture beside DBSCAN, HDBSCAN and spectral clustering, on three sets of data."""
    moons = make_moons(300, noise=0.07, random_state=0)[0]
    tissue = lab("ihc.png", 400)[:, [1, 2]]
    data = (
        ("three Gaussians", three_gaussians(), 3, 0.9),
        ("two moons", moons, 2, 0.2),
        ("colours of ihc.png", tissue, 3, 2.0),
    )
    figure, axes = sheet(3, 4, size=(2.7, 2.2))
    for row, (name, X, k, eps) in zip(axes, data, strict=True):
        found = (
            ("mixture", gmmseg.GaussianMixture(k, random_state=0, n_init=5).fit_predict(X)),
            ("DBSCAN", DBSCAN(eps=eps, min_samples=8).fit_predict(X)),
            ("HDBSCAN", HDBSCAN(min_cluster_size=20, copy=True).fit_predict(X)),
            ("spectral", _spectral(X, k)),
        )
        for panel, (method, labels) in zip(row, found, strict=True):
            tints = [(*LIGHT_GREY, 1.0), *((*colour, 1.0) for colour in colours(int(labels.max()) + 1))]
            panel.scatter(*X.T, s=5, c=[tints[label + 1] for label in labels], linewidths=0)
            panel.set(xticks=[], yticks=[])
            n, noise = len(set(labels.tolist()) - {-1}), int((labels < 0).sum())
            caption(panel, f"{method}: {n} found" + (f", {noise} noise" if noise else ""))
        row[0].set_ylabel(name)
    return figure


LIGHT_GREY = (0.75, 0.76, 0.78)


def _spectral(X: Array, k: int) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that its graph has parts, which is what it finds
        return SpectralClustering(k, affinity="nearest_neighbors", random_state=0).fit_predict(X)


def anomalies() -> Any:
    """Draw the pixels that a mixture of a picture's colours explains worst, and a table's rows likewise."""
    name = "coffee.png"
    image = gmmseg.read(path("sample_images", name))
    X = lab(name, image.height * image.width)
    fitted = gmmseg.GaussianMixture(4, random_state=0).fit(X[::37])
    scores = fitted.score_samples(X)
    strange = (scores < np.quantile(scores, 0.01)).reshape(image.height, image.width)
    figure, axes = sheet(1, 2, size=(4.4, 2.9))
    grey = image.pixels.mean(axis=2, keepdims=True).repeat(3, axis=2) * 0.5 + 110
    grey[strange] = (213, 94, 0)
    axes[0, 0].imshow(grey.astype(np.uint8))
    axes[0, 0].set_axis_off()
    caption(axes[0, 0], f"{name}: the 1 % of the pixels of lowest density")
    found = gmmseg.cluster(three_gaussians(), 3, scale="none", seed=42, anomalies=0.04)
    ellipses = list(zip(found.model.means, found.model.covariances, strict=True))
    X = three_gaussians()
    scatter(axes[0, 1], X, found.labels - 1, ellipses, colours(3), columns=("x", "y"))
    axes[0, 1].scatter(*X[found.rows.is_anomaly].T, s=40, facecolors="none", edgecolors=LIGHT.ink)
    caption(axes[0, 1], "Three Gaussians: the 4 % of the rows of lowest density")
    return figure


def normality() -> Any:
    """Draw q-Q plots of the grey values of two segments of coins, of thinned pixels."""
    found = gmmseg.segment(path("sample_images", "coins.png"), 2, method="global", flatten="auto")
    told = segment_statistics(found)
    distance = told.spacing
    grey, labels = (
        found.image.source.pixels[..., 0][::distance, ::distance],
        found.labels[::distance, ::distance],
    )
    figure, axes = sheet(1, 2, size=(4.0, 2.9))
    for number, (panel, name) in enumerate(zip(axes[0], ("background", "coins"), strict=True), 1):
        qq_plot(
            panel, grey[labels == number].astype(np.float64), f"grey value of {name}", colours(2)[number - 1]
        )
    return figure


def groups() -> Any:
    """Draw the same difference looked at by objects and by pictures."""
    random = np.random.default_rng(5)
    pictures = [random.normal(20, 3, 4), random.normal(22, 3, 4)]
    objects = [np.concatenate([random.normal(mean, 2, 60) for mean in means]) for means in pictures]
    figure, axes = sheet(1, 2, size=(3.8, 2.9))
    names = ["control", "treated"]
    box_plot(axes[0, 0], names, [each.tolist() for each in objects])
    means = [each.reshape(4, 60).mean(axis=1).tolist() for each in objects]
    box_plot(axes[0, 1], names, means)
    from scipy import stats

    for panel, values, unit in ((axes[0, 0], objects, "object"), (axes[0, 1], means, "picture")):
        p = stats.ttest_ind(*values, equal_var=False).pvalue
        panel.set(xlabel="treatment", ylabel="area (µm²)")
        panel.set_ylim(*axes[0, 0].get_ylim())
        caption(
            panel,
            f"A dot is one {unit}: Welch p = {p:.1e}"
            if p < 1e-3
            else f"A dot is one {unit}: Welch p = {p:.2f}",
        )
    return figure


def light() -> Any:
    """Draw uneven light: what two segments of coins become without and with flattening."""
    name = path("sample_images", "coins.png")
    figure, axes = sheet(1, 3, size=(2.4, 2.1))
    axes[0, 0].imshow(np.asarray(Image.open(name)), cmap="gray")
    caption(axes[0, 0], "coins.png: lit unevenly")
    for panel, flatten, words in ((axes[0, 1], False, "as it is"), (axes[0, 2], "auto", "flatten=auto")):
        found = gmmseg.segment(name, 2, method="global", flatten=flatten, position=0)
        panel.imshow(np.where(found.labels == 1, 40, 220), cmap="gray", vmin=0, vmax=255)
        caption(panel, f"Two segments, {words}")
    for panel in axes[0]:
        panel.set_axis_off()
    return figure


PLOTS: dict[str, Callable[[], Any]] = {
    "density": density,
    "em": em,
    "starts": starts,
    "covariance": covariance,
    "scaling": scaling,
    "choosing": choosing,
    "methods": methods,
    "anomalies": anomalies,
    "normality": normality,
    "groups": groups,
    "light": light,
}


def write(name: str) -> None:
    """Draw one plot and write it as a small PNG."""
    file = FOLDER / f"{name}.png"
    figure = PLOTS[name]()
    file.write_bytes(encoded(figure, ".png"))
    Image.open(file).convert("RGB").quantize(MORE_COLOURS.get(name, COLOURS)).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each in sys.argv[1:] or PLOTS:
        write(each)
