"""Calibration of probabilities: reliability diagram, expected calibration error, one temperature.

Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks", ICML, 1321-1330:
temperature scaling, and the expected calibration error over bins of equal width, after Naeini, Cooper and
Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning", AAAI, 2901-2907.
Reliability diagrams: DeGroot and Fienberg (1983), "The comparison and evaluation of forecasters", The
Statistician 32(1/2), 12-22.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import DifferentSizesError, NothingToCompareError
from gmmseg.imaging.model import Model
from gmmseg.imaging.regional.probabilities import Probabilities, scaled_by_temperature
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.io.models import TEMPERATURES

Floats = NDArray[np.float64]

BINS = 15  # as is usual
MOST = 2**18  # pixels, spread evenly: more change no digit that is shown
TILE = 32  # pixels: temperature is found on the white squares of such a checkerboard and judged on the black
LEAST = 1e-12  # probability of what happens though it has none: its logarithm must be a number
MOST_CLASSES = 1000


@dataclass(frozen=True)
class Reliability:
    """How often the most probable class is right, by the probability it was given.

    Attributes
    ----------
    edges : tuple of float
        Of the bins of probability, n_bins + 1, from 0 to 1.
    counts : tuple of int
        Pixels in each.
    confidence : tuple of float
        Mean probability of the most probable class in each bin; not a number where it is empty.
    accuracy : tuple of float
        Share of these pixels whose class it is.
    ece : float
        Expected calibration error: mean over pixels of |accuracy - confidence| of their bins.
    log_loss : float
        Mean of minus the logarithm of the true class's probability, nats.
    brier : float
        Mean squared distance of the probabilities from 1 for the true class and 0 for others.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    confidence: tuple[float, ...]
    accuracy: tuple[float, ...]
    ece: float
    log_loss: float
    brier: float

    @classmethod
    def of(cls, probabilities: ArrayLike, truth: ArrayLike, *, bins: int = BINS) -> Self:
        """Return how reliable probabilities are.

        Parameters
        ----------
        probabilities : array-like of shape (n, k)
            Of k classes, rows summing to 1.
        truth : array-like of shape (n,) of int
            The class of each, from 0.
        bins : int
            Bins of equal width.
        """
        p, classes = np.asarray(probabilities, np.float64), np.asarray(truth, np.intp)
        top, right = p.max(axis=1), p.argmax(axis=1) == classes
        edges = np.linspace(0, 1, bins + 1)
        place = np.clip(np.searchsorted(edges, top, side="left") - 1, 0, bins - 1)
        counts = np.bincount(place, minlength=bins)
        with np.errstate(invalid="ignore"):
            confidence = np.bincount(place, top, bins) / counts
            accuracy = np.bincount(place, right, bins) / counts
        gaps = np.nan_to_num(np.abs(accuracy - confidence))
        own = np.take_along_axis(p, classes[:, None], axis=1)[:, 0]
        brier = (p * p).sum(axis=1) - 2 * own + 1
        return cls(
            tuple(edges.tolist()),
            tuple(counts.tolist()),
            tuple(confidence.tolist()),
            tuple(accuracy.tolist()),
            float(counts @ gaps / len(p)),
            float(-np.log(np.maximum(own, LEAST)).mean()),
            float(brier.mean()),
        )


