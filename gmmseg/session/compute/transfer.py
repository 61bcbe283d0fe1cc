"""Transfer: edits of the components of one fit carried over to those of another."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.usable_pixels import UsablePixels
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.mixture import em
from gmmseg.session.component_edits import (
    NEW,
    AdjustComponent,
    Change,
    Keys,
    RemoveComponent,
    SegmentLock,
    SplitComponent,
)

COMPARED = 20_000  # pixels that components of two fits are compared on, spread evenly
MOSTLY = 0.5  # share of a component's pixels in an old one that makes it its heir

Successors = dict[int, list[int]]


@dataclass(frozen=True, eq=False)
class PriorEdits:
    """Edits of the components of a fit that has been replaced.

    Attributes
    ----------
    base : Model
        The fit, before people did anything to it.
    groups, changes, locks
        As `SegmentationRequest` has them.
    """

    base: Model
    groups: frozenset[Keys]
    changes: tuple[Change, ...]
    locks: frozenset[SegmentLock]


@dataclass(frozen=True)
class TransferredEdits:
    """The edits for another fit, as far as its components are like those of the first.

    Attributes
    ----------
    groups, changes, locks
        As `SegmentationRequest` has them.
    lost : tuple of str
        A few words for each kind of act that came to its end.
    """

    groups: frozenset[Keys]
    changes: tuple[Change, ...]
    locks: frozenset[SegmentLock]
    lost: tuple[str, ...] = ()


def transfer_edits(image: Image, base: Model, prior_edits: PriorEdits) -> TransferredEdits:
    """Return the edits that carry over to `base`, which was fitted to the same picture in another way."""
    lost: Counter[str] = Counter()
    successors = _successors(image, prior_edits.base, base)
    changes = _changes(prior_edits.changes, successors, lost)
    groups = _groups(prior_edits.groups, successors, lost)
    locks = set()
    for lock in prior_edits.locks:
        keys = _keys([lock.key], successors)
        locks |= {replace(lock, key=key) for key in keys}
        lost["lock"] += not keys
    ended = tuple(f"{n} {kind}{'s' if n > 1 else ''} ended" for kind, n in lost.items() if n)
    return TransferredEdits(groups, changes, frozenset(locks), ended)


def _successors(image: Image, old: Model, new: Model) -> Successors:
    """Return for each component of `old` those of `new` that lie mostly in it, the greatest first."""
    usable = UsablePixels.of(image)
    chosen = usable.at(np.linspace(0, usable.n - 1, min(COMPARED, usable.n)).astype(np.intp))
    counts = np.zeros((old.mixture.n_components, new.mixture.n_components))
    np.add.at(counts, (_components(image, old, chosen), _components(image, new, chosen)), 1)
    mostly = (counts > MOSTLY * counts.sum(axis=0)) & (counts > 0)
    return {i: [int(j) for j in np.argsort(-row) if mostly[i, j]] for i, row in enumerate(counts)}


def _components(image: Image, model: Model, indices: NDArray[np.intp]) -> NDArray[np.integer]:
    return em.labels(model.features.at(image, indices), model.mixture)


def _keys(keys: Collection[int], successors: Successors) -> list[int]:
    """Return keys of the new fit; those of classes and halves that people made stay as they are."""
    return [new for key in keys for new in ([key] if key >= NEW else successors.get(key, []))]


def _changes(changes: Collection[Change], successors: Successors, lost: Counter[str]) -> tuple[Change, ...]:
    kept: list[Change] = []
    for change in changes:
        if isinstance(change, AdjustComponent):  # of a component that there is no more
            lost["adjustment"] += 1
            continue
        keys = _keys([change.key], successors)
        if isinstance(change, SplitComponent):
            kept += [replace(change, key=key) for key in keys[:1]]
        else:
            kept += [RemoveComponent(key) for key in keys]
        lost["split" if isinstance(change, SplitComponent) else "deletion"] += not keys
    return tuple(kept)


def _groups(groups: Collection[Keys], successors: Successors, lost: Counter[str]) -> frozenset[Keys]:
    kept = [tuple(sorted(_keys(group, successors))) for group in groups]
    lost["merge"] += sum(all(key >= NEW for key in group) for group in kept)
    return frozenset(group for group in kept if len(group) > 1)
