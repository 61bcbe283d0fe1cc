"""Matching of labels: which segment of a new result is which of the old, so that names and colours stay."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.rendering.colours import Colour, palette

COMPARED = 100_000  # pixels; more would decide no pair differently


def covered(segments: Sequence[tuple[int, ...]], groups: Sequence[tuple[int, ...]]) -> bool:
    """Return whether segments and groups correspond one to one, by keys of components."""
    group_of = {key: place for place, keys in enumerate(groups) for key in keys}
    owners = {group_of.get(keys[0]) for keys in segments}
    return owners == set(range(len(groups)))


def match_labels(
    old: NDArray[np.integer], new: NDArray[np.integer], n_old: int, n_new: int
) -> tuple[int | None, ...]:
    """Return for each new label from 1 the old label it overlaps most, each old label at most once.

    The label maps (h, w), with labels from 0 to `n_old` and `n_new`, may differ in size, as a preview and
    its picture do. Pairs are made greedily, by overlap over union.
    """
    overlap = _overlap(old, new, n_old, n_new)
    union = overlap.sum(axis=0, keepdims=True) + overlap.sum(axis=1, keepdims=True) - overlap
    similarity = np.where(overlap > 0, overlap / np.maximum(union, 1), 0)[1:, 1:]
    pairs: list[int | None] = [None] * n_new
    while similarity.size and similarity.max() > 0:
        a, b = np.unravel_index(int(similarity.argmax()), similarity.shape)
        pairs[int(b)] = int(a) + 1
        similarity[a, :] = 0
        similarity[:, b] = 0
    return tuple(pairs)


def match_colours(
    old: NDArray[np.integer], new: NDArray[np.integer], colours: Sequence[Colour], n_new: int
) -> list[Colour]:
    """Return a colour for each new label from 1: that of the old label that it is, or one that none has.

    `colours` are those of the old labels from 1; label maps as `match_labels` takes them.
    """
    partners = match_labels(old, new, len(colours), n_new)
    unused = (colour for colour in palette(len(colours) + n_new) if colour not in colours)
    return [next(unused) if partner is None else colours[partner - 1] for partner in partners]


def _overlap(
    old: NDArray[np.integer], new: NDArray[np.integer], n_old: int, n_new: int
) -> NDArray[np.float64]:
    step = max(1, int(np.sqrt(min(old.size, new.size) / COMPARED)))
    height, width = min(old.shape, new.shape)
    rows, columns = np.arange(0, height, step), np.arange(0, width, step)
    first = _sampled(old, rows / height, columns / width)
    second = _sampled(new, rows / height, columns / width)
    pairs = first.astype(np.intp) * (n_new + 1) + second
    counts = np.bincount(pairs.ravel(), minlength=(n_old + 1) * (n_new + 1))
    return counts.reshape(n_old + 1, n_new + 1).astype(np.float64)


def _sampled(
    labels: NDArray[np.integer], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.integer]:
    down = (rows * labels.shape[0]).astype(np.intp)
    across = (columns * labels.shape[1]).astype(np.intp)
    return labels[down[:, None], across[None, :]]
