"""Fits to small samples that are to be compared, each computed once, and the starts that they share.

What is known is found by the samples themselves, not by who asks: two kinds whose pixels look the same, with
their place and without, have the same fit.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

from gmmseg.mixture.em import Parameters
from gmmseg.mixture.fitting.fit import FitOptions, fitting, quick_fit
from gmmseg.mixture.fitting.initialisation import AnySamples, Seeds

Course = tuple[Parameters, tuple[float, ...]]


@dataclass(frozen=True, eq=False)
class KnownFits:
    """What was fitted before; any thread may ask.

    Attributes
    ----------
    seeds : dict of bytes to Seeds
        Starts, by the digest of their samples.
    mixtures : dict
        Mixtures, by that digest and how they were fitted.
    """

    seeds: dict[bytes, Seeds] = field(default_factory=dict)
    mixtures: dict[tuple[bytes, FitOptions, bool], Course] = field(default_factory=dict)

    def fitted(self, samples: AnySamples, plan: FitOptions, *, is_quick: bool = False) -> Parameters:
        """Return the mixture of samples (n, d) by a plan that gives no means, as `course` has it."""
        return self.course(samples, plan, is_quick=is_quick)[0]

    def course(self, samples: AnySamples, plan: FitOptions, *, is_quick: bool = False) -> Course:
        """Return a mixture and the mean log-likelihoods, in nats, of the iterations that led to it.

        Parameters
        ----------
        samples : ndarray of shape (n, d)
            All of them; so few that starts are compared on all.
        plan : FitOptions
            How to fit; it gives no means.
        is_quick : bool
            Whether it is `quick_fit`, which tells of no iterations; else `fitting`.
        """
        digest = blake2b(
            repr((samples.shape, samples.dtype.str)).encode() + samples.T.tobytes(), digest_size=16
        ).digest()
        key = digest, plan, is_quick
        if key not in self.mixtures:
            seeds = self.seeds.setdefault(digest, Seeds.of(samples))
            self.mixtures[key] = (
                (quick_fit(samples, plan, seeds), ()) if is_quick else _converged(samples, plan, seeds)
            )
        return self.mixtures[key]


def _converged(samples: AnySamples, plan: FitOptions, seeds: Seeds) -> Course:
    steps, course = fitting([samples], samples, plan, seeds=seeds), []
    while True:
        try:
            course.append(next(steps).log_likelihood)
        except StopIteration as end:
            return end.value.parameters, tuple(course)
