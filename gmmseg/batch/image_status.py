"""The status of a picture in a batch: done, to be done, or some of its files missing.

The manifest knows each file of a picture with the kind that it is. So files of further kinds join those
that exist, and the kinds that are asked for now decide which files are looked at.
"""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Self

from gmmseg.batch.manifest import Manifest
from gmmseg.batch.manifest_entries import entry_of, half_written, is_left_out, same, with_file_hash
from gmmseg.batch.picture import Picture
from gmmseg.batch.plan import Plan
from gmmseg.batch.reference_model import MODEL, FileHashes, load_reference
from gmmseg.errors import AlreadyThereError, ChangedResultError, GmmsegError
from gmmseg.io.atomic import shown
from gmmseg.io.exporters import foresee

ManifestLine = dict[str, Any]
StatusName = Literal["new", "more", "again", "current", "failed"]


@dataclass(frozen=True)
class ImageStatus:
    """What is to be done about a picture.

    Attributes
    ----------
    state : {"new", "more", "again", "current", "failed"}
        More where the same was done before for other kinds of files; again where such files are gone;
        failed where it cannot be.
    reason : str
        What is missing or gone, or why it cannot be done, for people.
    kinds : tuple of str
        Files to write.
    free : frozenset of str
        Those of the kinds whose files may be replaced where they are there: it was asked for, or they are
        an earlier run's own.
    """

    state: StatusName
    reason: str = ""
    kinds: tuple[str, ...] = ()
    free: frozenset[str] = frozenset()


def status_of(picture: Picture, plan: Plan, line: ManifestLine, known: ManifestLine | None) -> ImageStatus:
    """Return the status of a picture.

    Parameters
    ----------
    picture, plan
        Which, and what is to be done.
    line : dict
        As `with_file_hash` gives it.
    known : dict or None
        What the manifest says.

    Raises
    ------
    GmmsegError
        If files in its results' place may not be replaced.
    """
    before = same(known, line)
    if is_left_out(before):
        return ImageStatus("current")
    marks = plan.recipe.marks
    own = OwnFiles.of(before, plan, marks.values())
    if own.changed and not plan.overwrite:
        raise ChangedResultError(tuple(shown(name) for name in own.changed), shown(plan.folder))
    kinds = tuple(kind for kind, mark in marks.items() if mark not in own.whole)
    if not kinds:
        return ImageStatus("current")
    ours = {kind for kind in kinds if marks[kind] in own.broken} | half_written(known, line)
    free = frozenset(kinds if plan.overwrite else ours.intersection(kinds))
    way = PurePosixPath(picture.stem)
    try:
        foresee(
            plan.folder / way.parent, [each for each in kinds if each not in free], way.name, overwrite=False
        )
    except AlreadyThereError as error:
        raise AlreadyThereError(error.files, error.folder, _kept(error.files, line, known or {})) from None
    if own.broken:
        return ImageStatus("again", own.reason, kinds, free)
    more = bool(before.get("files"))
    return ImageStatus("more" if more else "new", ", ".join(kinds) if more else "", kinds, free)


def _kept(files: Collection[str], line: ManifestLine, known: ManifestLine) -> str:
    """Return what files that are in the way are, where an earlier run of the same picture wrote them."""
    names = {PurePosixPath(name).name for name, _, _ in known.get("files", ())}
    if known.get("stem") != line["stem"] or not names.intersection(files):
        return ""
    if known.get("sha256") != line["sha256"]:
        return "made before the picture was changed"
    return "made with other settings or another model" if known.get("recipe") != line["recipe"] else ""


def statuses(plan: Plan) -> Iterator[tuple[Picture, ImageStatus]]:
    """Yield the status of every picture of a plan, without changing anything."""
    manifest, recipe = Manifest.of(plan.folder, plan.manifest_name), plan.recipe
    if recipe.model is None and manifest.header.get("recipe") == recipe.digest:
        recipe = replace(recipe, model=load_reference(plan.folder / MODEL))
    digest, hashes = recipe.digest, FileHashes()
    for picture in plan.pictures:
        try:
            known = manifest.lines.get(picture.name)
            line = with_file_hash(entry_of(picture, digest), picture, hashes, known)
            yield picture, status_of(picture, plan, line, known)
        except GmmsegError as error:
            yield picture, ImageStatus("failed", str(error))


@dataclass(frozen=True)
class OwnFiles:
    """Files that an earlier run wrote, of kinds that are asked for now."""

    gone: list[str]
    changed: list[str]
    whole: set[str]
    broken: set[str]

    @classmethod
    def of(cls, known: ManifestLine, plan: Plan, marks: Collection[str]) -> Self:
        """Return the status of the files that an entry of the manifest names, of kinds with these marks."""
        files = [each for each in known.get("files", ()) if each[2] in marks]
        sizes = {name: _size(plan.folder / name) for name, _, _ in files}
        gone = [name for name, _, _ in files if sizes[name] is None]
        changed = [name for name, size, _ in files if sizes[name] not in (None, size)]
        broken = {mark for name, size, mark in files if sizes[name] != size}
        return cls(gone, changed, {mark for _, _, mark in files} - broken, broken)

    @property
    def reason(self) -> str:
        """What is wrong with them, for people."""
        first, n = (self.gone or self.changed)[0], len(self.gone or self.changed)
        if self.gone:
            return f"{shown(first)}{f' and {n - 1} more are' if n > 1 else ' is'} gone"
        return f"{shown(first)}{f' and {n - 1} more were' if n > 1 else ' was'} changed"


def _size(path: Path) -> int | None:
    """Return the size of a file, None if it is gone."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - thousands of them
    except (OSError, ValueError):
        return None
