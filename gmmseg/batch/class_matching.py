"""Matching of classes across pictures: the segments of a fit get the names and numbers of a reference model.

What is like no class of the reference is a class of its own after them, "other": no number ever means two
things. Every picture of a run that may fit anew has it, mostly empty, so that all have the same classes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Features
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.rendering.colours import Colour, oklab
from gmmseg.imaging.segmentation import Segmentation, SegmentLabels, label_type
from gmmseg.mixture.components import bhattacharyya, mahalanobis, match_components
from gmmseg.mixture.parameters import Parameters

# Of two frames of one video (DAVIS, 26 videos, 3, 5 and 8 segments), no segment of the second is other to a
# model of the first (0 of 416); of frames of other videos 9 in a hundred are: 83 of those whose colours the
# first has not, 3 of those whose colours it has (benchmarks/batch_classes.py).
FAR = 4.0  # sigmas: Gaussians of one spread are then told apart 98 times in a hundred
# Closer pairs alone are made for the sake of others: by their classes the objects of these videos are then
# found again better than if pairs were made up to `FAR`, or if each segment took the nearest.
CLOSE = 0.5  # sigmas beyond the nearest
OTHER = "other"
PLAIN = 0.1  # in Oklab, where black and white are 1 apart
GREYS: tuple[Colour, ...] = ((160, 160, 160), (215, 215, 215), (110, 110, 110), (60, 60, 60))


def other_class(segments: Sequence[Segment]) -> Segment:
    """Return the class "other" for a model with these: of a name that is free and a grey that tells."""
    taken = {segment.name.casefold() for segment in segments}
    names = [OTHER, *(f"{OTHER} {number}" for number in range(2, len(segments) + 2))]
    greys, colours = (oklab(np.array(each, np.uint8)) for each in (GREYS, [s.colour for s in segments]))
    apart = np.sqrt(((greys[:, None] - colours[None]) ** 2).sum(axis=2)).min(axis=1)
    grey = GREYS[int(np.minimum(apart, PLAIN).argmax())]  # the first that is plain to see
    return Segment(next(name for name in names if name not in taken), grey, ())


def with_other(found: Segmentation) -> Segmentation:
    """Return a segmentation with one more class, which nothing belongs to."""
    model = replace(found.model, segments=(*found.model.segments, other_class(found.model.segments)))
    kind = label_type(len(model.segments))
    labels: SegmentLabels = found.labels.astype(kind, copy=False)  # type: ignore[assignment]
    wider = replace(found, model=model, labels=labels)
    wider.__dict__["sampled"] = replace(found.sampled, model=model)  # where cached_property keeps it
    return wider


def match_classes(found: Segmentation, reference: Model) -> tuple[Model, NDArray[np.intp]]:
    """Return the model of a segmentation with the classes of `reference` and "other", and each label's class.

    Components are compared by their colours, in raw units: where something is does not say what it is.
    Among classes that are nearly as near to them as the nearest they are matched one to one, all together as
    near as can be; those left over join the nearest. One that is further than `FAR` from all is other. A
    class that is not in the picture owns no component.

    Returns
    -------
    model : Model
        With the segments of `reference`, of the same names and colours, and one more.
    classes : ndarray of shape (n_segments + 1,)
        Number of the class that each label of `found` means, 0 for 0.
    """
    ours, theirs = colour_mixture(found.model), colour_mixture(reference)
    near = mahalanobis(ours, theirs) <= FAR
    apart = np.where(near, np.sqrt(8 * np.maximum(bhattacharyya(ours, theirs), 0)), np.inf)
    partners = match_components(ours, theirs, near & (apart <= apart.min(axis=1, keepdims=True) + CLOSE))
    owners = reference.owners[np.where(partners >= 0, partners, apart.argmin(axis=1))]
    owners[~near.any(axis=1)] = len(reference.segments)
    segments = tuple(
        Segment(segment.name, segment.colour, tuple(np.flatnonzero(owners == number).tolist()))
        for number, segment in enumerate((*reference.segments, other_class(reference.segments)))
    )
    of_label = owners[[segment.components[0] for segment in found.model.segments]]
    return replace(found.model, segments=segments), np.concatenate([[0], of_label + 1])


def about_other(found: Segmentation, reference: Model) -> Iterator[str]:
    """Yield a sentence on what of an identified segmentation is other, where anything is."""
    other = found.model.segments[-1]
    share = np.count_nonzero(found.labels == found.n_segments) / found.image.n_usable
    if share == 0:
        return
    apart = mahalanobis(colour_mixture(found.model), colour_mixture(reference))[list(other.components)]
    nearest = reference.segments[reference.owners[apart.min(axis=0).argmin()]]
    percent = f"{100 * share:.1f} %" if share >= 0.001 else "Less than 0.1 %"
    yield (
        f"{percent} of it is {other.name!r}, like no class of the model: its colours are "
        f"{apart.min():.1f} sigmas from those of {nearest.name!r}, the nearest."
    )


def colour_mixture(model: Model) -> Parameters:
    """Return the mixture of the features that are colours, in their raw units."""
    features: Features = model.features
    c = len(features.colours)
    scale = features.scale[:c]
    means = model.mixture.means[:, :c] * scale + features.centre[:c]
    covariances = model.mixture.full_covariances[:, :c, :c] * np.outer(scale, scale)
    return Parameters(model.mixture.weights.copy(), means, np.ascontiguousarray(covariances), "full")