def fit_temperature(probabilities: ArrayLike, truth: ArrayLike, owners: ArrayLike | None = None) -> float:
    """Return the temperature that gives the least log-loss (one-dimensional, bounded, by Brent's method).

    Parameters
    ----------
    probabilities : array-like of shape (n, k)
        Of k segments.
    truth : array-like of shape (n,) of int
        The class of each, from 0.
    owners : array-like of shape (k,) of int, optional
        The class that each segment means; probabilities are scaled, then summed by class. By default segments
        are the classes.

    Notes
    -----
    Between 1/1000 and 1000; the log-loss of scaled probabilities is convex in 1 / temperature where segments
    are the classes.
    """
    from scipy.optimize import minimize_scalar

    p, classes = np.asarray(probabilities, np.float32), np.asarray(truth, np.intp)
    of_each = np.arange(p.shape[1]) if owners is None else np.asarray(owners, np.intp)

    def loss(log_temperature: float) -> float:
        shares = by_class(
            scaled_by_temperature(p, float(np.exp(log_temperature))), of_each, int(of_each.max()) + 1
        )
        own = np.take_along_axis(shares, classes[:, None], axis=1)[:, 0]
        return float(-np.log(np.maximum(own, LEAST)).mean())

    low, high = np.log(TEMPERATURES)
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    return float(np.exp(found.x)) if found.fun < loss(0.0) else 1.0


def by_class(probabilities: NDArray[np.floating], owners: NDArray[np.intp], n_classes: int) -> Floats:
    """Return probabilities of segments (n, k) summed by the class that each means: (n, n_classes)."""
    out = np.zeros((len(probabilities), n_classes))
    for segment, owner in enumerate(owners.tolist()):
        out[:, owner] += probabilities[:, segment]
    return out


