"""How a picture stands: done already, to be done again since results of it are gone, or to be done."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from gmmseg.batch.listing import Picture
from gmmseg.batch.manifest import BEGUN, DONE, FAILED, SKIPPED, Manifest
from gmmseg.batch.plan import Plan
from gmmseg.batch.preparing import MODEL, file_digest, made
from gmmseg.errors import ChangedResultError, GmmsegError
from gmmseg.io.atomic import shown
from gmmseg.io.exporters import foresee

Line = dict[str, Any]
State = Literal["new", "again", "current", "failed"]


@dataclass(frozen=True)
class Standing:
    """What is to be done about a picture.

    Attributes
    ----------
    state : {"new", "again", "current", "failed"}
        Again where the same was done before and results are gone; failed where it cannot be.
    reason : str
        Why it is to be done again or cannot be, for people.
    overwrite : bool
        Whether files that are there may be replaced: it was asked for, or they are an earlier run's own.
    """

    state: State
    reason: str = ""
    overwrite: bool = False


def named(picture: Picture, digest: str) -> Line:
    """Return how a line of the manifest about a picture begins, for a recipe of that digest."""
    return {"picture": picture.name, "stem": picture.stem, "recipe": digest}


def marked(line: Line, picture: Picture) -> Line:
    """Return the line with what the file says now; raise `UnreadableImageError` if that cannot be known."""
    return {**line, "sha256": file_digest(picture.path)}


def standing_of(picture: Picture, plan: Plan, line: Line, known: Line | None) -> Standing:
    """Return how a picture stands.

    Parameters
    ----------
    picture, plan
        Which, and what is to be done.
    line : dict
        As `marked` gives it.
    known : dict or None
        What the manifest says.

    Raises
    ------
    GmmsegError
        If files in its results' place may not be replaced.
    """
    lost: list[str] = []
    if known is not None and _is_same(known, line):
        sizes = {name: _size(plan.folder / name) for name, _ in known["files"]}
        lost = [name for name, size in sizes.items() if size is None]
        changed = [name for name, size in known["files"] if sizes[name] not in (None, size)]
        if not (lost or changed):
            return Standing("current")
        if changed and not plan.overwrite:
            raise ChangedResultError(tuple(shown(name) for name in changed), shown(plan.folder))
    overwrite = plan.overwrite or bool(lost) or _was_interrupted(known, line)
    way = PurePosixPath(picture.stem)
    foresee(plan.folder / way.parent, plan.recipe.kinds, way.name, overwrite=overwrite)
    if not lost:
        return Standing("new", "", overwrite)
    more = f" and {len(lost) - 1} more are" if len(lost) > 1 else " is"
    return Standing("again", f"{shown(lost[0])}{more} gone", overwrite)


def standings(plan: Plan) -> Iterator[tuple[Picture, Standing]]:
    """Yield for every picture of a plan how it stands, without changing anything."""
    manifest, recipe = Manifest.of(plan.folder), plan.recipe
    if recipe.model is None and manifest.header.get("recipe") == recipe.digest:
        recipe = replace(recipe, model=made(plan.folder / MODEL))
    digest = recipe.digest
    for picture in plan.pictures:
        try:
            line = marked(named(picture, digest), picture)
            yield picture, standing_of(picture, plan, line, manifest.lines.get(picture.name))
        except GmmsegError as error:
            yield picture, Standing("failed", str(error))


def _is_same(known: Line, line: Line) -> bool:
    """Return whether a picture was finished before, from the same file in the same way."""
    same = all(known.get(name) == line[name] for name in ("stem", "recipe", "sha256"))
    return same and known.get("status") in (DONE, SKIPPED)


def _was_interrupted(known: Line | None, line: Line) -> bool:
    """Return whether files that are there can only be those of one that was killed on this picture."""
    if known is None or known.get("stem") != line["stem"]:
        return False
    return known.get("status") == BEGUN or (known.get("status") == FAILED and "killed" in known)


def _size(path: Path) -> int | None:
    """Return the size of a file, None if it is gone."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - thousands of them
    except (OSError, ValueError):
        return None
