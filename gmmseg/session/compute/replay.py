"""Replay: edits of components done again on a model as it was fitted."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.imaging.labelling.semi_supervised import SAMPLE_SIZE, fit_to_seeds, of_classes
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import Painting, SeedLabels, seed_labels
from gmmseg.job import Workers
from gmmseg.mixture import em
from gmmseg.session.component_edits import KEPT, Change, Keys, SegmentLock, apply_changes
from gmmseg.settings import Settings

MOSTLY = 0.5  # share of a kept class's strokes in a component that makes it its own


def classes(keys: Collection[int], groups: Collection[Keys], strokes: Sequence[Painting]) -> list[Keys]:
    """Return the keys of each class: groups, and what is in none alone; those that have anything to show."""
    alive = {*keys, *(stroke.owner for stroke in strokes)}
    grouped = {key for group in groups for key in group}
    found = [group for group in groups if alive & set(group)]
    return sorted([*found, *((key,) for key in alive - grouped)])


def replay_edits(
    image: Image,
    base: Model,
    settings: Settings,
    workers: Workers,
    *,
    groups: Collection[Keys],
    strokes: Sequence[Painting],
    changes: Sequence[Change],
    locks: Collection[SegmentLock],
) -> tuple[Model, list[Keys], SeedLabels | None]:
    """Return `base` after all edits, the keys of each of its segments, and the pixels of known class."""
    noise = settings.noise**2
    model, keys = _rearranged(image, base, settings, changes)
    groups = _with_segments(base, keys, groups)
    groups = [*groups, *_adopted(image, model, keys, groups, strokes)]
    every = classes(keys, groups, strokes)
    component_of = {key: c for c, group in enumerate(every) for key in group}
    owners = np.asarray([component_of[key] for key in keys], np.intp)
    if not strokes:
        return of_classes(model, owners, len(every)), every, None
    owned = [replace(stroke, owner=component_of[stroke.owner]) for stroke in strokes]
    painted = seed_labels(owned, (image.height, image.width))
    for n, held in _stages(locks, component_of, len(strokes)):
        model = fit_to_seeds(
            image,
            model,
            seed_labels(owned[:n], painted.shape),
            owners=owners,
            n_classes=len(every),
            held=np.flatnonzero(np.isin(owners, list(held))).tolist(),
            regularisation=noise,
            seed=settings.seed,
            map_blocks=workers.map,  # type: ignore[arg-type]  # it takes blocks of any kind
        )
        owners = model.owners
    return model, every, painted


def _with_segments(base: Model, keys: Collection[int], groups: Collection[Keys]) -> list[Keys]:
    """Return groups of keys that keep together what the fit made one segment, unless they say of each key."""
    found, alive = list(groups), set(keys)
    if groups and set(range(base.mixture.n_components)) & alive <= {key for group in groups for key in group}:
        return found
    for segment in base.segments:
        own = alive & set(segment.components)
        if len(own) > 1:
            joined = [group for group in found if own & set(group)]
            rest = [group for group in found if not own & set(group)]
            found = [*rest, tuple(sorted(own.union(*joined)))]
    return found


def _rearranged(
    image: Image, base: Model, settings: Settings, changes: Sequence[Change]
) -> tuple[Model, list[int]]:
    """Return `base` after changes of its components, and the keys of these."""
    if not changes:
        return base, list(range(base.mixture.n_components))
    sample = base.features.sample(image, SAMPLE_SIZE, np.random.default_rng([settings.seed, 3]))
    mixture, keys = apply_changes(base.mixture, changes, sample, settings.noise**2)
    return replace(base, mixture=mixture), keys


def _stages(
    locks: Collection[SegmentLock], component_of: dict[int, int], n: int
) -> list[tuple[int, set[int]]]:
    """Return after how many strokes to refit, and which classes are held then: locks came in between."""
    ends = sorted({min(lock.n_strokes, n) for lock in locks if lock.key in component_of} | {n})
    return [
        (end, {component_of[lock.key] for lock in locks if lock.key in component_of and lock.n_strokes < end})
        for end in ends
        if end > 0
    ]


def _adopted(
    image: Image,
    model: Model,
    keys: Sequence[int],
    groups: Collection[Keys],
    strokes: Sequence[Painting],
) -> list[Keys]:
    """Return new groups: classes that were kept through another fit, with what is theirs in it."""
    grouped = {key for group in groups for key in group}
    kept = sorted({stroke.owner for stroke in strokes if stroke.owner >= KEPT} - grouped)
    if not kept:
        return []
    flat = seed_labels(strokes, (image.height, image.width)).reshape(-1)
    claims: dict[int, tuple[int, int]] = {}  # key -> how many pixels speak for its new class, which that is
    for owner in kept:
        indices = np.flatnonzero(flat == owner)
        if len(indices):
            won = np.bincount(em.labels(model.features.at(image, indices), model.mixture))
            best, n = int(won.argmax()), int(won.max())
            if n >= MOSTLY * len(indices) and keys[best] not in grouped:
                claims[keys[best]] = max(claims.get(keys[best], (0, 0)), (n, owner))
    return [(key, owner) for key, (_, owner) in claims.items()]
