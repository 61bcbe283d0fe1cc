"""Drift: whether a picture is like those that a model was fitted to, as green, amber or red with reasons.

Three measures count: the mean log-likelihood of the pixels; the share of pixels that the model hardly
explains (fewer than one in a hundred were as improbable in training); and whether the classes have other
shares. The last alone never stops a batch: what is in pictures may change.
"""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.model import Model, Training
from gmmseg.imaging.segmentation import Segmentation

DriftLevel = Literal["green", "amber", "red", "unknown"]

# Of two frames of one video (DAVIS, 24 videos), a model of the first calls the second green 18 times, amber 5
# times, red once; a frame of another video red 20 times, amber 4 times, never green.
FALL = (0.75, 2.0)  # of the mean log-likelihood, in standard deviations of a training pixel: amber, red
UNEXPLAINED = (0.05, 0.25)  # share of pixels that the model does not explain: amber, red
SHIFT = 0.5  # total change of the classes' shares: amber


@dataclass(frozen=True)
class Drift:
    """How a picture differs from a model's training.

    Attributes
    ----------
    light : {"green", "amber", "red", "unknown"}
        Unknown where the model does not say what it was made from; nor, where a picture does not say it
        either and nothing else is amiss, which values were black and white there.
    reason : str
        The numbers, in words.
    log_likelihood : float
        Mean over pixels, nats.
    fall : float
        How far it is below the training's, in standard deviations of a training pixel.
    unexplained : float
        Share of pixels that are explained worse than 99 in a hundred training pixels, 0 to 1.
    shift : float
        Share of pixels that would have to change class for the shares of the training, 0 to 1.
    """

    light: DriftLevel
    reason: str
    log_likelihood: float
    fall: float = 0.0
    unexplained: float = 0.0
    shift: float = 0.0

    @classmethod
    def of(cls, found: Segmentation) -> Self:
        """Return how a picture differs from the training of the model that was applied to it."""
        model, scores = found.model, found.sampled.scores
        mean, training = float(scores.mean()), model.training
        if training is None:
            return cls("unknown", "the model does not say what it was made from", mean)
        fall = (training.mean - mean) / max(training.deviation, 1e-9)
        unexplained = float((scores < training.floor).mean())
        shift = float(np.abs(_shares(found) - _expected(model, training)).sum() / 2)
        light, reason = judge(fall, unexplained, shift)
        if light == "green" and not model.measures(found.image):
            light, reason = "unknown", "the model does not say which values were black and white"
        return cls(light, reason, mean, fall, unexplained, shift)

    @property
    def badness(self) -> float:
        """What the worst pictures are put first by."""
        return max(self.fall / FALL[1], self.unexplained / UNEXPLAINED[1], 0.9 * self.shift)


def _shares(found: Segmentation) -> NDArray[np.float64]:
    """Return the share of usable pixels that each segment has, (n_segments,)."""
    pixels = found.sizes_and_colours[0][1:]
    return np.asarray(pixels / max(1, pixels.sum()), np.float64)


def _expected(model: Model, training: Training) -> NDArray[np.float64]:
    return np.bincount(model.owners, training.shares, len(model.segments)).astype(np.float64)


def judge(fall: float, unexplained: float, shift: float) -> tuple[DriftLevel, str]:
    """Return the light and its reason; the worst of the three signs decides.

    fall: of the mean log-likelihood, in deviations of the training; unexplained: share of pixels; shift: half
    the sum of the changes of the segments' shares.
    """
    signs = (
        (unexplained, *UNEXPLAINED, f"{100 * unexplained:.0f} % of the pixels unexplained"),
        (fall, *FALL, f"log-likelihood {fall:.1f} deviations below the training's"),
        (shift, SHIFT, np.inf, f"shares changed by {100 * shift:.0f} %"),
    )
    reasons = [reason for value, amber, _, reason in signs if value >= amber]
    if not reasons:
        return "green", f"{100 * unexplained:.0f} % of the pixels unexplained"
    return "red" if any(value >= red for value, _, red, _ in signs) else "amber", ", ".join(reasons)