@dataclass(frozen=True, eq=False)
class Calibration:
    """How well the probabilities of a model fit a truth, as they are and calibrated.

    Attributes
    ----------
    temperature : float
        What logarithms of probabilities are divided by to be calibrated.
    before, after : Reliability
        Without it and with it, on pixels that it was not fitted to where there are such.
    classes : tuple of int
        Labels of the truth that segments mean.
    owners : tuple of int
        Which label each segment means.
    n_fitted, n_judged : int
        Pixels that the temperature was fitted to, and that it was judged on.
    is_held_out : bool
        Whether these are others.
    n_without_segment : int
        Known pixels of classes that no segment means: they do not count.
    model : Model
        The model with the temperature.
    """

    temperature: float
    before: Reliability
    after: Reliability
    classes: tuple[int, ...]
    owners: tuple[int, ...]
    n_fitted: int
    n_judged: int
    is_held_out: bool
    n_without_segment: int
    model: Model

    def as_values(self) -> dict[str, Any]:
        """Return it as values that JSON knows, without the model."""
        parts = {name: _plain(asdict(getattr(self, name))) for name in ("before", "after")}
        names = ("temperature", "classes", "owners", "n_fitted", "n_judged", "is_held_out")
        return {name: getattr(self, name) for name in (*names, "n_without_segment")} | parts

    @property
    def text(self) -> str:
        """The figures in a few lines."""
        how = (
            "other pixels than it was fitted to" if self.is_held_out else "the same pixels: there are too few"
        )
        sure = "too sure" if self.temperature > 1 else "not sure enough"
        verdict = (
            "they fit already" if abs(np.log(self.temperature)) < 0.05 else f"the probabilities are {sure}"
        )
        lines = [
            f"temperature  {self.temperature:.4f}  ({verdict})",
            f"{'':13}{'as it is':>10}{'calibrated':>12}",
        ]
        for title, name in (("ECE", "ece"), ("log-loss", "log_loss"), ("Brier", "brier")):
            first, second = getattr(self.before, name), getattr(self.after, name)
            lines.append(f"{title:<13}{first:>10.4f}{second:>12.4f}")
        if self.after.ece > self.before.ece or self.after.brier > self.before.brier:
            lines.append(
                "Not all of it is better: the model is wrong where it is sure, which one temperature cannot "
                "mend. Better segments or features can."
            )
        lines.append(f"fitted to {self.n_fitted:,} pixels, judged on {self.n_judged:,}, {how}")
        if self.n_without_segment:
            lines.append(f"{self.n_without_segment:,} pixels of classes that no segment means do not count")
        if self.n_without_segment > self.n_fitted + self.n_judged:
            lines.append("these are most: is the truth a map of objects rather than of classes?")
        return "\n".join(lines)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with None in the place of what is not a number, which JSON does not know."""
    return {
        name: [None if number != number else number for number in each] if isinstance(each, tuple) else each  # noqa: PLR0124 - only what is not a number differs from itself
        for name, each in values.items()
    }


def calibrate(
    segmentation: Segmentation, truth: ArrayLike, *, ignore: int = 0, bins: int = BINS
) -> Calibration:
    """Return how well the probabilities of a segmentation fit a truth, and its model calibrated.

    Parameters
    ----------
    segmentation : Segmentation
        As `gmmseg.segment` or `gmmseg.apply` returns it.
    truth : array-like of shape (height, width) of int
        The class of each pixel that is known: a whole truth, or strokes. Each segment means the class that
        most of its known pixels have, so that several may mean one.
    ignore : int
        The label of pixels that are not known.
    bins : int
        Bins of the reliability diagram.

    Raises
    ------
    DifferentSizesError
        If the truth is of another size.
    NothingToCompareError
        If fewer than two of its classes are known where a segment means them.
    """
    known, owners, classes, n_left_out = _known(segmentation, np.asarray(truth), ignore)
    indices, wanted = known
    raw = replace(segmentation.model, temperature=1.0)
    p = Probabilities.of(segmentation.image, raw).at(indices)
    rows, columns = np.divmod(indices, segmentation.image.width)
    is_white = (rows // TILE + columns // TILE) % 2 == 0
    halves = [is_white, ~is_white]
    is_held_out = all(len(np.unique(wanted[half])) == len(classes) for half in halves)
    fitted, judged = halves if is_held_out else (slice(None), slice(None))
    temperature = fit_temperature(p[fitted], wanted[fitted], owners)
    n = len(classes)
    before = Reliability.of(by_class(p[judged], owners, n), wanted[judged], bins=bins)
    calibrated = p[judged] if temperature == 1 else scaled_by_temperature(p[judged], temperature)
    after = Reliability.of(by_class(calibrated, owners, n), wanted[judged], bins=bins)
    return Calibration(
        temperature,
        before,
        after,
        tuple(int(each) for each in classes),
        tuple(int(classes[owner]) for owner in owners),
        len(wanted[fitted]),
        len(wanted[judged]),
        is_held_out,
        n_left_out,
        replace(segmentation.model, temperature=temperature),
    )


def _known(
    segmentation: Segmentation, truth: NDArray[np.integer], ignore: int
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.intp], NDArray[np.integer], int]:
    """Return known pixels and their classes, the class of each segment, which they are, how many are lost."""
    labels = segmentation.labels
    if truth.shape != labels.shape:
        raise DifferentSizesError(labels.shape, truth.shape)
    usable = truth != ignore
    if segmentation.image.mask is not None:
        usable &= segmentation.image.mask
    indices = np.flatnonzero(usable)
    classes, wanted = np.unique(truth.ravel()[indices], return_inverse=True)
    if len(classes) > MOST_CLASSES:
        what = f"the truth has {len(classes):,} labels, and classes are at most {MOST_CLASSES}"
        raise NothingToCompareError(what, "Give a map of classes, not of objects")
    overlaps = np.zeros((segmentation.n_segments + 1, max(len(classes), 1)), np.int64)
    np.add.at(overlaps, (labels.ravel()[indices].astype(np.intp), wanted), 1)
    owners = overlaps[1:].argmax(axis=1)
    met = np.unique(owners[overlaps[1:].sum(axis=1) > 0])
    if len(met) < 2:
        what = f"segments mean {len(met)} of the {len(classes)} classes that the truth knows"
        raise NothingToCompareError(what, "Give a truth with at least two classes that segments tell apart")
    owners = np.searchsorted(met, np.where(np.isin(owners, met), owners, met[0]))
    is_met = np.isin(wanted, met)
    n_lost = int(np.count_nonzero(~is_met))
    indices, wanted = indices[is_met], np.searchsorted(met, wanted[is_met])
    step = max(1, len(indices) // MOST)
    return (indices[::step], wanted[::step]), owners, classes[met], n_lost
