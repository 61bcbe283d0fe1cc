"""Semi-supervised fit to a picture: pixels of known class move a model's components.

`mixture.fitting.semi_supervised` has the method and its sources. A class may own several components.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.features import Samples
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.rendering.render import palette
from gmmseg.imaging.seeds import UNLABELLED, SeedLabels
from gmmseg.mixture.em import Floats, MapBlocks
from gmmseg.mixture.fitting import semi_supervised
from gmmseg.mixture.fitting.semi_supervised import LabelledSamples

SAMPLE_SIZE = 2**15  # of all pixels
MOST_SEEDED = 2**12  # labelled pixels of a class that are used, spread evenly: more add nothing
PART = 2**13  # samples in a block


def fit_to_seeds(
    image: Image,
    model: Model,
    seeds: SeedLabels,
    *,
    owners: NDArray[np.intp] | None = None,
    n_classes: int = 0,
    held: Sequence[int] = (),
    regularisation: float | Floats = 1e-2,
    seed: int = 0,
    map_blocks: MapBlocks = map,
) -> Model:
    """Return the model refitted so that labelled pixels are explained by their classes, its segments.

    Parameters
    ----------
    image : Image
        The picture.
    model : Model
        Fitted to it without labels.
    seeds : ndarray of shape (h, w), int16
        Class of each labelled pixel, from 0; `UNLABELLED` elsewhere.
    owners : ndarray of shape (k,), optional
        Class of each component. By default the one under whose labelled pixels it is densest.
    n_classes : int
        Number of classes, at least one more than the greatest in `seeds` and `owners`.
    held : sequence of int
        Components that may not move.
    regularisation : float or ndarray of shape (d,)
        Added to every variance, unit squared.
    seed : int
        Same seed, same model.
    map_blocks : callable
        `map`, or a thread pool's.
    """
    known = labelled_samples(image, model, seeds, n_classes)
    sample = model.features.sample(image, SAMPLE_SIZE, np.random.default_rng([seed, 2]))
    return fit_to_samples(
        model, sample, known, owners=owners, held=held, regularisation=regularisation, map_blocks=map_blocks
    )


def fit_to_samples(
    model: Model,
    sample: Samples,
    known: LabelledSamples,
    *,
    owners: NDArray[np.intp] | None = None,
    held: Sequence[int] = (),
    regularisation: float | Floats = 1e-2,
    map_blocks: MapBlocks = map,
) -> Model:
    """Return the model refitted to samples of known class beside a `sample` (n, d) of all pixels.

    Samples may be of several pictures; the other parameters are those of `fit_to_seeds`.
    """
    own = semi_supervised.vote_classes(model.mixture, known) if owners is None else owners
    start = replace(model.mixture, owners=np.asarray(own, np.int64).copy())
    parts: list[Samples] = [sample[i : i + PART] for i in range(0, len(sample), PART)]
    mixture = semi_supervised.fit_labelled(
        parts, start, known, regularisation=regularisation, held=held, map_blocks=map_blocks
    )
    return of_classes(replace(model, mixture=replace(mixture, owners=None)), mixture.owners, known.n_classes)


def of_classes(model: Model, owners: NDArray[np.integer] | None, n_classes: int) -> Model:
    """Return the model with a segment for each class, which owns the components that `owners` (k,) says."""
    assert owners is not None
    segments = tuple(
        Segment(f"segment {c + 1}", colour, tuple(np.flatnonzero(owners == c).tolist()))
        for c, colour in enumerate(palette(n_classes))
    )
    return replace(model, segments=segments)


def labelled_samples(image: Image, model: Model, seeds: SeedLabels, n_classes: int) -> LabelledSamples:
    """Return samples of the pixels of a picture whose class is known, of each class not too many."""
    flat = seeds.reshape(-1)
    marked = flat != UNLABELLED
    if image.mask is not None:
        marked &= image.mask.reshape(-1)
    found = np.flatnonzero(marked)
    chosen = np.sort(np.concatenate([_spread(found[flat[found] == c]) for c in range(n_classes)]))
    return LabelledSamples(model.features.at(image, chosen), flat[chosen].astype(np.intp), n_classes)


def _spread(indices: NDArray[np.intp]) -> NDArray[np.intp]:
    n = len(indices)
    return indices if n <= MOST_SEEDED else indices[np.linspace(0, n - 1, MOST_SEEDED).astype(np.intp)]
