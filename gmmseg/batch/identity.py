"""Which class is which across pictures: a fit's segments, named and numbered as a reference model's."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features import Features
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.mixture.components import bhattacharyya, matched
from gmmseg.mixture.parameters import Parameters

FAR = 6.0  # sigmas: Gaussians of one spread then overlap by one in a hundred, exp(-6 ** 2 / 8)


def identified(found: Segmentation, reference: Model) -> tuple[Model, NDArray[np.intp]]:
    """Return the model of a segmentation with the classes of `reference`, and the class of each label.

    Components are compared by their colours, in raw units: where something is does not say what it is.
    They are matched one to one, all together as near as can be; those left over join the nearest. A class
    that is not in the picture owns no component.

    Returns
    -------
    model : Model
        With as many segments as `reference` has, of the same names and colours.
    classes : ndarray of shape (n_segments + 1,)
        Number of the class that each label of `found` means, 0 for 0.
    """
    ours, theirs = in_colours(found.model), in_colours(reference)
    partners = matched(ours, theirs)
    nearest = bhattacharyya(ours, theirs).argmin(axis=1)
    owners = reference.owners[np.where(partners >= 0, partners, nearest)]
    segments = tuple(
        Segment(segment.name, segment.colour, tuple(np.flatnonzero(owners == number).tolist()))
        for number, segment in enumerate(reference.segments)
    )
    of_label = owners[[segment.components[0] for segment in found.model.segments]]
    return replace(found.model, segments=segments), np.concatenate([[0], of_label + 1])


def doubts(model: Model, reference: Model) -> Iterator[str]:
    """Yield a sentence for each segment of an identified model that is nothing like its class.

    The nearest class may be another thing, if a picture shows what the reference has not seen.
    """
    apart = np.sqrt(8 * np.maximum(bhattacharyya(in_colours(model), in_colours(reference)), 0))
    for number, (mine, theirs) in enumerate(zip(model.segments, reference.segments, strict=True), 1):
        if not mine.components:
            continue
        sigmas = apart[np.ix_(mine.components, theirs.components)].min()
        if sigmas > FAR:
            yield (
                f"Segment {number} is called {theirs.name!r} as the nearest there is, but its colours are "
                f"{sigmas:.0f} sigmas from those: it may be another thing."
            )


def in_colours(model: Model) -> Parameters:
    """Return the mixture of the features that are colours, in their raw units."""
    features: Features = model.features
    c = len(features.colours)
    scale = features.scale[:c]
    means = model.mixture.means[:, :c] * scale + features.centre[:c]
    covariances = model.mixture.full_covariances[:, :c, :c] * np.outer(scale, scale)
    return Parameters(model.mixture.weights.copy(), means, np.ascontiguousarray(covariances), "full")
